// One paper: its rules, its slices with what there is for each, the proof, a draw in words, and what can be done.

import { lacking, published, statusChip } from "./_papers.js";
import { proof, sample } from "./_paper_proof.js";
import { table } from "./_table.js";
import { faults } from "./_upload.js";
import { call, confirm, dialog, el, icon, listed, number, reason, say, t, toast, busy } from "./kit.js";

const FEW = 2; // competencies called by name; of more the ids must do
const LONG = 120000; // milliseconds; publishing reads the whole bank and draws
const ACTS = { draft: ["publish", "live", "retired"], live: ["publish", "draft", "retired"], retired: ["live", "draft"] };
const WORDS = { publish: "papers.publish", live: "papers.live", draft: "papers.draft", retired: "papers.retire" };
const SIGNS = { publish: "send", live: "check", draft: "pencil", retired: "lock" };

export function drawPaper(model, state, paint, go) {
  const texts = model.get("texts");
  const { paper } = state;
  const back = el("p", {}, el("button", { type: "button", class: "sqm-button quiet", onclick: () => go.tab("papers") }, icon("left"), say(texts, "papers.back")));
  const head = el("div", { class: "sqm-title-row" }, el("h1", {}, t(paper.title)), statusChip(texts, paper));
  if (!paper.sound) return [back, head, faults(texts, paper.faults, "papers.faulty")];
  const about = [paper.paper, t(paper.post.title), paper.grade, say(texts, "papers.form.sum", { questions: number(paper.questions), points: number(paper.points) }), say(texts, "papers.minutes", { n: paper.minutes })];
  return [
    back,
    head,
    el("p", { class: "sqm-muted" }, about.join(" · ")),
    el(
      "div",
      { class: "sqm-actions" },
      el("button", { type: "button", class: "sqm-button", dataset: { focus: "edit-paper" }, onclick: () => go.edit(paper) }, icon("pencil"), say(texts, "papers.edit")),
      el("button", { type: "button", class: "sqm-button", dataset: { focus: "copy-paper" }, onclick: () => go.copy(paper) }, icon("plus"), say(texts, "papers.copy")),
    ),
    standing(texts, paper, go),
    el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "papers.slices")), slices(texts, state, paint)),
    el("section", { class: "sqm-card" }, el("h2", {}, say(texts, "papers.rules")), rules(texts, paper)),
    proof(texts, paper, paint),
    sample(texts, paper, paint),
  ];
}

// ---------------------------------------------------------------- publication

const newer = (paper) => Boolean(paper.changed) || paper.published?.status !== "live";

function standing(texts, paper, go) {
  const difference = paper.published && say(texts, `papers.changed.${paper.changed || "none"}`);
  const idle = paper.status === "live" && !newer(paper);
  const hint = paper.status === "retired" ? "papers.is_retired" : paper.missing ? "papers.complete_first" : idle ? "papers.nothing_new" : "papers.ready";
  const act = (what) => el("button", { type: "button", class: ["sqm-button", what === "publish" && "primary", what === "retired" && "quiet"], disabled: what === "publish" && idle, dataset: { focus: `do-${what}` }, onclick: () => does(texts, paper, what, go) }, icon(SIGNS[what]), say(texts, WORDS[what]));
  return el(
    "section",
    { class: "sqm-card" },
    el("h2", {}, say(texts, "papers.state")),
    el("p", {}, published(texts, paper), " ", difference && el("span", { class: ["sqm-chip sqm-wraps", paper.changed ? "sqm-warn" : "sqm-good"] }, difference), " ", lacking(texts, paper)),
    el("p", { class: "sqm-muted" }, say(texts, hint, { n: paper.missing })),
    el("div", { class: "sqm-actions" }, ACTS[paper.status].map(act)),
  );
}

async function does(texts, paper, what, go) {
  if (paper.missing && (what === "publish" || what === "live")) return lacks(texts, paper);
  if (!(await sure(texts, paper, what))) return;
  const base = paper.digest;
  const path = `/blueprints/${paper.paper}/${what === "publish" ? "publish" : "status"}`;
  const done = await tried(texts, paper, call("POST", path, what === "publish" ? { base } : { base, status: what }, LONG));
  if (!done) return;
  const words = what === "retired" ? "papers.retired" : done.version ? "papers.published" : "papers.marked";
  toast(say(texts, words, { n: done.version }), "good");
  go.open(paper.paper);
}

function sure(texts, paper, what) {
  const next = (paper.published?.version ?? 0) + 1;
  const title = paper.title;
  const said = {
    publish: [say(texts, "papers.sure.publish", { title, n: next }), paper.status === "draft" && say(texts, "papers.sure.draft_too"), paper.changed === "items" && say(texts, "papers.sure.items")],
    live: [say(texts, "papers.sure.live", { title })],
    draft: [say(texts, "papers.sure.draft", { title }), paper.published?.status === "live" && say(texts, "papers.sure.draft_published", { n: paper.published.version })],
    retired: [say(texts, "papers.sure.retire", { title })],
  }[what];
  const words = say(texts, WORDS[what]);
  return confirm({ title: words, body: said.filter(Boolean).map((one) => el("p", {}, one)), yes: words, no: say(texts, "staff.cancel"), danger: what === "retired" });
}

function lacks(texts, paper) {
  const line = (one) => el("li", {}, say(texts, "papers.lacking_line", { title: one.title, draws: one.draws, items: one.items, n: one.missing }));
  return told(texts, say(texts, "papers.lacking"), [el("p", {}, say(texts, "papers.lacking_hint")), el("ul", {}, paper.slices.filter((one) => one.missing).map(line))]);
}

const told = (texts, title, body) => dialog({ title, body, actions: [{ label: say(texts, "staff.close"), value: true }], close: say(texts, "staff.close"), wide: true });

/** What a call gives; a refusal is told in a dialog, since it says what to mend. */
async function tried(texts, paper, promise) {
  try {
    return await busy(say(texts, "papers.publishing"), promise);
  } catch (refusal) {
    const body = refusal.faults ? faults(texts, refusal.faults) : el("p", { class: "sqm-note sqm-bad" }, reason(texts, refusal));
    await told(texts, t(paper.title), body);
    return null;
  }
}

// ---------------------------------------------------------------- what it is made of

function slices(texts, state, paint) {
  const { paper } = state;
  const { sections = [] } = paper.document;
  const whole = (one) => paper.document.slices.find((part) => part.id === one.slice);
  const section = (one) => sections.find((part) => part.id === whole(one).section);
  const named = (key) => `${key} ${t(paper.competencies[key])}`;
  const about = (one) => {
    const { kinds = [], difficulty = [] } = whole(one);
    return [kinds.length ? listed(kinds.map((kind) => say(texts, `bank.kind.${kind}`))) : say(texts, "papers.any_kind"), difficulty.length > 0 && say(texts, "papers.difficulties", { which: listed(difficulty.map((each) => say(texts, `bank.difficulty.${each}`))) })].filter(Boolean).join(" · ");
  };
  const marks = (one) => [whole(one).knock_out && el("span", { class: "sqm-chip sqm-bad" }, say(texts, "papers.knock_out")), whole(one).marking === "person" && el("span", { class: "sqm-chip" }, say(texts, "papers.by_person"))];
  const few = (one) => ["without_zh", "without_en", "public_refused"].filter((key) => one[key]).map((key) => el("small", {}, say(texts, `papers.${key}`, { n: one[key] })));
  const state_of = (one) => (one.missing ? ["sqm-bad", say(texts, "papers.missing", { n: one.missing })] : one.items < one.wanted ? ["sqm-warn", say(texts, "papers.could_be_more")] : ["sqm-good", say(texts, "papers.enough")]);
  const chip = ([kind, words]) => el("span", {}, el("span", { class: ["sqm-chip", kind] }, words));
  const names = ({ competencies: held }) => listed(held.length > FEW ? held : held.map(named));
  const columns = [
    { key: "slice", title: say(texts, "papers.column.slice"), cell: (one) => [t(one.title), " ", marks(one), el("span", { class: "sqm-slice-about" }, about(one)), el("span", { class: "sqm-slice-about" }, names(whole(one)))] },
    sections.length > 0 && { key: "section", title: say(texts, "papers.field.section"), by: (one) => sections.indexOf(section(one)), cell: (one) => t(section(one)?.title) },
    { key: "draws", number: true, title: say(texts, "papers.column.draws"), by: (one) => one.draws, cell: (one) => number(one.draws) },
    { key: "worth", number: true, title: say(texts, "papers.column.worth"), by: (one) => whole(one).points, cell: (one) => number(whole(one).points) },
    { key: "items", number: true, title: say(texts, "papers.column.items"), by: (one) => one.items, cell: (one) => el("span", {}, number(one.items), few(one)) },
    { key: "wanted", number: true, title: say(texts, "papers.column.wanted"), by: (one) => one.wanted, cell: (one) => number(one.wanted) },
    { key: "missing", title: say(texts, "papers.column.missing"), by: (one) => one.missing, cell: (one) => chip(state_of(one)) },
  ].filter(Boolean);
  paper.view ??= { sort: "", down: false };
  return table({ texts, columns, rows: paper.slices, state: paper.view, repaint: paint, caption: say(texts, "papers.slices"), empty: "" });
}

function rules(texts, paper) {
  const { document: asks } = paper;
  const { attempts, release, each_competency: each } = asks;
  const value = (key, ...words) => [el("dt", {}, say(texts, `papers.rule.${key}`)), el("dd", {}, words)];
  const line = (words) => el("span", { class: "sqm-line" }, words);
  const marks = [
    line(`${say(texts, "papers.whole")}: ${say(texts, "papers.percent", { n: number(asks.pass_mark) })}`),
    (asks.sections ?? []).filter((one) => one.pass_mark !== undefined).map((one) => line(`${t(one.title)}: ${say(texts, "papers.section_mark", { n: number(one.pass_mark) })}`)),
  ];
  return el(
    "dl",
    { class: "sqm-facts" },
    value("pass_mark", marks),
    value("each", each ? say(texts, "papers.rule.each_value", { n: number(each.pass_mark), points: number(each.from_points) }) : say(texts, "papers.none")),
    value("attempts", say(texts, "papers.rule.attempts_value", { n: number(attempts.limit), hours: number(attempts.cool_down_hours), counts: say(texts, `papers.rule.counts.${attempts.counts}`) })),
    value("release", line(say(texts, `papers.marks.${release.marks}`)), line(say(texts, `papers.reasons.${release.reasons}`))),
    value("sittings", say(texts, `papers.sittings.${asks.sittings}`)),
    value("public", say(texts, `papers.public.${asks.public_items}`)),
    value("cap", asks.exposure_cap < 1 ? say(texts, "papers.rule.cap_value", { n: number(asks.exposure_cap * 100) }) : say(texts, "papers.none")),
    value("pilots", asks.pilots ? say(texts, "papers.rule.pilots_value", { n: number(asks.pilots), items: number(paper.pilots.items) }) : say(texts, "papers.none")),
  );
}
