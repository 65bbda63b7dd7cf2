// People: who is certified at which grade, what expires, who is missing what.

import "./_staff.css";
import { person as openPerson } from "./_person.js";
import { importFigures, importRoster } from "./_imports.js";
import { asked, screen } from "./_staff.js";
import { bar, choice, holds, legend, parts, searchField, table } from "./_table.js";
import { date, dialog, download, el, icon, language, listed, page, percent, reload, say, t } from "./kit.js";

const TILES = [["", ""], ["valid", "good"], ["expiring", "warn"], ["expired", "bad"], ["suspended", "bad"], ["revoked", "bad"], ["ready", ""], ["none", ""], ["no_rule", "quiet"]];
const ALWAYS = ["", "valid", "expiring", "expired", "none"];
const URGENCY = ["expired", "revoked", "suspended", "expiring", "none", "ready", "valid", "no_rule"];
const KINDS = { valid: "sqm-good", expiring: "sqm-warn", expired: "sqm-bad", suspended: "sqm-bad", revoked: "sqm-bad" };
const fresh = () => ({ typed: "", store: "", post: "", certificate: "", left: false, sort: "", down: false });

export default screen(fresh, (model, state, paint) => {
  const texts = model.get("texts");
  const data = model.get("data");
  const list = el("div", {});
  const taken = el("span", {}); // the export's face: it takes what the list shows
  const here = data.rows.filter((row) => state.left || row.status !== "left").sort((a, b) => urgency(a) - urgency(b));
  const refresh = () => {
    const rows = shown(here, state);
    taken.replaceChildren(say(texts, "people.export", { n: rows.length }));
    list.replaceChildren(people(model, here, rows, data, state, refresh));
  };
  refresh();
  const set = (key) => (value) => (Object.assign(state, { [key]: value, most: undefined }), refresh());
  const setStore = (store) => (Object.assign(state, { store, most: undefined }), paint());
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "people.title")), el("p", { class: "sqm-muted" }, say(texts, "people.as_of", { day: date(data.today) }))),
    tools(model, data, taken, () => shown(here, state)),
    tiles(texts, here.filter((row) => !state.store || row.store.id === state.store), state, paint),
    stores(texts, here, data, state, setStore),
    el(
      "div",
      { class: "sqm-tools", role: "search" },
      searchField(say(texts, "people.search"), state.typed, set("typed")),
      choice(say(texts, "people.column.store"), [["", say(texts, "staff.all")], ...data.stores.map((one) => [one.id, one.name])], state.store, setStore),
      choice(say(texts, "people.column.posts"), [["", say(texts, "staff.all")], ...data.posts.map((one) => [one.id, t(one.title)])], state.post, set("post")),
      el("label", { class: "sqm-check" }, el("input", { type: "checkbox", checked: state.left, dataset: { focus: "left" }, onchange: (event) => ((state.left = event.target.checked), paint()) }), say(texts, "people.show_left")),
    ),
    list,
  ];
});

/** Who needs something done comes first; who has left, last. */
function urgency(row) {
  return row.status === "left" ? URGENCY.length : URGENCY.indexOf(row.certificate.state);
}

function tools(model, data, taken, rows) {
  const texts = model.get("texts");
  const roles = page().person?.roles ?? [];
  const office = roles.includes("hr") || roles.includes("administrator");
  const labelled = (sign, label, onclick) => el("button", { type: "button", class: "sqm-button", onclick }, icon(sign), label);
  const button = (sign, key, onclick) => labelled(sign, say(texts, key), onclick);
  const take = () => asked(texts, download(`/people.xlsx?language=${language()}`, `people-${data.today}.xlsx`, "POST", { people: rows().map((row) => row.id) }));
  const after = async (done) => (await done) && reload(model);
  return el(
    "div",
    { class: "sqm-actions" },
    labelled("download", taken, take),
    office && button("upload", "people.import_roster", () => after(importRoster(texts))),
    roles.includes("hr") && button("upload", "people.import_kpis", () => after(importFigures(texts))),
    (office || roles.includes("manager")) && button("print", "people.slips", () => slips(texts, data)),
  );
}

async function slips(texts, data) {
  const sure = await dialog({
    title: say(texts, "people.slips"),
    body: el("p", {}, say(texts, "people.slips_hint")),
    actions: [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "people.slips_make"), value: true, kind: "primary" }],
  });
  if (sure) await asked(texts, download("/codes.pdf", `login-codes-${data.today}.pdf`, "POST"), say(texts, "people.slips_wait"));
}

function tiles(texts, rows, state, paint) {
  const choose = (key) => () => (Object.assign(state, { certificate: state.certificate === key ? "" : key, most: undefined }), paint());
  const count = (key) => rows.filter((row) => !key || row.certificate.state === key).length;
  const shown = TILES.filter(([key]) => ALWAYS.includes(key) || count(key) || state.certificate === key);
  return el(
    "div",
    { class: "sqm-tiles", role: "group", "aria-label": say(texts, "people.column.state") },
    shown.map(([key, kind]) =>
      el("button", { type: "button", class: ["sqm-tile", kind], "aria-pressed": String(state.certificate === key), dataset: { focus: `tile-${key}` }, onclick: choose(key) }, el("strong", {}, String(count(key))), el("span", {}, say(texts, key ? `people.state.${key}` : "people.everybody"))),
    ),
  );
}

/** Share certified, store by store: the picture managers look at first. A store's name filters the list. */
function stores(texts, rows, data, state, setStore) {
  const lines = data.stores.map((store) => {
    const asked = rows.filter((row) => row.store.id === store.id && row.certificate.state !== "no_rule" && row.status !== "left");
    const count = (key) => asked.filter((row) => row.certificate.state === key).length;
    return { store, asked: asked.length, valid: count("valid"), expiring: count("expiring") };
  });
  const shown = lines.filter((line) => line.asked > 0);
  if (!shown.length) return null;
  const name = (store) => el("button", { type: "button", class: "sqm-link", "aria-pressed": String(state.store === store.id), dataset: { focus: `store-${store.id}` }, onclick: () => setStore(state.store === store.id ? "" : store.id) }, store.name);
  const line = ({ store, asked, valid, expiring }) => {
    const held = valid + expiring;
    const shares = [[valid / asked, "good"], [expiring / asked, "warn"]];
    return el("div", { class: ["sqm-store-line", state.store === store.id && "sqm-here"] }, name(store), parts(shares, say(texts, "people.held_of", { held, asked, share: percent(held / asked) })));
  };
  const keys = [["good", say(texts, "people.state.valid")], ["warn", say(texts, "people.state.expiring")], ["rest", say(texts, "people.not_held")]];
  return el("section", { class: "sqm-card" }, el("div", { class: "sqm-title-row" }, el("h2", {}, say(texts, "people.by_store")), legend(keys)), el("div", { class: "sqm-store-lines" }, shown.map(line)), el("p", { class: "sqm-muted" }, el("small", {}, say(texts, "people.by_store_hint"))));
}

/** Of these rows those that the filters and the search let through. */
function shown(rows, state) {
  return rows.filter(
    (row) =>
      (!state.store || row.store.id === state.store) &&
      (!state.post || row.posts.includes(state.post)) &&
      (!state.certificate || row.certificate.state === state.certificate) &&
      (!state.typed || holds(state.typed, row.name, row.pinyin, row.employee_no)),
  );
}

function people(model, all, rows, data, state, repaint) {
  const texts = model.get("texts");
  const titles = Object.fromEntries(data.posts.map((post) => [post.id, t(post.title)]));
  const open = (row) => openPerson(texts, row, titles);
  const asked = (row) => row.certificate.state !== "no_rule";
  const columns = [
    { key: "name", title: say(texts, "people.column.name"), by: (row) => row.name, cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => open(row) }, row.name), el("small", {}, row.employee_no, row.status !== "active" && ` · ${say(texts, `people.status.${row.status}`)}`)] },
    { key: "posts", title: say(texts, "people.column.posts"), by: (row) => titles[row.posts[0]], cell: (row) => listed(row.posts.map((post) => titles[post] ?? post)) },
    { key: "store", title: say(texts, "people.column.store"), by: (row) => row.store.name, cell: (row) => el("span", {}, row.store.name, row.team && el("small", {}, row.team)) },
    { key: "state", title: say(texts, "people.column.state"), by: urgency, top: true, cell: (row) => certificate(texts, row) },
    { key: "until", title: say(texts, "people.column.until"), by: (row) => row.certificate.until, cell: (row) => row.certificate.until && el("span", { class: "sqm-nowrap" }, date(row.certificate.until)) },
    { key: "missing", title: say(texts, "people.column.missing"), by: (row) => (asked(row) ? row.missing.length : null), cell: (row) => asked(row) && missing(texts, row) },
    { key: "progress", title: say(texts, "people.column.progress"), by: (row) => (asked(row) ? row.progress : null), cell: (row) => asked(row) && bar(row.progress, percent(row.progress), "good") },
  ];
  const caption = say(texts, "people.shown", { n: rows.length, of: all.length });
  return el("div", {}, el("p", { class: "sqm-muted", role: "status" }, caption), table({ texts, columns, rows, state, repaint, caption, open, empty: say(texts, "people.empty") }));
}

function certificate(texts, row) {
  if (row.certificate.state === "no_rule") return el("span", { class: "sqm-muted" }, say(texts, "people.state.no_rule"));
  const grade = ["valid", "expiring"].includes(row.certificate.state) && row.grade ? `${row.grade} ` : "";
  return el("span", { class: ["sqm-chip", KINDS[row.certificate.state]] }, grade, say(texts, `people.state.${row.certificate.state}`));
}

/** What is missing in a word each; the person's sheet tells the whole. */
function missing(texts, row) {
  if (!row.missing.length) return say(texts, "people.nothing_missing");
  const counts = grouped(row.missing);
  return el("span", {}, [...counts].map(([kind, ones]) => el("span", { class: "sqm-chip", title: listed(ones.map((one) => t(one.title))) }, say(texts, `staff.kind.${kind}`), ones.length > 1 && ` ×${ones.length}`)));
}

function grouped(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.kind, [...(found.get(row.kind) ?? []), row]);
  return found;
}
