"""Reporting a doubtful item: by somebody who has met it, once for each version; read by trainers without names."""

from typing import Any

from sqlalchemy import select

from sqm_training.domain import marking
from sqm_training.domain.attempt import RUNNING
from sqm_training.errors import Refused
from sqm_training.records.tables import item_report, practice_answer
from sqm_training.services import sit
from sqm_training.services.installation import Installation


def practised(house: Installation, person: str, item: str, version: int, text: str) -> None:
    """Report an item of a self-check one has answered."""
    mine = (practice_answer.c.person == person, practice_answer.c.item == item, practice_answer.c.version == version)
    if house.store.row(select(practice_answer.c.id).where(*mine)) is None:
        raise Refused("report.not_met", 403)
    _keep(house, person, item, version, text, None)


def sat(house: Installation, person: str, key: str, item: str, version: int, text: str) -> None:
    """Report an item of one's own attempt, once that is over."""
    row = sit.own(house, person, key)
    if (item, version) not in {(one.item, one.version) for one, _ in sit.questions(house, row)}:
        raise Refused("report.not_met", 403)
    if row["state"] in RUNNING:
        raise Refused("report.still_open", 409)
    _keep(house, person, item, version, text, key)


def _keep(house: Installation, person: str, item: str, version: int, text: str, attempt: str | None) -> None:
    words = str(marking.tidy(text)).strip()
    if not words:
        raise Refused("report.empty", 422)
    said = {"item": item, "version": version}
    with house.store.write(person, house.now()) as ledger:
        mine = (item_report.c.person == person, item_report.c.item == item, item_report.c.version == version)
        if ledger.row(select(item_report.c.id).where(*mine)) is not None:
            raise Refused("report.twice", 409)
        ledger.add(item_report, person=person, attempt=attempt, text=words, **said)
        ledger.log("item.report", item, version=version)


def reports(house: Installation) -> list[dict[str, Any]]:
    """Every report, newest first, without who made it."""
    keys = ("id", "item", "version", "text", "at")
    rows = house.store.rows(select(item_report).order_by(item_report.c.id.desc()))
    return [{key: row[key] for key in keys} | {"met": "exam" if row["attempt"] else "practice"} for row in rows]
