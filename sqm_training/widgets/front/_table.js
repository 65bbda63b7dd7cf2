// A list people search, sort and filter: a table on a wide screen, cards on a phone.

import { el, icon, language, number, say, t } from "./kit.js";

const AT_ONCE = 200; // rows; more come when asked for

/** A select with a label; `options` are [value, words]. */
export function choice(label, options, value, onchange) {
  return el(
    "label",
    { class: "sqm-field" },
    el("span", {}, label),
    el("select", { value, dataset: { focus: label }, onchange: (event) => onchange(event.target.value) }, options.map(([key, words]) => el("option", { value: key }, words))),
  );
}

/** A search field; calls back as one types. */
export function searchField(label, value, oninput) {
  return el(
    "label",
    { class: "sqm-field sqm-search" },
    el("span", {}, label),
    el("input", { type: "search", value, autocomplete: "off", dataset: { focus: label }, oninput: (event) => oninput(event.target.value) }),
  );
}

/** Whether any of the words holds what was typed, whatever the case, the width or spaces. */
export function holds(typed, ...words) {
  const plain = (text) => String(text ?? "").normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  return words.some((word) => plain(word).includes(plain(typed)));
}

/**
 * The rows as a table. `columns` are {key, title, cell(row), by(row), top, number}: `by` makes a column sortable,
 * `top` puts it beside the name on a card, a cell of null is left out there. `state` keeps {sort, down, most}
 * between drawings; `open(row)` also answers a click anywhere in the row.
 */
export function table({ texts, columns, rows, state, repaint, caption, empty, open }) {
  if (!rows.length) return el("p", { class: "sqm-empty" }, icon("search"), empty);
  const sorted = columns.find((column) => column.key === state.sort && column.by);
  const ordered = sorted ? [...rows].sort((a, b) => compare(sorted.by(a), sorted.by(b), state.down)) : rows;
  const most = state.most ?? AT_ONCE;
  const sortBy = (key) => {
    Object.assign(state, { down: state.sort === key ? !state.down : false, sort: key });
    repaint();
    [...document.querySelectorAll("[data-sort]")].find((button) => button.dataset.sort === key)?.focus({ preventScroll: true });
  };
  const line = (row) => {
    const onclick = open && ((event) => event.target.closest("button, a, input") || String(getSelection()) || open(row));
    return el("tr", { onclick, class: open && "sqm-opens" }, columns.map((column, index) => cell(column, row, index)));
  };
  return el(
    "div",
    {},
    el(
      "div",
      { class: "sqm-table-frame" },
      el(
        "table",
        { class: "sqm-table sqm-cards", style: { "--sqm-stick": `${frameHeight()}px` } },
        el("caption", { class: "sqm-hidden" }, caption),
        el("thead", {}, el("tr", {}, columns.map((column) => heading(column, state, sortBy, texts)))),
        el("tbody", {}, ordered.slice(0, most).map(line)),
      ),
    ),
    ordered.length > most && el("p", { class: "sqm-more-rows" }, el("button", { type: "button", class: "sqm-button", onclick: () => ((state.most = most + AT_ONCE), repaint()) }, say(texts, "staff.more", { n: number(ordered.length - most) }))),
  );
}

/** How much of the screen the head of the page covers while one scrolls. */
export function frameHeight() {
  const covers = [...document.querySelectorAll(".sqm-header, .sqm-menu")].filter((one) => getComputedStyle(one).position === "sticky");
  return covers.reduce((sum, one) => sum + one.offsetHeight, 0);
}

function heading(column, state, sortBy, texts) {
  const active = state.sort === column.key;
  const order = active ? (state.down ? "descending" : "ascending") : null;
  const words = column.by
    ? el("button", { type: "button", class: "sqm-sort", dataset: { sort: column.key }, onclick: () => sortBy(column.key), title: say(texts, "staff.sort") }, column.title, icon(!active ? "sort" : state.down ? "down" : "up"))
    : column.title;
  return el("th", { scope: "col", "aria-sort": order, class: column.number && "number" }, words);
}

function cell(column, row, index) {
  const body = column.cell(row);
  if (index === 0) return el("th", { scope: "row" }, body);
  return el("td", { class: [column.top && "sqm-top", column.number && "number"], dataset: { title: t(column.title) } }, body);
}

/** What is not known stands last, whichever way one sorts. */
function compare(a, b, down) {
  const unknown = (value) => value === null || value === undefined;
  if (unknown(a) || unknown(b)) return unknown(a) - unknown(b);
  const order = typeof a === "number" ? a - b : String(a).localeCompare(String(b), language() === "en" ? "en" : "zh-Hans-CN");
  return down ? -order : order;
}

/** A bar from 0 to 1 with its value said in words beside it. */
export function bar(share, words, kind = "") {
  return parts([[share, kind]], words);
}

/** A bar of several shares, [share, kind] each. */
export function parts(shares, words) {
  const width = (share) => `${Math.min(100, Math.max(0, share * 100)).toFixed(1)}%`;
  return el(
    "span",
    { class: "sqm-bar-line" },
    el("span", { class: "sqm-parts", "aria-hidden": "true" }, shares.filter(([share]) => share > 0).map(([share, kind]) => el("span", { class: kind, style: { width: width(share) } }))),
    el("span", { class: "sqm-bar-words" }, words),
  );
}

/** What the colours of a bar stand for; `entries` are [kind, words]. */
export function legend(entries) {
  return el("p", { class: "sqm-key" }, entries.map(([kind, words]) => el("span", {}, el("span", { class: ["sqm-key-sign", kind], "aria-hidden": "true" }), words)));
}
