// Writing a blueprint: its rules, sections and slices; the service says at each field what is wrong, and what there is.

import { figure, labelled, line, pair, pick, put, rows, freshId } from "./_bank_fields.js";
import { forget, remember, remembered, unsaved } from "./_unsaved.js";
import { slice, sliceHead, startedSlice } from "./_paper_slices.js";
import { nearest, place, tell } from "./_told.js";
import { busy, call, dateTime, el, icon, number, reason, say, t, toast } from "./kit.js";

const SETTLE = 600; // milliseconds without a stroke before the service is asked
const LONG = 60000;
const NAMES = ["papers", "bank"];
const copy = (value) => JSON.parse(JSON.stringify(value));

/** A form on a paper, or on a new one. `from` is the title of the one it is copied from. */
export function begin(paper, document, from = null) {
  const form = { shelf: "paper", id: paper?.paper ?? null, base: paper?.digest ?? "", title: paper?.title ?? null, from, comments: Boolean(paper?.comments), document: copy(document), before: "", folds: {}, seen: null, told: false };
  form.before = JSON.stringify(form.document);
  const left = remembered(form);
  if (left && !from) Object.assign(form, { document: left.document, restored: left.at });
  return form;
}

/** What a new paper begins as. */
export function started() {
  return {
    title: {},
    minutes: 45,
    pass_mark: 60,
    attempts: { limit: 3, cool_down_hours: 24, counts: "best" },
    release: { marks: "after_marking", reasons: "after_marking" },
    sittings: "open",
    public_items: "allowed",
    exposure_cap: 1,
    pilots: 0,
    slices: [startedSlice({ slices: [] })],
  };
}

export function drawForm(model, state, paint, go) {
  const texts = model.get("texts");
  const { form } = state;
  const aside = el("aside", { class: "sqm-form-aside" });
  const desk = { texts, form, choices: state.choices, paint, changed };
  let timer = 0;

  function changed() {
    remember(form);
    clearTimeout(timer);
    timer = setTimeout(() => look(desk, holder, aside), SETTLE);
  }

  const holder = el("div", { class: "sqm-form-body" }, body(desk));
  settle(desk, holder, aside);
  if (!form.seen) look(desk, holder, aside);
  const title = form.id ? say(texts, "papers.form.edit", { title: form.title }) : say(texts, "papers.form.new");
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, title), el("button", { type: "button", class: "sqm-button", onclick: () => go.leave(form) }, icon("left"), say(texts, form.id || form.from ? "papers.back_to_paper" : "papers.back"))),
    form.from && el("p", { class: "sqm-muted" }, say(texts, "papers.form.copy", { title: form.from })),
    form.comments && el("p", { class: "sqm-note sqm-warn" }, icon("info"), el("span", {}, say(texts, "papers.form.comments"))),
    form.restored && restored(desk),
    el("div", { class: "sqm-form-two" }, holder, aside),
    el("div", { class: "sqm-foot sqm-form-foot" }, el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "save-paper" }, onclick: () => save(desk, go) }, icon("saved"), say(texts, "papers.form.save"))),
  ];
}

function restored(desk) {
  const { form, texts } = desk;
  const drop = () => {
    forget(form);
    Object.assign(form, { document: JSON.parse(form.before), restored: null, seen: null });
    desk.paint();
  };
  return el("div", { class: "sqm-note sqm-warn" }, icon("info"), el("span", {}, say(texts, "papers.form.restored", { when: dateTime(form.restored) })), el("button", { type: "button", class: "sqm-button quiet", onclick: drop }, say(texts, "bank.drop")));
}

// ---------------------------------------------------------------- the fields

const words = (desk, key) => say(desk.texts, `papers.field.${key}`);
const chosen = (desk, kind, values) => values.map((one) => [one, say(desk.texts, `papers.${kind}.${one}`)]);
const card = (texts, key, ...inside) => el("section", { class: "sqm-card sqm-form-card" }, el("h2", {}, say(texts, key)), inside);
const tools = (...inside) => el("div", { class: "sqm-tools" }, inside);
const wide = (...inside) => el("div", { class: "sqm-tools sqm-wide-tools" }, inside);

function body(desk) {
  const { texts } = desk;
  return [about(desk), passing(desk), drawing(desk), sections(desk), card(texts, "papers.form.slices", el("p", { class: "sqm-field-hint" }, say(texts, "papers.form.slices_hint")), slices(desk))];
}

function about(desk) {
  const { form, texts, choices } = desk;
  const { document } = form;
  const post = choices.posts.find((one) => one.id === document.post);
  const posts = choices.posts.map((one) => [one.id, t(one.title)]);
  const other = () => (post?.grades.includes(document.grade) || put(document, ["grade"], ""), desk.paint());
  return card(
    texts, "papers.form.about",
    !form.id && line(desk, ["id"], words(desk, "id"), { hint: say(texts, "papers.id_hint"), read: (typed) => typed.trim() }),
    pair(desk, ["title"], words(desk, "title")),
    tools(
      pick(desk, ["post"], words(desk, "post"), posts, { then: other }),
      pick(desk, ["grade"], words(desk, "grade"), (post?.grades ?? []).map((one) => [one, one])),
      figure(desk, ["minutes"], words(desk, "minutes")),
    ),
  );
}

function passing(desk) {
  const { form, texts } = desk;
  const each = form.document.each_competency;
  const turn = (event) => {
    put(form.document, ["each_competency"], event.target.checked ? { pass_mark: 60, from_points: 10 } : "");
    desk.changed();
    desk.paint();
  };
  return card(
    texts, "papers.form.passing",
    tools(figure(desk, ["pass_mark"], words(desk, "pass_mark")), figure(desk, ["attempts", "limit"], words(desk, "limit")), figure(desk, ["attempts", "cool_down_hours"], words(desk, "cool_down_hours")), pick(desk, ["attempts", "counts"], words(desk, "counts"), chosen(desk, "rule.counts", ["best", "last"]))),
    wide(pick(desk, ["release", "marks"], words(desk, "marks"), chosen(desk, "marks", ["after_marking", "never"])), pick(desk, ["release", "reasons"], words(desk, "reasons"), chosen(desk, "reasons", ["after_marking", "after_passing", "never"]))),
    el("label", { class: "sqm-check" }, el("input", { type: "checkbox", checked: Boolean(each), dataset: { focus: "each_competency" }, onchange: turn }), say(texts, "papers.form.each")),
    each && tools(figure(desk, ["each_competency", "pass_mark"], words(desk, "pass_mark")), figure(desk, ["each_competency", "from_points"], words(desk, "from_points"))),
  );
}

function drawing(desk) {
  const { texts } = desk;
  return card(
    texts, "papers.form.drawing",
    wide(pick(desk, ["sittings"], words(desk, "sittings"), chosen(desk, "sittings", ["open", "scheduled"])), pick(desk, ["public_items"], words(desk, "public_items"), chosen(desk, "public", ["allowed", "refused"]))),
    tools(cap(desk), figure(desk, ["pilots"], words(desk, "pilots"), { hint: say(texts, "papers.pilots_hint") })),
  );
}

/** A share, written in per cent. */
function cap(desk) {
  const { form, texts } = desk;
  const write = (event) => {
    const typed = event.target.value.trim();
    put(form.document, ["exposure_cap"], typed === "" || !Number.isFinite(Number(typed)) ? typed : Number((Number(typed) / 100).toFixed(6)));
    desk.changed();
  };
  const held = form.document.exposure_cap;
  const value = typeof held === "number" ? String(Number((held * 100).toFixed(4))) : (held ?? "");
  return labelled(words(desk, "exposure_cap"), el("input", { type: "text", inputmode: "decimal", autocomplete: "off", value, dataset: { focus: "exposure_cap" }, oninput: write }), ["exposure_cap"], say(texts, "papers.cap_hint"));
}

function sections(desk) {
  const { form, texts } = desk;
  const { document } = form;
  const first = (list) => {
    const one = { id: freshId(list, "part"), title: {} };
    for (const part of list.length ? [] : document.slices ?? []) part.section ??= one.id;
    return one;
  };
  const gone = (section) => {
    for (const part of document.slices ?? []) if (part.section === section.id) delete part.section;
  };
  return card(
    texts, "papers.form.sections",
    el("p", { class: "sqm-field-hint" }, say(texts, "papers.form.sections_hint")),
    rows(desk, ["sections"], { title: words(desk, "sections"), add: say(texts, "papers.form.add_section"), fresh: first, gone, body: (where) => [pair(desk, [...where, "title"], words(desk, "title")), tools(figure(desk, [...where, "pass_mark"], words(desk, "pass_mark")))] }),
  );
}

function slices(desk) {
  const { form, texts } = desk;
  const fresh = () => {
    const one = startedSlice(form.document);
    form.folds[`slice-${one.id}`] = true;
    return one;
  };
  return rows(desk, ["slices"], { title: words(desk, "slices"), add: say(texts, "papers.form.add_slice"), fresh, least: 1, head: (row, at) => sliceHead(desk, row, at), body: (where, row) => slice(desk, where, row) });
}

// ---------------------------------------------------------------- the service's word on it

async function look(desk, holder, aside) {
  const { form, texts } = desk;
  const asking = (form.asking = (form.asking ?? 0) + 1);
  try {
    const seen = await call("POST", "/blueprints/look", { document: form.document, paper: form.id }, LONG);
    if (form.asking === asking) form.seen = seen;
  } catch (refusal) {
    if (form.asking === asking) form.seen = { faults: [], slices: [], refused: reason(texts, refusal) };
  }
  if (form.asking === asking) settle(desk, holder, aside);
}

/** Shares are shown in per cent, so are their limits. */
const spoken = (fault) => (fault.column === "exposure_cap" && fault.params.limit ? { ...fault, params: { limit: fault.params.limit * 100 } } : fault);

/** Say at each field what is wrong, once somebody has asked; beside each slice what there is for it. */
function settle(desk, holder, aside) {
  const { form, texts } = desk;
  const faults = (form.seen?.faults ?? []).map(spoken);
  tell(texts, holder, form.told ? faults : []);
  for (const one of holder.querySelectorAll("[data-have]")) {
    const at = (form.document.slices ?? []).findIndex((part) => part.id === one.dataset.have);
    const unsure = faults.some(({ column }) => column.startsWith(`slices.${at}.`));
    const found = !unsure && form.seen?.slices?.find((part) => part.slice === one.dataset.have);
    one.textContent = found ? say(texts, found.missing ? "papers.form.lacks" : "papers.form.have", { items: found.items, draws: found.draws, n: found.missing }) : "";
    one.className = found?.missing ? "sqm-warn" : "sqm-muted";
  }
  aside.replaceChildren(...[sum(desk), missing(desk, faults)].filter(Boolean));
}

function sum({ form, texts }) {
  const parts = (form.document.slices ?? []).filter((one) => Number.isInteger(one.count));
  const questions = parts.reduce((all, one) => all + one.count, 0);
  const points = parts.reduce((all, one) => all + one.count * (Number(one.points) || 0), 0);
  return el("p", { class: "sqm-note", role: "status" }, icon("list"), el("span", {}, say(texts, "papers.form.sum", { questions: number(questions), points: number(points) })));
}

function missing(desk, faults) {
  const { form, texts } = desk;
  if (!form.seen) return null;
  if (form.seen.refused) return el("p", { class: "sqm-note sqm-bad" }, icon("warning"), form.seen.refused);
  if (!faults.length) return el("p", { class: "sqm-note sqm-good", role: "status" }, icon("check"), el("span", {}, say(texts, "papers.form.sound")));
  const go = (fault) => () => {
    show(desk, [fault]);
    nearest(document.querySelector(".sqm-form-body"), fault.column)?.focus();
  };
  const one = (fault) => el("li", {}, el("button", { type: "button", class: "sqm-link", onclick: go(fault) }, say(texts, "bank.at", { place: place(texts, fault.column, NAMES), what: say(texts, fault.code, fault.params) })));
  return el("details", { class: "sqm-card sqm-missing", open: Boolean(form.folds.missing), ontoggle: (event) => (form.folds.missing = event.target.open) }, el("summary", {}, icon("warning"), el("span", { role: "status" }, say(texts, "papers.form.faults", { n: faults.length }))), el("ul", {}, faults.map(one)));
}

/** Unfold the slices in which something is wrong, and say it. */
function show(desk, faults) {
  const { form } = desk;
  form.told = true;
  for (const { column } of faults) {
    const [list, at] = column.split(".");
    const row = list === "slices" && form.document.slices?.[Number(at)];
    if (row) form.folds[`slice-${row.id}`] = true;
  }
  desk.paint();
}

async function save(desk, go) {
  const { form, texts } = desk;
  if (form.id && !unsaved(form)) return go.open(form.id);
  try {
    const kept = await busy(say(texts, "papers.form.saving"), keep(form));
    if (!kept) return mend(desk);
    forget(form);
    form.before = JSON.stringify(form.document);
    toast(say(texts, "papers.form.saved"), "good");
    return go.open(kept.paper);
  } catch (refusal) {
    if (!refusal.faults) return toast(reason(texts, refusal), "bad");
    form.seen = { slices: [], ...form.seen, faults: refusal.faults };
    return mend(desk);
  }
}

/** Looked at first: what has faults is not sent to be written. */
async function keep(form) {
  form.asking = (form.asking ?? 0) + 1;
  form.seen = await call("POST", "/blueprints/look", { document: form.document, paper: form.id }, LONG);
  if (form.seen.faults.length) return null;
  const [method, path] = form.id ? ["PUT", `/blueprints/${form.id}`] : ["POST", "/blueprints"];
  return call(method, path, { document: form.document, base: form.base }, LONG);
}

function mend(desk) {
  const { form, texts } = desk;
  const { faults } = form.seen;
  form.folds.missing = true;
  show(desk, faults);
  toast(say(texts, "papers.form.not_saved", { n: faults.length }), "bad");
}
