"""Lays out a new installation: its own copies of the shipped courses and assessments."""

import shutil
from pathlib import Path

from sqm_training.errors import Refused

SHIPPED = Path(__file__).parents[2]
PARTS = ("courses", "assessments")


def lay_out(directory: Path) -> None:
    """Copy the shipped content into a new or empty directory; refused where something already is."""
    if any((directory / part).exists() for part in PARTS):
        raise Refused("init.not_empty", directory=str(directory))
    directory.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        shutil.copytree(SHIPPED / part, directory / part)
