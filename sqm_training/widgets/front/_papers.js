// Papers: all blueprints with what is missing, what is published and whether the draft differs.

import { choice, holds, searchField, table } from "./_table.js";
import { date, el, icon, number, say, t } from "./kit.js";

const STATUSES = ["draft", "live", "retired"];
export const TONES = { draft: "", live: "sqm-good", retired: "sqm-warn", faulty: "sqm-bad" };

export const statusOf = (row) => (row.sound ? row.status : "faulty");
export const statusChip = (texts, row) => el("span", { class: ["sqm-chip", TONES[statusOf(row)]] }, say(texts, `papers.status.${statusOf(row)}`));

/** The second tab: the list. */
export function drawPapers(model, state, paint, go) {
  const texts = model.get("texts");
  const { list, look, refused } = state.papers;
  return [
    el("h1", {}, say(texts, "papers.title")),
    el("p", { class: "sqm-muted" }, say(texts, "papers.hint")),
    el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "new-paper" }, onclick: () => go.fresh() }, icon("plus"), say(texts, "papers.new"))),
    refused ? el("p", { class: "sqm-note sqm-bad", role: "alert" }, refused) : list ? rows(texts, state, list, look, paint, go) : el("p", { class: "sqm-note", role: "status" }, say(texts, "papers.opening"), el("progress", { class: "sqm-progress", "aria-label": say(texts, "papers.opening") })),
  ];
}

function rows(texts, state, list, look, paint, go) {
  const fits = (row) => holds(look.typed, row.paper, row.title.zh, row.title.en) && (!look.post || row.post?.id === look.post) && (!look.status || statusOf(row) === look.status);
  const found = list.filter(fits);
  const posts = new Map(list.filter((row) => row.post).map((row) => [row.post.id, t(row.post.title)]));
  const all = ["", say(texts, "staff.all")];
  const set = (key) => (value) => ((look[key] = value), paint());
  const open = (row) => go.open(row.paper);
  return [
    el(
      "div",
      { class: "sqm-tools", role: "search" },
      searchField(say(texts, "papers.search"), look.typed, set("typed")),
      choice(say(texts, "papers.field.post"), [all, ...posts], look.post, set("post")),
      choice(say(texts, "papers.column.status"), [all, ...STATUSES.map((one) => [one, say(texts, `papers.status.${one}`)])], look.status, set("status")),
    ),
    el("p", { class: "sqm-muted", role: "status" }, say(texts, "papers.found", { n: found.length })),
    table({ texts, columns: columns(texts, open), rows: found, state: state.papers, repaint: paint, open, caption: say(texts, "papers.title"), empty: say(texts, list.length ? "papers.none_found" : "papers.empty") }),
  ];
}

function columns(texts, open) {
  const heading = (key) => say(texts, `papers.column.${key}`);
  const figure = (key, cell = (row) => number(row[key])) => ({ key, number: true, title: heading(key), by: (row) => row[key], cell: (row) => (row.sound ? cell(row) : null) });
  return [
    { key: "paper", title: heading("paper"), by: (row) => t(row.title), cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => open(row) }, t(row.title)), el("small", {}, row.paper)] },
    { key: "post", title: heading("post"), by: (row) => `${t(row.post?.title)} ${row.grade}`, cell: (row) => row.sound && `${t(row.post.title)} ${row.grade}` },
    { key: "status", title: heading("status"), top: true, by: (row) => STATUSES.indexOf(row.status), cell: (row) => statusChip(texts, row) },
    figure("questions"),
    figure("points"),
    figure("minutes"),
    figure("pass_mark", (row) => say(texts, "papers.percent", { n: number(row.pass_mark) })),
    { key: "missing", title: heading("missing"), by: (row) => row.missing, cell: (row) => row.sound && el("span", {}, lacking(texts, row)) },
    { key: "published", title: heading("published"), by: (row) => row.published?.version ?? 0, cell: (row) => el("span", {}, published(texts, row, false), row.changed && el("small", { class: "sqm-warn" }, say(texts, `papers.short.${row.changed}`))) },
  ];
}

export const lacking = (texts, row) => el("span", { class: ["sqm-chip", row.missing ? "sqm-warn" : "sqm-good"] }, say(texts, row.missing ? "papers.missing" : "papers.complete", { n: row.missing }));

/** What candidates have, in words. */
export function published(texts, { published: one }, dated = true) {
  if (!one) return say(texts, "papers.unpublished");
  if (one.status === "retired") return say(texts, "papers.withdrawn", { n: one.version });
  return dated ? say(texts, "papers.published_at", { n: one.version, when: date(one.at) }) : say(texts, "papers.version", { n: one.version });
}
