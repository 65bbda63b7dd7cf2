"""A lesson's text changed in one place, the rest of it left as its author wrote it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sqm_training.content import writing

WIDTH = 120


def respecify(file: Path, exercise: str, spec: Mapping[str, Any]) -> None:
    """Give an exercise of a lesson a new spec. The file is replaced whole or not at all."""
    lines = file.read_text(encoding="utf-8").splitlines()
    start = lines.index(f"```{{exercise}} {exercise}") + 1
    end = lines.index("```", start)
    written = yaml.safe_dump(dict(spec), allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDTH)
    writing.put(file, "\n".join([*lines[:start], *written.splitlines(), *lines[end:], ""]))
