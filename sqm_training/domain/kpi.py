"""Shop-floor figures: what a KPI is and what a person's months of it come to."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from sqm_training.domain.text import Frozen, Text


class Kpi(Frozen):
    """A KPI with its scope, clock and denominator. `target` earns 100, `floor` and worse earns 0."""

    code: str
    title: Text
    unit: Literal["percent", "count", "hours", "currency", "score"]
    better: Literal["higher", "lower"]
    target: float
    floor: float
    small_sample: int = Field(0, ge=0)  # fewer than this is a small sample
    level: Literal["person", "store"]
    formula: Text
    scope: Text | None = None
    clock: Text | None = None
    denominator: Text | None = None
    source: Text | None = None


class Figure(Frozen):
    """One month. `n` is the sample behind it, where that is known."""

    month: str
    value: float
    n: int | None = None


def mean(figures: Sequence[Figure]) -> tuple[float, int] | None:
    """The mean weighted by sample, and the whole sample; None without figures."""
    if not figures:
        return None
    weights = [figure.n if figure.n is not None else 1 for figure in figures]
    total = sum(weights)
    if total == 0:
        return None
    sample = sum(figure.n or 0 for figure in figures)
    return sum(f.value * w for f, w in zip(figures, weights, strict=True)) / total, sample


def shrunk(value: float, n: int, towards: float, small_sample: int) -> float:
    """A small sample moved towards the store's mean: (n·value + k·mean) / (n + k), k = small_sample.

    The empirical-Bayes form with a fixed prior weight; with n = k the two count the same.
    """
    return (n * value + small_sample * towards) / (n + small_sample)


def points(kpi: Kpi, value: float) -> float:
    """0 at the floor, 100 at the target, straight between, never outside."""
    span = kpi.target - kpi.floor
    if span == 0:
        return 100.0
    return round(min(100.0, max(0.0, 100 * (value - kpi.floor) / span)), 1)
