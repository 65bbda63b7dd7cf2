// Practicals on the shop floor: choose a person, watch step by step, sign off. A broken veto step fails it.

import "./_staff.css";
import { choice, holds, searchField } from "./_table.js";
import { call, confirm, dateTime, el, icon, number, onLanguage, reason, reload, say, t, toast } from "./kit.js";

const TICKS = ["ok", "not_ok", "na"];

export default {
  render({ model, el: place }) {
    const state = { practical: "", typed: "", person: null, steps: {}, note: "" };
    const paint = () => place.replaceChildren(draw(model, state, paint));
    model.on("change:data", paint);
    const unlisten = onLanguage(place, paint);
    paint();
    return () => unlisten();
  },
};

function draw(model, state, paint) {
  const texts = model.get("texts");
  const data = model.get("data") ?? {};
  if (data.refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, data.refused));
  if (!data.practicals.length) return el("p", { class: "sqm-empty" }, say(texts, "observe.none"));
  state.practical ||= data.practicals[0].id;
  const practical = data.practicals.find((one) => one.id === state.practical);
  return state.person ? checklist(model, practical, state, paint) : candidates(model, data, practical, state, paint);
}

function candidates(model, data, practical, state, paint) {
  const texts = model.get("texts");
  const list = el("div", {});
  const refresh = () => {
    const shown = data.candidates[practical.id].filter((one) => !state.typed || holds(state.typed, one.name, one.employee_no));
    list.replaceChildren(shown.length ? el("ul", { class: "sqm-list" }, shown.map((one) => candidate(texts, one, state, paint))) : el("p", { class: "sqm-empty" }, say(texts, "observe.nobody")));
  };
  refresh();
  return el(
    "div",
    {},
    el("h1", {}, say(texts, "observe.title")),
    el("p", { class: "sqm-muted" }, say(texts, "observe.hint")),
    el(
      "div",
      { class: "sqm-tools" },
      choice(say(texts, "observe.practical"), data.practicals.map((one) => [one.id, t(one.title)]), state.practical, (value) => ((state.practical = value), paint())),
      searchField(say(texts, "observe.search"), state.typed, (value) => ((state.typed = value), refresh())),
    ),
    list,
  );
}

function candidate(texts, one, state, paint) {
  const last = one.last
    ? el("span", { class: ["sqm-chip", one.last.passed ? "sqm-good" : "sqm-bad"] }, say(texts, one.last.passed ? "observe.passed_on" : "observe.failed_on", { when: dateTime(one.last.at) }))
    : el("span", { class: "sqm-chip" }, say(texts, "observe.not_yet"));
  const begin = () => {
    Object.assign(state, { person: one, steps: {}, note: "" });
    paint();
    window.scrollTo(0, 0);
  };
  return el("li", {}, el("button", { type: "button", class: "sqm-card sqm-row-button", onclick: begin }, el("span", {}, el("strong", {}, one.name), el("small", {}, ` ${one.employee_no} · ${one.store_name} ${one.team}`)), last, icon("right")));
}

function checklist(model, practical, state, paint) {
  const texts = model.get("texts");
  const done = el("p", { role: "status" });
  const sign = el("button", { type: "button", class: "sqm-button primary" }, icon("check"), say(texts, "observe.sign"));
  const count = () => {
    const ticked = practical.steps.filter((step) => step.id in state.steps);
    const vetoed = practical.steps.filter((step) => step.veto && state.steps[step.id] === "not_ok");
    done.className = vetoed.length ? "sqm-note sqm-bad" : "sqm-muted";
    done.textContent = vetoed.length ? say(texts, "observe.vetoed") : say(texts, "observe.ticked", { n: ticked.length, of: practical.steps.length });
    sign.disabled = ticked.length < practical.steps.length;
  };
  sign.addEventListener("click", () => save(model, practical, state, paint, sign));
  count();
  return el(
    "div",
    {},
    el("p", {}, el("button", { type: "button", class: "sqm-button", onclick: () => leave(texts, state, paint) }, icon("left"), say(texts, "observe.back"))),
    el("h1", {}, say(texts, "observe.of", { name: state.person.name })),
    el("p", { class: "sqm-muted" }, t(practical.title)),
    el("p", {}, t(practical.intro)),
    practical.steps.map((step, index) => stepCard(texts, step, index, state, count)),
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "observe.note")), el("textarea", { rows: "3", maxlength: "1000", value: state.note, oninput: (event) => (state.note = event.target.value) })),
    done,
    el("div", { class: "sqm-actions" }, sign),
  );
}

function stepCard(texts, step, index, state, count) {
  const ticks = step.veto ? TICKS.slice(0, 2) : TICKS;
  const option = (tick) =>
    el("label", { class: ["sqm-chip-choice", tick] }, el("input", { type: "radio", name: `step-${step.id}`, checked: state.steps[step.id] === tick, onchange: () => ((state.steps[step.id] = tick), count()) }), el("span", {}, say(texts, `observe.tick.${tick}`)));
  return el(
    "fieldset",
    { class: ["sqm-card", "sqm-criterion"] },
    el("legend", {}, `${index + 1}. ${t(step.text)}`, step.veto && el("span", { class: "sqm-chip sqm-bad" }, say(texts, "observe.veto"))),
    el("p", { class: "sqm-muted" }, t(step.look_for)),
    el("div", { class: "sqm-choices" }, ticks.map(option)),
  );
}

async function leave(texts, state, paint) {
  const begun = Object.keys(state.steps).length > 0;
  if (begun && !(await confirm({ title: say(texts, "observe.leave"), body: say(texts, "observe.leave_hint"), yes: say(texts, "observe.leave_yes"), no: say(texts, "observe.stay"), danger: true }))) return;
  state.person = null;
  paint();
}

async function save(model, practical, state, paint, button) {
  const texts = model.get("texts");
  const sure = await confirm({ title: say(texts, "observe.sign"), body: say(texts, "observe.sign_hint", { name: state.person.name }), yes: say(texts, "observe.sign_yes"), no: say(texts, "observe.stay") });
  if (!sure) return;
  button.disabled = true;
  try {
    const kept = await call("POST", "/observations", { person: state.person.id, practical: practical.id, steps: state.steps, note: state.note });
    const words = kept.passed ? "observe.result_passed" : kept.vetoed ? "observe.result_vetoed" : "observe.result_failed";
    toast(say(texts, words, { name: state.person.name, score: number(kept.score) }), kept.passed ? "good" : "bad");
    state.person = null;
    reload(model);
    paint();
  } catch (refusal) {
    button.disabled = false;
    toast(reason(texts, refusal), "bad");
  }
}
