// How an exercise went: the score, then each part with its reason.

import { el, icon, number, t } from "./kit.js";

/** The score in a banner, words about the whole, and in a lesson the way to try again. */
export function banner(stage, words) {
  const { score } = stage.kept.result;
  const tone = score >= 0.8 ? "good" : score >= 0.5 ? "fair" : "poor";
  return el(
    "div",
    { class: ["sqm-outcome", `sqm-outcome-${tone}`], tabindex: "-1", dataset: { focus: "result" } },
    el("p", { class: "sqm-outcome-score" }, stage.say("score", { n: number(score * 100, 0) })),
    words.filter(Boolean).map((line) => el("p", {}, line)),
    !stage.examined && el("button", { type: "button", class: "sqm-button", onclick: stage.again }, icon("refresh"), stage.say("again")),
  );
}

/** "All right", or how many. */
export function tally(stage) {
  const { parts } = stage.kept.result;
  const right = parts.filter((part) => part.fraction === 1).length;
  return right === parts.length ? stage.say("all_right") : stage.say("some_right", { right, of: parts.length });
}

const SIGNS = { right: "check", partly: "minus", wrong: "cross" };

/** One part: its picture if any, its name, right or not in words, and why. */
export function part(stage, { fraction, title, picture, said = [], why, mark }) {
  const how = fraction === 1 ? "right" : fraction > 0 ? "partly" : "wrong";
  return el(
    "li",
    { class: ["sqm-part", `sqm-part-${how}`] },
    picture && el("img", { src: stage.source(picture), alt: "" }),
    el(
      "div",
      {},
      el("p", { class: "sqm-part-head" }, el("span", { class: "sqm-part-sign" }, icon(SIGNS[how]), mark ?? stage.say(how)), el("b", {}, title)),
      said.filter(Boolean).map((line) => el("p", { class: "sqm-part-said" }, line)),
      el("p", {}, t(why)),
    ),
  );
}

/** What went wrong comes first. */
export function worstFirst(verdicts) {
  return [...verdicts].sort((one, other) => one.fraction - other.fraction);
}

export function parts(children) {
  return el("ul", { class: "sqm-parts" }, children);
}
