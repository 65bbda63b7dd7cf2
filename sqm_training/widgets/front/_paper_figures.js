// One paper: whether its decisions can be trusted, and its items one by one.

import { openSheet } from "./_angoff.js";
import { drawn, estimate, plain, score, share, tile } from "./_figures.js";
import { openItem } from "./_item_figures.js";
import { asked } from "./_staff.js";
import { choice, holds, legend, searchField, table } from "./_table.js";
import { call, el, icon, number, percent, say, t } from "./kit.js";

const ABOUT_PAPER = ["n", "mean", "alpha", "error", "wrong"];
const ABOUT_ITEMS = ["facility", "discrimination", "seconds", "drawn", "flags"];

export async function openPaper(texts, id, version, state, paint) {
  const paper = await asked(texts, call("GET", `/statistics/${id}${version && `?version=${version}`}`));
  if (!paper) return paint(); // the choice goes back to what is shown
  Object.assign(state, { paper, version });
  paint();
  window.scrollTo(0, 0);
}

export function paperView(texts, data, state, paint) {
  const { paper, minimum } = state.paper;
  const back = () => {
    Object.assign(state, { paper: null, version: "", typed: "", which: "" });
    paint();
    window.scrollTo(0, 0);
  };
  const versions = [["", say(texts, "insight.all_versions")], ...paper.versions.map((n) => [String(n), say(texts, "insight.version", { n })]).reverse()];
  const reread = (version) => openPaper(texts, paper.id, version, state, paint);
  return [
    el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: back }, icon("left"), say(texts, "insight.back"))),
    el("div", { class: "sqm-title-row" }, el("h1", {}, t(paper.title)), data.author && el("button", { type: "button", class: "sqm-button", onclick: () => openSheet(texts, state, paint) }, icon("pencil"), say(texts, "insight.angoff.title"))),
    paper.versions.length > 1 && el("div", { class: "sqm-tools" }, choice(say(texts, "insight.which_version"), versions, state.version, reread)),
    tiles(texts, paper),
    decisions(texts, paper, minimum),
    about(texts, "insight.about.paper", ABOUT_PAPER),
    items(texts, data, state),
  ];
}

function tiles(texts, { reliability, decision, waiting }) {
  const label = (key) => say(texts, `insight.column.${key}`);
  const { error_percent: error } = reliability;
  return el(
    "div",
    { class: "sqm-tiles sqm-paper-tiles" },
    tile(label("n"), number(reliability.n), waiting > 0 && say(texts, "insight.waiting", { n: waiting })),
    estimate(texts, label("mean"), reliability.mean, score),
    estimate(texts, label("passed"), decision.passed, share),
    estimate(texts, label("alpha"), reliability.alpha, plain),
    error !== null && tile(label("error"), score(error)),
    decision.wrong.value !== null && estimate(texts, label("wrong"), decision.wrong, share),
  );
}

function decisions(texts, { reliability, decision, angoff }, minimum) {
  const judged = angoff.cut.value === null ? say(texts, "insight.decision.not_judged") : say(texts, "insight.decision.judged", { cut: number(angoff.cut.value), round: angoff.round, n: angoff.finished });
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "insight.decision.title")),
    decision.band ? trusted(texts, reliability, decision) : el("p", {}, say(texts, "insight.decision.none", { n: minimum })),
    el("p", { class: "sqm-muted" }, judged),
  );
}

function trusted(texts, reliability, decision) {
  const [low, high] = decision.band;
  const at = (value) => ({ left: `${value}%` });
  const spoken = say(texts, "insight.decision.scale", { mean: score(reliability.mean.value), cut: score(decision.cut) });
  const wrong = { cut: number(decision.cut), wrong: percent(decision.wrong.value, 1), pass: percent(decision.false_pass, 1), fail: percent(decision.false_fail, 1) };
  return [
    el(
      "div",
      { class: "sqm-scale", role: "img", "aria-label": spoken },
      el("span", { class: "band", style: { left: `${low}%`, width: `${high - low}%` } }),
      el("span", { class: "mark mean", style: at(reliability.mean.value) }),
      el("span", { class: "mark cut", style: at(decision.cut) }),
    ),
    el("div", { class: "sqm-scale-ends", "aria-hidden": "true" }, el("span", {}, "0%"), el("span", {}, "100%")),
    legend(["band", "cut", "mean"].map((key) => [key, say(texts, `insight.decision.key_${key}`)])),
    el("p", {}, say(texts, "insight.decision.wrong", wrong)),
    el("p", {}, say(texts, "insight.decision.band", { low: number(low), high: number(high) }), " ", decision.near > 0 && say(texts, "insight.decision.near", { n: decision.near, wrong: percent(decision.wrong_near) })),
  ];
}

/** What the figures mean, to be opened. */
function about(texts, title, keys) {
  const facts = keys.map((key) => [el("dt", {}, say(texts, `insight.column.${key}`)), el("dd", {}, say(texts, `insight.about.${key}`))]);
  return el("details", { class: "sqm-fold" }, el("summary", {}, say(texts, title)), el("dl", { class: "sqm-facts" }, facts));
}

// ---------------------------------------------------------------- items

function items(texts, data, state) {
  const { items: all, minimum } = state.paper;
  const anything = all.some((one) => one.n);
  const flagged = all.some((one) => one.flags.length);
  const which = state.which || (flagged ? "flagged" : anything ? "sat" : "all");
  const list = el("div", {});
  const refresh = () => list.replaceChildren(itemTable(texts, data, state, which, refresh));
  const set = (key) => (value) => (Object.assign(state, { [key]: value }), refresh());
  const choose = (value) => {
    state.which = value;
    section.replaceWith(items(texts, data, state));
  };
  refresh();
  const kinds = ["flagged", "sat", "all"].map((key) => [key, say(texts, `insight.which.${key}`)]);
  const section = el(
    "section",
    {},
    el("h2", {}, say(texts, "insight.items")),
    !anything && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "insight.no_item_yet"))),
    anything && all.every((one) => one.n < minimum) && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "insight.items_few", { n: minimum }))),
    el("div", { class: "sqm-tools", role: "search" }, choice(say(texts, "insight.which"), kinds, which, choose), searchField(say(texts, "insight.search"), state.typed, set("typed"))),
    about(texts, "insight.about.items", ABOUT_ITEMS),
    list,
  );
  return section;
}

function itemTable(texts, data, state, which, repaint) {
  const { items: all, minimum } = state.paper;
  const wanted = { flagged: (one) => one.flags.length > 0, sat: (one) => one.n > 0, all: () => true }[which];
  const found = (one) => !state.typed || holds(state.typed, one.item, one.competency.id, one.competency.title.zh, one.competency.title.en);
  const rows = all.filter((one) => wanted(one) && found(one)).sort((a, b) => b.flags.length - a.flags.length || b.n - a.n);
  const open = (one) => openItem(texts, one, data.author, state);
  const few = (one) => one.n < minimum;
  const facility = (one) => (few(one) ? el("span", {}, one.n > 0 && say(texts, "insight.full_marks", { n: one.full, of: one.n })) : drawn(texts, one.facility, share));
  const columns = [
    { key: "item", title: say(texts, "insight.column.item"), by: (one) => one.item, cell: (one) => [el("button", { type: "button", class: "sqm-link", onclick: () => open(one) }, one.item), el("small", { class: "sqm-about" }, named(texts, one))] },
    { key: "flags", title: say(texts, "insight.column.flags"), by: (one) => one.flags.length, cell: (one) => signs(texts, one, minimum) },
    { key: "facility", title: say(texts, "insight.column.facility"), by: (one) => one.facility.value, cell: facility },
    { key: "discrimination", title: say(texts, "insight.column.discrimination"), by: (one) => one.discrimination.value, cell: (one) => (few(one) ? null : drawn(texts, one.discrimination, plain, -1)) },
    { key: "seconds", number: true, title: say(texts, "insight.column.seconds"), by: (one) => one.seconds?.middle, cell: (one) => seconds(texts, one) },
    { key: "drawn", number: true, title: say(texts, "insight.column.drawn"), by: (one) => one.exposure, cell: (one) => one.exposure !== null && el("span", { class: "sqm-figures" }, share(one.exposure), el("small", {}, say(texts, "insight.drawn_times", { n: one.drawn }))) },
  ];
  const caption = say(texts, "insight.shown", { n: rows.length, of: all.length });
  const empty = say(texts, which === "flagged" && !state.typed ? "insight.nothing_flagged" : "insight.empty");
  return el("div", {}, el("p", { class: "sqm-muted", role: "status" }, caption), table({ texts, columns, rows, state: state.items, repaint, caption, open, empty }));
}

export function named(texts, one) {
  const kind = texts[`insight.kind.${one.kind}`] ? one.kind : "other";
  const words = [say(texts, `insight.kind.${kind}`), t(one.competency.title), one.version > 1 && say(texts, "insight.version", { n: one.version }), !one.current && say(texts, "insight.not_current")];
  return words.filter(Boolean).join(" · ");
}

/** What is to be looked at; below the least number of candidates only that there are too few. */
function signs(texts, one, minimum) {
  if (one.n === 0) return null;
  if (one.n < minimum) return el("span", { class: "sqm-chip sqm-wraps" }, say(texts, "insight.not_enough", { n: one.n }));
  return one.flags.map((flag) => el("span", { class: "sqm-chip sqm-warn" }, say(texts, `insight.flag.${flag}`)));
}

export function seconds(texts, one) {
  if (!one.seconds) return null;
  const { quick, middle, slow } = one.seconds;
  const whole = (value) => number(value, 0);
  return el("span", { class: "sqm-figures" }, say(texts, "insight.seconds", { n: whole(middle) }), el("small", {}, say(texts, "insight.seconds_range", { low: whole(quick), high: whole(slow) })));
}
