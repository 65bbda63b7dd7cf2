// Reception: marks on the car, questions, the work order, the quotation, extra work and the customer's yes.

import { el, icon, listed, number, t } from "./kit.js";
import { form, formInWords, toldEntry } from "./_form.js";
import { outline, sheet } from "./_sheet.js";
import { reasons, staged } from "./_stages.js";
import { part } from "./_verdict.js";

const STAGES = ["round", "ask", "order", "quote", "extra"];
const share = (value) => Math.round(value * 10000) / 10000;
const yuan = (sum) => `¥${number(sum, 2)}`;

export function reception(stage) {
  const { spec, kept, say } = stage;
  const before = kept.answer ?? {};
  const taps = Object.fromEntries(spec.views.map(({ id }) => [id, [...(before.round?.[id] ?? [])]]));
  const asked = [...(before.ask ?? [])];
  const order = { ...before.order };
  const lines = new Set(before.quote?.lines ?? spec.lines.map(({ id }) => id));
  const quote = { ...before.quote?.filled };
  const moves = [...(before.extra?.moves ?? [])];
  const sums = { ...before.extra?.filled };
  const sheets = Object.fromEntries(spec.views.map(({ id }) => [id, {}]));
  let shown = spec.views[0].id;

  const whole = { round: () => taps, ask: () => [...asked], order: () => ({ ...order }), quote: () => ({ lines: [...lines], filled: { ...quote } }), extra: () => ({ moves: [...moves], filled: { ...sums } }) };
  const answer = (ids) => structuredClone(Object.fromEntries(ids.map((id) => [id, whole[id]()])));
  const touched = new Set(Object.keys(before));
  const changed = (id) => (touched.add(id), stage.change(answer(STAGES.filter((each) => touched.has(each)))));

  const papers = {
    order: form(stage, spec.order, order, () => changed("order")),
    quote: form(stage, spec.quote, quote, () => changed("quote")),
    extra: form(stage, spec.extra.sums, sums, () => changed("extra")),
  };

  // ---------------------------------------------------------------- the walk round

  const view = () => spec.views.find(({ id }) => id === shown);

  const tabs = () =>
    el("div", { class: "sqm-trend-tabs", role: "group", "aria-label": say("reception.views") }, spec.views.map(({ id, text }) =>
      el("button", { type: "button", "aria-pressed": String(id === shown), dataset: { focus: `view-${id}` }, onclick: () => ((shown = id), stage.redraw(`view-${id}`)) }, t(text), taps[id].length > 0 && ` ${taps[id].length}`)));

  function point(tap, byKey) {
    taps[shown].push(tap.map(share));
    changed("round");
    stage.tell(say("hotspots.marked", { n: taps[shown].length }));
    stage.redraw(byKey ? "sheet" : null);
  }

  function remove(place) {
    taps[shown].splice(place, 1);
    changed("round");
    stage.tell(say("hotspots.unmarked", { n: place + 1 }));
    stage.redraw("sheet");
  }

  /** Taps go through a mark: what lies beside it may need one, too. */
  const mark = ([x, y], place) =>
    el("span", { class: "sqm-mark sqm-mark-through", "aria-hidden": "true", style: { left: `${x * 100}%`, top: `${y * 100}%` } }, el("span", {}, String(place + 1)));

  function round() {
    const { scroller, zoom } = sheet(stage, view().picture, Object.assign(sheets[shown], { hint: "reception.sheet" }), taps[shown].map(mark), point);
    return [
      el("p", {}, say("reception.round_do", { n: spec.views.length })),
      tabs(),
      scroller,
      el("div", { class: "sqm-sheet-tools" }, zoom, el("span", {}, say("reception.marked", { n: Object.values(taps).flat().length }))),
      taps[shown].length > 0 && el("ul", { class: "sqm-mark-list" }, taps[shown].map((_, place) =>
        el("li", {}, el("button", { type: "button", class: "sqm-button", onclick: () => remove(place) }, icon("cross"), say("hotspots.unmark", { n: place + 1 }))))),
    ];
  }

  function toldRound(own) {
    const regions = new Map(spec.views.flatMap((each) => each.regions.map((region) => [region.id, { ...region, view: each.text }])));
    const outlines = (view().regions ?? []).map(({ id, box, hazard }) => {
      const how = own.find((each) => each.id === `round:${id}`);
      return hazard ? outline(box, how?.fraction ? "found" : "missed", how?.fraction ? "" : "!") : outline(box, "sound");
    });
    const { scroller, zoom } = sheet(stage, view().picture, sheets[shown], outlines, null);
    return [
      tabs(), scroller, el("div", { class: "sqm-sheet-tools" }, zoom),
      reasons(own, ({ id, fraction, given, belongs, why }) => {
        const region = regions.get(id.slice(6));
        const key = belongs === "sound" ? "reception.no_damage" : given ? "hotspots.hit" : "hotspots.missed";
        return part(stage, { fraction, title: `${t(region.view)} · ${t(region.text)}`, why, mark: say(key) });
      }),
    ];
  }

  // ---------------------------------------------------------------- questions

  function put(id) {
    asked.push(id);
    changed("ask");
    stage.redraw(`said-${id}`);
  }

  function questions() {
    const left = spec.most - asked.length;
    const heard = asked.map((id) => spec.questions.find((each) => each.id === id));
    return [
      el("p", {}, say("reception.ask_do", { n: spec.most })),
      heard.length > 0 && el("div", { class: "sqm-asked" }, heard.map(({ id, text, says }) =>
        el("div", { tabindex: "-1", dataset: { focus: `said-${id}` } }, el("p", {}, el("b", {}, t(text))), el("p", {}, icon("talk"), el("span", {}, t(says)))))),
      el("p", { class: "sqm-muted" }, say(left ? "reception.ask_left" : "reception.ask_none", { n: left })),
      left > 0 && el("div", { class: "sqm-decision-options" }, spec.questions.filter(({ id }) => !asked.includes(id)).map(({ id, text }) =>
        el("button", { type: "button", class: "sqm-decision-option", dataset: { focus: `ask-${id}` }, onclick: () => put(id) }, t(text)))),
    ];
  }

  const toldAsk = (own) =>
    reasons(own, ({ id, fraction, given, belongs, why }) =>
      part(stage, { fraction, title: t(spec.questions.find((each) => `ask:${each.id}` === id).text), why, mark: say(belongs ? (given ? "reception.asked" : "reception.not_asked") : "reception.idle") }));

  // ---------------------------------------------------------------- the quotation

  function toggle(id) {
    if (lines.has(id)) lines.delete(id);
    else lines.add(id);
    changed("quote");
    stage.redraw(`line-${id}`);
  }

  const priced = ({ kind, quantity, price }) => say(`reception.${kind}`, { quantity: number(quantity, 2), price: number(price, 2) });

  function quoting() {
    return [
      el("p", {}, say("reception.quote_do")),
      el("ul", { class: "sqm-bill" }, spec.lines.map((line) =>
        el("li", { class: lines.has(line.id) ? "" : "sqm-struck" },
          el("div", {}, el("b", {}, t(line.text)), el("span", {}, priced(line))),
          el("button", { type: "button", class: "sqm-button", "aria-pressed": String(!lines.has(line.id)), "aria-label": say("reception.strike_it", { what: line.text }), dataset: { focus: `line-${line.id}` }, onclick: () => toggle(line.id) }, say(lines.has(line.id) ? "reception.strike" : "reception.struck"))))),
      papers.quote.draw(),
    ];
  }

  function toldEntries(id, entries, own) {
    return entries.map((entry) => ({ entry, verdict: own.find((each) => each.id === `${id}:${entry.id}`) }))
      .sort((one, other) => (one.verdict?.fraction ?? 0) - (other.verdict?.fraction ?? 0))
      .map(({ entry, verdict }) => toldEntry(stage, entry, verdict));
  }

  const entries = (id, own) => el("ul", { class: "sqm-parts" }, toldEntries(id, id === "extra" ? spec.extra.sums : spec[id], own));

  function toldQuote(own) {
    const bill = own.filter(({ given }) => given === "kept" || given === "struck");
    return [
      reasons(bill, ({ id, fraction, given, belongs, why }) => {
        const line = spec.lines.find((each) => `quote:${each.id}` === id);
        return part(stage, { fraction, title: `${t(line.text)} ${yuan(line.quantity * line.price)}`, said: [fraction < 1 && say(`reception.was_${given}`), fraction < 1 && say(`reception.is_${belongs}`)], why });
      }),
      entries("quote", own),
    ];
  }

  // ---------------------------------------------------------------- extra work

  function add(id) {
    moves.push(id);
    changed("extra");
    stage.tell(say("reception.step", { n: moves.length }));
    stage.redraw(`move-${id}`);
  }

  function drop(id) {
    moves.splice(moves.indexOf(id), 1);
    changed("extra");
    stage.redraw(`more-${id}`);
  }

  const move = (id) => spec.extra.moves.find((each) => each.id === id);

  function extra() {
    const { found, picture } = spec.extra;
    return [
      picture && el("img", { class: "sqm-extra-picture", src: stage.source(picture.file), alt: t(picture.alt) }),
      el("p", {}, t(found)),
      el("ul", { class: "sqm-bill" }, spec.extra.lines.map((line) => el("li", {}, el("div", {}, el("b", {}, t(line.text)), el("span", {}, priced(line)))))),
      el("p", { class: "sqm-muted" }, say("reception.extra_do")),
      moves.length > 0 && el("ol", { class: "sqm-moves" }, moves.map((id, place) =>
        el("li", {}, el("span", {}, `${place + 1}. ${t(move(id).text)}`), el("button", { type: "button", class: "sqm-button", "aria-label": say("reception.take_out", { what: move(id).text }), dataset: { focus: `move-${id}` }, onclick: () => drop(id) }, icon("cross"))))),
      el("div", { class: "sqm-decision-options" }, spec.extra.moves.filter(({ id }) => !moves.includes(id)).map(({ id, text }) =>
        el("button", { type: "button", class: "sqm-decision-option", dataset: { focus: `more-${id}` }, onclick: () => add(id) }, icon("plus"), " ", t(text)))),
      spec.extra.sums.length > 0 && papers.extra.draw(),
    ];
  }

  function toldExtra(own) {
    const given = (kept.answer?.extra?.moves ?? []).map((id) => ({ ...move(id), verdict: own.find((each) => each.id === `extra:${id}`) }));
    const missed = own.filter((each) => each.belongs === "done" && !each.given);
    return [
      el("ol", { class: "sqm-moves-story" }, given.map(({ text, then, otherwise, verdict }) =>
        el("li", {}, el("p", {}, t(text)), el("p", { class: "sqm-muted" }, t(verdict.given === "early" && otherwise ? otherwise : then))))),
      reasons([...own.filter((each) => each.given === "done" || each.given === "early"), ...missed].filter(({ id }) => move(id.slice(6))), ({ id, fraction, given: how, belongs, why }) =>
        part(stage, { fraction, title: t(move(id.slice(6)).text), why, mark: say(!belongs ? "reception.unwanted" : how === "early" ? "reception.early" : how ? "right" : "reception.left_out") })),
      spec.extra.sums.length > 0 && entries("extra", own),
    ];
  }

  const steps = [
    { id: "round", key: "reception.round", draw: round, told: toldRound },
    { id: "ask", key: "reception.ask", draw: questions, told: toldAsk, missing: () => (asked.length ? null : `ask-${spec.questions[0].id}`) },
    { id: "order", key: "reception.order", draw: () => [el("p", {}, say("reception.order_do")), papers.order.draw()], missing: () => lack("order"), told: (own) => entries("order", own) },
    { id: "quote", key: "reception.quote", draw: quoting, missing: () => lack("quote"), told: toldQuote },
    { id: "extra", key: "reception.extra", draw: extra, missing: () => (moves.length ? lack("extra") : `more-${spec.extra.moves[0].id}`), told: toldExtra },
  ];

  function lack(id) {
    const gap = papers[id].missing();
    return gap ? `entry-${gap}` : null;
  }

  const weakest = () => {
    const { notes } = kept.result;
    const low = notes.reduce((least, each) => (each.params.n < least.params.n ? each : least));
    return low.params.n < 100 ? say("reception.weakest", { what: say(`reception.${low.code}`) }) : say("all_right");
  };
  return staged(stage, { steps, answer, lines: () => [kept.result.notes.length > 0 && weakest()] });
}

/** A reception in words: marks on each side, questions, the order, the bill, the moves. */
export function receptionInWords(spec, answer, say) {
  const named = (things, ids) => listed((ids ?? []).map((id) => t(things.find((each) => each.id === id)?.text) || id));
  const line = (key, words) => (words ? [`${say(`reception.${key}`)} → ${words}`] : []);
  return [
    ...spec.views.filter(({ id }) => answer.round?.[id]?.length).map(({ id, text }) => `${t(text)} → ${say("reception.marks", { n: answer.round[id].length })}`),
    ...line("ask", named(spec.questions, answer.ask)),
    ...formInWords(say, spec.order, answer.order),
    ...line("quote", named(spec.lines, answer.quote?.lines)),
    ...formInWords(say, spec.quote, answer.quote?.filled),
    ...line("extra", named(spec.extra.moves, answer.extra?.moves)),
    ...formInWords(say, spec.extra.sums, answer.extra?.filled),
  ];
}
