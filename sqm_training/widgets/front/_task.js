// A task in a simulator: an exercise whose decisions are the answer. It is judged by records, at the end.

import { el, listed, say, t } from "./kit.js";
import { DECISIONS, EXERCISES } from "./_exercises.js";

export function task(view, card) {
  const { texts, verdict } = card;
  const spec = verdict?.exercise ?? view.exercise;
  const kept = { answer: card.answer ?? null, result: verdict?.result ?? null };
  if (!EXERCISES[spec.kind] || (card.locked && !kept.result)) return inWords(view, card);
  const heard = el("p", { class: "sqm-hidden", role: "status" });
  const body = el("div", { class: "sqm-exercise-body" });
  const frame = el(
    "div",
    { class: `sqm-exercise sqm-exercise-${spec.kind}` },
    el("p", { class: "sqm-exercise-task", tabindex: "-1", dataset: { focus: "start" } }, t(spec.task)),
    body, heard,
  );
  const stage = {
    texts, spec, kept,
    examined: true,
    best: verdict?.best,
    source: (file) => view.sources?.[file] ?? "",
    say: (key, params) => say(texts, `exercise.${key}`, params),
    tell: (words) => (heard.textContent = words),
    over: () => Boolean(kept.result),
    change: (answer) => card.change(answer),
    redraw,
  };
  const draw = EXERCISES[spec.kind](stage);

  function redraw(focus) {
    body.replaceChildren(...[draw()].flat(Infinity).filter(Boolean));
    const target = focus && frame.querySelector(`[data-focus="${focus}"]`);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  }

  redraw();
  return frame;
}

/** What was decided, where nobody judged it; and what would have been best, where that is told. */
function inWords(view, { texts, answer, verdict }) {
  const lines = (words) => words.map((line) => el("p", {}, line));
  const done = answer && Object.keys(answer).length > 0;
  return el(
    "div",
    { class: "sqm-answer" },
    done && lines(decisions(view, answer, texts)),
    verdict?.best && [el("b", {}, say(texts, "item.best")), lines(decisions(view, verdict.best, texts))],
  );
}

/** The decisions of an answer in words, as far as an exercise calls its parts by name. */
export function decisions(view, answer, texts) {
  if (!answer || Object.keys(answer).length === 0) return [say(texts, "item.no_answer")];
  if (Array.isArray(answer.taps)) return [say(texts, "item.taps", { n: answer.taps.length })];
  const ownWords = DECISIONS[view.exercise.kind];
  if (ownWords) return ownWords(view.exercise, answer, (key, params) => say(texts, `exercise.${key}`, params));
  const names = named(view.exercise);
  const called = (choice) => (Array.isArray(choice) ? listed(choice.map(called)) : names.get(choice) ?? choice);
  return Object.entries(answer).map(([part, choice]) => `${called(part)} → ${called(choice)}`);
}

/** What the parts of an exercise are called, by their ids. */
function named(part, found = new Map()) {
  if (Array.isArray(part)) part.forEach((each) => named(each, found));
  else if (part && typeof part === "object") {
    if (part.id && (part.text ?? part.prompt)) found.set(part.id, t(part.text ?? part.prompt));
    Object.values(part).forEach((each) => named(each, found));
  }
  return found;
}
