// Courses: what has changed since the last version, preview, publish; the way into JupyterLab.

import { asked } from "./_staff.js";
import { holds, searchField } from "./_table.js";
import { faults } from "./_upload.js";
import { call, dateTime, dialog, el, icon, pageHref, reload, say, t, toast } from "./kit.js";

const MANY = 4; // courses; fewer are seen at once

/** The first tab. `state` keeps {typed, open}: what was searched for and whose lessons are unfolded. */
export function drawCourses(model, state, paint) {
  const texts = model.get("texts");
  const { courses } = model.get("data");
  const fits = (one) => holds(state.typed, one.course, ...both(one.title), ...one.lessons.flatMap((lesson) => [lesson.id, ...both(lesson.title)]));
  const found = courses.filter(fits);
  const typed = (words) => ((state.typed = words), paint());
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
    courses.length > MANY && [el("div", { class: "sqm-tools", role: "search" }, searchField(say(texts, "author.search"), state.typed, typed)), el("p", { class: "sqm-muted", role: "status" }, say(texts, "author.found", { n: found.length }))],
    found.map((one) => course(model, state, one)),
    !courses.length && el("p", { class: "sqm-empty" }, icon("book"), say(texts, "author.empty")),
    courses.length > 0 && !found.length && el("p", { class: "sqm-empty" }, icon("search"), say(texts, "author.none_found")),
  ];
}

const both = (text) => [text.zh, text.en];

function course(model, state, one) {
  const texts = model.get("texts");
  const standing = one.published ? say(texts, "author.published", { version: one.published.version, when: dateTime(one.published.at) }) : say(texts, "author.never");
  const sound = !one.faults.length;
  const chip = !sound ? ["sqm-bad", "author.faulty"] : one.draft_changed ? ["sqm-warn", "author.changed"] : ["sqm-good", "author.same"];
  return el(
    "section",
    { class: "sqm-card" },
    el("div", { class: "sqm-title-row" }, el("h2", {}, t(one.title)), el("span", { class: ["sqm-chip", chip[0]] }, say(texts, chip[1]))),
    el("p", { class: "sqm-muted" }, standing),
    !sound && faults(texts, one.faults, "author.faults"),
    one.lessons.length > 0 && lessons(texts, state, one, sound),
    el(
      "div",
      { class: "sqm-actions" },
      el("button", { type: "button", class: "sqm-button primary", disabled: !sound || !one.draft_changed, onclick: () => publish(model, one) }, icon("send"), say(texts, "author.publish")),
      el("small", { class: "sqm-muted" }, say(texts, !sound ? "author.mend_first" : one.draft_changed ? "author.ready" : "author.nothing_new")),
    ),
  );
}

/** The lessons of a course, folded away unless one looks for some of them. */
function lessons(texts, state, one, sound) {
  const asked_for = state.typed.trim() ? one.lessons.filter((lesson) => holds(state.typed, lesson.id, ...both(lesson.title))) : [];
  const shown = asked_for.length ? asked_for : one.lessons;
  const fold = (event) => state.open[event.target.open ? "add" : "delete"](one.course);
  return el(
    "details",
    { class: "sqm-lessons", open: asked_for.length > 0 || state.open.has(one.course), ontoggle: fold },
    el("summary", {}, say(texts, "author.lessons", { n: one.lessons.length })),
    el("ul", { class: "sqm-list sqm-lessons-list" }, shown.map((lesson) => line(texts, one, lesson, sound))),
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
