"""Attempts worth a second look: alike in their mistakes, or too fast. Hints to a person, never findings."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any

from sqm_training.domain.integrity import FALSE_ALARMS, Alike, Fast, Pair, alike, answers_too_fast, too_fast
from sqm_training.domain.statistics import MINIMUM
from sqm_training.records import people
from sqm_training.records.store import Row
from sqm_training.services import publish
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation
from sqm_training.services.statistics import Scripts

NEAR = timedelta(days=7)  # attempts further apart are not compared: comparing more hides what there is


def papers(house: Installation) -> list[dict[str, Any]]:
    """Papers there may be hints for."""
    return [
        {"paper": one.paper.blueprint.id, "title": one.paper.blueprint.title.model_dump()}
        for one in publish.newest_papers(house)
    ]


def hints(house: Installation, scope: Scope, name: str) -> dict[str, Any]:
    """Hints on one paper about people within reach, with the rate of false alarms that stands behind them."""
    scripts = Scripts(house, name)
    known = {line["person"]: line for line in people.everybody(house.store)}
    seen = {row["id"]: _who(row, known[row["person"]]) for row in scripts.marked if row["person"] in known}
    within = {row["id"] for row in scripts.marked if row["person"] in known and scope.covers(known[row["person"]])}
    firsts = [row for row in scripts.marked if row["number"] == 1]
    found = [_alike(one) for one in alike(scripts.sittings, _pairs(firsts, known))]
    found += [_fast(one) for one in [*too_fast(scripts.sittings), *answers_too_fast(scripts.sittings)]]
    mine = [one for one in found if within.issuperset(one["attempts"])]
    return {
        "paper": name,
        "title": scripts.newest.blueprint.title.model_dump(),
        "n": len(firsts),
        "least": MINIMUM,
        "false_alarms": FALSE_ALARMS,
        "hints": [one | {"people": [seen[key] for key in one["attempts"]]} for one in mine],
    }


def _pairs(rows: list[Row], known: Mapping[str, Row]) -> list[Pair]:
    """First attempts of one store that were begun within days of each other."""
    by_store: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["person"] in known:
            by_store[known[row["person"]]["store"]].append(row)
    return [
        (one["id"], other["id"])
        for some in by_store.values()
        for one, other in combinations(sorted(some, key=lambda row: row["id"]), 2)
        if abs(one["at"] - other["at"]) <= NEAR
    ]


def _who(row: Row, line: Row) -> dict[str, Any]:
    told = {key: line[key] for key in ("name", "employee_no", "store_name")}
    return told | {"attempt": row["id"], "at": row["at"]}


def _alike(one: Alike) -> dict[str, Any]:
    return {"kind": "alike"} | one.model_dump(mode="json")


def _fast(one: Fast) -> dict[str, Any]:
    return one.model_dump(mode="json") | {"attempts": [one.attempt]}
