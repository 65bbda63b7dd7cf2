// Authoring: what has changed since the last version, preview, publish; the way into JupyterLab.

import "./_staff.css";
import { faults } from "./_upload.js";
import { call, dateTime, dialog, el, icon, onLanguage, pageHref, reason, reload, say, t, toast } from "./kit.js";

export default {
  render({ model, el: place }) {
    const paint = () => place.replaceChildren(draw(model));
    model.on("change:data", paint);
    const unlisten = onLanguage(place, paint);
    paint();
    return () => unlisten();
  },
};

function draw(model) {
  const texts = model.get("texts");
  const data = model.get("data") ?? {};
  if (data.refused) return el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, data.refused));
  return el(
    "div",
    {},
    el("h1", {}, say(texts, "author.title")),
    el("p", { class: "sqm-muted" }, say(texts, "author.hint")),
    el("div", { class: "sqm-actions" }, el("a", { class: "sqm-button primary", href: "/hub/spawn", target: "_blank", rel: "noopener" }, icon("pencil"), say(texts, "author.lab")), el("button", { type: "button", class: "sqm-button", onclick: () => reload(model) }, icon("refresh"), say(texts, "author.refresh"))),
    data.courses.length ? data.courses.map((one) => course(model, one)) : el("p", { class: "sqm-empty" }, say(texts, "author.empty")),
  );
}

function course(model, one) {
  const texts = model.get("texts");
  const standing = one.published ? say(texts, "author.published", { version: one.published.version, when: dateTime(one.published.at) }) : say(texts, "author.never");
  const sound = !one.faults.length;
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, t(one.title)),
    el("p", {}, standing, " ", el("span", { class: ["sqm-chip", one.draft_changed ? "sqm-warn" : "sqm-good"] }, say(texts, one.draft_changed ? "author.changed" : "author.same"))),
    !sound && faults(texts, one.faults),
    el("ul", { class: "sqm-list" }, one.lessons.map((lesson) => el("li", {}, el("button", { type: "button", class: "sqm-button", disabled: !sound, onclick: () => preview(texts, one, lesson) }, icon("eye"), say(texts, "author.preview", { title: lesson.title }))))),
    el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button primary", disabled: !sound || !one.draft_changed, onclick: () => publish(model, one) }, icon("send"), say(texts, "author.publish"))),
  );
}

async function preview(texts, one, lesson) {
  const shown = window.open("about:blank", "_blank"); // at once: later the browser would call it a pop-up
  try {
    await call("POST", `/authoring/${one.course}/preview`);
    const address = pageHref(`preview/${one.course}/${lesson.id}`);
    if (shown) shown.location = address;
    else location.assign(address);
  } catch (refusal) {
    shown?.close();
    toast(reason(texts, refusal), "bad");
  }
}

async function publish(model, one) {
  const texts = model.get("texts");
  const note = el("input", { type: "text", maxlength: "500" });
  const body = [el("p", {}, say(texts, "author.publish_hint")), el("label", { class: "sqm-field" }, el("span", {}, say(texts, "author.note")), note)];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "author.publish"), value: true, kind: "primary" }];
  if (!(await dialog({ title: t(one.title), body, actions }))) return;
  try {
    const made = await call("POST", `/authoring/${one.course}/publish`, { note: note.value });
    toast(say(texts, "author.done", { version: made.version }), "good");
    reload(model);
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
  }
}
