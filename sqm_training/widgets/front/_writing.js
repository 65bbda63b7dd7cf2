// Writing: a number with its unit, a text with its length.

import { el, say, t } from "./kit.js";

export function numeric(view, { texts, answer, change, locked, name }) {
  return el(
    "div",
    { class: "sqm-numeric" },
    el("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "40", "aria-labelledby": name,
      placeholder: say(texts, "item.number_here"), value: answer ?? "", disabled: locked,
      oninput: (event) => change(event.target.value),
    }),
    view.unit && el("span", { class: "sqm-unit" }, t(view.unit)),
  );
}

export function freeText(view, { texts, answer, change, locked, name }) {
  const count = el("p", { class: "sqm-count" });
  const tell = (value) => {
    count.textContent = say(texts, "item.count", { n: [...value].length, limit: view.limit });
    count.classList.toggle("sqm-count-full", [...value].length >= view.limit);
  };
  const grow = (area) => {
    area.style.setProperty("height", "auto");
    if (area.scrollHeight) area.style.setProperty("height", `${area.scrollHeight + 4}px`);
  };
  const area = el("textarea", {
    rows: "6", maxlength: String(view.limit ?? 2000), "aria-labelledby": name, value: answer ?? "", disabled: locked,
    placeholder: say(texts, "item.write_here"),
    oninput: (event) => {
      change(event.target.value);
      tell(event.target.value);
      grow(event.target);
    },
  });
  tell(answer ?? "");
  requestAnimationFrame(() => grow(area));
  return el("div", { class: "sqm-free-text" }, area, view.limit && count);
}
