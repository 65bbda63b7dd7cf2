// What is right in an item, in words: for authors and for those who let it through, never for candidates.

import { el, icon, listed, say, t } from "./kit.js";

/** The key of a document already in one language. */
export function key(texts, document) {
  const write = KEYS[document.kind];
  const found = write?.(document, texts) ?? [];
  if (!found.length) return null;
  return el("div", {}, el("h4", {}, say(texts, "bank.field.key")), el("ul", { class: "sqm-key-lines" }, found.map(([words, why]) => el("li", {}, icon("check"), el("span", {}, words, why && el("small", {}, why))))));
}

const of = (parts, id) => (parts ?? []).find((one) => one.id === id);
const words = (parts, id) => t(of(parts, id)?.text) || id;
const near = ({ key, tolerance, unit }, texts) => `${key ?? "–"}${tolerance ? ` ${say(texts, "bank.give_or_take", { tolerance })}` : ""} ${t(unit)}`.trim();

const KEYS = {
  single: (one) => (one.key ? [[words(one.options, one.key), t(of(one.options, one.key)?.why)]] : []),
  multiple: (one) => (one.key ?? []).map((id) => [words(one.options, id), t(of(one.options, id)?.why)]),
  true_false: (one, texts) => (one.key === undefined ? [] : [[typeof one.key === "boolean" ? say(texts, one.key ? "item.true" : "item.false") : one.key]]),
  order: (one) => (one.key ?? []).map((id, place) => [`${place + 1}. ${words(one.options, id)}`]),
  match: (one) => Object.entries(one.key ?? {}).map(([left, right]) => [`${words(one.left, left)} → ${words(one.right, right)}`]),
  numeric: (one, texts) => (one.key === undefined ? [] : [[near(one, texts)]]),
  hotspot: (one) => (one.key ?? []).map((id) => [words(one.regions, id), t(of(one.regions, id)?.why)]),
  short_text: (one) => (one.accept ?? []).map((accepted) => [accepted]),
  cloze: (one, texts) =>
    (one.gaps ?? []).map((gap, place) => {
      const right = { choose: () => words(gap.options, gap.key), words: () => listed(gap.accept ?? []), number: () => near(gap, texts) }[gap.ask]?.();
      return [`${place + 1}. ${right ?? ""}`];
    }),
  free_text: (one, texts) => [
    ...(one.rubric ?? []).map((line) => [t(line.text), say(texts, "bank.worth", { points: line.points })]),
    ...(one.model ?? []).map((model) => [say(texts, "bank.model_is", { words: t(model) })]),
  ],
  code: (one, texts) => (one.checks ?? []).map((check) => [t(check.title), say(texts, "bank.worth", { points: check.points })]),
  dialogue: (one, texts) =>
    (one.turns ?? []).flatMap((turn) =>
      (turn.replies ?? []).map((reply) => [`${t(turn.says)} → ${t(reply.text)}`, `${say(texts, reply.fatal ? "bank.fatal" : "bank.worth", { points: reply.points ?? 0 })} ${t(reply.why)}`]),
    ),
};
