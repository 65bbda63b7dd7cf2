// Questions of other people's files: looked at, accounted for one by one, then taken in as drafts.

import { faults, previewTable } from "./_upload.js";
import { choice } from "./_table.js";
import { busy, call, dialog, download, el, icon, language, listed, reason, say, t, toast } from "./kit.js";
import { asked } from "./_staff.js";
import { spoken } from "./_bank_phone.js";

const PATIENCE = 180000; // milliseconds
const KINDS = ".gift,.txt,.xml,.zip,.xlsx,.csv";

/** Ask for a file and for what it does not tell, show what is in it, take it in when told to. Resolves true then. */
export async function importQuestions(texts, choices) {
  const said = { competency: "", use: "exam", difficulty: "2" };
  const file = await choose(texts, choices, said);
  if (!file) return false;
  const seen = await send(texts, file, said, false);
  if (!seen) return false;
  const actions = [{ label: say(texts, "staff.cancel"), value: false }];
  if (seen.drafted) actions.push({ label: say(texts, "bank.take_in", { n: seen.drafted }), value: true, kind: "primary" });
  const go = await dialog({ title: say(texts, "staff.found", { file: file.name }), body: account(texts, seen), actions, close: say(texts, "staff.close"), wide: true });
  if (!go) return false;
  const done = await send(texts, file, said, true);
  if (done) toast(say(texts, "bank.taken_in", { n: done.added.length }), "good");
  return Boolean(done);
}

async function choose(texts, choices, said) {
  const name = el("strong", {}, say(texts, "staff.file"));
  const missing = el("p", { class: "sqm-bad", role: "alert" });
  const chosen = () => {
    missing.textContent = input.files.length ? "" : say(texts, "staff.file_missing");
    return input.files.length > 0;
  };
  const input = el("input", { type: "file", accept: KINDS, onchange: () => ((name.textContent = input.files[0]?.name ?? say(texts, "staff.file")), (missing.textContent = "")) });
  const set = (key) => (value) => (said[key] = value);
  const about = [["", say(texts, "bank.later")], ...choices.competencies.map((one) => [one.id, `${one.id} ${t(one.title)}`])];
  const take = () => asked(texts, download(`/bank/template.xlsx?language=${language()}`, "questions.xlsx"));
  const body = [
    el("p", {}, say(texts, "bank.import_hint")),
    el("p", {}, el("button", { type: "button", class: "sqm-button", onclick: take }, icon("download"), say(texts, "bank.template"))),
    el("label", { class: "sqm-file" }, icon("upload"), name, el("small", { class: "sqm-muted" }, say(texts, "bank.file_kinds")), input),
    missing,
    el("h3", {}, say(texts, "bank.for_all")),
    el("p", { class: "sqm-muted" }, say(texts, "bank.for_all_hint")),
    el(
      "div",
      { class: "sqm-tools" },
      choice(say(texts, "bank.field.competency"), about, said.competency, set("competency")),
      choice(say(texts, "bank.field.use"), ["exam", "practice"].map((use) => [use, say(texts, `bank.use.${use}`)]), said.use, set("use")),
      choice(say(texts, "bank.field.difficulty"), ["1", "2", "3"].map((one) => [one, say(texts, `bank.difficulty.${one}`)]), said.difficulty, set("difficulty")),
    ),
  ];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "staff.try_file"), value: true, kind: "primary", check: chosen }];
  return (await dialog({ title: say(texts, "bank.import"), body, actions, close: say(texts, "staff.close"), wide: true })) ? input.files[0] : null;
}

async function send(texts, file, said, apply) {
  const form = new FormData();
  form.append("file", file);
  form.append("apply", String(apply));
  for (const [key, value] of Object.entries(said)) form.append(key, value);
  try {
    return await busy(say(texts, apply ? "staff.importing" : "staff.checking", { file: file.name }), call("POST", "/bank/import", form, PATIENCE));
  } catch (refusal) {
    const body = refusal.faults ? faults(texts, refusal.faults, "bank.import_faults") : el("p", { class: "sqm-note sqm-bad" }, reason(texts, refusal));
    await dialog({ title: file.name, body, actions: [{ label: say(texts, "staff.cancel"), value: false }], close: say(texts, "staff.close"), wide: true });
    return null;
  }
}

/** The items found, with their keys, as a file for another system. */
export async function exportItems(texts, query, n) {
  let format = "table";
  const one = (name) => el("label", { class: "sqm-pick-one" }, el("input", { type: "radio", name: "bank-format", checked: name === format, onchange: () => (format = name) }), el("span", {}, el("strong", {}, say(texts, `bank.format.${name}`)), el("small", {}, say(texts, `bank.format_hint.${name}`))));
  const body = [el("p", {}, say(texts, "bank.export_hint", { n })), el("div", { class: "sqm-pick", role: "radiogroup", "aria-label": say(texts, "bank.format_choice") }, ["table", "moodle_xml", "gift", "qti"].map(one))];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "bank.export_now"), value: true, kind: "primary" }];
  if (!(await dialog({ title: say(texts, "bank.export"), body, actions, close: say(texts, "staff.close") }))) return;
  const made = await asked(texts, call("GET", `/bank/export/${format}?${query}&language=${language()}`, undefined, PATIENCE));
  if (!made) return;
  const told = [
    el("p", { class: ["sqm-note", made.written === made.of ? "sqm-good" : "sqm-warn"] }, icon(made.written ? "check" : "warning"), el("span", {}, say(texts, "bank.exported", { n: made.written, of: made.of }))),
    made.faults.length > 0 && faults(texts, made.faults, "bank.export_faults"),
  ];
  const keep = [{ label: say(texts, "staff.close"), value: false }, ...(made.written ? [{ label: say(texts, "bank.save_file"), value: true, kind: "primary" }] : [])];
  if (await dialog({ title: made.name, body: told, actions: keep, close: say(texts, "staff.close"), wide: true })) saveFile(made);
}

function saveFile({ name, data }) {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes]));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** Every question of the file: taken in, or reported with what to do. */
function account(texts, seen) {
  const wrong = seen.faults.filter((fault) => !fault.warning);
  const heads = ["row", "prompt", "kind", "competency", "gap"].map((key) => say(texts, `bank.column.${key}`));
  const line = (one) => [one.row ?? "", words(one), one.kind ? say(texts, `bank.kind.${one.kind}`) : "–", one.competency ?? "–", one.gap ? el("span", { class: "sqm-chip sqm-warn" }, say(texts, `bank.gap.${one.gap}`)) : "–"];
  return [
    el("p", { class: ["sqm-note", wrong.length ? "sqm-warn" : "sqm-good"] }, icon(wrong.length ? "warning" : "check"), el("span", {}, say(texts, "bank.account", { format: seen.format ? say(texts, `bank.format.${seen.format}`) : "–", seen: seen.seen, drafted: seen.drafted, reported: seen.reported }))),
    seen.gaps > 0 && el("p", { class: "sqm-muted" }, say(texts, "bank.gaps_hint", { n: seen.gaps })),
    seen.faults.length > 0 && faults(texts, seen.faults, "bank.reported"),
    seen.drafts.length > 0 && [el("h3", {}, say(texts, "bank.drafts")), previewTable(texts, heads, seen.drafts.map(line))],
    seen.drafted > seen.drafts.length && el("p", { class: "sqm-muted" }, say(texts, "staff.more_rows", { n: seen.drafted - seen.drafts.length })),
  ];
}

function words(one) {
  const text = t(spoken(one.prompt ?? {}, language()));
  return el("span", { class: "sqm-prompt-cell" }, (typeof text === "string" && text) || one.title || listed(["–"]));
}
