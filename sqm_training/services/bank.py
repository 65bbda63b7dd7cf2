"""The question bank as it stands: the files' items and those written on its page, seen as one."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from sqm_training.content import drafts
from sqm_training.domain.item import Item, Status
from sqm_training.domain.item.life import status
from sqm_training.errors import Refused
from sqm_training.records import items
from sqm_training.records.items import FILE, Version
from sqm_training.records.store import Reader
from sqm_training.services.installation import Installation, Shelf

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """What somebody had before them: an item's version as a save left it (save 0 is a bank file's own)."""

    item: str
    version: int
    save: int


@dataclass(frozen=True)
class Entry:
    """One item: as its bank file has it, if one does, and the versions written on the page, oldest first."""

    id: str
    file: Item | None
    versions: tuple[Version, ...]  # some may hold nothing but what was done with the file's

    @cached_property
    def own(self) -> tuple[Version, ...]:
        """The versions written on the page."""
        return tuple(one for one in self.versions if one.saves)

    @property
    def numbered(self) -> int:
        """The highest number a version ever had."""
        return max([one.number for one in self.versions] + ([self.file.version] if self.file else []))

    # --- the version being worked on

    @cached_property
    def newest(self) -> Version | None:
        """The version to go on with; None where that is the file's. A draft thrown away is gone on with only alone."""
        open_ones = [one for one in self.own if one.approved or one.status != "retired"]
        last = open_ones[-1] if open_ones else self.own[-1] if self.own and not self.file else None
        return None if last and self.file and self.file.version > last.number else last

    @property
    def at(self) -> Place:
        return self._place(self.newest)

    @property
    def status(self) -> Status:
        return self.newest.status if self.newest else self.file_status

    @property
    def document(self) -> Mapping[str, Any]:
        """The newest version as it is written."""
        return self.newest.last.document if self.newest else drafts.written(self._file)

    # --- the version that exams and practice know

    @cached_property
    def approved(self) -> Version | None:
        """The newest version of the page's that was let through, unless the file's is newer."""
        last = next((one for one in reversed(self.own) if one.approved), None)
        return None if last and self.file and self.file.version > last.number else last

    @property
    def stands_at(self) -> Place | None:
        return self._place(self.approved) if self.approved or self.file else None

    @property
    def stands_as(self) -> Status | None:
        return self.approved.status if self.approved else self.file_status if self.file else None

    @cached_property
    def standing(self) -> Item | None:
        """The version that was let through last, as an item."""
        if self.approved:
            return _built(self.id, self.approved)
        return self.file.model_copy(update={"status": self.file_status}) if self.file else None

    # --- the file's

    @cached_property
    def file_status(self) -> Status:
        """Where the file's version stands after what was done with it on the page."""
        done = next((one for one in self.versions if one.number == self._file.version), None)
        return status(done.deeds(FILE) if done else (), self._file.status)

    @property
    def _file(self) -> Item:
        assert self.file is not None
        return self.file

    def _place(self, version: Version | None) -> Place:
        number, save = (version.number, version.last.number) if version else (self._file.version, FILE)
        return Place(self.id, number, save)


def _built(name: str, version: Version) -> Item | None:
    author = version.saves[0].by
    try:
        return drafts.item(version.last.document, id=name, version=version.number, status=version.status, author=author)
    except ValidationError as wrong:  # what an item is has become stricter since
        log.warning("%s version %d is left out: %s", name, version.number, wrong)
        return None


@dataclass(frozen=True)
class Read:
    """The bank as it was read, and how far."""

    files: Mapping[str, Item]
    stamp: items.Stamp
    own: Mapping[str, tuple[Version, ...]]
    entries: Mapping[str, Entry]


def entries(house: Installation, shelf: Shelf | None = None) -> Mapping[str, Entry]:
    """Every item there is, by id. Only what was added since the last time is read."""
    files, stamp = (shelf or house.shelf).items, items.stamp(house.store)
    last: Read = house.held.get("bank") or Read({}, items.NOTHING, {}, {})
    if last.files is files and last.stamp == stamp:
        return last.entries
    fresh = {key: tuple(found) for key, found in items.since(house.store, last.stamp).items()}
    own = {**last.own, **fresh}
    known = {} if last.files is not files else last.entries
    every = [
        known[key] if key in known and key not in fresh else Entry(key, files.get(key), own.get(key, ()))
        for key in sorted({*files, *own})
    ]
    found = {one.id: one for one in every if one.file or one.own}
    house.held["bank"] = Read(files, stamp, own, found)
    return found


def one(house: Installation, reader: Reader, name: str) -> Entry:
    """One item with every save, as `reader` sees it this moment."""
    found = Entry(name, house.shelf.items.get(name), tuple(items.of(reader, name)))
    if found.file is None and not found.own:
        raise Refused("bank.unknown", 404, item=name)
    return found


def standing(house: Installation, shelf: Shelf | None = None) -> dict[str, Item]:
    """Every item exams and practice know, by id: the newest version of each that was let through."""
    return {key: item for key, entry in entries(house, shelf).items() if (item := entry.standing) is not None}
