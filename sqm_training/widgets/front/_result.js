// What came of an attempt: score, passed or not, by competency, every miss with its reason.

import { call, date, dateTime, el, icon, number, onLanguage, pageHref, reason, say, t } from "./kit.js";
import { empty, inWords, itemCard } from "./_item.js";
import { reportButton } from "./_report.js";

const LOOKS = [2000, 3000, 5000, 8000, 15000, 30000]; // how soon to look again while machines mark

/** Show an attempt's result in `place`; returns a function that lets it go. */
export async function result(place, id, texts, { end, back }) {
  let found = await call("GET", `/attempts/${id}/result`);
  let looks = 0;
  let timer = null;
  const draw = () => place.replaceChildren(heading(texts, back), ...[ended(end, texts), body(found, texts, again)].flat().filter(Boolean));

  async function again() {
    clearTimeout(timer);
    try {
      found = await call("GET", `/attempts/${id}/result`);
      draw();
    } catch (refusal) {
      place.querySelector(".sqm-waiting-trouble")?.replaceChildren(reason(texts, refusal));
    }
    plan();
  }
  function plan() {
    if (!settled(found)) timer = setTimeout(again, LOOKS[Math.min(looks++, LOOKS.length - 1)]);
  }

  draw();
  plan();
  const unlisten = onLanguage(place, draw);
  return () => {
    clearTimeout(timer);
    unlisten();
  };
}

const settled = (found) => found.released || found.state === "void" || found.state === "marked" || found.waiting_for === "person";

function heading(texts, back) {
  return el(
    "div",
    { class: "sqm-result-head" },
    el("button", { type: "button", class: "sqm-button", onclick: back }, icon("left"), say(texts, "result.back")),
    el("h1", {}, say(texts, "result.title")),
  );
}

/** How the sitting ended, said once, right after it. */
function ended(end, texts) {
  if (!end || end.reset) return null;
  if (!end.late) return el("p", { class: "sqm-note sqm-good", role: "status" }, icon("check"), say(texts, "result.handed_in"));
  return el(
    "div",
    { class: "sqm-note", role: "status" },
    el("p", {}, icon("clock"), say(texts, "result.time_up")),
    end.lost > 0 && el("p", { class: "sqm-bad" }, say(texts, "result.lost", { n: end.lost })),
  );
}

function body(found, texts, again) {
  if (found.state === "void") return reset(found, texts);
  if (found.released) return [verdict(found, texts), conditions(found, texts), competencies(found, texts), items(found, texts)];
  const key = found.state === "marked" ? "held" : found.waiting_for === "person" ? "trainer" : "marking";
  return el(
    "section",
    { class: "sqm-card sqm-sit-notice" },
    icon("clock"),
    el("h2", {}, say(texts, `result.${key}.title`)),
    el("p", {}, say(texts, `result.${key}.body`)),
    el("p", { class: "sqm-waiting-trouble sqm-bad", role: "alert" }),
    el("button", { type: "button", class: "sqm-button", onclick: again }, icon("refresh"), say(texts, "result.again")),
  );
}

/** Whoever invigilates has made the attempt void. */
function reset(found, texts) {
  const { by, reason: why, since } = found.notice;
  return el(
    "section",
    { class: "sqm-card sqm-sit-notice" },
    icon("refresh"),
    el("h2", {}, say(texts, "result.void.title")),
    el("p", {}, say(texts, "result.void.body", { by, when: dateTime(since) })),
    el("p", { class: "sqm-note" }, why),
    el("p", {}, say(texts, "result.void.next")),
  );
}

function verdict(found, texts) {
  const percent = found.percent ?? 0;
  return el(
    "section",
    { class: ["sqm-card sqm-verdict", found.passed ? "sqm-verdict-passed" : "sqm-verdict-failed"] },
    el("p", { class: "sqm-verdict-word" }, icon(found.passed ? "award" : "info"), say(texts, found.passed ? "result.passed" : "result.failed")),
    el("p", { class: "sqm-verdict-score" }, number(percent), el("small", {}, "%")),
    meter(percent / 100, found.pass_mark / 100, say(texts, "result.pass_mark", { n: number(found.pass_mark) })),
    el("p", { class: "sqm-muted" }, say(texts, "result.points", { n: number(found.score), of: number(found.of), pass: number(found.pass_mark) })),
    el("p", {}, say(texts, found.passed ? "result.passed_next" : "result.failed_next")),
  );
}

/** Every condition of the pass rule, where there are more than the total; competencies only where they fell short. */
function conditions(found, texts) {
  const all = (found.conditions ?? []).filter((one) => one.code !== "competency" || !one.met);
  if (all.length < 2) return null;
  const words = (one) => say(texts, `result.rule.${one.code}`, { title: one.title, reached: number(one.reached), need: number(one.need) });
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, found.passed ? "result.rule.title" : "result.rule.title_missed")),
    el(
      "ul",
      { class: "sqm-conditions" },
      all
        .sort((a, b) => a.met - b.met)
        .map((one) =>
          el(
            "li",
            { class: one.met ? "" : "sqm-bad" },
            icon(one.met ? "check" : "cross"),
            el("span", {}, words(one)),
            el("span", { class: "sqm-hidden" }, say(texts, one.met ? "result.rule.met" : "result.rule.missed")),
          ),
        ),
    ),
  );
}

/** A bar with a mark where passing begins. */
function meter(share, mark = null, label = "") {
  const width = `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;
  return el(
    "div",
    { class: "sqm-meter", "aria-hidden": "true" },
    el("div", { class: "sqm-meter-fill", style: { width } }),
    mark !== null && el("div", { class: "sqm-meter-mark", style: { left: `${mark * 100}%` }, title: label }),
  );
}

/** The weakest first: that is where to study again. */
function competencies(found, texts) {
  if (!found.by_competency?.length) return null;
  const share = ({ points, of }) => (of ? points / of : 0);
  const weakest = [...found.by_competency].sort((a, b) => share(a) - share(b));
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "result.by_competency")),
    el(
      "ul",
      { class: "sqm-bars" },
      weakest.map((one) =>
        el(
          "li",
          {},
          el("div", { class: "sqm-bar-words" }, el("span", {}, t(one.title) || one.id), el("span", {}, `${number(one.points)} / ${number(one.of)}`)),
          meter(share(one)),
        ),
      ),
    ),
  );
}

function items(found, texts) {
  const all = found.items ?? [];
  const missed = all.filter((item) => item.points < item.of);
  const right = all.filter((item) => item.points >= item.of);
  if (!all.length) return null;
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, missed.length ? say(texts, "result.missed", { n: missed.length }) : say(texts, "result.none_missed")),
    found.reasons_after_passing && el("p", { class: "sqm-note" }, say(texts, "result.reasons_later")),
    found.pilots > 0 && el("p", { class: "sqm-muted" }, say(texts, "result.pilots", { n: found.pilots })),
    missed.map((item, place) => one(item, texts, place < UNFOLDED, found.id)),
    right.length > 0 && el("details", { class: "sqm-right-ones" }, el("summary", {}, say(texts, "result.right_ones", { n: right.length })), right.map((item) => one(item, texts, false, found.id))),
  );
}

const UNFOLDED = 3; // misses shown open; the others unfold at a tap
const IN_WORDS = new Set(["free_text"]); // everything else is shown on its card

/** One item with the answer given; where reasons are released, with the key and why. */
function one(item, texts, open, attempt) {
  const { view } = item;
  const told = (item.key ?? item.best ?? null) !== null;
  const verdict = told ? item : null;
  const drawn = !IN_WORDS.has(view.kind);
  return el(
    "details",
    { class: "sqm-miss", open },
    el("summary", {}, el("span", {}, say(texts, "result.item", { n: item.place })), el("span", { class: ["sqm-chip", item.points >= item.of ? "sqm-good" : "sqm-bad"] }, `${number(item.points)} / ${number(item.of)}`)),
    drawn ? itemCard(view, { texts, answer: item.answer, locked: true, verdict }) : el("p", { class: "sqm-item-prompt" }, t(view.prompt)),
    (!drawn || empty(item.answer)) && answerLines("result.your_answer", view, item.answer, texts),
    told && item.points < item.of && (!drawn || view.kind === "order") && answerLines("result.key", view, item.key, texts),
    item.why && el("p", { class: "sqm-why" }, el("b", {}, say(texts, "result.why")), t(item.why)),
    item.remarked && el("p", { class: "sqm-why" }, el("b", {}, say(texts, item.remarked.changed ? "result.remarked" : "result.corrected", { day: date(item.remarked.at) })), item.remarked.reason),
    item.comment && el("p", { class: "sqm-why" }, el("b", {}, say(texts, "result.comment")), item.comment),
    el(
      "div",
      { class: "sqm-miss-actions" },
      item.lesson?.href && el("a", { class: "sqm-button", href: pageHref(item.lesson.href) }, icon("book"), say(texts, "result.lesson", { title: item.lesson.title ?? "" })),
      reportButton(view, texts, attempt),
    ),
  );
}

function answerLines(key, view, answer, texts) {
  return el("div", { class: "sqm-answer" }, el("b", {}, say(texts, key)), el("div", {}, inWords(view, answer, texts).map((line) => el("p", {}, line))));
}
