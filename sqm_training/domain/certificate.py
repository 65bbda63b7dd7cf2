"""What a certificate needs and how it stands on any day. Both are derived from facts, never stored."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.text import Frozen, Text

Grade = Literal["L1", "L2", "L3", "L4", "L5"]
State = Literal["none", "ready", "valid", "expiring", "expired", "suspended", "revoked"]
EventKind = Literal["suspend", "resume", "revoke"]
LeafState = Literal[
    "not_published", "not_begun", "begun", "open", "being_marked", "failed", "not_held", "done", "passed", "held"
]
MET: tuple[LeafState, ...] = ("done", "passed", "held")
IN_FORCE: tuple[State, ...] = ("valid", "expiring")
RENEWABLE: tuple[State, ...] = ("expiring", "expired", "revoked")  # what was shown before the award no longer counts


class Rule(Frozen):
    """What one rung of a post's ladder asks for. Theory and practical both must be passed."""

    post: str
    grade: Grade
    title: Text
    courses: tuple[str, ...] = ()
    paper: str | None = None
    practical: str | None = None
    valid_months: int = Field(ge=1)
    window_months: int = Field(0, ge=0)  # before expiry, when renewal may begin
    prerequisites: tuple[Grade, ...] = ()  # grades of the same post to hold first

    @property
    def rung(self) -> tuple[str, str]:
        return self.post, self.grade

    @model_validator(mode="after")
    def _window_fits(self) -> Self:
        if self.window_months >= self.valid_months:
            raise PydanticCustomError("certification.window", "certification.window")
        return self


# --- what it needs ------------------------------------------------------------------------------------


class Leaf(Frozen):
    """One thing asked for: met or not, how far it is, by what value, from which fact (`source`) and when."""

    code: Literal["course", "paper", "practical", "grade"]
    id: str
    title: Text
    state: LeafState
    progress: float = Field(0.0, ge=0, le=1)
    value: float | str | None = None
    need: float | str | None = None
    missed: tuple[str, ...] = ()  # of a paper, what else its pass rule asks for and was not met
    source: str | None = None
    at: datetime | None = None

    @property
    def met(self) -> bool:
        return self.state in MET


class Clause(Frozen):
    """All or any of some leaves and clauses. All of nothing is met; any of nothing is not."""

    op: Literal["all", "any"]
    leaves: tuple[Annotated["Leaf | Clause", Field(union_mode="left_to_right")], ...]

    @property
    def met(self) -> bool:
        return (all if self.op == "all" else any)(leaf.met for leaf in self.leaves)

    def open(self) -> list[Leaf]:
        """Leaves that still stand in the way: the answer to "why not yet"."""
        if self.met:
            return []
        nested = [[leaf] if isinstance(leaf, Leaf) else leaf.open() for leaf in self.leaves if not leaf.met]
        return [leaf for part in nested for leaf in part]


Facts = Mapping[tuple[str, str], Leaf]  # (code, id) → what is known of it


def requirements(rule: Rule, facts: Facts) -> Clause:
    """A rule as a clause tree. Of what no fact tells, the leaf is not met and has no value."""
    asked = [("course", name) for name in rule.courses]
    asked += [("paper", rule.paper)] if rule.paper else []
    asked += [("practical", rule.practical)] if rule.practical else []
    asked += [("grade", grade) for grade in rule.prerequisites]
    return Clause(op="all", leaves=tuple(facts.get(key) or _unknown(*key) for key in asked))


def _unknown(code: str, name: str) -> Leaf:
    return Leaf.model_validate({"code": code, "id": name, "title": {"zh": name, "en": name}, "state": "not_published"})


# --- how it stands ------------------------------------------------------------------------------------


class Certificate(Frozen):
    """One period of one rung. Nothing overwrites it: renewal is another, its end is an event."""

    number: str
    person: str
    post: str
    grade: Grade
    valid_from: date
    valid_until: date  # its last day
    window_months: int = Field(0, ge=0)  # as the rule stood at the award


class Event(Frozen):
    """A suspension, its end, or a revocation, from `on` on."""

    certificate: str
    kind: EventKind
    on: date
    reason: Text | str


class Standing(Frozen):
    """How a rung stands on a day, and by which certificate."""

    state: State
    number: str | None = None
    since: date | None = None
    until: date | None = None


def standing(certificates: Iterable[Certificate], events: Iterable[Event], on: date) -> Standing:
    """How one person's certificates of one rung stand on a day.

    The period begun last counts, unless it was revoked; later certificates and events are not known yet.
    """
    known: dict[str, list[EventKind]] = defaultdict(list)
    for event in sorted((one for one in events if one.on <= on), key=lambda one: one.on):
        known[event.certificate].append(event.kind)
    begun = sorted((one for one in certificates if one.valid_from <= on), key=lambda one: one.valid_from)
    if not begun:
        return Standing(state="none")
    counts = next((one for one in reversed(begun) if "revoke" not in known[one.number]), begun[-1])
    state = standing_on(counts.valid_from, counts.valid_until, known[counts.number], counts.window_months, on)
    return Standing(state=state, number=counts.number, since=counts.valid_from, until=counts.valid_until)


def standing_on(valid_from: date, valid_until: date, events: Sequence[str], window_months: int, day: date) -> State:
    """How a certificate stands on a day, given its suspensions and revocation so far, oldest first.

    It is valid on its last day; the renewal window before that makes it `expiring`.
    """
    if day < valid_from:
        return "none"
    if "revoke" in events:
        return "revoked"
    if day > valid_until:
        return "expired"
    if events and events[-1] == "suspend":
        return "suspended"
    return "expiring" if day >= renewal_opens(valid_until, window_months) else "valid"


def renewal_opens(valid_until: date, window_months: int) -> date:
    """The first day on which renewal may begin; without a window, the day after the last."""
    return months_later(valid_until, -window_months) + timedelta(days=1)


def period(rule: Rule, day: date, former: date | None) -> tuple[date, date]:
    """First and last day of a certificate awarded on `day`.

    Renewed in time it loses no day: its months are counted from the last day of the `former` one.
    """
    return day, months_later(max(day, former or day), rule.valid_months)


def in_force(certificates: Iterable[Certificate], events: Iterable[Event], on: date) -> list[Certificate]:
    """Who was valid for what on a day: at most one certificate for each person, post and grade."""
    rungs: dict[tuple[str, str, str], list[Certificate]] = defaultdict(list)
    for one in certificates:
        rungs[one.person, one.post, one.grade].append(one)
    known, found = list(events), []
    for held in rungs.values():
        stands = standing(held, known, on)
        if stands.state in IN_FORCE:
            found += [one for one in held if one.number == stands.number]
    return found


def months_later(day: date, months: int) -> date:
    """The same day of the month, so many months on; the last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
