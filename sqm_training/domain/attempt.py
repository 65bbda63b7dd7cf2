"""An attempt is a list of steps; its state follows from them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from pydantic import Field

from sqm_training.domain.text import Frozen, Text

State = Literal["open", "paused", "submitted", "expired", "void"]
Step = Literal[
    "answer", "device", "submit", "expire", "mark", "pause", "resume", "extend", "reset", "focus", "drop", "refuse"
]  # fmt: skip
Arrival = Literal["in_time", "late", "refused"]
Move = tuple[Step, datetime, float]  # a step, when, and the minutes it gives

NOTES: tuple[Step, ...] = ("focus", "drop", "refuse")  # told in the story; they change nothing
RUNNING: frozenset[State] = frozenset({"open", "paused"})
CLOSED: frozenset[State] = frozenset({"submitted", "expired"})  # what there is to mark


def _row(state: State, **moves: State) -> Mapping[Step, State]:
    """What a state allows: its own moves, and the notes, which leave it as it is."""
    return {**dict.fromkeys(NOTES, state), **cast(Mapping[Step, State], moves)}


TRANSITIONS: Mapping[State, Mapping[Step, State]] = {
    "open": _row(
        "open",
        answer="open",
        device="open",
        submit="submitted",
        expire="expired",
        pause="paused",
        extend="open",
        reset="void",
    ),
    "paused": _row("paused", device="paused", resume="open", extend="paused", reset="void"),
    "submitted": _row("submitted", mark="submitted", reset="void"),  # mark: the machine has done what it can
    "expired": _row("expired", mark="expired", reset="void"),
    "void": _row("void"),
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


def deadline(opened: datetime, minutes: float, closes: datetime | None = None) -> datetime:
    """When time is up by the paper alone, or when the sitting closes if that is earlier."""
    until = opened + timedelta(minutes=minutes)
    return until if closes is None else min(until, closes)


def standing_deadline(original: datetime, moves: Iterable[Move], now: datetime) -> datetime:
    """When time is up as things stand: extra minutes and the time of pauses come on top, the one now on too."""
    until, stopped = original, None
    for step, at, minutes in moves:
        if step == "extend":
            until += timedelta(minutes=minutes)
        elif step == "pause":
            stopped = at
        elif step == "resume" and stopped is not None:
            until, stopped = until + (at - stopped), None
    return until if stopped is None else until + (now - stopped)


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
