// What an invigilator does: more time, pause, go on, reset, call off. Each asks for a reason first.

import { asked } from "./_staff.js";
import { choice, holds, searchField } from "./_table.js";
import { call, dialog, el, say, t, time, toast } from "./kit.js";

const FEW = 8; // people shown to choose from
const MOST = 180; // minutes at once
const USUAL = 15;

/** Ask for a reason, and for minutes if there are any; null when one thinks better of it. */
async function reasoned(texts, { title, body, yes, danger, minutes, label = "invigilate.reason" }) {
  const wrong = el("p", { class: "sqm-bad", role: "alert" });
  const hear = () => (wrong.textContent = "");
  const field = (name, props) => el("label", { class: "sqm-field" }, el("span", {}, say(texts, name)), el("input", { autocomplete: "off", "aria-required": "true", ...props }));
  const why = field(label, { type: "text", maxlength: "500", oninput: hear });
  const many = minutes && field(minutes.label, { type: "number", min: String(minutes.least), max: String(MOST), step: "1", value: String(USUAL), inputmode: "numeric", oninput: (event) => (hear(), minutes.show?.(Number(event.target.value))) });
  const said = (label_) => label_.querySelector("input");
  minutes?.show?.(USUAL);
  const sound = () => {
    const number = many && Number(said(many).value || NaN);
    const fine = !many || (Number.isInteger(number) && number >= minutes.least && number <= MOST);
    const reason = said(why).value.trim();
    wrong.textContent = !fine ? say(texts, minutes.wrong) : reason ? "" : say(texts, "invigilate.reason.missing");
    said(why).setAttribute("aria-invalid", String(!reason));
    if (!fine) said(many).focus();
    else if (!reason) said(why).focus();
    return fine && Boolean(reason);
  };
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: yes, value: true, kind: danger ? "danger" : "primary", check: sound }];
  if (!(await dialog({ title, body: [body, many, why, wrong], actions }))) return null;
  return { reason: said(why).value.trim(), ...(many ? { minutes: Number(said(many).value) } : {}) };
}

/** Send what was decided; true once it is done. */
async function done(texts, method, path, body, words) {
  if ((await asked(texts, call(method, path, body))) === undefined) return false;
  toast(words, "good");
  return true;
}

const titled = (texts, name, one) => (one ? say(texts, `invigilate.${name}.for`, { name: one.name }) : say(texts, `invigilate.${name}.all`));

/** More time, for one or for everybody at `path`. */
export async function extend(texts, path, one = null) {
  const hint = el("p", {}, say(texts, "invigilate.extend.all_hint"));
  const show = (minutes) => (hint.textContent = say(texts, "invigilate.extend.hint", { when: time(new Date(Date.parse(one.deadline) + (minutes || 0) * 60000).toISOString()) }));
  const minutes = { label: "invigilate.extend.minutes", wrong: "invigilate.extend.wrong", least: 1, show: one && show };
  const given = await reasoned(texts, { title: titled(texts, "extend", one), body: hint, yes: say(texts, "invigilate.extend"), minutes });
  return given && done(texts, "POST", `${path}/extra-time`, given, say(texts, "invigilate.extend.done", { n: given.minutes }));
}

async function stop(texts, path, name, one) {
  const given = await reasoned(texts, { title: titled(texts, name, one), body: el("p", {}, say(texts, `invigilate.${name}.hint`)), yes: say(texts, `invigilate.${name}`) });
  return given && done(texts, "POST", `${path}/${name}`, given, say(texts, `invigilate.${name}.done`));
}

export const pause = (texts, path, one = null) => stop(texts, path, "pause", one);
export const resume = (texts, path, one = null) => stop(texts, path, "resume", one);

export async function reset(texts, one) {
  const given = await reasoned(texts, { title: titled(texts, "reset", one), body: el("p", { class: "sqm-note sqm-bad" }, say(texts, "invigilate.reset.hint")), yes: say(texts, "invigilate.reset"), danger: true });
  return given && done(texts, "POST", `/invigilation/${one.attempt}/reset`, given, say(texts, "invigilate.reset.done"));
}

/** Extra time for somebody who has not begun: of a sitting, or, where nobody is named, of any paper. */
export async function grant(texts, one = null) {
  const aim = one ?? (await aimed(texts));
  if (!aim) return false;
  const minutes = { label: "invigilate.grant.minutes", wrong: "invigilate.grant.wrong", least: 0 };
  const given = await reasoned(texts, { title: say(texts, "invigilate.extend.for", { name: aim.name }), body: el("p", {}, say(texts, "invigilate.grant.hint")), yes: say(texts, "invigilate.extend"), minutes, label: "invigilate.reason.private" });
  if (!given) return false;
  const [path, paper] = aim.sitting ? [`/sittings/${aim.sitting}/grants`, {}] : ["/invigilation/grants", { paper: aim.paper }];
  return done(texts, "POST", path, { ...given, ...paper, person: aim.person }, say(texts, "invigilate.grant.done"));
}

/** Somebody and a paper. */
async function aimed(texts) {
  const choices = await asked(texts, call("GET", "/sittings/choices"));
  if (!choices) return null;
  const aim = { paper: choices.papers[0]?.id ?? "", person: "", name: "" };
  const found = el("div", { class: "sqm-pick", role: "radiogroup", "aria-label": say(texts, "invigilate.candidate") });
  const option = (one) => el("label", { class: "sqm-pick-one" }, el("input", { type: "radio", name: "grant-to", checked: aim.person === one.id, onchange: () => Object.assign(aim, { person: one.id, name: one.name }) }), el("span", {}, el("strong", {}, one.name), el("small", {}, `${one.employee_no} · ${one.store_name}`)));
  const refresh = (typed) => {
    const rows = choices.people.filter((one) => !typed || holds(typed, one.name, one.pinyin, one.employee_no));
    const more = rows.length > FEW ? say(texts, "invigilate.form.more", { n: rows.length - FEW }) : rows.length ? "" : say(texts, "invigilate.nobody");
    found.replaceChildren(...rows.slice(0, FEW).map(option), more && el("p", { class: "sqm-muted" }, more));
  };
  refresh("");
  const body = [choice(say(texts, "invigilate.form.paper"), choices.papers.map((one) => [one.id, t(one.title)]), aim.paper, (value) => (aim.paper = value)), searchField(say(texts, "invigilate.form.search"), "", refresh), found];
  const chosen = () => Boolean(aim.person) || (toast(say(texts, "invigilate.form.nobody"), "bad"), false);
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "invigilate.extend"), value: true, kind: "primary", check: chosen }];
  return (await dialog({ title: say(texts, "invigilate.grant"), body, actions, wide: true })) ? aim : null;
}

/** Call a sitting off. */
export async function withdraw(texts, key) {
  const given = await reasoned(texts, { title: say(texts, "invigilate.withdraw"), body: el("p", {}, say(texts, "invigilate.withdraw.hint")), yes: say(texts, "invigilate.withdraw"), danger: true });
  return given && done(texts, "DELETE", `/sittings/${key}`, given, say(texts, "invigilate.withdraw.done"));
}
