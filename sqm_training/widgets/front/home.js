// My path: one next step, what is still to do and until when, what is done, what runs out.

import "./_home.css";
import { date, daysUntil, el, icon, page, pageHref, percent, reason, say, t, widget } from "./kit.js";

const SIGNS = { course: "book", paper: "pencil", practical: "eye" };

function draw(model) {
  const texts = model.get("texts");
  const path = model.get("data") ?? {};
  if (path.refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, path.refused));
  const needs = path.requirements ?? [];
  const due = (path.assignments ?? []).filter((one) => one.state !== "finished");
  return el(
    "div",
    { class: "sqm-home" },
    greeting(path, needs, texts),
    next(path, needs, texts),
    due.length > 0 && section("home.assignments", texts, el("ul", { class: "sqm-todo" }, due.map((one) => assignment(one, texts)))),
    path.expiring?.length > 0 && section("home.expiring", texts, el("ul", { class: "sqm-todo" }, path.expiring.map((one) => expiring(one, texts)))),
    needs.length > 0 && section("home.requirements", texts, el("ul", { class: "sqm-todo" }, needs.map((need) => requirement(need, texts))), goal(path, texts)),
    certificates(path, texts),
  );
}

function greeting(path, needs, texts) {
  const done = needs.filter((need) => need.done).length;
  return el(
    "header",
    { class: "sqm-home-head" },
    el("h1", {}, say(texts, "home.hello", { name: page().person?.name ?? "" })),
    path.post && el("p", { class: "sqm-muted" }, goal(path, texts)),
    needs.length > 0 && el("div", { class: "sqm-home-progress" }, bar(done / needs.length), el("span", {}, say(texts, "home.done_of", { n: done, of: needs.length }))),
  );
}

function goal(path, texts) {
  if (!path.post) return "";
  const key = path.grade_next ? "home.goal" : path.certificates?.length ? "home.goal_reached" : "home.goal_none";
  return say(texts, key, { post: path.post.title, grade: path.grade_next ?? "" });
}

/** The one thing to do now. */
function next(path, needs, texts) {
  const step = path.next;
  if (!step) {
    const key = needs.length ? "home.all_done" : path.post ? "home.nothing_asked" : "home.no_post";
    return el("section", { class: "sqm-card sqm-next sqm-next-none" }, icon(needs.length ? "award" : "info"), el("p", {}, say(texts, key)), el("a", { class: "sqm-button", href: pageHref("learn") }, icon("book"), say(texts, "home.browse")));
  }
  const words = texts[`home.go.${step.kind}`] ? `home.go.${step.kind}` : "home.go";
  return el(
    "section",
    { class: "sqm-card sqm-next", "aria-labelledby": "sqm-next-title" },
    el("p", { class: "sqm-next-label" }, say(texts, "home.next")),
    el("h2", { id: "sqm-next-title" }, icon(SIGNS[step.kind] ?? "target"), t(step.title)),
    step.href
      ? el("a", { class: "sqm-button primary sqm-next-button", href: pageHref(step.href) }, say(texts, words), icon("right"))
      : el("p", {}, say(texts, "home.practical_hint")),
  );
}

function section(key, texts, content, note = null) {
  return el("section", { class: "sqm-card" }, el("h2", {}, say(texts, key)), note && el("p", { class: "sqm-muted" }, note), content);
}

function assignment(one, texts) {
  const state = one.state === "begun" && el("span", { class: "sqm-chip" }, say(texts, "home.begun"));
  return row(one, texts, { state, when: due(one, texts) });
}

function due(one, texts) {
  if (!one.due) return null;
  const days = daysUntil(one.due);
  const left = days < 0 ? "home.overdue" : days === 0 ? "home.today" : "home.days_left";
  return el("span", { class: one.late || days < 0 ? "sqm-bad" : "" }, say(texts, "home.due", { when: date(one.due), left: say(texts, left, { n: Math.abs(days) }) }));
}

function expiring(one, texts) {
  const days = one.until ? daysUntil(one.until) : 0;
  const when = say(texts, days < 0 ? "home.expired_on" : "home.expires_on", { when: date(one.until), n: days });
  return row({ ...one, kind: "certificate", href: one.href ?? "certificates" }, texts, { state: null, when });
}

const TONES = { done: "sqm-good", failed: "sqm-bad", open: "sqm-warn", being_marked: "sqm-warn" };

function requirement(need, texts) {
  const begun = need.kind === "course" && !need.done && need.progress > 0;
  const words = begun ? percent(need.progress) : say(texts, need.done ? "home.done" : `home.state.${need.state}`);
  const state = el("span", { class: ["sqm-chip", TONES[need.done ? "done" : need.state]] }, words);
  const note = need.kind === "practical" && !need.done ? say(texts, "home.practical_hint") : null;
  return row(need, texts, { state, when: note, share: begun ? need.progress : null });
}

function row(one, texts, { state, when, share = null }) {
  const title = t(one.title);
  const sign = one.kind === "certificate" ? "award" : (SIGNS[one.kind] ?? "target");
  const body = [
    el("span", { class: ["sqm-sign", one.done && "sqm-sign-done"] }, icon(one.done ? "check" : sign)),
    el(
      "span",
      { class: "sqm-todo-words" },
      el("span", { class: "sqm-todo-kind" }, say(texts, `home.kind.${one.kind}`)),
      el("span", { class: "sqm-todo-title" }, title),
      when && el("span", { class: "sqm-todo-when" }, when),
      share !== null && bar(share),
    ),
    state,
  ];
  return el("li", {}, one.href ? el("a", { class: "sqm-todo-row", href: pageHref(one.href) }, body, icon("right")) : el("div", { class: "sqm-todo-row" }, body));
}

function bar(share) {
  return el("span", { class: "sqm-bar", "aria-hidden": "true" }, el("span", { style: { width: percent(Math.min(1, share)) } }));
}

function certificates(path, texts) {
  const valid = (path.certificates ?? []).filter((one) => one.state === "valid");
  if (!valid.length) return null;
  return section(
    "home.certificates", texts,
    el("ul", { class: "sqm-todo" }, valid.map((one) => row({ ...one, kind: "certificate", href: "certificates", done: true }, texts, { state: null, when: one.until && say(texts, "home.valid_until", { when: date(one.until) }) }))),
  );
}

export default widget(draw);
