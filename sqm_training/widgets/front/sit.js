// The sit page: papers → sitting → result. Its kernel only listed the papers and is let go at once;
// from then on the browser and the records service do everything between them.

import "./_sit.css";
import { call, confirm, date, dateTime, el, icon, number, onLanguage, page, pageHref, reason, say, span, t, toast } from "./kit.js";
import { forget } from "./_queue.js";
import { result } from "./_result.js";
import { sitting } from "./_sitting.js";

function render({ model, el: root }) {
  const texts = model.get("texts");
  const place = el("div", { class: "sqm-sit-page" });
  let leave = null; // lets go of what is shown now
  const bound = page().params?.attempt ?? null;
  let shown = 0; // which of several requests to show something was the last
  root.append(place);

  async function show(open, quiet = false) {
    leave?.();
    leave = null;
    const turn = ++shown;
    if (!quiet) place.replaceChildren(el("p", { class: "sqm-empty", role: "status" }, say(texts, "sit.opening")));
    try {
      const left = await open();
      if (turn === shown) leave = left ?? leave;
      else left?.();
    } catch (refusal) {
      if (turn === shown) leave = trouble(place, texts, refusal, (quietly) => show(open, quietly), () => list());
    }
  }

  function list(known = null) {
    remember(null);
    return show(async () => papers(place, texts, known ?? (await call("GET", "/papers")), { start, attempt, outcome }));
  }

  function attempt(id) {
    if (bound && bound !== id) return location.assign(pageHref(`sit?attempt=${id}`)); // this grant is for one attempt
    remember(id);
    return show(() => sitting(place, id, texts, (end) => outcome(id, end)));
  }

  function outcome(id, end = null) {
    if (bound && bound !== id) return location.assign(pageHref(`sit?attempt=${id}`));
    remember(id);
    return show(() => result(place, id, texts, { end, back: () => list() }));
  }

  async function start(paper) {
    const { attempt: id } = await call("POST", `/papers/${paper.id}/attempts`);
    return attempt(id);
  }

  const asked = bound ?? new URLSearchParams(location.search).get("attempt");
  const data = model.get("data");
  if (asked) attempt(asked);
  else list(data?.papers ?? null);
  setTimeout(() => window.dispatchEvent(new Event("sqm:kernel-done")), 0);
  return () => leave?.();
}

/** The address names the attempt, so that a reload comes back to it. */
function remember(id) {
  const address = new URL(location.href);
  if (id) address.searchParams.set("attempt", id);
  else address.searchParams.delete("attempt");
  history.replaceState(history.state, "", address);
}

const PASSING = new Set(["network.lost", "server.trouble", "store.unavailable"]);
const AGAIN = 4000; // milliseconds after which what passes is tried again

function trouble(place, texts, refusal, again, back) {
  const draw = () =>
    place.replaceChildren(
      el(
        "section",
        { class: "sqm-card sqm-sit-notice", role: "alert" },
        el("h1", {}, say(texts, "sit.trouble")),
        el("p", {}, reason(texts, refusal)),
        el("button", { type: "button", class: "sqm-button primary", onclick: () => again(false) }, icon("refresh"), say(texts, "sit.again")),
        el("button", { type: "button", class: "sqm-button", onclick: back }, say(texts, "sit.to_list")),
      ),
    );
  draw();
  const timer = PASSING.has(refusal.code) && setTimeout(() => again(true), AGAIN);
  const unlisten = onLanguage(place, draw);
  return () => {
    clearTimeout(timer);
    unlisten();
  };
}

// ---------------------------------------------------------------- the list of papers

function papers(place, texts, known, go) {
  const asked = page().params?.paper;
  const list = [...known].sort((a, b) => (b.id === asked) - (a.id === asked));
  forget(page().person?.id ?? "", list.map((paper) => paper.open_attempt).filter(Boolean));
  const draw = () =>
    place.replaceChildren(
      el("h1", {}, say(texts, "sit.title")),
      list.length
        ? el("div", { class: "sqm-papers" }, list.map((paper) => card(paper, texts, go)))
        : el("div", { class: "sqm-card sqm-empty" }, el("p", {}, say(texts, "sit.none")), el("p", {}, say(texts, "sit.none_hint"))),
    );
  draw();
  return onLanguage(place, draw);
}

function card(paper, texts, go) {
  const fact = (name, value) => el("div", {}, el("dt", {}, say(texts, `sit.fact.${name}`)), el("dd", {}, value));
  const blocked = paper.blocked_code && !paper.open_attempt;
  return el(
    "article",
    { class: "sqm-card sqm-paper" },
    el("div", { class: "sqm-paper-head" }, el("h2", {}, t(paper.title)), paper.open_attempt && el("span", { class: "sqm-chip sqm-warn" }, say(texts, "sit.running"))),
    el(
      "dl",
      { class: "sqm-facts" },
      fact("items", say(texts, "sit.items", { n: paper.items })),
      fact("minutes", say(texts, "sit.minutes", { n: paper.minutes })),
      fact("pass", `${number(paper.pass_mark)}%`),
      fact("left", say(texts, "sit.times", { n: paper.attempts_left })),
    ),
    places(paper, texts),
    blocked && el("p", { class: "sqm-note" }, obstacle(paper, texts)),
    el(
      "div",
      { class: "sqm-paper-actions" },
      paper.open_attempt
        ? el("button", { type: "button", class: "sqm-button primary", onclick: () => go.attempt(paper.open_attempt) }, icon("play"), say(texts, "sit.continue"))
        : !blocked && el("button", { type: "button", class: "sqm-button primary", onclick: (event) => begin(event.currentTarget, paper, texts, go) }, icon("pencil"), say(texts, "sit.start")),
    ),
    past(paper, texts, go),
  );
}

/** The sittings one is invited to: when and where. */
function places(paper, texts) {
  if (!paper.sittings?.length) return null;
  const line = (one) =>
    el(
      "li",
      {},
      icon("calendar"),
      el("span", {}, el("strong", {}, span(one.opens_at, one.closes_at)), one.place && el("span", {}, one.place), one.note && el("span", { class: "sqm-muted" }, one.note)),
      one.phase === "open" && el("span", { class: "sqm-chip sqm-good" }, say(texts, "sit.sitting.open")),
    );
  return el("div", { class: "sqm-places" }, el("h3", {}, say(texts, "sit.sittings")), el("ul", {}, paper.sittings.map(line)));
}

function obstacle(paper, texts) {
  const why = reason(texts, { code: paper.blocked_code, params: {} });
  if (paper.blocked_code === "sitting.not_yet") return [why, el("br"), say(texts, "sit.opens_at", { when: dateTime(paper.not_before) })];
  return paper.not_before ? [why, el("br"), say(texts, "sit.again_from", { when: dateTime(paper.not_before) })] : why;
}

/** Earlier attempts, newest first, each with its result. */
function past(paper, texts, go) {
  const over = (paper.attempts ?? []).filter((one) => one.state !== "open");
  if (!over.length) return null;
  return el(
    "ul",
    { class: "sqm-past" },
    over.map((one) =>
      el(
        "li",
        {},
        el("span", {}, say(texts, "sit.nth", { n: one.number }), el("span", { class: "sqm-muted" }, ` ${date(one.closed_at ?? one.at)}`)),
        one.state === "void" && el("span", { class: "sqm-chip" }, say(texts, "sit.void")),
        "passed" in one && one.passed !== null && el("span", { class: ["sqm-chip", one.passed ? "sqm-good" : "sqm-bad"] }, say(texts, one.passed ? "sit.passed" : "sit.failed")),
        el("button", { type: "button", class: "sqm-button", onclick: () => go.outcome(one.id) }, say(texts, "sit.see_result")),
      ),
    ),
  );
}

/** What passing takes besides the total, and what does not count. */
function more(paper, texts) {
  const told = (paper.rules ?? []).map((rule) => say(texts, `sit.rule.${rule.code}`, { title: rule.title ?? "", need: number(rule.need ?? 0) }));
  return paper.pilots > 0 ? [...told, say(texts, "sit.rule.pilots", { n: paper.pilots })] : told;
}

/** The rules, a yes, and then the clock runs. */
async function begin(button, paper, texts, go) {
  const here = paper.sittings?.find((one) => one.phase === "open");
  const rules = ["rule.time", here && "rule.sitting", "rule.saved", "rule.back", "rule.final", "rule.noted", "rule.honest"].filter(Boolean);
  const params = { when: here ? dateTime(here.closes_at) : "", n: paper.items, minutes: paper.minutes, pass: number(paper.pass_mark), left: paper.attempts_left };
  const sure = await confirm({
    title: t(paper.title),
    body: [
      el("p", {}, say(texts, "sit.rule.size", params)),
      el("ul", { class: "sqm-rules" }, [...more(paper, texts), ...rules.map((key) => say(texts, `sit.${key}`, params))].map((words) => el("li", {}, words))),
    ],
    yes: say(texts, "sit.begin"),
    no: say(texts, "sit.not_now"),
  });
  if (!sure) return;
  button.disabled = true;
  try {
    await go.start(paper);
  } catch (refusal) {
    button.disabled = false;
    toast(reason(texts, refusal), "bad");
  }
}

export default { render };
