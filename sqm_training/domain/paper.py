"""A blueprint becomes a paper version; an attempt is drawn from it once, with a seed, and frozen."""

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import Field, ValidationInfo, model_serializer, model_validator

from sqm_training.domain.blueprint import Blueprint, Marking, Slice
from sqm_training.domain.item import ITEM, Cloze, Item, Match, Multiple, Order, Pick, Single
from sqm_training.domain.text import Frozen
from sqm_training.domain.translation import untranslated


class Slot(Frozen):
    """A place in the paper, the same for everybody: points, way of marking and what may be drawn into it.

    A pilot's slot belongs to no slice and is worth nothing.
    """

    id: str
    slice: str
    points: float
    marking: Marking
    pool: tuple[Item, ...]
    pilot: bool = False


class Shortage(NamedTuple):
    """A slice that can not be filled: items there are for it, items it asks for."""

    slice: str
    have: int
    need: int


class TooFew(ValueError):
    """Slices ask for more items than there are live."""

    def __init__(self, short: list[Shortage]) -> None:
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
        built = cls.outline(blueprint, version, items)
        if short := built.short():
            raise TooFew(short)
        return built

    @classmethod
    def outline(cls, blueprint: Blueprint, version: int, items: Sequence[Item]) -> "PaperVersion":
        """The same, however little there is to draw. An item that lacks a language is none."""
        wanted = [item for item in items if any(one.fits(item) for one in blueprint.slices)]
        items = [item for item in wanted if not untranslated(item)]
        pools = {one.id: tuple(item for item in items if one.takes(item)) for one in blueprint.slices}
        places: list[Slice | None] = [one for one in blueprint.slices for _ in range(one.count)]
        trial = _on_trial(blueprint, items)
        number = min(blueprint.pilots, len(trial))
        places = _mingled(places, number, random.Random(" ".join(item.id for item in trial)))
        slots = tuple(
            Slot(id=f"s{at:02d}", slice=one.id, points=one.points, marking=one.marking, pool=pools[one.id])
            if one
            else Slot(id=f"s{at:02d}", slice="", points=0.0, marking="machine", pool=trial, pilot=True)
            for at, one in enumerate(places, 1)
        )
        return cls(blueprint=blueprint, version=version, slots=slots)

    @model_validator(mode="before")
    @classmethod
    def _unpacked(cls, given: Any, info: ValidationInfo) -> Any:
        if not isinstance(given, dict) or "items" not in given:
            return given  # published when each pool still held its items itself
        items = {one["id"]: ITEM.validate_python(one, context=info.context) for one in given["items"]}
        slots = [slot | {"pool": [items[key] for key in slot["pool"]]} for slot in given["slots"]]
        return {key: value for key, value in given.items() if key != "items"} | {"slots": slots}

    @model_serializer
    def _packed(self) -> dict[str, Any]:
        """Each item once, however many slots may draw it."""
        items = {item.id: item for slot in self.slots for item in slot.pool}
        slots = [slot.model_dump(exclude={"pool"}) | {"pool": [item.id for item in slot.pool]} for slot in self.slots]
        return {
            "blueprint": self.blueprint,
            "version": self.version,
            "items": list(items.values()),
            "slots": slots,
        }

    def short(self) -> list[Shortage]:
        """Slices that cannot be filled, all of them at once."""
        filled = fill(self.slots, random.Random(0))
        had = Counter(slot.slice for slot in self.slots if slot.id in filled)
        asked = [(one.id, had[one.id], one.count) for one in self.blueprint.slices]
        return [Shortage(*one) for one in asked if one[1] < one[2]]

    @property
    def points(self) -> float:
        return sum(slot.points for slot in self.slots)

    @property
    def scored(self) -> tuple[Slot, ...]:
        """The slots that count."""
        return tuple(slot for slot in self.slots if not slot.pilot)


def _on_trial(blueprint: Blueprint, items: Sequence[Item]) -> tuple[Item, ...]:
    """Items to try out: only such as a candidate would take for one of the paper's own, and no trainer must read."""
    like = [one for one in blueprint.slices if one.marking == "machine"]
    return tuple(item for item in items if item.status == "pilot" and any(one.fits(item) for one in like))


def _mingled(places: list[Slice | None], pilots: int, chance: random.Random) -> list[Slice | None]:
    """Room for pilots among the others, so that the number of a slot does not tell."""
    for at in sorted(chance.sample(range(len(places) + pilots), pilots)):
        places.insert(at, None)
    return places


class Question(Frozen):
    """An item as one candidate meets it: where it counts and in what order its parts are shown."""

    slot: str
    item: str
    version: int
    points: float  # as shown; of a pilot they do not count
    section: str = ""
    pilot: bool = False
    options: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    gaps: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # the order of options in each gap to choose in
    parameters: dict[str, Any] = Field(default_factory=dict)  # the values this candidate meets


class Draw(Frozen):
    """What one attempt is made of, in the order on screen."""

    seed: int
    questions: tuple[Question, ...]

    @property
    def items(self) -> dict[str, str]:
        """The item in each slot."""
        return {question.slot: question.item for question in self.questions}


def draw(paper: PaperVersion, seed: int, avoid: Collection[str] = ()) -> Draw:
    """The same seed draws the same paper. No item twice, and none to avoid while there are others.

    What a person marks comes last in its section.
    """
    chance = random.Random(seed)
    filled = fill(paper.slots, chance, avoid)
    drawn = [
        (slot.marking == "person", _placed(paper.blueprint, slot, filled[slot.id], chance))
        for slot in paper.slots
        if slot.id in filled
    ]
    chance.shuffle(drawn)
    drawn.sort(key=lambda pair: (paper.blueprint.section_of(pair[1].section), pair[0]))
    return Draw(seed=seed, questions=tuple(one for _, one in drawn))


def _placed(blueprint: Blueprint, slot: Slot, item: Item, chance: random.Random) -> Question:
    """A pilot stands where an item like it would, for what that would be worth."""
    like = [one for one in blueprint.slices if one.marking == slot.marking and one.fits(item)]
    home = chance.choice(like) if slot.pilot else blueprint.slice(slot.slice)
    met = question(slot.id, home.points, item, chance)
    return met.model_copy(update={"section": home.section, "pilot": slot.pilot})


def fill(slots: Sequence[Slot], chance: random.Random, avoid: Collection[str] = ()) -> dict[str, Item]:
    """An item for as many slots as can have one, none twice, though pools may overlap.

    What is to be avoided comes in only where nothing else is left.
    """
    narrow_first = sorted(slots, key=lambda slot: len(slot.pool))
    filling = _Filling(chance)
    if avoid:
        filling.go_through(narrow_first, avoid)
    filling.go_through(narrow_first, ())
    return filling.chosen


class _Filling:
    """At first each slot takes what is free. Where nothing is, it takes an item from another slot that finds a
    different one (augmenting paths): so none that was chosen is dropped again, and no slot stays empty in vain.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.chosen: dict[str, Item] = {}
        self.holder: dict[str, Slot] = {}

    def go_through(self, slots: Sequence[Slot], avoid: Collection[str]) -> None:
        shared = {slot.slice: slot.pool for slot in slots}
        pools = {key: [item for item in pool if item.id not in avoid] for key, pool in shared.items()}
        orders = {key: self._in_any_order(pool) for key, pool in pools.items()}
        for slot in slots:
            if slot.id in self.chosen:
                continue
            free = next((item for item in orders[slot.slice] if item.id not in self.holder), None)
            if free is not None:
                self._take(slot, free)
            else:
                self._wrest(slot, pools, set())

    def _in_any_order(self, pool: list[Item]) -> Iterator[Item]:
        """Shuffled as far as it is asked for."""
        left = pool.copy()
        while left:
            at = int(self.chance.random() * len(left))
            left[at], left[-1] = left[-1], left[at]
            yield left.pop()

    def _take(self, slot: Slot, item: Item) -> None:
        self.chosen[slot.id], self.holder[item.id] = item, slot

    def _wrest(self, slot: Slot, pools: dict[str, list[Item]], tried: set[str]) -> bool:
        for item in self._in_any_order(pools[slot.slice]):
            if item.id in tried:
                continue
            tried.add(item.id)
            if item.id not in self.holder or self._wrest(self.holder[item.id], pools, tried):
                self._take(slot, item)
                return True
        return False


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
