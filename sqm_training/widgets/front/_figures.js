// A figure with its interval, or why there is none. Nothing is judged on few.

import { el, number, percent, say } from "./kit.js";

export const share = (value) => percent(value);
export const plain = (value) => value.toFixed(2).replace("-", "−");
export const score = (value) => `${number(value)}%`;

/** Why there is no figure, as a small sign that is no alarm. */
export function reasonless(texts, one) {
  return el("span", { class: "sqm-chip sqm-wraps" }, say(texts, one.reason === "no_spread" ? "insight.no_spread" : "insight.not_enough", { n: one.n }));
}

/** A figure in words with its interval below it. */
export function figure(texts, one, show) {
  if (one.value === null) return reasonless(texts, one);
  return el("span", { class: "sqm-figures" }, show(one.value), interval(texts, one, show));
}

export function interval(texts, one, show) {
  return one.low !== null && el("small", {}, say(texts, "insight.range", { low: show(one.low), high: show(one.high) }));
}

/** The same with a line from `from` to 1 on which the interval and the figure are seen. */
export function drawn(texts, one, show, from = 0) {
  if (one.value === null) return reasonless(texts, one);
  const place = (value) => `${(100 * (value - from)) / (1 - from)}%`;
  const width = `${(100 * (one.high - one.low)) / (1 - from)}%`;
  return el(
    "span",
    { class: "sqm-figures" },
    show(one.value),
    el("span", { class: "sqm-range", "aria-hidden": "true" }, el("span", { style: { left: place(one.low), width } }), el("i", { style: { left: place(one.value) } })),
    interval(texts, one, show),
  );
}

/** One figure of a paper on a tile of its own. */
export function tile(label, value, small) {
  return el("div", { class: "sqm-tile" }, el("span", {}, label), value instanceof Node ? value : el("strong", {}, value), small && el("small", {}, small));
}

/** A figure and its interval on a tile. */
export function estimate(texts, label, one, show) {
  if (one.value === null) return tile(label, reasonless(texts, one));
  return tile(label, show(one.value), one.low !== null && say(texts, "insight.range", { low: show(one.low), high: show(one.high) }));
}
