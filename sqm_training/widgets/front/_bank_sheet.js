// One item in full: on the phone, with its key; its history; what may be done with it.

import { fresh as phoneState, phone, spoken } from "./_bank_phone.js";
import { look } from "./_bank_form.js";
import { asked, pieces } from "./_staff.js";
import { place } from "./_told.js";
import { call, dateTime, dialog, el, icon, language, number, pageHref, percent, say, t, toast } from "./kit.js";

export const SIGNS = { draft: "", in_review: "sqm-warn", pilot: "sqm-warn", live: "sqm-good", retired: "sqm-bad" };
const DEEDS = [
  ["submit", "send", "primary"], ["approve", "check", "primary"], ["pilot", "target", ""], ["reject", "left", ""],
  ["retire", "minus", "danger"], ["restore", "refresh", ""],
];
const MOST_CHANGES = 12;

export const chip = (texts, status) => el("span", { class: ["sqm-chip", SIGNS[status]] }, say(texts, `bank.status.${status}`));

/** An item's sheet as the page; `act` has what leads elsewhere: leave, edit(document), done. */
export function drawSheet(model, state, paint, act) {
  const texts = model.get("texts");
  const { sheet } = state;
  const { document } = sheet;
  state.viewing ??= { document, id: sheet.id, show: phoneState(), seen: null, sources: {} };
  const holder = el("div", {});
  const redraw = () => holder.replaceChildren(phone(texts, { seen: state.viewing.seen, show: state.viewing.show, document, again, redraw }));
  const again = () => look(state.viewing, texts, redraw);
  if (!state.viewing.seen) again();
  redraw();
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, sheet.id, " ", chip(texts, sheet.status)), el("button", { type: "button", class: "sqm-button", dataset: { focus: "back" }, onclick: () => act.leave(null) }, icon("left"), say(texts, "bank.to_list"))),
    buttons(model, sheet, act),
    standing(texts, sheet),
    el("div", { class: "sqm-form-two sqm-sheet-two" }, el("div", { class: "sqm-form-body" }, facts(model, sheet), open(texts, sheet), reports(texts, sheet), worth(texts, sheet), both(texts, document), history(texts, sheet, act)), el("aside", { class: "sqm-form-aside" }, holder)),
  ];
}

function buttons(model, sheet, act) {
  const texts = model.get("texts");
  const offered = DEEDS.filter(([deed]) => sheet.may[deed] && !(deed === "pilot" && sheet.document.use !== "exam"));
  const faulty = sheet.faults.length > 0;
  const one = ([deed, sign, kind]) => {
    const own = sheet.may[deed].own;
    return el("button", { type: "button", class: ["sqm-button", kind], disabled: own || (deed === "submit" && faulty), title: own ? say(texts, "bank.own_hint") : null, onclick: () => handOn(model, sheet, deed, act) }, icon(sign), say(texts, `bank.do.${deed}`));
  };
  const blocked = offered.some(([deed]) => sheet.may[deed].own);
  return [
    el("div", { class: "sqm-actions" }, sheet.may.save && sheet.document?.kind !== "code" && el("button", { type: "button", class: "sqm-button", dataset: { focus: "edit" }, onclick: () => act.edit() }, icon("pencil"), say(texts, "bank.edit")), offered.map(one)),
    blocked && el("p", { class: "sqm-note" }, icon("users"), say(texts, "bank.own_hint")),
  ];
}

/** What exams and practice use, where that is not what is being written. */
function standing(texts, sheet) {
  const { stands, at } = sheet;
  const other = stands && (stands.version !== at.version || stands.save !== at.save);
  if (other) return el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, `bank.other_stands.${stands.status}`, { version: stands.version, now: at.version })));
  const sent = sheet.status === "draft" && lastEvent(sheet);
  return sent?.kind === "reject" ? el("p", { class: "sqm-note sqm-warn" }, icon("warning"), el("span", {}, say(texts, "bank.sent_back", { by: sent.by, reason: sent.reason }))) : null;
}

const lastEvent = (sheet) => sheet.history.find((one) => one.version === sheet.at.version)?.events.filter((event) => event.save === sheet.at.save).at(-1);

function facts(model, sheet) {
  const texts = model.get("texts");
  const { document } = sheet;
  const { competencies } = model.get("data").choices;
  const about = competencies.find((one) => one.id === document.competency);
  const pairs = [
    ["kind", say(texts, `bank.kind.${document.kind}`)],
    ["use", document.use && say(texts, `bank.use.${document.use}`)],
    ["competency", about ? `${about.id} ${t(about.title)}` : document.competency],
    ["difficulty", document.difficulty && say(texts, `bank.difficulty.${document.difficulty}`)],
    ["version", say(texts, `bank.from.${sheet.origin}`, { version: sheet.at.version })],
    ["author", sheet.author],
    ["gap", sheet.gap && say(texts, `bank.gap.${sheet.gap}`)],
    ["source", document.source && t(spoken(document.source, language()))],
    ["lesson", document.lesson],
  ].filter(([, words]) => words);
  return el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "bank.about")), el("dl", { class: "sqm-facts" }, pairs.map(([key, words]) => [el("dt", {}, say(texts, `bank.field.${key}`)), el("dd", {}, words)])));
}

/** What keeps a draft from being submitted. */
function open(texts, sheet) {
  if (!sheet.faults.length || !["draft", "in_review"].includes(sheet.status)) return null;
  const one = (fault) => el("li", { class: "sqm-bad" }, icon("cross"), el("span", { class: "sqm-fault-words" }, say(texts, "bank.at", { place: place(texts, fault.column), what: say(texts, fault.code, fault.params) })));
  return el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "bank.missing", { n: sheet.faults.length })), el("ul", { class: "sqm-faults" }, sheet.faults.map(one)));
}

/** What people who met the item said of it. */
function reports(texts, sheet) {
  if (!sheet.reports.length) return null;
  const one = (said) => el("li", {}, el("p", {}, said.text), pieces([say(texts, `bank.reported_in.${said.met}`), say(texts, "bank.version", { version: said.version }), dateTime(said.at)]));
  return el("section", { class: "sqm-card" }, el("h2", {}, icon("flag"), " ", say(texts, "bank.reports_title", { n: sheet.reports.length })), el("ul", { class: "sqm-entries sqm-said" }, sheet.reports.map(one)));
}

/** What papers have shown of it, version by version. */
function worth(texts, sheet) {
  if (!sheet.worth.length) return null;
  const figure = (one, share) => (one.value === null ? say(texts, "bank.few", { n: one.n }) : share ? percent(one.value) : number(one.value, 2));
  const line = (one) =>
    el("tr", {}, el("th", { scope: "row" }, el("a", { href: pageHref(`insight?paper=${one.paper}`) }, t(one.title)), el("small", {}, say(texts, "bank.version", { version: one.version }))), el("td", {}, String(one.n)), el("td", {}, figure(one.facility, true)), el("td", {}, figure(one.discrimination, false)), el("td", {}, one.flags.map((flag) => el("span", { class: "sqm-chip sqm-warn" }, say(texts, `insight.flag.${flag}`)))));
  const heads = ["paper", "n", "facility", "discrimination", "flags"].map((key) => el("th", { scope: "col" }, say(texts, `insight.column.${key}`)));
  return el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "bank.worth_title")), el("div", { class: "sqm-scroll", tabindex: "0", role: "region", "aria-label": say(texts, "bank.worth_title") }, el("table", { class: "sqm-table" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, sheet.worth.map(line)))));
}

/** Every word of the item in both languages side by side. */
function both(texts, document) {
  const line = ([where, text]) => el("tr", {}, el("th", { scope: "row" }, place(texts, where)), el("td", {}, text.zh ?? ""), el("td", {}, text.en ?? ""));
  const heads = ["bank.place", "bank.language.zh", "bank.language.en"].map((key) => el("th", { scope: "col" }, say(texts, key)));
  return el("section", { class: "sqm-card" }, el("details", {}, el("summary", { class: "sqm-both-title" }, el("h2", {}, say(texts, "bank.both"))), el("table", { class: "sqm-both" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, words(document).map(line)))));
}

/** Texts with their places. */
function words(part, where = "") {
  if (!part || typeof part !== "object") return [];
  const names = Object.keys(part);
  if (names.length && names.every((name) => name === "zh" || name === "en")) return [[where, part]];
  return names.flatMap((name) => words(part[name], where ? `${where}.${name}` : name));
}

// ---------------------------------------------------------------- handing on

async function handOn(model, sheet, deed, act) {
  const texts = model.get("texts");
  const { own: _, ...at } = sheet.may[deed];
  const second = ["approve", "pilot", "reject", "restore"].includes(deed);
  const reason = deed === "submit" ? "" : await why(texts, deed);
  if (reason === null) return;
  const path = `/items/${sheet.id}/${second ? "decisions" : "deeds"}`;
  const done = await asked(texts, call("POST", path, { do: deed, version: at.version, save: at.save, reason }));
  if (done !== undefined) toast(say(texts, `bank.done.${deed}`), "good");
  act.done();
}

/** Why: needed when something is sent back. Null is a second thought. */
async function why(texts, deed) {
  const needed = deed === "reject";
  const missing = el("p", { class: "sqm-bad", role: "alert" });
  const field = el("textarea", { rows: "3", maxlength: "1000", "aria-required": String(needed), oninput: () => (missing.textContent = "") });
  const check = () => {
    const said = !needed || Boolean(field.value.trim());
    missing.textContent = said ? "" : say(texts, "bank.reason_missing");
    if (!said) field.focus();
    return said;
  };
  const body = [el("p", {}, say(texts, `bank.ask_why.${deed}`)), el("label", { class: "sqm-field" }, el("span", {}, say(texts, needed ? "bank.reason" : "bank.reason_free")), field), missing];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, `bank.do.${deed}`), value: true, kind: deed === "retire" ? "danger" : "primary", check }];
  return (await dialog({ title: say(texts, `bank.do.${deed}`), body, actions })) ? field.value.trim() : null;
}

// ---------------------------------------------------------------- history

function history(texts, sheet, act) {
  return el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "bank.history")), sheet.history.map((one) => version(texts, sheet, one, act)));
}

function version(texts, sheet, one, act) {
  const told = [...one.saves.map((save) => ({ ...save, what: "save" })), ...one.events.map((event) => ({ ...event, what: event.kind }))].reverse().sort((a, b) => new Date(b.at) - new Date(a.at));
  const lines = told.map((line) => (line.what === "save" ? saved(texts, sheet, one, line, act) : event(texts, line)));
  return el(
    "div",
    { class: "sqm-version" },
    el("div", { class: "sqm-title-row" }, el("h3", {}, say(texts, "bank.version", { version: one.version })), one.status && chip(texts, one.status)),
    one.file && el("p", { class: "sqm-muted" }, say(texts, "bank.from_file")),
    lines.length > 0 && el("ul", { class: "sqm-entries" }, lines),
  );
}

function event(texts, line) {
  return el("li", {}, el("span", { class: "sqm-entry-head" }, el("strong", {}, say(texts, `bank.event.${line.kind}`))), pieces([line.by, dateTime(line.at)]), line.reason && el("p", {}, line.reason));
}

function saved(texts, sheet, version, save, act) {
  const now = version.version === sheet.at.version && save.save === sheet.at.save;
  const back = sheet.may.save && !now && el("button", { type: "button", class: "sqm-button quiet", onclick: () => act.edit(save.document) }, icon("refresh"), say(texts, "bank.take_up"));
  const found = save.changes ?? [];
  const words = save.changes === null ? say(texts, "bank.event.begun") : say(texts, "bank.event.save");
  return el(
    "li",
    {},
    el("span", { class: "sqm-entry-head" }, el("strong", {}, words), back),
    pieces([save.by, dateTime(save.at)]),
    save.note && el("p", {}, save.note),
    found.length > 0 && el("details", { class: "sqm-changes" }, el("summary", {}, say(texts, "bank.changes", { n: found.length })), el("ul", {}, found.slice(0, MOST_CHANGES).map((one) => changed(texts, one))), found.length > MOST_CHANGES && el("p", { class: "sqm-muted" }, say(texts, "bank.more_changes", { n: found.length - MOST_CHANGES }))),
  );
}

function changed(texts, one) {
  return el("li", { class: "sqm-change" }, el("span", { class: "sqm-muted" }, `${place(texts, one.place)} `), el("s", {}, value(texts, one.before)), el("span", { "aria-hidden": "true" }, " → "), el("strong", {}, value(texts, one.after)));
}

/** A value in a few words. */
function value(texts, part) {
  if (part === null || part === undefined) return "–";
  if (typeof part === "boolean") return say(texts, part ? "item.true" : "item.false");
  if (Array.isArray(part)) return part.map((inner) => value(texts, inner)).join(" · ");
  if (typeof part !== "object") return texts[`bank.kind.${part}`] ? say(texts, `bank.kind.${part}`) : texts[`bank.use.${part}`] ? say(texts, `bank.use.${part}`) : String(part);
  const shown = spoken(part, language());
  if (typeof shown === "string") return shown;
  return Object.entries(shown).filter(([name]) => name !== "id").map(([, inner]) => value(texts, inner)).join(" · ");
}
