"""Sitting a paper: drawn once, every change is a fact, the server's clock decides."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from sqm_training.domain import marking
from sqm_training.domain.item import Item
from sqm_training.domain.paper import Draw, PaperVersion, Question, draw, public_view
from sqm_training.errors import Refused
from sqm_training.records import attempts, people
from sqm_training.records.store import Ledger, Row
from sqm_training.records.tables import attempt, attempt_step
from sqm_training.services import assign, publish
from sqm_training.services.installation import Installation

GRACE = timedelta(seconds=30)  # a change on its way when time ran out is kept and flagged


def papers(house: Installation, person: str) -> list[dict[str, Any]]:
    """Papers a person may sit: those of their posts and those assigned, with what stands in the way."""
    line = people.one(house.store, person)
    if line is None:
        return []
    given = {row["target"] for row in assign.standing(house) if row["kind"] == "paper" and assign.is_for(row, line)}
    mine = attempts.of(house.store, person)[person]
    return [
        _paper(house, row, [one for one in mine if one["paper"] == row["paper"]])
        for row in publish.newest_papers(house)
        if row["document"]["blueprint"]["post"] in line["posts"] or row["paper"] in given
    ]


def _paper(house: Installation, row: Row, mine: list[Row]) -> dict[str, Any]:
    blueprint, slots = row["document"]["blueprint"], row["document"]["slots"]
    shown = {key: blueprint[key] for key in ("id", "title", "post", "grade", "minutes", "pass_mark")}
    running = next((one["id"] for one in mine if one["state"] == "open"), None)
    blocked, not_before = _obstacle(house, blueprint, mine)
    return shown | {
        "version": row["version"],
        "items": len(slots),
        "points": sum(slot["points"] for slot in slots),
        "attempts_left": max(blueprint["attempts"]["limit"] - len(mine), 0),
        "open_attempt": running,
        "blocked_code": None if running else blocked,
        "not_before": not_before,
        "attempts": [{key: one[key] for key in ("id", "number", "state", "at", "closed_at")} for one in reversed(mine)],
    }


def _obstacle(house: Installation, blueprint: dict[str, Any], mine: list[Row]) -> tuple[str | None, datetime | None]:
    """Why no new attempt may begin now, and until when."""
    rule = blueprint["attempts"]
    if len(mine) >= rule["limit"]:
        return "attempt.none_left", None
    if mine and mine[-1]["closed_at"] is not None:
        not_before = mine[-1]["closed_at"] + timedelta(hours=rule["cool_down_hours"])
        if house.now() < not_before:
            return "attempt.cool_down", not_before
    return None, None


def start(house: Installation, person: str, paper: str) -> str:
    """Begin an attempt, or come back to the open one. Two starts at once give one attempt."""
    mine = [one for one in attempts.of(house.store, person)[person] if one["paper"] == paper]
    running = next((one["id"] for one in mine if one["state"] == "open"), None)
    if running is not None:
        return str(running)
    offered = next((one for one in papers(house, person) if one["id"] == paper), None)
    if offered is None:
        raise Refused("paper.not_for_you", 403, paper=paper)
    if offered["blocked_code"]:
        raise Refused(offered["blocked_code"], 409, not_before=offered["not_before"])
    try:
        return _begin(house, person, publish.frozen(house, paper, offered["version"]).paper, len(mine) + 1)
    except IntegrityError:  # somebody's second tap was quicker
        return start(house, person, paper)


def _begin(house: Installation, person: str, paper: PaperVersion, number: int) -> str:
    key, now = "a" + secrets.token_hex(8), house.now()
    drawn = draw(paper, secrets.randbits(48))
    with house.store.write(person, now) as ledger:
        ledger.add(
            attempt,
            id=key,
            person=person,
            paper=paper.blueprint.id,
            version=paper.version,
            number=number,
            draw=drawn.model_dump(mode="json"),
            deadline=now + timedelta(minutes=paper.blueprint.minutes),
        )
        ledger.log("attempt.start", key, person=person, paper=paper.blueprint.id, number=number)
    return key


def own(house: Installation, person: str, key: str) -> Row:
    """An attempt of this person's; anybody else's is as good as unknown."""
    row = attempts.one(house.store, key)
    if row is None or row["person"] != person:
        raise Refused("attempt.unknown", 404)
    return row


def questions(house: Installation, row: Row) -> list[tuple[Question, Item]]:
    """What was drawn for an attempt, in the order on screen."""
    paper = publish.frozen(house, row["paper"], row["version"]).paper
    pools = {(slot.id, item.id): item for slot in paper.slots for item in slot.pool}
    drawn = Draw.model_validate(row["draw"])
    return [(question, pools[question.slot, question.item]) for question in drawn.questions]


def view(house: Installation, person: str, key: str) -> dict[str, Any]:
    """The paper as its candidate sees it: no key, no reason, no rubric."""
    row, line = own(house, person, key), people.one(house.store, person)
    frozen = publish.frozen(house, row["paper"], row["version"])
    blueprint = frozen.paper.blueprint
    is_open = row["state"] == "open"
    return _clock(house, row) | {
        "id": key,
        "paper": {"id": blueprint.id, "title": blueprint.title.model_dump(), "minutes": blueprint.minutes},
        "number": row["number"],
        "started": row["at"],
        "items": [
            public_view(question, item, frozen.pictures.get(item.picture.file) if item.picture else None)
            for question, item in (questions(house, row) if is_open else [])
        ],
        "answers": {
            slot: {"answer": step["answer"], "seq": step["seq"]}
            for slot, step in attempts.answers(house.store, key).items()
        },
        "watermark": f"{line['name']} {line['employee_no']}" if line else person,
    }


def clock(house: Installation, person: str, key: str) -> dict[str, Any]:
    """How an attempt stands: asked every few seconds by the page it is open on."""
    return _clock(house, own(house, person, key))


def _clock(house: Installation, row: Row) -> dict[str, Any]:
    device = attempts.device(attempts.steps(house.store, row["id"]))
    return {"state": row["state"], "now": house.now(), "deadline": row["deadline"], "device": device}


def save(house: Installation, person: str, key: str, slot: str, answer: Any, seq: int, device: str) -> dict[str, Any]:
    """Keep one change of one answer. The same change sent twice is one fact; an older one is refused."""
    row, now = own(house, person, key), house.now()
    item = next((item for question, item in questions(house, row) if question.slot == slot), None)
    if item is None:
        raise Refused("answer.not_drawn", 422, slot=slot)
    try:
        marking.check(item, answer)
    except marking.InvalidAnswer as wrong:
        raise Refused("answer.invalid", 422, reason=str(wrong)) from wrong
    with house.store.write(person, now) as ledger:
        _must_be_open(ledger, row, device, now)
        standing = [s for s in ledger.rows(attempts.answers_query(key)) if s["slot"] == slot]
        if standing and standing[-1]["seq"] >= seq:
            last = standing[-1]
            if last["seq"] == seq and last["answer"] == answer:
                return {"seq": seq, "saved_at": last["at"]}
            raise Refused("answer.stale", 409, seq=last["seq"])
        late = now > row["deadline"]
        step = {"slot": slot, "seq": seq, "answer": answer, "device": device, "late": late}
        ledger.add(attempt_step, attempt=key, kind="answer", **step)
    return {"seq": seq, "saved_at": now}


def _must_be_open(ledger: Ledger, row: Row, device: str, now: datetime) -> None:
    steps = ledger.rows(attempts.steps_query(row["id"]))
    if any(step["kind"] in attempts.CLOSING for step in steps):
        raise Refused("attempt.closed", 409)
    if now > row["deadline"] + GRACE:
        raise Refused("attempt.late", 409)
    holder = attempts.device(steps)
    if holder is None:
        ledger.add(attempt_step, attempt=row["id"], kind="device", device=device, late=False)
    elif holder != device:
        raise Refused("attempt.other_device", 409)


def take_over(house: Installation, person: str, key: str, device: str) -> None:
    """Go on with an open attempt on this device; the former one can no longer save."""
    row = own(house, person, key)
    if row["state"] != "open":
        raise Refused("attempt.closed", 409)
    with house.store.write(person, house.now()) as ledger:
        if attempts.device(ledger.rows(attempts.steps_query(key))) == device:
            return
        ledger.add(attempt_step, attempt=key, kind="device", device=device, late=False)
        ledger.log("attempt.take_over", key, device=device)


def submit(house: Installation, person: str, key: str, device: str) -> str:
    """Hand in. Handing in twice is the same as once."""
    row = own(house, person, key)
    if row["state"] != "open":
        return str(row["state"])
    with house.store.write(person, house.now()) as ledger:
        _must_be_open(ledger, row, device, house.now())
        ledger.add(attempt_step, attempt=key, kind="submit", device=device, late=house.now() > row["deadline"])
        ledger.log("attempt.submit", key, person=person)
    return "submitted"


def expire(house: Installation) -> list[str]:
    """Close every attempt whose time is up; returns which. The worker calls this all day."""
    over = [row for row in attempts.open_ones(house.store) if house.now() > row["deadline"] + GRACE]
    for row in over:
        with house.store.write("worker", house.now()) as ledger:
            steps = ledger.rows(attempts.steps_query(row["id"]))
            if not any(step["kind"] in attempts.CLOSING for step in steps):
                ledger.add(attempt_step, attempt=row["id"], kind="expire", late=False)
                ledger.log("attempt.expire", row["id"], person=row["person"])
    return [row["id"] for row in over]
