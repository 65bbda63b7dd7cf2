"""What a question is, apart from how one meets it. Construction is validation."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.text import Frozen, Text

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Share = Annotated[float, Field(ge=0, le=1)]


def _fault(code: str, **params: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, params)  # type: ignore[arg-type]


class Picture(Frozen):
    file: str
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


class Criterion(Frozen):
    """One line of a rubric."""

    id: Id
    text: Text
    points: float = Field(gt=0)


class _Item(Frozen):
    id: Id
    version: int = Field(ge=1)
    use: Literal["exam", "practice"]
    competency: str
    difficulty: Literal[1, 2, 3]
    prompt: Text
    picture: Picture | None = None
    why: Text
    lesson: str | None = None
    source: Text | None = None
    status: Literal["draft", "live", "retired"] = "live"
    author: str


def _distinct(ids: list[str], code: str) -> None:
    if len(set(ids)) != len(ids):
        raise _fault(code)


class _Choice(_Item):
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _options_differ(self) -> "_Choice":
        _distinct([option.id for option in self.options], "item.option_twice")
        _distinct([option.text.zh for option in self.options], "item.option_text_twice")
        return self

    @property
    def ids(self) -> set[str]:
        return {option.id for option in self.options}


class Single(_Choice):
    kind: Literal["single"]
    key: str

    @model_validator(mode="after")
    def _key_is_an_option(self) -> "Single":
        if self.key not in self.ids:
            raise _fault("item.key_unknown", key=self.key)
        return self


class Multiple(_Choice):
    kind: Literal["multiple"]
    key: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_options(self) -> "Multiple":
        _distinct(list(self.key), "item.key_twice")
        if not set(self.key) <= self.ids:
            raise _fault("item.key_unknown", key=", ".join(sorted(set(self.key) - self.ids)))
        return self


class TrueFalse(_Item):
    kind: Literal["true_false"]
    key: bool


class Order(_Choice):
    kind: Literal["order"]
    key: tuple[str, ...]

    @model_validator(mode="after")
    def _key_orders_all(self) -> "Order":
        if sorted(self.key) != sorted(option.id for option in self.options):
            raise _fault("item.key_not_all")
        return self


class Match(_Item):
    kind: Literal["match"]
    left: tuple[Option, ...] = Field(min_length=2)
    right: tuple[Option, ...] = Field(min_length=2)
    key: dict[str, str]

    @model_validator(mode="after")
    def _key_pairs_all(self) -> "Match":
        _distinct([option.id for option in (*self.left, *self.right)], "item.option_twice")
        if set(self.key) != {option.id for option in self.left}:
            raise _fault("item.key_not_all")
        if not set(self.key.values()) <= {option.id for option in self.right}:
            raise _fault("item.key_unknown", key=", ".join(self.key.values()))
        return self


class Numeric(_Item):
    kind: Literal["numeric"]
    key: float
    tolerance: float = Field(0.0, ge=0)
    unit: Text | None = None


class Hotspot(_Item):
    kind: Literal["hotspot"]
    picture: Picture
    regions: tuple[Region, ...] = Field(min_length=1)
    key: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _regions_in_picture(self) -> "Hotspot":
        _distinct([region.id for region in self.regions], "item.region_twice")
        if not set(self.key) <= {region.id for region in self.regions}:
            raise _fault("item.key_unknown", key=", ".join(self.key))
        if any(r.box[0] + r.box[2] > 1.0001 or r.box[1] + r.box[3] > 1.0001 for r in self.regions):
            raise _fault("item.region_outside")
        return self


class FreeText(_Item):
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
