// Choosing: one of several, several of several, true or false. Native inputs in rows one can hit with a thumb.

import { el, icon, say, t } from "./kit.js";
import { enlarge, small } from "./_picture.js";

export function single(view, card) {
  const pick = (id) => card.change(id);
  return list(view.options.map((option) => row("radio", option, card, card.answer === option.id, () => pick(option.id))), view);
}

export function multiple(view, card) {
  const chosen = new Set(card.answer ?? []);
  const flip = (id, on) => {
    if (on) chosen.add(id);
    else chosen.delete(id);
    card.change(view.options.map((option) => option.id).filter((each) => chosen.has(each)));
  };
  const rows = view.options.map((option) =>
    row("checkbox", option, card, chosen.has(option.id), (event) => flip(option.id, event.target.checked)),
  );
  return list(rows, view);
}

export function trueFalse(view, card) {
  const options = [true, false].map((value) => ({ id: value, text: say(card.texts, value ? "item.true" : "item.false") }));
  return list(options.map((option) => row("radio", option, card, card.answer === option.id, () => card.change(option.id))));
}

/** Options one below the other; side by side where each is a picture. */
function list(rows, view) {
  const pictured = view?.options.every((option) => option.picture);
  return el("div", { class: ["sqm-options", pictured && "sqm-options-pictured"] }, rows);
}

function row(type, option, card, ...more) {
  const label = choice(type, option, card, ...more);
  if (!option.picture) return label;
  return el("div", { class: "sqm-option-cell" }, label, enlarge(option.picture, option.text, card.texts));
}

function choice(type, option, { name, locked, verdict, texts }, checked, onchange) {
  const wanted = verdict && [verdict.key].flat().includes(option.id);
  const mark = verdict && (wanted ? "right" : checked ? "wrong" : "");
  const why = verdict && verdict.options?.[option.id];
  return el(
    "label",
    { class: ["sqm-option", mark && `sqm-option-${mark}`] },
    option.picture && small(option.picture),
    el("input", { type, name, checked, disabled: locked, onchange }),
    el(
      "span",
      { class: "sqm-option-text" },
      t(option.text),
      mark && el("span", { class: "sqm-option-mark" }, icon(mark === "right" ? "check" : "cross"), say(texts, `item.${mark}`)),
      why && el("span", { class: ["sqm-option-why", !wanted && !checked && "sqm-muted"] }, t(why)),
    ),
  );
}
