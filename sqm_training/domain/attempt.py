"""An attempt is a list of steps; its state follows from them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

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
