// The pass-mark worksheet: who has judged, the cut, and the form in which one judge's ratings are entered.

import { openPaper } from "./_paper_figures.js";
import { asked } from "./_staff.js";
import { choice, table } from "./_table.js";
import { call, confirm, dateTime, el, icon, number, page, percent, say, t, toast } from "./kit.js";

const ROUNDS = ["1", "2"];
const LONG = 120000; // milliseconds; publishing reads the whole bank and draws

export async function openSheet(texts, state, paint) {
  const { id, version } = state.paper.paper;
  const data = await asked(texts, call("GET", `/statistics/${id}/angoff?version=${version}`));
  if (!data) return;
  state.sheet = { data, judge: "", round: "1", ratings: null, sort: "", down: false };
  paint();
  window.scrollTo(0, 0);
}

export function worksheet(texts, state, paint) {
  return state.sheet.ratings ? form(texts, state, paint) : panel(texts, state, paint);
}

const personOf = (data, number) => data.judges.find((one) => one.employee_no === number)?.person;

// ---------------------------------------------------------------- the panel and what it has come to

function panel(texts, state, paint) {
  const { data } = state.sheet;
  const back = () => {
    const { id } = state.paper.paper;
    state.sheet = null;
    paint();
    openPaper(texts, id, state.version, state, paint);
  };
  return [
    el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: back }, icon("left"), say(texts, "insight.back_to_paper"))),
    el("h1", {}, say(texts, "insight.angoff.title")),
    el("p", { class: "sqm-muted" }, `${t(data.paper.title)} · ${say(texts, "insight.version", { n: data.version })} · ${say(texts, "insight.angoff.method")}`),
    el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "insight.angoff.how", { n: data.panel }))),
    outcome(texts, state, paint),
    el("h2", {}, say(texts, "insight.angoff.begin")),
    begin(texts, state, paint),
    el("h2", {}, say(texts, "insight.angoff.judges")),
    data.judges.length ? judges(texts, state, paint) : el("p", { class: "sqm-empty" }, icon("users"), say(texts, "insight.angoff.no_judges")),
  ];
}

function outcome(texts, state, paint) {
  const { data } = state.sheet;
  const { cut } = data;
  const standing = data.final ? say(texts, "insight.angoff.final", { n: data.finished }) : say(texts, "insight.angoff.provisional", { round: data.round, n: data.finished, of: data.judges.length });
  const found = cut.value !== null && [
    el("div", { class: "sqm-total" }, el("strong", {}, say(texts, "insight.angoff.points", { n: number(cut.value) })), cut.low !== null && el("span", {}, say(texts, "insight.range", { low: number(cut.low), high: number(cut.high) })), data.spread !== null && el("span", { class: "sqm-muted" }, say(texts, "insight.angoff.spread", { n: number(data.spread) }))),
    el("p", {}, el("span", { class: ["sqm-chip sqm-wraps", data.final && "sqm-good"] }, standing)),
  ];
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "insight.angoff.cut")),
    found || el("p", {}, say(texts, "insight.angoff.nothing")),
    inForce(texts, state, paint),
    el("p", { class: "sqm-muted" }, say(texts, "insight.angoff.kept", { version: data.version }), data.rated_on && ` ${say(texts, "insight.angoff.rated_on", { when: dateTime(data.rated_on) })}`),
  );
}

const rounded = (value) => Math.round(value * 10) / 10;

/** The mark in force, and once the panel has finished the way to make its own the one. */
function inForce(texts, state, paint) {
  const { data } = state.sheet;
  const { in_force: now, cut, version } = data;
  const same = data.final && rounded(cut.value) === now.pass_mark;
  const words = el("p", { class: "sqm-muted" }, say(texts, same ? "insight.angoff.adopted" : "insight.angoff.in_force", { mark: number(now.pass_mark), version: now.version }));
  if (!data.final || same) return words;
  if (version !== now.version) return [words, el("p", { class: "sqm-muted" }, say(texts, "insight.angoff.old_version", { version: now.version }))];
  return [words, el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "adopt" }, onclick: () => adopt(texts, state, paint) }, icon("check"), say(texts, "insight.angoff.adopt")))];
}

async function adopt(texts, state, paint) {
  const { data } = state.sheet;
  const words = say(texts, "insight.angoff.adopt");
  const body = say(texts, "insight.angoff.adopt_sure", { before: number(data.in_force.pass_mark), mark: number(rounded(data.cut.value)) });
  if (!(await confirm({ title: words, body, yes: words, no: say(texts, "staff.cancel") }))) return;
  const done = await asked(texts, call("POST", `/statistics/${data.paper.id}/angoff/adopt`, { version: data.version }, LONG), say(texts, "insight.angoff.adopting"));
  if (!done) return;
  state.sheet.data = done;
  toast(say(texts, "insight.angoff.adopt_done", { mark: number(done.in_force.pass_mark), version: done.in_force.version }), "good");
  paint();
}

function begin(texts, state, paint) {
  const { sheet } = state;
  const known = el("datalist", { id: "sqm-judges" }, sheet.data.judges.map((one) => el("option", { value: one.employee_no }, one.name)));
  const start = () => (sheet.judge.trim() ? fill(state, paint) : toast(say(texts, "insight.angoff.number_first"), "bad"));
  return el(
    "div",
    { class: "sqm-tools" },
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "insight.angoff.number")), el("input", { type: "text", maxlength: "40", autocomplete: "off", list: "sqm-judges", value: sheet.judge, dataset: { focus: "judge" }, oninput: (event) => (sheet.judge = event.target.value) })),
    known,
    choice(say(texts, "insight.angoff.which"), ROUNDS.map((one) => [one, say(texts, `insight.angoff.round.${one}`)]), sheet.round, (value) => (sheet.round = value)),
    el("button", { type: "button", class: "sqm-button primary", onclick: start }, icon("pencil"), say(texts, "insight.angoff.begin")),
  );
}

function judges(texts, state, paint) {
  const { data } = state.sheet;
  const total = data.items.length;
  const done = (round, person) => {
    const { cuts, begun } = data.rounds[round - 1];
    if (person in cuts) return say(texts, "insight.angoff.own_cut", { n: number(cuts[person]) });
    return person in begun ? say(texts, "insight.angoff.rated", { n: begun[person], of: total }) : null;
  };
  const columns = [
    { key: "judge", title: say(texts, "insight.angoff.judge"), by: (one) => one.name, cell: (one) => [one.name, el("small", {}, one.employee_no)] },
    ...ROUNDS.map((round) => ({ key: round, title: say(texts, `insight.angoff.round.${round}`), by: (one) => data.rounds[round - 1].cuts[one.person], cell: (one) => done(round, one.person) })),
  ];
  return table({ texts, columns, rows: data.judges, state: state.sheet, repaint: paint, caption: say(texts, "insight.angoff.judges"), empty: say(texts, "insight.angoff.no_judges") });
}

// ---------------------------------------------------------------- one judge's ratings, kept in this tab until saved

const place = ({ data, judge, round }) => `sqm-angoff-${page().person?.id ?? ""}-${data.paper.id}-${data.version}-${round}-${judge.trim()}`;

/** What the judge has given before; in the second round what they gave in the first, to be changed or left. */
function fill(state, paint) {
  const { sheet } = state;
  const person = personOf(sheet.data, sheet.judge.trim());
  const before = (round) => sheet.data.ratings[round]?.[person] ?? {};
  const kept = JSON.parse(sessionStorage.getItem(place(sheet)) ?? "{}");
  sheet.ratings = { ...(sheet.round === "2" && before("1")), ...before(sheet.round), ...kept };
  paint();
  window.scrollTo(0, 0);
}

function form(texts, state, paint) {
  const { sheet } = state;
  const { data } = sheet;
  const done = el("span", { role: "status" });
  const progress = el("progress", { class: "sqm-progress", max: String(data.items.length), "aria-label": say(texts, "insight.angoff.title") });
  const count = () => {
    const n = data.items.filter((one) => filled(sheet.ratings[one.id])).length;
    done.textContent = say(texts, "insight.angoff.rated", { n, of: data.items.length });
    progress.value = n;
  };
  const type = (item, value) => {
    sheet.ratings[item.id] = value;
    sessionStorage.setItem(place(sheet), JSON.stringify(sheet.ratings));
    count();
  };
  const back = () => {
    sheet.ratings = null;
    paint();
    window.scrollTo(0, 0);
  };
  count();
  return el(
    "div",
    { class: "sqm-checklist sqm-judging" },
    el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: back }, icon("left"), say(texts, "insight.angoff.title"))),
    el("h1", {}, say(texts, "insight.angoff.of", { judge: sheet.judge.trim(), round: say(texts, `insight.angoff.round.${sheet.round}`) })),
    el("p", { class: "sqm-muted" }, say(texts, "insight.angoff.later")),
    data.items.map((item, index) => rate(texts, state, item, index, type)),
    el("div", { class: "sqm-foot" }, el("span", { class: "sqm-foot-progress" }, done, progress), el("button", { type: "button", class: "sqm-button primary", onclick: () => save(texts, state, paint) }, icon("check"), say(texts, "insight.angoff.save"))),
  );
}

const filled = (value) => value !== undefined && value !== null && String(value).trim() !== "";
const sound = (value) => Number(value) >= 0 && Number(value) <= 100;

function rate(texts, state, item, index, type) {
  const { data, ratings, round } = state.sheet;
  const others = round === "2" && data.rounds[0].items.find((one) => one.item === item.id);
  const found = state.paper.items.find((one) => one.item === item.id && one.version === item.version && one.n >= state.paper.minimum);
  const label = say(texts, "insight.angoff.rating_of", { n: index + 1 });
  return el(
    "fieldset",
    { class: ["sqm-card", "sqm-criterion"] },
    el("legend", {}, `${index + 1}. ${t(item.prompt)}`),
    item.options.length > 0 && el("ul", {}, item.options.map((one) => el("li", {}, t(one.text), " ", one.right && el("span", { class: "sqm-chip sqm-good" }, say(texts, "insight.item.right"))))),
    el(
      "div",
      { class: "sqm-rate" },
      el("label", { class: "sqm-field" }, el("span", {}, say(texts, "insight.angoff.rating")), el("input", { type: "number", min: "0", max: "100", step: "1", inputmode: "numeric", "aria-label": label, value: ratings[item.id] ?? "", dataset: { focus: item.id }, oninput: (event) => type(item, event.target.value) })),
      others && el("small", {}, say(texts, "insight.angoff.others", { mean: number(others.mean), low: number(others.low), high: number(others.high), n: others.n })),
      found && el("small", {}, say(texts, "insight.angoff.observed", { value: percent(found.facility.value), n: found.n })),
    ),
  );
}

async function save(texts, state, paint) {
  const { sheet } = state;
  const given = Object.entries(sheet.ratings).filter(([, value]) => filled(value));
  if (given.some(([, value]) => !sound(value))) return toast(say(texts, "insight.angoff.outside"), "bad");
  const ratings = Object.fromEntries(given.map(([item, value]) => [item, Number(value)]));
  const { paper, version } = sheet.data;
  const body = { version, round: Number(sheet.round), judge: sheet.judge.trim(), ratings };
  const data = await asked(texts, call("POST", `/statistics/${paper.id}/angoff`, body));
  if (!data) return;
  sessionStorage.removeItem(place(sheet));
  state.sheet = { ...sheet, data, ratings: null };
  toast(say(texts, "insight.angoff.saved"), "good");
  paint();
  window.scrollTo(0, 0);
}
