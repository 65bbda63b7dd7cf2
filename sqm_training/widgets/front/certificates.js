// My certificates: what holds until when and why; what the next one still needs.

import "./_certificates.css";
import { date, daysUntil, download, el, icon, pageHref, reason, say, t, toast, widget } from "./kit.js";
import { clauseList } from "./_clause.js";

const STATES = { valid: "sqm-good", expiring: "sqm-warn", expired: "sqm-bad", suspended: "sqm-bad", revoked: "sqm-bad" };

function draw(model) {
  const texts = model.get("texts");
  const { rungs = [], refused } = model.get("data") ?? {};
  if (refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, refused));
  const held = rungs.filter((rung) => rung.number);
  const open = rungs.filter((rung) => !rung.number);
  return el(
    "div",
    { class: "sqm-certificates" },
    el("h1", {}, say(texts, "certificates.title")),
    held.length === 0 && el("div", { class: "sqm-empty" }, icon("award"), el("p", {}, say(texts, open.length ? "certificates.none" : "certificates.none_planned"))),
    held.map((rung) => card(rung, texts)),
    open.map((rung, place) => wanted(rung, texts, place === 0)),
  );
}

function card(rung, texts) {
  const { state, from, until, number, clauses } = rung;
  return el(
    "article",
    { class: ["sqm-card sqm-certificate", `sqm-certificate-${state}`] },
    el(
      "div",
      { class: "sqm-certificate-head" },
      icon("award"),
      el(
        "div",
        {},
        el("h2", {}, t(rung.title)),
        el("p", { class: "sqm-muted" }, say(texts, "certificates.number", { number })),
        el("span", { class: ["sqm-chip", STATES[state]] }, say(texts, `certificates.state.${state}`)),
      ),
    ),
    el("p", {}, say(texts, "certificates.period", { from: date(from), until: date(until) })),
    state === "expiring" && el("p", { class: "sqm-note sqm-warn" }, say(texts, "certificates.renew", { n: daysUntil(until) })),
    clauses?.length > 0 && el("details", { class: "sqm-basis" }, el("summary", {}, icon("info"), say(texts, "certificates.why")), clauseList(clauses, texts)),
    rung.renewal?.length > 0 && el("details", { class: "sqm-basis", open: state !== "valid" }, el("summary", {}, icon("refresh"), say(texts, "certificates.renewal")), clauseList(rung.renewal, texts)),
    pdf(number, texts),
  );
}

function pdf(number, texts) {
  const fetch = async ({ currentTarget: button }) => {
    button.disabled = true;
    try {
      await download(`/me/certificates/${encodeURIComponent(number)}.pdf`, `${number}.pdf`);
    } catch (refusal) {
      toast(reason(texts, refusal), "bad");
    }
    button.disabled = false;
  };
  return el("button", { type: "button", class: "sqm-button", onclick: fetch }, icon("download"), say(texts, "certificates.pdf"));
}

/** A certificate not yet earned; the first of them is open. */
function wanted(rung, texts, open) {
  const met = rung.clauses.filter((clause) => clause.met).length;
  const next = rung.clauses.find((clause) => !clause.met && clause.href);
  return el(
    "details",
    { class: "sqm-card sqm-wanted", open },
    el(
      "summary",
      {},
      el("div", {}, el("span", { class: "sqm-muted" }, say(texts, open ? "certificates.next" : "certificates.later")), el("h2", {}, t(rung.title))),
      el("span", { class: ["sqm-chip", rung.state === "ready" && "sqm-good"] }, say(texts, rung.state === "ready" ? "certificates.ready" : "certificates.met_of", { n: met, of: rung.clauses.length })),
    ),
    rung.state === "ready" && el("p", { class: "sqm-note sqm-good" }, say(texts, "certificates.ready_hint")),
    clauseList(rung.clauses, texts),
    next && open && el("a", { class: "sqm-button primary", href: pageHref(next.href) }, say(texts, "certificates.go_on"), icon("right")),
  );
}

export default widget(draw);
