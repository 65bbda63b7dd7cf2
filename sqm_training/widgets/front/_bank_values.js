// What varies from candidate to candidate, and what follows from it, with a few draws to look at.

import { fault, figure, fold, labelled, put } from "./_bank_fields.js";
import { el, icon, number, say, t } from "./kit.js";

/** Parameters and derived values of an item, folded away while it has none. */
export function values(desk) {
  const { form, texts } = desk;
  const named = Object.entries(form.document.parameters ?? {});
  const derived = Object.entries(form.document.derived ?? {});
  return fold(
    desk,
    "parameters",
    say(texts, "bank.parameters"),
    named.length > 0,
    el("p", { class: "sqm-field-hint" }, say(texts, "bank.parameters_hint")),
    el("ul", { class: "sqm-row-list" }, named.map(([name, one], place) => parameter(desk, name, one, place))),
    el("div", { class: "sqm-actions" }, button(texts, "plus", "bank.add_span", () => add(desk, { low: 1, high: 10 })), button(texts, "plus", "bank.add_list", () => add(desk, { of: [1, 2] }))),
    named.length > 0 && [
      el("h4", {}, say(texts, "bank.derived")),
      el("p", { class: "sqm-field-hint" }, say(texts, "bank.derived_hint")),
      el("ul", { class: "sqm-row-list" }, derived.map(([name, code], place) => follows(desk, name, code, place))),
      button(texts, "plus", "bank.add_derived", () => (put(form.document, ["derived", fresh(form.document, "d")], named[0][0]), desk.changed(), desk.paint())),
    ],
    fault(["parameters"]),
    el("div", { class: "sqm-examples" }, examples(desk)),
  );
}

const button = (texts, sign, key, onclick) => el("button", { type: "button", class: "sqm-button", onclick }, icon(sign), say(texts, key));

function fresh(document, begin) {
  const taken = { ...document.parameters, ...document.derived };
  return Array.from({ length: 99 }, (_, n) => `${begin}${n + 1}`).find((name) => !(name in taken));
}

function add(desk, one) {
  put(desk.form.document, ["parameters", fresh(desk.form.document, "x")], one);
  desk.changed();
  desk.paint();
}

/** Another name for an entry, in its place; what is taken or no name is not. */
function renamed(desk, field, before, after) {
  const { document } = desk.form;
  const taken = after in { ...document.parameters, ...document.derived };
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(after) || taken) return desk.paint();
  document[field] = Object.fromEntries(Object.entries(document[field]).map(([name, value]) => [name === before ? after : name, value]));
  desk.changed();
  desk.paint();
}

function removed(desk, field, name) {
  const { document } = desk.form;
  delete document[field][name];
  if (!Object.keys(document[field]).length) delete document[field];
  if (!document.parameters) delete document.derived;
  desk.changed();
  desk.paint();
}

function called(desk, field, name, place) {
  const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false", value: name, dataset: { focus: `${field}-${place}` }, onchange: (event) => renamed(desk, field, name, event.target.value.trim()) });
  return labelled(say(desk.texts, "bank.name"), input, [field, name]);
}

const bin = (desk, field, name) => el("button", { type: "button", class: "sqm-button quiet sqm-icon-button", "aria-label": say(desk.texts, "bank.take_away", { what: name }), onclick: () => removed(desk, field, name) }, icon("trash"));

function parameter(desk, name, one, place) {
  const { form, texts } = desk;
  const where = ["parameters", name];
  const span = () => ["low", "high", "step"].map((key) => figure(desk, [...where, key], say(texts, `bank.span.${key}`)));
  const list = () => {
    const write = (event) => {
      const found = event.target.value.split("\n").map((row) => row.trim()).filter(Boolean).map(one_of);
      put(form.document, [...where, "of"], found);
      desk.changed();
    };
    const text = (one.of ?? []).map((value) => (typeof value === "object" ? `${value.zh ?? ""} | ${value.en ?? ""}` : value)).join("\n");
    return labelled(say(texts, "bank.list_values"), el("textarea", { rows: "4", value: text, dataset: { focus: `${where.join(".")}.of` }, oninput: write }), [...where, "of"], say(texts, "bank.list_hint"));
  };
  return el("li", { class: "sqm-row-card" }, el("div", { class: "sqm-tools sqm-parameter" }, called(desk, "parameters", name, place), "of" in one ? list() : span(), bin(desk, "parameters", name)));
}

/** A line of a list: a number, or words in both languages. */
function one_of(row) {
  if (Number.isFinite(Number(row))) return Number(row);
  const [zh, en] = row.split("|").map((words) => words.trim());
  return { ...(zh && { zh }), ...(en && { en }) };
}

function follows(desk, name, code, place) {
  const { form, texts } = desk;
  const write = (event) => (put(form.document, ["derived", name], event.target.value || "0"), desk.changed());
  const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false", value: code, dataset: { focus: `derived.${name}` }, oninput: write });
  return el("li", { class: "sqm-row-card" }, el("div", { class: "sqm-tools sqm-parameter" }, called(desk, "derived", name, place), labelled(say(texts, "bank.expression"), input, ["derived", name, "code"]), bin(desk, "derived", name)));
}

/** A few draws with the key each makes. */
export function examples(desk) {
  const { form, texts } = desk;
  const drawn = form.seen?.examples ?? [];
  if (!drawn.length) return "";
  const names = Object.keys(drawn[0].values);
  const said = (value) => (value && typeof value === "object" ? t(value) : typeof value === "number" ? number(value, 4) : value === true ? say(texts, "item.true") : value === false ? say(texts, "item.false") : String(value ?? "–"));
  const plain = drawn.every(({ key }) => typeof key !== "object" || key === null);
  const heads = [...names, ...(plain ? [say(texts, "bank.field.key")] : [])];
  return el(
    "div",
    { class: "sqm-scroll", tabindex: "0", role: "region", "aria-label": say(texts, "bank.examples") },
    el(
      "table",
      { class: "sqm-table" },
      el("caption", {}, say(texts, "bank.examples")),
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, drawn.map((draw) => el("tr", {}, names.map((name) => el("td", {}, said(draw.values[name]))), plain && el("td", {}, el("strong", {}, said(draw.key)))))),
    ),
  );
}
