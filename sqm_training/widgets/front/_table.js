// A list people search, sort and filter: a table on a wide screen, cards on a phone.

import { el, icon, language, say, t } from "./kit.js";

/** A select with a label; `options` are [value, words]. */
export function choice(label, options, value, onchange) {
  return el(
    "label",
    { class: "sqm-field" },
    el("span", {}, label),
    el("select", { value, onchange: (event) => onchange(event.target.value) }, options.map(([key, words]) => el("option", { value: key }, words))),
  );
}

/** A search field; calls back as one types. */
export function searchField(label, value, oninput) {
  return el(
    "label",
    { class: "sqm-field sqm-search" },
    el("span", {}, label),
    el("input", { type: "search", value, autocomplete: "off", oninput: (event) => oninput(event.target.value) }),
  );
}

/** Whether any of the words holds what was typed, whatever the case or spaces. */
export function holds(typed, ...words) {
  const plain = (text) => String(text ?? "").toLowerCase().replace(/\s+/g, "");
  return words.some((word) => plain(word).includes(plain(typed)));
}

/**
 * The rows as a table. `columns` are {key, title, cell(row), by(row), wide}; `by` makes a column sortable,
 * `state` keeps {sort, down} between drawings.
 */
export function table({ texts, columns, rows, state, repaint, caption, empty }) {
  if (!rows.length) return el("p", { class: "sqm-empty" }, empty);
  const sorted = columns.find((column) => column.key === state.sort && column.by);
  const shown = sorted ? [...rows].sort((a, b) => compare(sorted.by(a), sorted.by(b)) * (state.down ? -1 : 1)) : rows;
  const sortBy = (key) => {
    Object.assign(state, { down: state.sort === key ? !state.down : false, sort: key });
    repaint();
  };
  return el(
    "div",
    { class: "sqm-table-frame", tabindex: "0", role: "region", "aria-label": caption },
    el(
      "table",
      { class: "sqm-table sqm-cards" },
      el("caption", { class: "sqm-hidden" }, caption),
      el("thead", {}, el("tr", {}, columns.map((column) => heading(column, state, sortBy, texts)))),
      el("tbody", {}, shown.map((row) => el("tr", {}, columns.map((column, index) => cell(column, row, index))))),
    ),
  );
}

function heading(column, state, sortBy, texts) {
  const active = state.sort === column.key;
  const order = active ? (state.down ? "descending" : "ascending") : null;
  const words = column.by
    ? el("button", { type: "button", class: "sqm-sort", onclick: () => sortBy(column.key), title: say(texts, "staff.sort") }, column.title, active && icon(state.down ? "down" : "up"))
    : column.title;
  return el("th", { scope: "col", "aria-sort": order }, words);
}

function cell(column, row, index) {
  const body = column.cell(row);
  return index === 0
    ? el("th", { scope: "row" }, body)
    : el("td", { dataset: { title: t(column.title) } }, body);
}

function compare(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return typeof a === "number" ? a - b : String(a).localeCompare(String(b), language() === "en" ? "en" : "zh-Hans-CN");
}

/** A bar from 0 to 1 with its value said in words beside it. */
export function bar(share, words, kind = "") {
  return el(
    "span",
    { class: "sqm-bar-line" },
    el("span", { class: ["sqm-bar", kind], "aria-hidden": "true" }, el("span", { style: { width: `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%` } })),
    el("span", { class: "sqm-bar-words" }, words),
  );
}
