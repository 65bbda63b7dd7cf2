// Giving today's work orders to technicians and their bays: tap an order, tap who does it, see the day fill.

import { el, icon, listed, t } from "./kit.js";
import { lanes } from "./_schedule_chart.js";
import { banner, part, parts, worstFirst } from "./_verdict.js";

export function dispatch(stage) {
  const { spec, kept, say } = stage;
  const orders = new Map(spec.orders.map((order, place) => [order.id, { ...order, mark: place + 1 }]));
  const people = new Map(spec.technicians.map((one) => [one.id, one]));
  const plan = new Map(spec.technicians.map(({ id }) => [id, [...(kept.answer?.[id] ?? [])]]));
  let held = null; // the order one is deciding about

  // ---------------------------------------------------------------- the day

  const opens = spec.opens.split(":").reduce((hours, minutes) => hours * 60 + Number(minutes), 0);
  const clock = (minute) => `${String(Math.floor((opens + minute) / 60) % 24).padStart(2, "0")}:${String((opens + minute) % 60).padStart(2, "0")}`;
  const able = (one, order) => (one.skills[order.skill] ?? 0) >= order.level;

  /** What becomes of a technician's orders: {id, begins, ends, late}, or {id, unable} where the skill lacks. */
  function day(one, line) {
    let now = one.free;
    return line.map((id) => {
      const order = orders.get(id);
      if (!able(one, order)) return { id, unable: true };
      const begins = Math.max(now, order.ready);
      now = begins + order.minutes;
      return { id, begins, ends: now, late: Math.max(0, now - order.promised) };
    });
  }

  const idle = (one, steps) => {
    const done = steps.filter(({ unable }) => !unable);
    return done.length ? done.at(-1).ends - one.free - done.reduce((sum, { begins, ends }) => sum + ends - begins, 0) : 0;
  };
  const holder = (id) => [...plan].find(([, line]) => line.includes(id))?.[0];
  const pool = () => [...orders.values()].filter(({ id }) => !holder(id));
  const answer = () => Object.fromEntries([...plan].filter(([, line]) => line.length));

  /** Until when a chart is drawn: the same for every plan of this day, so that two can be compared. */
  const until = (...plans) => Math.max(...spec.orders.map(({ promised }) => promised), ...plans.flatMap((each) => spec.technicians.flatMap((one) => day(one, each.get(one.id) ?? []).map(({ ends }) => ends ?? 0))));

  function chart(shown, label, last) {
    const rows = spec.technicians.map((one) => ({
      name: t(one.text),
      steps: day(one, shown.get(one.id) ?? []).filter(({ unable }) => !unable).map((step) => ({ ...step, mark: orders.get(step.id).mark, promised: orders.get(step.id).promised })),
    }));
    const words = rows.map(({ name, steps }) => `${name}: ${listed(steps.map(({ mark, begins, ends }) => `${mark} ${clock(begins)}–${clock(ends)}`)) || "–"}`).join("; ");
    return lanes(rows, { until: last, clock, label: `${label} ${words}` });
  }

  // ---------------------------------------------------------------- deciding

  function hold(id) {
    held = held === id ? null : id;
    stage.redraw(`order-${id}`);
  }

  function drop(id) {
    for (const line of plan.values()) if (line.includes(id)) line.splice(line.indexOf(id), 1);
  }

  function give(id, to) {
    drop(id);
    plan.get(to).push(id);
    held = null;
    decided(say("dispatch.given", { what: orders.get(id).text, who: people.get(to).text, when: went(to, id) }));
    stage.redraw(pool().length ? `order-${pool()[0].id}` : "ready");
  }

  function take(id) {
    drop(id);
    held = null;
    decided(say("dispatch.taken", { what: orders.get(id).text }));
    stage.redraw(`order-${id}`);
  }

  function move(id, by) {
    const line = plan.get(holder(id));
    const place = line.indexOf(id);
    line.splice(place, 1);
    line.splice(place + by, 0, id);
    decided(say("dispatch.moved", { what: orders.get(id).text, n: place + by + 1, when: went(holder(id), id) }));
    stage.redraw(`order-${id}`);
  }

  function decided(words) {
    stage.change(answer());
    stage.tell(words);
  }

  const went = (to, id) => outcomeOf(day(people.get(to), plan.get(to)).find((step) => step.id === id));

  function outcomeOf({ unable, begins, ends, late }) {
    if (unable) return say("dispatch.cannot");
    const times = `${clock(begins)}–${clock(ends)}`;
    return late ? say("dispatch.step_late", { times, late }) : say("dispatch.step", { times });
  }

  async function judge() {
    if (await stage.judge(answer())) stage.redraw("result");
  }

  // ---------------------------------------------------------------- what one sees

  function figures() {
    const steps = spec.technicians.flatMap((one) => day(one, plan.get(one.id)));
    const late = steps.filter((step) => step.late);
    const numbers = {
      given: spec.orders.length - pool().length, of: spec.orders.length, late: late.length,
      minutes: late.reduce((sum, step) => sum + step.late, 0),
      idle: spec.technicians.reduce((sum, one) => sum + idle(one, day(one, plan.get(one.id))), 0),
    };
    return el("p", { class: "sqm-dispatch-figures" }, say("dispatch.figures", numbers));
  }

  const skill = (name, level) => say("dispatch.skill", { skill: spec.skills[name], level });

  function facts(order) {
    return el(
      "ul",
      { class: "sqm-dispatch-facts" },
      el("li", {}, say("dispatch.minutes", { n: order.minutes })),
      el("li", {}, skill(order.skill, order.level)),
      el("li", {}, say("dispatch.promised", { when: clock(order.promised) })),
      order.ready > 0 && el("li", {}, say("dispatch.ready", { when: clock(order.ready) })),
      order.weight !== 1 && el("li", { class: order.weight > 1 && "sqm-dispatch-heavy" }, say("dispatch.weight", { n: order.weight })),
    );
  }

  const badge = (order) => el("span", { class: "sqm-dispatch-mark" }, String(order.mark));

  function waiting(order) {
    const open = held === order.id;
    return el(
      "li",
      { class: ["sqm-dispatch-order", open && "sqm-dispatch-held"] },
      el("button", { type: "button", "aria-expanded": String(open), dataset: { focus: `order-${order.id}` }, onclick: () => hold(order.id) },
        badge(order), el("span", {}, el("b", {}, t(order.text)), order.note && el("span", {}, t(order.note)))),
      facts(order),
      open && actions(order),
    );
  }

  /** Whom to give it to, and where it stands already: earlier, later, back. */
  function actions(order) {
    const at = holder(order.id);
    const line = at ? plan.get(at) : [];
    const place = line.indexOf(order.id);
    const turn = (by, name, words) => el("button", { type: "button", class: "sqm-button", disabled: place + by < 0 || place + by >= line.length, onclick: () => move(order.id, by) }, icon(name), words);
    return el(
      "div",
      { class: "sqm-dispatch-actions", role: "group", "aria-label": say("dispatch.actions", { what: order.text }) },
      [...people.values()].filter(({ id }) => id !== at).map((one) => el("button", { type: "button", class: "sqm-button primary", onclick: () => give(order.id, one.id) }, say("dispatch.give", { who: one.text }))),
      at && [turn(-1, "up", say("dispatch.earlier")), turn(1, "down", say("dispatch.later")), el("button", { type: "button", class: "sqm-button", onclick: () => take(order.id) }, icon("cross"), say("dispatch.take"))],
    );
  }

  function planned(step) {
    const order = orders.get(step.id);
    const open = held === step.id;
    const wrong = Boolean(step.unable || step.late);
    return el(
      "li",
      { class: ["sqm-dispatch-step", open && "sqm-dispatch-held", wrong && "sqm-dispatch-wrong"] },
      el("button", { type: "button", "aria-expanded": String(open), dataset: { focus: `order-${step.id}` }, onclick: () => hold(step.id) },
        badge(order), el("span", {}, el("b", {}, t(order.text)), el("span", {}, wrong && icon("warning"), outcomeOf(step)))),
      open && [facts(order), actions(order)],
    );
  }

  function lane(one) {
    const skills = Object.entries(one.skills).map(([name, level]) => skill(name, level));
    const steps = day(one, plan.get(one.id));
    return el(
      "section",
      { class: "sqm-dispatch-lane", "aria-label": t(one.text) },
      el("h3", {}, t(one.text), one.bay && el("span", {}, t(one.bay))),
      el("p", {}, listed(skills), one.free > 0 && el("span", { class: "sqm-dispatch-free" }, say("dispatch.free", { when: clock(one.free) }))),
      steps.length ? el("ol", {}, steps.map(planned)) : el("p", { class: "sqm-muted" }, say("dispatch.nothing")),
    );
  }

  function ready() {
    if (stage.examined) return el("p", { class: "sqm-note", tabindex: "-1", dataset: { focus: "ready" } }, say("dispatch.all_in"));
    return el("div", { class: "sqm-sort-ready" }, el("p", {}, say("dispatch.done")), el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "ready" }, onclick: judge }, say("ready")));
  }

  // ---------------------------------------------------------------- how it went

  const words = ({ code, params }) => say(`dispatch.${code}`, params);

  function outcome() {
    const best = new Map(Object.entries(kept.result.shown?.best ?? stage.best ?? {}));
    const last = until(plan, best);
    return [
      banner(stage, kept.result.notes.map(words)),
      el("h3", {}, say("dispatch.yours")),
      chart(plan, say("dispatch.yours"), last),
      best.size > 0 && [el("h3", {}, say("dispatch.ideal")), chart(best, say("dispatch.ideal"), last)],
      el("p", { class: "sqm-muted" }, say("dispatch.colours")),
      parts(worstFirst(kept.result.parts).map(({ id, fraction, given, notes }) => {
        const order = orders.get(id);
        const who = given && say("dispatch.by", { who: people.get(given).text });
        return part(stage, { fraction, title: `${order.mark} ${t(order.text)}`, said: [who, ...notes.map(words)], mark: say(fraction === 1 ? "dispatch.good" : "dispatch.worse") });
      })),
    ];
  }

  return () => {
    if (stage.over()) return outcome();
    const open = pool();
    return [
      chart(plan, say("dispatch.today"), until(plan)),
      figures(),
      open.length > 0 && [el("h3", {}, say("dispatch.pool", { n: open.length })), el("ul", { class: "sqm-dispatch-pool" }, open.map(waiting))],
      open.length === 0 && ready(),
      spec.technicians.map(lane),
    ];
  };
}
