// Assignments: give a course or a paper to people, a post or a store; see who has begun, finished, is late.

import "./_staff.css";
import { asked, screen } from "./_staff.js";
import { bar, choice, holds, legend, parts, searchField, table } from "./_table.js";
import { call, date, daysUntil, dialog, el, icon, number, percent, reload, say, t, toast } from "./kit.js";

const WEEKS = 2; // to do it in, unless one says otherwise
const FEW = 8; // people shown to choose from
const LISTS = { post: "posts", store: "stores", person: "people" };
const ORDER = ["not_begun", "begun", "finished"];

export default screen(() => ({ form: null, sort: "", down: false }), (model, state, paint) => {
  const texts = model.get("texts");
  const data = model.get("data");
  const open = () => ((state.form = fresh(data.choices)), paint());
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "assign.title")), !state.form && el("button", { type: "button", class: "sqm-button primary", onclick: open }, icon("plus"), say(texts, "assign.new"))),
    el("p", { class: "sqm-muted" }, say(texts, "assign.hint")),
    state.form && form(model, data.choices, state, paint),
    list(model, data.assignments, state, paint),
  ];
});

// ---------------------------------------------------------------- a new one

/** The first course, for the post it is written for, due in two weeks. */
function fresh(choices) {
  const kind = choices.courses.length ? "course" : "paper";
  const due = new Date(Date.parse(choices.today) + WEEKS * 7 * 86400000).toISOString().slice(0, 10);
  return aimed({ kind, target: (choices[`${kind}s`][0] ?? {}).id ?? "", to_kind: "post", to: "", due, note: "", typed: "" }, choices);
}

/** What is assigned names the posts it is for; the first of them one may reach is proposed. */
function aimed(made, choices) {
  const target = choices[`${made.kind}s`].find((one) => one.id === made.target);
  const known = choices.posts.map((post) => post.id);
  if (made.to_kind === "post") made.to = (target?.posts ?? []).find((post) => known.includes(post)) ?? known[0] ?? "";
  return made;
}

function reached(choices, made) {
  const within = { post: (one) => one.posts.includes(made.to), store: (one) => one.store === made.to, person: (one) => one.id === made.to };
  return choices.people.filter(within[made.to_kind]).length;
}

function form(model, choices, state, paint) {
  const texts = model.get("texts");
  const made = state.form;
  const targets = choices[`${made.kind}s`];
  const count = el("p", { class: "sqm-note", role: "status" });
  const refresh = () => count.replaceChildren(icon("users"), el("span", {}, made.to ? say(texts, "assign.reaches", { n: reached(choices, made) }) : say(texts, "assign.choose_person")));
  const setKind = (value) => (Object.assign(made, { kind: value, target: (choices[`${value}s`][0] ?? {}).id ?? "" }), aimed(made, choices), paint());
  const setTarget = (value) => ((made.target = value), aimed(made, choices), paint());
  const setToKind = (value) => {
    Object.assign(made, { to_kind: value, typed: "", to: value === "person" ? "" : ((choices[LISTS[value]][0] ?? {}).id ?? "") });
    aimed(made, choices);
    paint();
  };
  refresh();
  const whom = made.to_kind === "person" ? persons(texts, choices.people, made, refresh) : choice(say(texts, "assign.to_whom"), choices[LISTS[made.to_kind]].map((one) => [one.id, one.title ? t(one.title) : one.name]), made.to, (value) => ((made.to = value), refresh()));
  return el(
    "form",
    { class: "sqm-card", onsubmit: (event) => (event.preventDefault(), save(model, state, paint)) },
    el("h2", {}, say(texts, "assign.new")),
    el(
      "div",
      { class: "sqm-tools" },
      choice(say(texts, "assign.kind"), ["course", "paper"].filter((kind) => choices[`${kind}s`].length).map((kind) => [kind, say(texts, `staff.kind.${kind}`)]), made.kind, setKind),
      choice(say(texts, "assign.target"), targets.map((one) => [one.id, t(one.title)]), made.target, setTarget),
      choice(say(texts, "assign.to_kind"), ["post", "store", "person"].map((kind) => [kind, say(texts, `assign.to.${kind}`)]), made.to_kind, setToKind),
      whom,
      el("label", { class: "sqm-field" }, el("span", {}, say(texts, "assign.due")), el("input", { type: "date", required: true, min: choices.today, value: made.due, dataset: { focus: "due" }, oninput: (event) => (made.due = event.target.value) })),
    ),
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "assign.note")), el("input", { type: "text", maxlength: "500", autocomplete: "off", value: made.note, dataset: { focus: "note" }, oninput: (event) => (made.note = event.target.value) })),
    count,
    el("div", { class: "sqm-actions" }, el("button", { type: "submit", class: "sqm-button primary" }, icon("send"), say(texts, "assign.give")), el("button", { type: "button", class: "sqm-button", onclick: () => ((state.form = null), paint()) }, say(texts, "staff.cancel"))),
  );
}

/** One person out of many: typed, then chosen. */
function persons(texts, people, made, chosen) {
  const found = el("div", { class: "sqm-pick", role: "radiogroup", "aria-label": say(texts, "assign.to_whom") });
  const option = (one) => {
    const choose = () => ((made.to = one.id), chosen());
    return el("label", { class: "sqm-pick-one" }, el("input", { type: "radio", name: "assign-to", value: one.id, checked: made.to === one.id, onchange: choose }), el("span", {}, el("strong", {}, one.name), el("small", {}, `${one.employee_no} · ${one.store_name}`)));
  };
  const refresh = () => {
    const shown = people.filter((one) => !made.typed || holds(made.typed, one.name, one.pinyin, one.employee_no));
    if (!shown.some((one) => one.id === made.to)) made.to = "";
    const more = shown.length > FEW && el("p", { class: "sqm-muted" }, el("small", {}, say(texts, "assign.more_people", { n: number(shown.length - FEW) })));
    found.replaceChildren(...shown.slice(0, FEW).map(option), ...(more ? [more] : []));
    if (!shown.length) found.replaceChildren(el("p", { class: "sqm-muted" }, say(texts, "assign.nobody")));
    chosen();
  };
  refresh();
  return el("div", { class: "sqm-pick-frame" }, searchField(say(texts, "assign.search"), made.typed, (value) => ((made.typed = value), refresh())), found);
}

async function save(model, state, paint) {
  const texts = model.get("texts");
  const { typed, ...given } = state.form;
  if (!given.to) return toast(say(texts, "assign.choose_person"), "bad");
  if (!(await asked(texts, call("POST", "/assignments", given)))) return;
  toast(say(texts, "assign.given"), "good");
  state.form = null;
  reload(model);
  paint();
}

// ---------------------------------------------------------------- how far they are

/** Finished, begun and late of all, as a bar and in words. */
function progress(texts, counts) {
  const begun = counts.late ? 0 : counts.begun; // past the due day whoever has not finished is late
  const shares = [[counts.finished / counts.all, "good"], [counts.late / counts.all, "bad"], [begun / counts.all, "begun"]];
  const words = [say(texts, "assign.finished_of", { n: counts.finished, of: counts.all }), counts.late ? say(texts, "assign.late_n", { n: counts.late }) : counts.begun ? say(texts, "assign.begun_n", { n: counts.begun }) : ""];
  return parts(shares, words.filter(Boolean).join(" · "));
}

const keys = (texts) => legend([["good", say(texts, "assign.finished")], ["begun", say(texts, "assign.begun")], ["bad", say(texts, "assign.late")], ["rest", say(texts, "assign.state.not_begun")]]);

function due(texts, row) {
  const days = daysUntil(row.due);
  const open = row.counts.finished < row.counts.all;
  const words = !open ? "" : days < 0 ? say(texts, "assign.past", { n: -days }) : days === 0 ? say(texts, "assign.today") : days <= 7 ? say(texts, "assign.soon", { n: days }) : "";
  return el("span", {}, el("span", { class: "sqm-nowrap" }, date(row.due)), words && el("small", { class: days < 0 ? "sqm-bad" : "sqm-warn" }, words));
}

function list(model, rows, state, repaint) {
  const texts = model.get("texts");
  const show = (row) => open(model, row);
  const columns = [
    { key: "title", title: say(texts, "assign.target"), by: (row) => t(row.title), cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => show(row) }, t(row.title)), el("small", {}, say(texts, `staff.kind.${row.kind}`))] },
    { key: "to", title: say(texts, "assign.to_whom"), by: (row) => t(row.to.title), cell: (row) => t(row.to.title) },
    { key: "due", title: say(texts, "assign.due"), by: (row) => row.due, cell: (row) => due(texts, row) },
    { key: "finished", title: say(texts, "assign.progress"), by: (row) => row.counts.finished / row.counts.all, cell: (row) => progress(texts, row.counts) },
    { key: "by", title: say(texts, "assign.by"), by: (row) => row.by, cell: (row) => row.by },
  ];
  return el("div", {}, rows.length > 0 && keys(texts), table({ texts, columns, rows, state, repaint, open: show, caption: say(texts, "assign.title"), empty: say(texts, "assign.empty") }));
}

async function open(model, row) {
  const texts = model.get("texts");
  const sheet = await asked(texts, call("GET", `/assignments/${row.id}`));
  if (!sheet) return;
  const people = [...sheet.people].sort((a, b) => b.late - a.late || ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const facts = [["assign.to_whom", t(sheet.to.title)], ["assign.due", date(sheet.due)], ["assign.by", `${sheet.by} · ${date(sheet.at)}`]];
  const body = [
    el("dl", { class: "sqm-facts" }, facts.map(([key, words]) => [el("dt", {}, say(texts, key)), el("dd", {}, words)])),
    sheet.note && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, sheet.note)),
    progress(texts, sheet.counts),
    keys(texts),
    roll(texts, people),
  ];
  const actions = sheet.may_withdraw ? [{ label: say(texts, "assign.withdraw"), value: "withdraw", kind: "danger" }] : [];
  if ((await dialog({ title: t(sheet.title), body, actions, close: say(texts, "staff.close"), wide: true })) === "withdraw") await withdraw(model, sheet);
}

/** Person by person, who is late first. */
function roll(texts, people) {
  const list = el("ul", { class: "sqm-entries" });
  const line = (one) => {
    const sign = one.late ? "sqm-bad" : one.state === "finished" ? "sqm-good" : "";
    const words = one.late ? say(texts, "assign.late_state", { state: say(texts, `assign.state.${one.state}`) }) : say(texts, `assign.state.${one.state}`);
    return el("li", {}, el("span", { class: "sqm-entry-head" }, el("span", {}, el("strong", {}, one.name), " ", el("small", {}, `${one.employee_no} · ${one.store}`)), el("span", { class: ["sqm-chip", sign] }, words)), one.state === "begun" && bar(one.progress, percent(one.progress), one.late ? "bad" : "begun"));
  };
  const refresh = (typed) => list.replaceChildren(...people.filter((one) => !typed || holds(typed, one.name, one.employee_no)).map(line));
  refresh("");
  return [people.length > FEW && searchField(say(texts, "assign.find"), "", refresh), list];
}

async function withdraw(model, sheet) {
  const texts = model.get("texts");
  const missing = el("p", { class: "sqm-bad", role: "alert" });
  const field = el("input", { type: "text", maxlength: "500", autocomplete: "off", "aria-required": "true", oninput: () => (missing.textContent = "") });
  const given = () => {
    const said = Boolean(field.value.trim());
    missing.textContent = said ? "" : say(texts, "assign.reason_missing");
    field.setAttribute("aria-invalid", String(!said));
    if (!said) field.focus();
    return said;
  };
  const body = [el("p", {}, say(texts, "assign.withdraw_hint", { title: t(sheet.title), n: sheet.counts.all })), el("label", { class: "sqm-field" }, el("span", {}, say(texts, "assign.withdraw_reason")), field), missing];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "assign.withdraw"), value: true, kind: "danger", check: given }];
  if (!(await dialog({ title: say(texts, "assign.withdraw"), body, actions }))) return;
  if ((await asked(texts, call("DELETE", `/assignments/${sheet.id}`, { reason: field.value.trim() }))) === undefined) return;
  toast(say(texts, "assign.withdrawn"), "good");
  reload(model);
}
