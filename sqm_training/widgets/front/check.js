// Self-check in a lesson: answer, see at once what was right and why, try again as often as one likes.

import "./_check.css";
import { call, el, icon, number, pageHref, reason, say, t, widget } from "./kit.js";
import { assess, models } from "./_assess.js";
import { ended } from "./_dialogue.js";
import { empty, inWords, itemCard } from "./_item.js";
import { reportButton } from "./_report.js";

const states = new WeakMap(); // model → item → {answer, told}: kept over a redraw

function draw(model) {
  const texts = model.get("texts");
  const data = model.get("data") ?? {};
  if (data.refused) return el("p", { class: "sqm-note sqm-bad" }, reason(texts, data.refused));
  if (!states.has(model)) states.set(model, {});
  const kept = states.get(model);
  const items = data.items ?? [];
  const here = `${data.course}/${data.lesson}`;
  return el(
    "section",
    { class: "sqm-check", "aria-label": say(texts, "check.title") },
    items.map((view, place) => {
      const slot = el("div", { class: "sqm-card sqm-check-item" });
      const state = (kept[view.item] ??= { answer: null, told: null });
      fill(slot, { view, state, texts, here, place: items.length > 1 ? `${place + 1} / ${items.length}` : "" });
      return slot;
    }),
  );
}

function fill(slot, card) {
  const { view, state, texts, place } = card;
  const again = () => {
    fill(slot, card);
    slot.querySelector(state.told ? ".sqm-told" : ".sqm-item-prompt")?.focus({ preventScroll: true });
  };
  slot.replaceChildren(
    el("p", { class: "sqm-check-head" }, icon("target"), el("span", {}, `${say(texts, "check.title")} ${place}`.trim())),
    itemCard(view, {
      texts,
      answer: state.answer,
      locked: Boolean(state.told),
      verdict: state.told,
      change: (answer) => {
        state.answer = answer;
        ask.disabled = open(view, answer);
      },
    }),
    state.told ? outcome(slot, card, again) : "",
    el("p", { class: "sqm-bad sqm-check-trouble", role: "alert" }),
  );
  const asked = view.kind === "free_text" ? "check.compare" : "check.ask";
  const ask = el("button", { type: "button", class: "sqm-button primary sqm-check-ask", disabled: open(view, state.answer), onclick: () => judge(slot, card, again) }, say(texts, asked));
  if (!state.told) slot.append(ask);
}

/** Is there something left to answer? A talk is answered when it has ended. */
const open = (view, answer) => empty(answer) || (view.kind === "dialogue" && !ended(view, answer));

/** Ask records how good the answer is; `met` names the lines of a rubric somebody finds in their own text. */
async function judge(slot, { view, state, texts }, again, met) {
  const ask = slot.querySelector(".sqm-check-ask");
  ask.disabled = true;
  try {
    state.told = await call("POST", `/practice/${view.item}`, { answer: state.answer, met });
    if (state.told.fraction !== null) window.dispatchEvent(new CustomEvent("sqm:progress", { detail: { item: view.item, fraction: state.told.fraction } }));
    again();
    slot.querySelector(".sqm-told")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  } catch (refusal) {
    ask.disabled = false;
    slot.querySelector(".sqm-check-trouble").textContent = reason(texts, refusal);
  }
}

function outcome(slot, card, again) {
  const { state, texts } = card;
  if (state.told.fraction === null) return assess(state.told, texts, (met) => judge(slot, card, again, met));
  return told(card, again);
}

function told({ view, state, texts, here }, again) {
  const { right, fraction, key, why, lesson } = state.told;
  const own = view.kind === "free_text" && fraction > 0 && "check.self";
  const word = own || (right ? "check.right" : fraction > 0 ? "check.partly" : "check.wrong");
  const retry = () => {
    state.told = null;
    if (view.kind === "dialogue" || (!right && view.kind !== "free_text")) state.answer = null;
    again();
  };
  const elsewhere = lesson && lesson !== here;
  return el(
    "div",
    { class: ["sqm-told", right ? "sqm-told-right" : "sqm-told-wrong"], tabindex: "-1", role: "status" },
    el("p", { class: "sqm-told-word" }, icon(right ? "check" : "info"), say(texts, word, { n: number(fraction * 100, 0) })),
    state.told.model && models(state.told, texts),
    view.kind === "order" && !right && el("div", {}, el("p", {}, say(texts, "check.order")), inWords(view, key, texts).map((line) => el("p", {}, line))),
    view.kind === "hotspot" && regions(state.told),
    el("p", {}, t(why)),
    el(
      "div",
      { class: "sqm-told-actions" },
      el("button", { type: "button", class: "sqm-button", onclick: retry }, icon("refresh"), say(texts, "check.again")),
      !right && elsewhere && el("a", { class: "sqm-button", href: pageHref(`courses/${lesson}`) }, icon("book"), say(texts, "check.lesson")),
      reportButton(view, texts),
    ),
  );
}

/** What was to be found, and what only looked like it. */
function regions({ regions: places, options, key }) {
  return el(
    "ul",
    { class: "sqm-region-list" },
    (places ?? []).map((place) =>
      el("li", {}, icon(key?.includes(place.id) ? "check" : "minus"), el("span", {}, el("b", {}, t(place.text)), options?.[place.id] ? ` ${t(options[place.id])}` : "")),
    ),
  );
}

export default widget(draw);
