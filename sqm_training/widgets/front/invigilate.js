// Invigilating: sittings of today, to come and past; a new one; the room of each with everybody in it.

import "./_staff.css";
import { look, hints } from "./_hints.js";
import { OUTSIDE, enter, room } from "./_room.js";
import { arrange, form, fresh } from "./_schedule.js";
import { asked, screen } from "./_staff.js";
import { holds, parts, searchField, table } from "./_table.js";
import { call, el, icon, reload, say, span, t } from "./kit.js";

const GROUPS = {
  today: (row) => row.today && row.phase !== "withdrawn",
  upcoming: (row) => row.phase === "upcoming" && !row.today,
  past: (row) => row.phase === "withdrawn" || (row.phase === "past" && !row.today),
};
const KINDS = { open: "sqm-good", withdrawn: "sqm-bad" };
const start = () => ({ group: "today", typed: "", sort: "", down: false, form: null, room: null, hints: null });

export default screen(start, (model, state, paint) => {
  const shown = state.room ? room : state.hints ? hints : list;
  return shown(model, state, paint);
});

function list(model, state, paint) {
  const texts = model.get("texts");
  const data = model.get("data");
  const open = async () => {
    const choices = await asked(texts, call("GET", "/sittings/choices"));
    if (!choices) return;
    state.form = fresh(choices);
    paint();
  };
  const found = el("div", {});
  const refresh = () => found.replaceChildren(sittings(model, state, paint, refresh));
  refresh();
  const kept = () => ((state.form = null), reload(model), paint());
  return [
    el(
      "div",
      { class: "sqm-title-row" },
      el("h1", {}, say(texts, "invigilate.title")),
      el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button", dataset: { focus: "hints" }, onclick: () => look(model, state, paint) }, icon("search"), say(texts, "invigilate.hints")), el("button", { type: "button", class: "sqm-button", dataset: { focus: "refresh" }, onclick: () => reload(model) }, icon("refresh"), say(texts, "invigilate.refresh")), data.may_act && !state.form && el("button", { type: "button", class: "sqm-button primary", onclick: open }, icon("plus"), say(texts, "invigilate.new"))),
    ),
    el("p", { class: "sqm-muted" }, say(texts, "invigilate.hint")),
    state.form && form(texts, state, paint, () => arrange(texts, state.form, kept)),
    tiles(model, state, paint),
    data.sittings.length > 0 && el("div", { class: "sqm-tools", role: "search" }, searchField(say(texts, "invigilate.search"), state.typed, (value) => ((state.typed = value), refresh()))),
    found,
  ];
}

function tiles(model, state, paint) {
  const texts = model.get("texts");
  const data = model.get("data");
  const tile = (key, n, pressed, kind, onclick, more) =>
    el("button", { type: "button", class: ["sqm-tile", kind], "aria-pressed": pressed, dataset: { focus: `tile-${key}` }, onclick }, el("strong", {}, String(n)), el("span", {}, say(texts, `invigilate.group.${key}`)), more);
  const groups = Object.entries(GROUPS).map(([key, within]) => tile(key, data.sittings.filter(within).length, String(state.group === key), key === "today" ? "good" : "", () => ((state.group = key), paint())));
  const running = data.open.running > 0 && el("small", {}, say(texts, "invigilate.running_n", { n: data.open.running }));
  return el("div", { class: "sqm-tiles", role: "group", "aria-label": say(texts, "invigilate.group") }, groups, tile(OUTSIDE, data.open.all, null, "quiet", () => enter(model, state, paint, OUTSIDE), running));
}

function sittings(model, state, paint, repaint) {
  const texts = model.get("texts");
  const here = model.get("data").sittings.filter(GROUPS[state.group]);
  const shown = here.filter((row) => !state.typed || holds(state.typed, t(row.paper.title), row.place, row.by));
  const rows = state.group === "past" ? [...shown].reverse() : shown;
  const open = (row) => enter(model, state, paint, row.id);
  const columns = [
    { key: "paper", title: say(texts, "invigilate.column.paper"), by: (row) => t(row.paper.title), cell: (row) => el("button", { type: "button", class: "sqm-link", dataset: { focus: `sitting-${row.id}` }, onclick: () => open(row) }, t(row.paper.title)) },
    { key: "when", title: say(texts, "invigilate.column.when"), by: (row) => row.opens_at, cell: (row) => span(row.opens_at, row.closes_at) },
    { key: "state", title: say(texts, "invigilate.state"), top: true, cell: (row) => el("span", { class: ["sqm-chip", KINDS[row.phase]] }, say(texts, `invigilate.phase.${row.phase}`)) },
    { key: "place", title: say(texts, "invigilate.column.place"), by: (row) => row.place, cell: (row) => row.place || null },
    { key: "progress", title: say(texts, "invigilate.column.progress"), cell: (row) => progress(texts, row) },
    { key: "by", title: say(texts, "invigilate.column.by"), by: (row) => row.by, cell: (row) => row.by },
  ];
  return table({ texts, columns, rows, state, repaint, open, caption: say(texts, `invigilate.group.${state.group}`), empty: say(texts, here.length ? "invigilate.empty.found" : `invigilate.empty.${state.group}`) });
}

function progress(texts, row) {
  const done = row.begun - row.running;
  const words = [say(texts, "invigilate.begun_of", { n: row.begun, of: row.invited }), row.running > 0 && say(texts, "invigilate.running_n", { n: row.running })];
  return parts([[done / row.invited, "good"], [row.running / row.invited, "begun"]], words.filter(Boolean).join(" · "));
}
