// Reviews: one score a person and period; each figure opens into where it came from.

import "./_staff.css";
import { bar, choice, holds, searchField, table } from "./_table.js";
import { dialog, download, el, icon, language, number, onLanguage, percent, reason, reload, call, say, t, toast } from "./kit.js";

const GROUPS = ["kpi", "assessment", "certificate"];

export default {
  render({ model, el: place }) {
    const state = { typed: "", store: "", post: "", sort: "score", down: true };
    const paint = () => place.replaceChildren(draw(model, state, paint));
    model.on("change:data", paint);
    const unlisten = onLanguage(place, paint);
    paint();
    return () => unlisten();
  },
};

function draw(model, state, paint) {
  const texts = model.get("texts");
  const data = model.get("data") ?? {};
  if (data.refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, data.refused));
  const list = el("div", {});
  const refresh = () => list.replaceChildren(people(texts, data, state, refresh));
  refresh();
  const set = (key) => (value) => ((state[key] = value), refresh());
  const stores = [...new Map(data.rows.map((row) => [row.store.id, row.store.name]))];
  const take = () => download(`/reviews.xlsx?period=${data.period}&language=${language()}`, `reviews-${data.period}.xlsx`).catch((refusal) => toast(reason(texts, refusal), "bad"));
  return el(
    "div",
    {},
    el("h1", {}, say(texts, "review.title")),
    el("p", { class: "sqm-note" }, icon("info"), say(texts, "review.advisory")),
    el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button", onclick: take }, icon("download"), say(texts, "review.export"))),
    el(
      "div",
      { class: "sqm-tools" },
      choice(say(texts, "review.period"), data.periods.map((one) => [one, period(texts, one)]), data.period, (value) => reload(model, { period: value })),
      choice(say(texts, "review.column.store"), [["", say(texts, "staff.all")], ...stores], state.store, set("store")),
      choice(say(texts, "review.column.post"), [["", say(texts, "staff.all")], ...data.posts.map((one) => [one.id, t(one.title)])], state.post, set("post")),
      searchField(say(texts, "review.search"), state.typed, set("typed")),
    ),
    data.chart && chart(texts, data),
    list,
  );
}

export function period(texts, name) {
  const [year, quarter] = name.split("-Q");
  return say(texts, "review.quarter", { year, quarter });
}

function chart(texts, data) {
  const source = data.chart[language()];
  return el("section", { class: "sqm-card sqm-chart" }, el("h2", {}, say(texts, "review.by_store")), el("img", { src: source, alt: say(texts, "review.chart_alt") }));
}

function people(texts, data, state, repaint) {
  const titles = Object.fromEntries(data.posts.map((post) => [post.id, t(post.title)]));
  const shown = data.rows.filter(
    (row) => (!state.store || row.store.id === state.store) && (!state.post || row.posts.includes(state.post)) && (!state.typed || holds(state.typed, row.name, row.pinyin, row.employee_no)),
  );
  const score = (row) => (row.score === null ? el("span", { class: "sqm-chip sqm-warn" }, say(texts, `review.reason.${row.reason_code}`)) : bar(row.score / 100, number(row.score), row.score < 60 ? "bad" : row.score < 75 ? "warn" : ""));
  const columns = [
    { key: "name", title: say(texts, "review.column.name"), by: (row) => row.name, cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => open(texts, row, data) }, row.name), el("small", {}, row.employee_no)] },
    { key: "post", title: say(texts, "review.column.post"), by: (row) => titles[row.posts[0]], cell: (row) => row.posts.map((post) => titles[post] ?? post).join("、") },
    { key: "store", title: say(texts, "review.column.store"), by: (row) => row.store.name, cell: (row) => row.store.name },
    { key: "score", title: say(texts, "review.column.score"), by: (row) => row.score, cell: score },
    ...GROUPS.map((group) => ({ key: group, title: say(texts, `review.column.${group}`), by: (row) => row.parts[group], cell: (row) => number(row.parts[group]) })),
    { key: "coverage", title: say(texts, "review.column.coverage"), by: (row) => row.coverage, cell: (row) => [percent(row.coverage), row.small_sample && el("small", {}, say(texts, "review.small_sample"))] },
  ];
  const caption = say(texts, "review.shown", { n: shown.length, of: data.rows.length });
  return el("div", {}, el("p", { class: "sqm-muted", role: "status" }, caption), table({ texts, columns, rows: shown, state, repaint, caption, empty: say(texts, "review.empty") }));
}

async function open(texts, row, data) {
  let sheet;
  try {
    sheet = await call("GET", `/reviews/${row.person}?period=${data.period}`);
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
    return;
  }
  const total = sheet.score === null ? say(texts, `review.reason.${sheet.reason_code}`) : number(sheet.score);
  const body = [
    el("dl", { class: "sqm-facts" }, el("dt", {}, say(texts, "review.column.score")), el("dd", {}, el("strong", {}, total)), el("dt", {}, say(texts, "review.column.coverage")), el("dd", {}, percent(sheet.coverage)), el("dt", {}, say(texts, "review.period")), el("dd", {}, period(texts, sheet.period))),
    el("p", { class: "sqm-muted" }, say(texts, "review.how")),
    sheet.parts.map((part) => figure(texts, part)),
  ];
  await dialog({ title: row.name, body, actions: [{ label: say(texts, "staff.close"), value: null, kind: "primary" }] });
}

/** One figure: what it is worth here, and, opened, the months, the file and row of each, and the rule. */
function figure(texts, part) {
  const title = part.definition ? t(part.definition.title) : say(texts, `review.column.${part.group}`);
  const worth = part.score === null ? say(texts, part.note === "no_rule" ? "review.note.no_rule" : "review.note.missing") : say(texts, "review.worth", { score: number(part.score), weight: percent(part.weight) });
  return el(
    "details",
    { class: "sqm-figure" },
    el("summary", {}, el("strong", {}, title), ` · ${worth}`, part.small_sample && el("span", { class: "sqm-chip sqm-warn" }, say(texts, "review.small_sample"))),
    part.definition ? months(texts, part) : evidence(texts, part),
  );
}

function months(texts, part) {
  const { definition } = part;
  const show = (value) => shown(definition.unit, value);
  const rule = say(texts, "review.rule", { target: show(definition.target), floor: show(definition.floor) });
  const used = part.value === null ? null : say(texts, part.small_sample ? "review.shrunk" : "review.used", { value: show(part.value), raw: show(part.raw), n: part.n ?? "–", mean: show(part.store_mean), small: definition.small_sample });
  const line = (one) => el("tr", {}, el("th", { scope: "row" }, one.month), el("td", {}, show(one.value)), el("td", {}, one.n ?? "–"), el("td", {}, say(texts, "review.place", { file: one.file, row: one.row })));
  return el(
    "div",
    {},
    el("p", {}, t(definition.formula)),
    el("p", {}, rule),
    used && el("p", {}, used),
    part.months.length
      ? el("div", { class: "sqm-table-frame", tabindex: "0", role: "region", "aria-label": t(definition.title) }, el("table", { class: "sqm-table" }, el("thead", {}, el("tr", {}, ["month", "value", "n", "source"].map((key) => el("th", { scope: "col" }, say(texts, `review.figure.${key}`))))), el("tbody", {}, part.months.map(line))))
      : el("p", {}, say(texts, "review.no_figures")),
  );
}

function shown(unit, value) {
  if (value === null || value === undefined) return "–";
  if (unit === "percent") return percent(value, 1);
  if (unit === "currency") return `¥${number(value, 2)}`;
  return number(value, 2);
}

function evidence(texts, part) {
  if (part.group === "assessment") return el("p", {}, say(texts, part.value === null ? "review.no_assessment" : "review.from_assessment", { percent: number(part.value), attempt: part.source ?? "" }));
  return el("p", {}, say(texts, "review.from_certificate", { state: say(texts, `people.state.${part.note}`), number: part.source ?? "–" }));
}
