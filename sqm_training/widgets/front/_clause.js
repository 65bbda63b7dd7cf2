// A decision as a tree of clauses: what it asks, whether it is met, with which value and from where.

import { date, el, icon, pageHref, say, t } from "./kit.js";

/** `clause` is {op, of: […]} or a leaf {title, met, value, source, at, href}. */
export function clauseTree(clause, texts, section) {
  if (!clause) return null;
  const parts = clause.of ?? clause.clauses ?? clause.parts;
  if (parts) {
    return el(
      "div",
      { class: "sqm-clauses" },
      clause.title && line(clause, texts, section),
      clause.op === "any" && el("p", { class: "sqm-muted" }, say(texts, `${section}.any_of`)),
      el("ul", {}, parts.map((part) => el("li", {}, clauseTree(part, texts, section)))),
    );
  }
  return line(clause, texts, section);
}

function line({ title, met, value, source, at, href }, texts, section) {
  const facts = [t(value), t(source), date(at)].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: ["sqm-clause", met ? "sqm-clause-met" : "sqm-clause-open"] },
    icon(met ? "check" : "cross"),
    el(
      "div",
      {},
      el("span", {}, href ? el("a", { href: pageHref(href) }, t(title)) : t(title)),
      el("span", { class: "sqm-quiet" }, say(texts, met ? `${section}.met` : `${section}.not_met`)),
      facts && el("p", { class: "sqm-muted" }, facts),
    ),
  );
}
