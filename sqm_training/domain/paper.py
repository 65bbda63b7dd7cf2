"""A blueprint becomes a paper version; an attempt is drawn from it once, with a seed, and frozen."""

import random
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from sqm_training.domain.item import FreeText, Hotspot, Item, Match, Multiple, Numeric, Order, Single, _Choice
from sqm_training.domain.text import Frozen, Text

Marking = Literal["machine", "person"]


class Slice(Frozen):
    """So many items of some competencies and kinds, each worth the same points."""

    id: str
    title: Text
    competencies: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[str, ...] = ()
    count: int = Field(ge=1)
    points: float = Field(gt=0)
    marking: Marking = "machine"

    def takes(self, item: Item) -> bool:
        by_person = item.kind == "free_text"
        return (
            item.use == "exam"
            and item.status == "live"
            and item.competency in self.competencies
            and (not self.kinds or item.kind in self.kinds)
            and by_person == (self.marking == "person")
        )


class Attempts(Frozen):
    limit: int = Field(ge=1)
    cool_down_hours: float = Field(0, ge=0)
    counts: Literal["best", "last"] = "best"


class Release(Frozen):
    """When a candidate sees marks and reasons."""

    marks: Literal["after_marking", "never"] = "after_marking"
    reasons: Literal["after_marking", "never"] = "after_marking"


class Blueprint(Frozen):
    id: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    version: int = Field(ge=1)
    status: Literal["draft", "live", "retired"]
    title: Text
    post: str
    grade: str
    minutes: int = Field(ge=1)
    pass_mark: float = Field(ge=0, le=100)  # per cent of the points on offer
    attempts: Attempts
    release: Release
    public_items: Literal["allowed", "refused"] = "allowed"
    slices: tuple[Slice, ...] = Field(min_length=1)


class Slot(Frozen):
    """A place in the paper, the same for everybody: points, way of marking and what may be drawn into it."""

    id: str
    slice: str
    points: float
    marking: Marking
    pool: tuple[Item, ...]


class TooFew(ValueError):
    """A slice asks for more items than there are live."""

    def __init__(self, short: list[tuple[str, int, int]]) -> None:
        super().__init__("; ".join(f"{name}: {have} of {need}" for name, have, need in short))
        self.short = short


class PaperVersion(Frozen):
    """A published paper: it never changes."""

    blueprint: Blueprint
    version: int
    slots: tuple[Slot, ...]

    @classmethod
    def assemble(cls, blueprint: Blueprint, version: int, items: Sequence[Item]) -> "PaperVersion":
        """Fill every slice's pool. Raises TooFew naming each slice that cannot be drawn."""
        pools = {one.id: tuple(item for item in items if one.takes(item)) for one in blueprint.slices}
        short = [(one.id, len(pools[one.id]), one.count) for one in blueprint.slices if len(pools[one.id]) < one.count]
        if short:
            raise TooFew(short)
        places = [one for one in blueprint.slices for _ in range(one.count)]
        slots = tuple(
            Slot(id=f"s{number:02d}", slice=one.id, points=one.points, marking=one.marking, pool=pools[one.id])
            for number, one in enumerate(places, 1)
        )
        return cls(blueprint=blueprint, version=version, slots=slots)

    @property
    def points(self) -> float:
        return sum(slot.points for slot in self.slots)


class Question(Frozen):
    """An item as one candidate meets it: where it counts and in what order its parts are shown."""

    slot: str
    item: str
    version: int
    points: float
    options: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


class Draw(Frozen):
    """What one attempt is made of, in the order on screen."""

    seed: int
    questions: tuple[Question, ...]


def draw(paper: PaperVersion, seed: int) -> Draw:
    """The same seed draws the same paper. No item twice; free text comes last."""
    chance, taken = random.Random(seed), set[str]()
    questions = []
    for slot in paper.slots:
        item = chance.choice([one for one in slot.pool if one.id not in taken])
        taken.add(item.id)
        questions.append((slot.marking == "person", _question(slot.id, slot.points, item, chance)))
    chance.shuffle(questions)
    questions.sort(key=lambda pair: pair[0])
    return Draw(seed=seed, questions=tuple(question for _, question in questions))


def practice_question(item: Item) -> Question:
    """An item met outside a paper; its parts are shuffled the same way each time."""
    return _question("", 1.0, item, random.Random(item.id))


def _question(slot: str, points: float, item: Item, chance: random.Random) -> Question:
    parts: dict[str, tuple[str, ...]] = {}
    if isinstance(item, Order):
        parts["options"] = _shuffled([option.id for option in item.options], chance, avoid=item.key)
    elif isinstance(item, Single | Multiple):
        parts["options"] = _shuffled([option.id for option in item.options], chance)
    elif isinstance(item, Match):
        left = [option.id for option in item.left]
        parts["left"] = tuple(left)
        aligned = tuple(item.key[one] for one in left)
        parts["right"] = _shuffled([option.id for option in item.right], chance, avoid=aligned)
    return Question(slot=slot, item=item.id, version=item.version, points=points, **parts)


def _shuffled(ids: list[str], chance: random.Random, avoid: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Any order but `avoid`, which would give the answer away."""
    while True:
        chance.shuffle(ids)
        if tuple(ids) != avoid or len(ids) < 2:
            return tuple(ids)


def public_view(question: Question, item: Item, picture_src: str | None) -> dict[str, Any]:
    """What a browser may know of a question: never a key, a reason, a rubric or a model answer."""
    view: dict[str, Any] = {
        "slot": question.slot,
        "item": item.id,
        "version": item.version,
        "kind": item.kind,
        "points": question.points,
        "prompt": item.prompt.model_dump(),
        "picture": {"src": picture_src, "alt": item.picture.alt.model_dump()} if item.picture else None,
    }
    if isinstance(item, _Choice):
        view["options"] = _shown({option.id: option.text for option in item.options}, question.options)
    elif isinstance(item, Match):
        view["left"] = _shown({option.id: option.text for option in item.left}, question.left)
        view["right"] = _shown({option.id: option.text for option in item.right}, question.right)
    elif isinstance(item, Numeric):
        view["unit"] = item.unit.model_dump() if item.unit else None
    elif isinstance(item, Hotspot):
        view["taps"] = len(item.key)
    elif isinstance(item, FreeText):
        view["limit"] = item.limit
    return view


def _shown(texts: dict[str, Text], order: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"id": key, "text": texts[key].model_dump()} for key in order]
