// A task in code: what is given, cells to be written, and a try on the data everybody sees. Marked at the end, elsewhere.

import { call, el, icon, reason, say } from "./kit.js";

const LONGEST = 20000;
const TRY_PATIENCE = 60000; // milliseconds: a try waits its turn, then runs up to ten seconds

export function code(view, card) {
  const { texts, locked } = card;
  const written = { ...(card.answer ?? {}) };
  const change = (id, text) => {
    written[id] = text;
    card.change({ ...written }, true);
  };
  return el(
    "div",
    { class: "sqm-code" },
    data(view, texts),
    view.given && el("div", {}, el("p", { class: "sqm-code-head" }, say(texts, "item.code.given")), el("pre", { class: "sqm-code-given", tabindex: "0" }, view.given)),
    view.cells.map((cell, place) => cellBox(cell, place, written, texts, locked, change)),
    el("p", { class: "sqm-item-hint" }, say(texts, "item.code.names", { names: view.names.join(", ") })),
    !locked && card.rehearse && rehearsal(view, texts, written, card.rehearse),
  );
}

/** The first lines of each file, as they are. */
function data(view, texts) {
  const head = (text) => text.split("\n").slice(0, 6).join("\n");
  return el("details", { class: "sqm-code-data" }, el("summary", {}, say(texts, "item.code.data", { n: Object.keys(view.files).length })), Object.entries(view.files).map(([name, text]) => [el("p", { class: "sqm-code-head" }, say(texts, "item.code.file", { name, n: text.trimEnd().split("\n").length })), el("pre", { class: "sqm-code-given", tabindex: "0" }, head(text))]));
}

function cellBox(cell, place, written, texts, locked, change) {
  const text = written[cell.id] ?? cell.starter;
  const area = el("textarea", {
    class: "sqm-code-cell", rows: String(Math.min(14, Math.max(4, text.split("\n").length + 1))), maxlength: String(LONGEST), value: text, disabled: locked,
    spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", oninput: (event) => change(cell.id, event.target.value), onkeydown: indent,
  });
  return el("label", { class: "sqm-code-label" }, el("span", { class: "sqm-code-head" }, say(texts, "item.code.cell", { n: place + 1 })), area);
}

/** Tab writes four spaces; Escape, then Tab, leaves the cell. */
function indent(event) {
  const area = event.target;
  if (event.key === "Escape") area.dataset.leaving = "yes";
  else if (event.key === "Tab" && !event.shiftKey && !area.dataset.leaving) {
    event.preventDefault();
    area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (event.key !== "Tab") delete area.dataset.leaving;
}

function rehearsal(view, texts, written, rehearse) {
  const out = el("div", { class: "sqm-code-out", role: "status" });
  const button = el("button", { type: "button", class: "sqm-button" }, icon("play"), say(texts, "item.code.try"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    out.replaceChildren(el("p", {}, say(texts, "item.code.running")), el("progress", { class: "sqm-progress", "aria-label": say(texts, "item.code.running") }));
    const cells = Object.fromEntries(view.cells.map((cell) => [cell.id, written[cell.id] ?? cell.starter]));
    try {
      out.replaceChildren(...told(view, texts, await rehearse(cells)));
    } catch (refusal) {
      out.replaceChildren(el("p", { class: "sqm-note sqm-bad" }, reason(texts, refusal)));
    }
    button.disabled = false;
  });
  return el("div", { class: "sqm-code-try" }, button, el("p", { class: "sqm-item-hint" }, say(texts, "item.code.try_hint")), out);
}

function told(view, texts, run) {
  const missing = Object.entries(run.names).filter(([, there]) => !there).map(([name]) => name);
  const errors = Object.entries(run.errors).map(([id, text]) => {
    const place = view.cells.findIndex((cell) => cell.id === id);
    return el("div", {}, el("p", { class: "sqm-bad" }, icon("cross"), say(texts, place < 0 ? "item.code.error_given" : "item.code.error", { n: place + 1 })), el("pre", { class: "sqm-code-given", tabindex: "0" }, text));
  });
  const words = run.ended === "finished" ? [] : [el("p", { class: "sqm-note sqm-bad" }, say(texts, `item.code.ended.${run.ended}`))];
  const fine = run.ended === "finished" && !errors.length && !missing.length;
  return [
    ...words,
    fine ? el("p", { class: "sqm-good" }, icon("check"), say(texts, "item.code.ran")) : "",
    ...errors,
    run.ended === "finished" && missing.length ? el("p", { class: "sqm-bad" }, say(texts, "item.code.missing", { names: missing.join(", ") })) : "",
    run.printed ? el("pre", { class: "sqm-code-given", tabindex: "0" }, run.printed) : "",
  ];
}

/** How a sitting tries cells on this question. */
export function rehearser(attempt, slot) {
  return (answer) => call("POST", `/attempts/${attempt}/tries/${slot}`, { answer }, TRY_PATIENCE);
}

export function cellsInWords(view, answer) {
  return Object.values(answer).flatMap((text) => String(text).split("\n"));
}
