"""A control chart of comebacks: a real change, or ordinary swing."""

from math import sqrt
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import demo_data
from sqm_training.labs.charts.stage import Stage
from sqm_training.labs.exercise import Note, Share, Verdict, mean

RUN = 8  # months in a row on one side of the centre that are a signal (house default)
SIGMA = 3.0  # width of the control limits
LEAST, MOST = 12, 24  # months


class Control(Stage):
    """Decision: {month: "real" | "noise"} for each month `asked` (counted from 1). Worth the share told right.

    p chart: centre p̄ = comebacks ÷ orders of the first `baseline` months; limits p̄ ± 3·√(p̄(1 − p̄) ÷ n), n the
    orders of that month. Real: outside the limits, or among eight in a row on one side of the centre.
    `found`: the house's own orders and comebacks, month by month.
    """

    chart: Literal["control"]
    orders: Annotated[float, Field(gt=0)] | None = None
    rates: tuple[Share, ...] = ()
    found: tuple[tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=0)]], ...] = ()
    baseline: Annotated[int, Field(ge=6)]
    asked: Annotated[tuple[int, ...], Field(min_length=2, max_length=4)]

    @model_validator(mode="after")
    def _some_are_real(self) -> Self:
        months = len(self.found or self.rates)
        right = LEAST <= months <= MOST
        self.has(own=right and bool(self.found), generated=right and bool(self.rates and self.orders))
        if not set(self.asked) <= set(range(1, months + 1)) or self.baseline > months:
            raise ValueError(f"{self.id}: no such month")
        if not self.period and len(set(self.best().values())) < 2:
            raise ValueError(f"{self.id}: all the same")
        return self

    def figures(self) -> dict[str, Any]:
        months = self.found if self.period else demo_data.comebacks(self.seed, self.orders or 0.0, self.rates)
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
