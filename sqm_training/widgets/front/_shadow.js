// Everything in its place: tap a thing, then tap where it belongs.

import { el, t } from "./kit.js";
import { banner, part, parts, tally, worstFirst } from "./_verdict.js";

const per = (share) => `${share * 100}%`;

export function shadow(stage) {
  const { spec, kept, say } = stage;
  const things = new Map(spec.things.map((thing) => [thing.id, thing]));
  const places = new Map(spec.places.map((place, index) => [place.id, { ...place, n: index + 1 }]));
  const chosen = { ...kept.answer }; // thing → place
  let held = null;

  const holder = (place) => Object.keys(chosen).find((thing) => chosen[thing] === place);
  const open = () => spec.things.filter(({ id }) => !(id in chosen));

  function pick(id) {
    const again = held === id;
    delete chosen[id];
    held = again ? null : id;
    stage.change({ ...chosen });
    if (held) stage.tell(say("shadow.picked", { what: things.get(id).text }));
    stage.redraw(held ? "scene" : `thing-${id}`);
  }

  function tap(place) {
    const there = holder(place.id);
    if (!held) {
      if (there) pick(there);
      return;
    }
    if (there) delete chosen[there];
    chosen[held] = place.id;
    stage.change({ ...chosen });
    stage.tell(say("shadow.placed", { what: things.get(held).text, n: place.n }));
    held = there ?? null;
    const next = open()[0];
    stage.redraw(held ? "scene" : next ? `thing-${next.id}` : "ready");
  }

  async function judge() {
    if (await stage.judge({ ...chosen })) stage.redraw("result");
  }

  function spot(place) {
    const there = things.get(holder(place.id));
    const [left, top, width, height] = place.box;
    const key = there ? "shadow.place_with" : "shadow.place";
    return el(
      "button",
      {
        type: "button", class: ["sqm-spot", there && "sqm-spot-full", held && "sqm-spot-open"], onclick: () => tap(place),
        "aria-label": say(key, { n: place.n, place: place.text, what: there?.text ?? "" }),
        style: { left: per(left), top: per(top), width: per(width), height: per(height) },
      },
      there && el("img", { src: stage.source(there.picture), alt: "" }),
      el("span", {}, String(place.n)),
    );
  }

  function scene() {
    return el(
      "div",
      { class: "sqm-scene", tabindex: "-1", role: "group", "aria-label": t(spec.picture.alt), dataset: { focus: "scene" } },
      el("img", { src: stage.source(spec.picture.file), alt: "" }),
      [...places.values()].map(spot),
    );
  }

  function hand() {
    if (held) return [el("b", {}, say("shadow.picked", { what: things.get(held).text })), things.get(held).note && el("span", {}, t(things.get(held).note))];
    const full = stage.examined ? "shadow.all_in" : "shadow.full";
    return [el("span", {}, say(open().length ? "shadow.pick" : full))];
  }

  const tile = (thing) =>
    el(
      "button",
      { type: "button", class: "sqm-thing", "aria-pressed": String(held === thing.id), "aria-label": t(thing.text), title: t(thing.text), dataset: { focus: `thing-${thing.id}` }, onclick: () => pick(thing.id) },
      el("img", { src: stage.source(thing.picture), alt: "" }),
    );

  const legend = () =>
    el("details", { class: "sqm-legend-places", open: true }, el("summary", {}, say("shadow.places")), el("ol", {}, spec.places.map((place) => el("li", {}, t(place.text)))));

  function outcome() {
    const name = (id) => say("shadow.place", { n: places.get(id)?.n ?? "–", place: places.get(id)?.text ?? "" });
    return [
      banner(stage, [tally(stage)]),
      parts(worstFirst(kept.result.parts).map(({ id, fraction, given, belongs, why }) => {
        const { text, picture } = things.get(id);
        const said = fraction < 1 ? [say("chosen", { what: given ? name(given) : "–" }), say("belongs", { what: name(belongs) })] : [name(belongs)];
        return part(stage, { fraction, title: t(text), picture, said, why });
      })),
    ];
  }

  return () => {
    if (stage.over()) return outcome();
    return [
      el("div", { class: "sqm-things", role: "group", "aria-label": say("shadow.things") }, open().map(tile)),
      el("div", { class: "sqm-hand" }, hand()),
      scene(),
      !open().length && !stage.examined && el("button", { type: "button", class: "sqm-button primary", dataset: { focus: "ready" }, onclick: judge }, say("ready")),
      legend(),
    ];
  };
}
