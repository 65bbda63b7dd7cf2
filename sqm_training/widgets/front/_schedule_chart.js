// Who works on what and when: one lane for each technician, what is done after the promised time in another colour.

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, LEFT, RIGHT, TOP, LANE, BAR] = [360, 64, 10, 8, 40, 30];
const HOUR = 60;

export function shape(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/**
 * A chart of lanes [{name, steps: [{mark, begins, ends, promised}]}] in minutes since opening;
 * `clock` writes a minute as a time of day, `until` is the last minute shown.
 */
export function lanes(rows, { until, clock, label }) {
  const last = Math.ceil(until / HOUR) * HOUR;
  const x = (minute) => LEFT + (minute * (WIDTH - LEFT - RIGHT)) / last;
  const bottom = TOP + rows.length * LANE;
  const every = last > 5 * HOUR ? 2 * HOUR : HOUR;
  const marks = [];
  for (let minute = 0; minute <= last; minute += every) {
    marks.push(shape("path", { class: "sqm-lanes-hour", d: `M${x(minute)} ${TOP} V${bottom + 4}` }));
    const anchor = minute + every > last ? "end" : "middle";
    marks.push(shape("text", { x: anchor === "end" ? WIDTH - 2 : x(minute), y: bottom + 22, "text-anchor": anchor }, clock(minute)));
  }
  rows.forEach(({ name, steps }, row) => {
    const y = TOP + row * LANE + (LANE - BAR) / 2;
    marks.push(shape("text", { class: "sqm-lanes-name", x: 4, y: y + 21 }, name));
    marks.push(shape("path", { class: "sqm-lanes-floor", d: `M${LEFT} ${y + BAR / 2} H${WIDTH - RIGHT}` }));
    for (const step of steps) marks.push(...bar(step, x, y));
  });
  return shape("svg", { viewBox: `0 0 ${WIDTH} ${bottom + 30}`, role: "img", "aria-label": label, class: "sqm-chart sqm-lanes" }, ...marks);
}

function bar({ mark, begins, ends, promised }, x, y) {
  const turn = Math.min(Math.max(begins, promised), ends); // from here on it is late
  const piece = (from, to, kind) => to > from && shape("rect", { class: `sqm-lanes-${kind}`, x: x(from), y, width: x(to) - x(from), height: BAR });
  return [
    piece(begins, turn, "work"),
    piece(turn, ends, "late"),
    shape("rect", { class: "sqm-lanes-edge", x: x(begins), y, width: x(ends) - x(begins), height: BAR, rx: 4 }),
    shape("text", { class: "sqm-lanes-mark", x: (x(begins) + x(ends)) / 2, y: y + 21, "text-anchor": "middle" }, String(mark)),
  ].filter(Boolean);
}
