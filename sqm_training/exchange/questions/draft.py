"""A question as somebody's file has it, on its way to be an item; and the account of a whole file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqm_training.errors import Fault


@dataclass(frozen=True)
class Draft:
    """A question read from a file: an item's document, as far as the file knows it.

    `document` has the shape of an item in a bank (`kind`, `prompt`, `options`, `key`, …). Texts may stand in one
    language only ({"zh": …} or {"en": …}). What the file does not tell (id, version, competency, author, a rubric)
    is not there. `pictures` holds the bytes of every picture by the name the document uses (`img/….png`).
    """

    document: Mapping[str, Any]
    row: int | None = None  # where the question begins
    title: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    points: float | None = None  # what the file gives for it; a paper of ours decides that itself
    feedback: Mapping[str, str] = field(default_factory=dict)  # what an item has no place for: right, partly, wrong
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Import:
    """Every question of a file accounted for: it is a draft, or it is reported."""

    format: str
    seen: int
    drafts: tuple[Draft, ...] = ()
    reported: tuple[Fault, ...] = ()  # one for each question that is no draft
    notes: tuple[Fault, ...] = ()  # of the file as a whole, or of what a draft has lost on the way

    def __post_init__(self) -> None:
        assert self.seen == len(self.drafts) + len(self.reported), f"{self.format}: a question is unaccounted for"

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything to be said, as one meets it going through the file."""
        return tuple(sorted((*self.reported, *self.notes), key=lambda one: (one.row or 0, one.warning)))
