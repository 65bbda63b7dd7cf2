"""Blueprints of papers, one file each."""

from pathlib import Path

from pydantic import TypeAdapter

from sqm_training.content.reading import folder_of
from sqm_training.domain.blueprint import Blueprint


def load(folder: Path) -> list[Blueprint]:
    """All blueprints of a folder. Raises Faults."""
    return folder_of(TypeAdapter(Blueprint), folder)
