// Arranging: putting in order by dragging, by buttons or by keys; matching by choosing a partner for each.

import { el, icon, say, t } from "./kit.js";
import { enlarge, small } from "./_picture.js";

const KEYS = { ArrowUp: -1, ArrowDown: 1 };

export function order(view, card) {
  const { texts, locked, verdict } = card;
  const known = new Map(view.options.map((option) => [option.id, option]));
  let ids = card.answer?.length ? [...card.answer] : view.options.map((option) => option.id);
  let touched = Boolean(card.answer?.length);
  const words = (id) => t(known.get(id)?.text);
  const rows = el("ol", { class: "sqm-order" });
  const keep = el(
    "div",
    { class: "sqm-order-open" },
    el("p", {}, say(texts, "item.order_open")),
    el("button", { type: "button", class: "sqm-button", onclick: () => settle(ids) }, icon("check"), say(texts, "item.keep_order")),
  );
  const heard = el("p", { class: "sqm-hidden", "aria-live": "polite" });

  function settle(next) {
    ids = next;
    touched = true;
    card.change([...ids]);
    draw();
  }

  /** Move one and say so; afterwards what moved it has the focus again. */
  function move(id, step, by) {
    const [from, to] = [ids.indexOf(id), ids.indexOf(id) + step];
    if (to < 0 || to >= ids.length) return;
    const next = [...ids];
    next.splice(to, 0, ...next.splice(from, 1));
    settle(next);
    heard.textContent = say(texts, "item.moved", { what: words(id), place: to + 1 });
    const again = rows.children[to].querySelector(`[data-by="${by}"]`);
    (again.disabled ? rows.children[to].querySelector("button:not(:disabled)[data-by]") : again).focus();
  }

  function button(id, step, edge) {
    const label = say(texts, step < 0 ? "item.move_up" : "item.move_down", { what: words(id) });
    const by = step < 0 ? "up" : "down";
    return el("button", { type: "button", class: "sqm-order-move", "aria-label": label, disabled: edge, dataset: { by }, onclick: () => move(id, step, by) }, icon(by));
  }

  function handle(id, place) {
    const label = say(texts, "item.drag", { what: words(id), place: place + 1 });
    const pressed = (event) => {
      if (!(event.key in KEYS)) return;
      event.preventDefault();
      move(id, KEYS[event.key], "handle");
    };
    const grip = el("button", { type: "button", class: "sqm-order-handle", "aria-label": label, dataset: { by: "handle" }, onkeydown: pressed }, el("span", { class: "sqm-order-place" }, String(place + 1)), icon("grip"));
    dragging(grip, rows, () => settle([...rows.children].map((row) => row.dataset.id)));
    return grip;
  }

  function row(id, place) {
    const { picture } = known.get(id) ?? {};
    const how = verdict && (verdict.key[place] === id ? "right" : "wrong");
    const why = verdict?.options?.[id];
    return el(
      "li",
      { class: ["sqm-order-row", how && `sqm-option-${how}`], dataset: { id } },
      locked ? el("span", { class: "sqm-order-place" }, String(place + 1)) : handle(id, place),
      picture && [small(picture), enlarge(picture, words(id), texts)],
      el("span", { class: "sqm-order-text" }, words(id), how && el("span", { class: "sqm-option-mark" }, icon(how === "right" ? "check" : "cross"), say(texts, `item.place_${how}`, { n: verdict.key.indexOf(id) + 1 })), why && el("span", { class: "sqm-option-why" }, t(why))),
      !locked && el("span", { class: "sqm-order-moves" }, button(id, -1, place === 0), button(id, 1, place === ids.length - 1)),
    );
  }

  function draw() {
    rows.replaceChildren(...ids.map(row));
    rows.classList.toggle("sqm-order-set", touched);
    keep.hidden = touched || locked;
  }

  draw();
  return el("div", { class: "sqm-order-box" }, rows, keep, heard);
}

/** Drag a row by its handle; the others make room. `dropped` is called once it has been moved. */
function dragging(handle, rows, dropped) {
  let row = null;
  let from = 0;
  let moved = false;

  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    row = handle.closest("li");
    [from, moved] = [event.clientY, false];
    handle.setPointerCapture(event.pointerId);
    row.classList.add("sqm-order-held");
  });

  handle.addEventListener("pointermove", (event) => {
    if (!row) return;
    for (let next; (next = neighbour(event.clientY)); moved = true) {
      const before = row.offsetTop;
      if (next.offsetTop < row.offsetTop) row.after(next); // the held row stays in the page: it has the pointer
      else row.before(next);
      from += row.offsetTop - before;
    }
    row.style.setProperty("transform", `translateY(${event.clientY - from}px)`);
  });

  /** The row whose middle the held one has passed. */
  function neighbour(y) {
    const top = row.offsetTop + y - from;
    const [above, below] = [row.previousElementSibling, row.nextElementSibling];
    if (above && top < above.offsetTop + above.offsetHeight / 2) return above;
    if (below && top + row.offsetHeight > below.offsetTop + below.offsetHeight / 2) return below;
    return null;
  }

  const drop = () => {
    if (!row) return;
    row.classList.remove("sqm-order-held");
    row.style.removeProperty("transform");
    row = null;
    if (moved) dropped();
  };
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("lostpointercapture", drop);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export function match(view, card) {
  const { texts, locked, verdict, name } = card;
  const pairs = { ...(card.answer ?? {}) };
  const choose = (left, right) => {
    if (right) pairs[left] = right;
    else delete pairs[left];
    card.change({ ...pairs });
  };
  const letter = (id) => LETTERS[view.right.findIndex((each) => each.id === id)] ?? "";
  const called = (id) => `${letter(id)} ${t(view.right.find((each) => each.id === id)?.text)}`.trim();
  const pictured = ({ picture, text }) => picture && el("span", { class: "sqm-match-picture" }, small(picture), enlarge(picture, text, texts));
  const partners = el(
    "ul",
    { class: ["sqm-partners", view.right.every(({ picture }) => picture) && "sqm-partners-pictured"] },
    view.right.map((each) => el("li", {}, el("b", {}, letter(each.id)), pictured(each), el("span", {}, t(each.text)))),
  );
  const rows = view.left.map((each, place) => {
    const how = verdict && (verdict.key[each.id] === pairs[each.id] ? "right" : "wrong");
    const why = verdict?.options?.[each.id];
    return el(
      "div",
      { class: ["sqm-match-row", how && `sqm-option-${how}`] },
      el("label", { for: `${name}-${place}` }, t(each.text)),
      pictured(each),
      el(
        "select",
        { id: `${name}-${place}`, value: pairs[each.id] ?? "", disabled: locked, onchange: (e) => choose(each.id, e.target.value) },
        el("option", { value: "" }, say(texts, "item.choose")),
        view.right.map(({ id }) => el("option", { value: id }, called(id))),
      ),
      how && el("p", { class: "sqm-option-mark" }, icon(how === "right" ? "check" : "cross"), how === "right" ? say(texts, "item.gap_right") : say(texts, "item.belongs", { what: called(verdict.key[each.id]) })),
      why && el("p", { class: "sqm-option-why" }, t(why)),
    );
  });
  return el("div", { class: "sqm-match" }, partners, rows);
}
