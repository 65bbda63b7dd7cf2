"""Closed attempts are marked: by rule through the gradebook, free text by a trainer who sees no name."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import or_, select

from sqm_training.domain import marking
from sqm_training.domain.attempt import CLOSED, SlotAnswer, assignment_name
from sqm_training.domain.item import Code, Item
from sqm_training.domain.paper import PaperVersion, Question
from sqm_training.errors import Refused
from sqm_training.records import attempts, people
from sqm_training.records.store import Ledger, Reader, Row
from sqm_training.records.tables import attempt_step, mark, marking_claim
from sqm_training.sandbox.job import Unavailable
from sqm_training.services import certify, correct, examine, publish, sit
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

CLAIM_LASTS = timedelta(hours=8)
COPIED_AT_ONCE = 50  # marks, so that nobody who hands in waits for them
log = logging.getLogger(__name__)


class Book(Protocol):
    """The gradebook as marking needs it."""

    def publish(self, assignment: str, paper: PaperVersion) -> None: ...

    def mark(
        self, assignment: str, person: str, answers: Sequence[SlotAnswer], submitted_at: datetime
    ) -> dict[str, float | None]: ...

    def set_mark(self, assignment: str, person: str, slot: str, points: float, comment: str) -> None: ...


# --- by machine ---------------------------------------------------------------------------------------


def by_machine(house: Installation, book: Book) -> list[str]:
    """Mark every closed attempt the machine has not marked; returns which.

    Safe to be cut off and run again. One that fails stays on the list and holds up no other.
    """
    done = []
    for row in attempts.closed_unmarked(house.store):
        try:
            _mark_one(house, book, row)
        except Unavailable as missing:  # never run bare: it waits until there is a sandbox
            log.error("not marked, no sandbox: %s (%s)", row["id"], missing)
            continue
        except Exception:
            log.exception("not marked: %s", row["id"])
            continue
        done.append(row["id"])
        certify.award(house, row["person"])
    return done


def _mark_one(house: Installation, book: Book, row: Row) -> None:
    drawn = sit.questions(house, row)
    given = {slot: step["answer"] for slot, step in attempts.answers(house.store, row["id"]).items()}
    checks = {q.slot: examine.checked(item, given.get(q.slot)) for q, item in drawn if isinstance(item, Code)}
    points = _into_book(house, book, row, drawn, given)
    for q, item in drawn:
        if isinstance(item, Code):
            points[q.slot] = round(sum(checks[q.slot].values()) / item.points * q.points, 2)
            book.set_mark(_assignment(row), row["person"], q.slot, points[q.slot] or 0.0, "")
    marks = [
        {
            "attempt": row["id"],
            "slot": q.slot,
            "points": won,
            "source": "machine",
            "rubric": checks.get(q.slot, {}),
            "comment": "",
        }
        for q, item in drawn
        if (won := _machine_points(item, given.get(q.slot), points[q.slot])) is not None
    ]
    with house.store.write("worker", house.now()) as ledger:
        if any(step["kind"] == "reset" for step in attempts.steps(ledger, row["id"])):
            return  # void since it was read
        ledger.add_many(mark, marks)
        ledger.add(attempt_step, attempt=row["id"], kind="mark", late=False)
        ledger.log("attempt.mark", row["id"], paper=row["paper"], version=row["version"])
        correct.latecomer(house, ledger, row, drawn, given, {one["slot"]: one["points"] for one in marks})


def _into_book(
    house: Installation, book: Book, row: Row, drawn: Sequence[tuple[Question, Item]], given: Mapping[str, Any]
) -> dict[str, float | None]:
    """Hand an attempt in to the gradebook, which marks it; the same again changes nothing."""
    name = _assignment(row)
    book.publish(name, publish.frozen(house, row["paper"], row["version"]).paper)
    answers = [
        SlotAnswer(
            slot=q.slot,
            item=item.id,
            version=item.version,
            prompt=item.prompt,
            parameters=q.parameters,
            answer=given.get(q.slot),
        )
        for q, item in drawn
    ]
    return book.mark(name, row["person"], answers, row["closed_at"])


def _assignment(row: Row) -> str:
    return assignment_name(row["paper"], row["version"], row["number"])


def _machine_points(item: Item, answer: Any, points: float | None) -> float | None:
    """Of free text the machine knows one thing: where there is nothing to read, no trainer is asked."""
    if item.kind == "free_text":
        return 0.0 if marking.is_empty(answer) else None
    return points


def copy_to_book(house: Installation, book: Book, after: int, failed: set[int]) -> int:
    """Bring some marks of trainers and corrections into the gradebook; returns the number of the last one tried.

    One that fails is noted in `failed`, holds up no other and is tried again next time.
    """
    ours = or_(mark.c.source == "person", mark.c.regrade.is_not(None))  # the machine's own are there already
    fresh = select(mark.c.id).where(mark.c.id > after, ours).order_by(mark.c.id)
    keys = [int(row["id"]) for row in house.store.rows(fresh.limit(COPIED_AT_ONCE))]
    for row in house.store.rows(select(mark).where(mark.c.id.in_([*failed, *keys])).order_by(mark.c.id)):
        try:
            _copy_one(house, book, row)
            failed.discard(row["id"])
        except Exception:
            failed.add(row["id"])
            log.exception("mark %s of %s is not in the gradebook", row["id"], row["attempt"])
    return max([after, *keys])


def _copy_one(house: Installation, book: Book, row: Row) -> None:
    sat = attempts.one(house.store, row["attempt"])
    assert sat is not None
    given = {slot: step["answer"] for slot, step in attempts.answers(house.store, sat["id"]).items()}
    _into_book(house, book, sat, sit.questions(house, sat), given)
    stands = attempts.marks(house.store, [sat["id"]])[sat["id"]][row["slot"]]  # in whatever order they are copied
    book.set_mark(_assignment(sat), sat["person"], row["slot"], stands["points"], stands["comment"])


# --- by a person --------------------------------------------------------------------------------------


def waiting(house: Installation, scope: Scope, by: str) -> list[dict[str, Any]]:
    """Free-text answers nobody has marked, oldest first, without names; one's own are left to others."""
    lines = {row["person"]: row for row in people.everybody(house.store) if row["status"] != "left"}
    sat = [
        row
        for person, rows in attempts.of(house.store).items()
        if person != by and person in lines and scope.covers(lines[person])
        for row in attempts.counting(rows)
    ]
    slots, claims = _open_slots(house, sat), _claims(house.store, house.now())
    answers = attempts.answers_of(house.store, list(slots))
    rows = attempts.some(house.store, list(slots))
    found = [one for row in rows for one in _waiting(house, by, row, slots[row["id"]], answers[row["id"]], claims)]
    return sorted(found, key=lambda one: one["waiting_since"])


def _open_slots(house: Installation, sat: Sequence[Row]) -> dict[str, set[str]]:
    """Of these attempts those the machine is done with and a person is not, with the slots that wait."""
    by_machine = attempts.marked(house.store)
    asked = {row["id"]: _person_slots(house, row) for row in sat if row["id"] in by_machine}
    done = attempts.slots_marked(house.store, set().union(*asked.values()))
    return {key: slots - done[key] for key, slots in asked.items() if slots - done[key]}


def _person_slots(house: Installation, row: Row) -> set[str]:
    paper = publish.frozen(house, row["paper"], row["version"]).paper
    return {slot.id for slot in paper.slots if slot.marking == "person"}


def _waiting(
    house: Installation,
    by: str,
    row: Row,
    slots: set[str],
    answers: Mapping[str, Row],
    claims: Mapping[tuple[str, str], str],
) -> list[dict[str, Any]]:
    blueprint = publish.frozen(house, row["paper"], row["version"]).paper.blueprint
    return [
        {
            "attempt": row["id"],
            "slot": question.slot,
            "paper": {"id": blueprint.id, "title": blueprint.title.model_dump()},
            "prompt": item.prompt.model_dump(),
            "code": candidate_code(row["id"]),
            "waiting_since": row["closed_at"],
            "words": len(str(answers[question.slot]["answer"])),
            "claimed": claims.get((row["id"], question.slot), by) != by,
        }
        for question, item in sit.questions(house, row)
        if question.slot in slots
    ]


def candidate_code(attempt: str) -> str:
    """What stands for a candidate while marking: the same for one attempt, unlike any name or number."""
    return hashlib.sha256(f"candidate:{attempt}".encode()).hexdigest()[:6].upper()


def _claims(reader: Reader, now: datetime) -> dict[tuple[str, str], str]:
    """Who is at work on which answer."""
    recent = select(marking_claim).where(marking_claim.c.at > now - CLAIM_LASTS).order_by(marking_claim.c.id)
    return {(row["attempt"], row["slot"]): row["by"] for row in reader.rows(recent)}


def _reach(house: Installation, scope: Scope, by: str, attempt: str, slot: str) -> tuple[Row, Question, Item, Any]:
    """An answer this trainer may mark: in their stores, not their own, closed, written, read by a person."""
    row = attempts.one(house.store, attempt)
    line = people.one(house.store, row["person"]) if row else None
    if row is None or line is None or row["state"] not in CLOSED or not scope.covers(line):
        raise Refused("marking.unknown", 404)
    if row["person"] == by:
        raise Refused("marking.own", 403)
    answer = attempts.answers(house.store, attempt).get(slot, {"answer": None})["answer"]
    for question, item in sit.questions(house, row):
        if question.slot == slot and item.kind == "free_text" and not marking.is_empty(answer):
            return row, question, item, answer
    raise Refused("marking.unknown", 404)


def _claim(ledger: Ledger, by: str, attempt: str, slot: str) -> None:
    """Be the one who marks this answer; refused while somebody else is."""
    holder = _claims(ledger, ledger.now).get((attempt, slot))
    if holder not in (None, by):
        raise Refused("marking.claimed", 409)
    if holder is None:
        ledger.add(marking_claim, attempt=attempt, slot=slot)


def script(house: Installation, scope: Scope, by: str, attempt: str, slot: str) -> dict[str, Any]:
    """One answer with its rubric. Opening it claims it for eight hours, so that two do not mark the same."""
    _, question, item, answer = _reach(house, scope, by, attempt, slot)
    with house.store.write(by, house.now()) as ledger:
        _claim(ledger, by, attempt, slot)
    shown = item.model_dump(mode="json")
    standing = attempts.marks(house.store, [attempt]).get(attempt, {}).get(slot)
    return {
        "attempt": attempt,
        "slot": slot,
        "code": candidate_code(attempt),
        "points": question.points,
        "answer": answer,
        "prompt": shown["prompt"],
        "rubric": shown["rubric"],
        "model": shown["model"],
        "why": shown["why"],
        "mark": {"rubric": standing["rubric"], "comment": standing["comment"]} if standing else None,
    }


def by_person(
    house: Installation,
    scope: Scope,
    by: str,
    attempt: str,
    slot: str,
    rubric: dict[str, float],
    comment: str,
) -> dict[str, Any]:
    """Keep a trainer's mark: the share of the rubric's points, on the slot's points.

    A mark is never overwritten: another one is a new fact and says why in its comment.
    """
    row, question, item, _ = _reach(house, scope, by, attempt, slot)
    assert item.kind == "free_text"
    offered = {line.id: line.points for line in item.rubric}
    if set(rubric) != set(offered) or any(not 0 <= rubric[key] <= offered[key] for key in offered):
        raise Refused("marking.rubric", 422)
    points = round(sum(rubric.values()) / sum(offered.values()) * question.points, 2)
    with house.store.write(by, house.now()) as ledger:
        _claim(ledger, by, attempt, slot)
        before = attempts.marks(ledger, [attempt]).get(attempt, {}).get(slot)
        if before is None or (before["rubric"], before["comment"], before["by"]) != (rubric, comment, by):
            if before is not None and not comment.strip():
                raise Refused("marking.reason", 422)
            fact = {"attempt": attempt, "slot": slot, "points": points, "source": "person"}
            ledger.add(mark, **fact, rubric=rubric, comment=comment)
            stood = {"before": before["points"], "reason": comment} if before is not None else {}
            ledger.log("attempt.mark", attempt, slot=slot, points=points, **stood)
    certify.award(house, row["person"])
    return {"points": points, "of": question.points}
