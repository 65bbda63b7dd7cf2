"""An attempt is a list of steps; its state follows from them. The denominator is the paper's, whatever was answered."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from sqm_training.domain.paper import Draw, PaperVersion
from sqm_training.domain.text import Frozen, Text

State = Literal["open", "submitted", "expired"]
Step = Literal["answer", "device", "submit", "expire", "mark"]
Arrival = Literal["in_time", "late", "refused"]

TRANSITIONS: Mapping[State, Mapping[Step, State]] = {
    "open": {"answer": "open", "device": "open", "submit": "submitted", "expire": "expired"},
    "submitted": {"mark": "submitted"},  # the machine has marked what it can
    "expired": {"mark": "expired"},
}
GRACE = timedelta(seconds=30)  # a change on its way when time ran out is kept and flagged
EXACT = 1e-6  # what sums of binary fractions may be off by


class Illegal(ValueError):
    """A step that the state of the attempt does not allow."""

    def __init__(self, state: State, step: Step) -> None:
        super().__init__(f"{step} while {state}")
        self.state, self.step = state, step


def state(steps: Iterable[Step]) -> State:
    """Where an attempt stands after its steps, oldest first. Raises Illegal."""
    now: State = "open"
    for step in steps:
        if step not in TRANSITIONS[now]:
            raise Illegal(now, step)
        now = TRANSITIONS[now][step]
    return now


def deadline(opened: datetime, minutes: float) -> datetime:
    """When time is up."""
    return opened + timedelta(minutes=minutes)


def arrival(now: datetime, until: datetime) -> Arrival:
    """How the server's clock takes a change: kept, kept and flagged within GRACE, refused after it."""
    if now <= until:
        return "in_time"
    return "late" if now <= until + GRACE else "refused"


def per_cent(points: float, of: float) -> float:
    """Rounded down to one decimal, so that no percentage shown reaches a pass mark its points do not."""
    return math.floor(1000 * points / of + EXACT) / 10


class Outcome(Frozen):
    """Points won and on offer; complete when every slot has a mark."""

    points: float
    of: float
    percent: float
    passed: bool
    complete: bool


def outcome(paper: PaperVersion, marks: Mapping[str, float]) -> Outcome:
    """Add up the marks of one attempt. A slot without a mark counts 0 and leaves it incomplete."""
    points = sum(marks.get(slot.id, 0.0) for slot in paper.slots)
    percent = per_cent(points, paper.points)
    complete = all(slot.id in marks for slot in paper.slots)
    passed = complete and percent >= paper.blueprint.pass_mark
    return Outcome(points=round(points, 2), of=paper.points, percent=percent, passed=passed, complete=complete)


def by_competency(paper: PaperVersion, drawn: Draw, marks: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Points won and on offer for each competency the draw touches."""
    competency = {item.id: item.competency for slot in paper.slots for item in slot.pool}
    won: dict[str, float] = defaultdict(float)
    offered: dict[str, float] = defaultdict(float)
    for question in drawn.questions:
        offered[competency[question.item]] += question.points
        won[competency[question.item]] += marks.get(question.slot, 0.0)
    return {key: (round(won[key], 2), offered[key]) for key in sorted(offered)}


class SlotAnswer(Frozen):
    """One answer on its way to marking, with the item it answers."""

    slot: str
    item: str
    version: int
    prompt: Text
    parameters: dict[str, Any] = Field(default_factory=dict)
    answer: Any = None


def assignment_name(paper: str, version: int, number: int) -> str:
    """What nbgrader calls the `number`th attempts at a paper's version. One attempt never overwrites another."""
    return f"{paper}-v{version}-a{number}"
