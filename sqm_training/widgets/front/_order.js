// A work order from station to station: what was recorded wrongly comes to light further on, and costs time.

import { el, icon, t } from "./kit.js";
import { form, formInWords, inWords, toldEntry } from "./_form.js";
import { staged } from "./_stages.js";

export function order(stage) {
  const { spec, kept, say } = stage;
  const before = structuredClone(kept.answer ?? {});
  const filled = Object.fromEntries(spec.stations.map(({ id }) => [id, { ...before.filled?.[id] }]));
  const mended = { ...before.mended };
  const everything = (station) => [...station.entries, station.gate];
  const touched = new Set(Object.keys(before.filled ?? {}));

  function answer(ids) {
    const own = { filled: Object.fromEntries(ids.map((id) => [id, filled[id]])) };
    if (Object.keys(mended).length) own.mended = mended;
    return structuredClone(own);
  }

  const changed = (id) => (touched.add(id), stage.change(answer(spec.stations.map((each) => each.id).filter((each) => touched.has(each)))));
  const papers = Object.fromEntries(spec.stations.map((station) => [station.id, form(stage, everything(station), filled[station.id], () => changed(station.id))]));

  /** Entries recorded wrongly before this station that have come to light, here or on the way. */
  function gaps(station) {
    if (stage.examined || !kept.result) return [];
    const wrong = new Set(kept.result.parts.filter(({ fraction }) => fraction < 1).map(({ id }) => id));
    const place = (id) => spec.stations.findIndex((each) => each.id === id);
    const past = spec.stations.slice(0, place(station.id));
    const found = past.flatMap((each) => everything(each).filter(({ id }) => wrong.has(`${each.id}:${id}`)).map((entry) => ({ entry, from: each })));
    return found.filter(({ entry }) => place(entry.gap.at) <= place(station.id));
  }

  const mending = new Map(); // station → the form for what came to light there

  function light(station) {
    const known = gaps(station);
    const found = known.filter(({ entry }) => entry.gap.at === station.id);
    const sum = known.reduce((all, { entry }) => all + entry.gap.minutes, 0);
    if (!found.length) return sum > 0 && el("p", { class: "sqm-gap-lost" }, say("order.so_far", { n: sum }));
    if (!mending.has(station.id)) mending.set(station.id, form(stage, found.map(({ entry }) => entry), mended, () => changed(station.id)));
    return el(
      "div",
      { class: "sqm-gaps" },
      el("p", { class: "sqm-gaps-head" }, icon("warning"), el("b", {}, say("order.light", { n: found.length }))),
      found.map(({ entry, from }) => el("p", {}, el("b", {}, `${t(from.text)} · ${t(entry.text)}`), `${t(entry.gap.text)} `, el("span", { class: "sqm-gap-lost" }, say("order.lost_here", { n: entry.gap.minutes })))),
      el("p", { class: "sqm-gap-lost" }, say("order.so_far", { n: sum })),
      el("p", { class: "sqm-muted" }, say("order.mend")),
      mending.get(station.id).draw(),
    );
  }

  const lost = () => kept.result?.notes.find(({ code }) => code === "lost")?.params.n ?? 0;

  function draw(station) {
    return [
      el("ol", { class: "sqm-rail", "aria-label": say("order.rail") }, spec.stations.map((each) => {
        const now = each === station;
        return el("li", { class: now ? "sqm-now" : spec.stations.indexOf(each) < spec.stations.indexOf(station) ? "sqm-done" : "", "aria-current": now ? "step" : null }, t(each.text));
      })),
      light(station),
      el("p", { class: "sqm-scene-words" }, t(station.scene)),
      papers[station.id].draw(),
    ];
  }

  function told(station, own) {
    return el("ul", { class: "sqm-parts" }, everything(station)
      .map((entry) => ({ entry, verdict: own.find(({ id }) => id === `${station.id}:${entry.id}`) }))
      .sort((one, other) => (one.verdict?.fraction ?? 0) - (other.verdict?.fraction ?? 0))
      .map(({ entry, verdict }) => {
        const line = toldEntry(stage, entry, verdict);
        if (verdict && verdict.fraction < 1) line.lastElementChild.append(el("p", { class: "sqm-part-said" }, say("order.came_out", { at: spec.stations.find(({ id }) => id === entry.gap.at).text, n: entry.gap.minutes }), " ", t(entry.gap.text)));
        if (verdict?.fraction === 0.5) line.lastElementChild.append(el("p", { class: "sqm-part-said" }, say("order.mended", { what: inWords(stage, entry, mended[entry.id]) })));
        return line;
      }));
  }

  function lack(station) {
    const gap = papers[station.id].missing();
    return gap ? `entry-${gap}` : null;
  }

  const steps = spec.stations.map((station) => ({
    id: station.id, title: station.text, done: "order.pass_on", draw: () => draw(station), missing: () => lack(station), told: (own) => told(station, own),
  }));

  function lines() {
    const first = kept.result.notes.find(({ code }) => code === "first_time")?.params;
    return [first && say("order.first_time", first), lost() ? say("order.lost", { n: lost() }) : say("order.nothing_lost")];
  }

  return staged(stage, { steps, answer, silent: true, lines });
}

/** What was recorded at each station, in words. */
export function orderInWords(spec, answer, say) {
  return spec.stations.flatMap(({ id, text, entries, gate }) => {
    const lines = formInWords(say, [...entries, gate], answer.filled?.[id]);
    return lines.length ? [t(text), ...lines] : [];
  });
}
