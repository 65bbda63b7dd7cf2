// What a correction changes: who, which mark, which pass, which certificate and review.

import { choice, holds, searchField, table } from "./_table.js";
import { el, icon, number, say, t } from "./kit.js";

const TILES = [["", ""], ["up", "good"], ["passing", "good"], ["awarded", "good"], ["down", "bad"], ["failing", "bad"], ["loses_basis", "bad"], ["kept", "warn"], ["person", "quiet"], ["reviews", ""]];
const ALWAYS = ["", "up", "passing"];
const CHIPS = { up: "sqm-good", down: "sqm-bad", kept: "sqm-warn", awarded: "sqm-good", loses_basis: "sqm-bad" };
const MEETS = {
  "": () => true,
  passing: (row) => row.attempts.some(({ passed }) => passed.after && !passed.before),
  failing: (row) => row.attempts.some(({ passed }) => passed.before && !passed.after),
  awarded: (row) => row.certificates.some((one) => one.effect === "awarded"),
  loses_basis: (row) => row.certificates.some((one) => one.effect === "loses_basis"),
  reviews: (row) => row.reviews.length > 0,
};
const meets = (key) => MEETS[key] ?? ((row) => row.attempts.some((one) => one.change === key));

/** How a report is being looked at. */
export const freshEffect = () => ({ typed: "", store: "", only: "", sort: "", down: false });

/** The report as counts one can press and a table one can search; `state` is kept by the page. */
export function effect(texts, report, state) {
  const place = el("div", { class: "sqm-effect" });
  const paint = () => {
    const focused = place.contains(document.activeElement) && document.activeElement.dataset.focus;
    place.replaceChildren(...[body(texts, report, state, paint)].flat().filter(Boolean));
    if (focused) place.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };
  paint();
  return place;
}

function body(texts, report, state, paint) {
  const { counts, people } = report;
  const summary = el("p", { role: "status" }, say(texts, "regrade.summary", { met: number(counts.met), same: number(counts.same) }));
  if (!people.length) return [summary, el("p", { class: "sqm-empty" }, icon("info"), say(texts, "regrade.nothing"))];
  const list = el("div", {});
  const refresh = () => list.replaceChildren(rows(texts, report, state, refresh));
  refresh();
  const set = (key) => (value) => (Object.assign(state, { [key]: value, most: undefined }), refresh());
  const stores = [...new Map(people.map((row) => [row.store.id, row.store.name]))];
  return [
    summary,
    tiles(texts, people, state, paint),
    el(
      "div",
      { class: "sqm-tools", role: "search" },
      searchField(say(texts, "regrade.search_people"), state.typed, set("typed")),
      stores.length > 1 && choice(say(texts, "regrade.column.store"), [["", say(texts, "staff.all")], ...stores], state.store, set("store")),
    ),
    list,
  ];
}

function tiles(texts, people, state, paint) {
  const count = (key) => people.filter(meets(key)).length;
  const press = (key) => () => (Object.assign(state, { only: state.only === key ? "" : key, most: undefined }), paint());
  const shown = TILES.filter(([key]) => ALWAYS.includes(key) || count(key) || state.only === key);
  const tile = ([key, kind]) => el("button", { type: "button", class: ["sqm-tile", kind], "aria-pressed": String(state.only === key), dataset: { focus: `tile-${key}` }, onclick: press(key) }, el("strong", {}, String(count(key))), el("span", {}, say(texts, `regrade.tile.${key || "all"}`)));
  return el("div", { class: "sqm-tiles", role: "group", "aria-label": say(texts, "regrade.effect_title") }, shown.map(tile));
}

function rows(texts, report, state, repaint) {
  const { people, papers } = report;
  const shown = people.filter((row) => meets(state.only)(row) && (!state.store || row.store.id === state.store) && (!state.typed || holds(state.typed, row.name, row.pinyin, row.employee_no)));
  const first = (row) => row.attempts[0];
  const each = (row, cell) => el("span", { class: "sqm-lines" }, row.attempts.map((one) => el("span", {}, cell(one))));
  const columns = [
    { key: "name", title: say(texts, "regrade.column.name"), by: (row) => row.name, cell: (row) => [row.name, el("small", { class: "sqm-under" }, row.employee_no)] },
    { key: "store", title: say(texts, "regrade.column.store"), by: (row) => row.store.name, cell: (row) => row.store.name },
    { key: "attempt", title: say(texts, "regrade.column.paper"), by: (row) => t(papers[first(row).paper]), cell: (row) => each(row, (one) => say(texts, "regrade.attempt", { paper: t(papers[one.paper]), number: one.number })) },
    { key: "points", title: say(texts, "regrade.column.points"), by: (row) => first(row).points.after - first(row).points.before, cell: (row) => each(row, (one) => mark(texts, one)) },
    { key: "percent", title: say(texts, "regrade.column.percent"), by: (row) => first(row).percent.after, cell: (row) => each(row, ({ percent }) => change(percent, "%")) },
    { key: "passed", title: say(texts, "regrade.column.passed"), by: (row) => Number(first(row).passed.after) - Number(first(row).passed.before), cell: (row) => each(row, (one) => pass(texts, one)) },
    { key: "certificates", title: say(texts, "regrade.column.certificates"), by: (row) => row.certificates.length, cell: (row) => (row.certificates.length ? el("span", { class: "sqm-lines" }, row.certificates.map((one) => el("span", {}, el("span", { class: ["sqm-chip", CHIPS[one.effect]] }, say(texts, `regrade.effect.${one.effect}`)), el("small", {}, t(one.title))))) : null) },
    { key: "reviews", title: say(texts, "regrade.column.reviews"), by: (row) => row.reviews.length, cell: (row) => (row.reviews.length ? el("span", { class: "sqm-lines" }, row.reviews.map((one) => review(texts, one))) : null) },
  ];
  const caption = say(texts, "regrade.shown", { n: shown.length, of: people.length });
  return el("div", {}, el("p", { class: "sqm-muted", role: "status" }, caption), table({ texts, columns, rows: shown, state, repaint, caption, empty: say(texts, "regrade.none_shown") }));
}

const change = ({ before, after }, unit = "") => (before === after ? `${number(before)}${unit}` : el("span", { class: "sqm-nowrap" }, `${number(before)}${unit} → `, el("strong", {}, `${number(after)}${unit}`)));

function mark(texts, { change: kind, points }) {
  const untouched = kind === "kept" || kind === "person";
  return [
    el("span", { class: "sqm-nowrap" }, change(points), ` / ${number(points.of)}`),
    " ",
    el("span", { class: ["sqm-chip", CHIPS[kind]] }, say(texts, `regrade.change.${kind}`)),
    untouched && el("small", {}, say(texts, "regrade.would_be", { points: number(points.found, 2) })),
  ];
}

function pass(texts, { passed, complete }) {
  if (!complete) return el("span", { class: "sqm-muted" }, say(texts, "staff.leaf.being_marked"));
  const words = (yes) => say(texts, yes ? "regrade.passed" : "regrade.not_passed");
  if (passed.before === passed.after) return words(passed.after);
  return el("span", { class: ["sqm-chip", passed.after ? "sqm-good" : "sqm-bad"] }, `${words(passed.before)} → ${words(passed.after)}`);
}

function review(texts, { period, assessment, score }) {
  const [year, quarter] = period.split("-Q");
  const known = ({ before, after }) => before !== null && after !== null && before !== after;
  return el(
    "span",
    {},
    el("span", { class: "sqm-nowrap" }, say(texts, "review.quarter", { year, quarter })),
    el("small", {}, say(texts, "review.column.assessment"), " ", change(assessment)),
    known(score) && el("small", {}, say(texts, "review.column.score"), " ", change(score)),
  );
}
