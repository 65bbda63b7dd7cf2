"""Limits for shares out of counts: stores beside one another on a funnel, weeks after one another on a p-chart.

Both take a share p to vary, by chance alone, with the standard error sqrt(p × (1 − p) ÷ n) of the binomial.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import Part

FUNNEL = 2.0  # standard errors: about 19 in 20 stores that do not differ lie within
CONTROL = 3.0  # standard errors: Shewhart's
EXPECTED = 5.0  # of either kind at least, for the binomial to be near enough to a normal curve
Reading = Literal["better", "worse", "noise"]


class Count(Part):
    """`hits` of `n` cases."""

    n: Annotated[int, Field(ge=1)]
    hits: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _hits_are_among_the_cases(self) -> Self:
        if self.hits > self.n:
            raise ValueError("more hits than cases")
        return self

    @property
    def share(self) -> float:
        return self.hits / self.n


def pooled(counts: Sequence[Count]) -> float:
    """The share over all the cases together: large stores and full weeks count for more."""
    return sum(each.hits for each in counts) / sum(each.n for each in counts)


def limits(p: float, n: int, errors: float) -> tuple[float, float]:
    """p ± errors × sqrt(p × (1 − p) ÷ n), kept within 0..1.

    With 2 errors the limits of a funnel plot (Spiegelhalter, "Funnel plots for comparing institutional performance",
    Statistics in Medicine 24, 2005, 1185–1202, in its normal approximation); with 3 those of a p-chart (Shewhart,
    "Economic Control of Quality of Manufactured Product", 1931).
    """
    reach = errors * sqrt(p * (1 - p) / n)
    return max(0.0, p - reach), min(1.0, p + reach)


def enough(counts: Sequence[Count], least: int) -> bool:
    """Whether each has `least` cases (a house default), and 5 or more of either kind are expected of it."""
    p = pooled(counts)
    return all(each.n >= least and each.n * min(p, 1 - p) >= EXPECTED for each in counts)


class Signal(Part):
    """A rule that was met: the weeks from `first` to `last` (counted from 1), on the side `above` the centre or not."""

    rule: Literal["beyond", "run"]
    first: int
    last: int
    above: bool


def signals(weeks: Sequence[Count], base: int, since: int, run: int) -> list[Signal]:
    """What the weeks after `since` say, against the centre and limits of the first `base` weeks.

    Two rules, a point beyond a limit and `run` points one after another on the same side of the centre. The second is
    one of the Western Electric rules with 8 ("Statistical Quality Control Handbook", 1956); other books take 7 or 9.
    """
    centre, found, streak = pooled(weeks[:base]), list[Signal](), 0
    for week, each in enumerate(weeks[since:], start=since + 1):
        low, high = limits(centre, each.n, CONTROL)
        if not low <= each.share <= high:
            found.append(Signal(rule="beyond", first=week, last=week, above=each.share > centre))
        side = (each.share > centre) - (each.share < centre)
        streak = streak + side if side * streak > 0 else side
        if abs(streak) >= run:
            found.append(Signal(rule="run", first=week - abs(streak) + 1, last=week, above=side > 0))
    return [one for one, after in pairwise([*found, None]) if one and not _goes_on(one, after)]


def _goes_on(one: Signal, after: Signal | None) -> bool:
    """A run that the next signal only makes longer."""
    return after is not None and one.rule == after.rule == "run" and one.first == after.first


def reading(found: Sequence[Signal], better: Literal["high", "low"]) -> Reading:
    """What the last signal means where `better` is the good side; without any it is noise."""
    if not found:
        return "noise"
    return "better" if found[-1].above == (better == "high") else "worse"
