// One competency out of many: typed for, then chosen.

import { fault, put } from "./_bank_fields.js";
import { holds } from "./_table.js";
import { el, icon, say, t } from "./kit.js";

const FEW = 8;

/** The chosen competency, and a search that opens over it. */
export function competency(desk) {
  const { form, texts, choices } = desk;
  const chosen = choices.competencies.find((one) => one.id === form.document.competency);
  const rest = el("p", { class: "sqm-field-hint", role: "status" });
  const list = el("ul", { class: "sqm-picker-list", hidden: true, role: "listbox", "aria-label": say(texts, "bank.field.competency") });
  const choose = (one) => {
    put(form.document, ["competency"], one.id);
    desk.changed();
    desk.paint();
  };
  const found = (typed) => choices.competencies.filter((one) => holds(typed, one.id, one.title.zh, one.title.en, one.section));
  const show = (typed) => {
    const rows = found(typed);
    list.replaceChildren(...rows.slice(0, FEW).map((one) => el("li", { role: "option", "aria-selected": String(one === chosen), tabindex: "0", onclick: () => choose(one), onkeydown: (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), choose(one)) }, el("strong", {}, one.id), ` ${t(one.title)}`)));
    list.hidden = !rows.length;
    rest.textContent = !rows.length ? say(texts, "bank.no_competency") : rows.length > FEW ? say(texts, "bank.more_competencies", { n: rows.length - FEW }) : "";
  };
  const input = el("input", { type: "search", autocomplete: "off", placeholder: say(texts, "bank.competency_search"), "aria-label": say(texts, "bank.competency_search"), dataset: { focus: "competency" }, oninput: (event) => show(event.target.value), onfocus: (event) => show(event.target.value) });
  return el(
    "div",
    { class: "sqm-field sqm-picker", dataset: { place: "competency" } },
    el("span", { class: "sqm-label-words" }, say(texts, "bank.field.competency")),
    chosen
      ? el("p", { class: "sqm-picked" }, el("span", {}, el("strong", {}, chosen.id), ` ${t(chosen.title)}`), el("button", { type: "button", class: "sqm-button quiet", dataset: { focus: "competency-other" }, onclick: () => (delete form.document.competency, desk.changed(), desk.paint()) }, icon("refresh"), say(texts, "bank.other")))
      : [form.document.competency && el("p", { class: "sqm-bad" }, form.document.competency), input, list, rest],
    fault(["competency"]),
  );
}
