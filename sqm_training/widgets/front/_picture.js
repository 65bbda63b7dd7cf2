// A picture one can enlarge: twice its width inside a frame that scrolls.

import { dialog, el, icon, say, t } from "./kit.js";

/** The frame, its inner sheet (which keeps the picture's size; put marks on it) and the zoom button. */
export function frame(source, texts) {
  const sheet = el("div", { class: "sqm-picture-sheet" }, el("img", { src: source.src ?? source.url, alt: t(source.alt), draggable: "false" }));
  const scroller = el("div", { class: "sqm-picture-frame" }, sheet);
  const zoom = el("button", { type: "button", class: "sqm-button sqm-picture-zoom", "aria-pressed": "false" });
  const label = (large) => {
    zoom.replaceChildren(icon(large ? "minus" : "zoom"), say(texts, large ? "item.zoom_out" : "item.zoom_in"));
    zoom.setAttribute("aria-pressed", String(large));
  };
  zoom.addEventListener("click", () => {
    const large = sheet.classList.toggle("sqm-picture-large");
    label(large);
    if (large) scroller.scrollTo(sheet.clientWidth / 4, 0);
  });
  label(false);
  return { scroller, sheet, zoom };
}

export function picture(source, texts) {
  const { scroller, zoom } = frame(source, texts);
  return el("figure", { class: "sqm-picture" }, scroller, zoom);
}

/** The picture of an option. */
export function small(source) {
  return el("img", { class: "sqm-option-picture", src: source.src ?? "", alt: t(source.alt), draggable: "false" });
}

/** The button that shows a picture as large as the screen; `what` is what the picture belongs to. */
export function enlarge(source, what, texts) {
  const { scroller, zoom } = frame(source, texts);
  const body = el("div", { class: "sqm-enlarged" }, zoom, scroller);
  const onclick = (event) => {
    event.preventDefault();
    dialog({ title: t(what), body, close: say(texts, "item.close"), wide: true });
  };
  return el("button", { type: "button", class: "sqm-enlarge", "aria-label": say(texts, "item.enlarge", { what }), onclick }, icon("zoom"));
}
