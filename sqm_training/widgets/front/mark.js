// Marking: what waits, one answer at a time against its rubric, without a name.

import "./_staff.css";
import { call, dateTime, el, icon, number, onLanguage, reason, reload, say, t, toast } from "./kit.js";

export default {
  render({ model, el: place }) {
    const state = { open: null };
    const paint = () => place.replaceChildren(state.open ? desk(model, state, paint) : queue(model, state, paint));
    model.on("change:data", () => !state.open && paint());
    const unlisten = onLanguage(place, paint);
    paint();
    return () => unlisten();
  },
};

function queue(model, state, paint) {
  const texts = model.get("texts");
  const data = model.get("data") ?? {};
  if (data.refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, data.refused));
  const waiting = data.waiting;
  return el(
    "div",
    {},
    el("h1", {}, say(texts, "mark.title")),
    el("p", { class: "sqm-muted" }, say(texts, "mark.hint")),
    el("p", { role: "status" }, say(texts, "mark.waiting", { n: waiting.length })),
    waiting.length
      ? el("ul", { class: "sqm-list" }, waiting.map((one) => el("li", { class: "sqm-card" }, line(model, one, state, paint))))
      : el("p", { class: "sqm-empty" }, icon("check"), say(texts, "mark.empty")),
    el("button", { type: "button", class: "sqm-button", onclick: () => reload(model) }, icon("refresh"), say(texts, "mark.refresh")),
  );
}

function line(model, one, state, paint) {
  const texts = model.get("texts");
  return [
    el("p", { class: "sqm-muted" }, `${t(one.paper.title)} · ${say(texts, "mark.code", { code: one.code })} · ${say(texts, "mark.since", { when: dateTime(one.waiting_since) })}`),
    el("p", {}, t(one.prompt)),
    one.claimed && el("p", { class: "sqm-chip sqm-warn" }, say(texts, "mark.claimed")),
    el("button", { type: "button", class: "sqm-button primary", onclick: () => open(model, one, state, paint) }, icon("pencil"), say(texts, "mark.open")),
  ];
}

async function open(model, one, state, paint) {
  const texts = model.get("texts");
  try {
    const script = await call("GET", `/marking/${one.attempt}/${one.slot}`);
    const before = script.mark ?? { rubric: {}, comment: "" };
    state.open = { script, rubric: { ...before.rubric }, comment: before.comment };
    paint();
    window.scrollTo(0, 0);
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
    reload(model);
  }
}

function desk(model, state, paint) {
  const texts = model.get("texts");
  const { script, rubric } = state.open;
  const offered = script.rubric.reduce((sum, row) => sum + row.points, 0);
  const total = el("strong", {});
  const keep = el("button", { type: "button", class: "sqm-button primary" }, icon("check"), say(texts, "mark.save"));
  const count = () => {
    const won = Object.values(rubric).reduce((sum, points) => sum + points, 0);
    const done = script.rubric.every((row) => row.id in rubric);
    total.textContent = say(texts, "mark.total", { points: number((won / offered) * script.points, 2), of: number(script.points) });
    keep.disabled = !done;
  };
  keep.addEventListener("click", () => save(model, state, paint, keep));
  count();
  return el(
    "div",
    {},
    el("p", {}, el("button", { type: "button", class: "sqm-button", onclick: () => ((state.open = null), paint()) }, icon("left"), say(texts, "mark.back"))),
    el("h1", {}, say(texts, "mark.candidate", { code: script.code })),
    el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "mark.question")), el("p", {}, t(script.prompt)), el("h2", {}, say(texts, "mark.answer")), el("blockquote", { class: "sqm-answer" }, script.answer)),
    el("details", { class: "sqm-card" }, el("summary", {}, say(texts, "mark.models")), script.model.map((text) => el("p", {}, t(text))), el("p", { class: "sqm-muted" }, t(script.why))),
    el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "mark.rubric")), script.rubric.map((row) => criterion(texts, row, rubric, count))),
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "mark.comment")), el("textarea", { rows: "3", maxlength: "1000", value: state.open.comment, oninput: (event) => (state.open.comment = event.target.value) })),
    el("p", { role: "status" }, total),
    el("div", { class: "sqm-actions" }, keep),
  );
}

/** One line of the rubric: a button for each whole or half share of its points. */
function criterion(texts, row, rubric, count) {
  const steps = [0, row.points / 2, row.points];
  const name = `rubric-${row.id}`;
  return el(
    "fieldset",
    { class: "sqm-criterion" },
    el("legend", {}, t(row.text)),
    steps.map((points) =>
      el("label", { class: "sqm-chip-choice" }, el("input", { type: "radio", name, checked: rubric[row.id] === points, onchange: () => ((rubric[row.id] = points), count()) }), el("span", {}, say(texts, "mark.points", { points: number(points) }))),
    ),
  );
}

async function save(model, state, paint, button) {
  const texts = model.get("texts");
  const { script, rubric, comment } = state.open;
  button.disabled = true;
  try {
    const kept = await call("POST", `/marking/${script.attempt}/${script.slot}`, { rubric, comment });
    toast(say(texts, "mark.saved", { points: number(kept.points, 2), of: number(kept.of) }), "good");
    state.open = null;
    const data = model.get("data");
    model.set("data", { ...data, waiting: data.waiting.filter((one) => one.attempt !== script.attempt || one.slot !== script.slot) });
    paint();
    reload(model);
  } catch (refusal) {
    button.disabled = false;
    toast(reason(texts, refusal), "bad");
  }
}
