// The story of an attempt, step by step, in plain words and local time.

import { inWords } from "./_item.js";
import { asked, pieces } from "./_staff.js";
import { choice, holds, searchField } from "./_table.js";
import { call, date, dateTime, dialog, el, icon, language, reason, say, t, time } from "./kit.js";

const SHOWN = { all: () => true, events: (step) => !isAnswer(step), answers: (step) => isAnswer(step) };
const SIGNS = { answer: "pencil", device: "refresh", submit: "send", expire: "clock", mark: "check", pause: "pause", resume: "play", extend: "clock", reset: "cross", focus: "eye", drop: "offline", refuse: "warning", start: "flag" };
const GRAVE = new Set(["pause", "reset", "refuse", "drop", "focus"]);

const isAnswer = (step) => step.code.startsWith("answer");
const family = (step) => step.code.split(".")[0];

/** Read it in a dialog; it can be searched and printed. */
export async function story(texts, attempt) {
  const told = await asked(texts, call("GET", `/invigilation/${attempt}/story`));
  if (!told) return;
  const state = { shown: "all", typed: "" };
  const list = el("div", {});
  const lines = told.steps.map((step) => ({ step, words: words(texts, told, step) }));
  const refresh = () => {
    const rows = lines.filter((one) => SHOWN[state.shown](one.step) && (!state.typed || holds(state.typed, one.words)));
    list.replaceChildren(rows.length ? el("ol", { class: "sqm-story" }, rows.map((one, place) => line(texts, told, one, rows[place - 1]))) : el("p", { class: "sqm-empty" }, icon("search"), say(texts, "invigilate.story.nothing")));
  };
  refresh();
  const body = [
    facts(texts, told),
    told.steps.some((step) => "length" in step) && el("p", { class: "sqm-note" }, icon("info"), el("span", {}, say(texts, "invigilate.story.blind"))),
    el(
      "div",
      { class: "sqm-tools" },
      choice(say(texts, "invigilate.story.show"), Object.keys(SHOWN).map((key) => [key, say(texts, `invigilate.story.${key}`)]), state.shown, (value) => ((state.shown = value), refresh())),
      searchField(say(texts, "invigilate.story.find"), "", (value) => ((state.typed = value), refresh())),
    ),
    list,
  ];
  const print = { label: say(texts, "invigilate.print"), check: () => (window.print(), false) };
  await dialog({ title: say(texts, "invigilate.story.of", { name: told.person.name }), body, actions: [print], close: say(texts, "staff.close"), wide: true });
}

function facts(texts, told) {
  const { signs } = told;
  const noted = ["devices", "away", "drops", "refused"].filter((name) => signs[name] > (name === "devices" ? 1 : 0));
  const pairs = [
    ["candidate", `${told.person.name} · ${told.person.employee_no} · ${told.person.store_name}`],
    ["story.paper", `${t(told.paper.title)} · ${say(texts, "invigilate.story.attempt", { n: told.number })}`],
    ["state", say(texts, `invigilate.state.${told.state}`)],
    ["story.deadline", dateTime(told.closed_at ?? told.deadline)],
    ["signs", noted.length ? pieces(noted.map((name) => say(texts, `invigilate.sign.${name}`, { n: signs[name] }))) : say(texts, "invigilate.sign.none")],
  ];
  return el("dl", { class: "sqm-facts" }, pairs.map(([key, value]) => [el("dt", {}, say(texts, `invigilate.${key}`)), el("dd", {}, value)]));
}

function line(texts, told, { step, words: said }, before) {
  const fresh = !before || date(before.step.at) !== date(step.at);
  const view = step.slot && told.items.find((item) => item.slot === step.slot);
  return el(
    "li",
    { class: GRAVE.has(family(step)) && "sqm-story-grave" },
    fresh && el("p", { class: "sqm-story-day" }, date(step.at)),
    el(
      "div",
      { class: "sqm-story-step" },
      el("time", { datetime: step.at }, time(step.at, true)),
      icon(SIGNS[family(step)] ?? "info"),
      el("span", {}, said, step.late && el("small", { class: "sqm-warn" }, say(texts, "invigilate.step.late")), view && el("small", {}, t(view.prompt))),
    ),
  );
}

function words(texts, told, step) {
  const view = told.items.find((item) => item.slot === step.slot);
  const sealed = "length" in step;
  const said = (answer) => say(texts, "invigilate.quote", { words: inWords(view, answer, texts).join(language() === "en" ? "; " : "；") });
  const params = {
    ...step,
    n: step.question,
    by: step.by ?? say(texts, "invigilate.nobody_known"),
    why: step.why ? reason(texts, { code: step.why }) : "",
    device: step.device ? say(texts, step.device_kind ? `invigilate.device.${step.device_kind}` : "invigilate.device", { n: step.device }) : "",
    span: span(texts, step.seconds ?? 0),
    from: view && !sealed ? said(step.from) : "",
    to: view && !sealed ? said(step.to) : "",
  };
  const key = sealed ? (isAnswer(step) ? "answer.sealed" : `${step.code}.sealed`) : step.code;
  return say(texts, `invigilate.step.${key}`, params);
}

function span(texts, seconds) {
  const parts = { minutes: Math.floor(seconds / 60), seconds: seconds % 60 };
  return say(texts, parts.minutes ? "invigilate.span.minutes" : "invigilate.span.seconds", parts);
}
