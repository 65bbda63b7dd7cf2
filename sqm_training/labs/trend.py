"""Reading weekly scores as they come in, and deciding what to do at some of the weeks."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import (
    Exercise,
    Id,
    Part,
    Result,
    Share,
    Text,
    Verdict,
    choices,
    unlike,
    without,
)


class Series(Part):
    """One score a week; `top` is the most there is, `floor` the house's alert line."""

    id: Id
    text: Text
    values: tuple[float, ...]


class Option(Part):
    id: Id
    text: Text
    worth: Share
    why: Text


class Decision(Part):
    """After `week` (counted from 1): what the numbers mean or what to do about them."""

    id: Id
    week: Annotated[int, Field(ge=1)]
    prompt: Text
    options: tuple[Option, ...]
    then: Text


class Trend(Exercise):
    """Answer: {decision: option}, taken in order. Score: the mean worth of the options chosen.

    `series` add up to the total; each has `top` points at most. `floor` is the alert line of one series
    and `total_floor` that of the total (house defaults). `beside` is another figure of the same weeks.
    """

    kind: Literal["trend"]
    top: float
    floor: float
    total: Text
    total_floor: float
    series: tuple[Series, ...]
    beside: Series | None = None
    decisions: tuple[Decision, ...]

    @model_validator(mode="after")
    def _weeks_agree(self) -> Self:
        unlike([each.id for each in self.series], "series")
        unlike([each.id for each in self.decisions], "decisions")
        weeks = {len(each.values) for each in (*self.series, *([self.beside] if self.beside else []))}
        if len(weeks) != 1:
            raise ValueError("every series has the same weeks")
        (count,) = weeks
        if [each.week for each in self.decisions] != sorted({each.week for each in self.decisions}):
            raise ValueError("decisions come week by week")
        if self.decisions[-1].week > count:
            raise ValueError("a decision after the last week")
        if any(value > self.top for each in self.series for value in each.values):
            raise ValueError("more than the most there is")
        for each in self.decisions:
            unlike([option.id for option in each.options], each.id)
            if max(option.worth for option in each.options) < 1:
                raise ValueError(f"{each.id}: no option is right")
        return self

    def best(self) -> dict[str, str]:
        return {each.id: max(each.options, key=lambda option: option.worth).id for each in self.decisions}

    def worst(self) -> dict[str, str]:
        return {each.id: min(each.options, key=lambda option: option.worth).id for each in self.decisions}

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "worth", "why", "then")
        return shown

    def judge(self, answer: Any) -> Result:
        """Parts only for the decisions taken, so that one can be shown at a time."""
        options = {each.id: {option.id: option for option in each.options} for each in self.decisions}
        offered = {name for each in options.values() for name in each}
        given = choices(answer, set(options), offered)
        parts = []
        for each in self.decisions:
            if (choice := given.get(each.id)) is None:
                continue
            if choice not in options[each.id]:
                raise ValueError(f"{each.id}: {choice}")
            chosen = options[each.id][choice]
            best = max(each.options, key=lambda option: option.worth).id
            parts.append(Verdict(id=each.id, fraction=chosen.worth, given=choice, belongs=best, why=chosen.why))
        score = sum(part.fraction for part in parts) / len(self.decisions)
        return Result(score=score, complete=len(parts) == len(self.decisions), parts=tuple(parts))
