"""Re-marking after an item turned out wrong: one person proposes, another approves what the dry run showed.

The item that was met, its paper and the marks given stay as they are: new marks are new facts.
"""

from typing import Any

from pydantic import ValidationError

from sqm_training.domain import regrade as rules
from sqm_training.domain.item import ITEM, Item
from sqm_training.domain.regrade import CORRECTION, Change, Correction, FullPoints, NewKey, Unfit
from sqm_training.errors import Refused
from sqm_training.records import regrades
from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import regrade, regrade_decision
from sqm_training.services import bank, certify, correct, rehearse, trace
from sqm_training.services.installation import Installation

# --- proposing ----------------------------------------------------------------------------------------


def correction(house: Installation, key: str, version: int, asked: dict[str, Any]) -> Correction:
    """What is asked for: full points, the key of the bank's newest version, or `changes` of parts of the key."""
    _, met = trace.met(house, key, version)
    if met.kind == "free_text":
        raise Refused("regrade.by_person", 422)
    if asked.get("kind") == "full":
        return FullPoints()
    try:
        new = _newest(house, key) if asked.get("kind") == "bank" else _rekeyed(met, asked.get("changes"))
        rules.check(met, new)
    except Unfit as why:
        raise Refused(f"regrade.{why.code}", 422) from why
    return NewKey(item=new)


def _newest(house: Installation, key: str) -> Item:
    newest = bank.standing(house).get(key)
    if newest is None:
        raise Unfit("not_newer")
    return newest


def _rekeyed(met: Item, changes: Any) -> Item:
    if not isinstance(changes, dict):
        raise Unfit("no_key")
    try:
        return ITEM.validate_python(rules.rekeyed(met, changes))
    except ValidationError as wrong:
        fields = sorted({".".join(str(part) for part in error["loc"][1:]) or "key" for error in wrong.errors()})
        raise Refused("regrade.item_invalid", 422, fields=", ".join(fields)) from wrong


def dry_run(house: Installation, key: str, version: int, made: Correction, lower: bool = False) -> dict[str, Any]:
    """What a correction would change. Refused where its key cannot be worked out for what somebody met."""
    try:
        return rehearse.report(house, key, version, made, lower)
    except ValueError as wrong:
        raise Refused("regrade.item_invalid", 422, fields="key") from wrong


def propose(house: Installation, by: str, key: str, version: int, asked: dict[str, Any], reason: str) -> int:
    """Keep a correction for another person to decide on, with a digest of what it would change now."""
    made = correction(house, key, version, asked)
    found = dry_run(house, key, version, made)
    fact = {"correction": made.model_dump(mode="json"), "digest": found["digest"], "counts": found["counts"]}
    with house.store.write(by, house.now()) as ledger:
        if any(row["state"] == "open" for row in regrades.of(ledger, key, version)):
            raise Refused("regrade.open_already", 409)
        number = int(ledger.add(regrade, item=key, version=version, reason=reason.strip(), **fact))
        event = {"regrade": number, "kind": made.kind, "digest": found["digest"], "reason": reason.strip()}
        ledger.log("regrade.propose", f"{key}-{version}", **event)
    return number


# --- deciding -----------------------------------------------------------------------------------------


def proposal(reader: Reader, key: int) -> Row:
    row = regrades.one(reader, key)
    if row is None:
        raise Refused("regrade.unknown", 404)
    return row


def approve(house: Installation, by: str, key: int, digest: str, lower: bool, reason: str) -> int:
    """Write the marks of the dry run with this digest; returns how many. Approving again changes nothing.

    Refused for whoever proposed it or is touched by it, and when by now it would change something else than was
    shown. Nobody is lowered unless `lower` is said, with a reason.
    """
    row = proposal(house.store, key)
    if row["state"] == "approved":
        return 0
    if row["by"] == by:
        raise Refused("regrade.own_proposal", 403)
    if lower and not reason.strip():
        raise Refused("regrade.reason", 422)
    made = CORRECTION.validate_python(row["correction"])
    told = dry_run(house, row["item"], row["version"], made, lower)
    if told["digest"] != digest:
        if proposal(house.store, key)["state"] == "approved":
            return 0  # somebody else was quicker
        raise Refused("regrade.moved", 409)
    if any(one["person"] == by for one in told["people"]):
        raise Refused("regrade.own_mark", 403)
    written = _commit(house, by, row, made, told, reason.strip())
    for person in _newly_passed(told):
        certify.award(house, person)
    return written


def _commit(house: Installation, by: str, row: Row, made: Correction, told: dict[str, Any], reason: str) -> int:
    """The decision and its marks, all or none, if nothing has been marked or decided since the dry run."""
    lower, counts = told["lower"], told["counts"]
    with house.store.write(by, house.now()) as ledger:
        state = proposal(ledger, row["id"])["state"]
        if state == "approved":
            return 0
        if state != "open":
            raise Refused("regrade.decided", 409)
        found = [change for _, change in rehearse.changes(house, ledger, row["item"], row["version"], made)]
        if _marks(found, lower) != _told_marks(told):
            raise Refused("regrade.moved", 409)
        fact = {"kind": "approve", "lower": lower, "reason": reason, "report": told}
        ledger.add(regrade_decision, regrade=row["id"], **fact)
        event = {"regrade": row["id"], "digest": told["digest"], "lower": lower, "reason": reason or row["reason"]}
        ledger.log("regrade.approve", f"{row['item']}-{row['version']}", **event)
        correct.keep(ledger, row, found, lower)
    return int(counts["up"] + counts["down"])


Marks = dict[tuple[str, str], tuple[float, float]]


def _marks(found: list[Change], lower: bool) -> Marks:
    touched = [one for one in found if one.kind(lower) != "same"]
    return {(one.attempt, one.slot): (one.before, one.after(lower)) for one in touched}


def _told_marks(told: dict[str, Any]) -> Marks:
    sat = [one for row in told["people"] for one in row["attempts"]]
    return {(one["attempt"], one["slot"]): (one["points"]["before"], one["points"]["after"]) for one in sat}


def _newly_passed(told: dict[str, Any]) -> list[str]:
    passes = [(row["person"], one["passed"]) for row in told["people"] for one in row["attempts"]]
    return sorted({person for person, passed in passes if passed["after"] and not passed["before"]})


def reject(house: Installation, by: str, key: int, reason: str) -> None:
    """Turn a proposal down; one's own one withdraws."""
    if proposal(house.store, key)["by"] == by:
        raise Refused("regrade.own_proposal", 403)
    _close(house, by, key, "reject", reason)


def withdraw(house: Installation, by: str, key: int, reason: str) -> None:
    """Take one's own proposal back."""
    if proposal(house.store, key)["by"] != by:
        raise Refused("regrade.not_yours", 403)
    _close(house, by, key, "withdraw", reason)


def _close(house: Installation, by: str, key: int, kind: str, reason: str) -> None:
    with house.store.write(by, house.now()) as ledger:
        row = proposal(ledger, key)
        if row["state"] != "open":
            raise Refused("regrade.decided", 409)
        ledger.add(regrade_decision, regrade=key, kind=kind, lower=False, reason=reason.strip(), report={})
        ledger.log(f"regrade.{kind}", f"{row['item']}-{row['version']}", regrade=key, reason=reason.strip())
