"""Repair times as a histogram, and the time that is best promised."""

from math import ceil
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import demo_data
from sqm_training.labs.charts.stage import Named, Stage
from sqm_training.labs.exercise import Id, Note, Verdict, unlike

BINS = 24
LEAST = 20  # orders, below which the percentiles of a heap say nothing


class Heap(Named):
    """One kind of work: log-normal times of `jobs` orders, or the house's own `minutes`."""

    jobs: Annotated[int, Field(ge=20, le=400)] | None = None
    median: Annotated[float, Field(gt=0)] | None = None
    spread: Annotated[float, Field(gt=0, le=2)] | None = None
    minutes: tuple[Annotated[int, Field(ge=1)], ...] = ()

    def drawn(self, seed: int) -> list[int]:
        """The minutes of each order, the quickest first."""
        if self.jobs and self.median and self.spread:
            return demo_data.repair_minutes(seed, self.jobs, self.median, self.spread)
        return sorted(self.minutes)


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
        generated = all(one.jobs and one.median and one.spread for one in self.heaps)
        self.has(own=all(len(one.minutes) >= LEAST for one in self.heaps), generated=generated)
        return self

    def _minutes(self) -> dict[str, list[int]]:
        return {one.id: one.drawn(self.seed + place) for place, one in enumerate(self.heaps)}

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
