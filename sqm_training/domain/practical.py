"""A practical: steps an assessor watches on the shop floor. A broken veto step fails the whole."""

from collections.abc import Mapping
from typing import Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.outcome import per_cent
from sqm_training.domain.text import Frozen, Text

Tick = Literal["ok", "not_ok", "na"]
TICKS: tuple[Tick, ...] = get_args(Tick)


class Step(Frozen):
    id: str
    text: Text
    look_for: Text
    veto: bool = False
    points: float = Field(gt=0)


class Practical(Frozen):
    id: str
    version: int = Field(ge=1)
    title: Text
    post: str
    grade: str
    competencies: tuple[str, ...]
    intro: Text
    steps: tuple[Step, ...] = Field(min_length=1)
    pass_mark: float = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _steps_differ(self) -> Self:
        if len({step.id for step in self.steps}) != len(self.steps):
            raise PydanticCustomError("practical.step_twice", "practical.step_twice")
        return self


class Result(Frozen):
    """Score is a per cent of the points of the steps that applied."""

    score: float
    vetoed: bool
    passed: bool


class Incomplete(ValueError):
    """Steps without a tick, ticks of unknown steps, or ticks that mean nothing."""


def result(practical: Practical, ticks: Mapping[str, Tick]) -> Result:
    """What a filled-in checklist comes to. A veto step can not be left out as not applicable."""
    if set(ticks) != {step.id for step in practical.steps}:
        raise Incomplete(", ".join(sorted(set(ticks) ^ {step.id for step in practical.steps})))
    if unreadable := {tick for tick in ticks.values() if tick not in TICKS}:
        raise Incomplete(", ".join(sorted(unreadable)))
    counted = [step for step in practical.steps if ticks[step.id] != "na"]
    offered = sum(step.points for step in counted)
    won = sum(step.points for step in counted if ticks[step.id] == "ok")
    vetoed = any(step.veto and ticks[step.id] != "ok" for step in practical.steps)
    score = per_cent(won, offered) if offered else 0.0
    return Result(score=score, vetoed=vetoed, passed=not vetoed and score >= practical.pass_mark)
