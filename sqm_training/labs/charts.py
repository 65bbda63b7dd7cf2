"""The charts of a guided look at data: each works out its figures, and what a decision taken from it is worth."""

from abc import abstractmethod
from collections.abc import Iterable
from math import ceil, sqrt
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import demo_data
from sqm_training.labs.exercise import Id, Note, Part, Share, Text, Verdict, mean, unlike

FEW = 5  # cases from which a cell may be called hot (house default)
HOT = 2.0  # and how many times what one would expect (house default)
RUN = 8  # months in a row on one side of the centre that are a signal (house default)
SIGMA = 3.0  # width of the control limits
MONTHS = 6
BINS = 24


class Named(Part):
    id: Id
    text: Text


class Stage(Part):
    """One chart and the decision it answers. `why` is said after the decision, whatever it was."""

    id: Id
    title: Text
    prompt: Text
    why: Text
    seed: int

    @abstractmethod
    def figures(self) -> dict[str, Any]:
        """What the chart is drawn from, for every position of its levers."""

    @abstractmethod
    def best(self) -> Any:
        """The decision worth 1."""

    @abstractmethod
    def worst(self) -> Any:
        """A decision worth as little as there is."""

    @abstractmethod
    def judge(self, answer: Any) -> Verdict:
        """What a decision is worth, and why; ValueError for one that is not on offer."""

    def verdict(self, fraction: float, given: str, belongs: str, notes: Iterable[Note]) -> Verdict:
        share = round(min(1.0, max(0.0, fraction)), 4)
        return Verdict(id=self.id, fraction=share, given=given, belongs=belongs, why=self.why, notes=tuple(notes))


# ---------------------------------------------------------------- hot spots


class Model(Named):
    visits: Annotated[float, Field(gt=0)]  # a month


class Problem(Named):
    rate: Annotated[float, Field(gt=0)]  # complaints per 1,000 visits


class Hot(Part):
    model: Id
    problem: Id
    factors: Annotated[tuple[float, ...], Field(min_length=MONTHS, max_length=MONTHS)]


class Heat(Stage):
    """Decision: "<model>/<problem>", the cell to look into first.

    Expected = the model's visits × the house's rate of the problem. A cell is hot with at least 5 cases and twice
    what was expected. It is worth its cases over the expected ones, against the most any hot cell has; else nothing.
    """

    chart: Literal["heat"]
    models: Annotated[tuple[Model, ...], Field(min_length=3, max_length=5)]
    problems: Annotated[tuple[Problem, ...], Field(min_length=3, max_length=6)]
    hot: tuple[Hot, ...]

    @model_validator(mode="after")
    def _something_is_hot(self) -> Self:
        unlike([one.id for one in self.models], "models")
        unlike([one.id for one in self.problems], "problems")
        if not any(self._over(one) > 0 for one in self.figures()["cells"].values()):
            raise ValueError(f"{self.id}: no cell is hot")
        return self

    def figures(self) -> dict[str, Any]:
        visits = {one.id: one.visits for one in self.models}
        rates = {one.id: one.rate for one in self.problems}
        hot = {(one.model, one.problem): one.factors for one in self.hot}
        found = demo_data.complaints(self.seed, visits, rates, hot, MONTHS)
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
        return max(cells, key=lambda name: self._over(cells[name]))

    def worst(self) -> str:
        cells: dict[str, dict[str, Any]] = self.figures()["cells"]
        return min(cells, key=lambda name: self._over(cells[name]))

    def judge(self, answer: Any) -> Verdict:
        cells = self.figures()["cells"]
        if not isinstance(answer, str) or answer not in cells:
            raise ValueError(f"{self.id}: {answer}")
        cell, best = cells[answer], self.best()
        code = "thin" if cell["few"] else "crowd" if cell["heat"] < HOT else "hottest" if answer == best else "hot"
        numbers = {"n": cell["n"], "expected": cell["expected"], "heat": cell["heat"]}
        worth = self._over(cell) / self._over(cells[best])
        return self.verdict(worth, answer, best, [Note(code=code, params=numbers)])


# ---------------------------------------------------------------- a promised time


class Heap(Named):
    jobs: Annotated[int, Field(ge=20, le=400)]
    median: Annotated[float, Field(gt=0)]
    spread: Annotated[float, Field(gt=0, le=2)]


class Promise(Stage):
    """Decision: the percentile of the heap `asked` that is promised.

    A car costs the minutes it was ready before its promise, or `broken` minutes when it was late. Worth 1 for the
    least on average, 0 for twice that.
    """

    chart: Literal["promise"]
    heaps: Annotated[tuple[Heap, ...], Field(min_length=1, max_length=3)]
    asked: Id
    broken: Annotated[float, Field(gt=0)]
    percentiles: tuple[Annotated[int, Field(ge=1, le=99)], ...] = (50, 60, 70, 75, 80, 85, 90, 95, 99)

    @model_validator(mode="after")
    def _asked_is_a_heap(self) -> Self:
        if self.asked not in unlike([one.id for one in self.heaps], "heaps"):
            raise ValueError(f"no such heap: {self.asked}")
        return self

    def _minutes(self) -> dict[str, list[int]]:
        return {
            one.id: demo_data.repair_minutes(self.seed + place, one.jobs, one.median, one.spread)
            for place, one in enumerate(self.heaps)
        }

    def figures(self) -> dict[str, Any]:
        """For each heap and for all together: bars of a histogram, and what each percentile would do."""
        heaps = self._minutes()
        if len(heaps) > 1:
            heaps["all"] = sorted(minutes for heap in self._minutes().values() for minutes in heap)
        drawn = {}
        for name, minutes in heaps.items():
            width = ceil(minutes[-1] / BINS / 5) * 5
            counts = [sum(width * place <= one < width * (place + 1) for one in minutes) for place in range(BINS + 1)]
            levels = {str(level): self._outcome(minutes, level) for level in self.percentiles}
            drawn[name] = {"jobs": len(minutes), "width": width, "counts": counts, "levels": levels}
        return {"heaps": drawn}

    def _outcome(self, minutes: list[int], level: int) -> dict[str, float]:
        """Counted as the lesson does it: number ⌈count × level⌉ of the sorted times is promised."""
        promised = minutes[ceil(len(minutes) * level / 100) - 1]
        kept = [promised - one for one in minutes if one <= promised]
        broken = (len(minutes) - len(kept)) / len(minutes)
        padded = sum(kept) / len(minutes)
        cost = round(padded + broken * self.broken, 1)
        return {"promised": promised, "kept": round(1 - broken, 4), "padded": round(padded, 1), "cost": cost}

    def _levels(self) -> dict[int, dict[str, float]]:
        minutes = self._minutes()[self.asked]
        return {level: self._outcome(minutes, level) for level in self.percentiles}

    def best(self) -> int:
        levels = self._levels()
        return min(levels, key=lambda level: levels[level]["cost"])

    def worst(self) -> int:
        levels = self._levels()
        return max(levels, key=lambda level: levels[level]["cost"])

    def judge(self, answer: Any) -> Verdict:
        levels = self._levels()
        if type(answer) is not int or answer not in levels:
            raise ValueError(f"{self.id}: {answer}")
        best = self.best()
        one, least = levels[answer], levels[best]
        numbers = {"p": answer, "minutes": one["promised"], "kept": round(100 * one["kept"]), "padded": one["padded"]}
        notes = [Note(code="kept", params=numbers | {"cost": one["cost"], "least": least["cost"]})]
        if answer != best:
            notes.append(Note(code="early" if answer < best else "padded"))
        return self.verdict(2 - one["cost"] / least["cost"], str(answer), str(best), notes)


# ---------------------------------------------------------------- the first causes


class Cause(Named):
    """`mixed` when it is no cause but a bag of many, which nobody can work on."""

    mean: Annotated[float, Field(gt=0)]
    cost: Annotated[float, Field(gt=0)]  # yuan a case
    mixed: bool = False


class Pareto(Stage):
    """Decision: the `room` causes to work on. Worth the yuan they cost, against the most that as many could."""

    chart: Literal["pareto"]
    causes: Annotated[tuple[Cause, ...], Field(min_length=5, max_length=9)]
    room: Annotated[int, Field(ge=1, le=4)] = 2

    @model_validator(mode="after")
    def _causes_differ(self) -> Self:
        unlike([one.id for one in self.causes], "causes")
        return self

    def figures(self) -> dict[str, Any]:
        means = {one.id: one.mean for one in self.causes}
        made = demo_data.causes(self.seed, means, {one.id: one.cost for one in self.causes})
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


# ---------------------------------------------------------------- change or noise


class Control(Stage):
    """Decision: {month: "real" | "noise"} for each month `asked` (counted from 1). Worth the share told right.

    p chart: centre p̄ = comebacks ÷ orders of the first `baseline` months; limits p̄ ± 3·√(p̄(1 − p̄) ÷ n), n the
    orders of that month. Real: outside the limits, or among eight in a row on one side of the centre.
    """

    chart: Literal["control"]
    orders: Annotated[float, Field(gt=0)]
    rates: Annotated[tuple[Share, ...], Field(min_length=12, max_length=24)]
    baseline: Annotated[int, Field(ge=6)]
    asked: Annotated[tuple[int, ...], Field(min_length=2, max_length=4)]

    @model_validator(mode="after")
    def _some_are_real(self) -> Self:
        if not set(self.asked) <= set(range(1, len(self.rates) + 1)) or self.baseline > len(self.rates):
            raise ValueError(f"{self.id}: no such month")
        if len(set(self.best().values())) < 2:
            raise ValueError(f"{self.id}: all the same")
        return self

    def figures(self) -> dict[str, Any]:
        months = demo_data.comebacks(self.seed, self.orders, self.rates)
        first = months[: self.baseline]
        centre = sum(back for _, back in first) / sum(orders for orders, _ in first)
        points = [
            {
                "orders": orders,
                "back": back,
                "p": round(back / orders, 4),
                "sigma": round(sqrt(centre * (1 - centre) / orders), 5),
            }
            for orders, back in months
        ]
        return {"centre": round(centre, 5), "points": points, "baseline": self.baseline}

    def _told(self) -> dict[int, str]:
        """For each month: outside, run, or noise."""
        figures = self.figures()
        centre, points = figures["centre"], figures["points"]
        sides = [point["p"] > centre for point in points]
        told = {}
        for place, point in enumerate(points):
            first = last = place
            while first > 0 and sides[first - 1] == sides[place]:
                first -= 1
            while last + 1 < len(sides) and sides[last + 1] == sides[place]:
                last += 1
            outside = abs(point["p"] - centre) > SIGMA * point["sigma"]
            told[place + 1] = "outside" if outside else "run" if last - first + 1 >= RUN else "noise"
        return told

    def best(self) -> dict[str, str]:
        told = self._told()
        return {str(month): "noise" if told[month] == "noise" else "real" for month in self.asked}

    def worst(self) -> dict[str, str]:
        return {month: "real" if what == "noise" else "noise" for month, what in self.best().items()}

    def judge(self, answer: Any) -> Verdict:
        right, told, figures = self.best(), self._told(), self.figures()
        if not isinstance(answer, dict) or not set(answer) <= set(right):
            raise ValueError(f"{self.id}: {answer}")
        if not all(isinstance(one, str) and one in ("real", "noise") for one in answer.values()):
            raise ValueError(f"{self.id}: {answer}")
        notes = []
        for month in self.asked:
            point = figures["points"][month - 1]
            limits = [100 * (figures["centre"] + side * SIGMA * point["sigma"]) for side in (-1, 1)]
            low, high = (round(max(0.0, limit), 1) for limit in limits)
            numbers = {"month": month, "p": round(100 * point["p"], 1), "low": low, "high": high}
            notes.append(Note(code=told[month], params=numbers))
        shares = [float(answer.get(month) == what) for month, what in right.items()]
        words = [",".join(f"{month}:{what}" for month, what in one.items()) for one in (answer, right)]
        return self.verdict(mean(shares), words[0], words[1], notes)
