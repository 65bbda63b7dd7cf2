// A file is tried first; everything wrong with it is shown by row and column; then it is imported.

import { call, dialog, download, el, icon, reason, say, t, toast } from "./kit.js";

/** Ask for a file, preview it at `path`, import it when told to. Resolves true when something was imported. */
export async function upload(texts, { title, path, template, summary }) {
  const file = await choose(texts, title, template);
  if (!file) return false;
  const seen = await send(texts, path, file, false);
  if (!seen) return false;
  const blocked = (seen.faults ?? []).some((fault) => !fault.warning);
  const actions = [{ label: say(texts, "staff.cancel"), value: false }];
  if (!blocked) actions.push({ label: say(texts, "staff.import_now"), value: true, kind: "primary" });
  const go = await dialog({ title: file.name, body: [summary(seen), faults(texts, seen.faults ?? [])], actions });
  if (!go) return false;
  const done = await send(texts, path, file, true);
  if (done) toast(say(texts, "staff.imported"), "good");
  return Boolean(done);
}

async function choose(texts, title, template) {
  const input = el("input", { type: "file", accept: ".xlsx,.csv", class: "sqm-file" });
  const body = [
    el("p", {}, say(texts, "staff.file_hint")),
    el("label", { class: "sqm-field" }, el("span", {}, say(texts, "staff.file")), input),
    template && el("p", {}, el("button", { type: "button", class: "sqm-button", onclick: () => download(template.path, template.name) }, icon("download"), say(texts, "staff.template"))),
  ];
  const actions = [
    { label: say(texts, "staff.cancel"), value: false },
    { label: say(texts, "staff.try_file"), value: true, kind: "primary" },
  ];
  return (await dialog({ title, body, actions })) ? (input.files[0] ?? null) : null;
}

async function send(texts, path, file, apply) {
  const form = new FormData();
  form.append("file", file);
  form.append("apply", String(apply));
  try {
    return await call("POST", path, form, 180000);
  } catch (refusal) {
    const body = refusal.faults ? faults(texts, refusal.faults) : el("p", { class: "sqm-bad" }, reason(texts, refusal));
    await dialog({ title: file.name, body, actions: [{ label: say(texts, "staff.close"), value: false }] });
    return null;
  }
}

/** Everything wrong with a file, by row and column, with what to do. */
export function faults(texts, found) {
  if (!found.length) return el("p", { class: "sqm-note sqm-good" }, icon("check"), say(texts, "staff.no_faults"));
  const wrong = found.filter((fault) => !fault.warning).length;
  const words = wrong ? say(texts, "staff.faults", { n: wrong }) : say(texts, "staff.warnings", { n: found.length });
  return el(
    "div",
    {},
    el("p", { class: ["sqm-note", wrong ? "sqm-bad" : "sqm-warn"] }, words),
    el("ul", { class: "sqm-faults" }, found.map((fault) => el("li", { class: fault.warning ? "sqm-warn" : "sqm-bad" }, place(texts, fault), saying(texts, fault)))),
  );
}

function place(texts, fault) {
  const parts = [fault.row && say(texts, "staff.row", { row: fault.row }), t(fault.column)].filter(Boolean);
  return el("strong", {}, parts.length ? `${parts.join(" · ")}　` : "");
}

function saying(texts, fault) {
  return texts[fault.code] ? say(texts, fault.code, fault.params) : say(texts, `errors.${fault.code}`, fault.params);
}
