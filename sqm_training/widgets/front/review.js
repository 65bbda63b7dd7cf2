// Reviews: one score a person and period; each figure opens into where it came from.

import "./_staff.css";
import { asked, screen } from "./_staff.js";
import { bar, choice, holds, searchField, table } from "./_table.js";
import { call, dialog, download, el, icon, language, listed, number, percent, reload, say, t } from "./kit.js";

const GROUPS = ["kpi", "assessment", "certificate"];
const fresh = () => ({ typed: "", store: "", post: "", sort: "score", down: true, wanted: "" });

export default screen(fresh, (model, state, paint) => {
  const texts = model.get("texts");
  const data = model.get("data");
  if (state.wanted === data.period) state.wanted = ""; // it has come
  const list = el("div", { "aria-busy": String(Boolean(state.wanted)) });
  const refresh = () => list.replaceChildren(people(texts, data, state, refresh));
  refresh();
  const set = (key) => (value) => (Object.assign(state, { [key]: value, most: undefined }), refresh());
  const turn = (wanted) => {
    state.wanted = wanted;
    reload(model, { period: wanted });
    paint();
  };
  const stores = [...new Map(data.rows.map((row) => [row.store.id, row.store.name]))];
  const take = () => asked(texts, download(`/reviews.xlsx?period=${data.period}&language=${language()}`, `reviews-${data.period}.xlsx`));
  return [
    el("h1", {}, say(texts, "review.title"), el("span", { class: "sqm-print" }, ` ${period(texts, data.period)}`)),
    el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "review.advisory"))),
    el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button", onclick: take }, icon("download"), say(texts, "review.export")), el("button", { type: "button", class: "sqm-button", onclick: () => print() }, icon("print"), say(texts, "review.print"))),
    el(
      "div",
      { class: "sqm-tools", role: "search" },
      choice(say(texts, "review.period"), (data.periods.length ? data.periods : [data.period]).map((one) => [one, period(texts, one)]), state.wanted || data.period, turn),
      choice(say(texts, "review.column.store"), [["", say(texts, "staff.all")], ...stores], state.store, set("store")),
      choice(say(texts, "review.column.post"), [["", say(texts, "staff.all")], ...data.posts.map((one) => [one.id, t(one.title)])], state.post, set("post")),
      searchField(say(texts, "review.search"), state.typed, set("typed")),
    ),
    state.wanted && el("p", { class: "sqm-note", role: "status" }, el("span", {}, say(texts, "review.turning", { period: period(texts, state.wanted) })), el("progress", { class: "sqm-progress", "aria-label": say(texts, "review.period") })),
    data.chart && chart(texts, data),
    list,
  ];
});

function period(texts, name) {
  const [year, quarter] = name.split("-Q");
  return say(texts, "review.quarter", { year, quarter });
}

/** Drawn twice, so that its words are as large on a phone as at a desk. */
function chart(texts, data) {
  const drawn = data.chart[language()];
  const stores = new Set(data.rows.filter((row) => row.score !== null).map((row) => row.store.id)).size;
  return el(
    "section",
    { class: "sqm-card sqm-chart" },
    el("h2", {}, say(texts, "review.by_store")),
    el("picture", {}, el("source", { media: "screen and (min-width: 720px)", srcset: drawn.wide }), el("img", { src: drawn.narrow, alt: say(texts, "review.chart_alt") })),
    el("p", { class: "sqm-muted" }, el("small", {}, say(texts, "review.chart_how"), stores > data.chart.most && ` ${say(texts, "review.chart_lowest", { n: data.chart.most })}`)),
  );
}

function people(texts, data, state, repaint) {
  const titles = Object.fromEntries(data.posts.map((post) => [post.id, t(post.title)]));
  const shown = data.rows.filter(
    (row) => (!state.store || row.store.id === state.store) && (!state.post || row.posts.includes(state.post)) && (!state.typed || holds(state.typed, row.name, row.pinyin, row.employee_no)),
  );
  const score = (row) => (row.score === null ? el("span", { class: "sqm-chip" }, say(texts, `review.reason.${row.reason_code}`)) : bar(row.score / 100, number(row.score)));
  const opened = (row) => open(texts, row, data, titles);
  const known = (value) => (value === null || value === undefined ? null : number(value));
  const columns = [
    { key: "name", title: say(texts, "review.column.name"), by: (row) => row.name, cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => opened(row) }, row.name), el("small", {}, row.employee_no)] },
    { key: "post", title: say(texts, "review.column.post"), by: (row) => titles[row.posts[0]], cell: (row) => listed(row.posts.map((post) => titles[post] ?? post)) },
    { key: "store", title: say(texts, "review.column.store"), by: (row) => row.store.name, cell: (row) => row.store.name },
    { key: "score", title: say(texts, "review.column.score"), by: (row) => row.score, cell: score },
    ...GROUPS.map((group) => ({ key: group, number: true, title: say(texts, `review.column.${group}`), by: (row) => row.parts[group], cell: (row) => known(row.parts[group]) })),
    { key: "coverage", number: true, title: say(texts, "review.column.coverage"), by: (row) => row.coverage, cell: (row) => el("span", {}, percent(row.coverage), row.small_sample && el("small", {}, say(texts, "review.small_sample"))) },
  ];
  const caption = say(texts, "review.shown", { n: shown.length, of: data.rows.length });
  const empty = say(texts, data.rows.length ? "review.empty" : "review.nobody");
  return el("div", {}, el("p", { class: "sqm-muted", role: "status" }, caption), table({ texts, columns, rows: shown, state, repaint, caption, open: opened, empty }));
}

async function open(texts, row, data, titles) {
  const sheet = await asked(texts, call("GET", `/reviews/${row.person}?period=${data.period}`));
  if (!sheet) return;
  const total = sheet.score === null ? say(texts, `review.reason.${sheet.reason_code}`) : number(sheet.score);
  const { person } = sheet;
  const pairs = [
    ["review.column.employee_no", person.employee_no],
    ["review.column.post", listed(person.posts.map((post) => titles[post] ?? post))],
    ["review.column.store", person.store_name],
    ["review.period", period(texts, sheet.period)],
  ];
  const body = [
    el("div", { class: "sqm-total" }, el("strong", {}, total), el("span", {}, say(texts, "review.column.score")), el("span", { class: "sqm-muted" }, say(texts, "review.covered", { share: percent(sheet.coverage) }))),
    el("dl", { class: "sqm-facts" }, pairs.map(([key, words]) => [el("dt", {}, say(texts, key)), el("dd", {}, words)])),
    GROUPS.filter((group) => sheet.parts.some((part) => part.group === group)).map((group) => parts(texts, sheet, group)),
    el("p", { class: "sqm-muted" }, say(texts, "review.how")),
  ];
  const actions = [{ label: say(texts, "review.print"), value: null, check: () => printSheet() }];
  await dialog({ title: row.name, body, actions, close: say(texts, "staff.close"), wide: true });
}

/** On paper everything stands open; the sheet stays on the screen. */
function printSheet() {
  const folds = [...document.querySelectorAll("dialog[open] details")];
  const before = folds.map((fold) => fold.open);
  for (const fold of folds) fold.open = true;
  print();
  folds.forEach((fold, index) => (fold.open = before[index]));
  return false;
}

function parts(texts, sheet, group) {
  const own = sheet.parts.filter((part) => part.group === group);
  const worth = sheet.groups[group];
  return el("section", {}, el("div", { class: "sqm-title-row" }, el("h3", {}, say(texts, `review.column.${group}`)), el("span", { class: "sqm-muted" }, worth === null || worth === undefined ? say(texts, "review.note.missing") : say(texts, "review.group_worth", { score: number(worth) }))), own.map((part) => figure(texts, part)));
}

/** One figure: what it is worth here, and, opened, the months, the file and row of each, and the rule. */
function figure(texts, part) {
  const title = part.definition ? t(part.definition.title) : say(texts, `review.part.${part.group}`);
  const worth = part.score === null ? say(texts, part.note === "no_rule" ? "review.note.no_rule" : "review.note.missing") : say(texts, "review.worth", { score: number(part.score), weight: percent(part.weight, 1) });
  const value = part.definition && part.value !== null ? shown(part.definition.unit, part.value) : "";
  return el(
    "details",
    { class: "sqm-figure" },
    el("summary", {}, icon("right"), el("span", { class: "sqm-figure-head" }, el("strong", {}, title), value && el("span", { class: "sqm-figure-value" }, value), el("small", {}, worth), part.small_sample && el("span", { class: "sqm-chip sqm-warn" }, say(texts, "review.small_sample")))),
    el("div", { class: "sqm-figure-body" }, part.definition ? months(texts, part) : evidence(texts, part)),
  );
}

function months(texts, part) {
  const { definition } = part;
  const show = (value) => shown(definition.unit, value);
  const rule = say(texts, "review.rule", { target: show(definition.target), floor: show(definition.floor) });
  const used = part.value === null ? null : say(texts, part.small_sample ? "review.shrunk" : "review.used", { value: show(part.value), raw: show(part.raw), n: part.n ?? "–", mean: show(part.store_mean), small: definition.small_sample });
  const line = (one) => el("tr", {}, el("th", { scope: "row" }, one.month), el("td", { class: "number" }, show(one.value)), el("td", { class: "number" }, one.n ?? "–"), el("td", {}, say(texts, "review.place", { file: one.file, row: one.row })));
  const heads = ["month", "value", "n", "source"].map((key) => el("th", { scope: "col", class: ["value", "n"].includes(key) && "number" }, say(texts, `review.figure.${key}`)));
  return [
    used && el("p", {}, used),
    part.months.length
      ? el("div", { class: "sqm-scroll", tabindex: "0", role: "region", "aria-label": t(definition.title) }, el("table", { class: "sqm-table" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, part.months.map(line))))
      : el("p", {}, say(texts, "review.no_figures")),
    el("p", { class: "sqm-muted" }, el("small", {}, say(texts, "review.formula", { formula: definition.formula }), el("br"), rule)),
  ];
}

function shown(unit, value) {
  if (value === null || value === undefined) return "–";
  if (unit === "percent") return percent(value, 1);
  if (unit === "currency") return `¥${number(value, 2)}`;
  return number(value, 2);
}

function evidence(texts, part) {
  if (part.group === "assessment") return el("p", {}, say(texts, part.value === null ? "review.no_assessment" : "review.from_assessment", { percent: number(part.value), attempt: part.source ?? "" }));
  return el("p", {}, say(texts, part.source ? "review.from_certificate" : "review.without_certificate", { state: say(texts, `people.state.${part.note}`), number: part.source ?? "" }));
}
