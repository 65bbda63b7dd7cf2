// A talk that branches: what the customer says, what one may reply, and where each reply leads.

import { fault, figure, freshId, pair, pick, put, rows, tick } from "./_bank_fields.js";
import { el, say, t } from "./kit.js";

const MOODS = ["calm", "worried", "cross", "pleased"];

export function answerTurns(desk) {
  const { form, texts } = desk;
  const turns = form.document.turns ?? [];
  const head = (row, number) => el("strong", {}, say(texts, number === 0 ? "bank.turn_first" : "bank.turn_n", { n: number + 1 }));
  const lost = (gone) => (form.document.turns ?? []).forEach((turn) => (turn.replies ?? []).forEach((reply) => reply.to === gone.id && delete reply.to));
  return [
    el("p", { class: "sqm-field-hint" }, say(texts, "bank.turns_hint")),
    rows(desk, ["turns"], {
      title: say(texts, "bank.turn"), add: say(texts, "bank.add_turn"), least: 1, head, gone: lost,
      fresh: (list) => ({ id: freshId(list, "t"), says: {} }),
      body: (where, row) => [
        pair(desk, [...where, "says"], say(texts, "bank.field.says"), { rows: 2 }),
        pick(desk, [...where, "mood"], say(texts, "bank.field.mood"), MOODS.map((mood) => [mood === "calm" ? "" : mood, say(texts, `bank.mood.${mood}`)])),
        replies(desk, where, row, turns),
      ],
    }),
    fault(["turns"]),
  ];
}

function replies(desk, where, turn, turns) {
  const { form, texts } = desk;
  const all = () => (form.document.turns ?? []).flatMap((one) => one.replies ?? []);
  const name = (one) => {
    const number = turns.indexOf(one) + 1;
    return `${say(texts, "bank.turn_n", { n: number })} ${t(one.says)}`.slice(0, 60);
  };
  const ways = turns.filter((one) => one !== turn).map((one) => [one.id, name(one)]);
  const list = turn.replies ?? [];
  return el(
    "div",
    { class: "sqm-replies" },
    list.length === 0 && el("p", { class: "sqm-field-hint" }, say(texts, "bank.turn_ends")),
    rows(desk, [...where, "replies"], {
      title: say(texts, "bank.reply"), add: say(texts, "bank.add_reply"),
      fresh: () => ({ id: freshId(all(), "a"), text: {}, why: {} }),
      body: (place) => [
        pair(desk, [...place, "text"], say(texts, "bank.words")),
        pair(desk, [...place, "why"], say(texts, "bank.why_this"), { quiet: true }),
        el(
          "div",
          { class: "sqm-tools" },
          figure(desk, [...place, "points"], say(texts, "bank.field.points")),
          pick(desk, [...place, "to"], say(texts, "bank.leads_to"), [["", say(texts, "bank.talk_over")], ...ways]),
          tick(desk, [...place, "fatal"], say(texts, "bank.fatal")),
        ),
      ],
    }),
  );
}

/** Somewhere to begin. */
export function firstTurn(document) {
  put(document, ["turns"], [{ id: "t1", says: {}, replies: [{ id: "a1", text: {}, why: {} }, { id: "a2", text: {}, why: {} }] }]);
}
