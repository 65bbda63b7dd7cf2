"""Sitting a paper: drawn once, every change is a fact, the server's clock decides."""

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

from sqm_training.domain import marking
from sqm_training.domain.attempt import CLOSED, NOTES, RUNNING, Illegal, Step, arrival, deadline, state
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.certificate import renewal_opens
from sqm_training.domain.item import Dialogue, Item
from sqm_training.domain.paper import Draw, Question, draw
from sqm_training.domain.shown import public_view, turns
from sqm_training.errors import Refused
from sqm_training.records import attempts, certificates, people, sittings
from sqm_training.records.store import Ledger, Reader, Row
from sqm_training.records.tables import attempt, attempt_step
from sqm_training.services import assign, publish, schedule
from sqm_training.services.installation import Installation
from sqm_training.services.publish import Frozen

MOST_NOTES = 500  # of an attempt; a page that reports more is not one of ours
REFUSALS = {"open": "attempt.not_paused", "paused": "attempt.paused", "void": "attempt.void"}
TOLD = {
    *REFUSALS.values(), "attempt.closed", "attempt.late", "attempt.counted", "attempt.other_device", "answer.stale",
    "answer.said",
}  # fmt: skip
log = logging.getLogger(__name__)


# --- beginning ----------------------------------------------------------------------------------------


def papers(house: Installation, person: str) -> list[dict[str, Any]]:
    """Papers a person may sit: of their posts, assigned, or in a sitting; with what stands in the way."""
    mine = Sat(house, house.store, person)
    return [_paper(one, mine) for one in _offered(house, mine.line, mine.coming)]


def _offered(house: Installation, line: Row | None, coming: Sequence[Row]) -> list[Frozen]:
    if line is None:
        return []
    given = {row["target"] for row in assign.standing(house) if row["kind"] == "paper" and assign.is_for(row, line)}
    given |= {row["paper"] for row in coming}
    live = [one for one in publish.newest_papers(house) if one.paper.blueprint.status == "live"]
    return [one for one in live if one.paper.blueprint.post in line["posts"] or one.paper.blueprint.id in given]


class Sat:
    """What somebody has sat so far, and what of it still stands in the way of another attempt."""

    def __init__(self, house: Installation, reader: Reader, person: str) -> None:
        self.house = house
        self.line = people.one(reader, person)
        self.attempts = attempts.of(reader, person)[person]
        self.certificates = certificates.of(reader, person)[person]
        self.coming = schedule.coming(house, reader, self.line) if self.line else []

    def of(self, paper: str) -> list[Row]:
        return [row for row in self.attempts if row["paper"] == paper]

    def sittings(self, paper: str) -> list[Row]:
        return [row for row in self.coming if row["paper"] == paper]

    def sitting(self, paper: str) -> Row | None:
        """The sitting in which one may begin now."""
        return schedule.now_open(self.sittings(paper), self.house.now())

    def counted(self, paper: str) -> list[Row]:
        """Attempts since the last award, once renewal is open since then: a renewal has all its attempts."""
        rows = attempts.counting(self.of(paper))
        awarded = [row for row in self.certificates if row["terms"].get("paper") == paper]
        if not awarded:
            return rows
        last = awarded[-1]
        since = last["at"]
        opens = renewal_opens(last["valid_until"], last["terms"].get("window_months", 0))
        if opens <= self.house.today():
            since = max(since, datetime.combine(opens, time(), self.house.zone))
        return [row for row in rows if row["at"] > since]

    def running(self, paper: str) -> str | None:
        """The attempt at a paper that is not over."""
        return next((row["id"] for row in self.of(paper) if row["state"] in RUNNING), None)

    def obstacle(self, blueprint: Blueprint) -> tuple[str | None, datetime | None]:
        """Why no new attempt may begin now, and until when."""
        if self.left(blueprint) == 0:
            return "attempt.none_left", None
        closed = [row["closed_at"] for row in self.of(blueprint.id) if row["state"] in CLOSED]
        not_before = max(closed) + timedelta(hours=blueprint.attempts.cool_down_hours) if closed else None
        if not_before is not None and self.house.now() < not_before:
            return "attempt.cool_down", not_before
        if blueprint.sittings == "scheduled" and self.sitting(blueprint.id) is None:
            coming = self.sittings(blueprint.id)
            return ("sitting.not_yet", coming[0]["opens_at"]) if coming else ("sitting.none", None)
        return None, None

    def left(self, blueprint: Blueprint) -> int:
        return max(blueprint.attempts.limit - len(self.counted(blueprint.id)), 0)


def _paper(frozen: Frozen, mine: Sat) -> dict[str, Any]:
    blueprint = frozen.paper.blueprint
    keys = {"id", "title", "post", "grade", "minutes", "pass_mark"}
    running = mine.running(blueprint.id)
    blocked, not_before = mine.obstacle(blueprint)
    sat = reversed(mine.of(blueprint.id))
    return blueprint.model_dump(mode="json", include=keys) | {
        "version": frozen.paper.version,
        "items": len(frozen.paper.slots),
        "points": frozen.paper.points,
        "pilots": len(frozen.paper.slots) - len(frozen.paper.scored),
        "rules": _rules(blueprint),
        "attempts_left": mine.left(blueprint),
        "open_attempt": running,
        "blocked_code": None if running else blocked,
        "not_before": not_before,
        "sittings": [schedule.shown(mine.house, row) for row in mine.sittings(blueprint.id)],
        "attempts": [{key: one[key] for key in ("id", "number", "state", "at", "closed_at")} for one in sat],
    }


def _rules(blueprint: Blueprint) -> list[dict[str, Any]]:
    """What passing takes besides the pass mark of the whole."""
    marked = [one for one in blueprint.sections if one.pass_mark is not None]
    rules = [{"code": "section", "title": one.title.model_dump(), "need": one.pass_mark} for one in marked]
    rules += [{"code": "knock_out", "title": one.title.model_dump()} for one in blueprint.slices if one.knock_out]
    if each := blueprint.each_competency:
        rules.append({"code": "competency", "need": each.pass_mark})
    return rules


def start(house: Installation, person: str, paper: str) -> str:
    """Begin an attempt, or come back to the open one. Two starts at once give one attempt."""
    line = people.one(house.store, person)
    coming = schedule.coming(house, house.store, line) if line else []
    offered = next((one for one in _offered(house, line, coming) if one.paper.blueprint.id == paper), None)
    with house.store.write(person, house.now()) as ledger:
        mine = Sat(house, ledger, person)
        running = mine.running(paper)
        if running is not None:
            return running
        if offered is None:
            raise Refused("paper.not_for_you", 403, paper=paper)
        blocked, not_before = mine.obstacle(offered.paper.blueprint)
        if blocked:
            raise Refused(blocked, 409, not_before=not_before)
        return _begin(ledger, person, offered, len(mine.of(paper)) + 1, mine.sitting(paper))


def _begin(ledger: Ledger, person: str, frozen: Frozen, number: int, sitting: Row | None) -> str:
    key, blueprint = "a" + secrets.token_hex(8), frozen.paper.blueprint
    met = {item for one in attempts.drawn(ledger, person).values() for item in one.values()}
    place = sitting["id"] if sitting else None
    ledger.add(
        attempt,
        id=key,
        person=person,
        paper=blueprint.id,
        version=frozen.paper.version,
        number=number,
        draw=draw(frozen.paper, secrets.randbits(48), avoid=met).model_dump(mode="json"),
        deadline=deadline(ledger.now, blueprint.minutes, sitting["closes_at"] if sitting else None),
        sitting=place,
    )
    ledger.log("attempt.start", key, person=person, paper=blueprint.id, number=number, sitting=place)
    if extra := sittings.extra_times(ledger, blueprint.id, place).get(person):
        more = {"minutes": extra["minutes"], "reason": extra["reason"], "granted_by": extra["by"]}
        ledger.add(attempt_step, attempt=key, kind="extend", late=False, detail=more)
    return key


# --- looking ------------------------------------------------------------------------------------------


def own(house: Installation, person: str, key: str) -> Row:
    """An attempt of this person's; anybody else's is as good as unknown."""
    row = attempts.one(house.store, key)
    if row is None or row["person"] != person:
        raise Refused("attempt.unknown", 404)
    return row


def questions(house: Installation, row: Row) -> list[tuple[Question, Item]]:
    """What was drawn for an attempt, in the order on screen, each item as this candidate meets it."""
    paper = publish.frozen(house, row["paper"], row["version"]).paper
    pools = {(slot.id, item.id): item for slot in paper.slots for item in slot.pool}
    drawn = Draw.model_validate(row["draw"])
    return [(one, pools[one.slot, one.item].variant(one.parameters)) for one in drawn.questions]


def view(house: Installation, person: str, key: str) -> dict[str, Any]:
    """The paper as its candidate sees it: no key, no reason, no rubric."""
    row, line = own(house, person, key), people.one(house.store, person)
    frozen = publish.frozen(house, row["paper"], row["version"])
    blueprint = frozen.paper.blueprint
    is_open = row["state"] == "open"  # a paused paper is not to be read meanwhile
    standing = attempts.answers(house.store, key)
    given = {slot: step["answer"] for slot, step in standing.items()}
    return _clock(house, row) | {
        "id": key,
        "paper": {"id": blueprint.id, "title": blueprint.title.model_dump(), "minutes": blueprint.minutes},
        "number": row["number"],
        "started": row["at"],
        "items": [
            public_view(question, item, frozen.pictures, given.get(question.slot)) | {"section": question.section}
            for question, item in (questions(house, row) if is_open else [])
        ],
        "sections": {section.id: section.title.model_dump() for section in blueprint.sections},
        "answers": {slot: {"answer": step["answer"], "seq": step["seq"]} for slot, step in standing.items()},
        "watermark": f"{line['name']} {line['employee_no']}" if line else person,
    }


def clock(house: Installation, person: str, key: str) -> dict[str, Any]:
    """How an attempt stands: asked every few seconds by the page it is open on."""
    return _clock(house, own(house, person, key))


def _clock(house: Installation, row: Row) -> dict[str, Any]:
    now = house.now()
    return {
        "state": row["state"],
        "now": now,
        "deadline": attempts.until(row, row["shaping"], now),
        "device": attempts.holder(house.store, row["id"]),
        "notice": notice(house, row),
    }


def notice(house: Installation, row: Row) -> dict[str, Any] | None:
    """Why an attempt is paused or void, by whom and since when."""
    step = next((one for one in reversed(row["shaping"]) if one["kind"] in ("pause", "reset")), None)
    if step is None or row["state"] not in ("paused", "void"):
        return None
    line = people.one(house.store, step["by"])
    return {"reason": step["detail"]["reason"], "by": line["name"] if line else step["by"], "since": step["at"]}


# --- answering ----------------------------------------------------------------------------------------


def save(house: Installation, person: str, key: str, slot: str, answer: Any, seq: int, device: str) -> dict[str, Any]:
    """Keep one change of one answer. The same change sent twice is one fact; an older one is refused."""
    row, now = own(house, person, key), house.now()
    item = next((item for question, item in questions(house, row) if question.slot == slot), None)
    if item is None:
        raise Refused("answer.not_drawn", 422, slot=slot)
    answer = marking.tidy(answer)
    try:
        marking.check(item, answer)
    except marking.InvalidAnswer as wrong:
        raise Refused("answer.invalid", 422, reason=str(wrong)) from wrong
    change = {"slot": slot, "answer": answer, "device": device}
    with telling(house, person, key, "answer", **change), house.store.write(person, now) as ledger:
        steps = attempts.steps(ledger, key)
        _allow(row, steps, "answer", now)
        _hold(ledger, key, steps, device)
        last = attempts.answered(steps).get(slot)
        if last is not None and last["seq"] >= seq:
            if last["seq"] == seq and last["answer"] == answer:
                return {"seq": seq, "saved_at": last["at"]} | _next(item, answer)
            raise Refused("answer.stale", 409, seq=last["seq"])
        if last is not None and not marking.follows(item, last["answer"], answer):
            raise Refused("answer.said", 409, seq=last["seq"])
        ledger.add(attempt_step, attempt=key, kind="answer", seq=seq, late=_late(row, steps, now), **change)
    return {"seq": seq, "saved_at": now} | _next(item, answer)


def _next(item: Item, answer: Any) -> dict[str, Any]:
    """A talk goes on only where it has come to."""
    return {"turns": turns(item, answer)} if isinstance(item, Dialogue) else {}


def allow(steps: Sequence[Row], step: Step) -> None:
    """Refuse what the table of moves does not know."""
    try:
        state([*(one["kind"] for one in steps), step])
    except Illegal as wrong:
        raise Refused(REFUSALS.get(wrong.state, "attempt.closed"), 409) from wrong


def _allow(row: Row, steps: Sequence[Row], step: Step, now: datetime) -> None:
    """The same, and what comes too late."""
    allow(steps, step)
    if arrival(now, attempts.until(row, steps, now)) == "refused":
        raise Refused("attempt.late", 409)


@contextmanager
def telling(house: Installation, person: str, key: str, step: Step, **change: Any) -> Iterator[None]:
    """What is refused changes nothing, but stands in the attempt's story."""
    try:
        yield
    except Refused as refusal:
        if refusal.code in TOLD:
            with house.store.write(person, house.now()) as ledger:
                _note(ledger, key, "refuse", {"step": step, "code": refusal.code}, **change)
        raise


def _note(ledger: Ledger, key: str, kind: Step, detail: dict[str, Any], **more: Any) -> None:
    steps = attempts.steps(ledger, key)
    if sum(one["kind"] in NOTES for one in steps) < MOST_NOTES:
        ledger.add(attempt_step, attempt=key, kind=kind, late=False, detail=detail, **more)


def _hold(ledger: Ledger, key: str, steps: Sequence[Row], device: str) -> None:
    """The first device to write holds the attempt; any other must take over first."""
    holder = attempts.device(steps)
    if holder is None:
        ledger.add(attempt_step, attempt=key, kind="device", device=device, late=False)
    elif holder != device:
        raise Refused("attempt.other_device", 409)


def _late(row: Row, steps: Sequence[Row], now: datetime) -> bool:
    return arrival(now, attempts.until(row, steps, now)) == "late"


def take_over(house: Installation, person: str, key: str, device: str) -> None:
    """Go on with an open attempt on this device; the former one can no longer save."""
    row, now = own(house, person, key), house.now()
    with telling(house, person, key, "device", device=device), house.store.write(person, now) as ledger:
        steps = attempts.steps(ledger, key)
        _allow(row, steps, "device", now)
        if attempts.device(steps) == device:
            return
        ledger.add(attempt_step, attempt=key, kind="device", device=device, late=_late(row, steps, now))
        ledger.log("attempt.take_over", key, device=device)


def notes(house: Installation, person: str, key: str, device: str, told: Sequence[dict[str, Any]]) -> None:
    """What a page noticed: the candidate left it or came back, the connection was away. It changes nothing.

    A page's own clock is not trusted: it says how many seconds ago, and the rest is ours.
    """
    own(house, person, key)
    with house.store.write(person, house.now()) as ledger:
        for one in told:
            _note(ledger, key, one["kind"], {name: one[name] for name in one if name != "kind"}, device=device)


# --- closing ------------------------------------------------------------------------------------------


def submit(house: Installation, person: str, key: str, device: str) -> str:
    """Hand in. Handing in twice is the same as once."""
    row, now = own(house, person, key), house.now()
    with telling(house, person, key, "submit", device=device), house.store.write(person, now) as ledger:
        steps = attempts.steps(ledger, key)
        stands = state(one["kind"] for one in steps)
        if stands in CLOSED:
            return stands
        _allow(row, steps, "submit", now)
        _hold(ledger, key, steps, device)
        ledger.add(attempt_step, attempt=key, kind="submit", device=device, late=_late(row, steps, now))
        ledger.log("attempt.submit", key, person=person)
    return "submitted"


def expire(house: Installation) -> list[str]:
    """Close every attempt whose time is up; returns which. One that fails holds up no other."""
    closed, now = [], house.now()
    for row in attempts.running(house.store):
        if row["state"] == "open" and arrival(now, attempts.until(row, row["shaping"], now)) == "refused":
            try:
                closed += _expire(house, row)
            except Exception:
                log.exception("not closed: %s", row["id"])
    return closed


def _expire(house: Installation, row: Row) -> list[str]:
    with house.store.write("worker", house.now()) as ledger:
        steps = attempts.steps(ledger, row["id"])
        if state(one["kind"] for one in steps) != "open":
            return []  # handed in or paused that very moment
        if arrival(ledger.now, attempts.until(row, steps, ledger.now)) != "refused":
            return []  # given more time that very moment
        ledger.add(attempt_step, attempt=row["id"], kind="expire", late=False)
        ledger.log("attempt.expire", row["id"], person=row["person"])
    return [row["id"]]
