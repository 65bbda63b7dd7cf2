// One slice of a blueprint: what is drawn from which competencies, kinds and difficulties, and what it is worth.

import { at, fault, figure, freshId, pair, pick, put, tick } from "./_bank_fields.js";
import { holds } from "./_table.js";
import { el, icon, number, say, t } from "./kit.js";

const FEW = 8;
const DIFFICULTIES = [1, 2, 3];

export function startedSlice(document) {
  const { sections = [], slices = [] } = document;
  const last = slices.at(-1)?.section ?? sections[0]?.id;
  return { id: freshId(slices, "s"), title: {}, ...(last && { section: last }), competencies: [], difficulty: [1, 2], count: 1, points: 2, marking: "machine" };
}

export function sliceHead(desk, row, place) {
  const { texts } = desk;
  return el("span", { class: "sqm-slice-head" }, el("strong", {}, t(row.title) || say(texts, "papers.form.fold", { n: place + 1 })), el("small", { dataset: { have: row.id } }));
}

/** The fields of a slice, folded away until somebody wants them. */
export function slice(desk, where, row) {
  const { form, texts, choices } = desk;
  const key = `slice-${row.id}`;
  const words = (field) => say(texts, `papers.field.${field}`);
  const parts = form.document.sections ?? [];
  const kinds = choices.kinds.map((kind) => [kind, say(texts, `bank.kind.${kind}`)]);
  return el(
    "details",
    { class: "sqm-slice", open: form.folds[key] ?? form.document.slices.length < 3, ontoggle: (event) => (form.folds[key] = event.target.open) },
    el("summary", {}, summary(texts, row)),
    pair(desk, [...where, "title"], words("title")),
    parts.length > 0 && pick(desk, [...where, "section"], words("section"), parts.map((one) => [one.id, t(one.title) || one.id])),
    competencies(desk, [...where, "competencies"]),
    several(desk, [...where, "kinds"], words("kinds"), kinds),
    several(desk, [...where, "difficulty"], words("difficulty"), DIFFICULTIES.map((one) => [one, say(texts, `bank.difficulty.${one}`)])),
    el(
      "div",
      { class: "sqm-tools" },
      figure(desk, [...where, "count"], words("count")),
      figure(desk, [...where, "points"], words("points")),
      pick(desk, [...where, "marking"], words("marking"), ["machine", "person"].map((one) => [one, say(texts, `papers.marking.${one}`)])),
    ),
    tick(desk, [...where, "knock_out"], words("knock_out")),
  );
}

function summary(texts, row) {
  const size = `${number(row.count)} × ${number(row.points)}`;
  return [size, row.knock_out && say(texts, "papers.knock_out"), row.marking === "person" && say(texts, "papers.by_person"), ...(row.competencies ?? []).slice(0, 4)].filter(Boolean).join(" · ");
}

/** Some of a few, as chips one ticks. */
function several(desk, place, label, options) {
  const { form } = desk;
  const name = place.join(".");
  const turn = (value) => (event) => {
    const before = at(form.document, place) ?? [];
    const after = options.map(([key]) => key).filter((key) => (key === value ? event.target.checked : before.includes(key)));
    put(form.document, place, after.length ? after : "");
    desk.changed();
  };
  const one = ([value, words]) => el("label", { class: "sqm-chip-choice" }, el("input", { type: "checkbox", checked: (at(form.document, place) ?? []).includes(value), dataset: { focus: `${name}-${value}` }, onchange: turn(value) }), el("span", {}, words));
  return el("div", { class: "sqm-field", dataset: { place: name }, role: "group", "aria-label": label }, el("span", { class: "sqm-label-words" }, label), el("div", { class: "sqm-several" }, options.map(one)), fault(place));
}

/** The chosen competencies, and a search that opens below. */
function competencies(desk, place) {
  const { form, texts, choices } = desk;
  const name = place.join(".");
  const held = at(form.document, place) ?? [];
  const known = (key) => choices.competencies.find((one) => one.id === key);
  const rest = el("p", { class: "sqm-field-hint", role: "status" });
  const list = el("ul", { class: "sqm-picker-list", hidden: true, role: "listbox", "aria-label": say(texts, "papers.field.competencies") });
  const change = (after) => {
    put(form.document, place, after);
    desk.changed();
    desk.paint();
  };
  const add = (one) => change([...held, one.id]);
  const show = (typed) => {
    const found = choices.competencies.filter((one) => !held.includes(one.id) && holds(typed, one.id, one.title.zh, one.title.en, one.section));
    const row = (one) => el("li", { role: "option", "aria-selected": "false", tabindex: "0", onclick: () => add(one), onkeydown: (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), add(one)) }, el("strong", {}, one.id), ` ${t(one.title)} `, el("small", { class: "sqm-muted" }, say(texts, "papers.form.few", { n: one.items })));
    list.replaceChildren(...found.slice(0, FEW).map(row));
    list.hidden = !found.length;
    rest.textContent = !found.length ? say(texts, "bank.no_competency") : found.length > FEW ? say(texts, "bank.more_competencies", { n: found.length - FEW }) : "";
  };
  const search = say(texts, "papers.form.competency_search");
  const input = el("input", { type: "search", autocomplete: "off", placeholder: search, "aria-label": search, dataset: { focus: name }, oninput: (event) => (event.target.value.trim() ? show(event.target.value) : ((list.hidden = true), (rest.textContent = ""))) });
  const drop = (key) => el("button", { type: "button", class: "sqm-button quiet sqm-icon-button", "aria-label": say(texts, "papers.form.drop", { what: key }), onclick: () => change(held.filter((one) => one !== key)) }, icon("cross"));
  const chip = (key) => el("li", { class: "sqm-picked" }, el("span", {}, el("strong", {}, key), ` ${t(known(key)?.title)} `, known(key) && el("small", { class: "sqm-muted" }, say(texts, "papers.form.few", { n: known(key).items }))), drop(key));
  return el("div", { class: "sqm-field sqm-picker", dataset: { place: name } }, el("span", { class: "sqm-label-words" }, say(texts, "papers.field.competencies")), held.length > 0 && el("ul", { class: "sqm-picked-list" }, held.map(chip)), input, list, rest, fault(place));
}
