// Attempts worth a second look, paper by paper: a hint to a person, with what it rests on and the way to the story.

import { asked, pieces } from "./_staff.js";
import { story } from "./_story.js";
import { choice } from "./_table.js";
import { call, date, el, icon, number, say, t } from "./kit.js";

/** Ask for the papers and open the first. */
export async function look(model, state, paint) {
  const papers = await asked(model.get("texts"), call("GET", "/invigilation/hints"));
  if (!papers) return;
  state.hints = { papers, data: null };
  if (papers.length) await choose(model, state, paint, papers[0].paper);
  else paint();
}

async function choose(model, state, paint, paper) {
  const data = await asked(model.get("texts"), call("GET", `/invigilation/hints/${paper}`));
  if (!data) return;
  state.hints.data = data;
  paint();
}

export function hints(model, state, paint) {
  const texts = model.get("texts");
  const { papers, data } = state.hints;
  const leave = () => ((state.hints = null), paint());
  const options = papers.map((one) => [one.paper, t(one.title)]);
  return [
    el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: leave }, icon("left"), say(texts, "invigilate.back"))),
    el("h1", {}, say(texts, "invigilate.hints.title")),
    el("p", { class: "sqm-note" }, say(texts, "invigilate.hints.meaning")),
    data && el("div", { class: "sqm-tools" }, choice(say(texts, "invigilate.column.paper"), options, data.paper, (value) => choose(model, state, paint, value))),
    !data && el("p", { class: "sqm-empty" }, say(texts, "invigilate.hints.no_paper")),
    data && found(texts, data),
  ];
}

function found(texts, data) {
  const few = data.n < data.least;
  const words = few ? say(texts, "invigilate.hints.few", { n: data.n, least: data.least }) : say(texts, "invigilate.hints.basis", { n: data.n, rate: number(data.false_alarms * 100, 0) });
  return [
    el("p", { class: "sqm-muted" }, words),
    !few && !data.hints.length && el("p", { class: "sqm-empty" }, icon("check"), say(texts, "invigilate.hints.none")),
    el("ul", { class: "sqm-hints" }, data.hints.map((one) => hint(texts, one))),
  ];
}

function hint(texts, one) {
  const said = { common: one.common, same: one.same, items: (one.items ?? [one.item]).join(" "), minutes: number((one.seconds ?? 0) / 60, 1), usual: number((one.usual ?? 0) / 60, 1), seconds: number(one.seconds ?? 0, 0), usual_seconds: number(one.usual ?? 0, 0) };
  return el(
    "li",
    { class: "sqm-card" },
    el("h2", {}, say(texts, `invigilate.hints.${one.kind}`)),
    el("p", {}, say(texts, `invigilate.hints.${one.kind}.what`, said)),
    el("p", { class: "sqm-muted" }, say(texts, "invigilate.hints.chance", { p: chance(one.p), tested: one.tested })),
    el("div", { class: "sqm-actions" }, one.people.map((who) =>
      el("div", {}, el("strong", {}, who.name), pieces([who.employee_no, who.store_name, date(who.at)]), el("button", { type: "button", class: "sqm-button", "aria-label": say(texts, "invigilate.hints.story_of", { who: who.name }), onclick: () => story(texts, who.attempt) }, say(texts, "invigilate.story"))))),
  );
}

/** One in so many, as people say it. */
function chance(p) {
  return number(Math.round(1 / Math.max(p, 1e-9)), 0);
}
