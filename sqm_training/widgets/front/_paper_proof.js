// A paper proven by a thousand draws, and one draw in words.

import { asked } from "./_staff.js";
import { call, el, icon, number, percent, say, t } from "./kit.js";

const LONG = 120000; // milliseconds

export function proof(texts, paper, paint) {
  const run = async () => {
    const found = await asked(texts, call("GET", `/blueprints/${paper.paper}/proof`, undefined, LONG), say(texts, "papers.proving"));
    if (found) paper.proof = found;
    paint();
  };
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "papers.proof")),
    el("p", { class: "sqm-muted" }, say(texts, "papers.proof_hint")),
    paper.missing ? el("p", { class: "sqm-note sqm-warn" }, icon("info"), el("span", {}, say(texts, "papers.proof.no"))) : el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button", dataset: { focus: "prove" }, onclick: run }, icon("chart"), say(texts, "papers.prove"))),
    paper.proof?.rehearsal && figures(texts, paper),
  );
}

function figures(texts, paper) {
  const { rehearsal: drawn, faults, cap, public: shipped } = paper.proof;
  const title = (ids) => ids.split(" + ").map((id) => t(paper.slices.find((one) => one.slice === id)?.title) || id).join(" + ");
  const wrong = faults.filter((one) => one.code === "overexposed").map((one) => el("li", {}, say(texts, "papers.proof.overexposed", { slice: title(one.slice), items: one.items, exposure: percent(one.exposure), enough: one.enough })));
  const most = (mean, high) => say(texts, "papers.proof.most", { mean: percent(mean), most: percent(high) });
  const spread = (one) => say(texts, "papers.proof.spread", { mean: number(one.mean, 2), sd: number(one.sd, 2) });
  const lines = [
    ["overlap", most(drawn.overlap, drawn.overlap_most)],
    ["again", percent(drawn.again)],
    ["exposure", `${most(drawn.exposure, drawn.exposure_most)} · ${say(texts, "papers.proof.cap", { cap: percent(cap) })}`],
    ["difficulty", spread(drawn.difficulty)],
    ["public", percent(shipped)],
  ];
  const points = Object.entries(drawn.points);
  return [
    wrong.length ? [el("p", { class: "sqm-note sqm-bad", role: "status" }, icon("warning"), el("span", {}, say(texts, "papers.proof.bad"))), el("ul", {}, wrong)] : el("p", { class: "sqm-note sqm-good", role: "status" }, icon("check"), el("span", {}, say(texts, "papers.proof.good"))),
    el("dl", { class: "sqm-facts" }, lines.map(([key, words]) => [el("dt", {}, say(texts, `papers.proof.${key}`)), el("dd", {}, words)])),
    el("details", { class: "sqm-lessons" }, el("summary", {}, say(texts, "papers.proof.points")), el("dl", { class: "sqm-facts" }, points.map(([key, one]) => [el("dt", {}, key), el("dd", {}, t(one.title), el("small", {}, spread(one)))]))),
  ];
}

// ---------------------------------------------------------------- a draw in words

export function sample(texts, paper, paint) {
  const draw = async () => {
    paper.seed = Math.floor(Math.random() * 2 ** 31);
    const found = await asked(texts, call("GET", `/blueprints/${paper.paper}/sample?seed=${paper.seed}`, undefined, LONG));
    if (found) paper.drawn = found;
    paint();
  };
  const words = paper.drawn ? "papers.sample_again" : "papers.sample";
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "papers.sample_title")),
    el("p", { class: "sqm-muted" }, say(texts, "papers.sample_hint")),
    el("div", { class: "sqm-actions" }, el("button", { type: "button", class: "sqm-button", disabled: paper.missing > 0, dataset: { focus: "sample" }, onclick: draw }, icon("eye"), say(texts, words))),
    paper.drawn && questions(texts, paper.drawn),
  );
}

function questions(texts, drawn) {
  const parts = drawn.sections.length ? drawn.sections : [{ id: "", title: "" }];
  const numbered = drawn.questions.map((one, place) => ({ ...one, n: place + 1 }));
  const one = (asked_for) =>
    el(
      "li",
      { value: String(asked_for.n) },
      el("span", { class: "sqm-sample-words" }, t(asked_for.prompt)),
      el("small", { class: "sqm-muted" }, asked_for.pilot ? say(texts, "papers.trial") : say(texts, "papers.sample_line", { points: number(asked_for.points), kind: say(texts, `bank.kind.${asked_for.kind}`), difficulty: say(texts, `bank.difficulty.${asked_for.difficulty}`) }), ` · ${asked_for.item} · ${asked_for.competency.id} ${t(asked_for.competency.title)}`),
    );
  const part = (section) => [t(section.title) && el("h3", {}, t(section.title)), el("ol", { class: "sqm-sample" }, numbered.filter((each) => each.section === section.id).map(one))];
  return parts.map(part);
}
