// Customer records: scraps into one profile, the VIN's check digit, what is due, contact, who came back.

import { date, el, listed, number, t } from "./kit.js";
import { form, formInWords, toldEntry, typed } from "./_form.js";
import { reasons, staged } from "./_stages.js";
import { part } from "./_verdict.js";

const STAGES = ["merge", "vin", "due", "contact", "keep"];
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VALUES = Object.fromEntries([..."0123456789"].map((each) => [each, Number(each)]));
[..."ABCDEFGHJKLMNPRSTUVWXYZ"].forEach((each, place) => (VALUES[each] = [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9][place]));
const FIRST = ["time", "mileage"];
const WHEN = ["overdue", "soon", "later"];
const GROUPS = ["back", "lost", "early"];

export function crm(stage) {
  const { spec, kept, say } = stage;
  const before = structuredClone(kept.answer ?? {});
  const same = new Set(before.merge?.same ?? []);
  const judged = new Set(before.merge ? spec.scraps.map(({ id }) => id) : []);
  const profile = { ...before.merge?.filled };
  const digits = { ...before.vin?.digits };
  let right = before.vin?.right ?? null;
  const due = { ...before.due };
  const plans = { ...before.contact };
  const groups = { ...before.keep?.groups };
  let rate = before.keep?.rate ?? null;
  let typedRate = rate === null ? "" : String(rate);

  const whole = {
    merge: () => ({ same: [...same], filled: profile }),
    vin: () => ({ digits, ...(right && { right }) }),
    due: () => due,
    contact: () => plans,
    keep: () => ({ groups, ...(rate !== null && { rate }) }),
  };
  const answer = (ids) => structuredClone(Object.fromEntries(ids.map((id) => [id, whole[id]()])));
  const touched = new Set(Object.keys(before));
  const changed = (id) => (touched.add(id), stage.change(answer(STAGES.filter((each) => touched.has(each)))));
  const paper = form(stage, spec.profile, profile, () => changed("merge"));

  /** A few buttons of which one is pressed. */
  function choice(label, options, chosen, choose, focus) {
    return el("div", { class: "sqm-few", role: "group", "aria-label": label }, options.map(([value, words]) =>
      el("button", { type: "button", "aria-pressed": String(chosen === value), dataset: { focus: `${focus}-${value}` }, onclick: () => (choose(value), stage.redraw(`${focus}-${value}`)) }, words)));
  }

  const card = (head, ...inside) => el("div", { class: "sqm-record" }, el("p", { class: "sqm-record-head" }, head), inside);
  const facts = (pairs) => el("dl", { class: "sqm-record-facts" }, pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

  // ---------------------------------------------------------------- scraps into a profile

  function decide(id, value) {
    judged.add(id);
    if (value === "same") same.add(id);
    else same.delete(id);
    changed("merge");
  }

  const merging = () => [
    el("p", {}, say("crm.merge_do")),
    spec.scraps.map((scrap) =>
      card(el("b", {}, t(scrap.source)), el("ul", { class: "sqm-record-lines" }, scrap.lines.map((line) => el("li", {}, t(line)))),
        choice(t(scrap.source), [["same", say("crm.same")], ["other", say("crm.other")]], judged.has(scrap.id) ? (same.has(scrap.id) ? "same" : "other") : null, (value) => decide(scrap.id, value), scrap.id))),
    el("h3", {}, say("crm.profile")),
    paper.draw(),
  ];

  function lackMerge() {
    const open = spec.scraps.find(({ id }) => !judged.has(id));
    return open ? `${open.id}-same` : paper.missing() ? `entry-${paper.missing()}` : null;
  }

  const toldMerge = (own) =>
    reasons(own, (verdict) => {
      const id = verdict.id.slice(6);
      const entry = spec.profile.find((each) => each.id === id);
      if (entry) return toldEntry(stage, entry, verdict);
      const { fraction, given, belongs, why } = verdict;
      const said = [fraction < 1 && say("chosen", { what: say(`crm.${given}`) }), fraction < 1 ? say("belongs", { what: say(`crm.${belongs}`) }) : say(`crm.${belongs}`)];
      return part(stage, { fraction, title: t(spec.scraps.find((each) => each.id === id).source), said, why });
    });

  // ---------------------------------------------------------------- the VIN

  const total = (vin) => [...vin].reduce((sum, each, place) => sum + VALUES[each] * WEIGHTS[place], 0);

  function worksheet(vin) {
    return el("details", { class: "sqm-vin-work" }, el("summary", {}, say("crm.worksheet")),
      el("ol", { class: "sqm-vin-cells" }, [...vin].map((each, place) =>
        el("li", { class: place === 8 ? "sqm-vin-check" : "" }, el("b", {}, each), el("span", {}, `${VALUES[each]}×${WEIGHTS[place]}`), el("span", {}, String(VALUES[each] * WEIGHTS[place]))))));
  }

  function proving() {
    const hear = (vin) => ({ target }) => {
      if (target.value.trim()) digits[vin] = target.value;
      else delete digits[vin];
      changed("vin");
    };
    return [
      el("p", {}, say("crm.vin_do")),
      spec.vins.given.map((vin, place) =>
        card(el("b", { class: "sqm-vin" }, [...vin].map((each, at) => el("span", { class: at === 8 ? "sqm-vin-check" : "" }, each))),
          el("p", {}, say("crm.vin_sum", { n: total(vin) })),
          worksheet(vin),
          el("label", { class: "sqm-entry sqm-entry-number" }, el("span", { class: "sqm-entry-name" }, say("crm.digit")),
            el("span", { class: "sqm-entry-typed" }, el("input", { type: "text", maxlength: "2", autocomplete: "off", autocapitalize: "characters", value: digits[vin] ?? "", dataset: { focus: `digit-${place}` }, oninput: hear(vin) }))))),
      el("p", {}, el("b", {}, say("crm.which"))),
      choice(say("crm.which"), spec.vins.given.map((vin, place) => [vin, say("crm.spelling", { n: place + 1 })]), right, (vin) => ((right = vin), changed("vin")), "vin"),
    ];
  }

  function lackVin() {
    const open = spec.vins.given.findIndex((vin) => !(vin in digits));
    return open >= 0 ? `digit-${open}` : right ? null : `vin-${spec.vins.given[0]}`;
  }

  const toldVin = (own) => [
    el("ul", { class: "sqm-parts" }, own.map(({ id, fraction, given, belongs, why }) => {
      const vin = id.slice(4);
      if (vin === "right") return part(stage, { fraction, title: say("crm.which"), said: [say("belongs", { what: belongs })], why });
      const rest = total(vin) % 11;
      const sum = say("crm.vin_rest", { sum: total(vin), times: Math.floor(total(vin) / 11), rest, digit: belongs });
      return part(stage, { fraction, title: vin, said: [say("chosen", { what: given ?? "–" })], why: `${sum} ${say(vin[8] === belongs ? "crm.vin_holds" : "crm.vin_fails", { given: vin[8] })}` });
    })),
  ];

  // ---------------------------------------------------------------- what is due

  const carFacts = (car) =>
    facts([[say("crm.last"), date(car.last)], [say("crm.interval"), say("crm.every", { months: car.months, km: number(car.km, 0) })], [say("crm.pace"), say("crm.a_month", { km: number(car.pace, 0) })]]);

  function answerDue(id, name, value) {
    due[id] = { ...due[id], [name]: value };
    changed("due");
  }

  const listing = () => [
    el("p", {}, say("crm.due_do", { today: date(spec.today), n: spec.ahead })),
    spec.cars.map((car) =>
      card(el("b", {}, t(car.text)), carFacts(car),
        choice(say("crm.which_first"), FIRST.map((each) => [each, say(`crm.${each}`)]), due[car.id]?.first ?? null, (value) => answerDue(car.id, "first", value), `${car.id}-first`),
        choice(say("crm.which_when"), WHEN.map((each) => [each, say(`crm.${each}`, { n: spec.ahead })]), due[car.id]?.when ?? null, (value) => answerDue(car.id, "when", value), `${car.id}-when`))),
  ];

  function lackDue() {
    const open = spec.cars.find(({ id }) => !due[id]?.first || !due[id]?.when);
    return open ? (due[open.id]?.first ? `${open.id}-when-overdue` : `${open.id}-first-time`) : null;
  }

  const toldDue = (own) =>
    reasons(spec.cars.map(({ id, text }) => {
      const [first, when] = ["first", "when"].map((name) => own.find((each) => each.id === `due:${id}:${name}`));
      return { text, first, when, fraction: (first.fraction + when.fraction) / 2 };
    }), ({ text, first, when, fraction }) => {
      const words = (verdict) => (verdict ? say(`crm.${verdict}`, { n: spec.ahead }) : "–");
      const said = [first, when].map(({ fraction: own1, given, belongs }) => (own1 ? words(belongs) : say("crm.not_but", { given: words(given), belongs: words(belongs) })));
      return part(stage, { fraction, title: t(text), said, why: first.why });
    });

  // ---------------------------------------------------------------- contact

  function plan(id, value) {
    plans[id] = value;
    changed("contact");
    stage.redraw(`${id}-${value}`);
  }

  const contacting = () => [
    el("p", {}, say("crm.contact_do", { opens: spec.house.opens, closes: spec.house.closes, gap: spec.house.gap })),
    spec.customers.map((one) =>
      card(el("b", {}, t(one.text)), el("ul", { class: "sqm-record-lines" }, one.facts.map((fact) => el("li", {}, t(fact)))),
        el("div", { class: "sqm-decision-options", role: "group", "aria-label": t(one.text) }, one.plans.map(({ id, text }) =>
          el("button", { type: "button", class: "sqm-decision-option", "aria-pressed": String(plans[one.id] === id), dataset: { focus: `${one.id}-${id}` }, onclick: () => plan(one.id, id) }, t(text)))))),
  ];

  const lackContact = () => {
    const open = spec.customers.find(({ id }) => !(id in plans));
    return open ? `${open.id}-${open.plans[0].id}` : null;
  };

  const toldContact = (own) =>
    reasons(own, ({ id, fraction, given, belongs, why }) => {
      const one = spec.customers.find((each) => `contact:${each.id}` === id);
      const words = (name) => one.plans.find((each) => each.id === name)?.text ?? "–";
      return part(stage, { fraction, title: t(one.text), said: [say("chosen", { what: words(given) }), fraction < 1 && say("belongs", { what: words(belongs) })], why: fraction < 1 ? `${t(why)} ${t(one.why)}` : why });
    });

  // ---------------------------------------------------------------- who came back

  const keeping = () => [
    el("p", {}, say("crm.keep_do", { today: date(spec.today), n: spec.keep.window })),
    spec.keep.visitors.map((one) =>
      card(el("b", {}, t(one.text)), facts([[say("crm.was_due"), date(one.due)], [say("crm.came"), one.came ? date(one.came) : say("crm.not_yet")]]),
        choice(t(one.text), GROUPS.map((each) => [each, say(`crm.${each}`)]), groups[one.id] ?? null, (value) => ((groups[one.id] = value), changed("keep")), one.id))),
    el("label", { class: "sqm-entry sqm-entry-number" }, el("span", { class: "sqm-entry-name" }, say("crm.rate")),
      el("span", { class: "sqm-entry-typed" }, el("input", { type: "text", inputmode: "decimal", autocomplete: "off", value: typedRate, dataset: { focus: "rate" }, oninput: hearRate }), el("span", {}, "%"))),
  ];

  function hearRate({ target }) {
    typedRate = target.value;
    rate = typed(target.value);
    changed("keep");
  }

  function lackKeep() {
    const open = spec.keep.visitors.find(({ id }) => !(id in groups));
    return open ? `${open.id}-back` : rate === null ? "rate" : null;
  }

  const toldKeep = (own) =>
    reasons(own, ({ id, fraction, given, belongs, why }) => {
      const name = id.slice(5);
      if (name === "rate") return part(stage, { fraction, title: say("crm.rate"), said: [say("chosen", { what: given === null ? "–" : `${number(given, 1)}%` }), say("belongs", { what: `${number(belongs, 1)}%` })], why });
      const said = [fraction < 1 && say("chosen", { what: given ? say(`crm.${given}`) : "–" }), say("belongs", { what: say(`crm.${belongs}`) })];
      return part(stage, { fraction, title: t(spec.keep.visitors.find((each) => each.id === name).text), said, why });
    });

  const steps = [
    { id: "merge", key: "crm.merge", draw: merging, missing: lackMerge, told: toldMerge },
    { id: "vin", key: "crm.vin", draw: proving, missing: lackVin, told: toldVin },
    { id: "due", key: "crm.due", draw: listing, missing: lackDue, told: toldDue },
    { id: "contact", key: "crm.contact", draw: contacting, missing: lackContact, told: toldContact },
    { id: "keep", key: "crm.keep", draw: keeping, missing: lackKeep, told: toldKeep },
  ];

  const weakest = () => {
    const low = kept.result.notes.reduce((least, each) => (each.params.n < least.params.n ? each : least));
    return low.params.n < 100 ? say("crm.weakest", { what: say(`crm.${low.code}`) }) : say("all_right");
  };
  return staged(stage, { steps, answer, lines: () => [kept.result.notes.length > 0 && weakest()] });
}

/** What was decided about the records, in words. */
export function crmInWords(spec, answer, say) {
  const text = (things, id) => t(things.find((each) => each.id === id)?.text) || id;
  const { merge, vin, due, contact, keep } = answer;
  return [
    ...(merge ? [`${say("crm.same")} → ${listed((merge.same ?? []).map((id) => t(spec.scraps.find((each) => each.id === id)?.source)))}`] : []),
    ...formInWords(say, spec.profile, merge?.filled),
    ...Object.entries(vin?.digits ?? {}).map(([number17, digit]) => `${number17} → ${digit}`),
    ...(vin?.right ? [`${say("crm.which")} → ${vin.right}`] : []),
    ...Object.entries(due ?? {}).map(([car, { first, when }]) => `${text(spec.cars, car)} → ${listed([first, when].filter(Boolean).map((one) => say(`crm.${one}`, { n: spec.ahead })))}`),
    ...Object.entries(contact ?? {}).map(([id, plan]) => `${text(spec.customers, id)} → ${text(spec.customers.find((each) => each.id === id)?.plans ?? [], plan)}`),
    ...Object.entries(keep?.groups ?? {}).map(([id, group]) => `${text(spec.keep.visitors, id)} → ${say(`crm.${group}`)}`),
    ...("rate" in (keep ?? {}) ? [`${say("crm.rate")} → ${number(keep.rate, 1)}%`] : []),
  ];
}
