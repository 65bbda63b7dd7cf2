"""What every exercise of a lesson is: a task with its own truth, and a result with a reason for each part.

In a lesson they are practice: their answers stand in the course text, and a result never counts towards a mark.
As a task of a paper only `shown()` leaves the records side, and `judge` scores the decisions there.
"""

from abc import abstractmethod
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Box = tuple[Share, Share, Share, Share]  # x, y, width, height as shares of the picture


class Part(BaseModel):
    """A frozen piece of an exercise; an unknown entry is a fault of the course text."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Text(Part):
    """Words in both languages."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Picture(Part):
    """A drawing of the course (path inside its folder) and what it shows, for those who cannot see it."""

    file: str
    alt: Text


class Note(Part):
    """A remark as a code and what goes into its words in the catalogue (`exercise.<kind>.<code>`)."""

    code: str
    params: dict[str, float | str | Text] = {}


class Verdict(Part):
    """How one part was answered. `fraction` 0..1; `belongs` names the right choice where there is one.

    The reason is `why` where the exercise's author wrote it, and `notes` where the model worked it out.
    """

    id: str
    fraction: Share
    given: str | int | float | None = None
    belongs: str | int | float | None = None
    why: Text | None = None
    notes: tuple[Note, ...] = ()


class Result(Part):
    """`score` 0..1 over the whole exercise; `complete` when nothing is left open.

    `shown` is what a model worked out for its front end to draw: figures, series, the best there was.
    """

    score: Share
    complete: bool
    parts: tuple[Verdict, ...]
    notes: tuple[Note, ...] = ()
    shown: dict[str, Any] = {}


class Exercise(Part):
    """One exercise as it stands in a lesson. `judge` raises ValueError for an answer it cannot read."""

    examinable: ClassVar[bool] = True  # whether it can be done without its truth, as a task of a paper

    task: Text

    @abstractmethod
    def judge(self, answer: Any) -> Result:
        """Compare an answer (JSON) with the truth."""

    @abstractmethod
    def best(self) -> Any:
        """An answer worth everything."""

    @abstractmethod
    def worst(self) -> Any:
        """An answer worth nothing, or as little as there is."""

    @abstractmethod
    def shown(self) -> dict[str, Any]:
        """The exercise without its truth: what somebody may know who is examined in it."""


def choices(answer: Any, asked: set[str], offered: set[str]) -> dict[str, str]:
    """An answer that says for each thing asked which of the offered it chose; not all need be there."""
    if not isinstance(answer, dict):
        raise ValueError("an answer names a choice for each part")
    for part, choice in answer.items():
        if part not in asked or choice not in offered:
            raise ValueError(f"{part}: {choice}")
    return dict(answer)


def without(part: Any, *truths: str) -> Any:
    """The dump of an exercise without some of its entries, however deep they stand."""
    if isinstance(part, dict):
        return {key: without(inner, *truths) for key, inner in part.items() if key not in truths}
    return [without(inner, *truths) for inner in part] if isinstance(part, list | tuple) else part


def mean(shares: list[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0


def unlike(names: list[str], what: str) -> set[str]:
    """The names as a set; a name used twice is a fault."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what}: {', '.join(twice)} stands twice")
    return set(names)
