"""A correction of an item that was drawn with something wrong in it, and what it does to marks already given."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from sqm_training.domain.expression import value
from sqm_training.domain.item import BY_HAND, Choice, Cloze, Dialogue, Hotspot, Item, Match, Option, Pick, Task
from sqm_training.domain.key import key
from sqm_training.domain.marking import InvalidAnswer, fraction
from sqm_training.domain.paper import Question
from sqm_training.domain.text import Frozen

EXACT = 1e-6  # what points may be off by and still be the same
MARKS = ("key", "tolerance", "unit", "scoring", "accept", "regions", "gaps", "turns", "exercise", "derived")

Kind = Literal["up", "down", "kept", "person", "same"]


class NewKey(Frozen):
    """Answers are marked by this version of the item: it asks the same and holds another key."""

    kind: Literal["key"] = "key"
    item: Item


class FullPoints(Frozen):
    """Everybody who met the item gets all its points, answered or not."""

    kind: Literal["full"] = "full"


Correction = Annotated[NewKey | FullPoints, Field(discriminator="kind")]
CORRECTION: TypeAdapter[Correction] = TypeAdapter(Correction)


class Unfit(ValueError):
    """An item whose key says nothing about answers to the one that was met; `code` names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(met: Item, new: Item) -> None:
    """Whether answers to `met` can be marked as answers to `new`, and come out otherwise. Raises Unfit."""
    if (new.id, new.kind) != (met.id, met.kind):
        raise Unfit("another_item")
    if new.version <= met.version:
        raise Unfit("not_newer")
    if met.kind in BY_HAND:
        raise Unfit("no_rule")
    if _asked(new) != _asked(met):
        raise Unfit("asks_otherwise")
    if _without_version(new) == _without_version(met):
        raise Unfit("same_key")


def rekeyed(met: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The document of the version after `met`, with parts of it that marking goes by put in. Raises Unfit."""
    document = met.model_dump(mode="json")
    if not set(changes) <= set(MARKS) & set(document):
        raise Unfit("no_key")
    return document | dict(changes) | {"version": met.version + 1}


def _without_version(item: Item) -> dict[str, Any]:
    return {name: part for name, part in key(item).items() if name != "version"}


def _asked(item: Item) -> Any:
    """What a candidate could answer, and with what values they met it: an old answer means the same only while
    this is the same.
    """
    varies = {name: one.model_dump(mode="json") for name, one in item.parameters.items()}
    return varies, sorted(item.derived), _answers(item)


def _answers(item: Item) -> Any:
    match item:
        case Choice():
            return sorted(item.ids)
        case Match():
            return _ids(item.left), _ids(item.right)
        case Hotspot():
            return item.picture.file, len(item.key)
        case Cloze():
            return sorted((gap.id, gap.ask, _ids(gap.options) if isinstance(gap, Pick) else []) for gap in item.gaps)
        case Dialogue():
            return {turn.id: [(reply.id, reply.to) for reply in turn.replies] for turn in item.turns}
        case Task():
            return item.exercise.shown()
        case _:
            return None


def _ids(options: tuple[Option, ...]) -> list[str]:
    return sorted(option.id for option in options)


def points(correction: Correction, met: Question, answer: Any, of: float) -> float:
    """What an answer is worth by the correction."""
    if isinstance(correction, FullPoints):
        return of
    item = corrected(correction.item, met)
    try:
        share = fraction(item, answer)
    except InvalidAnswer:
        share = 0.0
    assert share is not None, "what no rule marks has no other key"
    return round(share * of, 4)


def corrected(item: Item, met: Question) -> Item:
    """The corrected item with the values a candidate met; what follows from them is worked out anew."""
    values = {name: met.parameters[name] for name in item.parameters}
    for name, code in item.derived.items():
        values[name] = value(code, values)
    return item.variant(values)


class Change(Frozen):
    """What a correction does to one mark. Nobody is lowered unless that is decided; a person's mark stays."""

    attempt: str
    slot: str
    of: float
    before: float
    found: float  # by the correction
    by_person: bool = False

    def kind(self, lower: bool) -> Kind:
        if abs(self.found - self.before) <= EXACT:
            return "same"
        if self.by_person:
            return "person"
        if self.found > self.before:
            return "up"
        return "down" if lower else "kept"

    def after(self, lower: bool) -> float:
        return self.found if self.kind(lower) in ("up", "down") else self.before
