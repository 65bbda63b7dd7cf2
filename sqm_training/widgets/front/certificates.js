// My certificates: what holds until when and why; what the next one still needs.

import "./_certificates.css";
import { date, daysUntil, download, el, icon, pageHref, reason, say, t, toast, widget } from "./kit.js";
import { clauseTree } from "./_clause.js";

function draw(model) {
  const texts = model.get("texts");
  const { certificates, path, refused } = model.get("data") ?? {};
  if (refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, refused));
  const mine = Array.isArray(certificates) ? certificates : (certificates?.certificates ?? []);
  return el(
    "div",
    { class: "sqm-certificates" },
    el("h1", {}, say(texts, "certificates.title")),
    mine.length === 0 && el("div", { class: "sqm-card sqm-empty" }, icon("award"), el("p", {}, say(texts, "certificates.none"))),
    mine.map((one) => card(one, texts)),
    next(certificates?.next, path, texts),
  );
}

const STATES = { valid: "sqm-good", expiring: "sqm-amber", expired: "sqm-bad", suspended: "sqm-bad", revoked: "sqm-bad" };

function card(one, texts) {
  const days = one.until ? daysUntil(one.until) : null;
  return el(
    "article",
    { class: ["sqm-card sqm-certificate", `sqm-certificate-${one.state}`] },
    el(
      "div",
      { class: "sqm-certificate-head" },
      icon("award"),
      el("div", {}, el("h2", {}, t(one.title)), one.number && el("p", { class: "sqm-muted" }, say(texts, "certificates.number", { number: one.number }))),
      el("span", { class: ["sqm-chip", STATES[one.state]] }, say(texts, `certificates.state.${one.state}`)),
    ),
    el("p", {}, one.until ? say(texts, "certificates.period", { from: date(one.from), until: date(one.until) }) : say(texts, "certificates.since", { from: date(one.from) })),
    one.state === "expiring" && el("p", { class: "sqm-note" }, say(texts, "certificates.renew", { n: days })),
    one.reason && el("p", { class: "sqm-note sqm-bad" }, t(one.reason)),
    why(one.why ?? one.standing, "certificates.why", texts),
    (one.number ?? one.id) && pdf(one, texts),
  );
}

function pdf(one, texts) {
  const id = one.number ?? one.id;
  const fetch = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await download(one.pdf ?? `/me/certificates/${encodeURIComponent(id)}.pdf`, `${id}.pdf`);
    } catch (refusal) {
      toast(reason(texts, refusal), "bad");
    }
    button.disabled = false;
  };
  return el("button", { type: "button", class: "sqm-button", onclick: fetch }, icon("download"), say(texts, "certificates.pdf"));
}

function why(clause, key, texts, open = false) {
  return clause && el("details", { class: "sqm-why-not", open }, el("summary", {}, say(texts, key)), clauseTree(clause, texts, "certificates"));
}

/** What stands between here and the next certificate. */
function next(rule, path, texts) {
  const missing = (path?.requirements ?? []).filter((need) => !need.done);
  const clause = rule?.clause ?? rule?.why ?? rule?.standing;
  if (!clause && !missing.length) return null;
  const steps = (path?.requirements ?? []).map((need) =>
    clauseTree({ title: { zh: `${say(texts, `certificates.kind.${need.kind}`)}：${t(need.title)}`, en: `${say(texts, `certificates.kind.${need.kind}`)}: ${t(need.title)}` }, met: need.done, href: need.done ? null : need.href }, texts, "certificates"),
  );
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "certificates.next")),
    path?.post && el("p", { class: "sqm-muted" }, say(texts, "certificates.next_goal", { post: path.post.title, grade: path.grade_next ?? "" })),
    clause ? clauseTree(clause, texts, "certificates") : el("div", { class: "sqm-clauses" }, steps),
    el("a", { class: "sqm-button primary", href: pageHref(path?.next?.href ?? "home") }, say(texts, path?.next?.href ? "certificates.go_on" : "certificates.to_path"), icon("right")),
  );
}

export default widget(draw);
