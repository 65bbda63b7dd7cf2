// Arranging: putting in order with up and down buttons, matching by choosing a partner for each.

import { el, icon, say, t } from "./kit.js";

export function order(view, card) {
  const { texts, locked, verdict } = card;
  let ids = card.answer?.length ? [...card.answer] : view.options.map((option) => option.id);
  let touched = Boolean(card.answer?.length);
  const words = new Map(view.options.map((option) => [option.id, t(option.text)]));
  const rows = el("ol", { class: "sqm-order" });
  const keep = el(
    "button",
    { type: "button", class: "sqm-button", disabled: locked, onclick: () => settle(ids) },
    icon("check"), say(texts, "item.keep_order"),
  );
  const heard = el("p", { class: "sqm-hidden", "aria-live": "polite" });
  const box = el("div", { class: "sqm-order-box" }, rows, !locked && keep, heard);

  function settle(next) {
    ids = next;
    touched = true;
    card.change([...ids]);
    draw();
  }

  function move(id, step) {
    const [from, to] = [ids.indexOf(id), ids.indexOf(id) + step];
    const next = [...ids];
    next.splice(to, 0, ...next.splice(from, 1));
    settle(next);
    heard.textContent = say(texts, "item.moved", { what: words.get(id), place: to + 1 });
    const buttons = rows.children[to].querySelectorAll("button");
    (buttons[step < 0 ? 0 : 1].disabled ? buttons[step < 0 ? 1 : 0] : buttons[step < 0 ? 0 : 1]).focus();
  }

  function button(id, step, edge) {
    const label = say(texts, step < 0 ? "item.move_up" : "item.move_down", { what: words.get(id) });
    const face = icon(step < 0 ? "up" : "down");
    return el("button", { type: "button", class: "sqm-order-move", "aria-label": label, disabled: edge, onclick: () => move(id, step) }, face);
  }

  function draw() {
    rows.replaceChildren(
      ...ids.map((id, place) =>
        el(
          "li",
          { class: ["sqm-order-row", touched && "sqm-order-set", verdict && (verdict.key[place] === id ? "sqm-option-right" : "sqm-option-wrong")] },
          el("span", { class: "sqm-order-place" }, touched ? String(place + 1) : "–"),
          el("span", { class: "sqm-order-text" }, words.get(id)),
          !locked && [button(id, -1, place === 0), button(id, 1, place === ids.length - 1)],
        ),
      ),
    );
    keep.hidden = touched;
  }
  draw();
  return box;
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
  const partners = el(
    "ul",
    { class: "sqm-partners" },
    view.right.map((each) => el("li", {}, el("b", {}, letter(each.id)), el("span", {}, t(each.text)))),
  );
  const choices = () => view.right.map((each) => el("option", { value: each.id }, `${letter(each.id)}　${t(each.text)}`));
  const rows = view.left.map((each, place) => {
    const judged = verdict && (verdict.key[each.id] === pairs[each.id] ? "right" : "wrong");
    return el(
      "div",
      { class: ["sqm-match-row", judged && `sqm-option-${judged}`] },
      el("label", { for: `${name}-${place}` }, t(each.text)),
      el(
        "select",
        { id: `${name}-${place}`, value: pairs[each.id] ?? "", disabled: locked, onchange: (e) => choose(each.id, e.target.value) },
        el("option", { value: "" }, say(texts, "item.choose")),
        choices(),
      ),
      judged === "wrong" && el("p", { class: "sqm-option-why" }, say(texts, "item.belongs", { what: view.right.find((r) => r.id === verdict.key[each.id])?.text ?? "" })),
    );
  });
  return el("div", { class: "sqm-match" }, partners, rows);
}
