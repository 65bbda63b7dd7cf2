// An exercise done in stages. In a lesson each is judged when it is done and its reasons are read before the next;
// in an examination one goes back and forth, and nothing is told.

import { el, icon, number, t } from "./kit.js";
import { banner, parts, worstFirst } from "./_verdict.js";

/**
 * `steps`: [{id, title, draw(), missing(), told(verdicts)}], where `missing` names what has the focus when it is not done.
 * `answer(ids)` is the answer with these stages. With `silent` reasons wait for the end. `lines()` are words on the whole.
 */
export function staged(stage, { steps, answer, silent = false, lines = () => [], enter = () => {} }) {
  const { kept, say } = stage;
  let at = 0;
  let told = false;
  let lacking = false;

  const here = () => steps[at];
  const upTo = (place) => steps.slice(0, place + 1).map(({ id }) => id);
  const verdicts = (id) => (kept.result?.parts ?? []).filter((part) => part.id.startsWith(`${id}:`));
  const title = (step) => t(step.title ?? say(step.key));

  async function done() {
    const gap = here().missing?.();
    lacking = Boolean(gap);
    if (gap) {
      stage.tell(say("stages.lacking"));
      return stage.redraw(gap);
    }
    if (!(await stage.judge(answer(upTo(at))))) return;
    if (stage.over()) return stage.redraw("result");
    if (silent) return go(at + 1);
    told = true;
    stage.redraw("told");
  }

  function go(place) {
    told = lacking = false;
    at = place;
    enter(steps[at].id);
    stage.redraw("stage");
  }

  const progress = () =>
    el(
      "div",
      { class: "sqm-stages" },
      el("p", { class: "sqm-stages-name", tabindex: "-1", dataset: { focus: "stage" } }, el("span", { class: "sqm-muted" }, say("stages.place", { n: at + 1, of: steps.length })), el("b", {}, title(here()))),
      el("span", { class: "sqm-stages-dots", "aria-hidden": "true" }, steps.map((_, place) => el("i", { class: place < at ? "sqm-done" : place === at ? "sqm-now" : "" }))),
    );

  function onward() {
    if (stage.examined) {
      return el(
        "div",
        { class: "sqm-audit-steps" },
        el("button", { type: "button", class: "sqm-button", disabled: at === 0, onclick: () => go(at - 1) }, icon("left"), say("stages.back")),
        at < steps.length - 1 && el("button", { type: "button", class: "sqm-button primary", onclick: () => go(at + 1) }, say("stages.next"), icon("right")),
      );
    }
    if (told) return el("button", { type: "button", class: "sqm-button primary", onclick: () => go(at + 1) }, say("stages.next"), icon("right"));
    return [
      lacking && el("p", { class: "sqm-note sqm-warn" }, say("stages.lacking")),
      el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "done" }, onclick: done }, say(here().done ?? "stages.done")),
    ];
  }

  function toldHere() {
    const own = verdicts(here().id);
    return [
      el("p", { class: "sqm-stages-told", tabindex: "-1", dataset: { focus: "told" } }, el("b", {}, say("stages.told", { n: share(kept.result, here(), own) }))),
      here().told(own),
    ];
  }

  function outcome() {
    return [
      banner(stage, lines()),
      el("div", { class: "sqm-shares" }, steps.map((step) => bar(title(step), share(kept.result, step, verdicts(step.id))))),
      steps.map((step) => {
        const own = verdicts(step.id);
        return el("details", { class: "sqm-stage-told", open: own.some(({ fraction }) => fraction < 1) }, el("summary", {}, title(step)), own.length ? step.told(own) : el("p", { class: "sqm-note" }, say("stages.not_done")));
      }),
    ];
  }

  return () => {
    if (stage.over()) return outcome();
    return [progress(), told ? toldHere() : here().draw(), onward()];
  };
}

/** Per cent of a stage: as the model has it, else the mean of its parts. */
function share({ notes }, { id }, own) {
  const noted = notes.find(({ code }) => code === id)?.params.n;
  return Math.round(noted ?? (100 * own.reduce((sum, { fraction }) => sum + fraction, 0)) / Math.max(1, own.length));
}

/** A share as a bar with its name and figure. */
export function bar(name, percent) {
  const tone = percent >= 80 ? "good" : percent >= 50 ? "fair" : "poor";
  return el(
    "p",
    { class: `sqm-share sqm-share-${tone}` },
    el("span", {}, name), el("b", {}, `${number(percent, 0)}%`),
    el("i", { "aria-hidden": "true" }, el("i", { style: { width: `${percent}%` } })),
  );
}

/** Verdicts in a list, what went wrong first; `draw` makes one of them. */
export function reasons(own, draw) {
  return parts(worstFirst(own).map(draw).filter(Boolean));
}
