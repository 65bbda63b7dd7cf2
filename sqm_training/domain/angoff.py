"""A pass mark by the modified Angoff method: judges say how the barely competent candidate would fare.

Angoff in Thorndike (ed.), Educational Measurement, 1971, p. 514. Modified: two rounds, the second after the
judges have seen and talked over each other's figures.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from sqm_training.domain.interval import of_mean
from sqm_training.domain.paper import PaperVersion, Slot
from sqm_training.domain.statistics import Estimate, estimate
from sqm_training.domain.text import Frozen

JUDGES = 6  # fewer make no panel
ROUNDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Rating:
    """Of a hundred barely competent candidates, how many a judge thinks would get an item right.

    For an item with part marks: the share of its points such a candidate would win.
    """

    judge: str
    round: int
    item: str
    value: float  # 0 to 100


class Judged(Frozen):
    """What the judges of one round say of an item."""

    item: str
    n: int
    mean: float
    low: float
    high: float


class Round(Frozen):
    """One round. Only judges who rated every item count; the cut is in per cent of the points on offer."""

    number: int
    begun: dict[str, int]  # items rated so far, by judge
    cuts: dict[str, float]  # of each judge who rated all of them
    cut: Estimate
    spread: float | None  # standard deviation among judges
    items: tuple[Judged, ...]

    @property
    def enough(self) -> bool:
        return len(self.cuts) >= JUDGES


class Worksheet(Frozen):
    """All that was judged about one version of a paper.

    `standing` is the round that counts: the second once everybody who finished the first has finished it.
    `final`: that is the second, by a whole panel.
    """

    items: tuple[str, ...]
    rounds: tuple[Round, Round]
    standing: int
    final: bool

    @property
    def cut(self) -> Estimate:
        return self.rounds[self.standing - 1].cut


def pool(paper: PaperVersion) -> tuple[str, ...]:
    """Everything the paper may draw that counts, in its order: what the judges rate."""
    return tuple(dict.fromkeys(item.id for slot in paper.slots if slot.points for item in slot.pool))


def worksheet(paper: PaperVersion, ratings: Iterable[Rating]) -> Worksheet:
    """The worksheet of a paper; of two ratings of the same item by the same judge the later one counts."""
    found: dict[int, dict[str, dict[str, float]]] = {number: defaultdict(dict) for number in ROUNDS}
    items = pool(paper)
    for rating in ratings:
        if rating.item in items:
            found[rating.round][rating.judge][rating.item] = rating.value
    first, second = (_round(paper.slots, items, number, found[number]) for number in ROUNDS)
    standing = second if second.cuts and set(first.cuts) <= set(second.cuts) else first
    final = standing is second and second.enough
    return Worksheet(items=items, rounds=(first, second), standing=standing.number, final=final)


def _round(slots: Sequence[Slot], items: Sequence[str], number: int, given: Mapping[str, Mapping[str, float]]) -> Round:
    cuts = {judge: cut(slots, rated) for judge, rated in given.items() if len(rated) == len(items)}
    values = list(cuts.values())
    return Round(
        number=number,
        begun={judge: len(rated) for judge, rated in given.items()},
        cuts=cuts,
        cut=_cut(values),
        spread=stdev(values) if len(values) > 1 else None,
        items=tuple(_judged(item, given) for item in items if any(item in rated for rated in given.values())),
    )


def cut(slots: Sequence[Slot], rated: Mapping[str, float]) -> float:
    """What one judge expects of the barely competent, in per cent of the points on offer.

    A slot draws any item of its pool, so it stands for the mean of them; slots weigh by their points.
    """
    scored = [slot for slot in slots if slot.points]
    expected = sum(slot.points * fmean(rated[item.id] for item in slot.pool) for slot in scored)
    return expected / sum(slot.points for slot in scored)


def _cut(values: Sequence[float]) -> Estimate:
    """The mean over judges, with Student's interval: where other panels of this kind might have put it."""
    if len(values) < 2:
        return Estimate(n=len(values), value=values[0] if values else None, reason="not_enough")
    low, high = of_mean(values)
    return estimate(len(values), fmean(values), (max(0.0, low), min(100.0, high)))


def _judged(item: str, given: Mapping[str, Mapping[str, float]]) -> Judged:
    values = [rated[item] for rated in given.values() if item in rated]
    return Judged(item=item, n=len(values), mean=fmean(values), low=min(values), high=max(values))
