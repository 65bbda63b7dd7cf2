"""Proposals to re-mark as pages show them: all of them, one in full, one as a workbook."""

from typing import Any

from sqm_training.domain.regrade import CORRECTION, Correction, NewKey
from sqm_training.exchange.tables import Column, to_xlsx
from sqm_training.locale import Language, text
from sqm_training.records import people, regrades
from sqm_training.records.store import Row
from sqm_training.services import regrade, rehearse, trace
from sqm_training.services.installation import Installation

COLUMNS = {
    "employee_no": "text",
    "name": "text",
    "store": "text",
    "paper": "text",
    "number": "number",
    "change": "text",
    "points_before": "number",
    "points_after": "number",
    "of": "number",
    "percent_before": "number",
    "percent_after": "number",
    "passed_before": "text",
    "passed_after": "text",
    "certificates": "text",
    "reviews": "text",
}


def listing(house: Installation, by: str) -> list[dict[str, Any]]:
    """Every proposal and what became of it, without keys; those to be decided first, then the newest."""
    names, known = _names(house), trace.pools(house)
    rows = [
        _heading(row, by, names)
        | {"prompt": known[row["item"], row["version"]].prompt.model_dump(), "counts": row["counts"]}
        | {"marks": regrades.marks(house.store, row["id"]) if row["state"] == "approved" else None}
        for row in regrades.everything(house.store)
    ]
    return sorted(rows, key=lambda row: row["state"] != "open")


def _names(house: Installation) -> dict[str, str]:
    return people.named(people.everybody(house.store))


def _heading(row: Row, by: str, names: dict[str, str]) -> dict[str, Any]:
    shown = {key: row[key] for key in ("id", "item", "version", "reason", "state", "at")}
    decision = {"at": row["decided_at"], "reason": row["decided_reason"], "lower": row["decided_lower"]}
    decided = decision | {"by": names.get(row["decided_by"], row["decided_by"])}
    return shown | {
        "kind": row["correction"]["kind"],
        "by": names.get(row["by"], row["by"]),
        "mine": row["by"] == by,
        "decision": None if row["state"] == "open" else decided,
    }


def one(house: Installation, by: str, key: int, lower: bool) -> dict[str, Any]:
    """A proposal with its dry run as things are now; of an approved one what was changed."""
    row = regrade.proposal(house.store, key)
    made = CORRECTION.validate_python(row["correction"])
    frozen, met = trace.met(house, row["item"], row["version"])
    new = made.item if isinstance(made, NewKey) else None
    return _heading(row, by, _names(house)) | {
        "before": trace.told(frozen, met),
        "after": trace.told(frozen, new) if new else None,
        "reworded": bool(new and trace.reworded(met, new)),
        "drawn_from": trace.drawn_from(house, row["item"], row["version"]),
        **_effect(house, row, made, lower),
    }


def _effect(house: Installation, row: Row, made: Correction, lower: bool) -> dict[str, Any]:
    """`moved`: it would by now change something else than when it was proposed; `later`: marks given since."""
    if row["state"] == "approved":
        told = regrades.report(house.store, row["id"])
        later = regrades.marks(house.store, row["id"]) - told["counts"]["up"] - told["counts"]["down"]
        return {"report": rehearse.shown(house, told), "later": later, "moved": False}
    if row["state"] != "open":
        return {"report": None, "later": 0, "moved": False}
    proposed = regrade.dry_run(house, row["item"], row["version"], made)
    found = regrade.dry_run(house, row["item"], row["version"], made, lower) if lower else proposed
    return {"report": rehearse.shown(house, found), "later": 0, "moved": proposed["digest"] != row["digest"]}


def xlsx(house: Installation, by: str, key: int, lower: bool, language: Language) -> bytes:
    """What would be or was changed, a row each. Who took it is in the audit trail."""
    told = one(house, by, key, lower)["report"] or {"people": [], "papers": {}}
    with house.store.write(by, house.now()) as ledger:
        ledger.log("regrade.export", str(key), rows=len(told["people"]))
    columns = [Column(text(f"regrade.column.{name}", language), 16, kind) for name, kind in COLUMNS.items()]
    rows = [_cells(row, sat, told["papers"], language) for row in told["people"] for sat in row["attempts"]]
    return to_xlsx(text("regrade.title", language), columns, rows)


def _cells(row: dict[str, Any], sat: dict[str, Any], papers: dict[str, Any], language: Language) -> list[Any]:
    points, percent, passed = sat["points"], sat["percent"], sat["passed"]
    verdicts = {True: text("regrade.passed", language), False: text("regrade.not_passed", language)}
    effects = [
        (text(f"regrade.effect.{each['effect']}", language), each["title"][language]) for each in row["certificates"]
    ]
    return [
        row["employee_no"],
        row["name"],
        row["store"]["name"],
        papers[sat["paper"]][language],
        sat["number"],
        text(f"regrade.change.{sat['change']}", language),
        points["before"],
        points["after"],
        points["of"],
        percent["before"],
        percent["after"],
        verdicts[passed["before"]] if sat["complete"] else "",
        verdicts[passed["after"]] if sat["complete"] else "",
        "；".join(" ".join(words) for words in effects),
        "；".join(_review(each) for each in row["reviews"]),
    ]


def _review(one: dict[str, Any]) -> str:
    before, after = ("–" if score is None else f"{score:g}" for score in one["score"].values())
    return f"{one['period']} {before} → {after}"
