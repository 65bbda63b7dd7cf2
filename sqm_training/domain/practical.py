"""A practical: steps an assessor watches on the shop floor. A broken veto step fails the whole."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from sqm_training.domain.text import Frozen, Text

Tick = Literal["ok", "not_ok", "na"]


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


class Result(Frozen):
    """Score is a per cent of the points of the steps that applied."""

    score: float
    vetoed: bool
    passed: bool


class Incomplete(ValueError):
    """Steps without a tick, or ticks of unknown steps."""


def result(practical: Practical, ticks: Mapping[str, Tick]) -> Result:
    """What a filled-in checklist comes to. A veto step can not be left out as not applicable."""
    if set(ticks) != {step.id for step in practical.steps}:
        raise Incomplete(", ".join(sorted(set(ticks) ^ {step.id for step in practical.steps})))
    counted = [step for step in practical.steps if ticks[step.id] != "na"]
    offered = sum(step.points for step in counted)
    won = sum(step.points for step in counted if ticks[step.id] == "ok")
    vetoed = any(step.veto and ticks[step.id] != "ok" for step in practical.steps)
    score = round(100 * won / offered, 1) if offered else 0.0
    return Result(score=score, vetoed=vetoed, passed=not vetoed and score >= practical.pass_mark)
