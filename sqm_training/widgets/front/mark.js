// Marking: what waits, one answer at a time against its rubric, without a name.

import "./_staff.css";
import { asked, pieces, screen } from "./_staff.js";
import { call, dateTime, daysUntil, el, icon, number, reason, reload, say, t, toast } from "./kit.js";

const MOST_STEPS = 9; // more half points than this are not offered one by one

export default screen(() => ({ open: null }), (model, state, paint) => (state.open ? desk(model, state, paint) : queue(model, state, paint)));

function queue(model, state, paint) {
  const texts = model.get("texts");
  const { waiting } = model.get("data");
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "mark.title")), el("button", { type: "button", class: "sqm-button", dataset: { focus: "refresh" }, onclick: () => reload(model) }, icon("refresh"), say(texts, "mark.refresh"))),
    el("p", { class: "sqm-muted" }, say(texts, "mark.hint")),
    waiting.length > 0 && el("p", { role: "status" }, el("strong", {}, say(texts, "mark.waiting", { n: waiting.length }))),
    waiting.length
      ? el("ul", { class: "sqm-list" }, waiting.map((one) => el("li", { class: "sqm-card" }, line(model, one, state, paint))))
      : el("p", { class: "sqm-empty", role: "status" }, icon("check"), say(texts, "mark.empty")),
  ];
}

function line(model, one, state, paint) {
  const texts = model.get("texts");
  const facts = [say(texts, "mark.code", { code: one.code }), say(texts, "mark.since", { when: dateTime(one.waiting_since) }), say(texts, "mark.length", { n: number(one.words) })];
  const days = -daysUntil(one.waiting_since);
  return [
    el("div", { class: "sqm-title-row" }, el("strong", {}, t(one.paper.title)), days > 0 && el("span", { class: ["sqm-chip", days > 3 && "sqm-warn"] }, say(texts, "mark.days", { n: days }))),
    el("p", { class: "sqm-muted" }, pieces(facts)),
    el("p", {}, t(one.prompt)),
    el(
      "div",
      { class: "sqm-actions" },
      el("button", { type: "button", class: ["sqm-button", !one.claimed && "primary"], disabled: one.claimed, onclick: () => open(model, one, state, paint) }, icon("pencil"), say(texts, "mark.open")),
      one.claimed && el("span", { class: "sqm-chip sqm-warn" }, icon("lock"), say(texts, "mark.claimed")),
    ),
  ];
}

async function open(model, one, state, paint) {
  const script = await asked(model.get("texts"), call("GET", `/marking/${one.attempt}/${one.slot}`));
  if (!script) {
    state.open = null;
    paint();
    reload(model);
    return;
  }
  const before = script.mark ?? { rubric: {}, comment: "" };
  state.open = { script, rubric: { ...before.rubric }, comment: before.comment, models: false };
  paint();
  window.scrollTo(0, 0);
  document.querySelector(".sqm-marking")?.focus({ preventScroll: true }); // so that keys reach it
}

function desk(model, state, paint) {
  const texts = model.get("texts");
  const { script, rubric } = state.open;
  const left = model.get("data").waiting.filter((one) => !is(one, script) && !one.claimed).length;
  const offered = script.rubric.reduce((sum, row) => sum + row.points, 0);
  const total = el("strong", { role: "status" });
  const keep = el("button", { type: "button", class: "sqm-button primary" }, icon("check"), say(texts, "mark.save"));
  const missing = el("small", { class: "sqm-muted" });
  const count = () => {
    const won = Object.values(rubric).reduce((sum, points) => sum + points, 0);
    const open = script.rubric.filter((row) => !(row.id in rubric)).length;
    total.textContent = say(texts, "mark.total", { points: number((won / offered) * script.points, 2), of: number(script.points) });
    missing.textContent = open ? say(texts, "mark.lines_left", { n: open }) : "";
    keep.disabled = open > 0;
  };
  keep.addEventListener("click", () => save(model, state, paint, keep));
  count();
  const back = () => {
    state.open = null;
    paint();
    reload(model);
  };
  const rows = el("div", {}, script.rubric.map((row) => criterion(texts, row, rubric, count)));
  return el(
    "div",
    { class: "sqm-marking", tabindex: "-1", onkeydown: (event) => digit(event, rows, script.rubric, rubric) },
    el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: back }, icon("left"), say(texts, "mark.back"))),
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "mark.candidate", { code: script.code })), left > 0 && el("span", { class: "sqm-muted" }, say(texts, "mark.others", { n: left }))),
    el(
      "div",
      { class: "sqm-two" },
      el(
        "div",
        {},
        el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "mark.question")), el("p", {}, t(script.prompt)), el("h2", {}, say(texts, "mark.answer")), el("blockquote", { class: "sqm-answer" }, script.answer)),
        models(texts, state.open),
      ),
      el(
        "div",
        {},
        el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "mark.rubric")), el("p", { class: "sqm-muted sqm-at-desk" }, el("small", {}, say(texts, "mark.keys"))), rows),
        el("label", { class: "sqm-field" }, el("span", {}, say(texts, script.mark ? "mark.comment_needed" : "mark.comment")), el("textarea", { rows: "3", maxlength: "1000", value: state.open.comment, dataset: { focus: "comment" }, oninput: (event) => (state.open.comment = event.target.value) })),
      ),
    ),
    el("div", { class: "sqm-foot" }, el("span", {}, total, " ", missing), keep),
  );
}

const is = (one, script) => one.attempt === script.attempt && one.slot === script.slot;

function models(texts, opened) {
  const { script } = opened;
  const shown = script.model.map((text, index) => [script.model.length > 1 && el("h3", {}, say(texts, "mark.model", { n: index + 1 })), el("p", {}, t(text))]);
  return el("details", { class: "sqm-card", open: opened.models, ontoggle: (event) => (opened.models = event.target.open) }, el("summary", {}, say(texts, "mark.models")), shown, t(script.why) && [el("h3", {}, say(texts, "mark.why")), el("p", { class: "sqm-muted" }, t(script.why))]);
}

/** One line of the rubric: a button for each half point, or for none, half and all of many. */
function criterion(texts, row, rubric, count) {
  const halves = Array.from({ length: row.points * 2 + 1 }, (_, index) => index / 2);
  const steps = halves.length <= MOST_STEPS ? halves : [0, row.points / 2, row.points];
  const name = `rubric-${row.id}`;
  const choose = (points) => ((rubric[row.id] = points), count());
  return el(
    "fieldset",
    { class: "sqm-criterion", dataset: { line: row.id } },
    el("legend", {}, t(row.text), el("span", { class: "sqm-muted" }, ` ${say(texts, "mark.most", { points: number(row.points) })}`)),
    el(
      "div",
      { class: "sqm-steps-row" },
      steps.map((points) => {
        const words = say(texts, "mark.points", { points: number(points) });
        return el("label", { class: "sqm-chip-choice" }, el("input", { type: "radio", name, value: String(points), "aria-label": words, checked: rubric[row.id] === points, onchange: () => choose(points) }), el("span", { "aria-hidden": "true" }, number(points)));
      }),
    ),
  );
}

/** Figures on the keyboard give points to the line one is at, else to the first without; a full stop adds a half. */
function digit(event, rows, lines, rubric) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("textarea") || !/^[0-9.]$/.test(event.key)) return;
  const at = event.target.closest("fieldset")?.dataset.line ?? lines.find((row) => !(row.id in rubric))?.id;
  if (!at) return;
  const wanted = event.key === "." ? (rubric[at] ?? 0) + 0.5 : Number(event.key);
  const radio = [...rows.querySelectorAll(`[data-line="${CSS.escape(at)}"] input`)].find((one) => Number(one.value) === wanted);
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  radio.click();
}

async function save(model, state, paint, button) {
  const texts = model.get("texts");
  const { script, rubric, comment } = state.open;
  button.disabled = true;
  let kept;
  try {
    kept = await call("POST", `/marking/${script.attempt}/${script.slot}`, { rubric, comment });
  } catch (refusal) {
    button.disabled = false;
    toast(reason(texts, refusal), "bad");
    return;
  }
  const data = model.get("data");
  const waiting = data.waiting.filter((one) => !is(one, script));
  const next = waiting.find((one) => !one.claimed);
  toast(say(texts, next ? "mark.saved_next" : "mark.saved", { points: number(kept.points, 2), of: number(kept.of) }), "good");
  if (!next) state.open = null;
  model.set("data", { ...data, waiting });
  if (next) await open(model, next, state, paint);
  else paint();
  reload(model);
}
