// The complaint desk: whom to take first, the talk, the record; the house's clock runs all the while.

import { el, icon, t } from "./kit.js";
import { face } from "./_dialogue.js";
import { form, formInWords, toldEntry } from "./_form.js";
import { bar } from "./_stages.js";
import { banner, part, parts } from "./_verdict.js";

const ASPECTS = ["empathy", "facts", "promise", "closure", "clock"];
const CHANNELS = { desk: "user", phone: "talk", message: "send" };
const WARN = 0.8; // of the limit; as in the model
const PAUSE = 400; // milliseconds in which a second tap of the same finger gives no further reply

const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const clock = (count) => `${String(Math.floor(count / 60)).padStart(2, "0")}:${String(count % 60).padStart(2, "0")}`;

/** A talk as far as it went: turns with their replies, and the turn now open. */
function walk(turns, said) {
  const path = [];
  let here = turns[0];
  for (const id of said) {
    const reply = here.replies.find((each) => each.id === id);
    path.push({ turn: here, reply });
    here = turns.find((each) => each.id === reply.to);
  }
  return { path, here };
}

export function desk(stage) {
  const { spec, kept, say } = stage;
  const cases = new Map(spec.cases.map((each) => [each.id, each]));
  const whole = ({ case: id, record }) => Boolean(record) && cases.get(id).record.every((entry) => entry.id in record);
  const taken = () => structuredClone(kept.answer ?? []).map((each) => ({ ...each, filed: whole(each), record: each.record ?? {} }));
  let day = taken();
  let told = null; // a case whose debrief is being read
  let lacking = false;
  let sheet = null; // the form of the case now open

  const now = () => day.reduce((sum, one) => sum + walk(cases.get(one.case).turns, one.said).path.reduce((all, { reply }) => all + reply.minutes, 0) + (one.filed ? spec.filing : 0), minutes(spec.opens));
  const current = () => day.find(({ filed }) => !filed);
  const answer = () => structuredClone(day.map(({ case: id, said, record, filed }) => (filed || (stage.examined && Object.keys(record).length) ? { case: id, said, record } : { case: id, said })));
  const waiting = () => spec.cases.filter(({ id }) => !day.some((one) => one.case === id));

  function take(id) {
    day.push({ case: id, said: [], record: {}, filed: false });
    sheet = null;
    stage.change(answer());
    stage.redraw("latest");
  }

  function reply(one, chosen) {
    one.said.push(chosen.id);
    stage.change(answer());
    stage.tell(say("desk.passed", { n: chosen.minutes, time: clock(now()) }));
    stage.redraw("latest");
  }

  async function file(one) {
    const gap = sheet.missing();
    lacking = Boolean(gap);
    if (gap) return stage.redraw(`entry-${gap}`);
    one.filed = true;
    if (stage.examined) {
      stage.change(answer());
      return stage.redraw("queue");
    }
    if (!(await stage.judge(answer()))) {
      one.filed = false;
      return;
    }
    told = one.case;
    stage.redraw(stage.over() ? "result" : "told");
  }

  // ---------------------------------------------------------------- who waits

  function waited({ came, limit }, at = now()) {
    const passed = at - minutes(came);
    const tone = passed > limit ? "bad" : passed >= WARN * limit ? "note" : "good";
    return el("span", { class: ["sqm-desk-waited", `sqm-tone-${tone}`] }, icon("clock"), say("desk.waited", { n: passed, of: limit }));
  }

  const time = () => el("p", { class: "sqm-desk-clock" }, icon("clock"), el("b", {}, say("desk.now", { time: clock(now()) })), el("span", {}, say("desk.left", { n: waiting().length })));

  const queue = () => [
    time(),
    el("h3", { tabindex: "-1", dataset: { focus: "queue" } }, say("desk.whom")),
    el("div", { class: "sqm-desk-queue" }, waiting().map((one) =>
      el(
        "button",
        { type: "button", class: "sqm-desk-card", onclick: () => take(one.id) },
        el("span", { class: "sqm-desk-name" }, icon(CHANNELS[one.channel]), el("b", {}, t(one.name)), el("span", {}, say(`desk.${one.channel}`, { time: one.came }))),
        el("span", {}, t(one.about)),
        waited(one),
      ))),
  ];

  const others = () => el("div", { class: "sqm-desk-others" }, waiting().map((one) => el("p", {}, t(one.name), waited(one))));

  // ---------------------------------------------------------------- the talk

  function theirs(turn, name, latest) {
    const mood = turn.mood ?? "calm";
    return el(
      "div",
      { class: `sqm-said sqm-said-theirs sqm-mood-${mood}`, tabindex: latest ? "-1" : null, dataset: latest ? { focus: "latest" } : {} },
      face(mood),
      el("div", { class: "sqm-bubble" }, el("p", { class: "sqm-bubble-who" }, `${t(name)} · ${say(`desk.mood.${mood}`)}`), el("p", {}, t(turn.says))),
    );
  }

  const mine = (chosen, at, ...more) =>
    el("div", { class: "sqm-said sqm-said-mine" }, el("div", { class: "sqm-bubble" },
      el("p", { class: "sqm-bubble-who" }, `${say("desk.you")} · ${say("desk.took", { n: chosen.minutes, time: clock(at) })}`),
      el("p", {}, t(chosen.text)), more));

  function log(one, begins, because) {
    const { path, here } = walk(cases.get(one.case).turns, one.said);
    const { name } = cases.get(one.case);
    let at = begins;
    return el("div", { class: "sqm-talk-log", role: "log", "aria-label": say("desk.talk") }, path.map(({ turn, reply: chosen }) => [theirs(turn, name), mine(chosen, (at += chosen.minutes), because?.(turn, chosen))]), here && theirs(here, name, true));
  }

  function began(one) {
    const before = day.slice(0, day.indexOf(one));
    return before.reduce((sum, each) => sum + walk(cases.get(each.case).turns, each.said).path.reduce((all, { reply: chosen }) => all + chosen.minutes, 0) + spec.filing, minutes(spec.opens));
  }

  function talking(one) {
    const { here } = walk(cases.get(one.case).turns, one.said);
    const buttons = here.replies.map((each) => el("button", { type: "button", class: "sqm-reply", disabled: true, onclick: () => reply(one, each) }, t(each.text)));
    setTimeout(() => buttons.forEach((button) => (button.disabled = false)), PAUSE);
    return el(
      "div",
      { class: "sqm-talk" },
      log(one, began(one)),
      el("p", { class: "sqm-talk-ask" }, say("desk.reply")),
      el("div", { class: "sqm-replies", role: "group", "aria-label": say("desk.reply") }, buttons),
    );
  }

  // ---------------------------------------------------------------- the record

  function notes(one) {
    const known = new Set(walk(cases.get(one.case).turns, one.said).path.flatMap(({ reply: chosen }) => chosen.learns ?? []));
    const facts = cases.get(one.case).facts.filter(({ id }) => known.has(id));
    if (stage.examined) return null; // which words told something is part of the truth
    return el("div", { class: "sqm-desk-notes" }, el("b", {}, say("desk.notes")), facts.length ? el("ul", {}, facts.map(({ text }) => el("li", {}, t(text)))) : el("p", {}, say("desk.no_notes")));
  }

  function recording(one) {
    const own = cases.get(one.case);
    sheet ??= form(stage, own.record, one.record, () => stage.change(answer()));
    return [
      el("details", { class: "sqm-desk-past" }, el("summary", {}, say("desk.look_back")), log(one, began(one))),
      notes(one),
      el("div", { class: "sqm-desk-notes sqm-desk-found" }, el("b", {}, say("desk.found")), el("p", {}, t(own.found))),
      el("h3", { tabindex: "-1", dataset: { focus: "latest" } }, say("desk.record", { name: own.name })),
      sheet.draw(),
      lacking && sheet.missing() && el("p", { class: "sqm-note sqm-warn" }, say("stages.lacking")),
      el("button", { type: "button", class: "sqm-button primary", onclick: () => file(one) }, say("desk.file", { n: spec.filing })),
    ];
  }

  const atCase = (one) => [time(), others(), walk(cases.get(one.case).turns, one.said).here?.replies.length ? talking(one) : recording(one)];

  // ---------------------------------------------------------------- looking back

  function because(turn, chosen) {
    const gains = ["empathy", "promise"].filter((aspect) => chosen[aspect]).map((aspect) => `${say(`desk.${aspect}`)} ${chosen[aspect] > 0 ? "+" : "−"}${Math.abs(chosen[aspect])}`);
    if (chosen.learns?.length) gains.push(say("desk.learnt", { n: chosen.learns.length }));
    const sum = (each) => each.empathy + each.promise + (each.learns?.length ?? 0);
    const tone = sum(chosen) === Math.max(...turn.replies.map(sum)) ? "right" : sum(chosen) > 0 ? "partly" : "wrong";
    return el("p", { class: `sqm-reply-why sqm-reply-${tone}` }, gains.length > 0 && el("b", {}, gains.join(" · ")), " ", t(chosen.why));
  }

  function debrief(id) {
    const one = day.find((each) => each.case === id);
    const own = new Map(kept.result.parts.filter((each) => each.id.startsWith(`${id}:`)).map((each) => [each.id.slice(id.length + 1), each]));
    if (!one) return el("p", { class: "sqm-note sqm-bad" }, say("desk.never_taken"));
    return [
      parts(ASPECTS.map((aspect) => {
        const { fraction, why } = own.get(aspect);
        return part(stage, { fraction, title: `${say(`desk.${aspect}`)} ${Math.round(fraction * 100)}%`, why, said: aspect === "clock" ? [say("desk.taken_at", { time: clock(began(one)), n: began(one) - minutes(cases.get(id).came), of: cases.get(id).limit })] : [] });
      })),
      el("details", { class: "sqm-desk-past" }, el("summary", {}, say("desk.talk_told")), log(one, began(one), because)),
      el("details", { class: "sqm-desk-past" }, el("summary", {}, say("desk.record_told")), parts(cases.get(id).record.map((entry) => toldEntry(stage, entry, own.get(`record:${entry.id}`))))),
    ];
  }

  function toldCase() {
    return [
      el("h3", { tabindex: "-1", dataset: { focus: "told" } }, say("desk.debrief", { name: cases.get(told).name })),
      debrief(told),
      el("button", { type: "button", class: "sqm-button primary", onclick: () => ((told = null), (lacking = false), stage.redraw("queue")) }, say("desk.go_on", { time: clock(now()) }), icon("right")),
    ];
  }

  function outcome() {
    const shares = new Map(kept.result.notes.map(({ code, params }) => [code, params.n]));
    const weakest = ASPECTS.reduce((low, aspect) => ((shares.get(aspect) ?? 0) < (shares.get(low) ?? 0) ? aspect : low));
    return [
      banner(stage, [(shares.get(weakest) ?? 0) < 100 ? say(`desk.weak.${weakest}`) : say("all_right")]),
      el("div", { class: "sqm-shares" }, ASPECTS.map((aspect) => bar(say(`desk.${aspect}`), shares.get(aspect) ?? 0))),
      spec.cases.map(({ id, name }) => el("details", { class: "sqm-stage-told", open: id === told }, el("summary", {}, t(name)), debrief(id))),
    ];
  }

  return () => {
    if (stage.over()) {
      day = taken();
      return outcome();
    }
    if (told) return toldCase();
    const one = current();
    if (one) return atCase(one);
    return waiting().length ? queue() : [time(), el("p", { class: "sqm-note", tabindex: "-1", dataset: { focus: "queue" } }, say("desk.all_filed"))];
  };
}

/** A day at the desk in words: who was taken when, what was said, what went on record. */
export function deskInWords(spec, answer, say) {
  return answer.flatMap(({ case: id, said, record }, place) => {
    const own = spec.cases.find((each) => each.id === id);
    const replies = new Map(own.turns.flatMap((turn) => turn.replies).map((reply) => [reply.id, t(reply.text)]));
    return [`${place + 1}. ${t(own.name)}`, ...said.map((reply) => replies.get(reply) ?? reply), ...formInWords(say, own.record, record)];
  });
}
