// Re-marking: proposals, a dry run before each, and another person's decision.

import "./_item.css";
import "./_staff.css";
import "./_regrade.css";
import { keyed, keyEditor, remarks, ways } from "./_correction.js";
import { effect, freshEffect } from "./_effect.js";
import { asked, pieces, screen } from "./_staff.js";
import { searchField, table } from "./_table.js";
import { call, date, dateTime, dialog, download, el, icon, language, reason, reload, say, t, toast } from "./kit.js";

const STATES = { open: "sqm-warn", approved: "sqm-good", rejected: "", withdrawn: "" };
const PAUSE = 300; // milliseconds without a key before one searches
const LONG = 180000; // milliseconds that writing many marks may take
const SCREENS = { list, search, form, one };
const fresh = () => ({ at: "list", sort: "", down: false, words: "", found: null, form: null, one: null });

export default screen(fresh, (model, state, paint) => SCREENS[state.at](model, state, paint));

function go(state, paint, at, more = {}) {
  Object.assign(state, { at }, more);
  paint();
  window.scrollTo(0, 0);
}

const button = (sign, words, onclick, kind = "", more = {}) => el("button", { type: "button", class: ["sqm-button", kind], onclick, ...more }, sign && icon(sign), words);

// ---------------------------------------------------------------- all of them

function list(model, state, paint) {
  const texts = model.get("texts");
  const { proposals, may } = model.get("data");
  const show = (row) => open(model, state, paint, row.id);
  const columns = [
    { key: "item", title: say(texts, "regrade.column.item"), by: (row) => t(row.prompt), cell: (row) => [el("button", { type: "button", class: "sqm-link sqm-prose", onclick: () => show(row) }, t(row.prompt)), el("small", { class: "sqm-under" }, say(texts, "regrade.item_version", row))] },
    { key: "kind", title: say(texts, "regrade.column.kind"), by: (row) => row.kind, cell: (row) => say(texts, `regrade.short.${row.kind}`) },
    { key: "state", title: say(texts, "regrade.column.state"), top: true, by: (row) => row.state, cell: (row) => stateChip(texts, row) },
    { key: "effect", title: say(texts, "regrade.column.effect"), by: (row) => row.marks ?? row.counts.up, cell: (row) => (row.marks === null ? say(texts, "regrade.would_raise", { n: row.counts.up }) : say(texts, "regrade.re_marked", { n: row.marks })) },
    { key: "by", title: say(texts, "regrade.column.by"), by: (row) => row.at, cell: (row) => el("span", {}, row.by, el("small", {}, date(row.at))) },
  ];
  return [
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "regrade.title")), may.propose && button("plus", say(texts, "regrade.new"), () => begin(model, state, paint), "primary")),
    el("p", { class: "sqm-muted" }, say(texts, "regrade.hint")),
    table({ texts, columns, rows: proposals, state, repaint: paint, open: show, caption: say(texts, "regrade.title"), empty: say(texts, may.propose ? "regrade.empty" : "regrade.empty_here") }),
  ];
}

const stateChip = (texts, row) => el("span", { class: ["sqm-chip", STATES[row.state]] }, say(texts, `regrade.state.${row.state}`));

function back(model, state, paint) {
  const leave = () => {
    reload(model);
    go(state, paint, "list", { one: null, form: null });
  };
  return el("p", {}, button("left", say(model.get("texts"), "regrade.back"), leave, "quiet"));
}

// ---------------------------------------------------------------- finding the item

async function begin(model, state, paint) {
  state.found = (await asked(model.get("texts"), call("GET", "/regrades/items"))) ?? null;
  if (state.found) go(state, paint, "search", { words: "" });
}

function search(model, state, paint) {
  const texts = model.get("texts");
  const place = el("div", { "aria-live": "polite" });
  const refresh = () => place.replaceChildren(hits(model, state, paint));
  let soon = null;
  const look = async () => {
    const words = state.words;
    try {
      const found = await call("GET", `/regrades/items?words=${encodeURIComponent(words)}`);
      if (words === state.words) state.found = found;
    } catch (refusal) {
      toast(reason(texts, refusal), "bad");
    }
    refresh();
  };
  const typed = (words) => {
    state.words = words;
    clearTimeout(soon);
    soon = setTimeout(look, PAUSE);
  };
  refresh();
  return [back(model, state, paint), el("h1", {}, say(texts, "regrade.new")), el("p", { class: "sqm-muted" }, say(texts, "regrade.search_hint")), el("div", { class: "sqm-tools", role: "search" }, searchField(say(texts, "regrade.search"), state.words, typed)), place];
}

function hits(model, state, paint) {
  const texts = model.get("texts");
  const { items, found } = state.found;
  if (!items.length) return el("p", { class: "sqm-empty" }, icon("search"), say(texts, "regrade.no_item"));
  const line = (row) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "sqm-card sqm-row-button", onclick: () => choose(model, state, paint, row.item, row.version) },
        el("span", {}, el("strong", {}, t(row.prompt)), pieces([say(texts, "regrade.item_version", row), say(texts, `regrade.item_kind.${row.kind}`), say(texts, "regrade.met_by", { n: row.met })])),
        icon("right"),
      ),
    );
  return el("div", {}, el("ul", { class: "sqm-list" }, items.map(line)), found > items.length && el("p", { class: "sqm-muted" }, say(texts, "regrade.more_items", { n: found - items.length })));
}

async function choose(model, state, paint, key, version) {
  const item = await asked(model.get("texts"), call("GET", `/regrades/items/${encodeURIComponent(key)}/${version}`));
  if (!item) return;
  const [[kind]] = ways(model.get("texts"), item);
  go(state, paint, "form", { form: { item, kind, changes: {}, reason: "", tried: null, looked: freshEffect() } });
}

// ---------------------------------------------------------------- what should be corrected

function form(model, state, paint) {
  const texts = model.get("texts");
  const made = state.form;
  const { item } = made;
  const place = el("div", { class: "sqm-effect" });
  const refresh = () => place.replaceChildren(...tried(model, state, paint).filter(Boolean));
  const stale = (more) => {
    Object.assign(made, more, { tried: null });
    refresh();
  };
  const setKind = (kind) => (Object.assign(made, { kind, changes: {}, tried: null }), paint());
  refresh();
  const options = ways(texts, item).map(([kind, words]) => el("label", { class: "sqm-pick-one" }, el("input", { type: "radio", name: "regrade-kind", checked: made.kind === kind, dataset: { focus: `kind-${kind}` }, onchange: () => setKind(kind) }), el("span", {}, el("strong", {}, words), el("small", {}, say(texts, `regrade.kind_hint.${kind}`)))));
  const other = el("p", {}, button("left", say(texts, "regrade.other_item"), () => go(state, paint, "search", { form: null }), "quiet"));
  const writing = el("textarea", { rows: "3", maxlength: "500", "aria-required": "true", value: made.reason, dataset: { focus: "reason" }, oninput: (event) => (made.reason = event.target.value) });
  return [
    other,
    el("h1", {}, say(texts, "regrade.new")),
    el("p", {}, say(texts, "regrade.met_by", { n: item.met })),
    item.open && el("p", { class: "sqm-note sqm-warn" }, icon("warning"), el("span", {}, say(texts, "regrade.already_open"), " ", el("button", { type: "button", class: "sqm-link", onclick: () => open(model, state, paint, item.open) }, say(texts, "regrade.to_open")))),
    remarks(texts, item),
    item.bank?.unfit && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, `regrade.unfit.${item.bank.unfit}`, { version: item.bank.version }))),
    el(
      "div",
      { class: "sqm-two" },
      el("div", {}, keyed(texts, item, say(texts, "regrade.as_met"))),
      el(
        "div",
        {},
        el("fieldset", { class: "sqm-ways" }, el("legend", {}, say(texts, "regrade.how")), options),
        made.kind === "key" && el("section", { class: "sqm-card sqm-keyed" }, el("h3", {}, say(texts, "regrade.should_be")), keyEditor(texts, item, made.changes, (changes) => stale({ changes }))),
        made.kind === "bank" && [item.bank.reworded && remarks(texts, { reworded: true }), keyed(texts, item.bank, say(texts, "regrade.should_be"))],
        el("label", { class: "sqm-field" }, el("span", {}, say(texts, "regrade.reason")), writing, el("small", { class: "sqm-muted" }, say(texts, "regrade.reason_hint"))),
      ),
    ),
    place,
  ];
}

const correction = ({ item, kind, changes }) => ({ item: item.item, version: item.version, kind, changes });

/** The dry run comes first; only what it showed can be proposed. */
function tried(model, state, paint) {
  const texts = model.get("texts");
  const made = state.form;
  const attempt = async () => {
    made.tried = (await asked(texts, call("POST", "/regrades/rehearsal", correction(made), LONG), say(texts, "regrade.trying"))) ?? null;
    paint();
  };
  const send = async () => {
    if (!made.reason.trim()) {
      toast(say(texts, "regrade.reason_missing"), "bad");
      document.querySelector('[data-focus="reason"]')?.focus();
      return;
    }
    const kept = await asked(texts, call("POST", "/regrades", { ...correction(made), reason: made.reason.trim() }, LONG));
    if (!kept) return;
    toast(say(texts, "regrade.proposed"), "good");
    await open(model, state, paint, kept.id);
  };
  if (!made.tried) return [el("div", { class: "sqm-actions" }, button("eye", say(texts, "regrade.try"), attempt, "primary"), el("span", { class: "sqm-muted" }, say(texts, "regrade.try_hint")))];
  return [
    el("h2", {}, say(texts, "regrade.effect_title")),
    effect(texts, made.tried, made.looked),
    el("p", { class: "sqm-muted" }, say(texts, "regrade.kept_hint")),
    el("div", { class: "sqm-actions" }, button("send", say(texts, "regrade.propose"), send, "primary", { disabled: Boolean(made.item.open) })),
  ];
}

// ---------------------------------------------------------------- one proposal

async function open(model, state, paint, id, lower = false) {
  const found = await asked(model.get("texts"), call("GET", `/regrades/${id}?lower=${lower}`, undefined, LONG), say(model.get("texts"), "regrade.trying"));
  if (!found) return;
  const same = state.one?.found.id === id;
  go(state, same ? () => {} : paint, "one", { one: { found, lower, looked: same ? state.one.looked : freshEffect() }, form: null });
  if (same) paint();
}

function one(model, state, paint) {
  const texts = model.get("texts");
  const { found, lower, looked } = state.one;
  const may = model.get("data").may;
  const decides = found.state === "open" && may.approve && !found.mine;
  const take = () => asked(texts, download(`/regrades/${found.id}.xlsx?lower=${lower}&language=${language()}`, `regrade-${found.id}.xlsx`));
  return [
    back(model, state, paint),
    el("div", { class: "sqm-title-row" }, el("h1", {}, say(texts, "regrade.one")), stateChip(texts, found)),
    facts(texts, found),
    found.state === "open" && remarks(texts, { ...found, waiting: found.report?.counts.waiting }),
    found.state === "approved" && remarks(texts, { drawn_from: found.drawn_from, later: found.later }),
    el("div", { class: found.after ? "sqm-two" : "" }, el("div", {}, keyed(texts, found.before, say(texts, "regrade.as_met"))), found.after && el("div", {}, keyed(texts, found.after, say(texts, "regrade.should_be")))),
    decides && lowering(model, state, paint),
    found.report && [
      el("div", { class: "sqm-title-row" }, el("h2", {}, say(texts, found.state === "approved" ? "regrade.done_title" : "regrade.effect_title")), button("download", say(texts, "regrade.export"), take)),
      effect(texts, found.report, looked),
    ],
    found.state === "open" && !lower && found.report.counts.kept > 0 && el("p", { class: "sqm-muted" }, say(texts, "regrade.kept_hint")),
    el(
      "div",
      { class: "sqm-actions" },
      decides && button("check", say(texts, "regrade.approve"), () => approve(model, state, paint), "primary"),
      decides && button("cross", say(texts, "regrade.reject"), () => close(model, state, paint, "reject")),
      found.state === "open" && found.mine && may.propose && button("cross", say(texts, "regrade.withdraw"), () => close(model, state, paint, "withdraw")),
    ),
    found.state === "open" && found.mine && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "regrade.by_another"))),
  ];
}

function facts(texts, found) {
  const { decision } = found;
  const pairs = [
    ["regrade.column.kind", say(texts, `regrade.short.${found.kind}`)],
    ["regrade.reason_short", found.reason],
    ["regrade.column.by", `${found.by} · ${dateTime(found.at)}`],
    decision && [`regrade.decided.${found.state}`, `${decision.by} · ${dateTime(decision.at)}`],
    decision?.reason && ["regrade.decision_reason", decision.reason],
    found.state === "approved" && ["regrade.lowering", say(texts, decision.lower ? "regrade.lower.yes" : "regrade.lower.no")],
  ].filter(Boolean);
  return el("dl", { class: "sqm-facts" }, pairs.map(([key, words]) => [el("dt", {}, say(texts, key)), el("dd", {}, words)]));
}

/** Nobody is lowered unless the approver says so. */
function lowering(model, state, paint) {
  const texts = model.get("texts");
  const { found, lower } = state.one;
  const { counts } = found.report;
  const n = lower ? counts.down : counts.kept;
  if (!n) return null;
  const option = (value, key) => el("label", { class: "sqm-pick-one" }, el("input", { type: "radio", name: "regrade-lower", checked: lower === value, dataset: { focus: `lower-${value}` }, onchange: () => open(model, state, paint, found.id, value) }), el("span", {}, el("strong", {}, say(texts, `regrade.lower.${key}`)), el("small", {}, say(texts, `regrade.lower_hint.${key}`, { n }))));
  return el("fieldset", { class: "sqm-ways" }, el("legend", {}, say(texts, "regrade.lowering_question", { n })), option(false, "no"), option(true, "yes"));
}

/** A dialog that asks why; resolves with the words, or null. */
async function why(texts, { title, body, yes, danger = false, needed = true }) {
  const missing = el("p", { class: "sqm-bad", role: "alert" });
  const field = el("textarea", { rows: "3", maxlength: "500", "aria-required": String(needed), oninput: () => (missing.textContent = "") });
  const said = () => {
    const fine = !needed || Boolean(field.value.trim());
    missing.textContent = fine ? "" : say(texts, "regrade.reason_missing");
    if (!fine) field.focus();
    return fine;
  };
  const asks = [body, needed && el("label", { class: "sqm-field" }, el("span", {}, say(texts, "regrade.decision_reason")), field), needed && missing];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: yes, value: true, kind: danger ? "danger" : "primary", check: said }];
  return (await dialog({ title, body: asks, actions })) ? field.value.trim() : null;
}

async function approve(model, state, paint) {
  const texts = model.get("texts");
  const { found, lower } = state.one;
  const { counts, digest } = found.report;
  const told = ["up", "passing", "awarded", "down", "failing", "loses_basis", "kept", "person"].filter((key) => counts[key] > 0);
  const body = [
    el("p", {}, say(texts, "regrade.sure")),
    el("ul", {}, told.map((key) => el("li", {}, say(texts, `regrade.sure.${key}`, { n: counts[key] })))),
    el("p", { class: "sqm-muted" }, say(texts, "regrade.sure_kept")),
  ];
  const words = await why(texts, { title: say(texts, "regrade.approve"), body, yes: say(texts, "regrade.approve_yes"), danger: lower, needed: lower });
  if (words === null) return;
  const done = await asked(texts, call("POST", `/regrades/${found.id}/approve`, { digest, lower, reason: words }, LONG), say(texts, "regrade.approving"));
  if (done) toast(say(texts, "regrade.approved", { n: done.marks }), "good");
  await open(model, state, paint, found.id, done ? false : lower); // refused: how things are by now
}

async function close(model, state, paint, verb) {
  const texts = model.get("texts");
  const { found } = state.one;
  const words = await why(texts, { title: say(texts, `regrade.${verb}`), body: el("p", {}, say(texts, `regrade.${verb}_hint`)), yes: say(texts, `regrade.${verb}`), danger: true });
  if (words === null) return;
  if ((await asked(texts, call("POST", `/regrades/${found.id}/${verb}`, { reason: words }))) === undefined) return;
  toast(say(texts, `regrade.${verb}_done`), "good");
  await open(model, state, paint, found.id);
}
