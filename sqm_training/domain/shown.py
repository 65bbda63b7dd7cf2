"""What a browser may know of an item: before an answer no key and no reason, afterwards what policy releases."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from sqm_training.domain.item import (
    Choice,
    Cloze,
    Code,
    Dialogue,
    Figure,
    FreeText,
    Hotspot,
    Item,
    Match,
    Multiple,
    Numeric,
    Option,
    Pick,
    Picture,
    ShortText,
    Task,
    Turn,
)
from sqm_training.domain.item.writing import LONGEST_WORDS
from sqm_training.domain.marking import filled
from sqm_training.domain.paper import Question, question

Sources = Mapping[str, str]  # where a picture is, by its file


def practice_question(item: Item) -> Question:
    """An item met outside a paper; its parts are shuffled the same way each time."""
    return question("", 1.0, item, random.Random(item.id))


def public_view(asked: Question, item: Item, pictures: Sources, answer: Any = None) -> dict[str, Any]:
    """What a browser may know of a question: never a key, a reason, a rubric or a model answer.

    `item` is the variant this candidate meets. Of a talk only what `answer` has come to is shown.
    """
    view: dict[str, Any] = {
        "slot": asked.slot,
        "item": item.id,
        "version": item.version,
        "kind": item.kind,
        "points": asked.points,
        "prompt": item.prompt.model_dump(),
        "picture": _picture(item.picture, pictures),
    }
    match item:
        case Multiple():
            view |= {"options": _options(item.options, asked.options, pictures), "scoring": item.scoring}
        case Choice():
            view["options"] = _options(item.options, asked.options, pictures)
        case Match():
            view["left"] = _options(item.left, asked.left, pictures)
            view["right"] = _options(item.right, asked.right, pictures)
        case Numeric():
            view["unit"] = item.unit.model_dump() if item.unit else None
        case Hotspot():
            view["taps"] = len(item.key)
        case Cloze():
            view |= {"passage": item.passage.model_dump(), "limit": LONGEST_WORDS}
            view["gaps"] = [_gap(gap, asked, pictures) for gap in item.gaps]
        case ShortText():
            view["limit"] = LONGEST_WORDS
        case FreeText():
            view["limit"] = item.limit
        case Dialogue():
            view["turns"] = turns(item, answer)
        case Code():
            view |= {"given": item.given, "names": list(item.names), "files": item.sets[0].files}
            view["cells"] = [{"id": cell.id, "starter": cell.starter} for cell in item.cells]
        case Task():
            view["exercise"] = item.exercise.shown()
            view["sources"] = {one.file: pictures.get(one.file) for one in item.pictures}
        case _:
            pass
    return view


def turns(item: Dialogue, answer: Any) -> list[dict[str, Any]]:
    """A talk as far as an answer has brought it, without what a reply is worth."""
    return [_turn(turn) for turn in item.seen(answer if isinstance(answer, list) else [])]


def whole_talk(item: Dialogue) -> list[dict[str, Any]]:
    """Every turn there may be and where each reply leads: for practice, and afterwards."""
    return [_turn(turn, {reply.id: {"to": reply.to} for reply in turn.replies}) for turn in item.turns]


def _turn(turn: Turn, more: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    known = more or {}
    replies = [{"id": one.id, "text": one.text.model_dump(), **known.get(one.id, {})} for one in turn.replies]
    return {"id": turn.id, "says": turn.says.model_dump(), "mood": turn.mood, "replies": replies}


def _picture(picture: Picture | None, pictures: Sources) -> dict[str, Any] | None:
    return {"src": pictures.get(picture.file), "alt": picture.alt.model_dump()} if picture else None


def _options(options: Sequence[Option], order: Sequence[str], pictures: Sources) -> list[dict[str, Any]]:
    known = {option.id: option for option in options}
    shown = [known[key] for key in order]
    return [
        {"id": one.id, "text": one.text.model_dump()}
        | ({"picture": _picture(one.picture, pictures)} if one.picture else {})
        for one in shown
    ]


def _gap(gap: Any, asked: Question, pictures: Sources) -> dict[str, Any]:
    view: dict[str, Any] = {"id": gap.id, "ask": gap.ask}
    match gap:
        case Pick():
            view["options"] = _options(gap.options, asked.gaps[gap.id], pictures)
        case Figure():
            view["unit"] = gap.unit.model_dump() if gap.unit else None
        case _:
            pass
    return view


def reasons(item: Item, answer: Any = None) -> dict[str, Any]:
    """What is told after answering: the key and why, of the item and of each option or region there is.

    `item` is the variant that was met.
    """
    shown = item.model_dump(mode="json")
    told: dict[str, Any] = {
        "key": _key(item, shown),
        "why": shown["why"],
        "options": {name: part["why"] for name, part in _parts(shown) if part.get("why")},
        "regions": [{"id": r["id"], "box": r["box"], "text": r["text"]} for r in shown.get("regions", ())],
        "lesson": shown.get("lesson"),
        "source": shown.get("source"),
    }
    match item:
        case Cloze():
            told["filled"] = filled(item, answer or {})
        case Dialogue():
            told["turns"] = whole_talk(item)
            told["worth"] = {reply.id: reply.points for turn in item.turns for reply in turn.replies}
            told["fatal"] = [reply.id for turn in item.turns for reply in turn.replies if reply.fatal]
        case Code():
            checks = [check.model_dump(mode="json", include={"id", "title", "points"}) for check in item.checks]
            told["checks"] = checks
        case Task():
            told["result"] = item.exercise.judge(answer).model_dump(mode="json") if answer else None
            told["best"] = item.exercise.best()
            told["exercise"] = item.exercise.model_dump(mode="json")
        case _:
            pass
    return told


def self_assessment(item: FreeText) -> dict[str, Any]:
    """By what somebody who practises judges their own text: the rubric and model answers."""
    return {
        "rubric": [line.model_dump(mode="json") for line in item.rubric],
        "model": [text.model_dump() for text in item.model],
    }


def _key(item: Item, shown: Mapping[str, Any]) -> Any:
    match item:
        case Cloze():
            return {gap["id"]: gap["key"] if "key" in gap else gap["accept"] for gap in shown["gaps"]}
        case ShortText():
            return list(item.accept)
        case Dialogue():
            return item.best[1]
        case Code():
            return {cell.id: cell.reference for cell in item.cells}
        case _:
            return shown.get("key")


def _parts(shown: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Everything of an item that has a reason of its own, by the name it is told under."""
    parts = [part for name in ("options", "left", "regions") for part in shown.get(name, ())]
    parts += [reply for turn in shown.get("turns", ()) for reply in turn["replies"]]
    gaps = [(f"{gap['id']}/{one['id']}", one) for gap in shown.get("gaps", ()) for one in gap.get("options", ())]
    return [*((part["id"], part) for part in parts), *gaps]
