// Authoring: courses with their drafts and versions, and papers; two tabs, and the way back through the browser.

import "./_staff.css";
import "./_papers.css";
import { drawCourses } from "./_courses.js";
import { begin, drawForm, started } from "./_paper_form.js";
import { drawPaper } from "./_paper_sheet.js";
import { drawPapers } from "./_papers.js";
import { mayLeave, unsaved } from "./_unsaved.js";
import { asked, screen } from "./_staff.js";
import { frameHeight } from "./_table.js";
import { call, el, page, reason, say } from "./kit.js";

const LONG = 60000; // milliseconds; the first count of a large bank takes a while
const TABS = ["courses", "papers"];
const fresh = () => ({ tab: "courses", courses: { typed: "", open: new Set() }, papers: { list: null, look: { typed: "", post: "", status: "" }, sort: "", down: false }, choices: null, paper: null, form: null, turn: 0 });

let here = null; // the drawn page, for the browser's way back

export default screen(fresh, (model, state, paint) => {
  here = { model, state, paint };
  document.documentElement.style.setProperty("--sqm-stick", `${frameHeight()}px`);
  const go = ways(model, state, paint);
  if (!state.begun) {
    state.begun = true;
    follow(state, go);
  }
  if (state.form) return drawForm(model, state, paint, go);
  if (state.paper) return drawPaper(model, state, paint, go);
  return [tabs(model.get("texts"), state, go), state.tab === "papers" ? drawPapers(model, state, paint, go) : drawCourses(model, state.courses, paint)];
});

function tabs(texts, state, go) {
  const one = (tab) => el("button", { type: "button", class: "sqm-tab", "aria-current": state.tab === tab ? "page" : null, dataset: { focus: `tab-${tab}` }, onclick: () => go.tab(tab) }, say(texts, `papers.tab.${tab}`));
  return el("nav", { class: "sqm-tabs", "aria-label": say(texts, "papers.tabs") }, TABS.map(one));
}

// ---------------------------------------------------------------- where one is

const named = () => /^#(?:paper|edit)=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1] ?? null;
const writing = (form) => (form.id ? `#edit=${form.id}` : "#new-paper");
const put = (hash) => location.hash !== hash && history.pushState(null, "", hash || location.pathname + location.search);

/** The page may be opened on its second tab, or on a paper: author#paper=technician-L1. */
function follow(state, go) {
  if (named()) go.open(named());
  else if (location.hash === "#papers") go.tab("papers");
  else if (state.tab === "papers" && !location.hash) go.tab("courses");
}

/** Where one may go from here. */
function ways(model, state, paint) {
  const texts = model.get("texts");
  const there = (change, hash) => {
    state.turn += 1; // an answer that comes later leads nowhere
    Object.assign(state, { paper: null, form: null }, change);
    put(hash);
    paint();
    window.scrollTo(0, 0);
  };
  const load = async () => {
    try {
      state.papers.list = await call("GET", "/blueprints", undefined, LONG);
    } catch (refusal) {
      state.papers.refused = reason(texts, refusal);
    }
    if (!state.paper && !state.form && state.tab === "papers") paint();
  };
  const go = {
    tab(tab) {
      if (tab === "papers") Object.assign(state.papers, { refused: null });
      there({ tab }, tab === "papers" ? "#papers" : "");
      if (tab === "papers") load();
    },
    async open(id) {
      const turn = ++state.turn;
      const paper = await asked(texts, call("GET", `/blueprints/${id}`, undefined, LONG));
      if (turn !== state.turn) return;
      if (paper) there({ tab: "papers", paper: { ...paper, proof: null, drawn: null, seed: 0 } }, `#paper=${id}`);
      else go.tab("papers");
    },
    async write(form) {
      const turn = ++state.turn;
      state.choices ??= await asked(texts, call("GET", "/blueprints/choices", undefined, LONG));
      if (turn !== state.turn || !state.choices) return;
      there({ tab: "papers", form, paper: state.paper }, writing(form));
    },
    fresh: () => go.write(begin(null, started())),
    edit: (paper) => go.write(begin(paper, paper.document)),
    copy: (paper) => go.write(begin(null, { id: `${paper.paper}-b`, ...paper.document }, paper.title)),
    async leave(form) {
      if (!(await mayLeave(texts, form))) return;
      const back = form.id ?? state.paper?.paper;
      return back ? go.open(back) : go.tab("papers");
    },
  };
  return go;
}

/** The browser's way back and forth. */
addEventListener("popstate", async () => {
  if (!here) return;
  const { model, state, paint } = here;
  const { form } = state;
  if (unsaved(form) && !(await mayLeave(model.get("texts"), form))) {
    history.pushState(null, "", writing(form));
    return;
  }
  const go = ways(model, state, paint);
  Object.assign(state, { form: null });
  if (named()) go.open(named());
  else go.tab(location.hash === "#papers" ? "papers" : "courses");
});

addEventListener("beforeunload", (event) => {
  if (unsaved(here?.state.form) && !page().leaving) event.preventDefault();
});
