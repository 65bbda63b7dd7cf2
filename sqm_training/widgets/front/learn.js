// Courses: the list, and one course with its lessons.

import "./_learn.css";
import { holds, searchField } from "./_table.js";
import { el, icon, pageHref, percent, reason, say, t, widget } from "./kit.js";

function draw(model) {
  const texts = model.get("texts");
  const data = model.get("data") ?? {};
  if (data.refused) {
    return [
      el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(texts, data.refused)),
      el("a", { class: "sqm-button", href: pageHref("learn") }, say(texts, "learn.all")),
    ];
  }
  return el("div", { class: "sqm-learn" }, data.course ? course(data.course, texts) : courses(data.courses ?? [], texts));
}

// ---------------------------------------------------------------- the list

const MANY = 8; // courses from which looking through them wants a search

function courses(list, texts) {
  const found = el("div", {}, groups(list, texts));
  const search = searchField(say(texts, "learn.search"), "", (typed) => {
    const left = list.filter((one) => holds(typed, t(one.title), t(one.summary)));
    found.replaceChildren(...(left.length ? groups(left, texts) : [el("p", { class: "sqm-empty", role: "status" }, say(texts, "learn.nothing_found"))]));
  });
  return [
    el("h1", {}, say(texts, "learn.title")),
    list.length === 0 && el("div", { class: "sqm-card sqm-empty" }, el("p", {}, say(texts, "learn.none"))),
    list.length >= MANY && search,
    found,
  ];
}

/** What one's post asks for, grade by grade; then what else there is; then what is done. */
function groups(list, texts) {
  const open = new Map();
  for (const one of list.filter(({ progress }) => progress < 1)) {
    const title = one.rung ? say(texts, "learn.rung", { post: one.rung.post, grade: one.rung.grade }) : say(texts, "learn.others");
    open.set(title, [...(open.get(title) ?? []), one]);
  }
  const done = list.filter((one) => one.progress >= 1);
  const titled = [...open, [say(texts, "learn.finished"), done]].filter(([, some]) => some.length);
  const alone = titled.length === 1 && !list.some((one) => one.rung);
  return titled.flatMap(([title, some]) => [...(alone ? [] : [el("h2", {}, title)]), el("div", { class: "sqm-courses" }, some.map((one) => tile(one, texts)))]);
}

function tile(one, texts) {
  return el(
    "a",
    { class: "sqm-card sqm-course", href: pageHref(`learn?course=${encodeURIComponent(one.id)}`) },
    cover(one),
    el(
      "span",
      { class: "sqm-course-words" },
      el("span", { class: "sqm-course-title" }, t(one.title)),
      el("span", { class: "sqm-course-summary" }, t(one.summary)),
      el("span", { class: "sqm-muted" }, size(one, texts)),
      progress(one, texts),
    ),
  );
}

/** The course's picture, or its first letters on colour. */
function cover(one) {
  const source = one.picture?.src ?? one.picture;
  if (source) return el("img", { class: "sqm-cover", src: source, alt: t(one.picture?.alt) });
  const tone = [...one.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 3;
  return el("span", { class: `sqm-cover sqm-cover-${tone}`, "aria-hidden": "true" }, [...t(one.title)].slice(0, 2).join(""));
}

const size = (one, texts) => say(texts, "learn.size", { lessons: one.lessons.length, minutes: one.minutes });

function progress(one, texts) {
  const words = one.progress >= 1 ? say(texts, "learn.done") : one.progress > 0 ? percent(one.progress) : say(texts, "learn.not_begun");
  return el(
    "span",
    { class: "sqm-course-progress" },
    el("span", { class: "sqm-bar", "aria-hidden": "true" }, el("span", { style: { width: percent(one.progress) } })),
    el("span", { class: one.progress >= 1 ? "sqm-good" : "" }, words),
  );
}

// ---------------------------------------------------------------- one course

const isDone = (lesson) => lesson.done === true || (lesson.steps > 0 && lesson.done >= lesson.steps);

function course(one, texts) {
  const next = one.lessons.find((lesson) => !isDone(lesson));
  const begun = one.progress > 0;
  return [
    el("p", {}, el("a", { class: "sqm-back", href: pageHref("learn") }, icon("left"), say(texts, "learn.all"))),
    el(
      "section",
      { class: "sqm-card sqm-course-head" },
      cover(one),
      el(
        "div",
        { class: "sqm-course-words" },
        el("h1", {}, t(one.title)),
        el("p", {}, t(one.summary)),
        el("p", { class: "sqm-muted" }, size(one, texts)),
        progress(one, texts),
        next && el("a", { class: "sqm-button primary", href: pageHref(next.href) }, icon("play"), say(texts, begun ? "learn.continue" : "learn.begin", { title: next.title })),
        !next && el("p", { class: "sqm-good" }, icon("check"), say(texts, "learn.all_done")),
      ),
    ),
    el("h2", {}, say(texts, "learn.lessons")),
    el("ol", { class: "sqm-card sqm-lessons" }, one.lessons.map((lesson, place) => row(lesson, place, lesson === next, texts))),
  ];
}

function row(lesson, place, isNext, texts) {
  const done = isDone(lesson);
  const steps = typeof lesson.done === "number" ? lesson.done : 0;
  const state = done ? "learn.done" : steps > 0 ? "learn.steps" : "learn.not_begun";
  return el(
    "li",
    {},
    el(
      "a",
      { class: ["sqm-lesson-row", isNext && "sqm-lesson-next"], href: pageHref(lesson.href) },
      el("span", { class: ["sqm-sign", done && "sqm-sign-done"] }, done ? icon("check") : String(place + 1)),
      el(
        "span",
        { class: "sqm-lesson-words" },
        el("span", { class: "sqm-lesson-title" }, t(lesson.title)),
        el("span", { class: "sqm-muted" }, [say(texts, "learn.minutes", { n: lesson.minutes }), say(texts, state, { n: steps, of: lesson.steps })].join(" · ")),
      ),
      icon("right"),
    ),
  );
}

export default widget(draw);
