// Writing an item: both languages side by side, the phone beside it, every save kept with its author.

import { competency } from "./_bank_competency.js";
import { fold, pair, pick, picture } from "./_bank_fields.js";
import { firstTurn } from "./_bank_talk.js";
import { fresh as phoneState, phone } from "./_bank_phone.js";
import { parts, settled, turned } from "./_bank_kinds.js";
import { examples, values } from "./_bank_values.js";
import { asked } from "./_staff.js";
import { nearest, place, tell } from "./_told.js";
import { forget, remember, remembered, unsaved } from "./_unsaved.js";
import { call, dateTime, dialog, el, icon, reason, say, t, toast } from "./kit.js";

const SETTLE = 700; // milliseconds without a stroke before the phone follows
const PHOTO_KINDS = new Set(["hotspot"]);
const copy = (value) => JSON.parse(JSON.stringify(value));

/** A form on an item's sheet, or on nothing yet. */
export function begin(sheet, kind = "single") {
  const document = settled(copy(sheet?.document ?? started(kind)));
  const form = { shelf: "bank", id: sheet?.id ?? null, base: sheet?.at ?? null, sources: { ...sheet?.sources }, document, before: JSON.stringify(document), note: "", folds: {}, show: phoneState(), seen: null, told: Boolean(sheet?.faults?.length) };
  const left = remembered(form);
  if (left) Object.assign(form, { document: left.document, restored: left.at });
  return form;
}

function started(kind) {
  const document = { kind, use: "exam", difficulty: 2 };
  if (["single", "multiple"].includes(kind)) document.options = ["a", "b", "c", "d"].map((id) => ({ id, text: {} }));
  if (kind === "order") document.options = ["a", "b", "c"].map((id) => ({ id, text: {} }));
  if (kind === "match") Object.assign(document, { left: [{ id: "l1", text: {} }, { id: "l2", text: {} }], right: ["r1", "r2", "r3"].map((id) => ({ id, text: {} })) });
  if (kind === "free_text") Object.assign(document, { rubric: [{ id: "r1", text: {}, points: 1 }], model: [{}] });
  if (kind === "dialogue") firstTurn(document);
  if (kind === "code") Object.assign(document, { cells: [{ id: "c1" }], checks: [{ id: "k1", title: {}, points: 1 }], sets: [{ files: { "data.csv": "" } }, { files: { "data.csv": "" } }] });
  return document;
}

// ---------------------------------------------------------------- the form

/** The page while an item is being written. `leave(id)` goes to an item's sheet, or to the list. */
export function drawForm(model, state, paint, leave) {
  const texts = model.get("texts");
  const form = state.form;
  const aside = el("aside", { class: "sqm-form-aside" });
  const desk = { model, texts, form, choices: model.get("data").choices, paint, changed };
  const redraw = () => aside.replaceChildren(...[missing(desk), phone(texts, { seen: form.seen, show: form.show, document: form.document, again, redraw })].filter(Boolean));
  const again = () => look(form, texts, () => (redraw(), settle(desk, holder)));
  let timer = 0;

  function changed() {
    remember(form);
    keep.disabled = !unsaved(form);
    clearTimeout(timer);
    form.show.answer = null;
    timer = setTimeout(again, SETTLE);
  }

  const keep = el("button", { type: "button", class: "sqm-button primary", disabled: !unsaved(form), onclick: () => save(model, state, paint, leave, false) }, icon("saved"), say(texts, "bank.save"));
  const holder = el("div", { class: "sqm-form-body" }, body(desk));
  if (!form.seen) again();
  redraw();
  settle(desk, holder);
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, form.id ? say(texts, "bank.edit_title", { item: form.id }) : say(texts, "bank.new_title")), el("button", { type: "button", class: "sqm-button", onclick: () => leave(form.id) }, icon("left"), say(texts, "bank.back"))),
    form.restored && restored(desk, state, paint),
    el("div", { class: "sqm-form-two" }, holder, aside),
    el(
      "div",
      { class: "sqm-foot sqm-form-foot" },
      el("button", { type: "button", class: "sqm-button sqm-phone-only", onclick: () => aside.scrollIntoView({ behavior: "smooth" }) }, icon("eye"), say(texts, "bank.preview")),
      keep,
      el("button", { type: "button", class: "sqm-button", onclick: () => save(model, state, paint, leave, true) }, icon("send"), say(texts, "bank.submit")),
    ),
  ];
}

function restored(desk, state, paint) {
  const { form, texts } = desk;
  const drop = () => {
    forget(form);
    Object.assign(form, { document: JSON.parse(form.before), restored: null, seen: null });
    paint();
  };
  return el("div", { class: "sqm-note sqm-warn" }, icon("info"), el("span", {}, say(texts, "bank.restored", { when: dateTime(form.restored) })), el("button", { type: "button", class: "sqm-button quiet", onclick: drop }, say(texts, "bank.drop")));
}

function body(desk) {
  const { form, texts, choices } = desk;
  const { document } = form;
  const kinds = choices.kinds.filter((kind) => kind !== "code" || document.kind === kind).map((kind) => [kind, say(texts, `bank.kind.${kind}`)]);
  const turn = (kind) => {
    form.document = turned(document, kind);
    if (kind === "dialogue") firstTurn(form.document);
    desk.paint();
  };
  return [
    card(
      texts, "bank.about",
      el(
        "div",
        { class: "sqm-tools" },
        pick(desk, ["kind"], say(texts, "bank.field.kind"), kinds, { then: turn }),
        pick(desk, ["use"], say(texts, "bank.field.use"), ["exam", "practice"].map((use) => [use, say(texts, `bank.use.${use}`)])),
        pick(desk, ["difficulty"], say(texts, "bank.field.difficulty"), [1, 2, 3].map((one) => [one, say(texts, `bank.difficulty.${one}`)]), { read: Number }),
      ),
      competency(desk),
    ),
    card(texts, "bank.question", pair(desk, ["prompt"], say(texts, "bank.field.prompt"), { rows: 3 }), picture(desk, ["picture"], say(texts, "bank.field.picture"), { needed: PHOTO_KINDS.has(document.kind) })),
    card(texts, "bank.answers", parts(desk)),
    card(texts, "bank.reasons", pair(desk, ["why"], say(texts, "bank.field.why"), { rows: 3, hint: say(texts, "bank.why_hint") }), ground(desk)),
    el("section", { class: "sqm-card" }, values(desk)),
    el("section", { class: "sqm-card" }, note(desk)),
  ];
}

const card = (texts, key, ...inside) => el("section", { class: "sqm-card sqm-form-card" }, el("h2", {}, say(texts, key)), inside);

/** Where it is said: law or standard, and the lesson to go back to. */
function ground(desk) {
  const { form, texts, choices } = desk;
  const lessons = choices.lessons.map((one) => [one.id, `${one.id} ${t(one.title)}`]);
  return fold(
    desk, "source", say(texts, "bank.ground"), Boolean(form.document.source || form.document.lesson),
    pair(desk, ["source"], say(texts, "bank.field.source"), { hint: say(texts, "bank.source_hint") }),
    pick(desk, ["lesson"], say(texts, "bank.field.lesson"), [["", say(texts, "bank.no_lesson")], ...lessons]),
  );
}

function note(desk) {
  const { form, texts } = desk;
  const input = el("input", { type: "text", maxlength: "500", autocomplete: "off", value: form.note, dataset: { focus: "note" }, oninput: (event) => (form.note = event.target.value) });
  return el("label", { class: "sqm-field" }, el("span", {}, say(texts, "bank.note")), input);
}

// ---------------------------------------------------------------- the service's word on it

/** Have the service look at what is written: the phone's picture, and what still lacks. */
export async function look(form, texts, then) {
  const asking = (form.asking = (form.asking ?? 0) + 1);
  try {
    const seen = await call("POST", "/bank/preview", { document: form.document, item: form.id, seed: form.show.seed, answer: form.show.answer });
    if (form.asking === asking) Object.assign(form, { seen, sources: { ...form.sources, ...seen.sources } });
  } catch (refusal) {
    if (form.asking === asking) form.seen = { faults: [], view: null, refused: reason(texts, refusal) };
  }
  if (form.asking === asking) then();
}

/** What still stands in the way, with a way to each field. */
function missing(desk) {
  const { form, texts } = desk;
  if (!form.seen) return null;
  if (form.seen.refused) return el("p", { class: "sqm-note sqm-bad" }, icon("warning"), form.seen.refused);
  const found = form.seen.faults;
  if (!found.length) return el("p", { class: "sqm-note sqm-good", role: "status" }, icon("check"), say(texts, "bank.complete"));
  const go = (fault) => () => {
    form.told = true;
    desk.paint();
    nearest(document.querySelector(".sqm-form-body"), fault.column)?.focus();
  };
  const one = (fault) => el("li", {}, el("button", { type: "button", class: "sqm-link", onclick: go(fault) }, say(texts, "bank.at", { place: place(texts, fault.column), what: say(texts, fault.code, fault.params) })));
  return el("details", { class: "sqm-card sqm-missing", open: Boolean(form.folds.missing), ontoggle: (event) => (form.folds.missing = event.target.open) }, el("summary", {}, icon("warning"), el("span", { role: "status" }, say(texts, "bank.missing", { n: found.length }))), el("ul", {}, found.map(one)));
}

/** Say at each field what is wrong with it, once the author has asked. */
function settle(desk, holder) {
  const { form, texts } = desk;
  holder.querySelector(".sqm-examples")?.replaceChildren(examples(desk));
  tell(texts, holder, form.told && form.seen ? form.seen.faults : []);
}

// ---------------------------------------------------------------- keeping and handing on

async function save(model, state, paint, leave, submit) {
  const texts = model.get("texts");
  const { form } = state;
  if (unsaved(form) || !form.id) {
    const kept = await keep(form, texts);
    if (!kept) return;
  }
  if (!submit) {
    form.told = true;
    toast(say(texts, "bank.saved"), "good");
    return look(form, texts, paint);
  }
  await look(form, texts, () => {});
  if (form.seen?.faults?.length) {
    form.told = true;
    form.folds.missing = true;
    paint();
    toast(say(texts, "bank.not_yet", { n: form.seen.faults.length }), "bad");
    return;
  }
  const done = await asked(texts, call("POST", `/items/${form.id}/deeds`, { do: "submit", version: form.base.version, save: form.base.save }));
  if (done === undefined) return paint();
  toast(say(texts, "bank.submitted"), "good");
  leave(form.id);
}

async function keep(form, texts) {
  const body = { document: form.document, note: form.note, base: form.base && { version: form.base.version, save: form.base.save } };
  const kept = await asked(texts, call(form.id ? "PUT" : "POST", form.id ? `/items/${form.id}` : "/items", body));
  if (!kept) return null;
  forget(form);
  Object.assign(form, { id: kept.item, base: kept, before: JSON.stringify(form.document), note: "", restored: null });
  return kept;
}

/** Which kind a new item is to be; null when it is none. */
export async function chooseKind(texts, kinds) {
  let chosen = "single";
  const one = (kind) => el("label", { class: "sqm-pick-one" }, el("input", { type: "radio", name: "bank-kind", value: kind, checked: kind === chosen, onchange: () => (chosen = kind) }), el("span", {}, el("strong", {}, say(texts, `bank.kind.${kind}`)), el("small", {}, say(texts, `bank.kind_hint.${kind}`))));
  const body = el("div", { class: "sqm-pick", role: "radiogroup", "aria-label": say(texts, "bank.field.kind") }, kinds.map(one));
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "bank.begin"), value: true, kind: "primary" }];
  return (await dialog({ title: say(texts, "bank.new_title"), body, actions, close: say(texts, "staff.close"), wide: true })) ? chosen : null;
}
