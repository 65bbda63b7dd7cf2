// Figures as bars and lines: what is now, and beside it what was before.

import { el } from "./kit.js";
import { shape } from "./_schedule_chart.js";

/** Rows [{name, value, words, before, kind}] as bars on one scale; `before` is a mark of where it stood. */
export function bars(rows, most = Math.max(...rows.map(({ value, before }) => Math.max(value, before ?? 0)))) {
  const share = (value) => `${Math.min(100, (100 * value) / (most || 1)).toFixed(1)}%`;
  return el(
    "ul",
    { class: "sqm-figure-bars" },
    rows.map(({ name, value, words, before, kind = "plain" }) =>
      el(
        "li",
        {},
        el("span", {}, name),
        el("b", {}, words),
        el("span", { class: "sqm-figure-track", "aria-hidden": "true" },
          el("span", { class: `sqm-figure-${kind}`, style: { width: share(value) } }),
          before !== undefined && before !== value && el("span", { class: "sqm-figure-before", style: { left: share(before) } })),
      )),
  );
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 190, 34, 14, 14, 32];

/**
 * Lines [{name, values, kind}] over the same steps; `at(step)` writes a step below the axis or nothing, `label` says
 * it all in words.
 */
export function curves(lines, { at, label, low = 0, high = Math.max(1, ...lines.flatMap(({ values }) => values)), write = String }) {
  const steps = Math.max(...lines.map(({ values }) => values.length)) - 1;
  const x = (step) => LEFT + (step * (WIDTH - LEFT - RIGHT)) / (steps || 1);
  const y = (value) => TOP + ((high - value) * (HEIGHT - TOP - BOTTOM)) / (high - low || 1);
  const marks = [
    shape("path", { class: "sqm-chart-axis", d: `M${LEFT} ${TOP} V${HEIGHT - BOTTOM} H${WIDTH - RIGHT}` }),
    shape("text", { x: LEFT - 6, y: TOP + 8, "text-anchor": "end" }, write(high)),
    shape("text", { x: LEFT - 6, y: HEIGHT - BOTTOM, "text-anchor": "end" }, write(low)),
  ];
  for (let step = 0; step <= steps; step += 1) {
    const words = at(step);
    if (words) marks.push(shape("text", { x: x(step), y: HEIGHT - 8, "text-anchor": step === 0 ? "start" : step === steps ? "end" : "middle" }, words));
  }
  for (const { values, kind } of lines) {
    const d = values.map((value, step) => `${step ? "L" : "M"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`).join(" ");
    marks.push(shape("path", { class: `sqm-curve sqm-curve-${kind}`, d }));
  }
  return shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, class: "sqm-chart" }, ...marks);
}

/** What the lines of a chart are, in words beside a piece of each. */
export function legend(lines) {
  return el("ul", { class: "sqm-curve-legend" }, lines.map(({ name, kind }) => el("li", { class: `sqm-curve-of-${kind}` }, name)));
}
