"""A practical is observed on the shop floor and signed off by an assessor."""

from typing import Any

from sqlalchemy import select

from sqm_training.domain import practical as practicals
from sqm_training.domain.person import WORKING
from sqm_training.domain.practical import Practical, Tick
from sqm_training.errors import Refused
from sqm_training.records import people
from sqm_training.records.store import Row
from sqm_training.records.tables import observation
from sqm_training.services import certify
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation


def checklist(house: Installation, name: str) -> Practical:
    """The checklist of a practical."""
    found = house.shelf.practicals.get(name)
    if found is None:
        raise Refused("practical.unknown", 404, practical=name)
    return found


def checklists(house: Installation) -> list[Practical]:
    """All of them, in the order of the rungs that ask for them; others come last."""
    order = {rule.practical: place for place, rule in enumerate(house.shelf.rules)}
    return sorted(house.shelf.practicals.values(), key=lambda one: order.get(one.id, len(order)))


def candidates(house: Installation, scope: Scope, by: str, name: str) -> list[dict[str, Any]]:
    """People an assessor may observe for a practical, each with the latest result; oneself is not among them."""
    wanted, latest = checklist(house, name), {row["person"]: row for row in observations(house, name)}
    lines = [row for row in people.everybody(house.store) if scope.covers(row) and _may_be_seen(row, wanted)]
    return [_candidate(row, latest.get(row["person"])) for row in lines if row["person"] != by]


def _may_be_seen(line: Row, wanted: Practical) -> bool:
    return line["status"] in WORKING and wanted.post in line["posts"]


def _candidate(line: Row, latest: Row | None) -> dict[str, Any]:
    shown = {
        "id": line["person"],
        **{key: line[key] for key in ("name", "employee_no", "store_name", "team")},
    }
    seen = {"at": latest["at"], "passed": latest["passed"], "score": latest["score"]} if latest else None
    return shown | {"last": seen}


def observations(house: Installation, name: str | None = None, person: str | None = None) -> list[Row]:
    """Observations so far, oldest first."""
    query = select(observation).order_by(observation.c.id)
    if name is not None:
        query = query.where(observation.c.practical == name)
    if person is not None:
        query = query.where(observation.c.person == person)
    return house.store.rows(query)


def observe(house: Installation, by: str, person: str, name: str, steps: dict[str, Tick], note: str) -> dict[str, Any]:
    """Keep one observation. Nobody observes themselves; a broken veto step fails the whole."""
    if by == person:
        raise Refused("observe.self", 403)
    wanted, line = checklist(house, name), people.one(house.store, person)
    if line is None or not _may_be_seen(line, wanted):
        raise Refused("observe.not_theirs", 409)
    try:
        result = practicals.result(wanted, steps)
    except practicals.Incomplete as gap:
        raise Refused("practical.incomplete", 422) from gap
    with house.store.write(by, house.now()) as ledger:
        key = ledger.add(
            observation,
            person=person,
            practical=name,
            version=wanted.version,
            steps=steps,
            score=result.score,
            vetoed=result.vetoed,
            passed=result.passed,
            note=note,
        )
        ledger.log("practical.observe", person, observation=key, practical=name, passed=result.passed)
    certify.award(house, person)
    return {"id": key, "score": result.score, "vetoed": result.vetoed, "passed": result.passed}
