"""Question banks: every item of a folder, or every fault in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from sqm_training.content import coding, pictures
from sqm_training.content.competencies import load as the_map
from sqm_training.content.layout import SHIPPED
from sqm_training.content.reading import Entry, built, listed, text
from sqm_training.domain.competency import Competency
from sqm_training.domain.item import ITEM, Item
from sqm_training.errors import Fault, Faults

FILES = 256  # banks kept at hand as they were last read: a change of one does not cost the reading of all


@dataclass(frozen=True)
class Placed:
    """An item and where it stands. `rows` are those of the parts that may not fit what stands elsewhere."""

    item: Item
    file: str
    rows: Mapping[str, int]


def load(folder: Path, competencies: Mapping[str, Competency]) -> list[Item]:
    """All items of the banks in a folder. Raises Faults."""
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    items = []
    for one in chain(_files(folder, faults), _placed(coding.entries(folder, faults), faults)):
        faults += _misplaced(one, folder, competencies, seen)
        seen.setdefault(one.item.id, f"{one.file}:{one.rows['id']}")
        items.append(one.item)
    if faults:
        raise Faults(faults)
    return items


@cache
def shipped() -> tuple[Item, ...]:
    """The items that come with the product, as the repository has them, whatever an installation made of its copy."""
    return tuple(load(SHIPPED / "assessments" / "banks", the_map(SHIPPED / "courses" / "competencies.csv")))


def _files(folder: Path, faults: list[Fault]) -> Iterator[Placed]:
    for path in sorted(folder.glob("*.yaml")):
        if (source := text(path, faults)) is not None:
            placed, found = _read(path.name, source)
            faults += found
            yield from placed


@lru_cache(maxsize=FILES)
def _read(file: str, source: str) -> tuple[tuple[Placed, ...], tuple[Fault, ...]]:
    faults: list[Fault] = []
    placed = _placed(listed(source, file, faults), faults)
    return tuple(placed), tuple(faults)


def _placed(entries: list[Entry], faults: list[Fault]) -> list[Placed]:
    made = ((entry, built(ITEM, entry, faults)) for entry in entries)
    return [Placed(item, entry.file, _rows(entry)) for entry, item in made if item is not None]


def _rows(entry: Entry) -> dict[str, int]:
    paths = {"id": ["id"], "competency": ["competency"], "picture": ["picture", "file"]}
    paths |= {"options": ["options"], "exercise": ["exercise"]}
    return {name: entry.row_of(path) for name, path in paths.items()}


def _misplaced(
    one: Placed, folder: Path, competencies: Mapping[str, Competency], seen: Mapping[str, str]
) -> list[Fault]:
    """What is right in itself but does not fit the rest: other items, the map, the pictures."""
    item, found = one.item, list[Fault]()
    if item.id in seen:
        params = {"name": item.id, "first": seen[item.id]}
        found.append(Fault(one.file, "content.item.id_twice", one.rows["id"], "id", params))
    if item.competency not in competencies:
        params = {"name": item.id, "competency": item.competency}
        found.append(Fault(one.file, "content.item.competency_unknown", one.rows["competency"], "competency", params))
    for picture in item.pictures:
        inside = "exercise" if item.kind == "task" else "options"
        row = one.rows["picture" if picture is item.picture else inside]
        found += pictures.faults(folder, picture.file, one.file, row)
    return found
