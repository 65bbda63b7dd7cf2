// One item: its figures and what to look at; for its authors also its words, its key and what was chosen.

import { drawn, plain, reasonless, share } from "./_figures.js";
import { named, seconds } from "./_paper_figures.js";
import { asked, pieces } from "./_staff.js";
import { bar } from "./_table.js";
import { call, dialog, el, icon, percent, say, t } from "./kit.js";

const JUDGEMENT = { true: "item.true", false: "item.false" };

export async function openItem(texts, one, author, state) {
  const version = state.version && `&version=${state.version}`;
  const path = `/statistics/${state.paper.paper.id}/items/${one.item}?item_version=${one.version}${version}`;
  const words = author ? await asked(texts, call("GET", path)) : null;
  if (author && !words) return;
  const { minimum } = state.paper;
  const body = [
    el("p", { class: "sqm-muted" }, named(texts, one)),
    words ? el("p", { class: "sqm-prompt" }, t(words.prompt)) : el("p", { class: "sqm-note" }, icon("lock"), el("span", {}, say(texts, "insight.item.words_for_authors"))),
    flags(texts, one, minimum),
    el("h3", {}, say(texts, "insight.item.figures")),
    facts(texts, one, minimum),
    words?.options.length > 0 && one.n > 0 && options(texts, words.options, one.n, minimum),
    words?.wrong.length > 0 && [el("h3", {}, say(texts, "insight.item.wrong")), el("ul", {}, words.wrong.map((each) => el("li", {}, each.answer.map(t).join(" · "), " ", el("span", { class: "sqm-muted" }, say(texts, "insight.item.by", { n: each.n })))))],
  ];
  await dialog({ title: say(texts, "insight.item_version", { item: one.item, n: one.version }), body, close: say(texts, "staff.close"), wide: true });
}

function flags(texts, one, minimum) {
  if (one.n < minimum) return el("p", {}, reasonless(texts, { reason: "not_enough", n: one.n }));
  if (!one.flags.length) return el("p", {}, el("span", { class: "sqm-chip sqm-good" }, say(texts, "insight.fine")));
  return one.flags.map((flag) => el("div", { class: "sqm-note" }, icon("eye"), el("span", { class: "sqm-flag" }, el("strong", {}, say(texts, `insight.flag.${flag}`)), el("span", {}, say(texts, `insight.why.${flag}`)))));
}

function facts(texts, one, minimum) {
  const few = one.n < minimum;
  const facility = few ? say(texts, "insight.full_marks", { n: one.full, of: one.n }) : drawn(texts, one.facility, share);
  const rows = [
    ["n", say(texts, "insight.item.n", { n: one.n, blank: one.blank })],
    one.n > 0 && ["facility", facility],
    !few && ["discrimination", drawn(texts, one.discrimination, plain, -1)],
    one.seconds && ["seconds", seconds(texts, one)],
    one.exposure !== null && ["drawn", `${share(one.exposure)} · ${say(texts, "insight.drawn_times", { n: one.drawn })}`],
  ];
  return el("dl", { class: "sqm-facts" }, rows.filter(Boolean).map(([key, value]) => [el("dt", {}, say(texts, `insight.column.${key}`)), el("dd", {}, value)]));
}

function options(texts, all, n, minimum) {
  const thirds = all.some((one) => one.lowest !== null);
  return [
    el("h3", {}, say(texts, "insight.item.options")),
    el("ul", { class: "sqm-list" }, all.map((one) => option(texts, one, n, minimum))),
    el("p", { class: "sqm-muted" }, el("small", {}, say(texts, thirds ? "insight.item.thirds" : "insight.item.no_thirds"))),
  ];
}

function option(texts, one, n, minimum) {
  const words = one.text ? t(one.text) : say(texts, JUDGEMENT[one.option] ?? one.option);
  const many = n >= minimum;
  const count = say(texts, "insight.item.by", { n: one.n });
  const figures = [
    many && say(texts, "insight.range", { low: share(one.low), high: share(one.high) }),
    one.lowest !== null && `${say(texts, "insight.item.lowest")} ${percent(one.lowest)}`,
    one.highest !== null && `${say(texts, "insight.item.highest")} ${percent(one.highest)}`,
  ];
  return el(
    "li",
    { class: "sqm-option" },
    el("p", {}, el("span", {}, words), one.right && el("span", { class: "sqm-chip sqm-good" }, icon("check"), say(texts, "insight.item.right")), one.dead && el("span", { class: "sqm-chip sqm-warn" }, say(texts, "insight.item.dead"))),
    bar(one.share, many ? `${share(one.share)} · ${count}` : count, one.right ? "good" : ""),
    pieces(figures),
  );
}
