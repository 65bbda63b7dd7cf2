"""Checklists of practicals, one file each."""

from pathlib import Path

from pydantic import TypeAdapter

from sqm_training.content.reading import folder_of
from sqm_training.domain.practical import Practical


def load(folder: Path) -> list[Practical]:
    """All checklists of a folder. Raises Faults."""
    return folder_of(TypeAdapter(Practical), folder)
