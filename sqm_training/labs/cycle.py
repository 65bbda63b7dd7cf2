"""One turn of plan, do, check and act, with its weeks on a control chart."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import limits
from sqm_training.labs.asked import Question
from sqm_training.labs.exercise import Id, Part, Text


class Look(Part):
    """After `week` (counted from 1) one says what the chart shows, by the rules, and what to do about it."""

    id: Id
    week: Annotated[int, Field(ge=1)]
    text: Text
    move: Question


class Cycle(Part):
    """One improvement: `weeks` of a measure of which `better` is the good side, its centre and limits from the first
    `base` weeks. What was planned is done from the week after `changed` on; `run` is the house's rule for a run.
    """

    text: Text
    plan: Annotated[tuple[Question, ...], Field(min_length=1)]
    measure: Text
    better: Literal["high", "low"]
    weeks: Annotated[tuple[limits.Count, ...], Field(min_length=8)]
    base: Annotated[int, Field(ge=4)]
    changed: Annotated[int, Field(ge=4)]
    run: Annotated[int, Field(ge=5)] = 8
    looks: Annotated[tuple[Look, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _looks_come_in_order(self) -> Self:
        weeks = [each.week for each in self.looks]
        if weeks != sorted(set(weeks)) or not self.base <= weeks[0] <= weeks[-1] <= len(self.weeks):
            raise ValueError("looks come week by week, once there are limits")
        if self.changed < self.base:
            raise ValueError("limits come from weeks before anything was changed")
        return self

    def signals(self, look: Look) -> list[limits.Signal]:
        """Before the change all weeks speak, afterwards those since."""
        since = self.changed if look.week > self.changed else 0
        return limits.signals(self.weeks[: look.week], self.base, since, self.run)

    def reading(self, look: Look) -> limits.Reading:
        return limits.reading(self.signals(look), self.better)

    def chart(self) -> dict[str, Any]:
        """What is drawn: the centre, and a low and high limit for each week (its own, as its cases are)."""
        centre = limits.pooled(self.weeks[: self.base])
        return {
            "centre": centre,
            "limits": [limits.limits(centre, each.n, limits.CONTROL) for each in self.weeks],
        }
