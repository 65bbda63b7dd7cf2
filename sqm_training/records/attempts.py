"""Attempts and their steps, read from the facts. A state is never stored: it follows from the steps."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select

from sqm_training.domain.attempt import RUNNING, Move, Step, standing_deadline, state
from sqm_training.domain.paper import Question
from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import attempt, attempt_step, mark

CLOSING: tuple[Step, ...] = ("submit", "expire")
SHAPING: tuple[Step, ...] = (*CLOSING, "pause", "resume", "extend", "reset")  # what state and deadline follow from
WITHOUT_DRAW = [column for column in attempt.c if column.name != "draw"]  # it is long, and few ask for it


def one(reader: Reader, key: str) -> Row | None:
    """An attempt with its draw and its state."""
    rows = _stated(reader, select(attempt).where(attempt.c.id == key), [key])
    return rows[0] if rows else None


def some(reader: Reader, keys: Sequence[str]) -> list[Row]:
    """These attempts with their draws and states, in order of time."""
    return _stated(reader, select(attempt).where(attempt.c.id.in_(keys)).order_by(attempt.c.at), keys)


def that_drew(reader: Reader, item: str, version: int) -> list[tuple[Row, Question]]:
    """Attempts that met this version of an item, in order of time, each with how it was met."""
    maybe = select(attempt.c.id).where(cast(attempt.c.draw, String).contains(item, autoescape=True))
    rows = some(reader, [row["id"] for row in reader.rows(maybe)])
    met = [
        (row, question)
        for row in rows
        for question in row["draw"]["questions"]
        if (question["item"], question["version"]) == (item, version)
    ]
    return [(row, Question.model_validate(question)) for row, question in met]


def items_of(reader: Reader) -> dict[str, list[tuple[str, int]]]:
    """What every attempt is made of: items with their versions."""
    rows = reader.rows(select(attempt.c.id, attempt.c.draw))
    return {row["id"]: [(one["item"], one["version"]) for one in row["draw"]["questions"]] for row in rows}


def of(reader: Reader, person: str | None = None) -> dict[str, list[Row]]:
    """Attempts by person without their draws, in order of time; of one person or of all."""
    query = select(*WITHOUT_DRAW).order_by(attempt.c.at, attempt.c.number)
    if person is not None:
        query = query.where(attempt.c.person == person)
    rows = reader.rows(query)
    shaping = _shaping(reader, None if person is None else [row["id"] for row in rows])
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person"]].append(_with_state(row, shaping[row["id"]]))
    return found


def drawn(reader: Reader, person: str | None = None) -> dict[str, dict[str, str]]:
    """The item in each slot, by attempt; of one person or of all."""
    query = select(attempt.c.id, attempt.c.draw)
    if person is not None:
        query = query.where(attempt.c.person == person)
    return {row["id"]: {one["slot"]: one["item"] for one in row["draw"]["questions"]} for row in reader.rows(query)}


def counting(rows: Iterable[Row]) -> list[Row]:
    """Without those that were reset: their facts stay, they count for nothing."""
    return [row for row in rows if row["state"] != "void"]


def running(reader: Reader) -> list[Row]:
    """Attempts nobody has closed yet, paused ones among them, without their draws."""
    return _light(reader, attempt.c.id.not_in(_with_step(*CLOSING, "reset")))


def in_sittings(reader: Reader, keys: Sequence[int]) -> dict[int, list[Row]]:
    """Attempts begun in these sittings, by sitting, without their draws."""
    found: dict[int, list[Row]] = {key: [] for key in keys}
    for row in _light(reader, attempt.c.sitting.in_(keys)):
        found[row["sitting"]].append(row)
    return found


def outside_sittings(reader: Reader, since: datetime) -> list[Row]:
    """Attempts begun in no sitting that are running or were begun after `since`, without their draws."""
    over = attempt.c.id.in_(_with_step(*CLOSING, "reset"))
    return _light(reader, attempt.c.sitting.is_(None) & (~over | (attempt.c.at > since)))


def _light(reader: Reader, where: ColumnElement[bool]) -> list[Row]:
    rows = reader.rows(select(*WITHOUT_DRAW).where(where).order_by(attempt.c.at, attempt.c.id))
    shaping = _shaping(reader, [row["id"] for row in rows])
    return [_with_state(row, shaping[row["id"]]) for row in rows]


def closed_unmarked(reader: Reader) -> list[Row]:
    """Closed attempts the machine has not marked: the marking worker's whole work list."""
    mine = (attempt.c.id.in_(_with_step(*CLOSING)), attempt.c.id.not_in(_with_step("mark", "reset")))
    keys = [row["id"] for row in reader.rows(select(attempt.c.id).where(*mine))]
    return some(reader, keys)


def marked(reader: Reader) -> set[str]:
    """Attempts the machine has marked."""
    return {row["attempt"] for row in reader.rows(_with_step("mark"))}


def _with_step(*kinds: Step) -> Select[Any]:
    return select(attempt_step.c.attempt).where(attempt_step.c.kind.in_(kinds))


def steps(reader: Reader, key: str) -> list[Row]:
    """Every step of an attempt, oldest first."""
    return steps_of(reader, [key])[key]


def steps_of(reader: Reader, keys: Sequence[str]) -> dict[str, list[Row]]:
    """The same by attempt."""
    found: dict[str, list[Row]] = {key: [] for key in keys}
    for row in reader.rows(select(attempt_step).where(attempt_step.c.attempt.in_(keys)).order_by(attempt_step.c.id)):
        found[row["attempt"]].append(row)
    return found


def until(row: Row, shaping: Iterable[Row], now: datetime) -> datetime:
    """When time is up for an attempt after these of its steps."""
    original: datetime = row["deadline"]
    return standing_deadline(original, [_move(step) for step in shaping], now)


def _move(step: Row) -> Move:
    return step["kind"], step["at"], (step["detail"] or {}).get("minutes", 0)


def answers(reader: Reader, key: str) -> dict[str, Row]:
    """The standing answer of each slot."""
    return answers_of(reader, [key])[key]


def answers_of(reader: Reader, keys: Sequence[str]) -> dict[str, dict[str, Row]]:
    """The same by attempt."""
    mine = (attempt_step.c.attempt.in_(keys), attempt_step.c.kind == "answer")
    found: dict[str, list[Row]] = {key: [] for key in keys}
    for row in reader.rows(select(attempt_step).where(*mine)):
        found[row["attempt"]].append(row)
    return {key: answered(rows) for key, rows in found.items()}


def answered(rows: Sequence[Row]) -> dict[str, Row]:
    """Of these steps the standing answer of each slot: the one with the highest sequence number."""
    found = sorted((row for row in rows if row["kind"] == "answer"), key=lambda row: int(row["seq"]))
    return {row["slot"]: row for row in found}


def device(rows: Sequence[Row]) -> str | None:
    """The device that holds the attempt: the one that took it over last."""
    return next((row["device"] for row in reversed(rows) if row["kind"] == "device"), None)


def holder(reader: Reader, key: str) -> str | None:
    """The same, asked of the store."""
    mine = (attempt_step.c.attempt == key, attempt_step.c.kind == "device")
    row = reader.row(select(attempt_step.c.device).where(*mine).order_by(attempt_step.c.id.desc()))
    return row["device"] if row else None


def marks(reader: Reader, keys: Sequence[str]) -> dict[str, dict[str, Row]]:
    """Standing marks by attempt and slot: a person's outranks any machine's, then the newest counts."""
    query = select(mark).where(mark.c.attempt.in_(keys)).order_by(mark.c.source == "person", mark.c.id)
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in reader.rows(query):
        found[row["attempt"]][row["slot"]] = row
    return found


def slots_marked(reader: Reader, slots: Collection[str]) -> dict[str, set[str]]:
    """Of these slots those that have a mark, by attempt."""
    query = select(mark.c.attempt, mark.c.slot).where(mark.c.slot.in_(slots))
    found: dict[str, set[str]] = defaultdict(set)
    for row in reader.rows(query):
        found[row["attempt"]].add(row["slot"])
    return found


def points(reader: Reader, keys: Sequence[str] | None = None) -> dict[str, dict[str, float]]:
    """Points of the standing marks by attempt and slot; of these attempts or of all."""
    query = select(mark.c.attempt, mark.c.slot, mark.c.points).order_by(mark.c.source == "person", mark.c.id)
    if keys is not None:
        query = query.where(mark.c.attempt.in_(keys))
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for key, slot, won in (row.values() for row in reader.rows(query)):
        found[key][slot] = won
    return found


def _shaping(reader: Reader, keys: Sequence[str] | None) -> dict[str, list[Row]]:
    columns = [attempt_step.c[name] for name in ("attempt", "kind", "at", "by", "detail")]
    query = select(*columns).where(attempt_step.c.kind.in_(SHAPING)).order_by(attempt_step.c.id)
    if keys is not None:
        query = query.where(attempt_step.c.attempt.in_(keys))
    found: dict[str, list[Row]] = defaultdict(list)
    for row in reader.rows(query):
        found[row["attempt"]].append(row)
    return found


def _stated(reader: Reader, query: Select[Any], keys: Sequence[str]) -> list[Row]:
    shaping = _shaping(reader, keys)
    return [_with_state(row, shaping[row["id"]]) for row in reader.rows(query)]


def _with_state(row: Row, shaping: list[Row]) -> Row:
    """With its state, when it was closed, and the steps both follow from."""
    stands = state(step["kind"] for step in shaping)
    closed = None if stands in RUNNING else _closed_at(row, shaping)
    return {**row, "state": stands, "closed_at": closed, "shaping": shaping}


def _closed_at(row: Row, shaping: list[Row]) -> datetime:
    """When it was handed in or void; where time ran out, that moment, not the one the server noticed."""
    closing = next(step for step in shaping if step["kind"] in (*CLOSING, "reset"))
    at: datetime = closing["at"]
    return until(row, shaping, at) if closing["kind"] == "expire" else at
