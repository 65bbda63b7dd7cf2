"""All that candidates did on one paper, read at once for statistics; never a name."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, select

from sqm_training.records.attempts import CLOSING
from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import attempt, attempt_step, mark

MOVES = ("answer", *CLOSING)


def attempts(reader: Reader, paper: str) -> list[Row]:
    """Attempts at a paper with their draws, in order of time."""
    return reader.rows(select(attempt).where(attempt.c.paper == paper).order_by(attempt.c.at, attempt.c.number))


def moves(reader: Reader, paper: str) -> dict[str, list[Row]]:
    """Answers and the closing step of each of these attempts, oldest first."""
    columns = [attempt_step.c[name] for name in ("attempt", "kind", "slot", "seq", "answer", "at")]
    of_paper = (attempt_step.c.kind.in_(MOVES), attempt_step.c.attempt.in_(_of(paper)))
    return _by_attempt(reader.rows(select(*columns).where(*of_paper).order_by(attempt_step.c.id)))


def points(reader: Reader, paper: str) -> dict[str, dict[str, float]]:
    """Points of their standing marks, by attempt and slot: a person's outranks any machine's, then the newest."""
    query = select(mark.c.attempt, mark.c.slot, mark.c.points).where(mark.c.attempt.in_(_of(paper)))
    rows = _by_attempt(reader.rows(query.order_by(mark.c.source == "person", mark.c.id)))
    return {key: {row["slot"]: row["points"] for row in of_one} for key, of_one in rows.items()}


def _of(paper: str) -> Select[Any]:
    return select(attempt.c.id).where(attempt.c.paper == paper)


def _by_attempt(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["attempt"]].append(row)
    return found
