"""Items written on the bank's page, from the facts: versions, their saves, what was done with each."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, union

from sqm_training.domain.item import Deed, Status
from sqm_training.domain.item.life import status
from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import item_event, item_report, item_version

FILE = 0  # the save an event of a bank file's version names


@dataclass(frozen=True)
class Save:
    """A version as somebody left it."""

    number: int
    document: Mapping[str, Any]
    note: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Event:
    """Something done with a version as a save left it."""

    kind: Deed
    save: int
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Version:
    """One version: its saves, oldest first (none of a bank file's own), and what was done with it."""

    number: int
    saves: tuple[Save, ...]
    events: tuple[Event, ...] = ()

    @property
    def last(self) -> Save:
        return self.saves[-1]

    def deeds(self, save: int) -> tuple[Deed, ...]:
        """What was done with it as that save left it: a later save takes a submission back."""
        return tuple(one.kind for one in self.events if one.save == save)

    @property
    def status(self) -> Status:
        return status(self.deeds(self.last.number))

    @property
    def approved(self) -> bool:
        """Whether a second person ever let it through; such a version is never saved again."""
        return bool({"approve", "pilot"} & set(self.deeds(self.last.number)))

    @property
    def writers(self) -> set[str]:
        return {one.by for one in self.saves}


Stamp = tuple[int, int]  # how far one has read: the last save and the last event
NOTHING: Stamp = (0, 0)


def since(reader: Reader, stamp: Stamp) -> dict[str, list[Version]]:
    """Versions, oldest first, each with its last save alone: of every item something was added to since then."""
    tables = (item_version, item_event)
    fresh = [select(one.c.item).where(one.c.id > last) for one, last in zip(tables, stamp, strict=True)]
    some = union(*fresh)
    newest = select(func.max(item_version.c.id)).group_by(item_version.c.item, item_version.c.version)
    saves = select(item_version).where(item_version.c.id.in_(newest), item_version.c.item.in_(some))
    events = select(item_event).where(item_event.c.item.in_(some)).order_by(item_event.c.id)
    return _told(reader.rows(saves), reader.rows(events))


def of(reader: Reader, item: str) -> list[Version]:
    """One item's versions, oldest first, with every save."""
    saves = reader.rows(select(item_version).where(item_version.c.item == item).order_by(item_version.c.id))
    events = reader.rows(select(item_event).where(item_event.c.item == item).order_by(item_event.c.id))
    return _told(saves, events).get(item, [])


def _told(saves: list[Row], events: list[Row]) -> dict[str, list[Version]]:
    written: dict[tuple[str, int], list[Save]] = defaultdict(list)
    done: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for row in saves:
        save = Save(row["save"], row["document"], row["note"], row["at"], row["by"])
        written[row["item"], row["version"]].append(save)
    for row in events:
        event = Event(row["kind"], row["save"], row["reason"], row["at"], row["by"])
        done[row["item"], row["version"]].append(event)
    found: dict[str, list[Version]] = defaultdict(list)
    for item, number in sorted({*written, *done}):
        found[item].append(Version(number, tuple(written[item, number]), tuple(done[item, number])))
    return dict(found)


def reported(reader: Reader) -> Counter[tuple[str, int]]:
    """How often people who met an item doubted it, by item and version."""
    counted = select(item_report.c.item, item_report.c.version, func.count().label("n"))
    rows = reader.rows(counted.group_by(item_report.c.item, item_report.c.version))
    return Counter({(row["item"], row["version"]): row["n"] for row in rows})


def reports(reader: Reader, item: str) -> list[Row]:
    """What was said of one item, newest first, without who said it."""
    columns = [item_report.c[name] for name in ("version", "text", "at", "attempt")]
    return reader.rows(select(*columns).where(item_report.c.item == item).order_by(item_report.c.id.desc()))


def ids(reader: Reader, begin: str) -> list[str]:
    """Every id given so far that begins so."""
    query: Select[Any] = select(item_version.c.item).distinct().where(item_version.c.item.startswith(begin))
    return [row["item"] for row in reader.rows(query)]


def stamp(reader: Reader) -> Stamp:
    """How far there is to read."""
    saves, events = (reader.row(select(func.max(one.c.id).label("id"))) for one in (item_version, item_event))
    return (saves["id"] or 0) if saves else 0, (events["id"] or 0) if events else 0
