// An item as a candidate meets it, in a frame as wide as a phone; and what is told afterwards.

import { empty, itemCard } from "./_item.js";
import { key } from "./_bank_key.js";
import { el, icon, language, number, pageHref, say, t } from "./kit.js";

export const fresh = () => ({ seed: 1, tongue: "", tab: "met", answer: null });

/** Everything in one language, so that either can be looked at whatever the page speaks. */
export function spoken(part, tongue) {
  if (Array.isArray(part)) return part.map((inner) => spoken(inner, tongue));
  if (!part || typeof part !== "object") return part;
  const names = Object.keys(part);
  if (names.length && names.every((name) => name === "zh" || name === "en")) return part[tongue] ?? part.zh ?? part.en ?? "";
  return Object.fromEntries(names.map((name) => [name, spoken(part[name], tongue)]));
}

/**
 * The frame with its switches. `seen` is what the service made of the document, `show` keeps what is looked at,
 * `again` asks the service anew (after another draw or an answer), `redraw` draws the frame anew.
 */
export function phone(texts, { seen, show, document, again, redraw }) {
  const tongue = show.tongue || language();
  const set = (change) => () => (Object.assign(show, change), redraw());
  const choice = (name, value, words, change) => el("label", { class: "sqm-chip-choice" }, el("input", { type: "radio", name, checked: value, onchange: set(change) }), el("span", {}, words));
  const group = (label, ...choices) => el("div", { class: "sqm-segments", role: "radiogroup", "aria-label": label }, choices);
  const name = `sqm-phone-${serial++}`;
  const draw = () => {
    Object.assign(show, { seed: show.seed + 1, answer: null });
    again();
  };
  return el(
    "section",
    { class: "sqm-preview", "aria-label": say(texts, "bank.preview") },
    el(
      "div",
      { class: "sqm-preview-tools" },
      group(say(texts, "bank.preview"), choice(`${name}-tab`, show.tab === "met", say(texts, "bank.met"), { tab: "met" }), choice(`${name}-tab`, show.tab === "told", say(texts, "bank.told"), { tab: "told" })),
      group(say(texts, "bank.preview_language"), choice(`${name}-tongue`, tongue === "zh", say(texts, "bank.tongue.zh"), { tongue: "zh" }), choice(`${name}-tongue`, tongue === "en", say(texts, "bank.tongue.en"), { tongue: "en" })),
      el("button", { type: "button", class: "sqm-button quiet sqm-icon-button", "aria-label": say(texts, "bank.redraw"), title: say(texts, "bank.redraw"), onclick: draw }, icon("refresh")),
    ),
    el("div", { class: "sqm-phone" }, el("div", { class: "sqm-phone-screen", tabindex: "0", role: "region", "aria-label": say(texts, "bank.phone") }, screen(texts, { seen, show, document, again, redraw, tongue }))),
  );
}

let serial = 0;

function screen(texts, { seen, show, document, again, tongue }) {
  if (!seen) return el("p", { class: "sqm-muted" }, say(texts, "staff.wait"));
  if (!seen.view) return el("p", { class: "sqm-note" }, icon("info"), say(texts, "bank.no_preview"));
  const [view, words] = [spoken(seen.view, tongue), spoken(texts, tongue)];
  if (show.tab === "told") return [itemCard(view, { texts: words, answer: null, locked: true, verdict: spoken(seen.told, tongue) }), told(words, document, tongue)];
  const judge = el("button", { type: "button", class: "sqm-button", disabled: empty(show.answer), onclick: () => again() }, icon("target"), say(words, "bank.try"));
  const change = (answer) => {
    show.answer = answer;
    judge.disabled = empty(answer);
  };
  return [itemCard(view, { texts: words, answer: show.answer, change }), el("div", { class: "sqm-try" }, judge, verdict(words, seen))];
}

function verdict(texts, { told }) {
  if (told?.fraction === null || told?.fraction === undefined) return null;
  const kind = told.right ? "sqm-good" : told.fraction > 0 ? "sqm-warn" : "sqm-bad";
  return el("span", { class: ["sqm-chip", kind], role: "status" }, say(texts, "bank.won", { share: number(told.fraction * 100, 0) }));
}

/** Key and reasons as the author wrote them. */
function told(texts, document, tongue) {
  const part = spoken(document, tongue);
  return el(
    "div",
    { class: "sqm-told-part" },
    key(texts, part),
    part.why && el("div", {}, el("h4", {}, say(texts, "bank.field.why")), el("p", {}, t(part.why))),
    part.source && el("p", { class: "sqm-muted" }, say(texts, "bank.source_is", { source: part.source })),
    part.lesson && el("p", {}, el("a", { href: pageHref(`courses/${part.lesson}`), target: "_blank", rel: "noopener" }, icon("book"), " ", say(texts, "bank.to_lesson"))),
  );
}
