// People: who is certified at which grade, what expires, who is missing what.

import "./_staff.css";
import { upload } from "./_upload.js";
import { bar, choice, holds, searchField, table } from "./_table.js";
import { person as openPerson } from "./_person.js";
import { call, date, dialog, download, el, icon, language, onLanguage, page, percent, reason, reload, say, t, toast } from "./kit.js";

const TILES = [["", ""], ["valid", "good"], ["expiring", "warn"], ["expired", "bad"], ["none", ""]];

export default {
  render({ model, el: place }) {
    const state = { typed: "", store: "", post: "", certificate: "", left: false, sort: "", down: false };
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
  const here = data.rows.filter((row) => state.left || row.status !== "left");
  const refresh = () => list.replaceChildren(people(model, here, data, state, refresh));
  refresh();
  const set = (key) => (value) => ((state[key] = value), refresh());
  return el(
    "div",
    {},
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "people.title")), el("p", { class: "sqm-muted" }, say(texts, "people.as_of", { day: date(data.today) }))),
    tools(model, data, texts),
    tiles(texts, here, state, paint),
    stores(texts, here, data),
    el(
      "div",
      { class: "sqm-tools" },
      searchField(say(texts, "people.search"), state.typed, set("typed")),
      choice(say(texts, "people.column.store"), [["", say(texts, "staff.all")], ...data.stores.map((one) => [one.id, one.name])], state.store, set("store")),
      choice(say(texts, "people.column.posts"), [["", say(texts, "staff.all")], ...data.posts.map((one) => [one.id, t(one.title)])], state.post, set("post")),
      el("label", { class: "sqm-check" }, el("input", { type: "checkbox", checked: state.left, onchange: (event) => ((state.left = event.target.checked), paint()) }), say(texts, "people.show_left")),
    ),
    list,
  );
}

function tools(model, data, texts) {
  const roles = page().person?.roles ?? [];
  const office = roles.includes("hr") || roles.includes("administrator");
  const today = new Date().toISOString().slice(0, 10);
  const button = (sign, key, onclick) => el("button", { type: "button", class: "sqm-button", onclick }, icon(sign), say(texts, key));
  return el(
    "div",
    { class: "sqm-actions" },
    button("download", "people.export", () => tried(texts, download(`/people.xlsx?language=${language()}`, `people-${today}.xlsx`))),
    office && button("upload", "people.import_roster", () => importRoster(model, texts)),
    roles.includes("hr") && button("upload", "people.import_kpis", () => importFigures(model, texts)),
    (office || roles.includes("manager")) && button("users", "people.slips", () => slips(texts)),
  );
}

async function tried(texts, promise) {
  try {
    return await promise;
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
    return null;
  }
}

async function importRoster(model, texts) {
  const summary = (seen) => [
    el("p", {}, say(texts, "people.roster_summary", { adds: seen.adds.length, changes: seen.changes.length, leaves: seen.leaves.length, same: seen.same })),
    seen.adds.length > 0 && named(texts, "people.adds", seen.adds),
    seen.changes.length > 0 && named(texts, "people.changes", seen.changes),
  ];
  const template = { path: `/roster/template.xlsx?language=${language()}`, name: "roster.xlsx" };
  if (await upload(texts, { title: say(texts, "people.import_roster"), path: "/people/import", template, summary })) reload(model);
}

function named(texts, key, rows) {
  const few = rows.slice(0, 8).map((row) => `${row.name}（${row.employee_no}）`).join("、");
  return el("p", {}, el("strong", {}, `${say(texts, key)}　`), few, rows.length > 8 && ` …`);
}

async function importFigures(model, texts) {
  const summary = (seen) => el("p", {}, say(texts, "people.kpi_summary", { rows: seen.rows, months: seen.months.join("、") }));
  if (await upload(texts, { title: say(texts, "people.import_kpis"), path: "/kpis/import", template: { path: `/kpis/template.xlsx?language=${language()}`, name: "kpis.xlsx" }, summary })) reload(model);
}

async function slips(texts) {
  const sure = await dialog({
    title: say(texts, "people.slips"),
    body: el("p", {}, say(texts, "people.slips_hint")),
    actions: [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "people.slips_make"), value: true, kind: "primary" }],
  });
  if (sure) await tried(texts, download("/codes.pdf", "login-codes.pdf", "POST"));
}

function tiles(texts, rows, state, paint) {
  const choose = (key) => () => ((state.certificate = state.certificate === key ? "" : key), paint());
  const count = (key) => rows.filter((row) => !key || row.certificate.state === key).length;
  return el(
    "div",
    { class: "sqm-tiles" },
    TILES.map(([key, kind]) =>
      el("button", { type: "button", class: ["sqm-tile", kind], "aria-pressed": String(state.certificate === key), onclick: choose(key) }, el("strong", {}, String(count(key))), el("span", {}, say(texts, key ? `people.state.${key}` : "people.everybody"))),
    ),
  );
}

/** Share certified, store by store: the picture managers look at first. */
function stores(texts, rows, data) {
  const lines = data.stores.map((store) => {
    const asked = rows.filter((row) => row.store.id === store.id && row.certificate.state !== "no_rule");
    const held = asked.filter((row) => ["valid", "expiring"].includes(row.certificate.state)).length;
    return { store, asked: asked.length, held };
  });
  const shown = lines.filter((line) => line.asked > 0);
  if (!shown.length) return null;
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "people.by_store")),
    shown.map(({ store, asked, held }) =>
      el("div", { class: "sqm-store-line" }, el("span", {}, store.name), bar(held / asked, say(texts, "people.held_of", { held, asked, share: percent(held / asked) }))),
    ),
  );
}

function people(model, rows, data, state, repaint) {
  const texts = model.get("texts");
  const titles = Object.fromEntries(data.posts.map((post) => [post.id, t(post.title)]));
  const shown = rows.filter(
    (row) =>
      (!state.store || row.store.id === state.store) &&
      (!state.post || row.posts.includes(state.post)) &&
      (!state.certificate || row.certificate.state === state.certificate) &&
      (!state.typed || holds(state.typed, row.name, row.pinyin, row.employee_no)),
  );
  const open = (row) => openPerson(model, texts, row, data);
  const columns = [
    { key: "name", title: say(texts, "people.column.name"), by: (row) => row.name, cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => open(row) }, row.name), el("small", {}, row.employee_no)] },
    { key: "posts", title: say(texts, "people.column.posts"), by: (row) => titles[row.posts[0]], cell: (row) => row.posts.map((post) => titles[post] ?? post).join("、") },
    { key: "store", title: say(texts, "people.column.store"), by: (row) => row.store.name, cell: (row) => [row.store.name, row.team && el("small", {}, row.team)] },
    { key: "state", title: say(texts, "people.column.state"), by: (row) => row.certificate.state, cell: (row) => certificate(texts, row) },
    { key: "until", title: say(texts, "people.column.until"), by: (row) => row.certificate.until, cell: (row) => (row.certificate.until ? date(row.certificate.until) : "–") },
    { key: "missing", title: say(texts, "people.column.missing"), by: (row) => row.missing.length, cell: (row) => missing(texts, row) },
    { key: "progress", title: say(texts, "people.column.progress"), by: (row) => row.progress, cell: (row) => (row.certificate.state === "no_rule" ? "–" : bar(row.progress, percent(row.progress))) },
  ];
  const caption = say(texts, "people.shown", { n: shown.length, of: rows.length });
  return el("div", {}, el("p", { class: "sqm-muted", role: "status" }, caption), table({ texts, columns, rows: shown, state, repaint, caption, empty: say(texts, "people.empty") }));
}

export function certificate(texts, row) {
  const kinds = { valid: "sqm-good", expiring: "sqm-warn", expired: "sqm-bad", suspended: "sqm-bad", revoked: "sqm-bad" };
  const grade = ["valid", "expiring"].includes(row.certificate.state) && row.grade ? `${row.grade} ` : "";
  return el("span", { class: ["sqm-chip", kinds[row.certificate.state]] }, grade, say(texts, `people.state.${row.certificate.state}`));
}

function missing(texts, row) {
  if (!row.missing.length) return row.certificate.state === "no_rule" ? "–" : say(texts, "people.nothing_missing");
  return row.missing.map((one) => el("span", { class: "sqm-chip" }, t(one.title)));
}
