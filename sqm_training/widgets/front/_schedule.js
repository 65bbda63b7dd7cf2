// A new sitting: paper, window, place and whom it is for; and inviting more people to one.

import { asked } from "./_staff.js";
import { choice, holds, searchField } from "./_table.js";
import { call, dialog, el, icon, say, t, toast } from "./kit.js";

const FEW = 8; // people shown to choose from
const SPARE = 20; // minutes more than the paper, unless one says otherwise
const NINE = 9; // o'clock, tomorrow
const LISTS = { post: "posts", store: "stores", person: "people" };

/** Tomorrow at nine, for nobody yet. */
export function fresh(choices) {
  const opens = new Date(choices.now);
  opens.setDate(opens.getDate() + 1);
  opens.setHours(NINE, 0, 0, 0);
  const paper = choices.papers[0]?.id ?? "";
  return { choices, paper, opens: local(opens), closes: local(after(opens, minutes(choices, paper) + SPARE)), place: "", note: "", ...nobody() };
}

const nobody = () => ({ kind: "post", typed: "", whom: new Map() });
const minutes = (choices, paper) => choices.papers.find((one) => one.id === paper)?.minutes ?? 0;
const after = (moment, length) => new Date(moment.getTime() + length * 60000);

/** As a field for local date and time wants it. */
function local(moment) {
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

export function form(texts, state, paint, save) {
  const made = state.form;
  const { choices } = made;
  const paper = choices.papers.find((one) => one.id === made.paper);
  // what is typed redraws nothing: the button one presses next must still be there
  const input = (key, type, more = {}) => el("label", { class: "sqm-field" }, el("span", {}, say(texts, `invigilate.form.${key}`)), el("input", { type, value: made[key], autocomplete: "off", dataset: { focus: key }, oninput: (event) => set(key, event.target), ...more }));
  const set = (key, field) => {
    const length = new Date(made.closes) - new Date(made.opens);
    made[key] = field.value;
    if (key !== "opens" || !field.value || !(length > 0)) return;
    made.closes = local(new Date(new Date(made.opens).getTime() + length)); // the window moves as a whole
    field.form.querySelector("[data-focus=closes]").value = made.closes;
  };
  const choose = (value) => {
    made.paper = value;
    made.closes = local(after(new Date(made.opens), minutes(choices, value) + SPARE));
    paint();
  };
  return el(
    "form",
    { class: "sqm-card", novalidate: true, onsubmit: (event) => (event.preventDefault(), save()) },
    el("h2", {}, say(texts, "invigilate.new")),
    el(
      "div",
      { class: "sqm-tools" },
      choice(say(texts, "invigilate.form.paper"), choices.papers.map((one) => [one.id, t(one.title)]), made.paper, choose),
      input("opens", "datetime-local"),
      input("closes", "datetime-local"),
      input("place", "text", { maxlength: "200" }),
    ),
    paper?.sittings === "open" && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "invigilate.form.open_paper"))),
    input("note", "text", { maxlength: "500" }),
    whom(texts, made, choices),
    el("div", { class: "sqm-actions" }, el("button", { type: "submit", class: "sqm-button primary" }, icon("calendar"), say(texts, "invigilate.form.save")), el("button", { type: "button", class: "sqm-button", onclick: () => ((state.form = null), paint()) }, say(texts, "staff.cancel"))),
  );
}

/** Posts, stores and people to tick; what is ticked stays whichever list one looks at. */
function whom(texts, made, choices) {
  const count = el("p", { class: "sqm-note", role: "status" });
  const picked = el("div", { class: "sqm-actions" });
  const found = el("div", { class: "sqm-pick", role: "group", "aria-label": say(texts, "invigilate.form.whom") });
  const search = el("div", {});
  const named = (one) => (one.title ? t(one.title) : one.name);
  const flip = (kind, one) => {
    const key = `${kind} ${one.id}`;
    if (!made.whom.delete(key)) made.whom.set(key, { kind, to: one.id, name: named(one) });
    refresh();
  };
  const option = (kind, one) => el("label", { class: "sqm-pick-one" }, el("input", { type: "checkbox", checked: made.whom.has(`${kind} ${one.id}`), onchange: () => flip(kind, one) }), el("span", {}, el("strong", {}, named(one)), one.employee_no && el("small", {}, `${one.employee_no} · ${one.store_name}`)));
  const refresh = () => {
    const rows = choices[LISTS[made.kind]].filter((one) => made.kind !== "person" || !made.typed || holds(made.typed, one.name, one.pinyin, one.employee_no));
    const shown = made.kind === "person" ? rows.slice(0, FEW) : rows;
    found.replaceChildren(...shown.map((one) => option(made.kind, one)), rows.length > shown.length ? el("p", { class: "sqm-muted" }, say(texts, "invigilate.form.more", { n: rows.length - shown.length })) : "");
    if (!rows.length) found.replaceChildren(el("p", { class: "sqm-muted" }, say(texts, "invigilate.nobody")));
    picked.replaceChildren(...[...made.whom].map(([key, one]) => el("button", { type: "button", class: "sqm-button", onclick: () => (made.whom.delete(key), refresh()) }, one.name, icon("cross"))));
    const n = reached(choices, made);
    count.replaceChildren(icon("users"), el("span", {}, n ? say(texts, "invigilate.form.reaches", { n }) : say(texts, "invigilate.form.nobody")));
  };
  const turn = (kind) => {
    Object.assign(made, { kind, typed: "" });
    search.replaceChildren(kind === "person" ? searchField(say(texts, "invigilate.form.search"), "", (value) => ((made.typed = value), refresh())) : "");
    refresh();
  };
  const kinds = choice(say(texts, "invigilate.form.kind"), Object.keys(LISTS).map((kind) => [kind, say(texts, `invigilate.form.kind.${kind}`)]), made.kind, turn);
  turn(made.kind);
  return el("div", { class: "sqm-pick-frame" }, el("div", { class: "sqm-tools" }, kinds, search), found, picked, count);
}

/** How many people at work are meant. */
function reached(choices, made) {
  const within = { post: (one, to) => one.posts.includes(to), store: (one, to) => one.store === to, person: (one, to) => one.id === to };
  return choices.people.filter((one) => [...made.whom.values()].some(({ kind, to }) => within[kind](one, to))).length;
}

const sent = (made) => [...made.whom.values()].map(({ kind, to }) => ({ kind, to }));

export async function arrange(texts, made, kept) {
  const [opens, closes] = [new Date(made.opens), new Date(made.closes)];
  const least = minutes(made.choices, made.paper);
  if (!((closes - opens) / 60000 >= least)) return toast(say(texts, "invigilate.form.times", { minutes: least }), "bad");
  if (!made.whom.size) return toast(say(texts, "invigilate.form.nobody"), "bad");
  const body = { paper: made.paper, opens: opens.toISOString(), closes: closes.toISOString(), place: made.place, note: made.note, whom: sent(made) };
  if (!(await asked(texts, call("POST", "/sittings", body)))) return undefined;
  toast(say(texts, "invigilate.form.done"), "good");
  return kept();
}

/** More people for a sitting there is; true once they are invited. */
export async function inviteMore(texts, key) {
  const choices = await asked(texts, call("GET", "/sittings/choices"));
  if (!choices) return false;
  const made = nobody();
  const some = () => made.whom.size > 0 || (toast(say(texts, "invigilate.form.nobody"), "bad"), false);
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "invigilate.invite_more"), value: true, kind: "primary", check: some }];
  if (!(await dialog({ title: say(texts, "invigilate.invite_more"), body: whom(texts, made, choices), actions, wide: true }))) return false;
  if ((await asked(texts, call("POST", `/sittings/${key}/invitations`, { whom: sent(made) }))) === undefined) return false;
  toast(say(texts, "invigilate.form.invited"), "good");
  return true;
}
