"""HR's table: who is certified at which grade, what expires, who is missing what."""

from typing import Any

from sqm_training.domain.certificate import IN_FORCE, Leaf
from sqm_training.exchange.tables import Column, to_xlsx
from sqm_training.locale import Language, text
from sqm_training.records import people as roster
from sqm_training.records.store import Row
from sqm_training.services import certify, sign_off
from sqm_training.services.admit import Scope
from sqm_training.services.certify import Evidences, Rung
from sqm_training.services.installation import Installation


def people(house: Installation, scope: Scope) -> dict[str, Any]:
    """Everybody in scope, a row each, leavers last."""
    evidences = Evidences(house)
    lines = [row for row in roster.everybody(house.store) if scope.covers(row)]
    rows = [_row(line, certify.ladder(evidences, line)) for line in sorted(lines, key=_has_left)]
    posts = {post for row in rows for post in row["posts"]}
    return {
        "rows": rows,
        "stores": _distinct(lines, "store", "store_name"),
        "posts": [{"id": key, "title": evidences.shelf.post_title(key)} for key in sorted(posts)],
        "today": evidences.today,
    }


def _has_left(line: Row) -> bool:
    return bool(line["status"] == "left")


def _distinct(lines: list[Row], key: str, name: str) -> list[dict[str, str]]:
    found = {row[key]: row[name] for row in lines}
    return [{"id": one, "name": found[one]} for one in sorted(found)]


def _row(line: Row, ladder: list[Rung]) -> dict[str, Any]:
    shown = {key: line[key] for key in ("employee_no", "name", "pinyin", "region", "team", "posts", "status")}
    return shown | {
        "id": line["person"],
        "store": {"id": line["store"], "name": line["store_name"]},
        "certificate": _certificate(ladder),
        "grade": next((rung.rule.grade for rung in reversed(ladder) if rung.state in IN_FORCE), None),
        "missing": _missing(ladder),
        "progress": _progress(ladder),
    }


def _certificate(ladder: list[Rung]) -> dict[str, Any]:
    """The best certificate of a person, or why there is none."""
    if not ladder:
        return {"state": "no_rule", "until": None, "title": None, "number": None}
    held = [rung for rung in ladder if rung.until is not None] or ladder[:1]
    best = held[-1]
    return {
        "state": best.state,
        "until": best.until,
        "title": best.rule.title.model_dump(),
        "number": best.stands.number,
    }


def _missing(ladder: list[Rung]) -> list[dict[str, Any]]:
    rung = next((one for one in ladder if one.is_open), None)
    return [_open(leaf) for leaf in rung.clause.open()] if rung else []


def _open(leaf: Leaf) -> dict[str, Any]:
    return {"kind": leaf.code, "id": leaf.id, "title": leaf.title.model_dump(), "state": leaf.state}


def _progress(ladder: list[Rung]) -> float:
    """Share of what the next grade asks for that is done; 1 when nothing is open."""
    rung = next((one for one in ladder if one.is_open), None)
    if rung is None or not rung.leaves:
        return 1.0 if ladder else 0.0
    return sum(1.0 if leaf.met else leaf.progress for leaf in rung.leaves) / len(rung.leaves)


def person(house: Installation, key: str, with_marks: bool = True) -> dict[str, Any]:
    """One person in full: roster history, ladder with reasons, attempts, observations.

    Without marks for those who look after accounts: what is passed and what is missing, but no figures.
    """
    evidences, line = Evidences(house, key), roster.one(house.store, key)
    assert line is not None
    ladder = certify.ladder(evidences, line)
    return {
        "person": _row(line, ladder),
        "history": [dict(row) for row in roster.history(house.store, key)],
        "ladder": [_rung(rung, with_marks) for rung in ladder],
        "attempts": certify.sat(evidences, key) if with_marks else [],
        "observations": _observations(house, key) if with_marks else [],
    }


def _rung(rung: Rung, with_marks: bool) -> dict[str, Any]:
    leaves = [
        leaf if with_marks or leaf["code"] == "course" else leaf | {"value": None} for leaf in certify.leaves(rung)
    ]
    held = {"state": rung.state, "since": rung.stands.since, "until": rung.until, "number": rung.stands.number}
    return held | {"rule": rung.rule.model_dump(mode="json"), "leaves": leaves}


def _observations(house: Installation, key: str) -> list[dict[str, Any]]:
    names = roster.named(roster.everybody(house.store))
    return [
        {k: row[k] for k in ("practical", "score", "passed", "vetoed", "note", "at", "steps")}
        | {"by": names.get(row["by"], row["by"])}
        for row in sign_off.observations(house, person=key)
    ]


def people_xlsx(
    house: Installation, scope: Scope, by: str, language: Language, shown: list[str] | None = None
) -> bytes:
    """The table as a workbook, of everybody in scope or of those shown, in their order. Audited with who took it."""
    table = people(house, scope)
    known = {row["id"]: row for row in table["rows"]}
    taken = table["rows"] if shown is None else [known[key] for key in shown if key in known]
    with house.store.write(by, house.now()) as ledger:
        ledger.log("people.export", by, rows=len(taken))
    titles = {post["id"]: post["title"][language] for post in table["posts"]}
    rows = [_cells(row, titles, language) for row in taken]
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
