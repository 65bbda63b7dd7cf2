// A talk with a customer: what they say with the face they make, and what one may reply. A reply once given stays.

import { el, icon, language, number, say, t } from "./kit.js";

const PAUSE = 400; // milliseconds in which a second tap of the same finger does not give the next reply, too

/** A talk as far as an answer goes: each turn with its reply, and the turn now open if there is one. */
export function walk(turns, answer) {
  const known = new Map(turns.map((turn) => [turn.id, turn]));
  const path = [];
  let here = turns[0] ?? null;
  for (const id of answer ?? []) {
    const reply = here?.replies.find((each) => each.id === id);
    if (!reply) break;
    path.push({ turn: here, reply });
    here = "to" in reply ? known.get(reply.to) : turns[path.length]; // in an examination turns come as they are reached
  }
  return { path, here: here ?? null };
}

/** Is there nothing left to say? */
export function ended(view, answer) {
  return !walk(view.turns, answer).here?.replies.length;
}

export function dialogue(view, card) {
  return card.verdict?.turns ? outcome(view, card) : talk(view, card);
}

// ---------------------------------------------------------------- talking

function talk(view, card) {
  const { texts, locked } = card;
  const given = [...(card.answer ?? [])];
  const log = el("div", { class: "sqm-talk-log", role: "log", "aria-label": say(texts, "item.talk") });
  const below = el("div", { class: "sqm-talk-below" });
  let shown = 0; // bubbles so far
  let timer = null;

  function give(reply) {
    given.push(reply.id);
    card.change([...given]);
    draw(true);
  }

  /** Add what has been said since, then what may be said now. */
  function draw(moved = false) {
    const { path, here } = walk(view.turns, given);
    const { waiting, trouble } = card.standing?.() ?? {};
    const said = path.flatMap(({ turn, reply }) => [() => theirs(turn, texts), () => mine(reply, texts)]);
    if (here) said.push(() => theirs(here, texts));
    log.append(...said.slice(shown).map((bubble) => bubble()));
    shown = said.length;
    const lost = document.activeElement === document.body || below.contains(document.activeElement);
    if (locked) below.replaceChildren();
    else if (here?.replies.length) replies(here);
    else if (!here && waiting) below.replaceChildren(hush(trouble));
    else below.replaceChildren(el("p", { class: "sqm-talk-end" }, icon("check"), say(texts, "item.talk_end")));
    if (moved && lost) follow();
  }

  function replies(turn) {
    clearTimeout(timer);
    const buttons = turn.replies.map((reply) =>
      el("button", { type: "button", class: "sqm-reply", disabled: true, onclick: () => give(reply) }, t(reply.text)),
    );
    timer = setTimeout(() => buttons.forEach((button) => (button.disabled = false)), PAUSE);
    below.replaceChildren(
      el("p", { class: "sqm-talk-ask" }, say(texts, "item.talk_ask")),
      el("div", { class: "sqm-replies", role: "group", "aria-label": say(texts, "item.talk_ask") }, buttons),
    );
  }

  const hush = (trouble) =>
    el("p", { class: ["sqm-talk-hush", trouble && "sqm-talk-offline"], role: "status", tabindex: "-1" }, icon(trouble ? "offline" : "clock"), say(texts, trouble ? "item.talk_offline" : "item.talk_waiting"));

  /** The latest words in sight, with what may be said to them. */
  function follow() {
    const latest = below.querySelector(".sqm-talk-hush") ?? log.lastElementChild;
    latest.setAttribute("tabindex", "-1");
    latest.focus({ preventScroll: true });
    below.scrollIntoView({ block: "nearest" });
    latest.scrollIntoView({ block: "nearest" });
  }

  draw();
  card.follow?.(() => draw(true));
  return el("div", { class: "sqm-talk" }, log, below);
}

function theirs(turn, texts) {
  const mood = turn.mood ?? "calm";
  return el(
    "div",
    { class: `sqm-said sqm-said-theirs sqm-mood-${mood}` },
    face(mood),
    el(
      "div",
      { class: "sqm-bubble" },
      el("p", { class: "sqm-bubble-who" }, say(texts, "item.customer", { mood: say(texts, `item.mood.${mood}`) })),
      el("p", {}, t(turn.says)),
    ),
  );
}

function mine(reply, texts, ...more) {
  return el(
    "div",
    { class: "sqm-said sqm-said-mine" },
    el("div", { class: "sqm-bubble" }, el("p", { class: "sqm-bubble-who" }, say(texts, "item.you")), el("p", {}, t(reply.text)), more),
  );
}

const FACES = {
  calm: "M8.500 10v.5M15.500 10v.5M8.500 15.500h7",
  worried: "M7 8.500 10 7.500M17 8.500 14 7.500M8.500 11v.5M15.500 11v.5M8.500 16.500c1.500-2 5.500-2 7 0",
  cross: "M7 8l3 1.500M17 8l-3 1.500M8.500 11.500v.5M15.500 11.500v.5M8.500 16.500c1.500-2.500 5.500-2.500 7 0",
  pleased: "M8.500 9.500v.5M15.500 9.500v.5M8 13.500c1.500 4 6.500 4 8 0",
};

/** A face; the words beside it name the mood. */
export function face(mood) {
  const SVG = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "sqm-face", "aria-hidden": "true" })) drawing.setAttribute(key, value);
  const head = document.createElementNS(SVG, "circle");
  for (const [key, value] of Object.entries({ cx: 12, cy: 12, r: 10.5 })) head.setAttribute(key, value);
  const look = document.createElementNS(SVG, "path");
  look.setAttribute("d", FACES[mood] ?? FACES.calm);
  drawing.append(head, look);
  return drawing;
}

// ---------------------------------------------------------------- looking back

function outcome(view, { texts, answer, verdict }) {
  const { path, here } = walk(verdict.turns, answer);
  const best = walk(verdict.turns, verdict.key).path;
  const worth = (steps) => steps.reduce((sum, { reply }) => sum + (verdict.worth[reply.id] ?? 0), 0);
  const fatal = path.some(({ reply }) => verdict.fatal.includes(reply.id));
  const same = path.length === best.length && path.every(({ reply }, place) => reply.id === best[place].reply.id);
  return el(
    "div",
    { class: "sqm-talk" },
    el("div", { class: "sqm-talk-log" }, path.map(({ turn, reply }) => [theirs(turn, texts), judged(turn, reply, verdict, texts)]), here && theirs(here, texts)),
    path.length > 0 && el("p", { class: "sqm-talk-sum" }, say(texts, "item.talk_sum", { n: points(worth(path)), of: points(worth(best)) })),
    fatal && el("p", { class: "sqm-note sqm-bad" }, say(texts, "item.talk_fatal")),
    same ? el("p", { class: "sqm-talk-best" }, icon("check"), say(texts, "item.talk_was_best")) : better(best, verdict, texts, path.length === 0),
  );
}

const points = (worth) => number(worth).replace("-", "−");
const signed = (worth) => `${worth > 0 ? "+" : ""}${points(worth)}`;

function judged(turn, reply, verdict, texts) {
  const others = turn.replies.filter((each) => each.id !== reply.id);
  return mine(
    reply, texts,
    reason(turn, reply, verdict, texts),
    others.length > 0 && el(
      "details",
      { class: "sqm-talk-others" },
      el("summary", {}, say(texts, "item.talk_others")),
      others.map((each) => el("div", {}, el("p", {}, t(each.text)), reason(turn, each, verdict, texts))),
    ),
  );
}

/** What a reply was worth, and why. */
function reason(turn, reply, { key, worth, fatal, options }, texts) {
  const most = Math.max(...turn.replies.map((each) => worth[each.id] ?? 0));
  const own = worth[reply.id] ?? 0;
  const lethal = fatal.includes(reply.id);
  const how = lethal || own < 0 ? "wrong" : key.includes(reply.id) || (own > 0 && own === most) ? "right" : "partly";
  const words = lethal ? say(texts, "item.fatal") : say(texts, "item.worth", { n: signed(own) });
  return el(
    "p",
    { class: `sqm-reply-why sqm-reply-${how}` },
    el("b", {}, icon({ right: "check", partly: "minus", wrong: "cross" }[how]), words),
    language() === "en" ? " " : "", t(options?.[reply.id]),
  );
}

function better(best, verdict, texts, open) {
  return el(
    "details",
    { class: "sqm-talk-better", open },
    el("summary", {}, say(texts, "item.talk_best")),
    el("div", { class: "sqm-talk-log" }, best.map(({ turn, reply }) => [theirs(turn, texts), mine(reply, texts, reason(turn, reply, verdict, texts))])),
  );
}

/** The replies of an answer, one a line. */
export function repliesInWords(view, answer) {
  const said = new Map((view.turns ?? []).flatMap((turn) => turn.replies.map((reply) => [reply.id, t(reply.text)])));
  return answer.map((id, place) => `${place + 1}. ${said.get(id) ?? id}`);
}
