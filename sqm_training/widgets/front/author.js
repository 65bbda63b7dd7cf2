// Authoring: what has changed since the last version, preview, publish; the way into JupyterLab.

import "./_staff.css";
import { asked, screen } from "./_staff.js";
import { faults } from "./_upload.js";
import { call, dateTime, dialog, el, icon, pageHref, reload, say, t, toast } from "./kit.js";

export default screen(() => ({}), (model) => {
  const texts = model.get("texts");
  const { courses } = model.get("data");
  return [
    el("h1", {}, say(texts, "author.title")),
    el("p", { class: "sqm-muted" }, say(texts, "author.hint")),
    el(
      "div",
      { class: "sqm-actions" },
      el("a", { class: "sqm-button primary", href: "/hub/spawn", target: "_blank", rel: "noopener" }, icon("pencil"), say(texts, "author.lab")),
      el("button", { type: "button", class: "sqm-button", dataset: { focus: "refresh" }, onclick: () => reload(model) }, icon("refresh"), say(texts, "author.refresh")),
    ),
    el("p", { class: "sqm-muted" }, el("small", {}, say(texts, "author.lab_hint"))),
    courses.length ? courses.map((one) => course(model, one)) : el("p", { class: "sqm-empty" }, icon("book"), say(texts, "author.empty")),
  ];
});

function course(model, one) {
  const texts = model.get("texts");
  const standing = one.published ? say(texts, "author.published", { version: one.published.version, when: dateTime(one.published.at) }) : say(texts, "author.never");
  const sound = !one.faults.length;
  const state = !sound ? ["sqm-bad", "author.faulty"] : one.draft_changed ? ["sqm-warn", "author.changed"] : ["sqm-good", "author.same"];
  return el(
    "section",
    { class: "sqm-card" },
    el("div", { class: "sqm-title-row" }, el("h2", {}, t(one.title)), el("span", { class: ["sqm-chip", state[0]] }, say(texts, state[1]))),
    el("p", { class: "sqm-muted" }, standing),
    !sound && faults(texts, one.faults, "author.faults"),
    one.lessons.length > 0 && el("ul", { class: "sqm-list sqm-lessons-list" }, one.lessons.map((lesson) => line(texts, one, lesson, sound))),
    el(
      "div",
      { class: "sqm-actions" },
      el("button", { type: "button", class: "sqm-button primary", disabled: !sound || !one.draft_changed, onclick: () => publish(model, one) }, icon("send"), say(texts, "author.publish")),
      el("small", { class: "sqm-muted" }, say(texts, !sound ? "author.mend_first" : one.draft_changed ? "author.ready" : "author.nothing_new")),
    ),
  );
}

/** A lesson: how it looks, and the file it is written in. */
function line(texts, one, lesson, sound) {
  const file = `${one.course}/${lesson.id}.md`;
  return el(
    "li",
    {},
    el("button", { type: "button", class: "sqm-button", disabled: !sound, onclick: () => preview(texts, one, lesson) }, icon("eye"), say(texts, "author.preview", { title: lesson.title })),
    el("a", { class: "sqm-button", href: `/hub/user-redirect/lab/tree/${file}`, target: "_blank", rel: "noopener" }, icon("pencil"), say(texts, "author.edit", { file })),
  );
}

async function preview(texts, one, lesson) {
  const shown = window.open("about:blank", "_blank"); // at once: later the browser would call it a pop-up
  const built = await asked(texts, call("POST", `/authoring/${one.course}/preview`), say(texts, "author.building"));
  const address = pageHref(`preview/${one.course}/${lesson.id}`);
  if (!built) shown?.close();
  else if (shown) shown.location = address;
  else location.assign(address);
}

async function publish(model, one) {
  const texts = model.get("texts");
  const note = el("input", { type: "text", maxlength: "500", autocomplete: "off" });
  const version = (one.published?.version ?? 0) + 1;
  const body = [el("p", {}, say(texts, "author.publish_hint", { version })), el("label", { class: "sqm-field" }, el("span", {}, say(texts, "author.note")), note)];
  const actions = [{ label: say(texts, "staff.cancel"), value: false }, { label: say(texts, "author.publish"), value: true, kind: "primary" }];
  if (!(await dialog({ title: t(one.title), body, actions }))) return;
  const made = await asked(texts, call("POST", `/authoring/${one.course}/publish`, { note: note.value.trim() }), say(texts, "author.publishing"));
  if (made) toast(say(texts, "author.done", { version: made.version }), "good");
  reload(model);
}
