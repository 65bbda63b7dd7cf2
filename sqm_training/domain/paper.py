"""A blueprint becomes a paper version; an attempt is drawn from it once, with a seed, and frozen."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.item import Cloze, Item, Kind, Match, Multiple, Order, Pick, Single
from sqm_training.domain.text import Frozen, Text

Marking = Literal["machine", "person"]
MOST_SLOTS = 99  # ids are s01 to s99


class Slice(Frozen):
    """So many items of some competencies and kinds, each worth the same points."""

    id: str
    title: Text
    competencies: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[Kind, ...] = ()
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

    @model_validator(mode="after")
    def _slices_differ(self) -> "Blueprint":
        if len({one.id for one in self.slices}) != len(self.slices):
            raise PydanticCustomError("paper.slice_twice", "paper.slice_twice")
        if sum(one.count for one in self.slices) > MOST_SLOTS:
            raise PydanticCustomError("paper.too_long", "paper.too_long", {"most": MOST_SLOTS})
        return self


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
        places = [one for one in blueprint.slices for _ in range(one.count)]
        slots = tuple(
            Slot(id=f"s{number:02d}", slice=one.id, points=one.points, marking=one.marking, pool=pools[one.id])
            for number, one in enumerate(places, 1)
        )
        had = Counter(slot.slice for slot, _ in _filled(slots, random.Random(0)))
        short = [(one.id, had[one.id], one.count) for one in blueprint.slices if had[one.id] < one.count]
        if short:
            raise TooFew(short)
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
    gaps: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # the order of options in each gap to choose in
    parameters: dict[str, Any] = Field(default_factory=dict)  # the values this candidate meets


class Draw(Frozen):
    """What one attempt is made of, in the order on screen."""

    seed: int
    questions: tuple[Question, ...]


def draw(paper: PaperVersion, seed: int) -> Draw:
    """The same seed draws the same paper. No item twice; what a person marks comes last."""
    chance = random.Random(seed)
    drawn = [
        (slot.marking == "person", question(slot.id, slot.points, item, chance))
        for slot, item in _filled(paper.slots, chance)
    ]
    chance.shuffle(drawn)
    drawn.sort(key=lambda pair: pair[0])
    return Draw(seed=seed, questions=tuple(one for _, one in drawn))


def _filled(slots: Sequence[Slot], chance: random.Random) -> list[tuple[Slot, Item]]:
    """An item for as many slots as can have one, none twice, though pools may overlap.

    A slot may take an item from another slot that finds a different one (augmenting paths).
    """
    holder: dict[str, Slot] = {}
    chosen: dict[str, Item] = {}

    def fill(slot: Slot, tried: set[str]) -> bool:
        for item in chance.sample(slot.pool, len(slot.pool)):
            if item.id in tried:
                continue
            tried.add(item.id)
            if item.id not in holder or fill(holder[item.id], tried):
                holder[item.id], chosen[slot.id] = slot, item
                return True
        return False

    for slot in slots:
        fill(slot, set())
    return [(slot, chosen[slot.id]) for slot in slots if slot.id in chosen]


def question(slot: str, points: float, item: Item, chance: random.Random) -> Question:
    """An item as it is met: its parts in an order of their own, its parameters with values."""
    parts: dict[str, Any] = {}
    if item.parameters:
        parts["parameters"] = item.values(chance.random())
    if isinstance(item, Order):
        parts["options"] = _shuffled([option.id for option in item.options], chance, avoid=item.key)
    elif isinstance(item, Single | Multiple):
        parts["options"] = _shuffled([option.id for option in item.options], chance)
    elif isinstance(item, Match):
        parts["left"] = _shuffled([option.id for option in item.left], chance)
        aligned = tuple(item.key[one] for one in parts["left"])
        parts["right"] = _shuffled([option.id for option in item.right], chance, avoid=aligned)
    elif isinstance(item, Cloze):
        picks = [gap for gap in item.gaps if isinstance(gap, Pick)]
        parts["gaps"] = {gap.id: _shuffled([option.id for option in gap.options], chance) for gap in picks}
    return Question(slot=slot, item=item.id, version=item.version, points=points, **parts)


def _shuffled(ids: list[str], chance: random.Random, avoid: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Any order but one that begins with `avoid`, which would give the answer away."""
    while True:
        chance.shuffle(ids)
        if not avoid or tuple(ids[: len(avoid)]) != avoid:
            return tuple(ids)
