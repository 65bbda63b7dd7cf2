// An exercise of a lesson: shown here, judged in the kernel, its result kept by records as practice.

import "./_exercise.css";
import { call, el, icon, number, onLanguage, page, say, t } from "./kit.js";
import { EXERCISES } from "./_exercises.js";

const PATIENCE = 12000; // milliseconds to wait for the kernel
const NOTICE = 400; // and until the person is told that it takes a moment

/** Where a drawing of the course lies; `file` is its path in the course's folder. */
function source(file) {
  const base = page().pictures;
  return base && file.startsWith("img/") ? `${base}/${encodeURIComponent(file.slice(4))}` : file;
}

function render({ model, el: place }) {
  const { course, lesson, id, spec } = model.get("data");
  const texts = model.get("texts");
  const path = `/progress/${course}/${lesson}`;
  const draft = page().page === "preview";
  const kept = { answer: null, result: null, last: null, touched: false, waiting: null, trouble: "" };
  const asked = new Map(); // number → what to do with the reply
  let count = 0;

  // ---------------------------------------------------------------- the kernel

  /** The kernel's result for an answer; throws a key of the catalogue. */
  function ask(answer) {
    const ask = ++count;
    const reply = new Promise((resolve, reject) => {
      asked.set(ask, { resolve, reject });
      setTimeout(() => reject("exercise.silent"), PATIENCE);
    });
    model.send({ score: answer, ask });
    return reply.finally(() => asked.delete(ask));
  }

  function hear({ ask, result, refused }) {
    if (result) asked.get(ask)?.resolve(result);
    else if (refused) asked.get(ask)?.reject(refused);
  }

  // ---------------------------------------------------------------- records

  async function keep() {
    if (draft || !kept.waiting) return;
    const sent = kept.waiting;
    try {
      await call("POST", path, sent);
      if (kept.waiting === sent) kept.waiting = null;
      window.dispatchEvent(new CustomEvent("sqm:progress", { detail: { exercise: id, score: sent.score } }));
    } catch {
      // kept in `waiting`: tried again when the network is back or with the next result
    }
    unsaved.hidden = !kept.waiting;
  }

  /** What was done here before, unless the person has already begun anew. */
  async function restore() {
    if (draft) return;
    const before = (await call("GET", path).catch(() => null))?.exercises?.[id];
    if (!before || kept.touched) return;
    kept.last = before.score;
    if (before.state?.answer) {
      const result = await ask(before.state.answer).catch(() => null);
      if (kept.touched) return;
      if (result?.complete) Object.assign(kept, { answer: before.state.answer, result });
    }
    redraw();
  }

  // ---------------------------------------------------------------- what a kind works with

  const stage = {
    texts,
    spec,
    kept,
    source,
    say: (key, params) => say(texts, `exercise.${key}`, params),
    /** Say something to those who listen rather than look. */
    tell: (words) => (heard.textContent = words),
    /** Draw again; afterwards `focus` (a data-focus name) has the focus. */
    redraw,
    /** Whether there is nothing left to decide. */
    over: () => Boolean(kept.result?.complete),
    /** Something was decided. */
    change: () => (kept.touched = true),
    /** Ask for a result, one at a time; a complete one is kept by records. False when there was none. */
    async judge(answer) {
      if (asked.size) return false;
      kept.touched = true;
      kept.trouble = "";
      const slow = setTimeout(() => (asking.hidden = false), NOTICE);
      try {
        kept.result = await ask(answer);
      } catch (key) {
        kept.trouble = typeof key === "string" ? key : "exercise.silent";
        redraw("trouble");
        return false;
      } finally {
        clearTimeout(slow);
        asking.hidden = true;
      }
      kept.answer = answer;
      if (kept.result.complete) {
        kept.last = kept.result.score;
        kept.waiting = { exercise: id, score: kept.result.score, state: { answer } };
        keep();
      }
      return true;
    },
    /** Begin anew. */
    again() {
      Object.assign(kept, { answer: null, result: null, touched: true, trouble: "" });
      draw = EXERCISES[spec.kind](stage);
      redraw("start");
    },
  };

  let draw = EXERCISES[spec.kind](stage);

  // ---------------------------------------------------------------- the frame

  const asking = el("p", { class: "sqm-muted", hidden: true });
  const heard = el("p", { class: "sqm-hidden", role: "status" });
  const unsaved = el("p", { class: "sqm-note sqm-warn", hidden: true });
  const body = el("div", { class: "sqm-exercise-body" });
  const head = el("header", {});
  const frame = el("section", { class: `sqm-exercise sqm-exercise-${spec.kind}` }, head, body, asking, unsaved, heard);
  place.replaceChildren(frame);

  function redraw(focus) {
    frame.setAttribute("aria-label", stage.say("title"));
    unsaved.textContent = stage.say("not_kept");
    asking.textContent = stage.say("asking");
    head.replaceChildren(
      el("p", { class: "sqm-exercise-head" }, icon("target"), el("b", {}, stage.say("title")), last()),
      el("p", { class: "sqm-exercise-task", tabindex: "-1", dataset: { focus: "start" } }, t(spec.task)),
    );
    const trouble = kept.trouble && el("p", { class: "sqm-note sqm-bad", role: "alert", tabindex: "-1", dataset: { focus: "trouble" } }, say(texts, kept.trouble));
    body.replaceChildren(...[draw(), trouble].flat(Infinity).filter(Boolean));
    if (typeof focus === "string") show(frame.querySelector(`[data-focus="${focus}"]`));
  }

  function show(target) {
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  }

  function last() {
    if (kept.last === null) return null;
    return el("span", { class: "sqm-chip" }, stage.say("last", { n: number(kept.last * 100, 0) }));
  }

  model.on("msg:custom", hear);
  window.addEventListener("online", keep);
  const unlisten = onLanguage(place, () => {
    heard.textContent = ""; // said in the other language
    redraw();
  });
  redraw();
  restore();
  return () => {
    unlisten();
    window.removeEventListener("online", keep);
    model.off("msg:custom", hear);
  };
}

export default { render };
