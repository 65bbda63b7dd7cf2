// One item on a card: prompt, picture and the controls of its kind. A card never judges; it reports
// what was chosen, and shows a verdict when it is given one.

import { el, language, say, t } from "./kit.js";
import { match, order } from "./_arrange.js";
import { multiple, single, trueFalse } from "./_choices.js";
import { cloze, gapsInWords } from "./_cloze.js";
import { cellsInWords, code } from "./_coding.js";
import { dialogue, repliesInWords } from "./_dialogue.js";
import { hotspot } from "./_hotspot.js";
import { picture } from "./_picture.js";
import { decisions, task } from "./_task.js";
import { accepted, freeText, numeric, shortText } from "./_writing.js";

const CONTROLS = {
  single, multiple, order, match, numeric, hotspot, cloze, code, dialogue, task,
  true_false: trueFalse, short_text: shortText, free_text: freeText,
};

/** Is there no answer yet? */
export function empty(answer) {
  if (answer === null || answer === undefined) return true;
  if (typeof answer === "string") return answer.trim() === "";
  return typeof answer === "object" && Object.keys(answer).length === 0;
}

/**
 * The card of an item's public view.
 * `answer` is what stands so far; `change(answer, typed)` is called at every change, `typed` where it grows key by
 * key; `locked` stops input; `verdict` (what records tell afterwards) marks what was right and wrong.
 * A talk that goes on only where records say: `follow(goOn)` hands out what to call when they have, `standing()` is
 * how the answer's delivery stands ({waiting, trouble}).
 */
export function itemCard(view, { texts, answer, change = () => {}, locked = false, verdict = null, ...delivery }) {
  const name = `item-${view.slot ?? view.item}-${serial++}`;
  const control = CONTROLS[view.kind] ?? unknown;
  const pictured = view.picture && view.kind !== "hotspot";
  return el(
    "div",
    { class: "sqm-item", role: "group", "aria-labelledby": name },
    el("h3", { class: "sqm-item-prompt", id: name, tabindex: "-1" }, t(view.prompt)),
    !locked && hint(view, texts),
    pictured && picture(view.picture, texts),
    control(view, { texts, answer, change, locked, verdict, name, ...delivery }),
  );
}

let serial = 0;

function hint(view, texts) {
  const key = `item.hint.${view.kind}`;
  const scoring = `item.scoring.${view.scoring}`; // only what is not the usual rule has words
  const words = [texts[key] && say(texts, key, { n: view.taps ?? "", limit: view.limit ?? "" }), texts[scoring] && say(texts, scoring)];
  return words.some(Boolean) && el("p", { class: "sqm-item-hint" }, words.filter(Boolean).join(language() === "en" ? " " : ""));
}

function unknown(view, { texts }) {
  return el("p", { class: "sqm-note sqm-bad" }, say(texts, "item.unknown"));
}

// ---------------------------------------------------------------- answers in words

const words = (list, id) => t((list ?? []).find((each) => each.id === id)?.text) || String(id);

/** An answer (or a key) to an item, as lines of text. */
export function inWords(view, answer, texts) {
  if (empty(answer)) return [say(texts, "item.no_answer")];
  const write = WORDS[view.kind];
  return write ? write(view, answer, texts) : [String(answer)];
}

const WORDS = {
  single: (view, answer) => [words(view.options, answer)],
  multiple: (view, answer) => (view.options ?? []).filter((o) => answer.includes(o.id)).map((o) => t(o.text)),
  true_false: (view, answer, texts) => [say(texts, answer ? "item.true" : "item.false")],
  order: (view, answer) => answer.map((id, place) => `${place + 1}. ${words(view.options, id)}`),
  match: (view, answer) =>
    Object.entries(answer).map(([left, right]) => `${words(view.left, left)} → ${words(view.right, right)}`),
  numeric: (view, answer) => [`${answer} ${t(view.unit)}`.trim()],
  hotspot: (view, answer, texts) =>
    answer.map((found) => (Array.isArray(found) ? spot(found, texts) : words(view.regions, found))),
  short_text: (view, answer) => [accepted(answer)],
  cloze: gapsInWords,
  code: cellsInWords,
  dialogue: repliesInWords,
  task: decisions,
  free_text: (view, answer) => String(answer).split("\n"),
};

function spot([x, y], texts) {
  return say(texts, "item.spot", { x: Math.round(x * 100), y: Math.round(y * 100) });
}
