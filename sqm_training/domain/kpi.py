"""Shop-floor figures: what a KPI is and what a person's months of it come to."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

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

    @model_validator(mode="after")
    def _target_is_better_than_floor(self) -> Self:
        if self.target == self.floor or (self.target > self.floor) != (self.better == "higher"):
            raise PydanticCustomError("kpi.target_not_better", "kpi.target_not_better")
        return self


class Figure(Frozen):
    """One month. `n` is the sample behind it, where that is known."""

    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    value: float = Field(allow_inf_nan=False)
    n: int | None = Field(None, ge=0)


def mean(figures: Sequence[Figure]) -> tuple[float, int] | None:
    """The mean weighted by sample, and the whole sample; None without figures, for missing is never zero.

    A month of no cases says nothing. Where no month tells its sample, months weigh the same.
    """
    told = [figure for figure in figures if figure.n]
    weighed = [(figure.value, figure.n or 0) for figure in told]
    if not told:
        weighed = [(figure.value, 1) for figure in figures if figure.n is None]
    total = sum(weight for _, weight in weighed)
    if not total:
        return None
    return sum(value * weight for value, weight in weighed) / total, total if told else 0


def shrunk(value: float, n: int, towards: float, small_sample: int) -> float:
    """A small sample moved towards the store's mean: (n·value + k·mean) / (n + k), with k = small_sample.

    Bühlmann's credibility estimate, Z = n / (n + k), with k set by policy; at n = k both count the same.
    """
    return (n * value + small_sample * towards) / (n + small_sample)


def points(kpi: Kpi, value: float) -> float:
    """0 at the floor, 100 at the target, straight between, never outside; whichever way is better."""
    share = (value - kpi.floor) / (kpi.target - kpi.floor)
    return round(100 * min(1.0, max(0.0, share)), 1)
