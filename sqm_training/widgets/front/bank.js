// The question bank: found, written, looked at, let through.

import "./_staff.css";
import "./_item.css";
import "./_bank.css";
import { begin, chooseKind, drawForm } from "./_bank_form.js";
import { chip, drawSheet } from "./_bank_sheet.js";
import { exportItems, importQuestions } from "./_bank_import.js";
import { spoken } from "./_bank_phone.js";
import { asked, pieces, screen } from "./_staff.js";
import { choice, frameHeight, searchField, table } from "./_table.js";
import { mayLeave, unsaved } from "./_unsaved.js";
import { call, confirm, date, dialog, el, icon, language, number, page, percent, reason, say, t, toast } from "./kit.js";

const PAUSE = 300; // milliseconds without a stroke before the list is asked for
const STATUSES = ["draft", "in_review", "pilot", "live", "retired"];
const TONES = { draft: "quiet", in_review: "warn", pilot: "warn", live: "good", retired: "bad" };
const NOTHING = { search: "", competency: "", kind: "", status: "", use: "", difficulty: "", gap: "", origin: "", doubt: "" };
const fresh = () => ({ look: { ...NOTHING, sort: "", down: false, page: 1 }, list: null, chosen: new Set(), sheet: null, form: null, more: false, turn: 0 });

let here = null; // the drawn page, for the browser's way back

export default screen(fresh, (model, state, paint) => {
  const leave = (id) => go(model, state, paint, id);
  here = { model, state, paint };
  document.documentElement.style.setProperty("--sqm-stick", `${frameHeight()}px`);
  state.list ??= model.get("data").list;
  if (state.form) return drawForm(model, state, paint, async (id) => (await mayLeave(model.get("texts"), state.form)) && leave(id));
  if (state.sheet) return drawSheet(model, state, paint, { leave, edit: (document) => edit(model, state, paint, document), done: () => open(model, state, paint, state.sheet.id) });
  if (!state.begun) arrive(model, state, paint);
  return drawList(model, state, paint);
});

// ---------------------------------------------------------------- where one is

const named = () => /^#item=([a-z0-9-]+)$/.exec(location.hash)?.[1] ?? null;

/** The page may be opened on an item: bank#item=i-0001. */
function arrive(model, state, paint) {
  state.begun = true;
  if (named()) open(model, state, paint, named());
}

async function go(model, state, paint, id) {
  state.turn += 1; // an answer that comes later leads nowhere
  Object.assign(state, { form: null, viewing: null });
  if (id) return open(model, state, paint, id);
  Object.assign(state, { sheet: null });
  if (location.hash) history.pushState(null, "", location.pathname + location.search);
  await refresh(model, state, paint);
  window.scrollTo(0, state.scrolled ?? 0);
}

async function open(model, state, paint, id) {
  const turn = ++state.turn;
  const sheet = await asked(model.get("texts"), call("GET", `/items/${id}`));
  if (!sheet || turn !== state.turn) return;
  if (!state.sheet) state.scrolled = window.scrollY;
  Object.assign(state, { sheet, form: null, viewing: null });
  if (named() !== id) history.pushState(null, "", `#item=${id}`);
  paint();
  window.scrollTo(0, 0);
}

/** The browser's way back and forth. */
addEventListener("popstate", async () => {
  if (!here?.paint) return;
  const { model, state, paint } = here;
  if (unsaved(state.form) && !(await mayLeave(model.get("texts"), state.form))) {
    history.pushState(null, "", state.form.id ? `#item=${state.form.id}` : "#new");
    return;
  }
  Object.assign(state, { form: null, sheet: null });
  if (named()) await open(model, state, paint, named());
  else await refresh(model, state, paint);
});

addEventListener("beforeunload", (event) => {
  if (unsaved(here?.state.form) && !page().leaving) event.preventDefault();
});

function edit(model, state, paint, document) {
  state.form = begin(state.sheet);
  if (document) Object.assign(state.form, { document: JSON.parse(JSON.stringify(document)), seen: null });
  paint();
  window.scrollTo(0, 0);
}

async function write(model, state, paint) {
  const kind = await chooseKind(model.get("texts"), model.get("data").choices.kinds.filter((one) => one !== "code")); // written as notebooks
  if (!kind) return;
  Object.assign(state, { sheet: null, form: begin(null, kind), scrolled: window.scrollY });
  history.pushState(null, "", "#new");
  paint();
  window.scrollTo(0, 0);
}

// ---------------------------------------------------------------- the list

let asking = 0;

async function refresh(model, state, paint) {
  const turn = ++asking;
  try {
    const list = await call("GET", `/bank?${query(state.look)}`);
    if (turn !== asking) return;
    state.list = list;
  } catch (refusal) {
    toast(reason(model.get("texts"), refusal), "bad");
  }
  paint();
}

const query = (look) => new URLSearchParams(Object.entries(look).filter(([, value]) => value !== "" && value !== false)).toString();

function drawList(model, state, paint) {
  const texts = model.get("texts");
  const { list, look } = state;
  const again = (change) => {
    Object.assign(look, { page: 1 }, change);
    return refresh(model, state, paint);
  };
  let timer = 0;
  const typed = (search) => {
    look.search = search;
    clearTimeout(timer);
    timer = setTimeout(() => again({}), PAUSE);
  };
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "bank.title")), el("p", { class: "sqm-muted" }, say(texts, "bank.of", { n: number(list.of) }))),
    actions(model, state, paint),
    tiles(texts, state, again),
    el("div", { class: "sqm-tools", role: "search" }, searchField(say(texts, "bank.search"), look.search, typed), filters(model, state, again)),
    el("p", { class: "sqm-muted", role: "status" }, say(texts, "bank.found", { n: number(list.found) })),
    chosen(model, state, paint),
    rows(model, state, paint, again),
    pager(texts, state, again),
  ];
}

function actions(model, state, paint) {
  const texts = model.get("texts");
  if (!state.list.verbs.includes("author")) return null;
  const { choices } = model.get("data");
  const take = async () => (await importQuestions(texts, choices)) && (Object.assign(state.look, NOTHING, { status: "draft", page: 1, sort: "" }), refresh(model, state, paint));
  return el(
    "div",
    { class: "sqm-actions" },
    el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "new" }, onclick: () => write(model, state, paint) }, icon("plus"), say(texts, "bank.new")),
    el("button", { type: "button", class: "sqm-button", onclick: take }, icon("upload"), say(texts, "bank.import")),
    el("button", { type: "button", class: "sqm-button", disabled: !state.list.found, onclick: () => exportItems(texts, query(state.look), state.list.found) }, icon("download"), say(texts, "bank.export")),
  );
}

function tiles(texts, state, again) {
  const { counts } = state.list;
  const choose = (status) => () => again({ status: state.look.status === status ? "" : status });
  const tile = (status) => el("button", { type: "button", class: ["sqm-tile", TONES[status]], "aria-pressed": String(state.look.status === status), dataset: { focus: `tile-${status}` }, onclick: choose(status) }, el("strong", {}, number(counts[status || "all"])), el("span", {}, say(texts, status ? `bank.status.${status}` : "staff.all")));
  return el("div", { class: "sqm-tiles", role: "group", "aria-label": say(texts, "bank.column.status") }, ["", ...STATUSES].map(tile));
}

function filters(model, state, again) {
  const texts = model.get("texts");
  const { look } = state;
  const { choices } = model.get("data");
  const all = ["", say(texts, "staff.all")];
  const set = (key) => (value) => again({ [key]: value });
  const words = (key, values) => [all, ...values.map((value) => [value, say(texts, `bank.${key}.${value}`)])];
  const asked_for = ["kind", "use", "difficulty", "gap", "origin", "doubt"].filter((key) => look[key]).length;
  return [
    about(texts, choices, look.competency, set("competency")),
    el(
      "details",
      { class: "sqm-more-filters", open: state.more || asked_for > 0, ontoggle: (event) => (state.more = event.target.open) },
      el("summary", { class: "sqm-button" }, icon("list"), say(texts, "bank.more_filters")),
      el(
        "div",
        { class: "sqm-tools" },
        choice(say(texts, "bank.field.kind"), words("kind", choices.kinds), look.kind, set("kind")),
        choice(say(texts, "bank.field.use"), words("use", ["exam", "practice"]), look.use, set("use")),
        choice(say(texts, "bank.field.difficulty"), words("difficulty", ["1", "2", "3"]), look.difficulty, set("difficulty")),
        choice(say(texts, "bank.field.gap"), [all, ["any", say(texts, "bank.gap.any")], ["zh", say(texts, "bank.gap.zh")], ["en", say(texts, "bank.gap.en")]], look.gap, set("gap")),
        choice(say(texts, "bank.field.origin"), words("origin", ["own", "changed", "file"]), look.origin, set("origin")),
        choice(say(texts, "bank.doubt"), words("doubt", ["reports", ...(state.list.measured ? ["flags"] : [])]), look.doubt, set("doubt")),
      ),
    ),
  ];
}

/** Competencies by group; a whole group can be chosen too. */
function about(texts, choices, value, set) {
  const groups = new Map();
  for (const one of choices.competencies) {
    const group = one.id.split("-")[0];
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const section = (group, ones) => (language() === "zh" ? `${group} ${ones[0].section}` : group);
  const label = say(texts, "bank.field.competency");
  return el(
    "label",
    { class: "sqm-field" },
    el("span", {}, label),
    el(
      "select",
      { value, dataset: { focus: label }, onchange: (event) => set(event.target.value) },
      el("option", { value: "" }, say(texts, "staff.all")),
      el("option", { value: "none" }, say(texts, "bank.without_competency")),
      [...groups].map(([group, ones]) => el("optgroup", { label: section(group, ones) }, el("option", { value: group }, say(texts, "bank.whole_group", { group })), ones.map((one) => el("option", { value: one.id }, `${one.id} ${t(one.title)}${one.items ? ` (${one.items})` : ""}`)))),
    ),
  );
}

function rows(model, state, paint, again) {
  const texts = model.get("texts");
  const { list, look, chosen: picked } = state;
  const author = list.verbs.includes("author");
  const show = (row) => open(model, state, paint, row.id);
  const mark = (row) => (event) => {
    if (event.target.checked) picked.add(row.id);
    else picked.delete(row.id);
    paint();
  };
  const box = (row) => author && el("input", { type: "checkbox", checked: picked.has(row.id), "aria-label": say(texts, "bank.pick", { item: row.id }), dataset: { focus: `pick-${row.id}` }, onchange: mark(row) });
  const words = (row) => t(spoken(row.prompt, language())) || say(texts, "bank.no_prompt");
  const standing = (row) => [chip(texts, row.status), row.reports > 0 && el("span", { class: "sqm-chip sqm-warn" }, icon("flag"), say(texts, "bank.reports_n", { n: row.reports })), row.stands && el("small", {}, say(texts, `bank.stands.${row.stands.status}`, { version: row.stands.version }))];
  const sorted = () => 0; // the service has put them in order
  const columns = [
    { key: "id", title: say(texts, "bank.column.item"), by: sorted, cell: (row) => el("div", { class: "sqm-item-cell" }, box(row), el("button", { type: "button", class: "sqm-link", onclick: () => show(row) }, row.id)) },
    { key: "prompt", title: say(texts, "bank.column.prompt"), cell: (row) => el("span", { class: "sqm-prompt-cell" }, words(row)) },
    { key: "kind", title: say(texts, "bank.column.kind"), by: sorted, cell: (row) => el("span", {}, say(texts, `bank.kind.${row.kind}`), row.use && el("small", {}, say(texts, `bank.use.${row.use}`))) },
    { key: "competency", title: say(texts, "bank.column.competency"), by: sorted, cell: (row) => row.competency && el("span", { class: "sqm-nowrap", title: title(model, row.competency) }, row.competency) },
    { key: "difficulty", title: say(texts, "bank.column.difficulty"), by: sorted, cell: (row) => row.difficulty && say(texts, `bank.difficulty.${row.difficulty}`) },
    { key: "status", title: say(texts, "bank.column.status"), by: sorted, top: true, cell: standing },
    { key: "gap", title: say(texts, "bank.column.gap"), cell: (row) => row.gap && el("span", { class: "sqm-chip sqm-warn" }, say(texts, `bank.gap.${row.gap}`)) },
    list.measured && { key: "worth", title: say(texts, "bank.column.worth"), by: sorted, cell: (row) => row.worth && worth(texts, row.worth) },
    { key: "at", title: say(texts, "bank.column.at"), by: sorted, cell: (row) => (row.at ? pieces([date(row.at), row.by]) : el("small", {}, say(texts, "bank.origin.file"))) },
  ].filter(Boolean);
  const sort = { sort: look.sort, down: look.down };
  const repaint = () => again({ sort: sort.sort, down: Boolean(sort.down) });
  return table({ texts, columns, rows: list.rows, state: sort, repaint, open: show, caption: say(texts, "bank.title"), empty: say(texts, list.of ? "bank.none_found" : "bank.empty") });
}

/** How candidates fared, in a line; too few are only counted. */
function worth(texts, found) {
  const share = found.facility === null ? "–" : percent(found.facility);
  return el("span", {}, found.enough ? share : say(texts, "bank.few", { n: found.n }), found.flags.map((flag) => el("small", { class: "sqm-warn" }, say(texts, `insight.flag.${flag}`))));
}

const title = (model, id) => t(model.get("data").choices.competencies.find((one) => one.id === id)?.title);

function pager(texts, state, again) {
  const { page: now, at_once: most, found } = state.list;
  const last = Math.max(1, Math.ceil(found / most));
  if (last === 1) return null;
  const turn = (to) => async () => {
    await again({ page: to });
    document.querySelector(".sqm-table-frame")?.scrollIntoView({ block: "start" });
  };
  const button = (sign, key, to, off) => el("button", { type: "button", class: "sqm-button", disabled: off, dataset: { focus: key }, onclick: turn(to) }, icon(sign), say(texts, key));
  const words = say(texts, "bank.page", { from: number((now - 1) * most + 1), to: number(Math.min(now * most, found)), of: number(found) });
  return el("nav", { class: "sqm-pager", "aria-label": say(texts, "bank.pages") }, button("left", "bank.before", now - 1, now === 1), el("span", {}, words), button("right", "bank.after", now + 1, now === last));
}

// ---------------------------------------------------------------- many at once

function chosen(model, state, paint) {
  const texts = model.get("texts");
  const { chosen: picked, list } = state;
  if (!picked.size) return null;
  const button = (key, sign, onclick) => el("button", { type: "button", class: "sqm-button", onclick }, icon(sign), say(texts, key));
  const drop = () => (picked.clear(), paint());
  const every = async () => {
    const ids = await asked(texts, call("GET", `/bank/ids?${query(state.look)}`));
    for (const id of ids ?? []) picked.add(id);
    paint();
  };
  return el(
    "div",
    { class: "sqm-chosen", role: "group", "aria-label": say(texts, "bank.chosen", { n: picked.size }) },
    el("strong", { role: "status" }, say(texts, "bank.chosen", { n: picked.size })),
    picked.size < list.found && button("bank.choose_all", "check", every),
    button("bank.do.submit", "send", () => many(model, state, paint, "submit")),
    button("bank.do.retire", "minus", () => many(model, state, paint, "retire")),
    button("bank.set_competency", "target", () => many(model, state, paint, "competency")),
    button("bank.choose_none", "cross", drop),
  );
}

async function many(model, state, paint, deed) {
  const texts = model.get("texts");
  const picked = [...state.chosen];
  const sure = deed === "competency" ? await which(model, picked.length) : await confirm({ title: say(texts, `bank.do.${deed}`), body: say(texts, `bank.many.${deed}`, { n: picked.length }), yes: say(texts, `bank.do.${deed}`), no: say(texts, "staff.cancel"), danger: deed === "retire" });
  if (!sure) return;
  const tally = await asked(texts, call("POST", "/bank/many", { items: picked, do: deed, competency: deed === "competency" ? sure : "" }));
  if (!tally) return;
  for (const id of tally.done) state.chosen.delete(id);
  if (tally.left.length) await told(texts, tally);
  else toast(say(texts, "bank.many_done", { n: tally.done.length }), "good");
  await refresh(model, state, paint);
}

async function which(model, n) {
  const texts = model.get("texts");
  let value = "";
  const missing = el("p", { class: "sqm-bad", role: "alert" });
  const options = [["", say(texts, "bank.choose")], ...model.get("data").choices.competencies.map((one) => [one.id, `${one.id} ${t(one.title)}`])];
  const check = () => {
    missing.textContent = value ? "" : say(texts, "bank.fault.missing");
    return Boolean(value);
  };
  const body = [el("p", {}, say(texts, "bank.many.competency", { n })), choice(say(texts, "bank.field.competency"), options, "", (chosen) => (value = chosen)), missing];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "bank.set_competency"), value: true, kind: "primary", check }];
  return (await dialog({ title: say(texts, "bank.set_competency"), body, actions })) ? value : null;
}

/** What could not be done, item by item. */
async function told(texts, tally) {
  const body = [
    el("p", {}, say(texts, "bank.many_partly", { done: tally.done.length, left: tally.left.length })),
    el("ul", { class: "sqm-faults" }, tally.left.map((one) => el("li", { class: "sqm-bad" }, icon("cross"), el("span", { class: "sqm-fault-words" }, el("strong", {}, `${one.item} `), reason(texts, one))))),
  ];
  await dialog({ title: say(texts, "bank.many_title"), body, actions: [{ label: say(texts, "staff.close"), value: null, kind: "primary" }], wide: true, close: say(texts, "staff.close") });
}
