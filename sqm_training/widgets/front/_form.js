// A form: each entry opens to its choices, or takes a number. What nobody asked for may be left open, in so many words.

import { el, icon, number, t } from "./kit.js";
import { part } from "./_verdict.js";

const OPEN = "open";
const FULL_WIDTH = /[\uff01-\uff5e]/g;

/** The number a person typed, full-width or with commas and a currency sign; null for anything else. */
export function typed(words) {
  const plain = words.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[,\s¥￥%]/g, "");
  return /^-?\d+(\.\d*)?$|^-?\.\d+$/.test(plain) ? Number(plain) : null;
}

export const isNumber = (entry) => !("options" in entry);

/** Each entry that was filled, in words: what it asks → what it says. */
export function formInWords(say, entries, values = {}) {
  return entries.filter(({ id }) => id in values).map((entry) => `${t(entry.text)} → ${inWords({ say }, entry, values[entry.id])}`);
}

/** What an entry's value says; all it needs of a stage is `say`. */
export function inWords(stage, entry, value) {
  if (value === undefined || value === null) return "–";
  if (isNumber(entry)) return `${number(value, 2)} ${t(entry.unit)}`;
  return value === OPEN ? stage.say("form.open") : t(entry.options.find(({ id }) => id === value)?.text);
}

/**
 * The entries, drawn into `values` (entry → choice or number); `changed` is called after each change.
 * `draw()` returns them, `missing()` the first entry not filled.
 */
export function form(stage, entries, values, changed = () => {}) {
  const raw = Object.fromEntries(entries.filter((entry) => isNumber(entry) && entry.id in values).map(({ id }) => [id, String(values[id])]));
  const missing = () => entries.find(({ id }) => !(id in values))?.id;
  let open = entries.find((entry) => !isNumber(entry) && !(entry.id in values))?.id;

  function choose(entry, value) {
    values[entry.id] = value;
    open = entries.slice(entries.indexOf(entry)).find((each) => !isNumber(each) && !(each.id in values))?.id;
    changed();
    stage.tell(`${t(entry.text)} → ${inWords(stage, entry, value)}`);
    stage.redraw(`entry-${open ?? entry.id}`);
  }

  function toggle(id) {
    open = open === id ? null : id;
    stage.redraw(`entry-${id}`);
  }

  function picking(entry) {
    const { id, text, options, needs } = entry;
    const filled = id in values;
    const offered = [...options, ...(needs ? [{ id: OPEN, text: stage.say("form.open") }] : [])];
    return el(
      "div",
      { class: ["sqm-entry", filled && "sqm-entry-filled"] },
      el(
        "button",
        { type: "button", class: "sqm-entry-open", "aria-expanded": String(open === id), dataset: { focus: `entry-${id}` }, onclick: () => toggle(id) },
        el("span", { class: "sqm-entry-name" }, t(text)),
        el("span", { class: "sqm-entry-value" }, filled ? inWords(stage, entry, values[id]) : stage.say("form.choose")),
        icon(open === id ? "up" : "down"),
      ),
      open === id && el("div", { class: "sqm-entry-options", role: "group", "aria-label": t(text) }, offered.map((option) =>
        el("button", { type: "button", class: "sqm-entry-option", "aria-pressed": String(values[id] === option.id), onclick: () => choose(entry, option.id) }, t(option.text)))),
    );
  }

  function typing(entry) {
    const { id, text, unit } = entry;
    const hear = ({ target }) => {
      const value = typed(target.value);
      raw[id] = target.value;
      if (value === null) delete values[id];
      else values[id] = value;
      target.setAttribute("aria-invalid", String(target.value.trim() !== "" && value === null));
      changed();
    };
    return el(
      "label",
      { class: "sqm-entry sqm-entry-number" },
      el("span", { class: "sqm-entry-name" }, t(text)),
      el("span", { class: "sqm-entry-typed" }, el("input", { type: "text", inputmode: "decimal", autocomplete: "off", value: raw[id] ?? "", dataset: { focus: `entry-${id}` }, oninput: hear }), el("span", {}, t(unit))),
    );
  }

  return {
    missing,
    draw: () => el("div", { class: "sqm-form" }, entries.map((entry) => (isNumber(entry) ? typing(entry) : picking(entry)))),
  };
}

/** How an entry was filled, with its reason. */
export function toldEntry(stage, entry, verdict) {
  const { fraction, given, belongs, why } = verdict ?? { fraction: 0, why: entry.why };
  const said = [
    stage.say("chosen", { what: inWords(stage, entry, given) }),
    fraction < 1 && belongs !== OPEN && stage.say("belongs", { what: inWords(stage, entry, belongs) }),
    belongs === OPEN && stage.say(given === OPEN ? "form.honest" : "form.guess"),
  ];
  return part(stage, { fraction, title: t(entry.text), said, why });
}
