// Reporting a question one doubts: a few words to the trainers.

import { call, dialog, el, icon, reason, say, t, toast } from "./kit.js";

const LONGEST = 500; // characters

/** The button, and after it the dialog. `attempt` is where the item was met, if not in practice. */
export function reportButton(view, texts, attempt = null) {
  const button = el("button", { type: "button", class: "sqm-button quiet sqm-report", onclick: () => ask() }, icon("talk"), say(texts, "item.report"));
  const path = attempt ? `/attempts/${attempt}/items/${view.item}/reports` : `/items/${view.item}/reports`;
  let written = "";

  async function ask() {
    const words = await asked(view, texts, written);
    if (words === null) return;
    written = words;
    button.disabled = true;
    try {
      await call("POST", path, { version: view.version, text: words });
      done(say(texts, "item.reported"));
    } catch (refusal) {
      if (refusal.code === "report.twice") return done(reason(texts, refusal));
      button.disabled = false;
      toast(reason(texts, refusal), "bad");
    }
  }

  function done(words) {
    button.replaceChildren(icon("check"), say(texts, "item.reported_short"));
    toast(words, "good");
  }

  return button;
}

/** What somebody wants to say, or null. */
async function asked(view, texts, written) {
  const id = `report-${view.slot || view.item}`;
  const area = el("textarea", { id, rows: "5", maxlength: String(LONGEST), value: written, oninput: () => (fault.textContent = "") });
  const fault = el("p", { class: "sqm-bad", role: "alert" });
  const body = el(
    "div",
    { class: "sqm-report-form" },
    el("p", { class: "sqm-muted" }, t(view.prompt)),
    el("label", { for: id }, say(texts, "item.report_ask")),
    area, fault,
    el("p", { class: "sqm-muted" }, say(texts, "item.report_note")),
  );
  const said = () => {
    if (area.value.trim()) return true;
    fault.textContent = say(texts, "item.report_empty");
    area.focus();
    return false;
  };
  const actions = [
    { label: say(texts, "item.report_cancel"), value: false },
    { label: say(texts, "item.report_send"), value: true, kind: "primary", check: said },
  ];
  const sent = await dialog({ title: say(texts, "item.report"), body, actions });
  return sent ? area.value.trim() : null;
}
