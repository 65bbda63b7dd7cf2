// One person in full: the ladder with reasons, attempts, observations, roster history, a new login code.

import { asked, pieces } from "./_staff.js";
import { story } from "./_story.js";
import { call, confirm, date, dateTime, dialog, download, el, icon, listed, number, page, percent, say, t } from "./kit.js";

const KINDS = { valid: "sqm-good", expiring: "sqm-warn", expired: "sqm-bad", suspended: "sqm-bad", revoked: "sqm-bad" };
const HELD = ["valid", "expiring"];
const READERS = ["trainer", "assessor", "hr", "auditor"]; // who may read the story of an attempt

/** Open a person's sheet over the list; `titles` says what posts are called. */
export async function person(texts, row, titles) {
  const sheet = await asked(texts, call("GET", `/people/${row.id}`));
  if (!sheet) return;
  const roles = page().person?.roles ?? [];
  const mayIssue = ["hr", "manager", "administrator"].some((role) => roles.includes(role)) && row.status !== "left";
  const actions = mayIssue ? [{ label: say(texts, "people.new_code"), value: "code" }] : [];
  const named = names(sheet);
  const body = [
    facts(texts, row, titles),
    sheet.ladder.length ? sheet.ladder.map((rung) => ladder(texts, rung)) : el("p", { class: "sqm-note" }, icon("info"), say(texts, "people.no_rule_hint")),
    attempts(texts, sheet, named),
    observations(texts, sheet, named),
    history(texts, sheet, titles),
  ];
  if ((await dialog({ title: row.name, body, actions, close: say(texts, "staff.close"), wide: true })) === "code") await newCode(texts, row);
}

/** What papers and practicals are called, as far as the person's rules name them. */
function names(sheet) {
  const leaves = sheet.ladder.flatMap((rung) => rung.leaves);
  const found = new Map(leaves.map((leaf) => [`${leaf.code} ${leaf.id}`, leaf.title]));
  return (code, id) => t(found.get(`${code} ${id}`) ?? id);
}

function facts(texts, row, titles) {
  const pairs = [
    ["people.column.employee_no", row.employee_no],
    ["people.column.posts", listed(row.posts.map((post) => titles[post] ?? post))],
    ["people.column.store", [row.region, row.store.name, row.team].filter(Boolean).join(" · ")],
    ["people.column.status", say(texts, `people.status.${row.status}`)],
  ];
  return el("dl", { class: "sqm-facts" }, pairs.map(([key, words]) => [el("dt", {}, say(texts, key)), el("dd", {}, words)]));
}

/** Why, or why not yet: each clause with its value, what it needs and when it was met. */
function ladder(texts, rung) {
  const open = rung.leaves.filter((leaf) => !leaf.met).length;
  const held = HELD.includes(rung.state);
  const why = held ? (open ? "people.renew" : "people.why") : open ? "people.why_not" : "people.why_ready";
  const take = () => asked(texts, download(`/certificates/${rung.number}.pdf`, `${rung.number}.pdf`));
  const pairs = [
    rung.since && ["people.since", date(rung.since)],
    rung.until && ["people.column.until", date(rung.until)],
    rung.number && ["people.number", rung.number],
  ].filter(Boolean);
  return el(
    "section",
    { class: "sqm-rung" },
    el("div", { class: "sqm-title-row" }, el("h3", {}, t(rung.rule.title)), el("span", { class: ["sqm-chip", KINDS[rung.state]] }, say(texts, `people.state.${rung.state}`))),
    pairs.length > 0 && el("dl", { class: "sqm-facts" }, pairs.map(([key, words]) => [el("dt", {}, say(texts, key)), el("dd", {}, words)])),
    rung.number && el("p", {}, el("button", { type: "button", class: "sqm-button", onclick: take }, icon("download"), say(texts, "people.certificate_pdf"))),
    rung.leaves.length > 0 && [el("h4", {}, say(texts, why, { n: open })), el("ul", { class: "sqm-clauses" }, rung.leaves.map((leaf) => clause(texts, leaf)))],
  );
}

function clause(texts, leaf) {
  const words = [say(texts, `staff.leaf.${leaf.state}`), worth(texts, leaf), leaf.at && dateTime(leaf.at)].filter(Boolean);
  return el(
    "li",
    { class: leaf.met ? "met" : "unmet" },
    icon(leaf.met ? "check" : "circle"),
    el("span", {}, el("span", { class: "sqm-hidden" }, say(texts, leaf.met ? "people.met" : "people.unmet")), el("strong", {}, t(leaf.title)), el("br"), el("small", {}, `${say(texts, `staff.kind.${leaf.code}`)} · ${words.join(" · ")}`)),
  );
}

/** A value beside what it needs; a course read to its end needs no figure. */
function worth(texts, leaf) {
  if (leaf.value === null || leaf.value === undefined) return null;
  if (leaf.code === "course") return leaf.met || !leaf.value ? null : percent(leaf.value);
  return say(texts, "people.value_of", { value: number(leaf.value), need: number(leaf.need) });
}

function section(texts, key, rows) {
  if (!rows.length) return null;
  return el("details", { class: "sqm-fold" }, el("summary", {}, say(texts, key), el("span", { class: "sqm-count" }, String(rows.length))), el("ul", { class: "sqm-entries" }, rows));
}

function entry(title, chip, small, more = null) {
  return el("li", {}, el("span", { class: "sqm-entry-head" }, el("strong", {}, title), chip), pieces(small), more);
}

function attempts(texts, sheet, named) {
  const chip = (one) => {
    if (one.complete) return el("span", { class: ["sqm-chip", one.passed ? "sqm-good" : "sqm-bad"] }, say(texts, one.passed ? "people.passed_with" : "people.failed_with", { percent: number(one.percent) }));
    return el("span", { class: "sqm-chip" }, say(texts, `people.attempt.${one.state}`));
  };
  const newest = [...sheet.attempts].reverse();
  const reads = READERS.some((role) => (page().person?.roles ?? []).includes(role));
  const open = (one) => reads && el("button", { type: "button", class: "sqm-link", onclick: () => story(texts, one.id) }, say(texts, "invigilate.story"));
  return section(texts, "people.attempts", newest.map((one) => entry(named("paper", one.paper), chip(one), [say(texts, "people.attempt_number", { number: one.number }), dateTime(one.closed_at ?? one.at)], open(one))));
}

function observations(texts, sheet, named) {
  const chip = (one) => {
    const key = one.passed ? "people.observed_passed" : one.vetoed ? "people.observed_vetoed" : "people.observed_failed";
    return el("span", { class: ["sqm-chip", one.passed ? "sqm-good" : "sqm-bad"] }, say(texts, key, { score: number(one.score) }));
  };
  const newest = [...sheet.observations].reverse();
  return section(texts, "people.observations", newest.map((one) => entry(named("practical", one.practical), chip(one), [say(texts, "people.assessor", { by: one.by }), dateTime(one.at), one.note])));
}

function history(texts, sheet, titles) {
  const newest = [...sheet.history].reverse();
  const posts = (one) => listed(one.posts.map((post) => titles[post] ?? post));
  return section(texts, "people.history", newest.map((one) => entry(posts(one), el("span", { class: "sqm-chip" }, say(texts, `people.status.${one.status}`)), [one.store_name, one.team, say(texts, "people.recorded", { day: date(one.at) })])));
}

async function newCode(texts, row) {
  const sure = await confirm({ title: say(texts, "people.new_code"), body: say(texts, "people.new_code_hint", { name: row.name }), yes: say(texts, "people.new_code_yes"), no: say(texts, "staff.cancel") });
  if (!sure) return;
  const made = await asked(texts, call("POST", `/people/${row.id}/code`));
  if (!made) return;
  const body = [el("p", {}, say(texts, "people.code_once", { name: row.name })), el("p", { class: "sqm-slip" }, made.code), el("p", {}, say(texts, "people.code_until", { when: dateTime(made.expires) }))];
  await dialog({ title: say(texts, "people.new_code"), body, actions: [{ label: say(texts, "people.code_given"), value: null, kind: "primary" }] });
}
