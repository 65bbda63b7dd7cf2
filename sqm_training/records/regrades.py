"""Corrections that were proposed and what was decided about them, from the facts."""

from typing import Any

from sqlalchemy import Select, func, select

from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import mark, regrade, regrade_decision

STATES = {None: "open", "approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}


def _all() -> Select[Any]:
    """Every proposal, each with its decision if there is one."""
    decided = [column.label(f"decided_{column.name}") for column in regrade_decision.c if column.name != "report"]
    joined = regrade.outerjoin(regrade_decision, regrade_decision.c.regrade == regrade.c.id)
    return select(regrade, *decided).select_from(joined)


def everything(reader: Reader) -> list[Row]:
    """All proposals, newest first."""
    return [_with_state(row) for row in reader.rows(_all().order_by(regrade.c.id.desc()))]


def one(reader: Reader, key: int) -> Row | None:
    row = reader.row(_all().where(regrade.c.id == key))
    return _with_state(row) if row else None


def of(reader: Reader, item: str, version: int) -> list[Row]:
    """Proposals about one version of an item, oldest first."""
    query = _all().where(regrade.c.item == item, regrade.c.version == version).order_by(regrade.c.id)
    return [_with_state(row) for row in reader.rows(query)]


def in_force(reader: Reader) -> list[Row]:
    """Approved corrections in the order of their approval: what was approved later is applied later."""
    query = _all().where(regrade_decision.c.kind == "approve").order_by(regrade_decision.c.id)
    return [_with_state(row) for row in reader.rows(query)]


def report(reader: Reader, key: int) -> dict[str, Any]:
    """What an approved correction changed, as its approver saw it."""
    row = reader.row(select(regrade_decision.c.report).where(regrade_decision.c.regrade == key))
    return dict(row["report"]) if row else {}


def marks(reader: Reader, key: int) -> int:
    """How many marks come from a correction, those of attempts marked since among them."""
    row = reader.row(select(func.count().label("n")).select_from(mark).where(mark.c.regrade == key))
    return int(row["n"]) if row else 0


def _with_state(row: Row) -> Row:
    return {**row, "state": STATES[row["decided_kind"]]}
