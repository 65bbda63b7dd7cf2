// An item with its key as staff see it, and the ways to correct it.

import { el, icon, listed, number, say, t } from "./kit.js";
import { inWords, itemCard } from "./_item.js";

const CARDS = new Set(["single", "multiple", "true_false"]); // the card itself is where another key is chosen
const BRIEF = new Set([...CARDS, "order"]); // told by the marks alone; reasons of each option would only be long

/** The item with its key marked in it; `title` says which key that is. */
export function keyed(texts, one, title) {
  const { view, told, answer } = one;
  const verdict = { ...told, right: true, options: BRIEF.has(view.kind) ? {} : told.options };
  return el(
    "section",
    { class: "sqm-card sqm-keyed" },
    el("div", { class: "sqm-title-row" }, el("h3", {}, title), el("small", { class: "sqm-muted" }, say(texts, "regrade.item_version", { item: one.item, version: one.version }))),
    view.kind === "code" ? el("p", { class: "sqm-item-prompt" }, t(view.prompt)) : itemCard(view, { texts, answer, locked: true, verdict }),
    lines(texts, one).map((line) => el("p", { class: "sqm-answer" }, line)),
    one.varies && el("p", { class: "sqm-muted" }, el("small", {}, say(texts, "regrade.varies"))),
    t(told.why) && el("p", { class: "sqm-muted" }, el("small", {}, t(told.why))),
  );
}

/** What a card does not tell of a key: every accepted wording, the tolerance of a number, the order. */
function lines(texts, { view, answer, fields }) {
  if (fields.accept) return [listed(fields.accept)];
  if (view.kind === "numeric") return [`${number(answer, 6)} ${t(view.unit)}${fields.tolerance ? ` ± ${number(fields.tolerance, 6)}` : ""}`];
  return view.kind === "order" ? inWords(view, answer, texts) : [];
}

/** What one may choose as a correction: [kind, words] each. */
export function ways(texts, item) {
  const bank = item.bank && !item.bank.unfit;
  return [
    item.editable && ["key", say(texts, "regrade.kind.key")],
    bank && ["bank", say(texts, "regrade.kind.bank", { version: item.bank.version })],
    ["full", say(texts, "regrade.kind.full")],
  ].filter(Boolean);
}

/** Controls for another key; `changed(parts)` is told the parts of the key as they should be. */
export function keyEditor(texts, item, changes, changed) {
  const { view, fields } = item;
  const now = { ...fields, ...changes };
  if (CARDS.has(view.kind)) return itemCard(view, { texts, answer: now.key, change: (key) => changed({ key }) });
  if (view.kind === "short_text") {
    const split = (words) => words.split("\n").map((line) => line.trim()).filter(Boolean);
    return field(texts, "regrade.accept", el("textarea", { rows: "4", value: now.accept.join("\n"), dataset: { focus: "accept" }, oninput: (event) => changed({ accept: split(event.target.value) }) }));
  }
  const typed = (name) => el("input", { type: "number", step: "any", value: now[name], dataset: { focus: name }, oninput: (event) => (Object.assign(now, { [name]: Number(event.target.value) }), changed({ key: now.key, tolerance: now.tolerance })) });
  return el("div", { class: "sqm-tools" }, field(texts, "regrade.key_number", typed("key")), field(texts, "regrade.tolerance", typed("tolerance")));
}

const field = (texts, key, control) => el("label", { class: "sqm-field" }, el("span", {}, say(texts, key)), control);

/** What stands beside an item: who may still meet it, papers that draw it, a wording that differs. */
export function remarks(texts, { waiting = 0, drawn_from: papers = [], reworded = false, moved = false, later = 0 }) {
  const note = (key, params, kind = "") => el("p", { class: ["sqm-note", kind] }, icon(kind ? "warning" : "info"), el("span", {}, say(texts, key, params)));
  return [
    moved && note("regrade.moved", {}, "sqm-warn"),
    papers.length > 0 && note("regrade.still_drawn", { papers: listed(papers.map((one) => t(one.title))) }, "sqm-warn"),
    reworded && note("regrade.reworded", {}, "sqm-warn"),
    waiting > 0 && note("regrade.waiting", { n: waiting }),
    later > 0 && note("regrade.later", { n: later }),
  ].filter(Boolean);
}
