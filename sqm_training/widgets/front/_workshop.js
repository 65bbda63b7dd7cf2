// A workshop's days: look at how things are, move a lever or two, let two weeks run, decide.

import { el, icon, listed, number, percent, t } from "./kit.js";
import { bars, curves, legend } from "./_figure_bars.js";
import { banner, part, parts } from "./_verdict.js";

const LEVERS = ["bookings", "rule", "layout", "fives"];
const SHARES = new Set(["otd", "tut"]);
const MINUTES = new Set(["wait50", "wait90", "tat50", "tat90"]);
const LOWER = new Set(["wait50", "wait90", "tat50", "tat90", "over"]);
const OTHERS = ["wait50", "wait90", "tat50", "tat90", "otd", "thr", "over", "bay", "tut"];
const USEFUL = new Set(["reception", "work", "inspection"]);
const SLOT = 30; // minutes between two points of the curve

export function workshop(stage) {
  const { spec, kept, say } = stage;
  const rounds = spec.rounds;
  const decided = { ...kept.answer }; // round → {setting, done}
  const state = new Map(rounds.map((round) => [round.id, { setting: { ...round.today, ...decided[round.id]?.setting }, tries: [], shown: null, open: null }]));
  const first = rounds.findIndex(({ id }) => !decided[id]?.done);
  let at = first < 0 ? rounds.length - 1 : first;
  let told = false; // a round's outcome is being read
  let busy = false;

  const round = () => rounds[at];
  const now = () => state.get(round().id);
  const keyOf = (setting) => LEVERS.map((lever) => setting[lever]).join("/");
  const choice = (lever, id) => spec[lever].find((one) => one.id === id);
  const moved = (setting, each = round()) => LEVERS.filter((lever) => setting[lever] !== each.today[lever]);
  const tried = () => now().tries.filter(({ setting }) => moved(setting).length > 0);
  const left = () => round().tries - tried().length;
  const today = () => now().tries.find(({ setting }) => moved(setting).length === 0)?.figures;

  // ---------------------------------------------------------------- running and deciding

  /** The figures of a setting: worked out beforehand where one is examined, else by the kernel. */
  async function figuresOf(setting) {
    if (spec.outcomes) return spec.outcomes[round().id][keyOf(setting)];
    const answer = { ...decided, [round().id]: { setting, done: false } };
    return (await stage.judge(answer)) ? kept.result.shown[round().id].now : null;
  }

  async function run(setting) {
    if (busy) return;
    busy = true;
    const figures = await figuresOf(setting);
    busy = false;
    if (!figures) return;
    const place = now();
    place.tries.push({ setting: { ...setting }, figures });
    place.shown = keyOf(setting);
    stage.tell(say("workshop.ran", { what: listed(goals(figures).map(({ words }) => words)) }));
    stage.redraw("figures");
  }

  function tryIt() {
    const place = now();
    const known = place.tries.find(({ setting }) => keyOf(setting) === keyOf(place.setting));
    if (!known) return run(place.setting);
    place.shown = keyOf(place.setting);
    return stage.redraw("figures");
  }

  function look(one) {
    Object.assign(now(), { setting: { ...one.setting }, shown: keyOf(one.setting), open: null });
    stage.redraw("figures");
  }

  function set(lever, option) {
    now().setting[lever] = option;
    now().open = null;
    stage.redraw(`lever-${lever}`);
  }

  async function use() {
    const answer = { ...decided, [round().id]: { setting: { ...now().setting }, done: true } };
    if (stage.examined) {
      Object.assign(decided, answer);
      stage.change(answer);
      return stage.redraw("used");
    }
    if (!(await stage.judge(answer))) return undefined;
    Object.assign(decided, answer);
    told = true;
    return stage.redraw("told");
  }

  function goOn(step) {
    told = false;
    at += step;
    stage.redraw(stage.over() ? "result" : "round");
  }

  // ---------------------------------------------------------------- figures in words

  function write(kpi, figure) {
    if (SHARES.has(kpi)) return percent(figure);
    return MINUTES.has(kpi) ? say("workshop.minutes", { n: number(figure, 0) }) : number(figure, 1);
  }

  const name = (kpi) => say(`workshop.kpi.${kpi}`);
  const wanted = ({ kpi, target }) => say(LOWER.has(kpi) ? "workshop.at_most" : "workshop.at_least", { n: write(kpi, target) });
  const met = ({ kpi, target }, figure) => (LOWER.has(kpi) ? figure <= target : figure >= target);
  const goals = (figures, each = round()) => each.goals.map((goal) => ({ goal, met: met(goal, figures[goal.kpi]), words: `${name(goal.kpi)} ${write(goal.kpi, figures[goal.kpi])}` }));

  function kpis(figures) {
    const before = today() ?? figures;
    return el("ul", { class: "sqm-kpis" }, goals(figures).map(({ goal, met: reached }) =>
      el(
        "li",
        { class: reached ? "sqm-kpi-met" : "sqm-kpi-open" },
        el("span", {}, name(goal.kpi)),
        el("b", {}, write(goal.kpi, figures[goal.kpi])),
        el("span", {}, icon(reached ? "check" : "minus"), say(reached ? "workshop.met" : "workshop.open", { target: wanted(goal) })),
        figures !== before && el("span", {}, say("workshop.before", { n: write(goal.kpi, before[goal.kpi]) })),
      )));
  }

  function spent(figures) {
    const before = today() ?? figures;
    const whole = Object.values(figures.spent).reduce((sum, minutes) => sum + minutes, 0);
    const useful = [...USEFUL].reduce((sum, what) => sum + figures.spent[what], 0);
    const rows = Object.entries(figures.spent).map(([what, minutes]) => ({
      name: say(`workshop.spent.${what}`), value: minutes, before: before.spent[what],
      words: say("workshop.minutes", { n: number(minutes, 0) }), kind: USEFUL.has(what) ? "useful" : "lost",
    }));
    return [
      el("h3", {}, say("workshop.spent")),
      el("p", { class: "sqm-muted" }, say("workshop.spent.sum", { n: number(whole, 0), useful: number(useful, 0), share: percent(useful / whole) })),
      bars(rows),
    ];
  }

  function load(figures) {
    const before = today() ?? figures;
    const rows = Object.entries(figures.load).map(([what, share]) => ({ name: say(`workshop.load.${what}`), value: share, before: before.load[what], words: percent(share), kind: share > 0.85 ? "full" : "plain" }));
    return [el("h3", {}, say("workshop.load")), bars(rows, 1)];
  }

  function house(figures) {
    const lines = [{ name: say("workshop.now"), values: figures.house, kind: "now" }];
    if (today() && today() !== figures) lines.unshift({ name: say("workshop.today"), values: today().house, kind: "before" });
    const clock = (step) => (step % 4 === 0 ? `${spec.opens + (step * SLOT) / 60}:00` : "");
    const label = lines.map(({ name: what, values }) => `${what}: ${values.map((one) => number(one, 0)).join(" ")}`).join("; ");
    return [
      el("h3", {}, say("workshop.house")),
      curves(lines, { at: clock, label: `${say("workshop.house")} ${label}`, high: Math.ceil(Math.max(...lines.flatMap(({ values }) => values))) }),
      lines.length > 1 && legend(lines),
    ];
  }

  function more(figures) {
    const rows = OTHERS.map((kpi) => [el("dt", {}, name(kpi)), el("dd", {}, write(kpi, figures[kpi]))]);
    return el("details", { class: "sqm-trend-numbers" }, el("summary", {}, say("workshop.more")), house(figures), el("dl", { class: "sqm-kpi-list" }, rows));
  }

  const inWords = (setting, each = round()) => listed(moved(setting, each).map((lever) => t(choice(lever, setting[lever]).text))) || say("workshop.unchanged");

  function result() {
    const place = now();
    const one = place.tries.find(({ setting }) => keyOf(setting) === place.shown);
    if (!one) return null;
    return el(
      "section",
      { class: "sqm-workshop-figures", tabindex: "-1", dataset: { focus: "figures" }, "aria-label": say("workshop.figures") },
      el("p", { class: "sqm-decision-count" }, moved(one.setting).length ? say("workshop.try", { n: tried().indexOf(one) + 1, what: inWords(one.setting) }) : say("workshop.as_it_is")),
      kpis(one.figures),
      spent(one.figures),
      load(one.figures),
      more(one.figures),
    );
  }

  // ---------------------------------------------------------------- levers

  function lever(which) {
    const place = now();
    const { setting, open } = place;
    const mine = choice(which, setting[which]);
    const full = moved(setting).length >= round().changes && setting[which] === round().today[which];
    const toggle = () => {
      place.open = open === which ? null : which;
      stage.redraw(`lever-${which}`);
    };
    const option = (one) =>
      el("button", { type: "button", class: "sqm-decision-option", "aria-pressed": String(one.id === setting[which]), disabled: full && one.id !== setting[which], onclick: () => set(which, one.id) },
        el("b", {}, t(one.text)), one.id === round().today[which] && el("span", { class: "sqm-chip" }, say("workshop.today")), one.note && el("span", {}, t(one.note)));
    return el(
      "div",
      { class: ["sqm-lever", setting[which] !== round().today[which] && "sqm-lever-moved"] },
      el("button", { type: "button", "aria-expanded": String(open === which), dataset: { focus: `lever-${which}` }, onclick: toggle },
        el("span", {}, say(`workshop.lever.${which}`)), el("b", {}, t(mine.text)), icon(open === which ? "up" : "down")),
      open === which && el("div", { class: "sqm-decision-options" }, full && el("p", { class: "sqm-muted" }, say("workshop.full", { n: round().changes })), spec[which].map(option)),
    );
  }

  function panel() {
    const { setting } = now();
    const count = moved(setting).length;
    const known = now().tries.find((one) => keyOf(one.setting) === keyOf(setting));
    const spare = left() > 0;
    return el(
      "div",
      { class: "sqm-decision" },
      el("h3", {}, say("workshop.levers", { n: count, of: round().changes })),
      LEVERS.map(lever),
      !known && el("button", { type: "button", class: "sqm-button primary", disabled: count === 0 || !spare, onclick: tryIt, dataset: { focus: "try" } }, icon("play"), say("workshop.run", { n: spec.days })),
      el("p", { class: "sqm-muted" }, spare ? say("workshop.left", { n: left() }) : say("workshop.none_left")),
      known && count > 0 && el("button", { type: "button", class: "sqm-button primary", onclick: use, dataset: { focus: "use" } }, icon("check"), say("workshop.use")),
    );
  }

  function tries() {
    const all = now().tries;
    if (all.length < 2) return null;
    return [
      el("h3", {}, say("workshop.tries")),
      el("div", { class: "sqm-workshop-tries" }, all.map((one) =>
        el("button", { type: "button", class: "sqm-decision-option", "aria-pressed": String(keyOf(one.setting) === now().shown), onclick: () => look(one) },
          el("b", {}, moved(one.setting).length ? inWords(one.setting) : say("workshop.as_it_is")),
          el("span", {}, goals(one.figures).map(({ words, met: reached }) => el("span", { class: reached && "sqm-good" }, words, reached && icon("check"))))))),
    ];
  }

  function situation() {
    const { shop } = round();
    const people = { n: shop.technicians.length, levels: listed([...shop.technicians].sort((one, other) => other - one)) };
    const facts = [
      say("workshop.fact.cars", { n: shop.cars, walk: shop.walk_ins }), say("workshop.fact.bays", { n: shop.bays }),
      say("workshop.fact.technicians", people), say("workshop.fact.advisors", { n: shop.advisors }),
    ];
    return [
      el("div", { tabindex: "-1", dataset: { focus: "round" } },
        rounds.length > 1 && el("p", { class: "sqm-decision-count" }, say("workshop.round", { n: at + 1, of: rounds.length })),
        el("h3", {}, t(round().title))),
      el("p", {}, t(round().text)),
      el("ul", { class: "sqm-dispatch-facts sqm-workshop-facts" }, facts.map((fact) => el("li", {}, fact))),
      el("p", {}, say("workshop.wanted", { what: listed(round().goals.map((goal) => `${name(goal.kpi)} ${wanted(goal)}`)) })),
    ];
  }

  /** Where one is examined: from round to round, and what was decided in this one. */
  function steps() {
    if (!stage.examined) return null;
    const used = decided[round().id];
    return [
      used?.done && el("p", { class: "sqm-note sqm-good", tabindex: "-1", dataset: { focus: "used" } }, say("workshop.used", { what: inWords({ ...round().today, ...used.setting }) })),
      rounds.length > 1 && el("div", { class: "sqm-audit-steps" },
        el("button", { type: "button", class: "sqm-button", disabled: at === 0, onclick: () => goOn(-1) }, icon("left"), say("workshop.back")),
        el("button", { type: "button", class: "sqm-button", disabled: at === rounds.length - 1, onclick: () => goOn(1) }, say("workshop.next"), icon("right"))),
    ];
  }

  // ---------------------------------------------------------------- how it went

  const words = ({ code, params }) => {
    if (code === "reached" || code === "missed") {
      const said = Object.fromEntries(["now", "most", "target"].map((one) => [one, write(params.kpi, params[one])]));
      return say(`workshop.${code}`, { kpi: name(params.kpi), ...said });
    }
    return say(`workshop.${code}`, { ...params, lever: say(`workshop.lever.${params.lever}`) });
  };

  function verdict({ id, fraction, why, notes, best }) {
    const each = rounds.find((one) => one.id === id);
    const mark = say("score", { n: number(fraction * 100, 0) });
    return part(stage, { fraction, title: t(each.title), mark, said: [...notes.map(words), best], why });
  }

  function roundTold() {
    const mine = kept.result.parts.find(({ id }) => id === round().id);
    return el(
      "div",
      { class: "sqm-decision", tabindex: "-1", dataset: { focus: "told" } },
      parts(verdict(mine)),
      el("button", { type: "button", class: "sqm-button primary", onclick: () => goOn(stage.over() ? 0 : 1) }, say(stage.over() ? "workshop.see_all" : "workshop.next"), icon("right")),
    );
  }

  function outcome() {
    const found = new Map(kept.result.parts.map((each) => [each.id, each]));
    const undone = ({ id, why }) => {
      const best = stage.best?.[id] && say("workshop.best", { what: inWords(stage.best[id].setting, rounds.find((one) => one.id === id)) });
      return { id, fraction: 0, why, notes: [], best };
    };
    return [banner(stage, [say("workshop.over")]), parts(rounds.map((each) => verdict(found.get(each.id) ?? undone(each))))];
  }

  return () => {
    if (told) return [situation(), roundTold()];
    if (stage.over()) return outcome();
    const seen = now().tries.length > 0;
    const begin = el("button", { type: "button", class: "sqm-button primary", onclick: () => run({ ...round().today }), dataset: { focus: "begin" } }, icon("play"), say("workshop.look"));
    return [situation(), seen ? [result(), panel(), tries()] : begin, steps()];
  };
}

/** What was decided for each workshop: the options that are not today's. */
export function workshopInWords(spec, answer, say) {
  const moved = (round, setting) => LEVERS.filter((lever) => (setting[lever] ?? round.today[lever]) !== round.today[lever]);
  const words = (round, setting) => listed(moved(round, setting).map((lever) => t(spec[lever].find((one) => one.id === setting[lever]).text))) || say("workshop.unchanged");
  return spec.rounds.filter(({ id }) => answer[id]).map((round) => say("workshop.decided", { what: round.title, how: words(round, answer[round.id].setting ?? {}) }));
}
