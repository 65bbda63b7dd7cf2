// What this tab remembers of what is being written, an item or a paper (`form.shelf`), until it is saved.

import { confirm, page, say } from "./kit.js";

/** Whether anything was written that is not kept yet. */
export const unsaved = (form) => Boolean(form) && JSON.stringify(form.document) !== form.before;

const shelf = (form) => `sqm-${form.shelf}-${page().person?.id ?? ""}-${form.id ?? "new"}`;

export function remember(form) {
  try {
    if (unsaved(form)) sessionStorage.setItem(shelf(form), JSON.stringify({ document: form.document, base: form.base, at: new Date().toISOString() }));
    else sessionStorage.removeItem(shelf(form));
  } catch {
    // a full or closed storage takes nothing; the guard against leaving stays
  }
}

export function remembered(form) {
  try {
    const left = JSON.parse(sessionStorage.getItem(shelf(form)));
    const same = left && JSON.stringify(left.base) === JSON.stringify(form.base);
    return same && JSON.stringify(left.document) !== form.before ? left : null;
  } catch {
    return null;
  }
}

export function forget(form) {
  try {
    sessionStorage.removeItem(shelf(form));
  } catch {
    // nothing was kept
  }
}

/** Ask before what is not kept is lost; true when one may go. */
export async function mayLeave(texts, form) {
  if (!unsaved(form)) return true;
  const go = await confirm({ title: say(texts, "bank.leave"), body: say(texts, "bank.leave_hint"), yes: say(texts, "bank.leave_yes"), no: say(texts, "bank.stay"), danger: true });
  if (go) forget(form);
  return go;
}
