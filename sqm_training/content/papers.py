"""Blueprints of papers, one file each."""

from pathlib import Path

from pydantic import TypeAdapter

from sqm_training.content.reading import built, document
from sqm_training.domain.paper import Blueprint
from sqm_training.errors import Fault, Faults

BLUEPRINT = TypeAdapter(Blueprint)


def load(folder: Path) -> list[Blueprint]:
    """All blueprints of a folder. Raises Faults."""
    faults: list[Fault] = []
    found = [built(BLUEPRINT, document(path, faults), path.name, 1, faults) for path in sorted(folder.glob("*.yaml"))]
    if faults:
        raise Faults(faults)
    return [one for one in found if one is not None]
