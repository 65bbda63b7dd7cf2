// Pointing at places of a picture: by finger or mouse, or with the arrow keys and a crosshair.

import { el, icon, say, t, toast } from "./kit.js";
import { frame } from "./_picture.js";

const STEP = 0.02;
const STRIDE = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const clamp = (x) => Math.min(1, Math.max(0, x));
const round = (x) => Math.round(x * 10000) / 10000;
const per = (x) => `${x * 100}%`;

export function hotspot(view, card) {
  const { texts, locked, verdict } = card;
  const taps = view.taps ?? 1;
  let spots = (card.answer ?? []).map(([x, y]) => [x, y]);
  let aim = [0.5, 0.5];

  const { scroller, sheet, zoom } = frame(view.picture, texts);
  const marks = el("div", { class: "sqm-marks" });
  const cross = el("div", { class: "sqm-crosshair", "aria-hidden": "true" });
  const list = el("ul", { class: "sqm-mark-list" });
  const left = el("p", { class: "sqm-count" });
  const heard = el("p", { class: "sqm-hidden", "aria-live": "polite" });
  sheet.append(marks, cross);
  if (!locked) {
    sheet.setAttribute("tabindex", "0");
    sheet.setAttribute("role", "application");
    sheet.setAttribute("aria-label", say(texts, "item.crosshair", { alt: view.picture.alt }));
    sheet.addEventListener("click", tapped);
    sheet.addEventListener("keydown", pressed);
  }

  function tapped(event) {
    const box = sheet.getBoundingClientRect();
    add([clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)]);
  }

  function pressed(event) {
    if (event.target !== sheet) return;
    if (event.key in ARROWS) {
      const [dx, dy] = ARROWS[event.key];
      const step = event.shiftKey ? STRIDE : STEP;
      aim = [clamp(aim[0] + dx * step), clamp(aim[1] + dy * step)];
      point();
    } else if (event.key === "Enter" || event.key === " ") add(aim);
    else if (event.key === "Delete" || event.key === "Backspace") remove(spots.length - 1);
    else return;
    event.preventDefault();
  }

  function point() {
    cross.style.setProperty("left", per(aim[0]));
    cross.style.setProperty("top", per(aim[1]));
    heard.textContent = where(aim);
  }

  const where = ([x, y]) => say(texts, "item.spot", { x: Math.round(x * 100), y: Math.round(y * 100) });

  function add(spot) {
    if (spots.length >= taps && taps > 1) return toast(say(texts, "item.spots_full", { n: taps }));
    if (spots.length >= taps) spots = [];
    spots.push(spot.map(round));
    changed();
    heard.textContent = say(texts, "item.marked", { n: spots.length });
  }

  function remove(place) {
    if (place < 0 || place >= spots.length) return;
    spots.splice(place, 1);
    changed();
    heard.textContent = say(texts, "item.removed");
  }

  function changed() {
    card.change(spots.map((spot) => [...spot]));
    draw();
  }

  const removal = (place) => ({
    type: "button", disabled: locked, "aria-label": say(texts, "item.remove_mark", { n: place + 1 }),
    onclick: (event) => {
      event.stopPropagation();
      remove(place);
      sheet.focus({ preventScroll: true });
    },
  });

  function draw() {
    marks.replaceChildren(
      ...(verdict?.regions ?? []).filter(({ id }) => verdict.key?.includes(id)).map(outline),
      ...spots.map(([x, y], place) =>
        el("button", { ...removal(place), class: "sqm-mark", tabindex: "-1", style: { left: per(x), top: per(y) } }, el("span", {}, String(place + 1))),
      ),
    );
    list.replaceChildren(
      ...(locked ? [] : spots).map((spot, place) =>
        el("li", {}, el("button", { ...removal(place), class: "sqm-button" }, icon("cross"), say(texts, "item.mark", { n: place + 1 }))),
      ),
    );
    left.textContent = say(texts, "item.spots", { n: spots.length, of: taps });
  }

  point();
  heard.textContent = "";
  draw();
  return el("div", { class: "sqm-hotspot" }, scroller, el("div", { class: "sqm-hotspot-tools" }, zoom, left), list, heard);
}

/** The place of a region that was to be found (after the verdict). */
function outline({ box: [x, y, w, h], text }) {
  const style = { left: per(x), top: per(y), width: per(w), height: per(h) };
  return el("div", { class: "sqm-region", style, title: t(text) });
}
