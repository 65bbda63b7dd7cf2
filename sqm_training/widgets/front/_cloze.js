// A passage with gaps: each is chosen, or typed as words or a number.

import { el, icon, say, t } from "./kit.js";
import { accepted } from "./_writing.js";

const GAP = /\[\[([a-z0-9-]+)\]\]/;

export function cloze(view, card) {
  const filled = { ...(card.answer ?? {}) };
  const change = (gap, value, typed) => {
    if (value) filled[gap] = value;
    else delete filled[gap];
    card.change({ ...filled }, typed);
  };
  const gaps = numbered(view);
  const pieces = t(view.passage).split(GAP); // words, gap, words, gap, words
  const passage = pieces.map((piece, place) => (place % 2 ? hole(gaps.get(piece), filled, change, view, card) : piece));
  return el("div", { class: "sqm-cloze" }, el("div", { class: "sqm-passage" }, passage), card.verdict?.key && told(gaps, filled, card));
}

/** Gaps by id, each with its number in the passage now shown. */
function numbered(view) {
  const order = t(view.passage).split(GAP).filter((_, place) => place % 2);
  return new Map(view.gaps.map((gap) => [gap.id, { ...gap, n: order.indexOf(gap.id) + 1 }]));
}

function hole(gap, filled, change, view, { texts, locked, verdict }) {
  const how = verdict?.key && (verdict.filled?.includes(gap.id) ? "right" : "wrong");
  const common = { "aria-label": say(texts, "item.gap", { n: gap.n }), disabled: locked, value: filled[gap.id] ?? "" };
  const choose = () =>
    el(
      "select",
      { ...common, onchange: (event) => change(gap.id, event.target.value) },
      el("option", { value: "" }, say(texts, "item.choose")),
      gap.options.map((option) => el("option", { value: option.id }, t(option.text))),
    );
  const type = () =>
    el("input", {
      ...common, type: "text", inputmode: gap.ask === "number" ? "decimal" : "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      maxlength: String(view.limit), class: gap.ask === "number" && "sqm-gap-number", oninput: (event) => change(gap.id, event.target.value, true),
    });
  return el(
    "span",
    { class: ["sqm-gap", how && `sqm-gap-${how}`] },
    el("span", { class: "sqm-gap-place", "aria-hidden": "true" }, String(gap.n)),
    gap.ask === "choose" ? choose() : type(),
    gap.unit && el("span", {}, t(gap.unit)),
    how && icon(how === "right" ? "check" : "cross"),
  );
}

/** Each gap once more: right or not, what belongs there, and why the choice made was not it. */
function told(gaps, filled, { texts, verdict }) {
  const rows = [...gaps.values()].sort((one, other) => one.n - other.n).map((gap) => {
    const right = verdict.filled?.includes(gap.id);
    const why = verdict.options?.[`${gap.id}/${filled[gap.id]}`] ?? verdict.options?.[`${gap.id}/${verdict.key[gap.id]}`];
    return el(
      "li",
      { class: right ? "sqm-gap-right" : "sqm-gap-wrong" },
      icon(right ? "check" : "cross"),
      el(
        "div",
        {},
        el("p", {}, el("b", {}, say(texts, "item.gap", { n: gap.n })), " ", say(texts, right ? "item.gap_right" : "item.gap_wrong", { own: words(gap, filled[gap.id], texts), key: words(gap, verdict.key[gap.id], texts) })),
        why && el("p", {}, t(why)),
      ),
    );
  });
  return el("ul", { class: "sqm-gap-list" }, rows);
}

function words(gap, value, texts) {
  if (value === undefined || value === "") return say(texts, "item.no_answer");
  if (gap.ask === "choose") return t(gap.options.find((option) => option.id === value)?.text) || String(value);
  return `${accepted(value)} ${t(gap.unit)}`.trim();
}

/** What stands in the gaps, one a line. */
export function gapsInWords(view, answer, texts) {
  const gaps = [...numbered(view).values()].sort((one, other) => one.n - other.n);
  return gaps.map((gap) => `${say(texts, "item.gap", { n: gap.n })} ${words(gap, answer[gap.id], texts)}`);
}
