// A picture with places on it: it can be enlarged, and pointed at by finger, mouse or arrow keys.

import { el, icon, t } from "./kit.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.02;
const STRIDE = 0.1;
const clamp = (share) => Math.min(1, Math.max(0, share));
const per = (share) => `${share * 100}%`;

/** An outline on a sheet; `box` in shares of the picture. */
export function outline([left, top, width, height], kind, label = "") {
  const style = { left: per(left), top: per(top), width: per(width), height: per(height) };
  return el("div", { class: ["sqm-outline", `sqm-outline-${kind}`], style }, label && el("span", {}, label));
}

export function dot([x, y], sign) {
  return el("div", { class: "sqm-dot", style: { left: per(x), top: per(y) } }, icon(sign));
}

/**
 * The picture in its frame and the button that enlarges it. `view` keeps enlargement, scroll
 * and aim over a redraw, and may name another `hint`; with `point` the picture can be pointed at.
 */
export function sheet(stage, picture, view, marks, point) {
  view.image ??= el("img", { src: stage.source(picture.file), draggable: "false" }); // kept: it need not load again
  view.image.alt = point ? "" : t(picture.alt);
  const ground = el("div", { class: ["sqm-sheet-ground", view.large && "sqm-sheet-large"] }, view.image, marks);
  const scroller = el("div", { class: "sqm-sheet-frame", onscroll: () => Object.assign(view, { x: scroller.scrollLeft, y: scroller.scrollTop }) }, ground);
  const zoom = el("button", { type: "button", class: "sqm-button sqm-sheet-zoom", "aria-pressed": String(Boolean(view.large)), onclick: enlarge });
  label();
  if (point) pointing(stage, ground, picture, view, point);
  requestAnimationFrame(() => scroller.scrollTo(view.x ?? 0, view.y ?? 0));
  return { scroller, zoom };

  function label() {
    zoom.replaceChildren(icon(view.large ? "minus" : "zoom"), stage.say(view.large ? "zoom_out" : "zoom_in"));
  }

  function enlarge() {
    view.large = !view.large;
    ground.classList.toggle("sqm-sheet-large", view.large);
    zoom.setAttribute("aria-pressed", String(view.large));
    label();
    scroller.scrollTo(view.large ? scroller.clientWidth / 2 : 0, 0);
  }
}

function pointing(stage, ground, picture, view, point) {
  const cross = el("div", { class: "sqm-cross", "aria-hidden": "true" });
  const heard = el("p", { class: "sqm-hidden", "aria-live": "polite" });
  let aim = view.aim ?? [0.5, 0.5];
  ground.append(cross, heard);
  const attributes = { tabindex: "0", role: "application", "aria-label": stage.say(view.hint ?? "hotspots.sheet", { alt: picture.alt }) };
  for (const [name, value] of Object.entries(attributes)) ground.setAttribute(name, value);
  ground.dataset.focus = "sheet";
  ground.classList.add("sqm-sheet-point");
  place();

  function place() {
    cross.style.setProperty("left", per(aim[0]));
    cross.style.setProperty("top", per(aim[1]));
    view.aim = aim;
  }

  ground.addEventListener("click", ({ clientX, clientY }) => {
    const box = ground.getBoundingClientRect();
    point([clamp((clientX - box.left) / box.width), clamp((clientY - box.top) / box.height)], false);
  });

  ground.addEventListener("keydown", (event) => {
    if (event.key in ARROWS) {
      const step = event.shiftKey ? STRIDE : STEP;
      aim = aim.map((share, axis) => clamp(share + ARROWS[event.key][axis] * step));
      place();
      cross.scrollIntoView({ block: "nearest", inline: "nearest" });
      heard.textContent = stage.say("hotspots.spot", { x: Math.round(aim[0] * 100), y: Math.round(aim[1] * 100) });
    } else if (event.key === "Enter" || event.key === " ") point(aim, true);
    else return;
    event.preventDefault();
  });
}
