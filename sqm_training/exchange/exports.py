"""Exports of a house's own systems (DMS, CRM) for a look at its data: orders, complaints, replies, issues, stock.

Only what the charts need is read. Names of customers, plates and phone numbers may stand in further columns; those
are left unread, and an advisor's name never leaves this floor as it is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqm_training.errors import Fault
from sqm_training.exchange import cells, sheet
from sqm_training.exchange.sheet import Line

LONGEST_LABEL = 24
YES, NO = ("1", "y", "yes", "true", "是", "返修", "√"), ("0", "n", "no", "false", "否", "")
GROUPS = ("team", "store_name", "store", "advisor")  # the first of these that is there says who is compared


@dataclass(frozen=True)
class Order:
    """A work order. `comeback`: the same fault came back; None where the export does not say."""

    arrived: datetime
    delivered: datetime | None
    model: str
    work: str
    comeback: bool | None


@dataclass(frozen=True)
class Complaint:
    received: datetime
    model: str
    problem: str
    cause: str
    cost: float  # yuan; 0 where nothing is written


@dataclass(frozen=True)
class Reply:
    """A customer's answer. `group` is a team or a store as written; of an advisor a letter, the same for the same."""

    replied: datetime
    group: str
    advisor: bool
    score: float


@dataclass(frozen=True)
class Issue:
    """Pieces of a part number that left the store; fewer than none came back."""

    issued: datetime
    part_no: str
    pieces: int
    unit_cost: float


@dataclass(frozen=True)
class Stock:
    part_no: str
    on_hand: int
    unit_cost: float


@dataclass(frozen=True)
class Export:
    """What a file holds, and everything found wrong with it."""

    rows: tuple[Any, ...]
    faults: tuple[Fault, ...]


Needed = tuple[str, ...]
KINDS: Mapping[str, tuple[Needed, Needed]] = {  # columns that must be there, and those that may
    "orders": (("arrived", "delivered", "model", "work"), ("comeback",)),
    "complaints": (("received", "model", "problem"), ("cause", "cost")),
    "replies": (("replied", "score"), GROUPS),
    "issues": (("issued", "part_no", "pieces", "unit_cost"), ()),
    "stock": (("part_no", "on_hand", "unit_cost"), ()),
}


def read(kind: str, name: str, content: bytes) -> Export:
    """Read an export of one kind; every fault in one pass."""
    required, further = KINDS[kind]
    found = sheet.read(name, content, required + further, required)
    if any(field not in found.headers for field in required):
        return Export((), found.sorted())
    group = next((field for field in GROUPS if field in found.headers), None)
    if kind == "replies" and group is None:
        found.fault("group_column_missing")
        return Export((), found.sorted())
    rows: list[Any] = []
    for line in found.lines:
        before = len(found.faults)
        row = _reply(line, group) if kind == "replies" and group else READERS[kind](line)
        if row is not None and not any(not fault.warning for fault in found.faults[before:]):
            rows.append(row)
    return Export(tuple(_without_names(rows)), found.sorted())


def _without_names(rows: list[Any]) -> list[Any]:
    """Advisors as letters in the order they are met: what is compared is a chart, not a person."""
    letters: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Reply) and row.advisor:
            letters.setdefault(row.group, _letter(len(letters)))
    return [
        Reply(row.replied, letters[row.group], True, row.score) if isinstance(row, Reply) and row.advisor else row
        for row in rows
    ]


def _letter(place: int) -> str:
    return chr(ord("A") + place % 26) + (str(place // 26 + 1) if place >= 26 else "")


def _order(line: Line) -> Order | None:
    arrived = _moment(line, "arrived")
    delivered = cells.moment(line["delivered"])
    if arrived and delivered and delivered < arrived:
        line["delivered"].fault("delivered_before", value=line["delivered"].text)
    comeback = _yes(line) if "comeback" in line.sheet.headers else None
    return Order(arrived, delivered, _label(line, "model"), _label(line, "work"), comeback) if arrived else None


def _complaint(line: Line) -> Complaint | None:
    received = _moment(line, "received")
    cost = cells.figure(line["cost"], percent=False) or 0.0
    cause = line["cause"].text[:LONGEST_LABEL]
    model, problem = _label(line, "model"), _label(line, "problem")
    return Complaint(received, model, problem, cause, cost) if received else None


def _reply(line: Line, group: str) -> Reply | None:
    replied, score = _moment(line, "replied"), cells.figure(line["score"], percent=False)
    name = _label(line, group)
    if not replied or score is None:  # not rated: no reply
        return None
    if score > 10:
        line["score"].fault("score_range", value=line["score"].text)
    return Reply(replied, name, group == "advisor", score)


def _issue(line: Line) -> Issue | None:
    issued, pieces = _moment(line, "issued"), cells.pieces(line["pieces"])
    cost = cells.figure(line["unit_cost"], percent=False)
    part = _label(line, "part_no")
    return Issue(issued, part, pieces, cost or 0.0) if issued and pieces is not None else None


def _stock(line: Line) -> Stock | None:
    on_hand = cells.count(line["on_hand"])
    cost = cells.figure(line["unit_cost"], percent=False)
    return Stock(_label(line, "part_no"), on_hand or 0, cost or 0.0)


READERS: Mapping[str, Callable[[Line], Any]] = {
    "orders": _order,
    "complaints": _complaint,
    "issues": _issue,
    "stock": _stock,
}


def _moment(line: Line, field: str) -> datetime | None:
    found = cells.moment(line[field])
    if found is None and not line[field].text:
        line[field].fault("missing")
    return found


def _label(line: Line, field: str) -> str:
    found = line[field].text
    if not found:
        line[field].fault("missing")
    return found[:LONGEST_LABEL]


def _yes(line: Line) -> bool:
    written = line["comeback"].text.casefold()
    if written not in YES + NO:
        line["comeback"].fault("yes_no", value=line["comeback"].text)
    return written in YES
