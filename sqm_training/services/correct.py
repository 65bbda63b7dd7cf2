"""Corrections in force: marks that come from them, and the item as a result shows it since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqm_training.domain.item import Item
from sqm_training.domain.paper import Question
from sqm_training.domain.regrade import CORRECTION, Change, Correction, NewKey, corrected, points
from sqm_training.records import regrades
from sqm_training.records.store import Ledger, Reader, Row
from sqm_training.records.tables import mark
from sqm_training.services import publish
from sqm_training.services.installation import Installation


class Approved(NamedTuple):
    """A correction with the proposal and decision it stands in."""

    row: Row
    correction: Correction


Corrections = Mapping[tuple[str, int], Sequence[Approved]]  # by item and version, in the order of approval


def in_force(reader: Reader) -> Corrections:
    """What is to be marked otherwise than its paper says."""
    found: dict[tuple[str, int], list[Approved]] = defaultdict(list)
    for row in regrades.in_force(reader):
        found[row["item"], row["version"]].append(Approved(row, CORRECTION.validate_python(row["correction"])))
    return found


def offered(house: Installation, row: Row, slot: str) -> float:
    """The points a slot of an attempt counts for, whatever stood beside the question."""
    paper = publish.frozen(house, row["paper"], row["version"]).paper
    return next(one.points for one in paper.slots if one.id == slot)


def keep(ledger: Ledger, proposal: Row, changes: Sequence[Change], lower: bool) -> None:
    """Write the marks a correction changes, each with its event: what stood before, what stands now and why."""
    changed = [one for one in changes if one.kind(lower) in ("up", "down")]
    fact = {"source": "machine", "rubric": {}, "comment": proposal["reason"], "regrade": proposal["id"]}
    new = [fact | {"attempt": one.attempt, "slot": one.slot, "points": one.after(lower)} for one in changed]
    ledger.add_many(mark, new)
    why = {"regrade": proposal["id"], "reason": proposal["reason"]}
    for one in changed:
        ledger.log("attempt.remark", one.attempt, slot=one.slot, before=one.before, after=one.after(lower), **why)


def latecomer(
    house: Installation,
    ledger: Ledger,
    row: Row,
    drawn: Sequence[tuple[Question, Item]],
    given: Mapping[str, Any],
    marked: Mapping[str, float],
) -> None:
    """Who drew the item before it was mended and is marked only now is treated as those before."""
    corrections, standing = in_force(ledger), dict(marked)
    for question, item in drawn:
        for approved in corrections.get((item.id, item.version), ()):
            if question.slot in standing:
                of = offered(house, row, question.slot)
                found = points(approved.correction, question, given.get(question.slot), of)
                before = standing[question.slot]
                change = Change(attempt=row["id"], slot=question.slot, of=of, before=before, found=found)
                keep(ledger, approved.row, [change], approved.row["decided_lower"])
                standing[question.slot] = change.after(approved.row["decided_lower"])


def as_it_is_now(approved: Sequence[Approved], question: Question, item: Item) -> Item:
    """The item that was met, with the key that holds now."""
    new = next((one.correction for one in reversed(approved) if isinstance(one.correction, NewKey)), None)
    return corrected(new.item, question) if new else item
