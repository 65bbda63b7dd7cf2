// The kinds of exercise, each drawn by one function: in a lesson, and as a task among questions.
//
// A kind is given a stage and returns what draws it. It begins with `stage.kept.answer`, tells `stage.change(answer)`
// of every decision and shows the outcome once `stage.over()`. In a lesson it asks `stage.judge(answer)` for a result;
// where `stage.examined`, nobody judges before the end, and the spec comes without its truth until then.

import { audit } from "./_audit.js";
import { crm, crmInWords } from "./_crm.js";
import { desk, deskInWords } from "./_desk.js";
import { diagnosis } from "./_diagnosis.js";
import { dispatch } from "./_dispatch.js";
import { figures, figuresInWords } from "./_explore.js";
import { hotspots } from "./_hazards.js";
import { improve, improveInWords } from "./_improve.js";
import { order, orderInWords } from "./_order.js";
import { reception, receptionInWords } from "./_reception.js";
import { shadow } from "./_shadow.js";
import { sort } from "./_sort.js";
import { stock, stockInWords } from "./_stock.js";
import { trend } from "./_trend.js";
import { workshop, workshopInWords } from "./_workshop.js";

export const EXERCISES = {
  sort, shadow, hotspots, audit, trend, dispatch, workshop, stock, desk, reception, crm, order, diagnosis, improve, figures,
};

/** Kinds whose decisions are told in words of their own: (spec, answer, say) → lines. */
export const DECISIONS = {
  workshop: workshopInWords, stock: stockInWords, desk: deskInWords, reception: receptionInWords, crm: crmInWords,
  order: orderInWords, improve: improveInWords, figures: figuresInWords,
};
