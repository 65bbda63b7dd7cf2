// The fields of an item's form. Each knows its place in the document and writes there as one types.

import { asked } from "./_staff.js";
import { call, el, icon, say, toast } from "./kit.js";

export const LANGUAGES = ["zh", "en"];
const LARGEST_PICTURE = 1_000_000;

/** What stands at a place such as ["options", 1, "text"]. */
export const at = (document, place) => place.reduce((part, step) => part?.[step], document);

/** Write there; what is empty is taken away. */
export function put(document, place, value) {
  const way = place.slice(0, -1);
  const around = way.reduce((part, step, n) => (part[step] ??= typeof place[n + 1] === "number" ? [] : {}), document);
  const last = place.at(-1);
  if (value === "" || value === null || value === undefined) delete around[last];
  else around[last] = value;
}

const name = (place) => place.join(".");

/** Rows a text takes in half a form, as a Chinese character is two wide; browsers that can do better do. */
const tall = (words) => Math.min(8, words.split("\n").reduce((sum, row) => sum + Math.max(1, Math.ceil([...row].reduce((wide, sign) => wide + (sign > "\u2e80" ? 2 : 1), 0) / 40)), 0));

/** Where what is wrong with a field is said. */
export function fault(place) {
  return el("p", { class: "sqm-field-fault sqm-bad", hidden: true, dataset: { fault: name(place) } });
}

/** One control under a label, with its fault below. */
export function labelled(label, control, place, hint = "") {
  return el("div", { class: "sqm-field", dataset: { place: name(place) } }, el("label", {}, el("span", { class: "sqm-label-words" }, label), control), hint && el("p", { class: "sqm-field-hint" }, hint), fault(place));
}

/** Words in both languages side by side. */
export function pair(desk, place, label, { rows = 1, hint = "", quiet = false } = {}) {
  const { form, texts } = desk;
  const one = (language) => {
    const where = [...place, language];
    const tongue = say(texts, `bank.language.${language}`);
    const write = (event) => (put(form.document, where, event.target.value), desk.changed());
    const value = at(form.document, where) ?? "";
    const shared = { value, "aria-label": say(texts, "bank.in_language", { what: label, language: tongue }), dataset: { focus: name(where) }, oninput: write };
    const control = el("textarea", { ...shared, rows: String(Math.max(rows, tall(value))) });
    return el("div", { class: "sqm-pair-one", dataset: { place: name(where) } }, el("span", { class: "sqm-tongue", "aria-hidden": "true" }, tongue), control, fault(where));
  };
  return el(
    "div",
    { class: ["sqm-field sqm-pair-field", quiet && "sqm-quiet-field"], dataset: { place: name(place) } },
    el("span", { class: "sqm-label-words" }, label),
    hint && el("p", { class: "sqm-field-hint" }, hint),
    el("div", { class: "sqm-pair" }, LANGUAGES.map(one)),
    fault(place),
  );
}

/** A line of text; `read` makes a value of what is typed, `show` the other way round. */
export function line(desk, place, label, { hint = "", type = "text", mode = null, read = (typed) => typed, show = (value) => value ?? "", redraw = false } = {}) {
  const { form } = desk;
  const write = (event) => (put(form.document, place, read(event.target.value)), desk.changed());
  const control = el("input", { type, inputmode: mode, autocomplete: "off", value: show(at(form.document, place)), dataset: { focus: name(place) }, oninput: write, onchange: redraw ? () => desk.paint() : null });
  return labelled(label, control, place, hint);
}

/** A number, or where items have parameters an expression. */
export function figure(desk, place, label, { hint = "", expression = false } = {}) {
  const read = (typed) => {
    const plain = typed.trim().replace(/[０-９．－]/g, (sign) => sign.normalize("NFKC"));
    if (plain === "") return "";
    return Number.isFinite(Number(plain)) ? Number(plain) : expression ? plain : typed;
  };
  return line(desk, place, label, { hint, mode: expression ? null : "decimal", read, show: (value) => String(value ?? "") });
}

/** One of a few; `options` are [value, words]. An empty value is offered until something is chosen. */
export function pick(desk, place, label, options, { hint = "", read = (value) => value, then = () => {} } = {}) {
  const { form, texts } = desk;
  const value = at(form.document, place) ?? "";
  const offered = options.some(([key]) => String(key) === String(value)) ? options : [["", say(texts, "bank.choose")], ...options.filter(([key]) => key !== "")];
  const write = (event) => {
    put(form.document, place, event.target.value === "" ? "" : read(event.target.value));
    then(event.target.value);
    desk.changed();
  };
  const control = el("select", { value: String(value), dataset: { focus: name(place) }, onchange: write }, offered.map(([key, words]) => el("option", { value: String(key) }, words)));
  return labelled(label, control, place, hint);
}

/** Words one under the other, a line each. */
export function lines(desk, place, label, hint) {
  const { form } = desk;
  const write = (event) => {
    const found = event.target.value.split("\n").map((one) => one.trim()).filter(Boolean);
    put(form.document, place, found.length ? found : "");
    desk.changed();
  };
  const control = el("textarea", { rows: "4", value: (at(form.document, place) ?? []).join("\n"), dataset: { focus: name(place) }, oninput: write });
  return labelled(label, control, place, hint);
}

export function tick(desk, place, label, then = () => {}) {
  const { form } = desk;
  const write = (event) => (put(form.document, place, event.target.checked || ""), then(), desk.changed());
  return el("label", { class: "sqm-check" }, el("input", { type: "checkbox", checked: Boolean(at(form.document, place)), dataset: { focus: name(place) }, onchange: write }), label);
}

/** A picture with its description: uploaded, replaced, taken away. */
export function picture(desk, place, label, { needed = false, small = false } = {}) {
  const { form, texts } = desk;
  const held = at(form.document, place);
  const input = el("input", { type: "file", hidden: true, accept: ".png,.jpg,.jpeg,.svg", "aria-label": label, onchange: () => input.files[0] && send(input.files[0]) });
  const choose = (words, sign) => el("button", { type: "button", class: "sqm-button", dataset: { focus: `${name(place)}-file` }, onclick: () => input.click() }, icon(sign), words);
  const send = async (file) => {
    if (file.size > LARGEST_PICTURE) return toast(say(texts, "errors.bank.picture_too_large"), "bad");
    const body = new FormData();
    body.append("file", file);
    const kept = await asked(texts, call("POST", "/bank/pictures", body));
    if (!kept) return;
    form.sources[kept.file] = kept.src;
    put(form.document, [...place, "file"], kept.file);
    desk.changed();
    desk.paint();
  };
  const remove = () => {
    put(form.document, place, "");
    desk.changed();
    desk.paint();
  };
  if (!held) {
    return el("div", { class: "sqm-field", dataset: { place: name(place) } }, !small && el("span", { class: "sqm-label-words" }, label), el("div", { class: "sqm-actions sqm-tight" }, choose(say(texts, small ? "bank.add_picture" : needed ? "bank.upload_needed" : "bank.upload"), "upload"), input), fault(place));
  }
  const source = form.sources[held.file];
  return el(
    "div",
    { class: "sqm-field sqm-picture-field", dataset: { place: name(place) } },
    el("span", { class: "sqm-label-words" }, label),
    el(
      "div",
      { class: "sqm-thumb-row" },
      source ? el("img", { class: "sqm-thumb", src: source, alt: "" }) : el("span", { class: "sqm-thumb sqm-thumb-lost" }, icon("warning")),
      el("div", { class: "sqm-actions sqm-tight" }, choose(say(texts, "bank.replace"), "refresh"), el("button", { type: "button", class: "sqm-button quiet", onclick: remove }, icon("trash"), say(texts, "bank.remove")), input),
    ),
    pair(desk, [...place, "alt"], say(texts, "bank.alt"), { quiet: true }),
    fault([...place, "file"]),
    fault(place),
  );
}

// ---------------------------------------------------------------- rows one adds, moves and takes away

/** An id of a row that no other has: a, b, … or p1, p2, …. */
export function freshId(rows, begin = "") {
  const taken = new Set((rows ?? []).map((row) => row.id));
  const letters = begin ? [] : [..."abcdefghijklmnopqrstuvwxyz"];
  return letters.find((one) => !taken.has(one)) ?? Array.from({ length: 999 }, (_, n) => `${begin || "o"}${n + 1}`).find((one) => !taken.has(one));
}

/**
 * The rows of a list in the document. `body(place, row, number)` draws one; `fresh()` makes a new one;
 * `gone(row)` tidies up after one that is taken away.
 */
export function rows(desk, place, { title, add, fresh, body, head = () => null, gone = () => {}, moved = () => {}, least = 0, moves = true }) {
  const { form, texts } = desk;
  const list = at(form.document, place) ?? [];
  const redraw = () => (moved(), desk.changed(), desk.paint());
  const move = (from, to) => {
    list.splice(to, 0, ...list.splice(from, 1));
    redraw();
  };
  const remove = (number) => {
    const [row] = list.splice(number, 1);
    if (!list.length) put(form.document, place, "");
    gone(row);
    redraw();
  };
  const more = () => {
    put(form.document, place, [...list, fresh(list)]);
    redraw();
  };
  const button = (sign, words, onclick, disabled = false) => el("button", { type: "button", class: "sqm-button quiet sqm-icon-button", "aria-label": words, title: words, disabled, onclick }, icon(sign));
  const one = (row, number) => {
    const what = say(texts, "bank.nth", { what: title, n: number + 1 });
    return el(
      "li",
      { class: "sqm-row-card", dataset: { place: name([...place, number]) } },
      el(
        "div",
        { class: "sqm-row-head" },
        head(row, number) ?? el("strong", {}, what),
        el(
          "span",
          { class: "sqm-row-tools" },
          moves && button("up", say(texts, "bank.up", { what }), () => move(number, number - 1), number === 0),
          moves && button("down", say(texts, "bank.down", { what }), () => move(number, number + 1), number === list.length - 1),
          button("trash", say(texts, "bank.take_away", { what }), () => remove(number), list.length <= least),
        ),
      ),
      body([...place, number], row, number),
      fault([...place, number]),
    );
  };
  return el(
    "div",
    { class: "sqm-rows", dataset: { place: name(place) } },
    el("ul", { class: "sqm-row-list" }, list.map(one)),
    el("button", { type: "button", class: "sqm-button", dataset: { focus: `${name(place)}-add` }, onclick: more }, icon("plus"), add),
    fault(place),
  );
}

/** Something seldom needed, folded away unless it holds something. */
export function fold(desk, key, title, filled, ...body) {
  const { form } = desk;
  const open = form.folds[key] ?? filled;
  return el("details", { class: "sqm-fold-field", open, ontoggle: (event) => (form.folds[key] = event.target.open) }, el("summary", {}, title), ...body);
}
