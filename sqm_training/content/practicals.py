"""Checklists of practicals, one file each."""

from pathlib import Path

from pydantic import TypeAdapter

from sqm_training.content.reading import built, document
from sqm_training.domain.practical import Practical
from sqm_training.errors import Fault, Faults

PRACTICAL = TypeAdapter(Practical)


def load(folder: Path) -> list[Practical]:
    """All checklists of a folder. Raises Faults."""
    faults: list[Fault] = []
    found = [built(PRACTICAL, document(path, faults), path.name, 1, faults) for path in sorted(folder.glob("*.yaml"))]
    if faults:
        raise Faults(faults)
    return [one for one in found if one is not None]
