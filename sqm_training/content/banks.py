"""Question banks: every item of a folder, or every fault in it."""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path

from sqm_training.content import coding, pictures
from sqm_training.content.competencies import load as the_map
from sqm_training.content.layout import SHIPPED
from sqm_training.content.reading import Entry, built, entries
from sqm_training.domain.competency import Competency
from sqm_training.domain.item import ITEM, Item
from sqm_training.errors import Fault, Faults


def load(folder: Path, competencies: Mapping[str, Competency]) -> list[Item]:
    """All items of the banks in a folder. Raises Faults."""
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    items = []
    files = (entry for path in sorted(folder.glob("*.yaml")) for entry in entries(path, faults))
    for entry in chain(files, coding.entries(folder, faults)):
        item = built(ITEM, entry, faults)
        if item is not None:
            faults += _misplaced(item, entry, folder, competencies, seen)
            seen.setdefault(item.id, f"{entry.file}:{entry.row}")
            items.append(item)
    if faults:
        raise Faults(faults)
    return items


@cache
def shipped() -> tuple[Item, ...]:
    """The items that come with the product, as the repository has them, whatever an installation made of its copy."""
    return tuple(load(SHIPPED / "assessments" / "banks", the_map(SHIPPED / "courses" / "competencies.csv")))


def _misplaced(
    item: Item, entry: Entry, folder: Path, competencies: Mapping[str, Competency], seen: Mapping[str, str]
) -> list[Fault]:
    """What is right in itself but does not fit the rest: other items, the map, the pictures."""
    found: list[Fault] = []
    if item.id in seen:
        params = {"name": item.id, "first": seen[item.id]}
        found.append(Fault(entry.file, "content.item.id_twice", entry.row_of(["id"]), "id", params))
    if item.competency not in competencies:
        row, params = entry.row_of(["competency"]), {"name": item.id, "competency": item.competency}
        found.append(Fault(entry.file, "content.item.competency_unknown", row, "competency", params))
    for picture in item.pictures:
        inside = "exercise" if item.kind == "task" else "options"
        row = entry.row_of(["picture", "file"] if picture is item.picture else [inside])
        found += pictures.faults(folder, picture.file, entry.file, row)
    return found
