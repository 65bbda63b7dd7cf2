"""Stores compared: which figure may be, and which store differs by more than chance."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sqm_training.labs import limits
from sqm_training.labs.asked import Question
from sqm_training.labs.exercise import Id, Part, Text, unlike

MARGIN = 0.002  # of a share: what lies closer to a limit is too close to be asked
CURVE = 12  # points along the curves of a funnel


class Store(Part):
    id: Id
    text: Text


class Case(limits.Count):
    """A store's figure and how that store counts it."""

    defined: Text


class Figure(Part):
    id: Id
    text: Text
    cases: dict[Id, Case]


class Compare(Part):
    """Stores beside one another. A figure is fair to compare when all count it alike and each has enough cases.

    `least` is the house's default for the fewest cases. Exactly one figure is fair; it is read on a funnel.
    """

    stores: Annotated[tuple[Store, ...], Field(min_length=3)]
    figures: Annotated[tuple[Figure, ...], Field(min_length=2)]
    least: Annotated[int, Field(ge=1)] = 30
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _one_figure_is_fair(self) -> Self:
        names = unlike([each.id for each in self.stores], "stores")
        if any(set(each.cases) != names for each in self.figures):
            raise ValueError("every figure has every store")
        if [self.fairness(each) for each in self.figures].count("fair") != 1:
            raise ValueError("exactly one figure is fair to compare")
        for store, case in self.fair.cases.items():
            if min(abs(case.share - limit) for limit in self.limits(store)) < MARGIN:
                raise ValueError(f"{store}: too close to a limit")
        return self

    @property
    def fair(self) -> Figure:
        return next(each for each in self.figures if self.fairness(each) == "fair")

    def fairness(self, figure: Figure) -> str:
        if len({case.defined.zh for case in figure.cases.values()}) > 1:
            return "definition"
        return "fair" if limits.enough(tuple(figure.cases.values()), self.least) else "few"

    @property
    def overall(self) -> float:
        return limits.pooled(tuple(self.fair.cases.values()))

    def limits(self, store: str) -> tuple[float, float]:
        """Funnel limits of a store: the share of all stores together ± 2 standard errors at its number of cases."""
        return limits.limits(self.overall, self.fair.cases[store].n, limits.FUNNEL)

    def place(self, store: str) -> str:
        low, high = self.limits(store)
        share = self.fair.cases[store].share
        return "above" if share > high else "below" if share < low else "within"

    def funnel(self) -> dict[str, Any]:
        """What is drawn: the centre, a curve of [cases, low, high], and for each store cases, share and limits."""
        counts = sorted(case.n for case in self.fair.cases.values())
        first, last = counts[0] * 0.7, counts[-1] * 1.1
        along = [round(first + (last - first) * step / (CURVE - 1)) for step in range(CURVE)]
        stores = {
            each.id: (self.fair.cases[each.id].n, self.fair.cases[each.id].share, *self.limits(each.id))
            for each in self.stores
        }
        curve = [(n, *limits.limits(self.overall, n, limits.FUNNEL)) for n in along]
        return {"figure": self.fair.id, "centre": self.overall, "curve": curve, "stores": stores}
