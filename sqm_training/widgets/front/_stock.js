// A parts store: classes, stock-take, dead stock, goods-in, reorder points; then a quarter runs.

import { el, icon, listed, number, percent, t } from "./kit.js";
import { bars, curves, legend } from "./_figure_bars.js";
import { banner, part, parts } from "./_verdict.js";

const STEPS = ["abc", "count", "dead", "boxes", "policy"];
const CLASSES = ["A", "B", "C"];
const RECEIVED = ["in", "claim", "hold"];
const KPIS = ["fill", "turn", "dead", "count", "cost"];
const SHARES = new Set(["fill", "dead", "count"]);
const LOWER = new Set(["dead", "cost"]);

export function stock(stage) {
  const { spec, kept, say } = stage;
  const articles = new Map(spec.articles.map((one) => [one.id, one]));
  const before = kept.answer ?? {};
  const made = {
    abc: { ...before.abc }, count: [...(before.count ?? [])], dead: { ...before.dead }, boxes: { ...before.boxes },
    policy: { ...Object.fromEntries(spec.articles.map(({ id, today }) => [id, today])), ...before.policy },
  };
  const runs = []; // {policy, figures}
  let at = 0;
  let busy = false;
  let seen = null; // the run that is looked at

  const yuan = (value) => `¥${number(value, 0)}`;
  const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const answer = (done) => ({ ...made, done });
  const left = { abc: () => spec.articles.length - Object.keys(made.abc).length, count: () => spec.counts - made.count.length, dead: () => spec.dead.length - Object.keys(made.dead).length, boxes: () => spec.boxes.length - Object.keys(made.boxes).length, policy: () => 0 };
  const open = () => ["abc", "dead", "boxes"].filter((step) => left[step]() > 0);

  // ---------------------------------------------------------------- deciding

  function decided(words, focus) {
    stage.change(answer(true));
    stage.tell(words);
    stage.redraw(focus);
  }

  function choose(group, id, value, words, focus) {
    made[group][id] = value;
    decided(words, focus);
  }

  function flip(id) {
    const place = made.count.indexOf(id);
    if (place >= 0) made.count.splice(place, 1);
    else made.count.push(id);
    decided(say("stock.counting", { n: made.count.length, of: spec.counts }), `count-${id}`);
  }

  function go(step) {
    at = step;
    stage.redraw("step");
  }

  async function run(done) {
    if (busy) return;
    busy = true;
    const judged = await stage.judge(answer(done));
    busy = false;
    if (!judged) return;
    if (done) return void stage.redraw("result");
    seen = { figures: kept.result.shown.now, today: kept.result.shown.today };
    runs.push(JSON.stringify(answer(false)));
    stage.tell(KPIS.map((kpi) => `${say(`stock.kpi.${kpi}`)} ${write(kpi, seen.figures[kpi])}`).join("; "));
    stage.redraw("figures");
  }

  // ---------------------------------------------------------------- what one sees

  const choices = (options, pressed, label) =>
    el("div", { class: "sqm-choice-row", role: "group", "aria-label": label }, options.map(({ words, value, focus, pick, disabled }) =>
      el("button", { type: "button", "aria-pressed": String(pressed === value), disabled, dataset: { focus }, onclick: pick }, words)));

  const card = (title, ...inside) => el("li", { class: "sqm-stock-card" }, el("h3", {}, title), inside);
  const cards = (children) => el("ul", { class: "sqm-stock-cards" }, children);
  const facts = (...words) => el("ul", { class: "sqm-dispatch-facts sqm-workshop-facts" }, words.filter(Boolean).map((one) => el("li", {}, one)));
  const issues = (one) => one.cost * mean(one.history) * 52;

  const DRAW = {
    abc: () => {
      const whole = spec.articles.reduce((sum, one) => sum + issues(one), 0);
      return [
        el("p", { class: "sqm-muted" }, say("stock.abc.rule", { a: number(spec.cuts[0] * 100, 0), b: number(spec.cuts[1] * 100, 0), sum: yuan(whole) })),
        cards(spec.articles.map((one) =>
          card(t(one.text),
            facts(say("stock.cost", { n: yuan(one.cost) }), say("stock.weekly", { n: number(mean(one.history)) }), say("stock.issues", { n: yuan(issues(one)) })),
            choices(CLASSES.map((name) => ({
              words: name, value: name, focus: `abc-${one.id}-${name}`,
              pick: () => choose("abc", one.id, name, say("stock.classed", { what: one.text, n: name }), `abc-${one.id}-${name}`),
            })), made.abc[one.id], say("stock.class_of", { what: one.text }))))),
      ];
    },
    count: () => {
      const full = left.count() <= 0;
      return [
        el("p", { class: "sqm-muted" }, say("stock.count.rule", { n: spec.counts, left: left.count() })),
        cards(spec.articles.map((one) => {
          const on = made.count.includes(one.id);
          return card(t(one.text),
            facts(say("stock.book", { n: one.book }), say("stock.cost", { n: yuan(one.cost) })),
            one.note && el("p", {}, t(one.note)),
            el("button", { type: "button", class: ["sqm-stock-pick", on && "sqm-stock-on"], "aria-pressed": String(on), disabled: !on && full, dataset: { focus: `count-${one.id}` }, onclick: () => flip(one.id) }, icon(on ? "check" : "circle"), say(on ? "stock.counted_now" : "stock.count_it")));
        })),
      ];
    },
    dead: () => cards(spec.dead.map((one) =>
      card(t(one.text),
        facts(say("stock.value", { n: yuan(one.value) }), say("stock.months", { n: one.months })),
        one.note && el("p", {}, t(one.note)),
        el("div", { class: "sqm-decision-options", role: "group", "aria-label": t(one.text) }, one.ways.map((way) =>
          el("button", { type: "button", class: "sqm-decision-option", "aria-pressed": String(made.dead[one.id] === way.id), dataset: { focus: `dead-${one.id}-${way.id}` }, onclick: () => choose("dead", one.id, way.id, t(way.text), `dead-${one.id}-${way.id}`) }, t(way.text))))))),
    boxes: () => cards(spec.boxes.map((box) =>
      card(t(box.text),
        facts(t(articles.get(box.article).text), say("stock.labelled", { n: box.labelled })),
        el("ul", { class: "sqm-stock-signs" }, box.signs.map((sign) => el("li", {}, t(sign)))),
        el("div", { class: "sqm-decision-options", role: "group", "aria-label": t(box.text) }, RECEIVED.map((way) =>
          el("button", { type: "button", class: "sqm-decision-option", "aria-pressed": String(made.boxes[box.id] === way), dataset: { focus: `boxes-${box.id}-${way}` }, onclick: () => choose("boxes", box.id, way, say(`stock.box.${way}`), `boxes-${box.id}-${way}`) }, say(`stock.box.${way}`))))))),
    policy: () => [
      el("p", { class: "sqm-muted" }, say("stock.policy.rule", { short: yuan(spec.costs.short), holding: number(spec.costs.holding * 100, 0), order: yuan(spec.costs.order) })),
      cards(spec.articles.map(policyCard)),
      stage.examined ? el("p", { class: "sqm-note" }, say("stock.all_in")) : finish(),
    ],
  };

  function policyCard(one) {
    const [point, lot] = made.policy[one.id];
    const set = (chosen, focus) => choose("policy", one.id, chosen, say("stock.set", { what: one.text, point: chosen[0], lot: chosen[1] }), focus);
    const row = (values, mine, name, pick) => [
      el("p", { class: "sqm-stock-label" }, say(`stock.${name}`)),
      choices(values.map((value) => ({ words: String(value), value, focus: `${name}-${one.id}-${value}`, pick: () => pick(value, `${name}-${one.id}-${value}`) })), mine, `${t(one.text)} ${say(`stock.${name}`)}`),
    ];
    return card(
      t(one.text),
      facts(say("stock.lead", { n: one.lead }), say("stock.daily", { n: number(mean(one.history) / 6, 1) }), say("stock.cost", { n: yuan(one.cost) }), say("stock.today", { point: one.today[0], lot: one.today[1] })),
      el("p", { class: "sqm-muted" }, say("stock.history", { n: one.history.join(" ") })),
      one.outlook && el("p", {}, t(one.outlook)),
      row(one.points, point, "point", (value, focus) => set([value, lot], focus)),
      row(one.lots, lot, "lot", (value, focus) => set([point, value], focus)),
    );
  }

  function finish() {
    const spare = spec.tries - runs.length;
    const missing = open();
    const known = runs.includes(JSON.stringify(answer(false)));
    const box = el(
      "div",
      { class: "sqm-decision" },
      missing.length > 0 && el("p", { class: "sqm-note sqm-warn" }, say("stock.missing", { what: listed(missing.map((step) => say(`stock.step.${step}`))) })),
      el("button", { type: "button", class: "sqm-button", disabled: spare <= 0 || known, onclick: () => run(false), dataset: { focus: "try" } }, icon("play"), say("stock.run")),
      el("p", { class: "sqm-muted" }, say(spare > 0 ? "stock.left" : "stock.none_left", { n: spare })),
      el("button", { type: "button", class: "sqm-button primary", disabled: missing.length > 0, onclick: () => run(true), dataset: { focus: "done" } }, icon("check"), say("stock.done")),
    );
    return [seen && figures(seen.figures, seen.today), box];
  }

  // ---------------------------------------------------------------- the quarter

  function write(kpi, value) {
    if (SHARES.has(kpi)) return percent(value, 1);
    return kpi === "cost" ? yuan(value) : say("stock.turns", { n: number(value, 1) });
  }

  const better = (kpi, now, then) => (LOWER.has(kpi) ? now < then : now > then);

  function figures(now, today, most) {
    const tiles = KPIS.map((kpi) =>
      el(
        "li",
        { class: better(kpi, now[kpi], today[kpi]) ? "sqm-kpi-met" : "sqm-kpi-open" },
        el("span", {}, say(`stock.kpi.${kpi}`)),
        el("b", {}, write(kpi, now[kpi])),
        el("span", {}, say("stock.before", { n: write(kpi, today[kpi]) })),
        most && el("span", {}, say("stock.most", { n: write(kpi, most[kpi]) })),
      ));
    const lines = (what) => [{ name: say("stock.as_today"), values: today[what], kind: "before" }, { name: say("stock.yours"), values: now[what], kind: "now" }];
    const weeks = (step) => (step === 0 || (step + 1) % 4 === 0 ? String(step + 1) : "");
    const chart = (what, words, more) => [
      el("h3", {}, say(`stock.${what}`)),
      curves(lines(what), { at: weeks, label: lines(what).map(({ name, values }) => `${say(`stock.${what}`)} ${name}: ${values.map(words).join(" ")}`).join("; "), write: words, ...more }),
      legend(lines(what)),
    ];
    const short = spec.articles.map((one) => ({ name: t(one.text), value: now.articles[one.id].short, before: today.articles[one.id].short, kind: "lost", words: say("stock.short", { n: now.articles[one.id].short, of: now.articles[one.id].asked }) }));
    const ceiling = Math.ceil(Math.max(...now.stocks, ...today.stocks) / 1000) * 1000;
    const floor = Math.floor(Math.min(...now.fills, ...today.fills) * 10) / 10;
    return el(
      "section",
      { class: "sqm-workshop-figures", tabindex: "-1", dataset: { focus: "figures" }, "aria-label": say("stock.figures") },
      el("ul", { class: "sqm-kpis" }, tiles),
      chart("fills", (value) => percent(value), { low: Math.max(0, floor), high: 1 }),
      chart("stocks", (value) => (value >= 1000 ? say("stock.thousand", { n: number(value / 1000, 0) }) : String(value)), { high: ceiling }),
      el("h3", {}, say("stock.shorts")),
      bars(short),
    );
  }

  // ---------------------------------------------------------------- how it went

  const told = ({ code, params }) => say(`stock.${code}`, code === "counted" || code === "issued" ? { ...params, n: yuan(params.n), most: yuan(params.most ?? 0) } : code.startsWith("ran") ? { ...params, cost: yuan(params.cost) } : params);

  const NAMES = {
    abc: (id) => t(articles.get(id).text),
    dead: (id) => t(spec.dead.find((one) => one.id === id).text),
    boxes: (id) => t(spec.boxes.find((one) => one.id === id).text),
    policy: (id) => t(articles.get(id).text),
    count: () => say("stock.step.count"),
  };
  const SAID = {
    abc: (_, value) => say("stock.class", { n: value }),
    dead: (id, value) => spec.dead.find((one) => one.id === id).ways.find((way) => way.id === value).text,
    boxes: (_, value) => say(`stock.box.${value}`),
    policy: (_, value) => say("stock.setting", { point: value.split("/")[0], lot: value.split("/")[1] }),
  };

  function verdict({ id, fraction, given, belongs, why, notes }) {
    const [group, name] = id.split(":");
    const words = (value) => (value === null || value === undefined ? "–" : SAID[group](name, value));
    const chosen = group !== "count" && [say("chosen", { what: words(given) }), fraction < 1 && say("belongs", { what: words(belongs) })];
    return part(stage, { fraction, title: NAMES[group](name), said: [...(chosen || []), ...notes.map(told)], why });
  }

  function outcome() {
    const { parts: all, notes, shown } = kept.result;
    const groups = STEPS.map((step) => [step, all.filter(({ id }) => id.split(":")[0] === step)]);
    const gained = (list) => list.reduce((sum, one) => sum + one.fraction, 0) / list.length;
    return [
      banner(stage, [...notes.map(({ code, params }) => say(`stock.${code}`, params)), say("stock.over")]),
      figures(shown.now, shown.today, shown.most),
      groups.map(([step, list]) =>
        el("details", { class: "sqm-stock-told", open: gained(list) < 1 }, el("summary", {}, say(`stock.step.${step}`), " ", el("b", {}, percent(gained(list)))), parts(list.map(verdict)))),
    ];
  }

  return () => {
    if (stage.over()) return outcome();
    const step = STEPS[at];
    const mark = (name) => (left[name]() > 0 ? say("stock.to_do", { n: left[name]() }) : say("stock.step_done"));
    return [
      el("nav", { class: "sqm-stock-steps", "aria-label": say("stock.steps") }, STEPS.map((name, place) =>
        el("button", { type: "button", "aria-current": place === at ? "step" : null, "aria-label": `${say(`stock.step.${name}`)} ${mark(name)}`, class: left[name]() <= 0 && name !== "policy" && "sqm-audit-scored", onclick: () => go(place) }, String(place + 1)))),
      el("h3", { tabindex: "-1", dataset: { focus: "step" } }, `${at + 1} ${say(`stock.step.${step}`)}`),
      el("p", {}, say(`stock.task.${step}`)),
      DRAW[step](),
      el("div", { class: "sqm-audit-steps" },
        at > 0 && el("button", { type: "button", class: "sqm-button", onclick: () => go(at - 1) }, icon("left"), say("stock.back", { what: say(`stock.step.${STEPS[Math.max(0, at - 1)]}`) })),
        at < STEPS.length - 1 && el("button", { type: "button", class: "sqm-button primary", onclick: () => go(at + 1) }, say("stock.next", { what: say(`stock.step.${STEPS[at + 1]}`) }), icon("right"))),
    ];
  };
}

/** What was decided for a parts store, a line for each thing. */
export function stockInWords(spec, answer, say) {
  const found = (list, id) => list.find((one) => one.id === id);
  const line = (what, how) => say("stock.decided", { what, how });
  return [
    ...Object.entries(answer.abc ?? {}).map(([id, value]) => line(found(spec.articles, id).text, say("stock.class", { n: value }))),
    ...(answer.count ?? []).map((id) => line(found(spec.articles, id).text, say("stock.counted_now"))),
    ...Object.entries(answer.dead ?? {}).map(([id, value]) => line(found(spec.dead, id).text, found(found(spec.dead, id).ways, value).text)),
    ...Object.entries(answer.boxes ?? {}).map(([id, value]) => line(found(spec.boxes, id).text, say(`stock.box.${value}`))),
    ...Object.entries(answer.policy ?? {}).map(([id, [point, lot]]) => line(found(spec.articles, id).text, say("stock.setting", { point, lot }))),
  ];
}
