"""Sittings with whom they invite, and extra time granted beforehand, read from the facts."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, select

from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import accommodation, invitation, sitting, sitting_withdrawal


def every(reader: Reader) -> list[Row]:
    """All sittings by opening time, each with its `invited` and `withdrawn` (the fact, or None)."""
    return _whole(reader, select(sitting).order_by(sitting.c.opens_at, sitting.c.id))


def standing(reader: Reader, paper: str | None = None) -> list[Row]:
    """The same without those withdrawn; of one paper or of all."""
    query = select(sitting).order_by(sitting.c.opens_at, sitting.c.id)
    if paper is not None:
        query = query.where(sitting.c.paper == paper)
    return [row for row in _whole(reader, query) if row["withdrawn"] is None]


def one(reader: Reader, key: int) -> Row | None:
    """One sitting, withdrawn or not."""
    return next(iter(_whole(reader, select(sitting).where(sitting.c.id == key))), None)


def _whole(reader: Reader, query: Select[Any]) -> list[Row]:
    rows = reader.rows(query)
    keys = [row["id"] for row in rows]
    invited: dict[int, list[Row]] = defaultdict(list)
    for row in reader.rows(select(invitation).where(invitation.c.sitting.in_(keys)).order_by(invitation.c.id)):
        invited[row["sitting"]].append(row)
    gone = select(sitting_withdrawal).where(sitting_withdrawal.c.sitting.in_(keys))
    withdrawn = {row["sitting"]: row for row in reader.rows(gone)}
    return [{**row, "invited": invited[row["id"]], "withdrawn": withdrawn.get(row["id"])} for row in rows]


def extra_times(reader: Reader, paper: str, key: int | None) -> dict[str, Row]:
    """Extra time granted beforehand, by person: for this sitting, else for the paper whenever it is sat.

    The newest of each counts; one of no minutes takes an earlier one back.
    """
    whenever = accommodation.c.sitting.is_(None)
    query = select(accommodation).where(accommodation.c.paper == paper, whenever | (accommodation.c.sitting == key))
    rows = reader.rows(query.order_by(accommodation.c.sitting.is_not(None), accommodation.c.id))
    newest = {row["person"]: row for row in rows}
    return {person: row for person, row in newest.items() if row["minutes"]}
