// Judging one's own text against model answers, line by line of the rubric.

import { el, icon, number, say, t } from "./kit.js";

/** `kept(met)` is called with the ids of the lines ticked. */
export function assess({ rubric, model }, texts, kept) {
  const met = new Set();
  const line = (one) =>
    el(
      "label",
      { class: "sqm-option" },
      el("input", { type: "checkbox", onchange: ({ target }) => (target.checked ? met.add(one.id) : met.delete(one.id)) }),
      el("span", { class: "sqm-option-text" }, t(one.text), " ", el("span", { class: "sqm-muted" }, say(texts, "check.points", { n: number(one.points) }))),
    );
  return el(
    "div",
    { class: "sqm-told sqm-told-open", tabindex: "-1", role: "status" },
    models({ model }, texts),
    el("fieldset", { class: "sqm-assess" }, el("legend", {}, say(texts, "check.assess")), el("div", { class: "sqm-options" }, rubric.map(line))),
    el("button", { type: "button", class: "sqm-button primary sqm-check-ask", onclick: () => kept(rubric.map((one) => one.id).filter((id) => met.has(id))) }, icon("check"), say(texts, "check.assessed")),
  );
}

/** Answers as they might have been. */
export function models({ model }, texts) {
  return el(
    "div",
    { class: "sqm-models" },
    el("p", { class: "sqm-told-word" }, icon("book"), say(texts, "check.model")),
    model.map((text) => el("blockquote", {}, t(text))),
  );
}
