"""Closed attempts are marked: by rule through the gradebook, free text by a trainer who sees no name."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select

from sqm_training.domain import marking
from sqm_training.domain.attempt import SlotAnswer, assignment_name
from sqm_training.domain.item import Item
from sqm_training.domain.paper import PaperVersion, Question
from sqm_training.errors import Refused
from sqm_training.records import attempts, people
from sqm_training.records.store import Row
from sqm_training.records.tables import mark, marking_claim
from sqm_training.services import certify, publish, sit
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

CLAIM_LASTS = timedelta(hours=8)


class Book(Protocol):
    """The gradebook as marking needs it."""

    def publish(self, assignment: str, paper: PaperVersion) -> None: ...

    def mark(
        self, assignment: str, person: str, answers: Sequence[SlotAnswer], submitted_at: datetime
    ) -> dict[str, float | None]: ...

    def set_mark(self, assignment: str, person: str, slot: str, points: float, comment: str) -> None: ...


def by_machine(house: Installation, book: Book) -> list[str]:
    """Mark every closed attempt that has no marks yet; returns which. Safe to be cut off and run again."""
    rows = attempts.closed_unmarked(house.store)
    for row in rows:
        _mark_one(house, book, row)
        certify.award(house, row["person"])
    return [row["id"] for row in rows]


def _mark_one(house: Installation, book: Book, row: Row) -> None:
    paper = publish.frozen(house, row["paper"], row["version"]).paper
    name = assignment_name(row["paper"], row["version"], row["number"])
    given = {slot: step["answer"] for slot, step in attempts.answers(house.store, row["id"]).items()}
    drawn = sit.questions(house, row)
    book.publish(name, paper)
    answers = [
        SlotAnswer(slot=q.slot, item=item.id, version=item.version, prompt=item.prompt, answer=given.get(q.slot))
        for q, item in drawn
    ]
    points = book.mark(name, row["person"], answers, row["closed_at"])
    for question, _ in drawn:
        if marking.is_empty(given.get(question.slot)):
            points[question.slot] = 0.0  # nothing to read: no trainer is asked
    with house.store.write("worker", house.now()) as ledger:
        ledger.add_many(
            mark,
            [
                {
                    "attempt": row["id"],
                    "slot": slot,
                    "points": won,
                    "source": "machine",
                    "rubric": {},
                    "comment": "",
                }
                for slot, won in points.items()
                if won is not None
            ],
        )
        ledger.log("attempt.mark", row["id"], paper=row["paper"], version=row["version"])


def copy_to_book(house: Installation, book: Book, after: int) -> int:
    """Bring trainers' marks into the gradebook; returns the number of the last one copied."""
    for row in house.store.rows(select(mark).where(mark.c.id > after, mark.c.source == "person").order_by(mark.c.id)):
        sat = attempts.one(house.store, row["attempt"])
        if sat is not None:
            name = assignment_name(sat["paper"], sat["version"], sat["number"])
            book.set_mark(name, sat["person"], row["slot"], row["points"], row["comment"])
        after = row["id"]
    return after


def waiting(house: Installation, scope: Scope) -> list[dict[str, Any]]:
    """Free-text answers nobody has marked, oldest first, without names."""
    lines = {row["person"]: row for row in people.everybody(house.store)}
    sat = [
        row
        for person, rows in attempts.of(house.store).items()
        for row in rows
        if row["state"] != "open" and scope.covers(lines[person])
    ]
    marks = attempts.marks(house.store)
    found = [one for row in sat for one in _unmarked(house, row, marks.get(row["id"], {}))]
    return sorted(found, key=lambda one: one["waiting_since"])


def _unmarked(house: Installation, row: Row, marks: dict[str, Row]) -> list[dict[str, Any]]:
    if not marks:  # the machine comes first
        return []
    open_slots = [(q, item) for q, item in sit.questions(house, row) if q.slot not in marks]
    answers = attempts.answers(house.store, row["id"]) if open_slots else {}
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
            "claimed": _claimant(house, row["id"], question.slot) is not None,
        }
        for question, item in open_slots
    ]


def candidate_code(attempt: str) -> str:
    """What stands for a candidate while marking: the same for one attempt, unlike any name or number."""
    return hashlib.sha256(f"candidate:{attempt}".encode()).hexdigest()[:6].upper()


def _claimant(house: Installation, attempt: str, slot: str) -> str | None:
    mine = (marking_claim.c.attempt == attempt, marking_claim.c.slot == slot)
    recent = marking_claim.c.at > house.now() - CLAIM_LASTS
    row = house.store.row(select(marking_claim).where(*mine, recent).order_by(marking_claim.c.id.desc()))
    return row["by"] if row else None


def _reach(house: Installation, scope: Scope, by: str, attempt: str, slot: str) -> tuple[Row, Question, Item]:
    """An answer this trainer may mark: in their stores, not their own, closed, read by a person."""
    row = attempts.one(house.store, attempt)
    line = people.one(house.store, row["person"]) if row else None
    if row is None or line is None or row["state"] == "open" or not scope.covers(line):
        raise Refused("marking.unknown", 404)
    if row["person"] == by:
        raise Refused("marking.own", 403)
    for question, item in sit.questions(house, row):
        if question.slot == slot and item.kind == "free_text":
            return row, question, item
    raise Refused("marking.unknown", 404)


def script(house: Installation, scope: Scope, by: str, attempt: str, slot: str) -> dict[str, Any]:
    """One answer with its rubric. Opening it claims it for eight hours, so that two do not mark the same."""
    _, question, item = _reach(house, scope, by, attempt, slot)
    holder = _claimant(house, attempt, slot)
    if holder not in (None, by):
        raise Refused("marking.claimed", 409)
    if holder is None:
        with house.store.write(by, house.now()) as ledger:
            ledger.add(marking_claim, attempt=attempt, slot=slot)
    shown = item.model_dump(mode="json")
    answer = attempts.answers(house.store, attempt)[slot]["answer"]
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
    """Keep a trainer's mark: the share of the rubric's points, on the slot's points."""
    row, question, item = _reach(house, scope, by, attempt, slot)
    assert item.kind == "free_text"
    offered = {line.id: line.points for line in item.rubric}
    if set(rubric) != set(offered) or any(not 0 <= rubric[key] <= offered[key] for key in offered):
        raise Refused("marking.rubric", 422)
    points = round(sum(rubric.values()) / sum(offered.values()) * question.points, 2)
    with house.store.write(by, house.now()) as ledger:
        fact = {"attempt": attempt, "slot": slot, "points": points, "source": "person"}
        ledger.add(mark, **fact, rubric=rubric, comment=comment)
        ledger.log("attempt.mark", attempt, slot=slot, points=points)
    certify.award(house, row["person"])
    return {"points": points, "of": question.points}
