"""All that candidates did on one paper, read at once for statistics; never a name."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from sqm_training.records.attempts import CLOSING, WITHOUT_DRAW
from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import attempt, attempt_step, mark

RESETS = select(attempt_step.c.attempt).where(attempt_step.c.kind == "reset").subquery()


def attempts(reader: Reader, paper: str) -> list[Row]:
    """Attempts at a paper without their draws, in order of time; those that were reset count for nothing."""
    counting = (attempt.c.paper == paper, attempt.c.id.not_in(select(RESETS.c.attempt)))
    return reader.rows(select(*WITHOUT_DRAW).where(*counting).order_by(attempt.c.at, attempt.c.number))


def draws(reader: Reader, paper: str) -> dict[str, Any]:
    """Their draws, by attempt."""
    rows = reader.rows(select(attempt.c.id, attempt.c.draw).where(attempt.c.paper == paper))
    return {row["id"]: row["draw"] for row in rows}


def closed(reader: Reader, paper: str) -> dict[str, datetime]:
    """When each of them was handed in or ran out; those that are open are missing."""
    query = select(attempt_step.c.attempt, attempt_step.c.at).where(attempt_step.c.kind.in_(CLOSING))
    return {row["attempt"]: row["at"] for row in reader.rows(_of_paper(query, attempt_step, paper))}


def answers(reader: Reader, paper: str) -> dict[str, list[Row]]:
    """Every change of an answer, by attempt, in the order of their sequence numbers."""
    columns = [attempt_step.c[name] for name in ("attempt", "slot", "answer", "at")]
    query = _of_paper(select(*columns).where(attempt_step.c.kind == "answer"), attempt_step, paper)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in reader.rows(query.order_by(attempt_step.c.seq)):
        found[row["attempt"]].append(row)
    return found


def points(reader: Reader, paper: str) -> dict[str, dict[str, float]]:
    """Points of the standing marks, by attempt and slot: a person's outranks any machine's, then the newest."""
    query = _of_paper(select(mark.c.attempt, mark.c.slot, mark.c.points), mark, paper)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for key, slot, won in (row.values() for row in reader.rows(query.order_by(mark.c.source == "person", mark.c.id))):
        found[key][slot] = won
    return found


def newest(reader: Reader, paper: str) -> tuple[int, int]:
    """Another pair of numbers whenever there is something new to count: a mark, an attempt at the paper, a reset."""
    marks = reader.row(select(func.max(mark.c.id).label("n")))
    begun = reader.row(select(func.count().label("n")).select_from(attempt).where(attempt.c.paper == paper))
    resets = reader.row(select(func.count().label("n")).select_from(RESETS))
    return (int(marks["n"] or 0) if marks else 0, sum(int(row["n"]) for row in (begun, resets) if row))


def _of_paper(query: Select[Any], table: Any, paper: str) -> Select[Any]:
    return query.where(table.c.attempt.in_(select(attempt.c.id).where(attempt.c.paper == paper)))
