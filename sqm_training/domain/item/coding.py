"""A task in code: cells to be written, run on several sets of data, and checks that only the records side knows."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sqm_training.domain.item.base import Base, Id, distinct, fault
from sqm_training.domain.text import Frozen, Text

LONGEST_CELL = 20_000  # characters
FileName = Annotated[str, Field(pattern=r"^[\w.-]{1,80}$")]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_\u4e00-\u9fff]\w{0,60}$")]


class Cell(Frozen):
    """A cell to be written. `starter` stands in it at first; `reference` is the author's solution."""

    id: Id
    starter: Annotated[str, Field(max_length=LONGEST_CELL)] = ""
    reference: Annotated[str, Field(min_length=1, max_length=LONGEST_CELL)]


class Check(Frozen):
    """Something the values must satisfy: code that raises when they do not. It never runs beside a learner's code."""

    id: Id
    title: Text
    points: float = Field(gt=0)
    code: Annotated[str, Field(min_length=1, max_length=LONGEST_CELL)]


class DataSet(Frozen):
    """Files the code finds beside it, by name, as text."""

    files: dict[FileName, str] = Field(min_length=1)


class Code(Base):
    """The first of the `sets` is shown and may be tried on; the others are hidden, so that only code earns points.

    A check counts when it holds on every set. Scored by the points of the checks that hold.
    """

    kind: Literal["code"]
    given: Annotated[str, Field(max_length=LONGEST_CELL)] = ""
    cells: tuple[Cell, ...] = Field(min_length=1)
    names: tuple[Variable, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=1)
    sets: tuple[DataSet, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _parts_differ(self) -> Self:
        distinct([cell.id for cell in self.cells], "item.cell_twice")
        distinct([check.id for check in self.checks], "item.check_twice")
        distinct(list(self.names), "item.name_twice")
        if len({frozenset(one.files) for one in self.sets}) > 1:
            raise fault("item.sets_differ")
        return self

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)
