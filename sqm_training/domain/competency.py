"""What the guide asks people to be able to do."""

from sqm_training.domain.text import Frozen, Text


class Competency(Frozen):
    """One row of the curriculum map."""

    id: str
    title: Text
    chapter: str
    section: str
    roles: tuple[str, ...]
    lab_type: str
    kpis: tuple[str, ...]
