// Scoring a pictured workshop line by line, then comparing with the reference auditor.

import { el, icon, t } from "./kit.js";
import { outline, sheet } from "./_sheet.js";
import { banner, part, parts, worstFirst } from "./_verdict.js";

const SCALE = [0, 1, 2, 3, 4];

export function audit(stage) {
  const { spec, kept, say } = stage;
  const given = { ...kept.answer }; // line → points
  const view = {};
  const last = spec.lines.length - 1;
  let at = Math.max(0, spec.lines.findIndex(({ id }) => !(id in given)));
  let hint = false;

  function go(step) {
    at = step;
    hint = false;
    stage.redraw("line");
  }

  function choose(points) {
    given[spec.lines[at].id] = points;
    stage.change({ ...given });
    stage.redraw(`points-${points}`);
  }

  async function judge() {
    if (await stage.judge({ ...given })) stage.redraw("result");
  }

  const jump = () =>
    el("nav", { class: "sqm-audit-jump", "aria-label": say("audit.jump") }, spec.lines.map(({ id }, index) => {
      const state = id in given ? say("audit.scored", { n: given[id] }) : say("audit.open");
      return el("button", {
        type: "button", class: id in given && "sqm-audit-scored", "aria-current": index === at ? "step" : null,
        "aria-label": say("audit.go_to", { n: index + 1, state }), onclick: () => go(index),
      }, id in given ? String(given[id]) : "·");
    }));

  function scale(line) {
    const choice = (points) =>
      el("button", {
        type: "button", "aria-pressed": String(given[line.id] === points), "aria-label": say("audit.points", { n: points }),
        dataset: { focus: `points-${points}` }, onclick: () => choose(points),
      }, String(points));
    const anchor = (points, text) => el("li", {}, el("b", {}, String(points)), el("span", {}, t(text)));
    return [
      el("div", { class: "sqm-audit-scale", role: "group", "aria-label": say("audit.scale") }, SCALE.map(choice)),
      el("ul", { class: "sqm-audit-anchors" }, anchor(0, line.none), anchor(2, line.half), anchor(4, line.full)),
    ];
  }

  function sheetLine() {
    const line = spec.lines[at];
    const all = spec.lines.every(({ id }) => id in given);
    return el(
      "div",
      { class: "sqm-audit-line" },
      el("div", { tabindex: "-1", dataset: { focus: "line" } },
        el("p", { class: "sqm-audit-place" }, el("span", { class: "sqm-chip" }, t(line.group)), say("audit.line", { n: at + 1, of: spec.lines.length })),
        el("h3", {}, t(line.text))),
      scale(line),
      el(
        "div",
        { class: "sqm-audit-steps" },
        el("button", { type: "button", class: "sqm-button", disabled: at === 0, onclick: () => go(at - 1) }, icon("left"), say("audit.back")),
        at < last && el("button", { type: "button", class: ["sqm-button", !all && "primary"], onclick: () => go(at + 1) }, say("audit.next"), icon("right")),
        all && !stage.examined && el("button", { type: "button", class: "sqm-button primary", onclick: judge }, say("ready")),
      ),
      all && stage.examined && el("p", { class: "sqm-note" }, say("audit.all_in")),
    );
  }

  function outcome() {
    const lines = new Map(spec.lines.map((line) => [line.id, line]));
    return [
      banner(stage, kept.result.notes.map(({ code, params }) => say(`audit.${code}`, params))),
      parts(worstFirst(kept.result.parts).map(({ id, fraction, given: yours, belongs, why }) =>
        part(stage, { fraction, title: t(lines.get(id).text), said: [say("audit.yours", { yours: yours ?? "–", reference: belongs })], why, mark: t(lines.get(id).group) }))),
    ];
  }

  return () => {
    const over = stage.over();
    const { scroller, zoom } = sheet(stage, spec.picture, view, !over && hint ? [outline(spec.lines[at].box, "hint")] : [], null);
    const where = el("button", { type: "button", class: "sqm-button quiet", "aria-pressed": String(hint), dataset: { focus: "hint" }, onclick: () => ((hint = !hint), stage.redraw("hint")) }, icon("eye"), say(hint ? "audit.hint_off" : "audit.hint"));
    return [
      scroller,
      el("div", { class: "sqm-sheet-tools" }, zoom, !over && !stage.examined && where),
      over ? outcome() : [jump(), sheetLine()],
    ];
  };
}
