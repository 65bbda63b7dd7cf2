"""Typing: a number, a few words, words into gaps, a text of one's own."""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from sqm_training.domain.expression import value
from sqm_training.domain.item.base import Base, Finite, Id, Number, Option, different, distinct, fault
from sqm_training.domain.text import Frozen, Text

GAP = re.compile(r"\[\[([a-z0-9][a-z0-9-]*)\]\]")
LONGEST_WORDS = 100  # characters of a short text
Accepted = Annotated[
    tuple[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_WORDS)], ...],
    Field(min_length=1),
]


class Criterion(Frozen):
    """One line of a rubric."""

    id: Id
    text: Text
    points: float = Field(gt=0)


class Numeric(Base):
    kind: Literal["numeric"]
    key: Number
    tolerance: Finite = Field(0.0, ge=0)
    unit: Text | None = None

    computed: ClassVar[tuple[str, ...]] = ("key",)


class ShortText(Base):
    """A few words, right when they are one of `accept` apart from case, width, spaces and punctuation."""

    kind: Literal["short_text"]
    accept: Accepted  # of either language: an answer is right in whichever it is given


class Pick(Frozen):
    """A gap to be filled by choosing."""

    ask: Literal["choose"]
    id: Id
    options: tuple[Option, ...] = Field(min_length=2)
    key: str

    @model_validator(mode="after")
    def _key_is_an_option(self) -> Self:
        different(self.options)
        if self.key not in {option.id for option in self.options}:
            raise fault("item.key_unknown", key=self.key)
        return self


class Words(Frozen):
    """A gap to be filled with a word or two."""

    ask: Literal["words"]
    id: Id
    accept: Accepted


class Figure(Frozen):
    """A gap to be filled with a number."""

    ask: Literal["number"]
    id: Id
    key: Number
    tolerance: Finite = Field(0.0, ge=0)
    unit: Text | None = None


Gap = Annotated[Pick | Words | Figure, Field(discriminator="ask")]


class Cloze(Base):
    """A passage with gaps, each written `[[id]]` once in either language."""

    kind: Literal["cloze"]
    passage: Text
    gaps: tuple[Gap, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_gap_has_its_place(self) -> Self:
        ids = [gap.id for gap in self.gaps]
        distinct(ids, "item.gap_twice")
        for language in ("zh", "en"):
            places = GAP.findall(self.passage.of(language))
            if sorted(places) != sorted(ids):
                lost = sorted(set(places) ^ set(ids)) or sorted(places)
                raise fault("item.gap_misplaced", language=language, gaps=", ".join(lost))
        if not self.parameters and any(isinstance(gap, Figure) and isinstance(gap.key, str) for gap in self.gaps):
            raise fault("item.expression_without_parameters")
        return self

    def _compute(self, raw: dict[str, Any], values: dict[str, Any]) -> None:
        for gap in raw["gaps"]:
            if gap["ask"] == "number" and isinstance(gap["key"], str):
                gap["key"] = value(gap["key"], values)


class FreeText(Base):
    kind: Literal["free_text"]
    rubric: tuple[Criterion, ...] = Field(min_length=1)
    model: tuple[Text, ...] = Field(min_length=1)
    limit: int = Field(500, ge=20, le=5000)

    @model_validator(mode="after")
    def _rubric_lines_differ(self) -> Self:
        distinct([line.id for line in self.rubric], "item.rubric_twice")
        return self
