// Sorting things into bins, one at a time; what lies in a bin can be taken back.

import { el, icon, t } from "./kit.js";
import { banner, part, parts, tally, worstFirst } from "./_verdict.js";

export function sort(stage) {
  const { spec, kept, say } = stage;
  const things = new Map(spec.things.map((thing) => [thing.id, thing]));
  const bins = new Map(spec.bins.map((bin) => [bin.id, bin]));
  const chosen = { ...kept.answer }; // thing → bin
  let taken = null; // a thing taken back out of its bin

  const waiting = () => spec.things.filter(({ id }) => !(id in chosen));
  const current = () => things.get(taken) ?? waiting()[0];

  function put(thing, bin) {
    chosen[thing.id] = bin.id;
    taken = null;
    stage.change({ ...chosen });
    stage.tell(say("sort.went", { what: thing.text, bin: bin.text }));
    stage.redraw(current() ? "card" : "ready");
  }

  function take(id) {
    delete chosen[id];
    taken = id;
    stage.change({ ...chosen });
    stage.redraw("card");
  }

  async function judge() {
    if (await stage.judge({ ...chosen })) stage.redraw("result");
  }

  const binName = (bin) => [icon(bin.icon), el("span", {}, t(bin.text))];

  function card(thing) {
    const done = spec.things.length - waiting().length;
    return el(
      "div",
      { class: "sqm-sort-card" },
      el("p", { class: "sqm-sort-count" }, say("sort.place", { n: done + 1, of: spec.things.length })),
      thing.picture && el("img", { src: stage.source(thing.picture), alt: "" }),
      el("div", { tabindex: "-1", dataset: { focus: "card" } }, el("h3", {}, t(thing.text)), thing.note && el("p", {}, t(thing.note))),
      el("div", { class: "sqm-sort-choices" }, spec.bins.map((bin) =>
        el("button", { type: "button", class: ["sqm-sort-choice", `sqm-tone-${bin.tone}`], onclick: () => put(thing, bin) }, binName(bin)))),
    );
  }

  function laid(thing) {
    const seen = thing.picture ? el("img", { src: stage.source(thing.picture), alt: "" }) : el("span", {}, t(thing.text));
    return el("button", { type: "button", class: thing.picture ? "" : "sqm-sort-words", "aria-label": say("sort.take_back", { what: thing.text }), onclick: () => take(thing.id) }, seen);
  }

  function tray(bin) {
    const inside = spec.things.filter(({ id }) => chosen[id] === bin.id);
    return el(
      "div",
      { class: ["sqm-sort-bin", `sqm-tone-${bin.tone}`] },
      el("p", {}, icon(bin.icon), say("sort.bin", { bin: bin.text, n: inside.length })),
      el("div", {}, inside.map(laid)),
    );
  }

  function outcome() {
    return [
      banner(stage, [tally(stage)]),
      parts(worstFirst(kept.result.parts).map(({ id, fraction, given, belongs, why }) => {
        const { text, picture } = things.get(id);
        const said = fraction < 1 ? [say("chosen", { what: bins.get(given)?.text ?? "–" }), say("belongs", { what: bins.get(belongs).text })] : [t(bins.get(belongs).text)];
        return part(stage, { fraction, title: t(text), picture, said, why });
      })),
    ];
  }

  function ready() {
    if (stage.examined) return el("p", { class: "sqm-note", tabindex: "-1", dataset: { focus: "ready" } }, say("sort.all_in"));
    return el("div", { class: "sqm-sort-ready" }, el("p", {}, say("sort.done")), el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "ready" }, onclick: judge }, say("ready")));
  }

  return () => {
    if (stage.over()) return outcome();
    const thing = current();
    return [
      thing ? card(thing) : ready(),
      el("div", { class: "sqm-sort-bins" }, spec.bins.map(tray)),
    ];
  };
}
