"""The life of one version of an item: draft, in review, pilot or live, retired. Told by what was done with it."""

from collections.abc import Iterable
from typing import Literal

from sqm_training.domain.item.base import Status

Deed = Literal["submit", "approve", "pilot", "reject", "retire", "restore"]
DECISIONS: tuple[Deed, ...] = ("approve", "pilot", "reject", "restore")  # of a second person

LEADS: dict[tuple[Status, Deed], Status] = {
    ("draft", "submit"): "in_review",
    ("in_review", "approve"): "live",
    ("in_review", "pilot"): "pilot",
    ("in_review", "reject"): "draft",
    ("pilot", "approve"): "live",
    ("draft", "retire"): "retired",
    ("in_review", "retire"): "retired",
    ("pilot", "retire"): "retired",
    ("live", "retire"): "retired",
}


def status(deeds: Iterable[Deed], begun: Status = "draft") -> Status:
    """Where a version stands after all that was done with it. Restoring puts it back where it was."""
    here, before = begun, begun
    for deed in deeds:
        if deed == "restore":
            here = before if here == "retired" and before != "retired" else here
            continue
        there = LEADS.get((here, deed), here)
        before = here if there == "retired" and here != "retired" else before
        here = there
    return here


def may(now: Status, deed: Deed) -> bool:
    """Whether this can be done with a version that stands so."""
    return now == "retired" if deed == "restore" else (now, deed) in LEADS
