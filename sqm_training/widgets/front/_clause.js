// What a rule asks for, clause by clause: met or not, with which value, since when.

import { date, el, icon, number, pageHref, percent, say, t } from "./kit.js";

/** `clauses` is a list of {code, title, met, state, value, need, at, href}. */
export function clauseList(clauses, texts) {
  return el("ul", { class: "sqm-clauses" }, clauses.map((clause) => el("li", {}, line(clause, texts))));
}

function line(clause, texts) {
  const { code, title, met, state, at, href } = clause;
  const missed = (clause.missed ?? []).map((code) => say(texts, `certificates.missed.${code}`));
  const facts = [say(texts, `certificates.clause.${state}`), value(clause, texts), ...missed, met ? date(at) : ""];
  return el(
    "div",
    { class: ["sqm-clause", met ? "sqm-clause-met" : "sqm-clause-open"] },
    icon(met ? "check" : "circle"),
    el(
      "div",
      {},
      el("span", { class: "sqm-muted" }, say(texts, `certificates.kind.${code}`)),
      el("p", {}, href && !met ? el("a", { href: pageHref(href) }, t(title)) : t(title)),
      el("p", { class: "sqm-clause-facts" }, facts.filter(Boolean).join(" · ")),
    ),
  );
}

/** Courses are measured as a share of their steps, tests and practicals in per cent of their points. */
function value({ code, value: reached, need, met }, texts) {
  if (reached === null || reached === undefined) return "";
  if (code === "course") return met || !reached ? "" : percent(reached);
  return say(texts, "certificates.reached", { value: number(reached), need: number(need) });
}
