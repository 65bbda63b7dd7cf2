// Practicals on the shop floor: choose a person, watch step by step, sign off. A broken veto step fails it.

import "./_staff.css";
import { asked, pieces, screen } from "./_staff.js";
import { choice, holds, searchField } from "./_table.js";
import { call, confirm, date, el, icon, number, page, reload, say, t } from "./kit.js";

const TICKS = ["ok", "not_ok", "na"];
const fresh = () => ({ practical: "", typed: "", person: null, steps: {}, note: "", result: null, resumed: false });

export default screen(fresh, (model, state, paint) => {
  const texts = model.get("texts");
  const data = model.get("data");
  if (!data.practicals.length) return el("p", { class: "sqm-empty" }, icon("list"), say(texts, "observe.none"));
  resume(data, state);
  state.practical ||= data.practicals[0].id;
  const practical = data.practicals.find((one) => one.id === state.practical);
  if (state.result) return result(model, practical, state, paint);
  return state.person ? checklist(model, practical, state, paint) : candidates(model, data, practical, state, paint);
});

// ---------------------------------------------------------------- kept in this tab: a reload loses no tick

const place = () => `sqm-observe-${page().person?.id ?? ""}`;

function remember({ practical, person, steps, note }) {
  if (person) sessionStorage.setItem(place(), JSON.stringify({ practical, person: person.id, steps, note }));
  else sessionStorage.removeItem(place());
}

function resume(data, state) {
  if (state.resumed) return;
  state.resumed = true;
  const kept = JSON.parse(sessionStorage.getItem(place()) ?? "null");
  const person = kept && data.candidates[kept.practical]?.find((one) => one.id === kept.person);
  if (person) Object.assign(state, { practical: kept.practical, person, steps: kept.steps, note: kept.note });
}

// ---------------------------------------------------------------- whom

function candidates(model, data, practical, state, paint) {
  const texts = model.get("texts");
  const list = el("div", {});
  const waits = (one) => (one.last ? (one.last.passed ? 2 : 1) : 0);
  const everybody = [...data.candidates[practical.id]].sort((a, b) => waits(a) - waits(b));
  const refresh = () => {
    const shown = everybody.filter((one) => !state.typed || holds(state.typed, one.name, one.employee_no));
    const empty = say(texts, everybody.length ? "observe.nobody" : "observe.no_candidates");
    list.replaceChildren(shown.length ? el("ul", { class: "sqm-list" }, shown.map((one) => candidate(texts, one, state, paint))) : el("p", { class: "sqm-empty" }, icon("search"), empty));
  };
  refresh();
  const choose = (value) => ((state.practical = value), paint());
  return [
    el("h1", {}, say(texts, "observe.title")),
    el("p", { class: "sqm-muted" }, say(texts, "observe.hint")),
    el(
      "div",
      { class: "sqm-tools", role: "search" },
      data.practicals.length > 1 && choice(say(texts, "observe.practical"), data.practicals.map((one) => [one.id, t(one.title)]), state.practical, choose),
      searchField(say(texts, "observe.search"), state.typed, (value) => ((state.typed = value), refresh())),
    ),
    el("h2", {}, t(practical.title)),
    list,
  ];
}

function candidate(texts, one, state, paint) {
  const last = one.last
    ? el("span", { class: ["sqm-chip", one.last.passed ? "sqm-good" : "sqm-bad"] }, say(texts, one.last.passed ? "observe.passed_on" : "observe.failed_on", { when: date(one.last.at) }))
    : el("span", { class: "sqm-chip" }, say(texts, "observe.not_yet"));
  const begin = () => {
    Object.assign(state, { person: one, steps: {}, note: "" });
    paint();
    window.scrollTo(0, 0);
  };
  const where = [one.employee_no, one.store_name, one.team];
  return el("li", {}, el("button", { type: "button", class: "sqm-card sqm-row-button", onclick: begin }, el("span", {}, el("strong", {}, one.name), pieces(where), last), icon("right")));
}

// ---------------------------------------------------------------- the checklist

function checklist(model, practical, state, paint) {
  const texts = model.get("texts");
  const done = el("span", { role: "status" });
  const warning = el("p", { class: "sqm-note sqm-bad", role: "alert", hidden: true }, icon("warning"), el("span", {}, say(texts, "observe.vetoed")));
  const sign = el("button", { type: "button", class: "sqm-button primary" }, icon("check"), say(texts, "observe.sign"));
  const progress = el("progress", { class: "sqm-progress", max: String(practical.steps.length), "aria-label": say(texts, "observe.title") });
  const count = () => {
    const ticked = practical.steps.filter((step) => step.id in state.steps).length;
    warning.hidden = !vetoed(practical, state);
    done.textContent = say(texts, "observe.ticked", { n: ticked, of: practical.steps.length });
    progress.value = ticked;
    sign.disabled = ticked < practical.steps.length;
    remember(state);
  };
  sign.addEventListener("click", () => save(model, practical, state, paint));
  count();
  const where = [state.person.employee_no, state.person.store_name, state.person.team].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "sqm-checklist" },
    el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: () => leave(texts, state, paint) }, icon("left"), say(texts, "observe.back"))),
    el("h1", {}, say(texts, "observe.of", { name: state.person.name })),
    el("p", { class: "sqm-muted" }, where, el("br"), t(practical.title)),
    el("p", { class: "sqm-note" }, icon("info"), el("span", {}, t(practical.intro))),
    el("p", { class: "sqm-muted" }, say(texts, "observe.rule", { n: practical.steps.length, mark: number(practical.pass_mark) })),
    practical.steps.map((step, index) => stepCard(texts, step, index, state, count)),
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "observe.note")), el("textarea", { rows: "3", maxlength: "1000", value: state.note, dataset: { focus: "note" }, oninput: (event) => ((state.note = event.target.value), remember(state)) })),
    warning,
    el("div", { class: "sqm-foot" }, el("span", { class: "sqm-foot-progress" }, done, progress), sign),
  );
}

const vetoed = (practical, state) => practical.steps.some((step) => step.veto && state.steps[step.id] === "not_ok");

function stepCard(texts, step, index, state, count) {
  const ticks = step.veto ? TICKS.slice(0, 2) : TICKS;
  const stop = el("p", { class: "sqm-note sqm-bad", hidden: !(step.veto && state.steps[step.id] === "not_ok") }, icon("warning"), el("span", {}, say(texts, "observe.veto_broken")));
  const choose = (tick) => {
    state.steps[step.id] = tick;
    stop.hidden = !(step.veto && tick === "not_ok");
    count();
  };
  const option = (tick) =>
    el("label", { class: ["sqm-chip-choice", tick] }, el("input", { type: "radio", name: `step-${step.id}`, checked: state.steps[step.id] === tick, onchange: () => choose(tick) }), el("span", {}, say(texts, `observe.tick.${tick}`)));
  return el(
    "fieldset",
    { class: ["sqm-card", "sqm-criterion"] },
    el("legend", {}, `${index + 1}. ${t(step.text)}`, step.veto && el("span", { class: "sqm-chip sqm-bad" }, icon("warning"), say(texts, "observe.veto"))),
    el("p", { class: "sqm-muted" }, t(step.look_for)),
    el("div", { class: "sqm-choices" }, ticks.map(option)),
    stop,
  );
}

async function leave(texts, state, paint) {
  const begun = Object.keys(state.steps).length > 0;
  if (begun && !(await confirm({ title: say(texts, "observe.leave"), body: say(texts, "observe.leave_hint"), yes: say(texts, "observe.leave_yes"), no: say(texts, "observe.stay"), danger: true }))) return;
  state.person = null;
  remember(state);
  paint();
}

async function save(model, practical, state, paint) {
  const texts = model.get("texts");
  const body = [el("p", {}, say(texts, "observe.sign_hint", { name: state.person.name })), vetoed(practical, state) && el("p", { class: "sqm-note sqm-bad" }, icon("warning"), el("span", {}, say(texts, "observe.sign_vetoed")))];
  if (!(await confirm({ title: say(texts, "observe.sign"), body, yes: say(texts, "observe.sign_yes"), no: say(texts, "observe.stay") }))) return;
  const kept = await asked(texts, call("POST", "/observations", { person: state.person.id, practical: practical.id, steps: state.steps, note: state.note }));
  if (!kept) return;
  Object.assign(state, { result: { ...kept, name: state.person.name, steps: state.steps }, person: null, typed: "" });
  remember(state);
  paint();
  window.scrollTo(0, 0);
  reload(model);
}

// ---------------------------------------------------------------- the result

function result(model, practical, state, paint) {
  const texts = model.get("texts");
  const { passed, vetoed: broken, score, name, steps } = state.result;
  const words = passed ? "observe.result_passed" : broken ? "observe.result_vetoed" : "observe.result_failed";
  const missed = practical.steps.filter((step) => steps[step.id] === "not_ok");
  const back = () => {
    state.result = null;
    paint();
    window.scrollTo(0, 0);
  };
  return el(
    "section",
    { class: ["sqm-card", "sqm-outcome", passed ? "sqm-passed" : "sqm-failed"] },
    icon(passed ? "check" : "cross"),
    el("div", { role: "status" }, el("h1", {}, say(texts, words, { name, score: number(score) }))),
    el("p", { class: "sqm-muted" }, t(practical.title), " · ", say(texts, "observe.pass_mark", { mark: number(practical.pass_mark) })),
    missed.length > 0 && [el("h2", {}, say(texts, "observe.missed")), el("ul", {}, missed.map((step) => el("li", {}, t(step.text), " ", step.veto && el("span", { class: "sqm-chip sqm-bad" }, say(texts, "observe.veto")))))],
    el("p", {}, say(texts, passed ? "observe.after_passed" : "observe.after_failed")),
    el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button primary", onclick: back }, icon("users"), say(texts, "observe.back"))),
  );
}
