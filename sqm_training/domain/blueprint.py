"""A blueprint says what a paper is made of and what passing it takes; items come in when it is published."""

from typing import Annotated, Any, Literal, LiteralString

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.item import BY_HAND, Item, Kind
from sqm_training.domain.text import Frozen, Text

Marking = Literal["machine", "person"]
Percent = Annotated[float, Field(ge=0, le=100)]
MOST_SLOTS = 99  # ids are s01 to s99


class Section(Frozen):
    """A part of the paper, shown in one go. Where it has a pass mark, it must be passed by itself too."""

    id: str = Field(min_length=1)
    title: Text
    pass_mark: Percent | None = None


class Slice(Frozen):
    """So many items of some competencies, kinds and difficulties, each worth the same points.

    In a knock-out slice every item must be fully right, whatever the rest is worth.
    """

    id: str = Field(min_length=1)
    title: Text
    section: str = ""
    competencies: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[Kind, ...] = ()
    difficulty: tuple[Literal[1, 2, 3], ...] = ()
    count: int = Field(ge=1)
    points: float = Field(gt=0)
    marking: Marking = "machine"
    knock_out: bool = False

    def takes(self, item: Item) -> bool:
        return item.status == "live" and self.fits(item)

    def fits(self, item: Item) -> bool:
        """Whether an item would be right here, could it be drawn."""
        by_person = item.kind in BY_HAND
        return (
            item.use == "exam"
            and item.competency in self.competencies
            and (not self.kinds or item.kind in self.kinds)
            and (not self.difficulty or item.difficulty in self.difficulty)
            and by_person == (self.marking == "person")
        )


class EachCompetency(Frozen):
    """What every competency must reach on which a candidate was offered enough points to tell."""

    pass_mark: Percent
    from_points: float = Field(gt=0)


class Attempts(Frozen):
    limit: int = Field(ge=1)
    cool_down_hours: float = Field(0, ge=0)
    counts: Literal["best", "last"] = "best"


class Release(Frozen):
    """When a candidate sees marks, and when key and reasons of each item."""

    marks: Literal["after_marking", "never"] = "after_marking"
    reasons: Literal["after_marking", "after_passing", "never"] = "after_marking"


class Blueprint(Frozen):
    """Of `pilots`, items on trial, candidates know how many there are, but not which; they count for nothing."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    version: int = Field(ge=1)
    status: Literal["draft", "live", "retired"]
    title: Text
    post: str
    grade: str
    minutes: int = Field(ge=1)
    pass_mark: Percent  # of the points on offer
    each_competency: EachCompetency | None = None
    attempts: Attempts
    release: Release
    sittings: Literal["open", "scheduled"] = "open"  # any time, or only in a sitting one is invited to
    public_items: Literal["allowed", "refused"] = "allowed"
    exposure_cap: float = Field(1.0, gt=0, le=1)  # share of papers any one item may be in
    pilots: int = Field(0, ge=0)
    sections: tuple[Section, ...] = ()
    slices: tuple[Slice, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _slices_differ(self) -> "Blueprint":
        if len({one.id for one in self.slices}) != len(self.slices):
            raise _fault("paper.slice_twice")
        if self.pilots + sum(one.count for one in self.slices) > MOST_SLOTS:
            raise _fault("paper.too_long", most=MOST_SLOTS)
        return self

    @model_validator(mode="after")
    def _sections_hold_all_slices(self) -> "Blueprint":
        there, named = [one.id for one in self.sections], {one.section for one in self.slices}
        if len(set(there)) != len(there):
            raise _fault("paper.section_twice")
        if stray := [one.id for one in self.slices if one.section not in (there or [""])]:
            raise _fault("paper.section_unknown", slices=", ".join(stray))
        if empty := sorted(set(there) - named):
            raise _fault("paper.section_empty", section=", ".join(empty))
        return self

    def slice(self, key: str) -> Slice:
        return next(one for one in self.slices if one.id == key)

    def section_of(self, key: str) -> int:
        """Where on screen a section comes; a paper without sections is one."""
        return next((place for place, one in enumerate(self.sections) if one.id == key), 0)


def _fault(code: LiteralString, **params: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, params)
