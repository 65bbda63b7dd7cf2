// One person in full: the ladder with reasons, attempts, observations, roster history, a new login code.

import { call, confirm, date, dateTime, dialog, el, icon, number, page, percent, reason, say, t, toast } from "./kit.js";

/** Open a person's sheet over the list. */
export async function person(model, texts, row, data) {
  let sheet;
  try {
    sheet = await call("GET", `/people/${row.id}`);
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
    return;
  }
  const roles = page().person?.roles ?? [];
  const mayIssue = ["hr", "manager", "administrator"].some((role) => roles.includes(role)) && row.status !== "left";
  const titles = Object.fromEntries(data.posts.map((post) => [post.id, t(post.title)]));
  const actions = [{ label: say(texts, "staff.close"), value: null, kind: "primary" }];
  if (mayIssue) actions.unshift({ label: say(texts, "people.new_code"), value: "code" });
  const body = [facts(texts, row, titles), sheet.ladder.map((rung) => ladder(texts, rung)), attempts(texts, sheet), observations(texts, sheet), history(texts, sheet, titles)];
  if ((await dialog({ title: row.name, body, actions })) === "code") await newCode(texts, row);
}

function facts(texts, row, titles) {
  const pairs = [
    ["people.column.employee_no", row.employee_no],
    ["people.column.posts", row.posts.map((post) => titles[post] ?? post).join("、")],
    ["people.column.store", [row.region, row.store.name, row.team].filter(Boolean).join(" · ")],
  ];
  return el("dl", { class: "sqm-facts" }, pairs.map(([key, words]) => [el("dt", {}, say(texts, key)), el("dd", {}, words)]));
}

/** Why, or why not yet: each clause with its value, what it needs and when it was met. */
export function ladder(texts, rung) {
  const until = rung.until ? say(texts, "people.valid_until", { day: date(rung.until) }) : "";
  return el(
    "section",
    {},
    el("h3", {}, t(rung.rule?.title ?? rung.title)),
    el("p", {}, el("span", { class: "sqm-chip" }, say(texts, `people.state.${rung.state}`)), " ", until, rung.number && ` · ${rung.number}`),
    el("ul", { class: "sqm-clauses" }, (rung.leaves ?? rung.clauses).map((leaf) => clause(texts, leaf))),
  );
}

function clause(texts, leaf) {
  const value = leaf.code === "course" ? percent(leaf.value ?? 0) : leaf.value === null ? null : number(leaf.value);
  const need = leaf.code === "course" ? percent(1) : number(leaf.need);
  const words = [
    say(texts, `staff.leaf.${leaf.state}`),
    value !== null && say(texts, "people.value_of", { value, need }),
    leaf.at && dateTime(leaf.at),
  ].filter(Boolean);
  return el("li", { class: leaf.met ? "met" : "unmet" }, icon(leaf.met ? "check" : "circle"), el("span", {}, el("strong", {}, t(leaf.title)), el("br"), el("small", {}, `${say(texts, `staff.kind.${leaf.code}`)} · ${words.join(" · ")}`)));
}

function attempts(texts, sheet) {
  if (!sheet.attempts.length) return null;
  const line = (one) => {
    const score = one.complete ? say(texts, one.passed ? "people.passed_with" : "people.failed_with", { percent: number(one.percent) }) : say(texts, `people.attempt.${one.state}`);
    return el("li", {}, say(texts, "people.attempt_line", { paper: one.paper, number: one.number, when: dateTime(one.at), score }));
  };
  return el("details", {}, el("summary", {}, say(texts, "people.attempts")), el("ul", {}, sheet.attempts.map(line)));
}

function observations(texts, sheet) {
  if (!sheet.observations.length) return null;
  const line = (one) => el("li", {}, say(texts, one.passed ? "people.observed_passed" : one.vetoed ? "people.observed_vetoed" : "people.observed_failed", { score: number(one.score), by: one.by, when: dateTime(one.at) }), one.note && ` — ${one.note}`);
  return el("details", {}, el("summary", {}, say(texts, "people.observations")), el("ul", {}, sheet.observations.map(line)));
}

function history(texts, sheet, titles) {
  const line = (one) => el("li", {}, `${date(one.at)}　${one.store_name} · ${one.posts.map((post) => titles[post] ?? post).join("、")} · ${say(texts, `people.status.${one.status}`)}`);
  return el("details", {}, el("summary", {}, say(texts, "people.history")), el("ul", {}, sheet.history.map(line)));
}

async function newCode(texts, row) {
  const sure = await confirm({ title: say(texts, "people.new_code"), body: say(texts, "people.new_code_hint", { name: row.name }), yes: say(texts, "people.new_code_yes"), no: say(texts, "staff.cancel") });
  if (!sure) return;
  try {
    const made = await call("POST", `/people/${row.id}/code`);
    const body = [el("p", {}, say(texts, "people.code_once", { name: row.name })), el("p", { class: "sqm-slip" }, made.code), el("p", {}, say(texts, "people.code_until", { when: dateTime(made.expires) }))];
    await dialog({ title: say(texts, "people.new_code"), body, actions: [{ label: say(texts, "staff.close"), value: null, kind: "primary" }] });
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
  }
}
