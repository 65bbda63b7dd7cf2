// The charts of a guided look at data. Each is given what was worked out for it, where its levers stand, and what to
// do when one is moved; it returns what to show.

import { el, number, percent, t } from "./kit.js";
import { shape } from "./_schedule_chart.js";

const [WIDTH, LEFT, RIGHT, TOP, BOTTOM] = [360, 46, 10, 16, 30];

/** A month by its number in the data: by its name where the data are the house's own and the calendar is known. */
export function monthOf({ period }, month, say) {
  if (!period) return say("month", { m: month });
  const [year, first] = period.slice(0, 7).split("-").map(Number); // "2025-09 – 2026-10"
  const passed = first - 1 + month - 1;
  return `${year + Math.floor(passed / 12)}-${String((passed % 12) + 1).padStart(2, "0")}`;
}

const monthShort = (part, month, say) => say("month_short", { m: part.period ? Number(monthOf(part, month, say).slice(5)) : month });

const svg = (height, label, marks) => shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": label, class: "sqm-chart" }, ...marks);
const word = (words, x, y, more = {}) => shape("text", { x, y, "text-anchor": "middle", ...more }, String(words));

/** A few ways to look at the same, one of them chosen. */
export function tabs(label, options, chosen, pick) {
  return el("div", { class: "sqm-trend-tabs", role: "group", "aria-label": label }, options.map(([value, words]) =>
    el("button", { type: "button", "aria-pressed": String(value === chosen), dataset: { focus: `tab-${value}` }, onclick: () => pick(value, `tab-${value}`) }, words)));
}

/** A lever over a list of values; `moved` is told while it moves, and what is drawn from it changes at once. */
export function slider({ label, values, at, write, moved }) {
  const shown = el("b", {}, write(values[at]));
  const input = el("input", {
    type: "range", class: "sqm-explore-range", min: "0", max: String(values.length - 1), step: "1", value: String(at), "aria-label": label, "aria-valuetext": write(values[at]),
    oninput: () => {
      const value = values[Number(input.value)];
      shown.textContent = write(value);
      input.setAttribute("aria-valuetext", write(value));
      moved(value);
    },
  });
  const step = (by) => {
    input.value = String(Number(input.value) + by);
    input.dispatchEvent(new Event("input"));
  };
  const button = (by, sign) => el("button", { type: "button", class: "sqm-button", "aria-label": `${label} ${sign}`, onclick: () => step(by) }, sign);
  return el("div", { class: "sqm-explore-lever" }, el("p", {}, el("span", {}, label), shown), el("div", {}, button(-1, "−"), input, button(1, "+")));
}

const tile = (name, value, more, met) => el("li", { class: met ? "sqm-kpi-met" : "sqm-kpi-open" }, el("span", {}, name), el("b", {}, value), more && el("span", {}, more));
export const tiles = (...list) => el("ul", { class: "sqm-kpis" }, list);

// ---------------------------------------------------------------- hot spots

const HEATS = [0.8, 1.3, 2, 3];

export function heat({ part, figures, now, say, set }) {
  const { cells } = figures;
  const most = Math.max(...Object.values(cells).map(({ n }) => n));
  const level = (cell) => (now.view === "heat" ? HEATS.filter((edge) => cell.heat >= edge).length : Math.min(4, Math.floor((5 * cell.n) / (most + 1))));
  const shade = (cell) => (now.view === "heat" && cell.few ? "few" : level(cell));
  const cell = (model, problem) => {
    const name = `${model.id}/${problem.id}`;
    const one = cells[name];
    const label = say("heat.cell", { model: model.text, problem: problem.text, cases: one.n, expected: number(one.expected, 1), heat: number(one.heat, 1) });
    return el("td", {}, el("button", {
      type: "button", class: `sqm-explore-cell sqm-explore-heat-${shade(one)}`, "aria-label": one.few ? `${label} ${say("heat.few")}` : label, "aria-pressed": String(now.pick === name),
      dataset: { focus: `cell-${name}` }, onclick: () => set({ pick: name }, `cell-${name}`, label),
    }, now.view === "heat" ? number(one.heat, 1) : String(one.n)));
  };
  return [
    tabs(say("heat.view"), [["count", say("heat.by_count")], ["heat", say("heat.by_heat")]], now.view, (view, focus) => set({ view }, focus)),
    el("table", { class: "sqm-explore-grid" },
      el("thead", {}, el("tr", {}, el("td", {}), part.models.map((model) => el("th", { scope: "col" }, t(model.text), el("span", {}, say("heat.visits", { visits: figures.visits[model.id] })))))),
      el("tbody", {}, part.problems.map((problem) => el("tr", {}, el("th", { scope: "row" }, t(problem.text)), part.models.map((model) => cell(model, problem)))))),
    el("p", { class: "sqm-muted" }, say(now.view === "heat" ? "heat.rule" : "heat.rule_count")),
    el("button", { type: "button", class: "sqm-explore-none", "aria-pressed": String(now.pick === "none"), dataset: { focus: "cell-none" }, onclick: () => set({ pick: "none" }, "cell-none", say("heat.none")) }, say("heat.none")),
    cells[now.pick] && months(part, cells[now.pick], now.pick, say),
  ];
}

function months(part, cell, name, say) {
  const [model, problem] = name.split("/");
  const text = (list, id) => list.find((one) => one.id === id).text;
  const height = 120;
  const most = Math.max(4, ...cell.months);
  const wide = (WIDTH - LEFT - RIGHT) / cell.months.length;
  const label = say("heat.cell", { model: text(part.models, model), problem: text(part.problems, problem), cases: cell.n, expected: number(cell.expected, 1), heat: number(cell.heat, 1) });
  const marks = cell.months.flatMap((count, place) => {
    const tall = (count * (height - TOP - BOTTOM - 8)) / most;
    const middle = LEFT + wide * (place + 0.5);
    return [
      shape("rect", { class: "sqm-explore-bar", x: middle - wide / 3, y: height - BOTTOM - tall, width: (2 * wide) / 3, height: tall }),
      word(count, middle, height - BOTTOM - tall - 5, { class: "sqm-chart-value" }),
      word(monthShort(part, place + 1, say), middle, height - 8),
    ];
  });
  return [el("p", { class: "sqm-explore-said" }, label, cell.few && ` ${say("heat.few")}`), svg(height, `${label} ${cell.months.join(" ")}`, marks)];
}

// ---------------------------------------------------------------- a promised time

export function promise({ part, figures, now, say, set, live }) {
  const names = [...part.heaps.map(({ id, text }) => [id, t(text)]), ...(part.heaps.length > 1 ? [["all", say("promise.all")]] : [])];
  const heap = figures.heaps[now.heap];
  const drawn = live(() => {
    const one = heap.levels[now.p];
    const height = 190;
    const span = heap.width * heap.counts.length;
    const most = Math.max(...heap.counts);
    const x = (minutes) => LEFT - 20 + (minutes * (WIDTH - LEFT + 20 - RIGHT)) / span;
    const label = say("promise.chart", { cars: heap.jobs, p: now.p, minutes: one.promised, kept: percent(one.kept), padded: number(one.padded, 0) });
    const marks = heap.counts.map((count, place) => {
      const tall = (count * (height - TOP - BOTTOM - 14)) / most;
      const inside = heap.width * (place + 0.5) <= one.promised;
      return shape("rect", { class: inside ? "sqm-explore-bar" : "sqm-explore-bar sqm-explore-late", x: x(heap.width * place) + 0.5, y: height - BOTTOM - tall, width: x(heap.width) - x(0) - 1, height: tall });
    });
    for (let place = 0; place <= 4; place += 1) {
      const minutes = Math.round((span * place) / 40) * 10;
      marks.push(word(minutes, Math.min(WIDTH - 18, Math.max(16, x(minutes))), height - 8));
    }
    marks.push(shape("path", { class: "sqm-chart-floor", d: `M${x(one.promised)} ${TOP + 6} V${height - BOTTOM}` }));
    marks.push(word(say("minutes", { min: one.promised }), Math.min(WIDTH - 50, Math.max(50, x(one.promised))), TOP, { class: "sqm-chart-value" }));
    return [
      svg(height, label, marks),
      tiles(
        tile(say("promise.promised"), say("minutes", { min: one.promised }), `P${now.p}`, true),
        tile(say("promise.kept"), percent(one.kept), say("promise.of", { cars: heap.jobs }), true),
        tile(say("promise.padded"), say("minutes", { min: number(one.padded, 0) }), say("promise.padded_each"), true),
        tile(say("promise.cost"), say("minutes", { min: number(one.cost, 0) }), say("promise.cost_each"), true),
      ),
    ];
  });
  return [
    names.length > 1 && tabs(say("promise.heaps"), names, now.heap, (name, focus) => set({ heap: name }, focus)),
    now.heap === "all" && el("p", { class: "sqm-muted" }, say("promise.mixed")),
    slider({ label: say("promise.slider"), values: part.percentiles, at: part.percentiles.indexOf(now.p), write: (p) => `P${p}`, moved: (p) => drawn.moved({ p }) }),
    drawn.place,
  ];
}

// ---------------------------------------------------------------- the stock triangle

const CORNERS = [["fill", 180, 34, 0, -1], ["turn", 312, 208, 0.87, 0.5], ["dead", 48, 208, -0.87, 0.5]];

export function stock({ part, figures, now, say, live }) {
  const { targets } = part;
  const drawn = live(() => {
    const one = figures.settings[`${now.cover}/${now.least}`];
    const shares = { fill: one.fill / targets.fill, turn: one.turn / targets.turn, dead: targets.dead / Math.max(one.dead, 0.001) };
    const words = { fill: percent(one.fill, 1), turn: say("stock.turns", { turns: number(one.turn, 1) }), dead: percent(one.dead, 1) };
    const wanted = { fill: say("stock.at_least", { target: percent(targets.fill) }), turn: say("stock.at_least", { target: number(targets.turn, 1) }), dead: say("stock.at_most", { target: percent(targets.dead) }) };
    const met = { fill: one.fill >= targets.fill, turn: one.turn >= targets.turn, dead: one.dead <= targets.dead };
    const corner = (share, [, , , dx, dy]) => {
      const far = 78 * Math.min(1.35, share);
      return `${180 + far * dx} ${138 + far * dy}`;
    };
    const shapeOf = (share) => `M${CORNERS.map((each) => corner(share(each[0]), each)).join(" L")} Z`;
    const label = CORNERS.map(([name]) => `${say(`stock.${name}`)} ${words[name]}, ${wanted[name]}`).join("; ");
    const marks = [
      shape("path", { class: "sqm-explore-now", d: shapeOf((name) => shares[name]) }),
      shape("path", { class: "sqm-chart-floor", d: shapeOf(() => 1) }),
      ...CORNERS.map(([name, x, y]) => word(say(`stock.${name}`), x, name === "fill" ? y - 14 : y + 18, { class: met[name] ? "" : "sqm-explore-missed" })),
    ];
    return [
      svg(236, label, marks),
      el("p", { class: "sqm-muted" }, say("stock.dashed")),
      tiles(...CORNERS.map(([name]) => tile(say(`stock.${name}`), words[name], `${wanted[name]} · ${say(met[name] ? "stock.met" : "stock.open")}`, met[name]))),
    ];
  });
  return [
    slider({ label: say("stock.cover"), values: part.covers, at: part.covers.indexOf(now.cover), write: (days) => say("stock.days", { days }), moved: (cover) => drawn.moved({ cover }) }),
    slider({ label: say("stock.least"), values: part.leasts, at: part.leasts.indexOf(now.least), write: (least) => (least ? say("stock.times", { least }) : say("stock.everything")), moved: (least) => drawn.moved({ least }) }),
    drawn.place,
    el("p", { class: "sqm-muted" }, say("stock.today", { cover: say("stock.days", { days: part.today[0] }), least: part.today[1] ? say("stock.times", { least: part.today[1] }) : say("stock.everything") })),
  ];
}

// ---------------------------------------------------------------- the first causes

export function pareto({ part, figures, now, say, set }) {
  const value = ({ id }) => figures.causes[id][now.by];
  const write = (sum) => (now.by === "n" ? say("pareto.cases", { cases: sum }) : `¥${number(sum, 0)}`);
  const sorted = [...part.causes].sort((one, other) => value(other) - value(one));
  const whole = sorted.reduce((sum, one) => sum + value(one), 0);
  let reached = 0;
  return [
    tabs(say("pareto.by"), [["n", say("pareto.by_n")], ["yuan", say("pareto.by_yuan")]], now.by, (by, focus) => set({ by }, focus)),
    el("p", { class: "sqm-muted" }, say("pareto.rule", { room: part.room })),
    el("div", { class: "sqm-explore-causes", role: "group", "aria-label": say("pareto.causes") }, sorted.map((one) => {
      reached += value(one);
      const on = now.picks.includes(one.id);
      const flip = () => set({ picks: on ? now.picks.filter((id) => id !== one.id) : [...now.picks, one.id] }, `cause-${one.id}`);
      return el(
        "button",
        { type: "button", "aria-pressed": String(on), disabled: !on && now.picks.length >= part.room, dataset: { focus: `cause-${one.id}` }, onclick: flip },
        el("span", {}, t(one.text)),
        el("b", {}, write(value(one))),
        el("span", { class: "sqm-figure-track", "aria-hidden": "true" }, el("span", { style: { width: `${((100 * value(one)) / value(sorted[0])).toFixed(1)}%` } })),
        el("span", { class: "sqm-explore-reached" }, say("pareto.reached", { share: percent(reached / whole) })),
      );
    })),
  ];
}

// ---------------------------------------------------------------- change or noise

export function control({ part, figures, now, say, set }) {
  const { centre, points, baseline } = figures;
  const height = 230;
  const high = Math.ceil(Math.max(...points.map(({ p, sigma }) => Math.max(p, centre + 3 * sigma))) * 100 + 0.5) / 100;
  const x = (place) => LEFT + 10 + (place * (WIDTH - LEFT - RIGHT - 20)) / (points.length - 1);
  const y = (share) => TOP + ((high - Math.max(0, share)) * (height - TOP - BOTTOM)) / high;
  const line = (of) => points.map((point, place) => `${place ? "L" : "M"}${x(place).toFixed(1)} ${y(of(point)).toFixed(1)}`).join(" ");
  const marks = [
    shape("path", { class: "sqm-chart-axis", d: `M${LEFT} ${TOP} V${height - BOTTOM} H${WIDTH - RIGHT}` }),
    word(percent(high), LEFT - 5, TOP + 8, { "text-anchor": "end" }),
    word("0", LEFT - 5, height - BOTTOM, { "text-anchor": "end" }),
  ];
  if (now.width > 0) {
    marks.push(shape("path", { class: "sqm-curve sqm-curve-other", d: `M${LEFT} ${y(centre)} H${WIDTH - RIGHT}` }));
    for (const side of [-1, 1]) marks.push(shape("path", { class: "sqm-chart-floor", d: line(({ sigma }) => centre + side * now.width * sigma) }));
  }
  marks.push(shape("path", { class: "sqm-chart-line", d: line(({ p }) => p) }));
  points.forEach(({ p, sigma }, place) => {
    const outside = now.width > 0 && Math.abs(p - centre) > now.width * sigma;
    const asked = part.asked.includes(place + 1);
    if (asked) marks.push(shape("circle", { class: "sqm-explore-ring", cx: x(place), cy: y(p), r: 11 }), word(part.period ? monthOf(part, place + 1, say).slice(5) : place + 1, x(place), height - 8));
    marks.push(shape("circle", { class: outside ? "sqm-chart-point sqm-chart-below" : "sqm-chart-point", cx: x(place), cy: y(p), r: 4 }));
  });
  const label = say("control.chart", { values: points.map(({ p }) => percent(p, 1)).join(" ") });
  return [
    tabs(say("control.width"), [[0, say("control.none")], [2, "±2σ"], [3, "±3σ"]], now.width, (width, focus) => set({ width }, focus)),
    svg(height, label, marks),
    el("p", { class: "sqm-muted" }, say(`control.width_${now.width}`, { centre: percent(centre, 1), months: baseline })),
    el("ul", { class: "sqm-explore-asked" }, part.asked.map((month) => {
      const { p, orders, back } = points[month - 1];
      const answer = (what) => el("button", { type: "button", "aria-pressed": String(now.months[month] === what), dataset: { focus: `month-${month}-${what}` }, onclick: () => set({ months: { ...now.months, [month]: what } }, `month-${month}-${what}`) }, say(`control.${what}`));
      return el("li", {}, el("p", {}, el("b", {}, monthOf(part, month, say)), ` ${say("control.point", { p: percent(p, 1), back, orders })}`), el("div", { class: "sqm-choice-row", role: "group", "aria-label": monthOf(part, month, say) }, answer("noise"), answer("real")));
    })),
  ];
}

// ---------------------------------------------------------------- satisfaction of teams

export function replies({ part, figures, now, say, set }) {
  const { house, teams } = figures.windows[now.window];
  const [rowTall, top] = [48, 38];
  const height = top + part.teams.length * rowTall + 26;
  const every = Object.values(figures.windows).flatMap((window) => Object.values(window.teams)); // one axis for all of them
  const values = every.filter(({ n }) => n).flatMap(({ share, low, high }) => [share, low, high]);
  const least = Math.max(0, Math.floor(Math.min(house, ...values) * 10 - 0.5) / 10);
  const x = (share) => 30 + ((share - least) * (WIDTH - 60)) / (1 - least || 1);
  const marks = [
    shape("path", { class: "sqm-curve sqm-curve-other", d: `M${x(house)} ${top - 8} V${height - 24}` }),
    word(say("replies.house", { share: percent(house) }), Math.min(WIDTH - 60, Math.max(60, x(house))), 22, { class: "sqm-chart-value" }),
    word(percent(least), x(least) + 6, height - 6),
    word(percent(1), x(1) - 6, height - 6),
  ];
  part.teams.forEach(({ id, text }, place) => {
    const { n, share, low, high } = teams[id];
    const y = top + place * rowTall + 32;
    marks.push(word(`${t(text)} · ${say("replies.n", { n })}`, 30, y - 15, { "text-anchor": "start" }));
    if (!n) return;
    const told = share < low ? "sqm-chart-point sqm-chart-below" : share > high ? "sqm-chart-point sqm-chart-above" : "sqm-chart-point";
    marks.push(
      shape("path", { class: "sqm-explore-band", d: `M${x(low)} ${y} H${x(high)}` }),
      shape("circle", { class: told, cx: x(share), cy: y, r: 6 }),
    );
  });
  const label = part.teams.map(({ id, text }) => say("replies.row", { team: t(text), n: teams[id].n, share: percent(teams[id].share, 1), low: percent(teams[id].low, 1), high: percent(teams[id].high, 1) })).join("; ");
  const windows = Object.keys(figures.windows).map(Number).map((months) => [months, months === part.months ? say("replies.all", { months }) : say("replies.last", { months })]);
  return [
    tabs(say("replies.window"), windows, now.window, (window, focus) => set({ window }, focus)),
    svg(height, label, marks),
    el("p", { class: "sqm-muted" }, say("replies.rule", { least: figures.least, months: part.months })),
    el("ul", { class: "sqm-explore-asked" }, part.teams.map(({ id, text }) => {
      const { n, share } = teams[id];
      const answer = (what) => el("button", { type: "button", "aria-pressed": String(now.teams[id] === what), dataset: { focus: `team-${id}-${what}` }, onclick: () => set({ teams: { ...now.teams, [id]: what } }, `team-${id}-${what}`) }, say(`replies.${what}`));
      return el("li", {}, el("p", {}, el("b", {}, t(text)), ` ${n ? say("replies.point", { n, share: percent(share, 1) }) : say("replies.n", { n })}`), el("div", { class: "sqm-choice-row", role: "group", "aria-label": t(text) }, answer("below"), answer("unclear"), answer("above")));
    })),
  ];
}
