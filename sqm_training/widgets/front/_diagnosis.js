// Finding a fault: every test and every part costs; what is still possible is there to see.

import { confirm, el, icon, number, t } from "./kit.js";
import { banner, part, parts } from "./_verdict.js";

const MONEY = 0; // digits of yuan

export function diagnosis(stage) {
  const { spec, say } = stage;
  const done = [...(stage.kept.answer ?? [])]; // "test:<id>" or "repair:<id>", in order
  const cured = `repair:${spec.cause}`;
  const found = (list, id) => list.find((one) => one.id === id);
  const price = (cause) => cause.parts + (cause.minutes / 60) * spec.rate;
  const fee = (test) => (test.minutes / 60) * spec.rate;
  const reading = (test) => test.outcomes.find((one) => one.causes.includes(spec.cause));
  const yuan = (n) => say("diagnosis.yuan", { n: number(n, MONEY) });
  const name = (action) => action.split(":")[1];

  const taken = (kind) => done.filter((one) => one.startsWith(kind)).map(name);
  const spent = () => taken("test").reduce((sum, id) => sum + fee(found(spec.tests, id)), 0) + taken("repair").reduce((sum, id) => sum + price(found(spec.causes, id)), 0);

  async function act(action, told) {
    done.push(action);
    stage.change([...done]);
    stage.tell(told);
    if (action === cured && (await stage.judge([...done]))) return stage.redraw("result");
    stage.redraw(action === cured ? "trouble" : "log");
  }

  const measure = (test) => act(`test:${test.id}`, t(reading(test).text));

  async function fit(cause) {
    const sure = await confirm({ title: say("diagnosis.sure", { what: cause.text }), body: say("diagnosis.sure_cost", { cost: yuan(price(cause)) }), yes: say("diagnosis.fit"), no: say("diagnosis.not_yet") });
    if (sure) await act(`repair:${cause.id}`, say(cause.id === spec.cause ? "diagnosis.cured" : "diagnosis.still_there"));
  }

  function line(action) {
    const [kind, id] = action.split(":");
    const thing = found(kind === "test" ? spec.tests : spec.causes, id);
    const outcome = kind === "test" ? t(reading(thing).text) : say(id === spec.cause ? "diagnosis.cured" : "diagnosis.still_there");
    return el("li", {}, el("span", { class: "sqm-muted" }, `${say(`diagnosis.${kind}ed`, { what: thing.text })} · ${yuan(kind === "test" ? fee(thing) : price(thing))}`), el("b", {}, outcome));
  }

  function desk() {
    const measured = taken("test");
    const fitted = taken("repair");
    return [
      el("p", { class: "sqm-diagnosis-says" }, t(spec.complaint)),
      done.length > 0 && el("section", { tabindex: "-1", dataset: { focus: "log" } }, el("h3", {}, say("diagnosis.known")), el("ol", { class: "sqm-diagnosis-log" }, done.map(line))),
      el("p", { class: "sqm-diagnosis-bill" }, say("diagnosis.spent", { cost: yuan(spent()) })),
      el("h3", {}, say("diagnosis.tests")),
      el("div", { class: "sqm-diagnosis-choices" }, spec.tests.filter((test) => !measured.includes(test.id)).map((test) =>
        el("button", { type: "button", class: "sqm-diagnosis-choice", onclick: () => measure(test) }, icon("search"), el("span", {}, el("b", {}, t(test.text)), el("small", {}, say("diagnosis.takes", { minutes: number(test.minutes, 0), cost: yuan(fee(test)) })))))),
      el("h3", {}, say("diagnosis.causes")),
      el("p", { class: "sqm-muted" }, say("diagnosis.causes_hint")),
      el("div", { class: "sqm-diagnosis-choices" }, spec.causes.filter((cause) => !fitted.includes(cause.id)).map((cause) =>
        el("button", { type: "button", class: "sqm-diagnosis-choice sqm-diagnosis-fit", onclick: () => fit(cause) }, icon("spanner"), el("span", {}, el("b", {}, t(cause.text)), el("small", {}, say("diagnosis.costs", { share: share(cause), cost: yuan(price(cause)) })))))),
    ];
  }

  function share(cause) {
    const all = spec.causes.reduce((sum, one) => sum + one.weight, 0);
    return number((cause.weight / all) * 10, 0);
  }

  function outcome() {
    const { result } = stage.kept;
    const told = result.notes.map(({ code, params }) => say(`diagnosis.note.${code}`, Object.fromEntries(Object.entries(params).map(([key, n]) => [key, key === "n" ? n : yuan(n)]))));
    return [
      banner(stage, told),
      parts(result.parts.map((one) => {
        const [kind, id] = one.id.split(":");
        const thing = found(kind === "test" ? spec.tests : spec.causes, id);
        const said = one.fraction < 1 ? [say("diagnosis.dearer", { cost: yuan(one.given) })] : [];
        return part(stage, { fraction: one.fraction, title: say(`diagnosis.${kind}ed`, { what: thing.text }), said, why: one.why, mark: one.fraction === 1 ? say("diagnosis.sound") : say("diagnosis.wasteful") });
      })),
    ];
  }

  return () => (stage.over() ? outcome() : desk());
}
