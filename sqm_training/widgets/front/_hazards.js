// Finding hazards. In a lesson each tap is judged at once, with what is wrong there and what to do;
// in an examination taps are collected and may be taken back.

import { el, icon, t, toast } from "./kit.js";
import { dot, outline, sheet } from "./_sheet.js";
import { banner, part, parts } from "./_verdict.js";

const share = (part) => Math.round(part * 10000) / 10000;

export function hotspots(stage) {
  return stage.examined && !stage.over() ? collecting(stage) : finding(stage);
}

function collecting(stage) {
  const { spec, kept, say } = stage;
  const view = {};
  let taps = [...(kept.answer?.taps ?? [])];

  function settle(next, words, focus) {
    taps = next;
    stage.change(taps.length ? { taps, shown: true } : {});
    stage.tell(words);
    stage.redraw(focus);
  }

  function point(tap, byKey) {
    if (taps.length >= spec.hazards) return toast(say("hotspots.enough", { n: spec.hazards }));
    settle([...taps, tap.map(share)], say("hotspots.marked", { n: taps.length + 1 }), byKey ? "sheet" : null);
  }

  const remove = (place) => settle(taps.filter((_, index) => index !== place), say("hotspots.unmarked", { n: place + 1 }), "sheet");

  function mark([x, y], place) {
    const label = say("hotspots.unmark", { n: place + 1 });
    const style = { left: `${x * 100}%`, top: `${y * 100}%` };
    const onclick = (event) => (event.stopPropagation(), remove(place));
    return el("button", { type: "button", class: "sqm-mark", tabindex: "-1", "aria-label": label, style, onclick }, el("span", {}, String(place + 1)));
  }

  const unmark = (_, place) =>
    el("li", {}, el("button", { type: "button", class: "sqm-button", onclick: () => remove(place) }, icon("cross"), say("hotspots.unmark", { n: place + 1 })));

  return () => {
    const { scroller, zoom } = sheet(stage, spec.picture, view, taps.map(mark), point);
    return [
      scroller,
      el("div", { class: "sqm-sheet-tools" }, zoom, el("span", {}, say("hotspots.collected", { n: taps.length, of: spec.hazards }))),
      taps.length > 0 && el("ul", { class: "sqm-mark-list" }, taps.map(unmark)),
    ];
  };
}

function finding(stage) {
  const { spec, kept, say } = stage;
  const regions = new Map(spec.regions.map((region) => [region.id, region]));
  const hazards = spec.regions.filter(({ hazard }) => hazard).length;
  const view = {};
  let taps = [];
  let misses = []; // taps beside everything
  let latest = null; // {id, key}: what the last tap met

  const hit = () => (kept.result?.parts ?? []).filter(({ given }) => given === "found");
  const holds = ({ box: [left, top, width, height] }, [x, y]) => x >= left && x <= left + width && y >= top && y <= top + height;

  async function point(tap, byKey) {
    const known = new Set(hit().map(({ id }) => id));
    const more = [...taps, tap.map(share)];
    if (!(await stage.judge({ taps: more }))) return;
    taps = more;
    const met = hit().find(({ id }) => !known.has(id));
    const old = [...known].find((id) => holds(regions.get(id), tap));
    if (!met && !old) misses.push(tap);
    latest = met ? { id: met.id } : { id: old, key: old ? "hotspots.already" : "hotspots.nothing" };
    const region = regions.get(latest.id);
    if (byKey) stage.tell([latest.key && say(latest.key), region && `${t(region.text)} ${t(region.why)}`].filter(Boolean).join(" "));
    stage.redraw(kept.result.complete ? "result" : byKey ? "sheet" : "told");
  }

  async function give() {
    if (await stage.judge({ taps, shown: true })) stage.redraw("result");
  }

  function marks() {
    const found = hit().filter(({ belongs }) => belongs === "hazard");
    const missed = (kept.result?.parts ?? []).filter(({ given }) => given !== "found");
    const sound = hit().filter(({ belongs }) => belongs === "sound");
    return [
      found.map(({ id }, index) => outline(regions.get(id).box, "found", String(index + 1))),
      missed.map(({ id }) => outline(regions.get(id).box, "missed", "!")),
      sound.map(({ id }) => outline(regions.get(id).box, "sound")),
      misses.map((tap) => dot(tap, "cross")),
    ];
  }

  function told() {
    if (!latest) return null;
    const region = regions.get(latest.id);
    const kind = region ? (region.hazard ? "hazard" : "sound") : "nothing";
    return el(
      "div",
      { class: ["sqm-told-here", `sqm-told-${kind}`], tabindex: "-1", dataset: { focus: "told" } },
      latest.key && el("p", {}, icon("info"), say(latest.key)),
      region && el("p", {}, icon(region.hazard ? "warning" : "check"), el("span", {}, el("b", {}, t(region.text)), ` · ${say(`hotspots.${kind}`)}`)),
      region && el("p", {}, t(region.why)),
    );
  }

  function outcome() {
    const all = kept.result.parts;
    const found = all.filter(({ belongs, given }) => belongs === "hazard" && given === "found").length;
    const wrong = misses.length + all.filter(({ belongs }) => belongs === "sound").length;
    const words = [say("hotspots.result", { n: found, of: hazards }), wrong ? say("hotspots.misses", { n: wrong }) : ""];
    const shown = all.filter(({ belongs }) => belongs === "hazard");
    return [
      banner(stage, words),
      parts(shown.map(({ id, given, why }, index) => {
        const mark = say(given === "found" ? "hotspots.hit" : "hotspots.missed");
        return part(stage, { fraction: given === "found" ? 1 : 0, title: `${given === "found" ? `${index + 1}. ` : ""}${t(regions.get(id).text)}`, why, mark });
      })),
    ];
  }

  return () => {
    const complete = stage.over();
    if (complete && !taps.length) taps = kept.answer?.taps ?? [];
    if (complete && !misses.length) misses = taps.filter((tap) => !spec.regions.some((region) => holds(region, tap)));
    const { scroller, zoom } = sheet(stage, spec.picture, view, marks(), complete ? null : point);
    const found = hit().filter(({ belongs }) => belongs === "hazard").length;
    return [
      scroller,
      el("div", { class: "sqm-sheet-tools" }, zoom, el("span", {}, say("hotspots.found", { n: found, of: hazards }))),
      complete ? outcome() : [told(), taps.length > 0 && el("button", { type: "button", class: "sqm-button quiet", onclick: give }, say("hotspots.show"))],
    ];
  };
}
