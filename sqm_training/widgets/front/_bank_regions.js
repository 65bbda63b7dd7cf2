// Regions of a picture: drawn by dragging, moved by dragging or arrow keys, set by numbers.

import { at, fault, freshId, pair, put, rows } from "./_bank_fields.js";
import { el, icon, say, t } from "./kit.js";

const LEAST = 0.03; // of the picture: smaller than a finger
const STEP = 0.01;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
const round = (x) => Math.round(x * 1000) / 1000;
const per = (x) => `${x * 100}%`;

export function regions(desk) {
  const { form, texts } = desk;
  const keys = () => form.document.key ?? [];
  const wanted = (id, on) => {
    const found = [...keys().filter((one) => one !== id), ...(on ? [id] : [])];
    put(form.document, ["key"], found.length ? found : "");
    desk.changed();
  };
  const head = (row, number) =>
    el(
      "label",
      { class: "sqm-key-choice" },
      el("input", { type: "checkbox", checked: keys().includes(row.id), dataset: { focus: `key-${row.id}` }, onchange: (event) => (wanted(row.id, event.target.checked), sheet.draw()) }),
      el("strong", {}, String(number + 1)),
      el("span", { class: "sqm-muted" }, say(texts, "bank.to_find")),
    );
  const sheet = drawing(desk, keys);
  const list = rows(desk, ["regions"], {
    title: say(texts, "bank.region"), add: say(texts, "bank.add_region"), least: 1, head, moves: false,
    gone: (row) => wanted(row.id, false),
    fresh: (known) => ({ id: freshId(known, "r"), box: [0.4, 0.4, 0.2, 0.2], text: {} }),
    body: (where) => [numbers(desk, where, sheet), pair(desk, [...where, "text"], say(texts, "bank.region_words")), pair(desk, [...where, "why"], say(texts, "bank.why_this"), { quiet: true })],
  });
  return [el("p", { class: "sqm-field-hint" }, say(texts, "bank.regions_hint")), sheet.node, list, fault(["key"])];
}

/** The picture with its boxes. */
function drawing(desk, keys) {
  const { form, texts } = desk;
  const picture = form.document.picture;
  const ground = el("div", { class: "sqm-region-sheet" }, el("img", { src: form.sources[picture.file] ?? "", alt: t(picture.alt), draggable: "false" }));
  const boxes = el("div", { class: "sqm-region-boxes" });
  ground.append(boxes);
  ground.addEventListener("pointerdown", begin);

  const spot = (event) => {
    const frame = ground.getBoundingClientRect();
    return [clamp((event.clientX - frame.left) / frame.width, 0, 1), clamp((event.clientY - frame.top) / frame.height, 0, 1)];
  };

  /** A press on the picture draws a new box, one on a box moves it, one on its corner stretches it. */
  function begin(event) {
    if (event.button) return;
    event.preventDefault();
    const from = spot(event);
    const grip = event.target.closest(".sqm-region-grip");
    const holder = event.target.closest(".sqm-region-box");
    const list = form.document.regions ?? [];
    const number = holder ? Number(holder.dataset.number) : list.length;
    const before = holder ? [...list[number].box] : [...from, 0, 0];
    if (!holder) put(form.document, ["regions"], [...list, { id: freshId(list, "r"), box: before, text: {} }]);
    const way = grip || !holder ? stretched : moved;
    const follow = (moving) => (set(number, way(before, from, spot(moving))), draw());
    const end = () => {
      ground.removeEventListener("pointermove", follow);
      const box = form.document.regions[number].box;
      if (!holder && (box[2] < LEAST || box[3] < LEAST)) form.document.regions.splice(number, 1);
      if (!form.document.regions.length) put(form.document, ["regions"], "");
      desk.changed();
      desk.paint();
    };
    ground.setPointerCapture(event.pointerId);
    ground.addEventListener("pointermove", follow);
    ground.addEventListener("pointerup", end, { once: true });
    ground.addEventListener("pointercancel", end, { once: true });
  }

  function set(number, box) {
    put(form.document, ["regions", number, "box"], box.map(round));
  }

  function pressed(event, number) {
    if (!(event.key in ARROWS)) return;
    event.preventDefault();
    const [dx, dy] = ARROWS[event.key].map((way) => way * STEP);
    const box = form.document.regions[number].box;
    set(number, event.shiftKey ? stretched(box, [0, 0], [dx, dy]) : moved(box, [0, 0], [dx, dy]));
    desk.changed();
    draw();
  }

  function draw() {
    const focused = document.activeElement?.dataset?.number;
    boxes.replaceChildren(
      ...(form.document.regions ?? []).map(({ id, box, text }, number) =>
        el(
          "div",
          {
            class: ["sqm-region-box", keys().includes(id) && "sqm-region-wanted"], tabindex: "0", role: "button", dataset: { number: String(number) },
            "aria-label": say(texts, "bank.region_at", { n: number + 1, what: t(text), x: Math.round(box[0] * 100), y: Math.round(box[1] * 100), w: Math.round(box[2] * 100), h: Math.round(box[3] * 100) }),
            style: { left: per(box[0]), top: per(box[1]), width: per(box[2]), height: per(box[3]) },
            onkeydown: (event) => pressed(event, number),
          },
          el("span", {}, String(number + 1)),
          el("i", { class: "sqm-region-grip", "aria-hidden": "true" }),
        ),
      ),
    );
    if (focused !== undefined) boxes.querySelector(`[data-number="${focused}"]`)?.focus({ preventScroll: true });
    node.dispatchEvent(new CustomEvent("boxes"));
  }

  const node = el("div", { class: "sqm-region-frame" }, form.sources[picture.file] ? ground : el("p", { class: "sqm-note sqm-bad" }, icon("warning"), say(texts, "bank.picture_lost")));
  draw();
  return { node, draw };
}

function moved([left, top, width, height], from, to) {
  return [clamp(left + to[0] - from[0], 0, 1 - width), clamp(top + to[1] - from[1], 0, 1 - height), width, height];
}

/** The corner goes where the pointer goes; drawn backwards a new box still has its sides. */
function stretched([left, top, width, height], from, to) {
  const [right, bottom] = [clamp(left + width + to[0] - from[0], 0, 1), clamp(top + height + to[1] - from[1], 0, 1)];
  return [Math.min(left, right), Math.min(top, bottom), Math.abs(right - left), Math.abs(bottom - top)];
}

/** The same as numbers in per cent, for the keyboard and for those who measure. */
function numbers(desk, where, sheet) {
  const { form, texts } = desk;
  const place = [...where, "box"];
  const one = (key, n) => {
    const shown = () => String(Math.round((at(form.document, place)?.[n] ?? 0) * 1000) / 10);
    const write = (event) => {
      const box = [...(at(form.document, place) ?? [0, 0, 0.2, 0.2])];
      box[n] = clamp(Number(event.target.value) / 100 || 0, 0, 1);
      box[2] = Math.min(box[2], 1 - box[0]);
      box[3] = Math.min(box[3], 1 - box[1]);
      put(form.document, place, box.map(round));
      desk.changed();
      sheet.draw();
    };
    const input = el("input", { type: "number", min: "0", max: "100", step: "0.5", value: shown(), dataset: { focus: `${place.join(".")}-${n}` }, onchange: write });
    sheet.node.addEventListener("boxes", () => document.activeElement !== input && (input.value = shown()));
    return el("label", {}, el("span", {}, say(texts, `bank.box.${key}`)), input);
  };
  return el("div", { class: "sqm-box-numbers", dataset: { place: place.join(".") } }, ["left", "top", "width", "height"].map(one), fault(place));
}
