"""A heat map of complaints: the cell to look into first is neither the tallest nor the hottest."""

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import demo_data
from sqm_training.labs.charts.stage import Named, Stage
from sqm_training.labs.exercise import Id, Note, Part, Verdict, unlike

FEW = 5  # cases from which a cell may be called hot (house default)
HOT = 2.0  # and how many times what one would expect (house default)
MONTHS = 6
NOTHING = "none"


class Model(Named):
    visits: Annotated[float, Field(gt=0)]  # a month


class Problem(Named):
    rate: Annotated[float, Field(gt=0)] | None = None  # complaints per 1,000 visits, where they are generated


Months = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=MONTHS, max_length=MONTHS)]


class Hot(Part):
    model: Id
    problem: Id
    factors: Annotated[tuple[float, ...], Field(min_length=MONTHS, max_length=MONTHS)]


class Heat(Stage):
    """Decision: "<model>/<problem>", the cell to look into first, or "none" where nothing stands out.

    Expected = the model's visits × the house's rate of the problem. A cell is hot with at least 5 cases and twice
    what was expected. It is worth its cases over the expected ones, against the most any hot cell has; else nothing.
    `found`: the house's own complaints, by month in each "<model>/<problem>".
    """

    chart: Literal["heat"]
    models: Annotated[tuple[Model, ...], Field(min_length=3, max_length=5)]
    problems: Annotated[tuple[Problem, ...], Field(min_length=3, max_length=6)]
    hot: tuple[Hot, ...] = ()
    found: dict[str, Months] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _something_is_hot(self) -> Self:
        models = unlike([one.id for one in self.models], "models")
        problems = unlike([one.id for one in self.problems], "problems")
        cells = {f"{model}/{problem}" for model in models for problem in problems}
        self.has(own=set(self.found) == cells, generated=all(one.rate for one in self.problems))
        if not self.period and self.best() == NOTHING:
            raise ValueError(f"{self.id}: no cell is hot")
        return self

    def _found(self) -> dict[tuple[str, str], list[int]]:
        if self.period:
            return {(one.id, other.id): list(self.found[f"{one.id}/{other.id}"]) for one, other in self._pairs()}
        visits = {one.id: one.visits for one in self.models}
        rates = {one.id: one.rate or 0.0 for one in self.problems}
        hot = {(one.model, one.problem): one.factors for one in self.hot}
        return demo_data.complaints(self.seed, visits, rates, hot, MONTHS)

    def _pairs(self) -> Iterator[tuple[Model, Problem]]:
        return product(self.models, self.problems)

    def figures(self) -> dict[str, Any]:
        visits, found = {one.id: one.visits for one in self.models}, self._found()
        whole = sum(visits.values())
        cells = {}
        for (model, problem), months in found.items():
            house = sum(sum(found[other, problem]) for other in visits)
            expected = house * visits[model] / whole
            heat = sum(months) / expected if expected else 0.0
            cells[f"{model}/{problem}"] = {
                "n": sum(months),
                "expected": round(expected, 1),
                "heat": round(heat, 1),
                "few": sum(months) < FEW,
                "months": months,
            }
        return {"cells": cells, "visits": {one.id: round(one.visits * MONTHS) for one in self.models}}

    @staticmethod
    def _over(cell: dict[str, Any]) -> float:
        hot = cell["n"] >= FEW and cell["heat"] >= HOT
        return float(cell["n"] - cell["expected"]) if hot else 0.0

    def best(self) -> str:
        cells: dict[str, dict[str, Any]] = self.figures()["cells"]
        most = max(cells, key=lambda name: self._over(cells[name]))
        return most if self._over(cells[most]) > 0 else NOTHING

    def worst(self) -> str:
        cells: dict[str, dict[str, Any]] = self.figures()["cells"]
        return min(cells, key=lambda name: self._over(cells[name]))

    def judge(self, answer: Any) -> Verdict:
        cells, best = self.figures()["cells"], self.best()
        if answer == NOTHING:
            right = best == NOTHING
            return self.verdict(float(right), NOTHING, best, [Note(code="none_right" if right else "none_wrong")])
        if not isinstance(answer, str) or answer not in cells:
            raise ValueError(f"{self.id}: {answer}")
        cell = cells[answer]
        code = "thin" if cell["few"] else "crowd" if cell["heat"] < HOT else "hottest" if answer == best else "hot"
        numbers = {"n": cell["n"], "expected": cell["expected"], "heat": cell["heat"]}
        worth = 0.0 if best == NOTHING else self._over(cell) / self._over(cells[best])
        return self.verdict(worth, answer, best, [Note(code=code, params=numbers)])
