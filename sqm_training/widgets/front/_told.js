// What is wrong with a form, said at its fields and in words.

import { say } from "./kit.js";

/** A place of a document in words: 选项 B · 理由. `names` are the sections of the catalogue that know its fields. */
export function place(texts, column, names = ["bank"]) {
  const steps = String(column).split(".").filter((step) => !["text", "file"].includes(step));
  const named = (step) => [...names.map((name) => `${name}.field.${step}`), `bank.language.${step}`].find((key) => texts[key]);
  const words = steps.map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : named(step) ? say(texts, named(step)) : step));
  return words.join(" ");
}

/** Say at each field of a form what is wrong with it; nothing where nothing is. */
export function tell(texts, holder, faults) {
  for (const one of holder.querySelectorAll(".sqm-field-fault")) Object.assign(one, { hidden: true, textContent: "" });
  for (const one of holder.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  for (const wrong of faults) {
    const steps = wrong.column.split(".");
    const found = () => holder.querySelector(`[data-fault="${CSS.escape(steps.join("."))}"]`);
    while (steps.length && !found()) steps.pop();
    const here = steps.length && found();
    if (!here) continue;
    here.textContent = [here.textContent, say(texts, wrong.code, wrong.params)].filter(Boolean).join(" ");
    here.hidden = false;
    nearest(holder, steps.join("."))?.setAttribute("aria-invalid", "true");
  }
}

/** The control of a place, or of what is around it. */
export function nearest(holder, column) {
  const steps = String(column).split(".");
  for (; steps.length; steps.pop()) {
    const around = holder?.querySelector(`[data-place="${CSS.escape(steps.join("."))}"]`);
    const control = around?.matches("input, select, textarea") ? around : around?.querySelector("input:not([type=file]), select, textarea, button");
    if (control) return control;
  }
  return null;
}
