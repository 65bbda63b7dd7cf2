// From finding to lasting: evidence graded, a corrective action, stores compared, one turn of plan, do, check and act.

import { el, number, percent, t } from "./kit.js";
import { chart, funnel } from "./_limits.js";
import { reasons, staged } from "./_stages.js";
import { part, tally } from "./_verdict.js";

const GRADES = ["conform", "observation", "minor", "major"];
const FAIRNESS = ["fair", "definition", "few"];
const PLACES = ["above", "within", "below"];
const READINGS = ["better", "noise", "worse"];

/** What each step asks: {id, text, choices: [[value, words]]}, and `worded` where the choices are the author's. */
function asked(spec, say) {
  const named = (values) => values.map((value) => [value, say(`improve.${value}`)]);
  const question = (each) => ({ id: each.id, text: each.prompt, worded: each, choices: each.options.map((option) => [option.id, option.text]) });
  const { compare, cycle } = spec;
  return {
    audit: spec.audit.map((each) => ({ id: each.id, text: each.clause, choices: named(GRADES) })),
    action: spec.action.questions.map(question),
    figures: compare.figures.map((each) => ({ id: each.id, text: each.text, choices: named(FAIRNESS) })),
    stores: [...compare.stores.map((each) => ({ id: each.id, text: each.text, choices: named(PLACES) })), ...compare.questions.map(question)],
    plan: cycle.plan.map(question),
    ...Object.fromEntries(cycle.looks.map((look) => [look.id, [{ id: "reading", text: say("improve.reading"), choices: named(READINGS) }, question(look.move)]])),
  };
}

export function improve(stage) {
  const { spec, kept, say } = stage;
  const { compare, cycle } = spec;
  const asks = asked(spec, say);
  const given = Object.fromEntries(Object.keys(asks).map((step) => [step, { ...kept.answer?.[step] }]));
  const touched = new Set(Object.keys(kept.answer ?? {}));
  const answer = (ids) => structuredClone(Object.fromEntries(ids.map((id) => [id, given[id]])));
  /** What the model worked out: it comes with a result, and to an examination with the task. */
  const worked = () => (kept.result?.shown?.chart ? kept.result.shown : spec.worked);

  // ---------------------------------------------------------------- choosing

  function choose(step, id, value) {
    given[step][id] = value;
    touched.add(step);
    stage.change(answer(Object.keys(asks).filter((each) => touched.has(each))));
    stage.redraw(`${id}-${value}`);
  }

  function choice(step, ask) {
    return el("div", { class: ask.worded ? "sqm-decision-options" : "sqm-improve-few", role: "group", "aria-label": t(ask.text) }, ask.choices.map(([value, words]) =>
      el("button", { type: "button", class: ask.worded && "sqm-decision-option", "aria-pressed": String(given[step][ask.id] === value), dataset: { focus: `${ask.id}-${value}` }, onclick: () => choose(step, ask.id, value) }, t(words))));
  }

  const card = (step, ask, ...inside) => el("div", { class: "sqm-record" }, el("p", {}, el("b", {}, t(ask.text))), inside, choice(step, ask));
  const cards = (step, inside = () => []) => asks[step].map((ask, place) => card(step, ask, inside(place, ask)));

  function missing(step) {
    const open = asks[step].find(({ id }) => !(id in given[step]));
    return open ? `${open.id}-${open.choices[0][0]}` : null;
  }

  // ---------------------------------------------------------------- what the steps show

  const ofAll = ({ n, hits }) => say("improve.of_all", { rate: percent(hits / n, 1), hits, n });

  const figureFacts = (place) =>
    el("ul", { class: "sqm-record-lines" }, compare.stores.map(({ id, text }) => {
      const each = compare.figures[place].cases[id];
      return el("li", {}, el("b", {}, t(text)), ` ${ofAll(each)}`, el("br"), t(each.defined));
    }));

  function funnelBoard() {
    const drawn = worked().funnel;
    const figure = compare.figures.find(({ id }) => id === drawn.figure);
    return [el("h3", {}, t(figure.text)), funnel(say, drawn, compare.stores, figure.text)];
  }

  const board = (look) => chart(say, cycle, worked().chart, look.week);

  /** The line as it stands so far, as it would be written on the sheet. */
  const line = () =>
    el("dl", { class: "sqm-improve-line" }, asks.action.map(({ id, text, choices }) =>
      el("div", {}, el("dt", {}, t(text)), el("dd", {}, t(choices.find(([value]) => value === given.action[id])?.[1] ?? "–")))));

  const drawing = {
    audit: () => [el("p", {}, say("improve.audit_do")), cards("audit", (place) => el("p", {}, t(spec.audit[place].evidence)))],
    action: () => [el("p", { class: "sqm-scene-words" }, t(spec.action.finding)), el("p", {}, say("improve.action_do")), cards("action"), el("h3", {}, say("improve.line")), line()],
    figures: () => [el("p", {}, say("improve.figures_do", { n: compare.least })), cards("figures", figureFacts)],
    stores: () => [el("p", {}, say("improve.stores_do")), funnelBoard(), cards("stores")],
    plan: () => [el("p", { class: "sqm-scene-words" }, t(cycle.text)), cards("plan")],
  };
  const looking = (look) => [el("p", { class: "sqm-scene-words" }, t(look.text)), board(look), cards(look.id)];

  // ---------------------------------------------------------------- how it went

  const noted = ({ code, params }) => say(`improve.${code}`, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, number(value, 1)])));

  function told(step, own) {
    return reasons(own, ({ id, fraction, given: chosen, belongs, why, notes }) => {
      const ask = asks[step].find((each) => `${step}:${each.id}` === id);
      const words = (value) => t(ask.choices.find(([each]) => each === value)?.[1] ?? "–");
      const right = ask.worded && fraction < 1 && ask.worded.options.find((each) => each.id === belongs)?.why;
      const said = [say("chosen", { what: words(chosen) }), fraction < 1 && say("belongs", { what: words(belongs) })];
      const because = [why && t(why), chosen && right && t(right), ...notes.map(noted)].filter(Boolean).join(" ");
      return part(stage, { fraction, title: t(ask.text), said, why: because });
    });
  }

  const steps = [
    ...Object.keys(drawing).map((id) => ({
      id, key: `improve.${id}`, draw: drawing[id], missing: () => missing(id),
      told: (own) => [id === "action" && line(), id === "stores" && funnelBoard(), told(id, own)],
    })),
    ...cycle.looks.map((look) => ({
      id: look.id, title: say("improve.look", { n: look.week }), draw: () => looking(look), missing: () => missing(look.id),
      told: (own) => [board(look), told(look.id, own)],
    })),
  ];
  return staged(stage, { steps, answer, lines: () => [tally(stage)] });
}

/** What was decided, in words. */
export function improveInWords(spec, answer, say) {
  return Object.entries(asked(spec, say)).flatMap(([step, asks]) =>
    asks.filter(({ id }) => id in (answer[step] ?? {})).map(({ id, text, choices }) =>
      `${t(text)} → ${t(choices.find(([value]) => value === answer[step][id])?.[1] ?? answer[step][id])}`));
}
