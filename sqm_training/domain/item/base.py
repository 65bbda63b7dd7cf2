"""What every kind of item has, and the parts several kinds are made of."""

import math
from typing import Annotated, Any, ClassVar, Literal, LiteralString, Self

from pydantic import AfterValidator, Field, PrivateAttr, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.expression import Broken, names, value
from sqm_training.domain.parameter import Name, Parameter, drawn, filled, placeholders
from sqm_training.domain.text import Frozen, Text

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Status = Literal["draft", "in_review", "pilot", "live", "retired"]
TRIED = 24  # variants drawn to see that an item with parameters always makes sense
PROVEN = "proven"  # context in which a published item is read: it was tried when it was published


def fault(code: LiteralString, **params: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, params)


def distinct(ids: list[str], code: LiteralString) -> None:
    if len(set(ids)) != len(ids):
        raise fault(code)


def _known(key: float | str) -> float | str:
    """A key that can be told: a finite number, or an expression that could be worked out."""
    if isinstance(key, str):
        try:
            names(key)
        except Broken as wrong:
            raise fault("item.expression", problem=str(wrong)) from wrong
    elif not math.isfinite(key):
        raise fault("item.not_finite")
    return key


Number = Annotated[float | str, AfterValidator(_known)]
Truth = Annotated[bool | str, AfterValidator(_known)]


class Picture(Frozen):
    """A drawing below the bank's folder, and what it shows for those who cannot see it."""

    file: str = Field(pattern=r"^img/[A-Za-z0-9_-]+\.[a-z]+$")
    alt: Text


class Option(Frozen):
    """One thing to choose, order or match. `why` is told after answering."""

    id: Id
    text: Text
    picture: Picture | None = None
    why: Text | None = None


def different(options: tuple[Option, ...]) -> None:
    """Options need ids and words of their own; those told apart by a picture may share their words."""
    distinct([option.id for option in options], "item.option_twice")
    for language in ("zh", "en"):
        words = [(option.text.of(language), option.picture and option.picture.file) for option in options]
        if len(set(words)) != len(words):
            raise fault("item.option_text_twice")


class Base(Frozen):
    """What every kind of item has.

    With `parameters` an item is a pattern: each candidate meets it with values of their own. `derived` values
    follow from them, `{name}` in a text is filled in, and a key may be an expression over both.
    """

    id: Id
    version: int = Field(ge=1)
    use: Literal["exam", "practice"]
    competency: str = Field(pattern=r"^C\d\.\d-\d\d$")
    difficulty: Literal[1, 2, 3]
    asks: Literal["recall", "judgement"] = "recall"  # a fact remembered, or what to do in a situation
    prompt: Text
    picture: Picture | None = None
    why: Text
    lesson: str | None = Field(None, pattern=r"^[a-z0-9-]+/\d\d-[a-z0-9-]+$")
    source: Text | None = None
    status: Status = "live"
    author: str
    parameters: dict[Name, Parameter] = Field(default_factory=dict)
    derived: dict[Name, str] = Field(default_factory=dict)

    computed: ClassVar[tuple[str, ...]] = ()  # fields that may hold an expression
    _tried: bool = PrivateAttr(default=False)

    @model_validator(mode="after")
    def _variants_make_sense(self, info: ValidationInfo) -> Self:
        if not self.parameters:
            if self.derived or any(isinstance(getattr(self, field), str) for field in self.computed):
                raise fault("item.expression_without_parameters")
            return self
        if self._tried or info.context == PROVEN:  # pydantic asks again whenever an item is put into something
            self._tried = True
            return self
        known = {*self.parameters, *self.derived}
        if len(known) < len(self.parameters) + len(self.derived):
            raise fault("item.parameter_twice")
        if strange := sorted(placeholders(self.model_dump()) - known):
            raise fault("item.placeholder_unknown", name=", ".join(strange))
        for seed in range(TRIED):
            self.variant(self.values(seed))
        self._tried = True
        return self

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture a candidate sees."""
        return (self.picture,) if self.picture else ()

    def values(self, seed: object) -> dict[str, Any]:
        """What one candidate meets: a value for each parameter and each derived name, as JSON has them."""
        return drawn(self.parameters, self.derived, seed)

    def variant(self, values: dict[str, Any]) -> Self:
        """The item with these values filled in: no parameter and no expression is left."""
        if not self.parameters:
            return self
        raw = filled(self.model_dump(mode="json", exclude={"parameters", "derived"}), values)
        try:
            self._compute(raw, values)
        except Broken as wrong:
            raise fault("item.expression", problem=str(wrong)) from wrong
        return type(self).model_validate(raw)

    @property
    def example(self) -> Self:
        """The item as somebody might meet it, for those who look at it without being asked."""
        return self.variant(self.values(0))

    def _compute(self, raw: dict[str, Any], values: dict[str, Any]) -> None:
        for field in self.computed:
            if isinstance(raw[field], str):
                raw[field] = value(raw[field], values)
