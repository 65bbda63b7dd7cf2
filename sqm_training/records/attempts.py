"""Attempts and their steps, read from the facts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from sqm_training.records.store import Row, Store
from sqm_training.records.tables import attempt, attempt_step, mark

CLOSING = {"submit": "submitted", "expire": "expired"}


def one(store: Store, key: str) -> Row | None:
    """An attempt with its state."""
    row = store.row(select(attempt).where(attempt.c.id == key))
    return _with_state(row, _closings(store, [key])) if row else None


def of(store: Store, person: str | None = None) -> dict[str, list[Row]]:
    """Attempts by person, in order of time; of one person or of all."""
    query = select(attempt).order_by(attempt.c.at)
    if person is not None:
        query = query.where(attempt.c.person == person)
    rows = store.rows(query)
    closings = _closings(store, None if person is None else [row["id"] for row in rows])
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person"]].append(_with_state(row, closings))
    return found


def open_ones(store: Store) -> list[Row]:
    """Attempts nobody has closed yet."""
    closed = select(attempt_step.c.attempt).where(attempt_step.c.kind.in_(CLOSING))
    return [_with_state(row, {}) for row in store.rows(select(attempt).where(attempt.c.id.not_in(closed)))]


def closed_unmarked(store: Store) -> list[Row]:
    """Closed attempts without any mark yet: the marking worker's whole work list."""
    closed = select(attempt_step.c.attempt).where(attempt_step.c.kind.in_(CLOSING))
    marked = select(mark.c.attempt).where(mark.c.source == "machine")
    query = select(attempt).where(attempt.c.id.in_(closed), attempt.c.id.not_in(marked)).order_by(attempt.c.at)
    rows = store.rows(query)
    closings = _closings(store, [row["id"] for row in rows])
    return [_with_state(row, closings) for row in rows]


def answers(store: Store, key: str) -> dict[str, Row]:
    """The standing answer of each slot: the one with the highest sequence number."""
    return {row["slot"]: row for row in store.rows(answers_query(key))}


def answers_query(key: str) -> Select[Any]:
    mine = (attempt_step.c.attempt == key, attempt_step.c.kind == "answer")
    return select(attempt_step).where(*mine).order_by(attempt_step.c.seq)


def device(rows: Sequence[Row]) -> str | None:
    """The device that holds the attempt: the one that took it over last."""
    return next((row["device"] for row in reversed(rows) if row["kind"] == "device"), None)


def steps(store: Store, key: str) -> list[Row]:
    return store.rows(steps_query(key))


def steps_query(key: str) -> Select[Any]:
    return select(attempt_step).where(attempt_step.c.attempt == key).order_by(attempt_step.c.id)


def marks(store: Store, keys: Sequence[str] | None = None) -> dict[str, dict[str, Row]]:
    """Standing marks by attempt and slot: a person's outranks any machine's, then the newest counts."""
    query = select(mark).order_by(mark.c.source == "person", mark.c.id)
    if keys is not None:
        query = query.where(mark.c.attempt.in_(keys))
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in store.rows(query):
        found[row["attempt"]][row["slot"]] = row
    return found


def _closings(store: Store, keys: Sequence[str] | None) -> dict[str, Row]:
    query = select(attempt_step).where(attempt_step.c.kind.in_(CLOSING))
    if keys is not None:
        query = query.where(attempt_step.c.attempt.in_(keys))
    return {row["attempt"]: row for row in store.rows(query)}


def _with_state(row: Row, closings: dict[str, Row]) -> Row:
    closing = closings.get(row["id"])
    state = CLOSING[closing["kind"]] if closing else "open"
    return {**row, "state": state, "closed_at": closing["at"] if closing else None}
