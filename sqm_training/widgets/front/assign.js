// Assignments: give a course or a paper to people, a post or a store; see who has begun, finished, is late.

import "./_staff.css";
import { bar, choice, table } from "./_table.js";
import { call, date, dialog, el, icon, onLanguage, percent, reason, reload, say, t, toast } from "./kit.js";

export default {
  render({ model, el: place }) {
    const state = { form: null, sort: "", down: false };
    const paint = () => place.replaceChildren(draw(model, state, paint));
    model.on("change:data", paint);
    const unlisten = onLanguage(place, paint);
    paint();
    return () => unlisten();
  },
};

function draw(model, state, paint) {
  const texts = model.get("texts");
  const data = model.get("data") ?? {};
  if (data.refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, data.refused));
  const open = () => ((state.form = fresh(data.choices)), paint());
  return el(
    "div",
    {},
    el("h1", {}, say(texts, "assign.title")),
    state.form ? form(model, data.choices, state, paint) : el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button primary", onclick: open }, icon("plus"), say(texts, "assign.new"))),
    list(model, data.assignments, state, paint),
  );
}

function fresh(choices) {
  const due = new Date(Date.parse(choices.today) + 14 * 86400000).toISOString().slice(0, 10);
  const kind = choices.courses.length ? "course" : "paper";
  return { kind, target: (choices[`${kind}s`][0] ?? {}).id ?? "", to_kind: "post", to: (choices.posts[0] ?? {}).id ?? "", due, note: "" };
}

function form(model, choices, state, paint) {
  const texts = model.get("texts");
  const made = state.form;
  const targets = made.kind === "course" ? choices.courses : choices.papers;
  const receivers = { post: choices.posts, store: choices.stores, person: choices.people }[made.to_kind];
  const words = (one) => (one.title ? t(one.title) : made.to_kind === "person" ? `${one.name}（${one.employee_no}）` : one.name);
  const set = (key) => (value) => (made[key] = value);
  const setKind = (value) => ((made.kind = value), (made.target = (choices[`${value}s`][0] ?? {}).id ?? ""), paint());
  const setTo = (value) => {
    made.to_kind = value;
    made.to = ({ post: choices.posts, store: choices.stores, person: choices.people }[value][0] ?? {}).id ?? "";
    paint();
  };
  return el(
    "form",
    { class: "sqm-card", onsubmit: (event) => (event.preventDefault(), save(model, state, paint)) },
    el("h2", {}, say(texts, "assign.new")),
    el(
      "div",
      { class: "sqm-tools" },
      choice(say(texts, "assign.kind"), ["course", "paper"].map((kind) => [kind, say(texts, `staff.kind.${kind}`)]), made.kind, setKind),
      choice(say(texts, "assign.target"), targets.map((one) => [one.id, t(one.title)]), made.target, set("target")),
      choice(say(texts, "assign.to_kind"), ["post", "store", "person"].map((kind) => [kind, say(texts, `assign.to.${kind}`)]), made.to_kind, setTo),
      choice(say(texts, "assign.to_whom"), receivers.map((one) => [one.id, words(one)]), made.to, set("to")),
      el("label", { class: "sqm-field" }, el("span", {}, say(texts, "assign.due")), el("input", { type: "date", required: true, min: choices.today, value: made.due, oninput: (event) => (made.due = event.target.value) })),
    ),
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "assign.note")), el("input", { type: "text", maxlength: "500", value: made.note, oninput: (event) => (made.note = event.target.value) })),
    el("div", { class: "sqm-actions" }, el("button", { type: "submit", class: "sqm-button primary" }, icon("send"), say(texts, "assign.give")), el("button", { type: "button", class: "sqm-button", onclick: () => ((state.form = null), paint()) }, say(texts, "staff.cancel"))),
  );
}

async function save(model, state, paint) {
  const texts = model.get("texts");
  try {
    await call("POST", "/assignments", state.form);
    toast(say(texts, "assign.given"), "good");
    state.form = null;
    reload(model);
    paint();
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
  }
}

function list(model, rows, state, repaint) {
  const texts = model.get("texts");
  const columns = [
    { key: "title", title: say(texts, "assign.target"), by: (row) => t(row.title), cell: (row) => [el("button", { type: "button", class: "sqm-link", onclick: () => open(model, row) }, t(row.title)), el("small", {}, say(texts, `staff.kind.${row.kind}`))] },
    { key: "to", title: say(texts, "assign.to_whom"), by: (row) => t(row.to.title), cell: (row) => t(row.to.title) },
    { key: "due", title: say(texts, "assign.due"), by: (row) => row.due, cell: (row) => date(row.due) },
    { key: "finished", title: say(texts, "assign.finished"), by: (row) => row.counts.finished / row.counts.all, cell: (row) => bar(row.counts.finished / row.counts.all, `${row.counts.finished}/${row.counts.all}`) },
    { key: "begun", title: say(texts, "assign.begun"), by: (row) => row.counts.begun, cell: (row) => String(row.counts.begun) },
    { key: "late", title: say(texts, "assign.late"), by: (row) => row.counts.late, cell: (row) => el("span", { class: row.counts.late ? "sqm-chip sqm-bad" : "" }, String(row.counts.late)) },
    { key: "by", title: say(texts, "assign.by"), by: (row) => row.by, cell: (row) => row.by },
  ];
  return table({ texts, columns, rows, state, repaint, caption: say(texts, "assign.title"), empty: say(texts, "assign.empty") });
}

async function open(model, row) {
  const texts = model.get("texts");
  let sheet;
  try {
    sheet = await call("GET", `/assignments/${row.id}`);
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
    return;
  }
  const order = ["not_begun", "begun", "finished"];
  const people = [...sheet.people].sort((a, b) => b.late - a.late || order.indexOf(a.state) - order.indexOf(b.state));
  const line = (one) =>
    el("li", {}, icon(one.state === "finished" ? "check" : "circle"), el("span", {}, el("strong", {}, one.name), ` ${one.employee_no} · ${one.store}`, el("br"), el("small", {}, `${say(texts, `assign.state.${one.state}`)} · ${percent(one.progress)}`), one.late && el("span", { class: "sqm-chip sqm-bad" }, say(texts, "assign.late"))));
  const reasonField = el("input", { type: "text", maxlength: "500" });
  const body = [
    el("p", {}, say(texts, "assign.detail", { to: sheet.to.title, due: date(sheet.due), by: sheet.by })),
    sheet.note && el("p", { class: "sqm-note" }, sheet.note),
    el("ul", { class: "sqm-clauses" }, people.map(line)),
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "assign.withdraw_reason")), reasonField),
  ];
  const actions = [{ label: say(texts, "assign.withdraw"), value: "withdraw", kind: "danger" }, { label: say(texts, "staff.close"), value: null, kind: "primary" }];
  if ((await dialog({ title: t(sheet.title), body, actions })) !== "withdraw") return;
  try {
    await call("DELETE", `/assignments/${row.id}`, { reason: reasonField.value.trim() || say(texts, "assign.no_reason") });
    toast(say(texts, "assign.withdrawn"), "good");
    reload(model);
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
  }
}
