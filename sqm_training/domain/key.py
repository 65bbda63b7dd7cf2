"""An item reduced to what marking needs: ids and the key, no words but units. So it stands in hidden tests."""

from collections.abc import Mapping
from typing import Any

from sqm_training.domain.item import (
    ITEM,
    Choice,
    Cloze,
    Dialogue,
    Figure,
    Hotspot,
    Item,
    Match,
    Multiple,
    Numeric,
    Option,
    Pick,
    ShortText,
    Task,
)
from sqm_training.domain.marking import InvalidAnswer, fraction

NO_WORDS = {"zh": "-", "en": "-"}
BLANK: dict[str, Any] = {
    "use": "exam",
    "competency": "C0.0-00",
    "difficulty": 1,
    "prompt": NO_WORDS,
    "why": NO_WORDS,
    "author": "-",
}


class ForeignItem(ValueError):
    """An answer to an item the slot cannot hold: no learner's doing, so nothing is marked."""


def key(item: Item) -> dict[str, Any]:
    """The item's key, made of what JSON knows. Free text has none."""
    found = item.model_dump(mode="json", include={"id", "version", "kind", "key", "tolerance"})
    if item.parameters:
        found |= item.model_dump(mode="json", include={"parameters", "derived"})
    match item:
        case Multiple():
            found |= {"options": _ids(item.options), "scoring": item.scoring}
        case Choice():
            found["options"] = _ids(item.options)
        case Match():
            found |= {"left": _ids(item.left), "right": _ids(item.right)}
        case Numeric():
            found["unit"] = item.unit.model_dump() if item.unit else None
        case Hotspot():
            found["regions"] = {region.id: list(region.box) for region in item.regions}
        case Cloze():
            found["gaps"] = [_gap(gap) for gap in item.gaps]
        case ShortText():
            found["accept"] = list(item.accept)
        case Dialogue():
            found["turns"] = {turn.id: [_reply(reply) for reply in turn.replies] for turn in item.turns}
        case Task():
            found["exercise"] = item.exercise.model_dump(mode="json")
        case _:
            pass
    return found


def restored(found: Mapping[str, Any]) -> Item:
    """A wordless item that marks as the one the key was taken from."""
    parts: dict[str, Any] = {part: _wordless(found[part]) for part in ("options", "left", "right") if part in found}
    if "regions" in found:
        parts["regions"] = [{"id": one, "box": box, "text": NO_WORDS} for one, box in found["regions"].items()]
        parts["picture"] = {"file": "img/none.svg", "alt": NO_WORDS}
    if "gaps" in found:
        parts["gaps"] = [
            gap | ({"options": _wordless(gap["options"])} if "options" in gap else {}) for gap in found["gaps"]
        ]
        places = " ".join(f"[[{gap['id']}]]" for gap in found["gaps"])
        parts["passage"] = {"zh": places, "en": places}
    if "turns" in found:
        parts["turns"] = [
            {"id": one, "says": NO_WORDS, "replies": [reply | {"text": NO_WORDS, "why": NO_WORDS} for reply in replies]}
            for one, replies in found["turns"].items()
        ]
    return ITEM.validate_python(BLANK | dict(found) | parts)


def points(pool: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any] | None, of: float) -> float:
    """Points for an answer `{item, version, parameters, answer}` to one item of a slot's pool; nothing given is 0.

    Raises ForeignItem for an item, or a version of one, that is not in the pool.
    """
    if given is None:
        return 0.0
    found = pool.get(given["item"])
    if found is None or found["version"] != given["version"]:
        raise ForeignItem(f"{given['item']} version {given['version']}")
    item = restored(found).variant(given.get("parameters", {}))
    try:
        share = fraction(item, given["answer"])
    except InvalidAnswer:
        share = 0.0
    assert share is not None, "free text is marked by a person"
    return round(share * of, 4)


def _ids(options: tuple[Option, ...]) -> list[str]:
    return [option.id for option in options]


def _wordless(ids: list[str]) -> list[dict[str, Any]]:
    return [{"id": one, "text": {"zh": one, "en": one}} for one in ids]


def _gap(gap: Any) -> dict[str, Any]:
    match gap:
        case Pick():
            return {"ask": gap.ask, "id": gap.id, "key": gap.key, "options": _ids(gap.options)}
        case Figure():
            found: dict[str, Any] = gap.model_dump(mode="json")
            return found
        case _:
            return {"ask": gap.ask, "id": gap.id, "accept": list(gap.accept)}


def _reply(reply: Any) -> dict[str, Any]:
    return {"id": reply.id, "to": reply.to, "points": reply.points, "fatal": reply.fatal}
