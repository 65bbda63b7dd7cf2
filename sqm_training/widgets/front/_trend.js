// Weekly scores that come in step by step, and a decision now and then.

import { el, icon, number, t } from "./kit.js";
import { banner, part, parts } from "./_verdict.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 250, 40, 12, 24, 34];

function draw(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export function trend(stage) {
  const { spec, kept, say } = stage;
  const weeks = spec.series[0].values.length;
  const total = { id: "total", text: spec.total, values: spec.series[0].values.map((_, week) => spec.series.reduce((sum, { values }) => sum + values[week], 0)) };
  const taken = { ...kept.answer }; // decision → option
  const last = spec.decisions.length - 1;
  const first = spec.decisions.findIndex(({ id }) => !(id in taken));
  let at = first < 0 ? last : first; // the decision now open
  let told = false; // its reason is being read
  let shown = "total";

  const decision = () => spec.decisions[at];
  const finished = () => stage.over() && !told;
  const week = () => (finished() ? weeks : decision().week);
  const lines = () => [total, ...spec.series, ...(spec.beside && week() === spec.decisions.at(-1).week ? [spec.beside] : [])];

  async function choose(option) {
    const now = { ...taken, [decision().id]: option.id };
    if (stage.examined) {
      Object.assign(taken, now);
      stage.change(now);
      return stage.redraw(`option-${option.id}`);
    }
    if (!(await stage.judge(now))) return;
    Object.assign(taken, now);
    told = true;
    stage.redraw("told");
  }

  function goOn() {
    told = false;
    if (at < last) at += 1;
    stage.redraw(finished() ? "result" : "decision");
  }

  function turn(step) {
    at += step;
    stage.redraw("decision");
  }

  // ---------------------------------------------------------------- the chart

  function range(line) {
    if (line.id === "total") return { low: Math.floor(Math.min(spec.total_floor, ...line.values) / 10) * 10 - 10, high: spec.top * spec.series.length, floor: spec.total_floor };
    if (line === spec.beside) return { low: 0, high: Math.max(...line.values) + 1, floor: null };
    return { low: 0, high: spec.top, floor: spec.floor };
  }

  function chart(line) {
    const { low, high, floor } = range(line);
    const x = (index) => LEFT + 14 + (index * (WIDTH - LEFT - RIGHT - 28)) / (weeks - 1);
    const y = (value) => TOP + ((high - value) * (HEIGHT - TOP - BOTTOM)) / (high - low);
    const values = line.values.slice(0, week());
    const text = (words, px, py, attributes = {}) => draw("text", { x: px, y: py, "text-anchor": "middle", ...attributes }, String(words));
    const label = say("trend.chart", { what: line.text, week: week(), values: values.join(" ") });
    const marks = [
      draw("path", { class: "sqm-chart-axis", d: `M${LEFT} ${TOP} V${HEIGHT - BOTTOM} H${WIDTH - RIGHT}` }),
      text(high, LEFT - 8, TOP + 6, { "text-anchor": "end" }),
      text(low, LEFT - 8, HEIGHT - BOTTOM, { "text-anchor": "end" }),
      ...line.values.map((_, index) => text(index + 1, x(index), HEIGHT - 10)),
    ];
    if (floor !== null) {
      marks.push(draw("path", { class: "sqm-chart-floor", d: `M${LEFT} ${y(floor)} H${WIDTH - RIGHT}` }));
      marks.push(text(floor, LEFT - 8, y(floor) + 6, { "text-anchor": "end", class: "sqm-chart-floor-label" }));
    }
    marks.push(draw("path", { class: "sqm-chart-line", d: values.map((value, index) => `${index ? "L" : "M"}${x(index)} ${y(value)}`).join(" ") }));
    values.forEach((value, index) => {
      const below = floor !== null && value < floor;
      marks.push(draw("circle", { class: below ? "sqm-chart-point sqm-chart-below" : "sqm-chart-point", cx: x(index), cy: y(value), r: 6 }));
      marks.push(text(number(value), x(index), y(value) - 12, { class: "sqm-chart-value" }));
    });
    return draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, class: "sqm-chart" }, ...marks);
  }

  function board() {
    const line = lines().find(({ id }) => id === shown) ?? total;
    const { floor } = range(line);
    return [
      el("div", { class: "sqm-trend-tabs", role: "group", "aria-label": say("trend.series") }, lines().map((each) =>
        el("button", {
          type: "button", "aria-pressed": String(each === line), dataset: { focus: `line-${each.id}` },
          onclick: () => { shown = each.id; stage.redraw(`line-${each.id}`); },
        }, t(each.text)))),
      chart(line),
      floor !== null && el("p", { class: "sqm-trend-floor" }, say("trend.floor", { n: floor })),
      numbers(),
    ];
  }

  function numbers() {
    const columns = Array.from({ length: week() }, (_, index) => index);
    return el(
      "details",
      { class: "sqm-trend-numbers" },
      el("summary", {}, say("trend.numbers")),
      el("div", { class: "sqm-scroll", tabindex: "0" }, el(
        "table",
        { class: "sqm-table" },
        el("thead", {}, el("tr", {}, el("th", {}, say("trend.weeks")), columns.map((index) => el("th", { class: "number" }, String(index + 1))))),
        el("tbody", {}, lines().map((line) => el("tr", {}, el("th", { scope: "row" }, t(line.text)), columns.map((index) => el("td", { class: "number" }, number(line.values[index])))))),
      )),
    );
  }

  // ---------------------------------------------------------------- deciding

  const sign = (worth) => (worth === 1 ? "good" : worth > 0 ? "partly" : "bad");

  function question() {
    const { id, prompt, options, then } = decision();
    const verdict = told && kept.result.parts.find((each) => each.id === id);
    return el(
      "div",
      { class: "sqm-decision" },
      el("p", { class: "sqm-decision-count" }, say("trend.decision", { n: at + 1, of: spec.decisions.length, week: decision().week })),
      el("h3", { tabindex: "-1", dataset: { focus: "decision" } }, t(prompt)),
      el("div", { class: "sqm-decision-options" }, options.map((option) =>
        el("button", {
          type: "button", disabled: told, onclick: () => choose(option), dataset: { focus: `option-${option.id}` },
          "aria-pressed": stage.examined && String(taken[id] === option.id),
          class: ["sqm-decision-option", verdict && taken[id] === option.id && `sqm-decision-${sign(verdict.fraction)}`],
        }, t(option.text)))),
      stage.examined && steps(),
      verdict && el(
        "div",
        { class: ["sqm-decision-told", `sqm-decision-${sign(verdict.fraction)}`], tabindex: "-1", dataset: { focus: "told" } },
        el("p", {}, icon(verdict.fraction === 1 ? "check" : "info"), el("b", {}, say(`trend.${sign(verdict.fraction)}`))),
        el("p", {}, t(verdict.why)),
        verdict.fraction < 1 && el("p", {}, say("trend.best", { what: options.find((option) => option.id === verdict.belongs).text })),
        el("p", {}, t(then)),
        el("button", { type: "button", class: "sqm-button primary", onclick: goOn }, say("trend.go_on"), icon("right")),
      ),
    );
  }

  /** From decision to decision, in order; each may be taken anew until the end. */
  function steps() {
    return el(
      "div",
      { class: "sqm-audit-steps" },
      el("button", { type: "button", class: "sqm-button", disabled: at === 0, onclick: () => turn(-1) }, icon("left"), say("trend.back")),
      at < last && el("button", { type: "button", class: "sqm-button primary", disabled: !(decision().id in taken), onclick: () => turn(1) }, say("trend.next"), icon("right")),
    );
  }

  function outcome() {
    const words = spec.decisions.at(-1).then;
    const results = new Map(kept.result.parts.map((each) => [each.id, each]));
    return [
      banner(stage, [t(words)]),
      parts(spec.decisions.map(({ id, prompt, options, week: after }) => {
        const { fraction, given, belongs, why } = results.get(id) ?? { fraction: 0, belongs: stage.best?.[id] };
        const option = (name) => options.find((each) => each.id === name)?.text ?? "–";
        const said = [t(prompt), say("chosen", { what: option(given) }), fraction < 1 && say("trend.best", { what: option(belongs) })];
        return part(stage, { fraction, title: say("trend.week", { n: after }), said, why, mark: say(`trend.${sign(fraction)}`) });
      })),
    ];
  }

  return () => [board(), finished() ? outcome() : question()];
}
