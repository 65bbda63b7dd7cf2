// Rosters and KPI figures come in by file; a preview says what each would do.

import { previewTable, upload } from "./_upload.js";
import { el, icon, language, listed, say, t } from "./kit.js";

const SHOWN = ["name", "pinyin", "phone", "region", "store", "store_name", "team", "posts", "status", "since", "access"];

/** A roster: who comes, moves and leaves. Resolves true when it was imported. */
export function importRoster(texts) {
  const template = { path: `/roster/template.xlsx?language=${language()}`, name: "roster.xlsx" };
  const summary = (seen) => [
    el("p", {}, say(texts, "people.roster_summary", { adds: seen.adds.length, changes: seen.changes.length, leaves: seen.leaves.length, same: seen.same })),
    seen.leaves.length > 0 && el("p", { class: "sqm-note sqm-warn" }, icon("warning"), el("span", {}, say(texts, "people.leaves_hint", { n: seen.leaves.length }))),
    comesAndGoes(texts, seen),
  ];
  const empty = (seen) => !seen.adds.length && !seen.changes.length;
  return upload(texts, { title: say(texts, "people.import_roster"), path: "/people/import", template, summary, empty });
}

function comesAndGoes(texts, seen) {
  const leaving = seen.changes.filter((row) => row.status === "left");
  const moving = seen.changes.filter((row) => row.status !== "left");
  const kind = (key, sign) => el("span", { class: ["sqm-chip", sign] }, say(texts, `people.kind.${key}`));
  const who = (row) => [el("strong", {}, row.name), el("small", {}, row.employee_no)];
  const rows = [
    ...leaving.map((row) => [kind("leave", "sqm-bad"), who(row), differences(texts, row, seen)]),
    ...moving.map((row) => [kind("change", "sqm-warn"), who(row), differences(texts, row, seen)]),
    ...seen.adds.map((row) => [kind("add", "sqm-good"), who(row), [row.store_name, said(texts, "posts", row.posts, seen), said(texts, "access", row.access, seen)].filter((words) => words && words !== "–").join(" · ")]),
  ];
  if (!rows.length) return el("p", { class: "sqm-note" }, icon("info"), say(texts, "people.nothing_changes"));
  return previewTable(texts, ["kind", "who", "what"].map((key) => say(texts, `people.preview.${key}`)), rows);
}

function differences(texts, row, seen) {
  const changed = SHOWN.filter((field) => field in row.before && !(field === "store" && "store_name" in row.before));
  return changed.map((field) =>
    el("div", { class: "sqm-change" }, el("span", { class: "sqm-muted" }, `${say(texts, `import.header.${field}`)} `), el("s", {}, said(texts, field, row.before[field], seen)), el("span", { "aria-hidden": "true" }, " → "), el("strong", {}, said(texts, field, row[field], seen))),
  );
}

function said(texts, field, value, seen) {
  if (value === null || value === undefined || value === "" || value.length === 0) return "–";
  if (field === "posts") return listed(value.map((post) => t(seen.titles?.[post] ?? post)));
  if (field === "access") return listed(value.map((role) => say(texts, `import.role.${role}`)));
  if (field === "status") return say(texts, `people.status.${value}`);
  return String(value);
}

/** KPI figures, month by month. Resolves true when they were imported. */
export function importFigures(texts) {
  const template = { path: `/kpis/template.xlsx?language=${language()}`, name: "kpis.xlsx" };
  const summary = (seen) => [
    el("p", {}, say(texts, "people.kpi_summary", { rows: seen.rows, months: listed(seen.months) || "–" })),
    seen.rows > 0 && el("p", { class: "sqm-muted" }, say(texts, "people.kpi_hint")),
  ];
  return upload(texts, { title: say(texts, "people.import_kpis"), path: "/kpis/import", template, summary, empty: (seen) => seen.rows === 0 });
}
