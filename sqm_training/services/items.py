"""Writing items and letting them through: saved as often as one likes, submitted whole, approved by somebody else."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sqlalchemy import String, cast, select

from sqm_training.content import drafts, pictures
from sqm_training.domain.item import DECISIONS, Deed, Kind
from sqm_training.domain.item.life import may
from sqm_training.errors import Fault, Faults, Refused
from sqm_training.locale import section
from sqm_training.records import items
from sqm_training.records.store import Ledger
from sqm_training.records.tables import item_event, item_version, paper_version, practice_answer
from sqm_training.services import bank, publish
from sqm_training.services.bank import Entry, Place
from sqm_training.services.installation import Installation

LONGEST = 200_000  # bytes of one item
LARGEST_PICTURE = pictures.LARGEST
BEGIN = "i-"
THIS = section("bank")["bank.this_item"]  # what faults call an item that has no name yet


# --- writing ------------------------------------------------------------------------------------------


def save(
    house: Installation, by: str, name: str | None, document: Mapping[str, Any], note: str, base: Place | None
) -> Place:
    """Keep an item as it is now written; a new one gets its id. `base` is what the writer began from.

    A version that nobody let through yet is saved again, and is a draft afterwards; else a new version begins.
    What says the same as before is not kept again.
    """
    document = _tidy(document)
    with house.store.write(by, house.now()) as ledger:
        if name is None:
            return _add(ledger, Place(_fresh(house, ledger), 1, 1), document, note)
        entry = bank.one(house, ledger, name)
        if base != entry.at:
            raise Refused("bank.changed_meanwhile", 409)
        if document == entry.document:
            return entry.at
        return _again(ledger, entry, document, note)


def _again(ledger: Ledger, entry: Entry, document: Mapping[str, Any], note: str) -> Place:
    last = entry.newest
    if last is None or last.approved or last.status == "retired":
        return _add(ledger, Place(entry.id, entry.numbered + 1, 1), document, note)
    return _add(ledger, Place(entry.id, last.number, last.last.number + 1), document, note)


def _tidy(document: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in drafts.pruned(document).items() if key not in drafts.GIVEN}
    if found.get("kind") not in get_args(Kind) or not _fits(found):
        raise Refused("request.invalid", 422, fields="document")
    return found


def _fits(document: Mapping[str, Any]) -> bool:
    """Short enough, and JSON in every database and browser."""
    try:
        return len(json.dumps(document, allow_nan=False)) <= LONGEST
    except ValueError:
        return False


def _fresh(house: Installation, ledger: Ledger) -> str:
    """An id that was never used."""
    taken = [re.fullmatch(r"i-(\d+)", key) for key in (*items.ids(ledger, BEGIN), *house.shelf.items)]
    return f"{BEGIN}{1 + max((int(match[1]) for match in taken if match), default=0):04d}"


def _add(ledger: Ledger, place: Place, document: Mapping[str, Any], note: str) -> Place:
    where = {"item": place.item, "version": place.version, "save": place.save}
    ledger.add(item_version, **where, document=dict(document), note=note)
    ledger.log("item.save", f"{place.item}-{place.version}", save=place.save)
    return place


def add(house: Installation, ledger: Ledger, documents: Sequence[tuple[Mapping[str, Any], str]]) -> list[str]:
    """New drafts, each with its note, in a transaction of somebody's, who logs it."""
    first = int(_fresh(house, ledger).removeprefix(BEGIN))
    names = [f"{BEGIN}{first + place:04d}" for place in range(len(documents))]
    begun = {"version": 1, "save": 1}
    rows = [
        {"item": name, "document": _tidy(document), "note": note} | begun
        for name, (document, note) in zip(names, documents, strict=True)
    ]
    ledger.add_many(item_version, rows)
    return names


def picture(house: Installation, by: str, content: bytes) -> str:
    """Keep a picture for items to show; returns the name they know it by. Raises Faults."""
    name = pictures.kept(house.settings.assessments / "banks", content)
    with house.store.write(by, house.now()) as ledger:
        ledger.log("item.picture", name)
    return name


# --- what stands in the way ---------------------------------------------------------------------------


def faults(house: Installation, entry: Entry | None, document: Mapping[str, Any], name: Any = THIS) -> list[Fault]:
    """Everything that keeps a draft from being submitted, each at its field."""
    document = drafts.pruned(document)
    found, _ = drafts.checked(document, name)
    settings = house.settings
    where = (house.shelf.competencies, settings.assessments / "banks", settings.courses)
    found += drafts.strays(document, name, *where)
    if entry is not None and _other_use(house, entry, document.get("use")):
        found.append(Fault("", "bank.fault.use", column="use"))
    return found


def _other_use(house: Installation, entry: Entry, use: object) -> bool:
    """Whether the item has served otherwise: what people practise is never examined, nor the other way round."""
    before = {one.last.document.get("use") for one in entry.own if one.approved}
    before |= {entry.file.use} if entry.file else set()
    return any(one != use and _served(house, entry.id, one) for one in before)


def _served(house: Installation, name: str, use: object) -> bool:
    """Whether a paper could ever draw it, or anybody could practise it."""
    if use == "exam":
        held = cast(paper_version.c.document, String).contains(f'"id": "{name}"', autoescape=True)
        return house.store.row(select(paper_version.c.id).where(held)) is not None
    answered = select(practice_answer.c.id).where(practice_answer.c.item == name)
    return house.store.row(answered) is not None or name in publish.practised(house)


# --- letting through ----------------------------------------------------------------------------------


def do(house: Installation, by: str, deed: Deed, place: Place, reason: str = "") -> None:
    """Submit, approve, try out, send back, retire or restore what stands at `place`. Raises Faults.

    Who decides has written no save of the version.
    """
    _sound(house, place, deed)
    with house.store.write(by, house.now()) as ledger:
        _do(house, ledger, deed, place, reason)


def _sound(house: Installation, place: Place, deed: str) -> None:
    """Only what has no fault comes nearer to candidates. What is written at a place never changes."""
    entry = bank.one(house, house.store, place.item)
    if deed not in ("submit", "approve", "pilot") or place != entry.at:
        return
    if found := faults(house, entry, entry.document, entry.id):
        raise Faults([Fault(entry.id, one.code, column=one.column, params=one.params) for one in found])


def _do(house: Installation, ledger: Ledger, deed: Deed, place: Place, reason: str) -> None:
    entry = bank.one(house, ledger, place.item)
    known = {entry.stands_at: (entry.stands_as, entry.approved), entry.at: (entry.status, entry.newest)}
    if place not in known:
        raise Refused("bank.changed_meanwhile", 409)
    now, version = known[place]
    if now is None or not may(now, deed):
        raise Refused(f"bank.not_{deed}", 409)
    if deed in DECISIONS and version and ledger.by in version.writers:
        raise Refused("bank.own", 403)
    if deed == "reject" and not reason.strip():
        raise Refused("bank.reason", 422)
    where = {"item": place.item, "version": place.version, "save": place.save}
    ledger.add(item_event, **where, kind=deed, reason=reason.strip())
    ledger.log(f"item.{deed}", f"{place.item}-{place.version}", save=place.save)


# --- many at once -------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of many items."""

    done: list[str] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)  # each with the reason

    def leave(self, item: str, code: str, params: dict[str, Any]) -> None:
        self.left.append({"item": item, "code": code, "params": params})


def _place(entry: Entry, deed: str) -> Place:
    """What is meant by an item of many: what stands is retired, what is being written is submitted."""
    return entry.stands_at if deed == "retire" and entry.stands_at else entry.at


def many(house: Installation, by: str, names: Sequence[str], deed: Literal["submit", "retire"]) -> Tally:
    """Submit or retire many items; what cannot be is told, and the others are."""
    tally, places = Tally(), list[Place]()
    for name in names:
        try:
            places.append(_place(bank.one(house, house.store, name), deed))
            _sound(house, places[-1], deed)
        except Faults as wrong:
            places.pop()
            tally.leave(name, "bank.faulty", {"n": len(wrong.faults)})
        except Refused as refusal:
            tally.leave(name, refusal.code, refusal.params)
    with house.store.write(by, house.now()) as ledger:
        for place in places:
            try:
                _do(house, ledger, deed, place, "")
                tally.done.append(place.item)
            except Refused as refusal:
                tally.leave(place.item, refusal.code, refusal.params)
    return tally


def assign(house: Installation, by: str, names: Sequence[str], competency: str) -> Tally:
    """Say of many items which competency they test; each is a draft of a new save, or of a new version."""
    tally = Tally()
    if competency not in house.shelf.competencies:
        raise Refused("request.invalid", 422, fields="competency")
    with house.store.write(by, house.now()) as ledger:
        for name in names:
            try:
                entry = bank.one(house, ledger, name)
            except Refused as refusal:
                tally.leave(name, refusal.code, refusal.params)
                continue
            if entry.document.get("competency") != competency:
                _again(ledger, entry, {**entry.document, "competency": competency}, "")
            tally.done.append(name)
    return tally
