"""A paper drawn many times over: how often an item comes, how alike neighbours' papers are, how even they all are."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from sqm_training.domain.item import Item
from sqm_training.domain.paper import PaperVersion, Slot, fill
from sqm_training.domain.text import Frozen

TOLERATED = 0.005  # what a rehearsal may be off by where slices share items

Filled = Mapping[str, Item]  # an item for each slot


class Spread(Frozen):
    mean: float
    sd: float


class Group(Frozen):
    """Items that may fill the same slices. None of them is drawn more often than another, so one figure tells all."""

    slices: tuple[str, ...]
    items: int
    exposure: float  # the share of papers each of them is in

    def enough(self, cap: float) -> int:
        """How many items it takes for none to be in more papers than the cap allows."""
        return math.ceil(round(self.items * self.exposure / cap, 6))


class Rehearsal(Frozen):
    """Shares are from 0 to 1, of the items that count: pilots are left out."""

    draws: int
    groups: tuple[Group, ...]
    overlap: float  # of two papers drawn one after the other, on average
    overlap_most: float
    again: float  # of somebody's second paper, met in the first
    difficulty: Spread  # of papers, by points
    points: dict[str, Spread]  # of each competency

    @property
    def exposure(self) -> float:
        """On average over all items."""
        return sum(one.items * one.exposure for one in self.groups) / sum(one.items for one in self.groups)

    @property
    def exposure_most(self) -> float:
        return max(one.exposure for one in self.groups)

    def over(self, cap: float) -> tuple[Group, ...]:
        """Items that would be in more papers than they may."""
        return tuple(one for one in self.groups if one.exposure > cap + TOLERATED)


def rehearse(paper: PaperVersion, draws: int = 1000) -> Rehearsal:
    """Draw a paper with seed after seed. It must be one that can be drawn."""
    slots = paper.scored
    papers = [fill(slots, random.Random(seed)) for seed in range(draws)]
    items = [{item.id for item in one.values()} for one in papers]
    shared = [len(a & b) / len(slots) for a, b in pairwise(items)] or [0.0]
    return Rehearsal(
        draws=draws,
        groups=_groups(slots, papers),
        overlap=sum(shared) / len(shared),
        overlap_most=max(shared),
        again=_again(slots, items[: max(1, draws // 10)]),
        difficulty=_spread([_difficulty(slots, one) for one in papers]),
        points=_points(slots, papers),
    )


def _groups(slots: Sequence[Slot], papers: Sequence[Filled]) -> tuple[Group, ...]:
    slices: dict[str, set[str]] = defaultdict(set)
    for slot in {slot.slice: slot for slot in slots}.values():
        for item in slot.pool:
            slices[item.id].add(slot.slice)
    drawn = Counter(item.id for one in papers for item in one.values())
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, fitting in slices.items():
        alike[tuple(sorted(fitting))].append(key)
    return tuple(
        Group(slices=fitting, items=len(keys), exposure=sum(drawn[key] for key in keys) / len(keys) / len(papers))
        for fitting, keys in alike.items()
    )


def _again(slots: Sequence[Slot], firsts: Sequence[set[str]]) -> float:
    seconds = [fill(slots, random.Random(f"again {seed}"), avoid=first) for seed, first in enumerate(firsts)]
    met = [sum(item.id in first for item in one.values()) for first, one in zip(firsts, seconds, strict=True)]
    return sum(met) / len(met) / len(slots)


def _difficulty(slots: Sequence[Slot], filled: Filled) -> float:
    return sum(filled[slot.id].difficulty * slot.points for slot in slots) / sum(slot.points for slot in slots)


def _points(slots: Sequence[Slot], papers: Sequence[Filled]) -> dict[str, Spread]:
    totals: list[dict[str, float]] = []
    for one in papers:
        totals.append(defaultdict(float))
        for slot in slots:
            totals[-1][one[slot.id].competency] += slot.points
    competencies = sorted({key for total in totals for key in total})
    return {key: _spread([total.get(key, 0.0) for total in totals]) for key in competencies}


def _spread(figures: Iterable[float]) -> Spread:
    known = list(figures)
    mean = sum(known) / len(known)
    return Spread(mean=mean, sd=math.sqrt(sum((one - mean) ** 2 for one in known) / len(known)))
