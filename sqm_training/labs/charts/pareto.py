"""Causes in order of what they cost: the few worth working on."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import demo_data
from sqm_training.labs.charts.stage import Named, Stage
from sqm_training.labs.exercise import Note, Verdict, unlike


class Cause(Named):
    """`mixed` when it is no cause but a bag of many, which nobody can work on.

    So many cases on average at so many yuan each; or `found`, the house's own cases and what they cost together.
    """

    mean: Annotated[float, Field(gt=0)] | None = None
    cost: Annotated[float, Field(gt=0)] | None = None
    mixed: bool = False
    found: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None


class Pareto(Stage):
    """Decision: the `room` causes to work on. Worth the yuan they cost, against the most that as many could."""

    chart: Literal["pareto"]
    causes: Annotated[tuple[Cause, ...], Field(min_length=5, max_length=9)]
    room: Annotated[int, Field(ge=1, le=4)] = 2

    @model_validator(mode="after")
    def _causes_differ(self) -> Self:
        unlike([one.id for one in self.causes], "causes")
        self.has(own=all(one.found for one in self.causes), generated=all(one.mean and one.cost for one in self.causes))
        if not any(self._saved().values()):
            raise ValueError(f"{self.id}: no cause costs anything")
        return self

    def figures(self) -> dict[str, Any]:
        found = {one.id: one.found for one in self.causes if one.found}
        means = {one.id: one.mean for one in self.causes if one.mean}
        costs = {one.id: one.cost for one in self.causes if one.cost}
        made = found if self.period else demo_data.causes(self.seed, means, costs)
        return {"causes": {name: {"n": cases, "yuan": yuan} for name, (cases, yuan) in made.items()}}

    def _saved(self) -> dict[str, int]:
        figures = self.figures()["causes"]
        return {one.id: 0 if one.mixed else figures[one.id]["yuan"] for one in self.causes}

    def best(self) -> list[str]:
        saved = self._saved()
        return sorted(saved, key=lambda name: -saved[name])[: self.room]

    def worst(self) -> list[str]:
        return []

    def judge(self, answer: Any) -> Verdict:
        saved = self._saved()
        if not isinstance(answer, list) or not all(isinstance(one, str) and one in saved for one in answer):
            raise ValueError(f"{self.id}: {answer}")
        if len(unlike(answer, self.id)) > self.room:
            raise ValueError(f"{self.id}: {len(answer)} causes")
        most = sum(saved[name] for name in self.best())
        mine = sum(saved[name] for name in answer)
        share = round(100 * mine / max(1, sum(one["yuan"] for one in self.figures()["causes"].values())))
        notes = [Note(code="saved", params={"yuan": mine, "most": most, "share": share})]
        if any(one.mixed and one.id in answer for one in self.causes):
            notes.append(Note(code="mixed"))
        return self.verdict(mine / most, ",".join(answer), ",".join(self.best()), notes)
