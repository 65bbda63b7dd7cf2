"""Watching those who sit: who is how far, more time, pause, reset. Each with a reason, none with one's own attempt."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqm_training.domain import marking
from sqm_training.domain.attempt import RUNNING, Step
from sqm_training.domain.person import WORKING
from sqm_training.domain.sitting import phase
from sqm_training.errors import Refused
from sqm_training.records import attempts, certificates, people, sittings
from sqm_training.records.store import Ledger, Row
from sqm_training.records.tables import accommodation, attempt_step
from sqm_training.services import assign, publish, recount, schedule, sit
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

REMEMBERED = timedelta(days=7)  # how long closed attempts outside sittings are listed


# --- looking ------------------------------------------------------------------------------------------


def listing(house: Installation, scope: Scope, by: str) -> dict[str, Any]:
    """Every sitting within reach, and how many sit a paper outside any."""
    room = Room(house, scope)
    rows = schedule.visible(house, scope, by)
    sat = attempts.in_sittings(house.store, [row["id"] for row in rows])
    outside = room.covered(attempts.outside_sittings(house.store, house.now() - REMEMBERED))
    return {
        "now": house.now(),
        "sittings": [room.sitting(row, sat[row["id"]]) for row in rows],
        "open": {"running": sum(one["state"] in RUNNING for one in outside), "all": len(outside)},
    }


def roll(house: Installation, scope: Scope, by: str, key: int) -> dict[str, Any]:
    """One sitting, candidate by candidate."""
    row, room = schedule.seen(house, scope, by, key), Room(house, scope)
    sat = attempts.in_sittings(house.store, [key])[key]
    extra = sittings.extra_times(house.store, row["paper"], key)
    more = {
        "to": [room.board.to_title(one) for one in row["invited"]],
        "may_withdraw": row["withdrawn"] is None and schedule.may_withdraw(scope, by, row),
        "candidates": room.candidates(room.covered(sat)) + room.not_begun(row, sat, extra),
        "now": house.now(),
    }
    return room.sitting(row, sat) | more


def outside(house: Installation, scope: Scope) -> dict[str, Any]:
    """Those who sit a paper outside any sitting: at it now, or done within some days."""
    room = Room(house, scope)
    rows = room.covered(attempts.outside_sittings(house.store, house.now() - REMEMBERED))
    return {"candidates": room.candidates(rows), "now": house.now()}


class Room:
    """Who is within reach, read once for many attempts."""

    def __init__(self, house: Installation, scope: Scope) -> None:
        self.house, self.now = house, house.now()
        self.board = assign.Board(house)
        self.lines = {line["person"]: line for line in self.board.lines if scope.covers(line)}

    def covered(self, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row["person"] in self.lines]

    def sitting(self, row: Row, sat: Sequence[Row]) -> dict[str, Any]:
        """A sitting in a line: when, where, what, and how many."""
        opens, closes = (row[key].astimezone(self.house.zone).date() for key in ("opens_at", "closes_at"))
        stands = phase(self.now, row["opens_at"], row["closes_at"])
        mine = attempts.counting(self.covered(sat))
        begun = {one["person"] for one in mine}
        return {key: row[key] for key in ("id", "opens_at", "closes_at", "place", "note")} | {
            "paper": {"id": row["paper"], "title": self.title(row["paper"])},
            "phase": "withdrawn" if row["withdrawn"] else stands,
            "reason": row["withdrawn"]["reason"] if row["withdrawn"] else None,
            "today": opens <= self.house.today() <= closes,
            "by": self.board.names.get(row["by"], row["by"]),
            "invited": len(begun | {line["person"] for line in self._invited(row)}),
            "begun": len(begun),
            "running": sum(one["state"] in RUNNING for one in mine),
        }

    def title(self, paper: str) -> dict[str, str]:
        return self.board.title("paper", paper) or {"zh": paper, "en": paper}

    def _invited(self, row: Row) -> list[Row]:
        return [line for line in self.lines.values() if line["status"] in WORKING and schedule.invites(row, line)]

    def not_begun(self, row: Row, sat: Sequence[Row], extra: Mapping[str, Row]) -> list[dict[str, Any]]:
        """Those invited who have no attempt that counts."""
        begun = {one["person"] for one in attempts.counting(sat)}
        absent = [line for line in self._invited(row) if line["person"] not in begun]
        return [
            self._who(line["person"]) | {"state": "not_begun", "extra": _minutes(extra.get(line["person"]))}
            for line in absent
        ]

    def candidates(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Attempts as who watches them sees them, those at it first."""
        steps = attempts.steps_of(self.house.store, [row["id"] for row in rows])
        shown = [self._candidate(row, steps[row["id"]]) for row in rows]
        return sorted(shown, key=lambda one: one["state"] not in RUNNING)

    def _who(self, person: str) -> dict[str, Any]:
        line = self.lines[person]
        keys = ("name", "pinyin", "employee_no", "store_name")
        return {"person": person, "attempt": None} | {key: line[key] for key in keys}

    def _candidate(self, row: Row, steps: Sequence[Row]) -> dict[str, Any]:
        given = attempts.answered(steps)
        paper = publish.frozen(self.house, row["paper"], row["version"]).paper
        last = next((step["at"] for step in reversed(steps) if step["kind"] == "answer"), None)
        keys = ("paper", "number", "state", "closed_at")
        return (
            self._who(row["person"])
            | {key: row[key] for key in keys}
            | recount.signs(steps)
            | {
                "attempt": row["id"],
                "title": paper.blueprint.title.model_dump(),
                "answered": sum(not marking.is_empty(one["answer"]) for one in given.values()),
                "of": len(paper.slots),
                "started": row["at"],
                "saved_at": last,
                "deadline": attempts.until(row, row["shaping"], self.now),
                "extra": sum(step["detail"]["minutes"] for step in steps if step["kind"] == "extend"),
                "notice": sit.notice(self.house, row),
            }
        )


def _minutes(granted: Row | None) -> int:
    return int(granted["minutes"]) if granted else 0


# --- acting on one ------------------------------------------------------------------------------------


def pause(house: Installation, scope: Scope, by: str, key: str, reason: str) -> None:
    """Stop the clock of an attempt; nothing can be answered meanwhile."""
    _one(house, scope, by, key, "pause", {"reason": reason})


def resume(house: Installation, scope: Scope, by: str, key: str, reason: str) -> None:
    """Let it go on, with all the time that was left."""
    _one(house, scope, by, key, "resume", {"reason": reason})


def extend(house: Installation, scope: Scope, by: str, key: str, minutes: int, reason: str) -> None:
    """More time for somebody who is at it."""
    _one(house, scope, by, key, "extend", {"minutes": minutes, "reason": reason})


def reset(house: Installation, scope: Scope, by: str, key: str, reason: str) -> None:
    """Make an attempt void: its answers stay on record, it counts for nothing and may be begun anew."""
    _one(house, scope, by, key, "reset", {"reason": reason})


def _one(house: Installation, scope: Scope, by: str, key: str, step: Step, detail: dict[str, Any]) -> None:
    row, _ = recount.reached(house, scope, key)
    if row["person"] == by:
        raise Refused("invigilate.own", 403)
    with sit.telling(house, by, key, step), house.store.write(by, house.now()) as ledger:
        _take(ledger, row, step, detail)


def _take(ledger: Ledger, row: Row, step: Step, detail: dict[str, Any]) -> None:
    """Add one step to an attempt, if its state allows it."""
    steps = attempts.steps(ledger, row["id"])
    sit.allow(steps, step)
    if step == "pause" and ledger.now > attempts.until(row, steps, ledger.now):
        raise Refused("attempt.late", 409)
    if step == "reset" and _counted(ledger, row):
        raise Refused("attempt.counted", 409)
    ledger.add(attempt_step, attempt=row["id"], kind=step, late=False, detail=detail)
    told = {"minutes": detail["minutes"]} if "minutes" in detail else {}
    ledger.log(f"attempt.{step}", row["id"], person=row["person"], **told)


def _counted(ledger: Ledger, row: Row) -> bool:
    """Whether a certificate rests on this attempt."""
    held = certificates.of(ledger, row["person"])[row["person"]]
    return any(leaf.get("source") == row["id"] for one in held for leaf in one["basis"])


# --- acting on a whole sitting ------------------------------------------------------------------------


def everybody(
    house: Installation, scope: Scope, by: str, key: int, step: Step, reason: str, minutes: int = 0
) -> dict[str, int]:
    """Extend, pause or resume every attempt of a sitting that is at it; returns how many."""
    schedule.seen(house, scope, by, key)
    room = Room(house, scope)
    detail = {"reason": reason} | ({"minutes": minutes} if minutes else {})
    done = 0
    with house.store.write(by, house.now()) as ledger:
        for row in room.covered(attempts.in_sittings(ledger, [key])[key]):
            if row["person"] != by:
                done += _taken(ledger, row, step, detail)
    if not done:
        raise Refused("invigilate.nobody", 409)
    return {"attempts": done}


def _taken(ledger: Ledger, row: Row, step: Step, detail: dict[str, Any]) -> bool:
    """The same for one of many: whose state does not allow it is passed over."""
    try:
        _take(ledger, row, step, detail)
    except Refused:
        return False
    return True


def grant(
    house: Installation, scope: Scope, by: str, paper: str, key: int | None, person: str, minutes: int, reason: str
) -> None:
    """Extra time for somebody who has not begun yet; no minutes take an earlier grant back."""
    line = people.one(house.store, person)
    if line is None or not scope.covers(line) or line["status"] not in WORKING:
        raise Refused("login.unknown", 404)
    if person == by:
        raise Refused("invigilate.own", 403)
    if publish.newest_paper(house, paper) is None:
        raise Refused("paper.unknown", 404, paper=paper)
    with house.store.write(by, house.now()) as ledger:
        ledger.add(accommodation, person=person, paper=paper, sitting=key, minutes=minutes, reason=reason)
        ledger.log("accommodation.grant", person, paper=paper, sitting=key, minutes=minutes)


def grant_in(house: Installation, scope: Scope, by: str, key: int, person: str, minutes: int, reason: str) -> None:
    """The same for one sitting."""
    row = schedule.standing(house, scope, by, key)
    grant(house, scope, by, row["paper"], key, person, minutes, reason)
