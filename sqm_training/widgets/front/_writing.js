// Writing: a number with its unit, a few words, a text with its length.

import { el, icon, language, say, t } from "./kit.js";

export function numeric(view, card) {
  const { texts, answer, change, locked, name } = card;
  const field = el(
    "div",
    { class: ["sqm-numeric", tone(card)] },
    el("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "40", "aria-labelledby": name,
      placeholder: say(texts, "item.number_here"), value: answer ?? "", disabled: locked,
      oninput: (event) => change(event.target.value, true),
    }),
    view.unit && el("span", { class: "sqm-unit" }, t(view.unit)),
  );
  return [field, told(card, (key) => `${key} ${t(view.unit)}`.trim())];
}

export function shortText(view, card) {
  const { texts, answer, change, locked, name } = card;
  const field = el(
    "div",
    { class: ["sqm-short-text", tone(card)] },
    el("input", {
      type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: String(view.limit), "aria-labelledby": name,
      placeholder: say(texts, "item.words_here"), value: answer ?? "", disabled: locked,
      oninput: (event) => change(event.target.value, true),
    }),
  );
  return [field, told(card, accepted)];
}

const HAN = /[\u4e00-\u9fff]/;

/** Of the words that are accepted the first in the language shown. */
export function accepted(words) {
  const all = [words].flat();
  return String(all.find((each) => HAN.test(each) === (language() === "zh")) ?? all[0]);
}

const tone = ({ verdict }) => verdict && (verdict.right ? "sqm-typed-right" : "sqm-typed-wrong");

/** Right, or what would have been. */
function told({ texts, verdict }, written) {
  if (!verdict) return null;
  const words = verdict.right ? say(texts, "item.gap_right") : say(texts, "item.key", { key: written(verdict.key) });
  return el("p", { class: ["sqm-typed-told", tone({ verdict })] }, icon(verdict.right ? "check" : "cross"), words);
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
      change(event.target.value, true);
      tell(event.target.value);
      grow(event.target);
    },
  });
  tell(answer ?? "");
  requestAnimationFrame(() => grow(area));
  return el("div", { class: "sqm-free-text" }, area, view.limit && count);
}
