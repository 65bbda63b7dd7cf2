// Shares with the limits chance sets them: stores on a funnel, weeks on a control chart. Both also as a list of figures.

import { el, number, percent, t } from "./kit.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 260, 60, 14, 18, 36];
const STEP = 0.1; // the scale begins and ends on a tenth

function draw(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const text = (words, x, y, attributes = {}) => draw("text", { x, y, "text-anchor": "middle", ...attributes }, String(words));
const path = (points, cls) => draw("path", { class: cls, d: points.map(([x, y], place) => `${place ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(" ") });

/** A scale for these shares, and the frame it stands in. */
function frame(shares) {
  const low = Math.max(0, Math.floor(Math.min(...shares) / STEP) * STEP);
  const high = Math.min(1, Math.ceil(Math.max(...shares) / STEP) * STEP);
  const y = (share) => TOP + ((high - share) * (HEIGHT - TOP - BOTTOM)) / (high - low);
  const marks = [
    draw("path", { class: "sqm-chart-axis", d: `M${LEFT} ${TOP} V${HEIGHT - BOTTOM} H${WIDTH - RIGHT}` }),
    text(percent(high), LEFT - 6, TOP + 6, { "text-anchor": "end" }),
    text(percent(low), LEFT - 6, HEIGHT - BOTTOM, { "text-anchor": "end" }),
  ];
  return { y, marks };
}

const sheet = (label, marks) => draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, class: "sqm-chart" }, ...marks);

const figures = (say, lines) =>
  el("details", { class: "sqm-trend-numbers" }, el("summary", {}, say("improve.numbers")), el("ul", { class: "sqm-improve-numbers" }, lines.map((line) => el("li", {}, line))));

const legend = (say) => el("p", { class: "sqm-trend-floor" }, say("improve.limit"));

/** Stores by cases and share, between the curves of ± 2 standard errors. */
export function funnel(say, { centre, curve, stores }, named, what) {
  const places = named.map(({ id, text: name }) => [t(name), ...stores[id]]);
  const { y, marks } = frame([...curve.flatMap(([, low, high]) => [low, high]), ...places.map(([, , share]) => share)]);
  const [first, last] = [curve[0][0], curve.at(-1)[0]];
  const x = (n) => LEFT + 10 + ((n - first) * (WIDTH - LEFT - RIGHT - 20)) / (last - first);
  marks.push(
    path([[LEFT, y(centre)], [WIDTH - RIGHT, y(centre)]], "sqm-chart-centre"),
    path(curve.map(([n, low]) => [x(n), y(low)]), "sqm-chart-floor"),
    path(curve.map(([n, , high]) => [x(n), y(high)]), "sqm-chart-floor"),
    text(percent(centre), LEFT - 6, y(centre) + 6, { "text-anchor": "end" }),
    text(say("improve.cases"), (LEFT + WIDTH) / 2, HEIGHT - 10),
  );
  for (const [name, n, share] of places) {
    const anchor = x(n) > WIDTH * 0.7 ? "end" : x(n) < WIDTH * 0.3 ? "start" : "middle";
    marks.push(draw("circle", { class: "sqm-chart-point", cx: x(n), cy: y(share), r: 6 }));
    marks.push(text(name, x(n), y(share) + (share < centre ? 24 : -12), { class: "sqm-chart-value", "text-anchor": anchor }));
  }
  const lines = places.map(([name, n, share, low, high]) => say("improve.place", { what: name, rate: percent(share, 1), n: number(n, 0), low: percent(low, 1), high: percent(high, 1) }));
  return [sheet(say("improve.funnel", { what: t(what), list: lines.join(" ") }), marks), legend(say), figures(say, lines)];
}

/** Weeks up to `week` between the limits of ± 3 standard errors, which follow each week's cases. */
export function chart(say, { weeks, measure, base, changed }, { centre, limits }, week) {
  const shares = weeks.map(({ n, hits }) => hits / n);
  const { y, marks } = frame([...shares, ...limits.flat()]);
  const x = (place) => LEFT + 10 + (place * (WIDTH - LEFT - RIGHT - 20)) / (weeks.length - 1);
  const points = shares.slice(0, week);
  marks.push(
    path([[LEFT, y(centre)], [WIDTH - RIGHT, y(centre)]], "sqm-chart-centre"),
    path(limits.map(([low], place) => [x(place), y(low)]), "sqm-chart-floor"),
    path(limits.map(([, high], place) => [x(place), y(high)]), "sqm-chart-floor"),
    text(percent(centre), LEFT - 6, y(centre) + 6, { "text-anchor": "end" }),
    ...weeks.map((_, place) => place).filter((place) => place % 4 === 3).map((place) => text(place + 1, x(place), HEIGHT - 10)),
  );
  if (week > changed) {
    const at = (x(changed - 1) + x(changed)) / 2;
    marks.push(path([[at, TOP], [at, HEIGHT - BOTTOM]], "sqm-chart-change"));
  }
  marks.push(path(points.map((share, place) => [x(place), y(share)]), "sqm-chart-line sqm-chart-thin"));
  points.forEach((share, place) => {
    const [low, high] = limits[place];
    const beyond = share < low || share > high;
    marks.push(draw("circle", { class: beyond ? "sqm-chart-point sqm-chart-below" : "sqm-chart-point sqm-chart-thin", cx: x(place), cy: y(share), r: 4.5 }));
  });
  const lines = points.map((share, place) =>
    say("improve.week", { n: place + 1, rate: percent(share, 1), hits: weeks[place].hits, of: weeks[place].n, low: percent(limits[place][0], 0), high: percent(limits[place][1], 0), side: say(share > centre ? "improve.over" : share < centre ? "improve.under" : "improve.on") }));
  const label = say("improve.chart", { what: t(measure), week, centre: percent(centre, 1), values: points.map((share) => number(100 * share, 0)).join(" ") });
  return [
    el("h3", {}, t(measure)),
    sheet(label, marks),
    legend(say),
    el("p", { class: "sqm-muted" }, say(week > changed ? "improve.since" : "improve.base", { n: base, week: changed + 1, centre: percent(centre, 1) })),
    figures(say, lines),
  ];
}
