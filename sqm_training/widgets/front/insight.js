// Statistics of assessments: papers, a paper with its items, the pass-mark worksheet.

import "./_staff.css";
import "./_insight.css";
import { worksheet } from "./_angoff.js";
import { figure, plain, score, share } from "./_figures.js";
import { openPaper, paperView } from "./_paper_figures.js";
import { screen } from "./_staff.js";
import { table } from "./_table.js";
import { el, icon, number, say, t } from "./kit.js";

const ITEMS_AT_ONCE = 30; // a phone's screen holds one or two
const fresh = () => ({ sort: "", down: false, paper: null, version: "", typed: "", which: "", sheet: null, items: { sort: "", down: false, most: ITEMS_AT_ONCE } });

export default screen(fresh, (model, state, paint) => {
  const texts = model.get("texts");
  const data = model.get("data");
  if (state.sheet) return worksheet(texts, state, paint);
  if (state.paper) return paperView(texts, data, state, paint);
  const sat = data.papers.some((one) => one.reliability.n);
  return [
    el("h1", {}, say(texts, "insight.title")),
    el("p", { class: "sqm-muted" }, say(texts, "insight.hint", { n: data.minimum })),
    data.papers.length > 0 && !sat && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "insight.nobody"))),
    data.papers.length ? papers(texts, data, state, paint) : el("p", { class: "sqm-empty" }, icon("chart"), say(texts, "insight.none")),
  ];
});

function papers(texts, data, state, paint) {
  const open = (row) => openPaper(texts, row.id, "", state, paint);
  const columns = [
    { key: "paper", title: say(texts, "insight.column.paper"), by: (row) => t(row.title), cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => open(row) }, t(row.title)), el("small", {}, say(texts, "insight.version", { n: row.version }))] },
    { key: "n", number: true, title: say(texts, "insight.column.n"), by: (row) => row.reliability.n, cell: (row) => el("span", { class: "sqm-figures" }, number(row.reliability.n), row.waiting > 0 && el("small", {}, say(texts, "insight.waiting", { n: row.waiting }))) },
    { key: "mean", number: true, title: say(texts, "insight.column.mean"), by: (row) => row.reliability.mean.value, cell: (row) => figure(texts, row.reliability.mean, score) },
    { key: "passed", number: true, title: say(texts, "insight.column.passed"), by: (row) => row.decision.passed.value, cell: (row) => figure(texts, row.decision.passed, share) },
    { key: "alpha", number: true, title: say(texts, "insight.column.alpha"), by: (row) => row.reliability.alpha.value, cell: (row) => figure(texts, row.reliability.alpha, plain) },
    { key: "error", number: true, title: say(texts, "insight.column.error"), by: (row) => row.reliability.error_percent, cell: (row) => (row.reliability.error_percent === null ? null : score(row.reliability.error_percent)) },
    { key: "wrong", number: true, title: say(texts, "insight.column.wrong"), by: (row) => row.decision.wrong.value, cell: (row) => figure(texts, row.decision.wrong, share) },
  ];
  return table({ texts, columns, rows: data.papers, state, repaint: paint, caption: say(texts, "insight.papers"), open, empty: say(texts, "insight.none") });
}
