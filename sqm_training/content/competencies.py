"""The curriculum map: what is to be taught, practised and assessed."""

import csv
from pathlib import Path

from sqm_training.domain.competency import Competency
from sqm_training.domain.text import Text


def load(path: Path) -> dict[str, Competency]:
    """Competencies by id, in the order of the map."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: _competency(row) for row in csv.DictReader(file)}


def _competency(row: dict[str, str]) -> Competency:
    return Competency(
        id=row["id"],
        title=Text(zh=row["zh_title"], en=row["en_title"]),
        chapter=row["chapter"],
        section=row["section"],
        roles=tuple(row["roles"].split(",")),
        lab_type=row["lab_type"],
        kpis=tuple(code for code in row["kpi_codes"].split(",") if code),
    )
