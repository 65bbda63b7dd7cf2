// What each kind of item asks its author for.

import { answerTurns } from "./_bank_talk.js";
import { regions } from "./_bank_regions.js";
import { at, fault, figure, freshId, labelled, line, lines, pair, pick, picture, put, rows } from "./_bank_fields.js";
import { el, icon, say, t } from "./kit.js";

const GAP = /\[\[([a-z0-9][a-z0-9-]*)\]\]/g;
const SCORING = ["right_minus_wrong", "wrong_is_zero", "all_or_nothing", "each_option"];

/** The parts of the form that belong to a kind alone. */
export function parts(desk) {
  const draw = { single: choose, multiple: choose, order, true_false: judge, match, numeric, hotspot, cloze, short_text: words, free_text: written, dialogue: answerTurns, task, code }[desk.form.document.kind];
  return draw ? draw(desk) : null;
}

/** A document in the order its form shows it. */
export function settled(document) {
  if (document.kind === "order" && Array.isArray(document.key) && document.options) {
    const place = (option) => (document.key.includes(option.id) ? document.key.indexOf(option.id) : 99);
    document.options.sort((a, b) => place(a) - place(b));
  }
  return document;
}

/** Another kind: what both have stays, what it has not goes. */
export function turned(document, kind) {
  const own = { single: ["options"], multiple: ["options", "scoring"], order: ["options"], match: ["left", "right"], numeric: ["tolerance", "unit"], hotspot: ["regions"], cloze: ["passage", "gaps"], short_text: ["accept"], free_text: ["rubric", "model", "limit"], dialogue: ["turns"], task: ["exercise"], code: ["given", "cells", "names", "checks", "sets"], true_false: [] };
  const all = new Set([...Object.values(own).flat(), "key"]);
  const kept = Object.fromEntries(Object.entries(document).filter(([field]) => !all.has(field) || own[kind].includes(field)));
  const before = document.key;
  if (kind === "single" && Array.isArray(before) && document.options) kept.key = before[0];
  if (kind === "multiple" && typeof before === "string" && document.options) kept.key = [before];
  if (kind === "order" && kept.options) kept.key = kept.options.map((option) => option.id);
  return { ...kept, kind };
}

// ---------------------------------------------------------------- choosing

function choose(desk) {
  const { form, texts } = desk;
  const several = form.document.kind === "multiple";
  const keys = () => (several ? form.document.key ?? [] : [form.document.key]);
  const mark = (id, on) => {
    if (several) put(form.document, ["key"], order_of([...keys().filter((one) => one !== id), ...(on ? [id] : [])], form.document.options));
    else put(form.document, ["key"], id);
    desk.changed();
  };
  const head = (row, number) =>
    el(
      "label",
      { class: "sqm-key-choice" },
      el("input", { type: several ? "checkbox" : "radio", name: "bank-key", checked: keys().includes(row.id), dataset: { focus: `key-${row.id}` }, onchange: (event) => mark(row.id, event.target.checked) }),
      el("strong", {}, letter(number)),
      rightness(texts),
    );
  return [
    options(desk, ["options"], { head, gone: (row) => keys().includes(row.id) && mark(row.id, false) }),
    fault(["key"]),
    several && pick(desk, ["scoring"], say(texts, "bank.field.scoring"), SCORING.map((one) => [one === SCORING[0] ? "" : one, say(texts, `bank.scoring.${one}`)])),
  ];
}

/** Says of an option whether it is the key, or what ticking it would do. */
const rightness = (texts) => [el("span", { class: "sqm-when-on" }, say(texts, "bank.is_right")), el("span", { class: "sqm-when-off sqm-muted" }, say(texts, "bank.make_right"))];

const order_of = (ids, options) => {
  const found = (options ?? []).map((option) => option.id).filter((id) => ids.includes(id));
  return found.length ? found : "";
};

const letter = (number) => String.fromCharCode(65 + number);

/** Options with their words, reason and picture; the single key of a list is forgotten with its option. */
function options(desk, place, { head, gone = () => {}, moved = () => {}, least = 2, title = say(desk.texts, "bank.option"), add = say(desk.texts, "bank.add_option"), reasons = true, begin = "" }) {
  const { form, texts } = desk;
  const forget = (row) => {
    const key = [...place.slice(0, -1), "key"];
    if (at(form.document, key) === row.id) put(form.document, key, "");
    gone(row);
  };
  return rows(desk, place, {
    title, add, head, gone: forget, moved, least,
    fresh: (list) => ({ id: freshId(list, begin), text: {} }),
    body: (where, row) => [
      pair(desk, [...where, "text"], say(texts, "bank.words")),
      reasons && pair(desk, [...where, "why"], say(texts, "bank.why_this"), { quiet: true }),
      row.picture ? picture(desk, [...where, "picture"], say(texts, "bank.field.picture")) : picture(desk, [...where, "picture"], say(texts, "bank.option_picture"), { small: true }),
    ],
  });
}

function order(desk) {
  const { form, texts } = desk;
  const settle = () => put(form.document, ["key"], (form.document.options ?? []).map((option) => option.id));
  settle();
  const head = (_row, number) => el("strong", {}, say(texts, "bank.step", { n: number + 1 }));
  return [el("p", { class: "sqm-field-hint" }, say(texts, "bank.order_hint")), options(desk, ["options"], { head, least: 3, moved: settle, gone: settle, add: say(texts, "bank.add_step") })];
}

function judge(desk) {
  const { form, texts } = desk;
  if (form.document.parameters && typeof form.document.key !== "boolean") return line(desk, ["key"], say(texts, "bank.key_expression"), { hint: say(texts, "bank.truth_hint") });
  return pick(desk, ["key"], say(texts, "bank.field.key"), [["true", say(texts, "item.true")], ["false", say(texts, "item.false")]], { read: (value) => value === "true" });
}

function match(desk) {
  const { form, texts } = desk;
  const key = () => form.document.key ?? {};
  const lose = (row) => {
    const left = Object.entries(key()).filter(([one, other]) => one !== row.id && other !== row.id);
    put(form.document, ["key"], left.length ? Object.fromEntries(left) : "");
  };
  const partner = (row) => {
    const right = form.document.right ?? [];
    const write = (event) => {
      put(form.document, ["key", row.id], event.target.value);
      if (!Object.keys(key()).length) put(form.document, ["key"], "");
      desk.changed();
    };
    const words = (one, n) => `${n + 1}. ${t(one.text)}`.slice(0, 60);
    return el("label", { class: "sqm-field" }, el("span", { class: "sqm-label-words" }, say(texts, "bank.partner")), el("select", { value: key()[row.id] ?? "", dataset: { focus: `key-${row.id}` }, onchange: write }, el("option", { value: "" }, say(texts, "bank.choose")), right.map((one, n) => el("option", { value: one.id }, words(one, n)))));
  };
  const side = (which, least, begin) =>
    rows(desk, [which], {
      title: say(texts, `bank.${which}`), add: say(texts, `bank.add_${which}`), least, gone: lose,
      fresh: (list) => ({ id: freshId(list, begin), text: {} }),
      body: (where, row) => [pair(desk, [...where, "text"], say(texts, "bank.words")), which === "left" && partner(row), row.picture ? picture(desk, [...where, "picture"], say(texts, "bank.field.picture")) : picture(desk, [...where, "picture"], say(texts, "bank.option_picture"), { small: true })],
    });
  return [el("h4", {}, say(texts, "bank.lefts")), side("left", 2, "l"), el("h4", {}, say(texts, "bank.rights")), el("p", { class: "sqm-field-hint" }, say(texts, "bank.rights_hint")), side("right", 3, "r"), fault(["key"])];
}

// ---------------------------------------------------------------- writing

function numeric(desk) {
  const { form, texts } = desk;
  const varied = Boolean(form.document.parameters);
  return [
    el("div", { class: "sqm-tools" }, figure(desk, ["key"], say(texts, varied ? "bank.key_expression" : "bank.field.key"), { expression: true, hint: varied ? say(texts, "bank.expression_hint") : "" }), figure(desk, ["tolerance"], say(texts, "bank.field.tolerance"), { hint: say(texts, "bank.tolerance_hint") })),
    pair(desk, ["unit"], say(texts, "bank.field.unit"), { quiet: true }),
  ];
}

function words(desk) {
  return lines(desk, ["accept"], say(desk.texts, "bank.field.accept"), say(desk.texts, "bank.accept_hint"));
}

function written(desk) {
  const { texts } = desk;
  return [
    el("h4", {}, say(texts, "bank.field.rubric")),
    rows(desk, ["rubric"], {
      title: say(texts, "bank.criterion"), add: say(texts, "bank.add_criterion"), least: 1,
      fresh: (list) => ({ id: freshId(list, "r"), text: {}, points: 1 }),
      body: (where) => [pair(desk, [...where, "text"], say(texts, "bank.words")), figure(desk, [...where, "points"], say(texts, "bank.field.points"))],
    }),
    el("h4", {}, say(texts, "bank.field.model")),
    rows(desk, ["model"], { title: say(texts, "bank.model_answer"), add: say(texts, "bank.add_model"), least: 1, fresh: () => ({}), body: (where) => pair(desk, where, say(texts, "bank.model_answer"), { rows: 4 }) }),
    figure(desk, ["limit"], say(texts, "bank.field.limit"), { hint: say(texts, "bank.limit_hint") }),
  ];
}

function cloze(desk) {
  const { form, texts } = desk;
  const gaps = form.document.gaps ?? [];
  const add = () => {
    const id = freshId(gaps, "g");
    put(form.document, ["gaps"], [...gaps, { ask: "words", id }]);
    for (const language of ["zh", "en"]) put(form.document, ["passage", language], `${form.document.passage?.[language] ?? ""}[[${id}]]`);
    desk.changed();
    desk.paint();
  };
  const gone = (row) => {
    for (const language of ["zh", "en"]) put(form.document, ["passage", language], (form.document.passage?.[language] ?? "").replaceAll(`[[${row.id}]]`, ""));
  };
  const placed = (row) => ["zh", "en"].filter((language) => (form.document.passage?.[language]?.match(GAP) ?? []).includes(`[[${row.id}]]`)).length;
  return [
    pair(desk, ["passage"], say(texts, "bank.field.passage"), { rows: 6, hint: say(texts, "bank.passage_hint") }),
    gaps.length > 0
      ? rows(desk, ["gaps"], {
          title: say(texts, "bank.gap"), add: say(texts, "bank.add_gap"), least: 1, gone, fresh: (list) => ({ ask: "words", id: freshId(list, "g") }), moves: false,
          moved: () => (form.document.gaps ?? []).filter((row) => !placed(row)).forEach((row) => ["zh", "en"].forEach((language) => put(form.document, ["passage", language], `${form.document.passage?.[language] ?? ""}[[${row.id}]]`))),
          head: (row) => el("code", { class: "sqm-gap-mark" }, `[[${row.id}]]`),
          body: (where, row) => gap(desk, where, row),
        })
      : el("p", {}, el("button", { type: "button", class: "sqm-button", onclick: add }, icon("plus"), say(texts, "bank.add_gap")), fault(["gaps"])),
  ];
}

function gap(desk, where, row) {
  const { form, texts } = desk;
  const turn = () => {
    const { ask, id } = at(form.document, where);
    put(form.document, where, ask === "choose" ? { ask, id, options: [{ id: "a", text: {} }, { id: "b", text: {} }] } : { ask, id });
    desk.paint();
  };
  const kinds = ["words", "choose", "number"].map((one) => [one, say(texts, `bank.ask.${one}`)]);
  const head = (option, number) => {
    const mark = () => (put(form.document, [...where, "key"], option.id), desk.changed());
    return el("label", { class: "sqm-key-choice" }, el("input", { type: "radio", name: `bank-key-${row.id}`, checked: at(form.document, [...where, "key"]) === option.id, onchange: mark }), el("strong", {}, letter(number)), rightness(texts));
  };
  const body = {
    words: () => lines(desk, [...where, "accept"], say(texts, "bank.field.accept"), say(texts, "bank.accept_hint")),
    number: () => [el("div", { class: "sqm-tools" }, figure(desk, [...where, "key"], say(texts, "bank.field.key"), { expression: true }), figure(desk, [...where, "tolerance"], say(texts, "bank.field.tolerance"))), pair(desk, [...where, "unit"], say(texts, "bank.field.unit"), { quiet: true })],
    choose: () => [options(desk, [...where, "options"], { head }), fault([...where, "key"])],
  }[row.ask];
  return [pick(desk, [...where, "ask"], say(texts, "bank.how_filled"), kinds, { then: turn }), body?.()];
}

// ---------------------------------------------------------------- pointing, simulating

function hotspot(desk) {
  const { form, texts } = desk;
  if (!form.document.picture) return el("p", { class: "sqm-note" }, icon("info"), say(texts, "bank.picture_first"));
  return regions(desk);
}

function task(desk) {
  const { form, texts } = desk;
  const wrong = el("p", { class: "sqm-bad", role: "alert" });
  const write = (event) => {
    form.typed = event.target.value;
    try {
      put(form.document, ["exercise"], event.target.value.trim() ? JSON.parse(event.target.value) : "");
      wrong.textContent = "";
      desk.changed();
    } catch (trouble) {
      wrong.textContent = say(texts, "bank.no_json", { problem: trouble.message });
    }
  };
  const text = form.typed ?? (form.document.exercise ? JSON.stringify(form.document.exercise, null, 2) : "");
  return el("div", { class: "sqm-field", dataset: { place: "exercise" } }, el("label", {}, el("span", { class: "sqm-label-words" }, say(texts, "bank.field.exercise")), el("textarea", { class: "sqm-code", rows: "14", spellcheck: "false", value: text, dataset: { focus: "exercise" }, oninput: write })), el("p", { class: "sqm-field-hint" }, say(texts, "bank.exercise_hint")), wrong, fault(["exercise"]));
}

// ---------------------------------------------------------------- writing code

function code(desk) {
  const { texts } = desk;
  return [
    el("p", { class: "sqm-field-hint" }, say(texts, "bank.code_hint")),
    program(desk, ["given"], say(texts, "bank.field.given"), 4),
    el("h4", {}, say(texts, "bank.field.cells")),
    rows(desk, ["cells"], {
      title: say(texts, "bank.cell"), add: say(texts, "bank.add_cell"), least: 1, fresh: (list) => ({ id: freshId(list, "c") }),
      body: (where) => [program(desk, [...where, "starter"], say(texts, "bank.field.starter"), 3), program(desk, [...where, "reference"], say(texts, "bank.field.reference"), 5)],
    }),
    lines(desk, ["names"], say(texts, "bank.field.names"), say(texts, "bank.names_hint")),
    el("h4", {}, say(texts, "bank.field.checks")),
    rows(desk, ["checks"], {
      title: say(texts, "bank.check"), add: say(texts, "bank.add_check"), least: 1, fresh: (list) => ({ id: freshId(list, "k"), title: {}, points: 1 }),
      body: (where) => [pair(desk, [...where, "title"], say(texts, "bank.words")), figure(desk, [...where, "points"], say(texts, "bank.field.points")), program(desk, [...where, "code"], say(texts, "bank.field.code"), 4)],
    }),
    el("h4", {}, say(texts, "bank.field.sets")),
    rows(desk, ["sets"], {
      title: say(texts, "bank.set"), add: say(texts, "bank.add_set"), least: 2, moves: false, fresh: (list) => ({ files: Object.fromEntries(Object.keys(list[0]?.files ?? { "data.csv": "" }).map((file) => [file, ""])) }),
      body: (where, row) => Object.keys(row.files ?? {}).map((file) => program(desk, [...where, "files", file], file, 5)),
    }),
  ];
}

function program(desk, place, label, rows_of) {
  const { form } = desk;
  const write = (event) => (put(form.document, place, event.target.value), desk.changed());
  return labelled(label, el("textarea", { class: "sqm-code", rows: String(rows_of), spellcheck: "false", value: at(form.document, place) ?? "", dataset: { focus: place.join(".") }, oninput: write }), place);
}
