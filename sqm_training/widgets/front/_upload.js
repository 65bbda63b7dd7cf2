// A file is tried first; everything wrong with it is shown by row and column; then it is imported.

import { busy, call, dialog, download, el, icon, listed, number, reason, say, t, toast } from "./kit.js";
import { asked } from "./_staff.js";

const PATIENCE = 180000; // milliseconds
const MOST_FAULTS = 300;

/** Ask for a file, preview it at `path`, import it when told to. Resolves true when something was imported. */
export async function upload(texts, { title, path, template, summary, empty = () => false }) {
  const file = await choose(texts, title, template);
  if (!file) return false;
  const seen = await send(texts, path, file, false);
  if (!seen) return false;
  const blocked = (seen.faults ?? []).some((fault) => !fault.warning);
  const idle = !blocked && empty(seen);
  const actions = [{ label: say(texts, blocked || idle ? "staff.close" : "staff.cancel"), value: false }];
  if (blocked) actions[0].label = say(texts, "staff.cancel");
  if (!blocked && !idle) actions.push({ label: say(texts, "staff.import_now"), value: true, kind: "primary" });
  const body = blocked ? [faults(texts, seen.faults)] : [summary(seen), faults(texts, seen.faults ?? [])];
  const go = await dialog({ title: say(texts, "staff.found", { file: file.name }), body, actions, close: say(texts, "staff.close"), wide: true });
  if (!go) return false;
  const done = await send(texts, path, file, true);
  if (done) toast(say(texts, "staff.imported"), "good");
  return Boolean(done);
}

async function choose(texts, title, template) {
  const name = el("strong", {}, say(texts, "staff.file"));
  const missing = el("p", { class: "sqm-bad", role: "alert" });
  const chosen = () => {
    missing.textContent = input.files.length ? "" : say(texts, "staff.file_missing");
    return input.files.length > 0;
  };
  const show = () => {
    name.textContent = input.files[0]?.name ?? say(texts, "staff.file");
    missing.textContent = "";
  };
  const input = el("input", { type: "file", accept: ".xlsx,.csv", onchange: show });
  const take = () => asked(texts, download(template.path, template.name));
  const body = [
    el("p", {}, say(texts, "staff.file_hint")),
    template && el("p", {}, el("button", { type: "button", class: "sqm-button", onclick: take }, icon("download"), say(texts, "staff.template"))),
    el("label", { class: "sqm-file" }, icon("upload"), name, el("small", { class: "sqm-muted" }, say(texts, "staff.file_kinds")), input),
    missing,
  ];
  const actions = [
    { label: say(texts, "staff.cancel"), value: false },
    { label: say(texts, "staff.try_file"), value: true, kind: "primary", check: chosen },
  ];
  return (await dialog({ title, body, actions, close: say(texts, "staff.close") })) ? input.files[0] : null;
}

async function send(texts, path, file, apply) {
  const form = new FormData();
  form.append("file", file);
  form.append("apply", String(apply));
  try {
    return await busy(say(texts, apply ? "staff.importing" : "staff.checking", { file: file.name }), call("POST", path, form, PATIENCE));
  } catch (refusal) {
    const body = refusal.faults ? faults(texts, refusal.faults) : el("p", { class: "sqm-note sqm-bad" }, reason(texts, refusal));
    await dialog({ title: file.name, body, actions: [{ label: say(texts, "staff.cancel"), value: false }], close: say(texts, "staff.close"), wide: true });
    return null;
  }
}

/** Everything wrong with a file, by row and column, with what to do; what stands in the way comes first. */
export function faults(texts, found, wrongWords = "staff.faults") {
  if (!found.length) return el("p", { class: "sqm-note sqm-good" }, icon("check"), say(texts, "staff.no_faults"));
  const wrong = found.filter((fault) => !fault.warning);
  const remarks = found.filter((fault) => fault.warning);
  const words = wrong.length ? say(texts, wrongWords, { n: wrong.length }) : say(texts, "staff.warnings", { n: remarks.length });
  const shown = [...wrong, ...remarks];
  return el(
    "div",
    {},
    el("p", { class: ["sqm-note", wrong.length ? "sqm-bad" : "sqm-warn"] }, icon("warning"), el("span", {}, words)),
    el("ul", { class: "sqm-faults" }, shown.slice(0, MOST_FAULTS).map((fault) => line(texts, fault))),
    shown.length > MOST_FAULTS && el("p", { class: "sqm-muted" }, say(texts, "staff.more_faults", { n: number(shown.length - MOST_FAULTS) })),
  );
}

function line(texts, fault) {
  const sign = fault.warning ? "sqm-warn" : "sqm-bad";
  return el(
    "li",
    { class: sign },
    icon(fault.warning ? "info" : "cross"),
    el("span", {}, el("strong", {}, place(texts, fault)), fault.warning && el("span", { class: "sqm-chip sqm-warn" }, say(texts, "staff.remark")), el("br"), el("span", { class: "sqm-fault-words" }, saying(texts, fault))),
  );
}

function place(texts, fault) {
  const file = /\.(xlsx|csv)$/i.test(fault.file) ? "" : fault.file; // of an upload one knows which
  const parts = [file, fault.row && say(texts, "staff.row", { row: fault.row }), fault.column && say(texts, "staff.column", { column: fault.column })].filter(Boolean);
  return parts.length ? `${parts.join(" · ")} ` : `${say(texts, "staff.whole_file")} `;
}

function saying(texts, fault) {
  return texts[fault.code] ? say(texts, fault.code, fault.params) : say(texts, `errors.${fault.code}`, fault.params);
}

/** A few rows of a preview: `rows` are lists of cells, `heads` what stands above them. */
export function previewTable(texts, heads, rows, most = 100) {
  return [
    el(
      "div",
      { class: "sqm-scroll", tabindex: "0", role: "region", "aria-label": listed(heads) },
      el("table", { class: "sqm-table" }, el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, rows.slice(0, most).map((cells) => el("tr", {}, cells.map((cell) => el("td", {}, cell)))))),
    ),
    rows.length > most && el("p", { class: "sqm-muted" }, say(texts, "staff.more_rows", { n: number(rows.length - most) })),
  ];
}
