// A guided look at data: one chart after the other, each with levers, and a decision that it answers.

import { el, icon, listed, number, t } from "./kit.js";
import { control, heat, monthOf, pareto, promise, replies, stock } from "./_explore_charts.js";
import { banner, part, parts } from "./_verdict.js";

/** For each kind of chart: how it is drawn, where its levers begin, what is decided by them, and in words. */
const CHARTS = {
  heat: {
    draw: heat,
    begin: (_, taken) => ({ view: "count", pick: taken ?? null }),
    decided: ({ pick }) => pick,
    read: (words) => words,
    words: (one, name, say) => {
      if (name === "none") return say("heat.none");
      const [model, problem] = name.split("/");
      return `${t(one.models.find(({ id }) => id === model).text)} × ${t(one.problems.find(({ id }) => id === problem).text)}`;
    },
  },
  promise: {
    draw: promise,
    begin: (one, taken) => ({ heap: one.asked, p: taken ?? one.percentiles[0] }),
    decided: ({ p }) => p,
    read: Number,
    words: (_, p) => `P${p}`,
  },
  stock: {
    draw: stock,
    begin: (one, taken) => ({ cover: one.today[0], least: one.today[1], ...taken }),
    decided: ({ cover, least }) => ({ cover, least }),
    read: (words) => Object.fromEntries(words.split("/").map((value, place) => [["cover", "least"][place], Number(value)])),
    words: (_, { cover, least }, say) => `${say("stock.cover")} ${say("stock.days", { days: cover })}, ${say("stock.least")} ${least ? say("stock.times", { least }) : say("stock.everything")}`,
  },
  pareto: {
    draw: pareto,
    begin: (_, taken) => ({ by: "n", picks: taken ?? [] }),
    decided: ({ picks }, one) => (picks.length === one.room ? picks : null),
    read: (words) => words.split(",").filter(Boolean),
    words: (one, picks) => (picks.length ? listed(picks.map((name) => t(one.causes.find(({ id }) => id === name).text))) : "–"),
  },
  control: {
    draw: control,
    begin: (_, taken) => ({ width: 0, months: { ...taken } }),
    decided: ({ months }, one) => (one.asked.every((month) => months[month]) ? months : null),
    read: (words) => Object.fromEntries(words.split(",").map((each) => each.split(":"))),
    words: (one, months, say) => one.asked.map((month) => `${monthOf(one, month, say)} ${months[month] ? say(`control.${months[month]}`) : "–"}`).join(" · "),
  },
  replies: {
    draw: replies,
    begin: (one, taken) => ({ window: 1, teams: { ...taken } }),
    decided: ({ teams }, one) => (one.teams.every(({ id }) => teams[id]) ? teams : null),
    read: (words) => Object.fromEntries(words.split(",").map((each) => each.split(":"))),
    words: (one, teams, say) => one.teams.map(({ id, text }) => `${t(text)} ${teams[id] ? say(`replies.${teams[id]}`) : "–"}`).join(" · "),
  },
};

export function figures(stage) {
  const { spec, kept } = stage;
  const say = (key, params) => stage.say(`figures.${key}`, params);
  const taken = { ...kept.answer }; // stage → decision
  const levers = Object.fromEntries(spec.stages.map((one) => [one.id, CHARTS[one.chart].begin(one, taken[one.id])]));
  const last = spec.stages.length - 1;
  let at = Math.max(0, spec.stages.findIndex(({ id }) => !(id in taken)));
  let told = false; // the reason of the decision just taken is being read

  const now = () => spec.stages[at];
  const finished = () => stage.over() && !told;

  function set(change, focus, words) {
    Object.assign(levers[now().id], change);
    if (words) stage.tell(words);
    stage.redraw(focus);
  }

  /** A place drawn anew at every move of a lever while the lever itself stays; where the moves end is told. */
  function live(draw) {
    const place = el("div", { class: "sqm-explore-live" });
    const again = () => place.replaceChildren(...[draw()].flat(Infinity).filter(Boolean));
    const moved = (change) => {
      Object.assign(levers[now().id], change);
      again();
      stage.tell([...place.querySelectorAll("svg[aria-label]")].map((each) => each.getAttribute("aria-label")).join(" "));
    };
    again();
    return { place, moved };
  }

  async function decide() {
    const one = now();
    const decision = CHARTS[one.chart].decided(levers[one.id], one);
    const all = { ...taken, [one.id]: decision };
    if (stage.examined) {
      Object.assign(taken, all);
      stage.change(all);
      return stage.redraw("decide");
    }
    if (!(await stage.judge(all))) return;
    Object.assign(taken, all);
    told = true;
    stage.redraw("told");
  }

  function turn(step) {
    told = false;
    at = Math.min(last, at + step);
    stage.redraw(finished() ? "result" : "stage");
  }

  const sign = (worth) => (worth === 1 ? "good" : worth > 0 ? "partly" : "bad");
  const note = (one, { code, params }) => {
    const sums = code === "saved" && { yuan: number(params.yuan, 0), most: number(params.most, 0) };
    const month = params.month && { month: monthOf(one, params.month, say) };
    return say(`told.${code}`, { ...params, ...sums, ...month });
  };
  const words = (one, decision) => CHARTS[one.chart].words(one, decision, say);

  function reason() {
    const { fraction, belongs, notes, why } = kept.result.parts.find(({ id }) => id === now().id);
    return el(
      "div",
      { class: ["sqm-decision-told", `sqm-decision-${sign(fraction)}`], tabindex: "-1", dataset: { focus: "told" } },
      el("p", {}, icon(fraction === 1 ? "check" : "info"), el("b", {}, say(`worth.${sign(fraction)}`, { share: Math.round(fraction * 100) }))),
      notes.map((each) => el("p", {}, note(now(), each))),
      fraction < 1 && el("p", {}, say("best", { what: words(now(), CHARTS[now().chart].read(belongs)) })),
      el("p", {}, t(why)),
      el("button", { type: "button", class: "sqm-button primary", onclick: () => turn(1) }, say(at < last ? "go_on" : "see"), icon("right")),
    );
  }

  function one() {
    const part = now();
    const ready = CHARTS[part.chart].decided(levers[part.id], part) !== null;
    return [
      el("p", { class: "sqm-decision-count" }, say("place", { n: at + 1, of: spec.stages.length })),
      el("h3", { tabindex: "-1", dataset: { focus: "stage" } }, t(part.title)),
      el("p", {}, t(part.prompt)),
      el("div", { class: "sqm-explore", inert: told }, CHARTS[part.chart].draw({ part, figures: spec.figures[part.id], now: levers[part.id], say, set, live })),
      el("p", { class: "sqm-chip sqm-explore-demo" }, part.period ? say("own", { period: part.period }) : say("demo")),
      told ? reason() : el("button", { type: "button", class: "sqm-button primary", disabled: !ready, onclick: decide, dataset: { focus: "decide" } }, icon("check"), say(stage.examined && part.id in taken ? "decide_anew" : "decide")),
      stage.examined && [
        part.id in taken && el("p", { class: "sqm-note" }, say("taken", { what: words(part, taken[part.id]) })),
        el("div", { class: "sqm-audit-steps" },
          el("button", { type: "button", class: "sqm-button", disabled: at === 0, onclick: () => turn(-1) }, icon("left"), say("back")),
          at < last && el("button", { type: "button", class: "sqm-button", onclick: () => turn(1) }, say("next"), icon("right"))),
      ],
    ];
  }

  function outcome() {
    const found = new Map(kept.result.parts.map((each) => [each.id, each]));
    return [
      banner(stage, [say("over")]),
      parts(spec.stages.map((each) => {
        const { fraction, given, belongs, notes, why } = found.get(each.id) ?? { fraction: 0, notes: [], belongs: null };
        const read = CHARTS[each.chart].read;
        const ideal = belongs ? read(belongs) : stage.best?.[each.id];
        const said = [
          stage.say("chosen", { what: given || given === 0 ? words(each, read(String(given))) : "–" }),
          ...notes.map((said) => note(each, said)),
          fraction < 1 && ideal !== undefined && say("best", { what: words(each, ideal) }),
        ];
        return part(stage, { fraction, title: t(each.title), said, why: why ?? each.why, mark: say(`worth.${sign(fraction)}`, { share: Math.round(fraction * 100) }) });
      })),
    ];
  }

  return () => (finished() ? outcome() : one());
}

/** What was decided, a line for each chart. */
export function figuresInWords(spec, answer, say) {
  return spec.stages
    .filter(({ id }) => id in answer)
    .map((one) => `${t(one.title)} → ${CHARTS[one.chart].words(one, answer[one.id], (key, params) => say(`figures.${key}`, params))}`);
}
