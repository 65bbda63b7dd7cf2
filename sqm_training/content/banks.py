"""Question banks: every item of a folder, or every fault in it."""

from collections.abc import Mapping
from pathlib import Path

from sqm_training.content import pictures
from sqm_training.content.reading import built, entries
from sqm_training.domain.competency import Competency
from sqm_training.domain.item import ITEM, Item
from sqm_training.errors import Fault, Faults


def load(folder: Path, competencies: Mapping[str, Competency]) -> list[Item]:
    """All items of the banks in a folder. Raises Faults."""
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    items = []
    for path in sorted(folder.glob("*.yaml")):
        for row, value in entries(path, faults):
            item = built(ITEM, value, path.name, row, faults)
            if item is None:
                continue
            if item.id in seen:
                faults.append(
                    Fault(
                        path.name,
                        "content.item.id_twice",
                        row,
                        "id",
                        {"name": item.id, "first": seen[item.id]},
                    )
                )
            seen.setdefault(item.id, f"{path.name}:{row}")
            if item.competency not in competencies:
                params = {"name": item.id, "competency": item.competency}
                faults.append(Fault(path.name, "content.item.competency_unknown", row, "competency", params))
            if item.picture is not None:
                faults.extend(pictures.faults(folder, item.picture.file, path.name, row))
            items.append(item)
    if faults:
        raise Faults(faults)
    return items
