"""HR's table: who is certified at which grade, what expires, who is missing what."""

from dataclasses import asdict
from typing import Any

from sqm_training.exchange.tables import Column, to_xlsx
from sqm_training.locale import Language, text
from sqm_training.records import people as roster
from sqm_training.records.store import Row
from sqm_training.services import certify, sign_off
from sqm_training.services.admit import Scope
from sqm_training.services.certify import Evidences, Standing
from sqm_training.services.installation import Installation


def people(house: Installation, scope: Scope) -> dict[str, Any]:
    """Everybody in scope, a row each, leavers last."""
    evidences = Evidences(house)
    lines = [row for row in roster.everybody(house.store) if scope.covers(row)]
    rows = [_row(house, evidences, line) for line in sorted(lines, key=lambda row: row["status"] == "left")]
    posts = {post for row in rows for post in row["posts"]}
    return {
        "rows": rows,
        "stores": _distinct(lines, "store", "store_name"),
        "posts": [{"id": key, "title": house.shelf.posts[key].title.model_dump()} for key in sorted(posts)],
        "today": house.today(),
    }


def _distinct(lines: list[Row], key: str, name: str) -> list[dict[str, str]]:
    found = {row[key]: row[name] for row in lines}
    return [{"id": one, "name": found[one]} for one in sorted(found)]


def _row(house: Installation, evidences: Evidences, line: Row) -> dict[str, Any]:
    ladder = certify.ladder(house, evidences, line)
    shown = {key: line[key] for key in ("employee_no", "name", "pinyin", "region", "team", "posts", "status")}
    return shown | {
        "id": line["person"],
        "store": {"id": line["store"], "name": line["store_name"]},
        "certificate": _certificate(ladder),
        "grade": next((rung.rule.grade for rung in reversed(ladder) if rung.state in ("valid", "expiring")), None),
        "missing": _missing(ladder),
        "progress": _progress(ladder),
    }


def _certificate(ladder: list[Standing]) -> dict[str, Any]:
    """The best certificate of a person, or why there is none."""
    if not ladder:
        return {"state": "no_rule", "until": None, "title": None, "number": None}
    held = [rung for rung in ladder if rung.until is not None] or ladder[:1]
    best = held[-1]
    return {
        "state": best.state,
        "until": best.until,
        "title": best.rule.title.model_dump(),
        "number": best.number,
    }


def _missing(ladder: list[Standing]) -> list[dict[str, Any]]:
    rung = next((one for one in ladder if one.state != "valid"), None)
    if rung is None:
        return []
    return [
        {"kind": leaf["code"], "id": leaf["id"], "title": leaf["title"], "state": leaf["state"]}
        for leaf in rung.leaves
        if not leaf["met"]
    ]


def _progress(ladder: list[Standing]) -> float:
    """Share of what the next grade asks for that is done; 1 when nothing is open."""
    rung = next((one for one in ladder if one.state != "valid"), None)
    if rung is None or not rung.leaves:
        return 1.0 if ladder else 0.0
    return sum(float(leaf["progress"]) for leaf in rung.leaves) / len(rung.leaves)


def person(house: Installation, key: str) -> dict[str, Any]:
    """One person in full: roster history, ladder with reasons, certificates, attempts, observations."""
    evidences, line = Evidences(house, key), roster.one(house.store, key)
    assert line is not None
    ladder = certify.ladder(house, evidences, line)
    names = roster.named(roster.everybody(house.store))
    return {
        "person": _row(house, evidences, line),
        "history": roster.history(house.store, key),
        "ladder": [asdict(rung) | {"rule": rung.rule.model_dump(mode="json")} for rung in ladder],
        "attempts": certify.sat(house, evidences, key),
        "observations": [
            {k: row[k] for k in ("practical", "score", "passed", "vetoed", "note", "at", "steps")}
            | {"by": names.get(row["by"], row["by"])}
            for row in sign_off.observations(house, person=key)
        ],
    }


def people_xlsx(house: Installation, scope: Scope, by: str, language: Language) -> bytes:
    """The table as a workbook. Who took it is in the audit trail."""
    table = people(house, scope)
    with house.store.write(by, house.now()) as ledger:
        ledger.log("people.export", by, rows=len(table["rows"]))
    titles = {post["id"]: post["title"][language] for post in table["posts"]}
    rows = [_cells(row, titles, language) for row in table["rows"]]
    return to_xlsx(text("people.title", language), _columns(language), rows)


def _columns(language: Language) -> list[Column]:
    kinds = {"until": "date", "progress": "percent"}
    names = (
        "employee_no",
        "name",
        "posts",
        "region",
        "store",
        "team",
        "grade",
        "state",
        "until",
        "missing",
        "progress",
    )
    return [Column(text(f"people.column.{name}", language), 16, kinds.get(name, "text")) for name in names]


def _cells(row: dict[str, Any], posts: dict[str, str], language: Language) -> list[Any]:
    certificate = row["certificate"]
    missing = "；".join(one["title"][language] for one in row["missing"])
    return [
        row["employee_no"],
        row["name"],
        "、".join(posts[post] for post in row["posts"]),
        row["region"],
        row["store"]["name"],
        row["team"],
        row["grade"] or "",
        text(f"people.state.{certificate['state']}", language),
        certificate["until"],
        missing,
        row["progress"],
    ]
