// What the staff's pages share: a screen that redraws itself, and asking records with patience and plain words.

import { busy, el, onLanguage, reason, say, toast } from "./kit.js";

/**
 * A widget with a state of its own, redrawn when its data, its state or the language changes.
 * `draw(model, state, paint)` is called only with data that was not refused; the focus stays where it was.
 */
export function screen(fresh, draw) {
  return {
    render({ model, el: place }) {
      const state = fresh();
      const paint = () => {
        const focused = place.contains(document.activeElement) && document.activeElement.dataset.focus;
        place.replaceChildren(shown(model, state, paint, draw));
        if (focused) place.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      };
      model.on("change:data", paint);
      const unlisten = onLanguage(place, paint);
      paint();
      return () => {
        unlisten();
        model.off("change:data", paint);
      };
    },
  };
}

function shown(model, state, paint, draw) {
  const refusal = model.get("data")?.refused;
  const body = refusal ? el("p", { class: "sqm-note sqm-bad", role: "alert" }, reason(model.get("texts"), refusal)) : draw(model, state, paint);
  return el("div", { class: "sqm-staff" }, body);
}

/** What a call gives, with a bar when it takes long; undefined after a refusal, which is told in words. */
export async function asked(texts, promise, words = say(texts, "staff.wait")) {
  try {
    return await busy(words, promise);
  } catch (refusal) {
    toast(reason(texts, refusal), "bad");
    return undefined;
  }
}

/** Short facts side by side; each stays whole where they wrap. */
export function pieces(words) {
  return el("small", { class: "sqm-pieces" }, words.filter(Boolean).map((one) => el("span", {}, one)));
}
