// The room of a sitting, live: everybody in it, how far they are, and what one may do about it.

import { countdown } from "./_clock.js";
import { extend, grant, pause, reset, resume, withdraw } from "./_measures.js";
import { inviteMore } from "./_schedule.js";
import { asked } from "./_staff.js";
import { story } from "./_story.js";
import { bar, choice, holds, searchField, table } from "./_table.js";
import { call, dialog, el, icon, listed, reload, say, span, t, time } from "./kit.js";

export const OUTSIDE = "outside"; // instead of a sitting's number: attempts in none
const LOOK = 5000; // milliseconds between looks
const STATES = ["not_begun", "open", "paused", "submitted", "expired", "void"];
const KINDS = { open: "sqm-good", paused: "sqm-warn", void: "sqm-bad" };

const path = (key) => (key === OUTSIDE ? "/invigilation/outside" : `/sittings/${key}`);

export async function enter(model, state, paint, key) {
  const data = await asked(model.get("texts"), call("GET", path(key)));
  if (!data) return;
  state.room = { key, data, heard: performance.now(), typed: "", state: "", sort: "", down: false };
  paint();
  window.scrollTo(0, 0);
  watch(state, state.room);
}

/** Look again and again while the room is on the screen. */
async function watch(state, here) {
  while (state.room === here) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    if (state.room === here && !here.node.isConnected) return;
    if (state.room === here && !document.hidden) await look(here);
  }
}

async function look(here) {
  try {
    here.data = await call("GET", path(here.key), undefined, LOOK);
    Object.assign(here, { heard: performance.now(), lost: false });
  } catch {
    here.lost = true;
  }
  here.refresh?.();
}

export function room(model, state, paint) {
  const texts = model.get("texts");
  const here = state.room;
  const leave = () => ((state.room = null), paint(), reload(model));
  const after = async (done) => (await done) && (await look(here), here.head.replaceWith((here.head = head(model, state, after))));
  const list = el("div", {});
  const told = el("p", { class: "sqm-muted", role: "status" });
  here.refresh = () => {
    const focused = list.contains(document.activeElement) && document.activeElement.dataset.focus;
    told.textContent = say(texts, here.lost ? "invigilate.stale" : "invigilate.live", { when: time(here.data.now, true) });
    told.classList.toggle("sqm-bad", Boolean(here.lost));
    list.replaceChildren(candidates(model, here, after));
    if (focused) list.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    tick(here);
  };
  here.head = head(model, state, after);
  here.node = el(
    "div",
    {},
    el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: leave }, icon("left"), say(texts, "invigilate.back"))),
    here.head,
    el(
      "div",
      { class: "sqm-tools", role: "search" },
      searchField(say(texts, "invigilate.find"), here.typed, (value) => ((here.typed = value), here.refresh())),
      choice(say(texts, "invigilate.state"), [["", say(texts, "staff.all")], ...STATES.map((one) => [one, say(texts, `invigilate.state.${one}`)])], here.state, (value) => ((here.state = value), here.refresh())),
    ),
    told,
    list,
    el("p", { class: "sqm-muted" }, el("small", {}, say(texts, "invigilate.sign.hint"))),
  );
  here.refresh();
  clearInterval(here.ticker);
  here.ticker = setInterval(() => (here.node.isConnected ? tick(here) : clearInterval(here.ticker)), 1000);
  return here.node;
}

/** The clocks of those who sit run on between looks. */
function tick(here) {
  const now = Date.parse(here.data.now) + (performance.now() - here.heard);
  for (const cell of here.node?.querySelectorAll("[data-until]") ?? []) cell.textContent = countdown(Math.max(0, Math.ceil((Date.parse(cell.dataset.until) - now) / 1000)));
}

// ---------------------------------------------------------------- the head of the room

function head(model, state, after) {
  const texts = model.get("texts");
  const { key, data } = state.room;
  if (key === OUTSIDE) return el("div", {}, el("h1", {}, say(texts, "invigilate.group.outside")), el("p", { class: "sqm-muted" }, say(texts, "invigilate.outside.hint")), model.get("data").may_act && outsideActions(texts, after));
  const pairs = [["column.when", span(data.opens_at, data.closes_at)], ["column.place", data.place], ["invited", listed(data.to.map(t))], ["note", data.note], ["column.by", data.by]];
  return el(
    "div",
    {},
    el("div", { class: "sqm-title-row" }, el("h1", {}, t(data.paper.title)), el("span", { class: ["sqm-chip", KINDS[data.phase]] }, say(texts, `invigilate.phase.${data.phase}`))),
    data.reason && el("p", { class: "sqm-note sqm-bad" }, say(texts, "invigilate.withdrawn", { reason: data.reason })),
    el("dl", { class: "sqm-facts" }, pairs.filter(([, words]) => words).map(([name, words]) => [el("dt", {}, say(texts, `invigilate.${name}`)), el("dd", {}, words)])),
    el("div", { class: "sqm-actions" }, model.get("data").may_act && roomActions(texts, state.room, after), el("button", { type: "button", class: "sqm-button", onclick: () => window.print() }, icon("print"), say(texts, "invigilate.print"))),
  );
}

function roomActions(texts, { key, data }, after) {
  const button = (sign, name, kind, act) => el("button", { type: "button", class: ["sqm-button", kind], onclick: () => after(act()) }, icon(sign), say(texts, `invigilate.${name}`));
  const some = (state) => data.candidates.some((one) => one.state === state);
  const all = `/sittings/${key}`;
  return [
    (some("open") || some("paused")) && button("clock", "extend.all", "", () => extend(texts, all)),
    some("open") && button("pause", "pause.all", "", () => pause(texts, all)),
    some("paused") && button("play", "resume.all", "primary", () => resume(texts, all)),
    data.phase !== "past" && data.phase !== "withdrawn" && button("plus", "invite_more", "", () => inviteMore(texts, key)),
    data.may_withdraw && data.phase !== "past" && button("cross", "withdraw", "danger", () => withdraw(texts, key)),
  ];
}

function outsideActions(texts, after) {
  return el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button", onclick: () => after(grant(texts)) }, icon("clock"), say(texts, "invigilate.grant")));
}

// ---------------------------------------------------------------- those in it

function candidates(model, here, after) {
  const texts = model.get("texts");
  const all = here.data.candidates;
  const rows = all.filter((one) => (!here.state || one.state === here.state) && (!here.typed || holds(here.typed, one.name, one.pinyin, one.employee_no)));
  const open = (one) => candidate(model, here, one, after);
  const outside = here.key === OUTSIDE;
  const columns = [
    { key: "name", title: say(texts, "invigilate.candidate"), by: (one) => one.pinyin, cell: (one) => [el("button", { type: "button", class: "sqm-link", dataset: { focus: `${one.person} ${one.attempt}` }, onclick: () => open(one) }, one.name), el("small", {}, `${one.employee_no} · ${one.store_name}`)] },
    outside && { key: "paper", title: say(texts, "invigilate.column.paper"), by: (one) => t(one.title), cell: (one) => t(one.title) },
    { key: "state", title: say(texts, "invigilate.state"), by: (one) => STATES.indexOf(one.state), top: true, cell: (one) => el("span", { class: ["sqm-chip", KINDS[one.state]] }, say(texts, `invigilate.state.${one.state}`)) },
    { key: "answered", title: say(texts, "invigilate.answered"), by: (one) => (one.attempt ? one.answered / one.of : null), cell: (one) => one.attempt && bar(one.answered / one.of, say(texts, "invigilate.answered_of", { n: one.answered, of: one.of }), "good") },
    { key: "left", title: say(texts, "invigilate.time_left"), by: (one) => one.closed_at ?? one.deadline ?? null, cell: (one) => clock(texts, here, one) },
    { key: "saved", title: say(texts, "invigilate.saved_at"), by: (one) => one.saved_at ?? null, cell: (one) => one.attempt && el("span", { class: "sqm-nowrap" }, one.saved_at ? time(one.saved_at, true) : say(texts, "invigilate.never_saved")) },
    { key: "signs", title: say(texts, "invigilate.signs"), by: (one) => (one.attempt ? one.away + one.drops + one.refused + one.devices : null), cell: (one) => signs(texts, one) },
  ].filter(Boolean);
  const caption = say(texts, "invigilate.shown", { n: rows.length });
  return table({ texts, columns, rows, state: here, repaint: here.refresh, open, caption, empty: say(texts, all.length ? "invigilate.nobody" : "invigilate.none") });
}

function clock(texts, here, one, runs = true) {
  const extra = one.extra > 0 && el("small", {}, say(texts, one.attempt ? "invigilate.extra_n" : "invigilate.granted", { n: one.extra }));
  if (!one.attempt) return extra || null;
  if (one.closed_at) return el("span", {}, el("span", { class: "sqm-nowrap" }, say(texts, "invigilate.ended", { when: time(one.closed_at) })), extra);
  const left = Math.max(0, Math.round((Date.parse(one.deadline) - Date.parse(here.data.now)) / 1000));
  if (one.state === "paused") return el("span", {}, el("strong", {}, countdown(left)), extra);
  return el("span", {}, runs && el("strong", { dataset: { until: one.deadline } }, countdown(left)), el("small", {}, say(texts, "invigilate.ends", { when: time(one.deadline) })), extra);
}

/** What there is to look at, as chips; nothing where there is nothing. */
function signs(texts, one) {
  if (!one.attempt) return null;
  const told = [one.devices > 1 && ["devices", one.devices], one.away > 0 && ["away", one.away], one.drops > 0 && ["drops", one.drops], one.refused > 0 && ["refused", one.refused]].filter(Boolean);
  if (!told.length) return el("span", { class: "sqm-muted" }, say(texts, "invigilate.sign.none"));
  return el("span", {}, told.map(([name, n]) => el("span", { class: "sqm-chip" }, say(texts, `invigilate.sign.${name}`, { n }))));
}

async function candidate(model, here, one, after) {
  const texts = model.get("texts");
  const may = model.get("data").may_act;
  const running = one.state === "open" || one.state === "paused";
  const sitting = here.key !== OUTSIDE && here.key;
  const measure = {
    story: () => story(texts, one.attempt),
    extend: () => extend(texts, `/invigilation/${one.attempt}`, one),
    grant: () => grant(texts, { ...one, sitting }),
    pause: () => pause(texts, `/invigilation/${one.attempt}`, one),
    resume: () => resume(texts, `/invigilation/${one.attempt}`, one),
    reset: () => reset(texts, one),
  };
  const offered = [may && one.attempt && one.state !== "void" && ["reset", "danger"], may && one.state === "open" && ["pause", ""], may && one.state === "paused" && ["resume", "primary"], may && running && ["extend", ""], may && !one.attempt && sitting && ["grant", ""], one.attempt && ["story", "primary"]].filter(Boolean);
  const actions = offered.map(([name, kind]) => ({ label: say(texts, name === "grant" ? "invigilate.extend" : `invigilate.${name}`), value: name, kind }));
  const chosen = await dialog({ title: one.name, body: sheet(texts, here, one), actions, close: say(texts, "staff.close") });
  if (chosen) await after(measure[chosen]());
}

function sheet(texts, here, one) {
  const pairs = [
    ["candidate", `${one.employee_no} · ${one.store_name}`],
    ["state", say(texts, `invigilate.state.${one.state}`)],
    one.attempt && ["answered", say(texts, "invigilate.answered_of", { n: one.answered, of: one.of })],
    one.attempt && ["saved_at", one.saved_at ? time(one.saved_at, true) : say(texts, "invigilate.never_saved")],
    (one.attempt || one.extra > 0) && ["time_left", clock(texts, here, one, false)],
    one.attempt && ["signs", signs(texts, one)],
  ].filter(Boolean);
  return [
    one.notice && el("p", { class: "sqm-note" }, say(texts, `invigilate.step.${one.state === "void" ? "reset" : "pause"}`, one.notice)),
    el("dl", { class: "sqm-facts" }, pairs.map(([name, words]) => [el("dt", {}, say(texts, `invigilate.${name}`)), el("dd", {}, words)])),
  ];
}
