"""What a question is, apart from how one meets it. Construction is validation."""

from typing import Annotated, Any, Literal, LiteralString

from pydantic import Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.text import Frozen, Text

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
EDGE = 1e-4  # what rounding of a box may stick out of its picture


Finite = Annotated[float, Field(allow_inf_nan=False)]
Kind = Literal["single", "multiple", "true_false", "order", "match", "numeric", "hotspot", "free_text"]


def _fault(code: LiteralString, **params: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, params)


class Picture(Frozen):
    """A drawing below the bank's folder, and what it shows for those who cannot see it."""

    file: str = Field(pattern=r"^img/[A-Za-z0-9_-]+\.[a-z]+$")
    alt: Text


class Option(Frozen):
    """One thing to choose, order or match. `why` is told after answering."""

    id: Id
    text: Text
    why: Text | None = None


class Region(Frozen):
    """Part of a picture: left, top, width and height as shares of the whole."""

    id: Id
    box: tuple[Share, Share, Share, Share]
    text: Text
    why: Text | None = None

    def holds(self, x: float, y: float) -> bool:
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height

    @property
    def centre(self) -> tuple[float, float]:
        left, top, width, height = self.box
        return left + width / 2, top + height / 2


class Criterion(Frozen):
    """One line of a rubric."""

    id: Id
    text: Text
    points: float = Field(gt=0)


class Base(Frozen):
    """What every kind of item has."""

    id: Id
    version: int = Field(ge=1)
    use: Literal["exam", "practice"]
    competency: str = Field(pattern=r"^C\d\.\d-\d\d$")
    difficulty: Literal[1, 2, 3]
    prompt: Text
    picture: Picture | None = None
    why: Text
    lesson: str | None = Field(None, pattern=r"^[a-z0-9-]+/\d\d-[a-z0-9-]+$")
    source: Text | None = None
    status: Literal["draft", "live", "retired"] = "live"
    author: str


def _distinct(ids: list[str], code: LiteralString) -> None:
    if len(set(ids)) != len(ids):
        raise _fault(code)


class Choice(Base):
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _options_differ(self) -> "Choice":
        _distinct([option.id for option in self.options], "item.option_twice")
        _distinct([option.text.zh for option in self.options], "item.option_text_twice")
        _distinct([option.text.en for option in self.options], "item.option_text_twice")
        return self

    @property
    def ids(self) -> set[str]:
        return {option.id for option in self.options}


class Single(Choice):
    kind: Literal["single"]
    key: str

    @model_validator(mode="after")
    def _key_is_an_option(self) -> "Single":
        if self.key not in self.ids:
            raise _fault("item.key_unknown", key=self.key)
        return self


class Multiple(Choice):
    kind: Literal["multiple"]
    key: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_options(self) -> "Multiple":
        _distinct(list(self.key), "item.key_twice")
        if not set(self.key) <= self.ids:
            raise _fault("item.key_unknown", key=", ".join(sorted(set(self.key) - self.ids)))
        return self


class TrueFalse(Base):
    kind: Literal["true_false"]
    key: bool


class Order(Choice):
    kind: Literal["order"]
    options: tuple[Option, ...] = Field(min_length=3)  # two, never shown in the right order, hide nothing
    key: tuple[str, ...]

    @model_validator(mode="after")
    def _key_orders_all(self) -> "Order":
        if sorted(self.key) != sorted(self.ids):
            raise _fault("item.key_not_all")
        return self


class Match(Base):
    kind: Literal["match"]
    left: tuple[Option, ...] = Field(min_length=2)
    right: tuple[Option, ...] = Field(min_length=3)
    key: dict[str, str]

    @model_validator(mode="after")
    def _key_pairs_all(self) -> "Match":
        _distinct([option.id for option in (*self.left, *self.right)], "item.option_twice")
        if set(self.key) != {option.id for option in self.left}:
            raise _fault("item.key_not_all")
        if not set(self.key.values()) <= {option.id for option in self.right}:
            raise _fault("item.key_unknown", key=", ".join(self.key.values()))
        _distinct([option.text.zh for option in self.left], "item.option_text_twice")
        _distinct([option.text.zh for option in self.right], "item.option_text_twice")
        return self


class Numeric(Base):
    kind: Literal["numeric"]
    key: Finite
    tolerance: Finite = Field(0.0, ge=0)
    unit: Text | None = None


class Hotspot(Base):
    kind: Literal["hotspot"]
    picture: Picture
    regions: tuple[Region, ...] = Field(min_length=1)
    key: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _regions_in_picture(self) -> "Hotspot":
        _distinct([region.id for region in self.regions], "item.region_twice")
        _distinct(list(self.key), "item.key_twice")
        if not set(self.key) <= {region.id for region in self.regions}:
            raise _fault("item.key_unknown", key=", ".join(self.key))
        for region in self.regions:
            left, top, width, height = region.box
            if left + width > 1 + EDGE or top + height > 1 + EDGE:
                raise _fault("item.region_outside", region=region.id)
            if width * height == 0:
                raise _fault("item.region_empty", region=region.id)
        return self

    @property
    def wanted(self) -> tuple[Region, ...]:
        """The regions to find."""
        return tuple(region for region in self.regions if region.id in self.key)


class FreeText(Base):
    kind: Literal["free_text"]
    rubric: tuple[Criterion, ...] = Field(min_length=1)
    model: tuple[Text, ...] = Field(min_length=1)
    limit: int = Field(500, ge=20, le=5000)

    @model_validator(mode="after")
    def _rubric_lines_differ(self) -> "FreeText":
        _distinct([line.id for line in self.rubric], "item.rubric_twice")
        return self


Item = Annotated[
    Single | Multiple | TrueFalse | Order | Match | Numeric | Hotspot | FreeText, Field(discriminator="kind")
]
ITEM: TypeAdapter[Item] = TypeAdapter(Item)
