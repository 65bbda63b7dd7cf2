"""What varies in an item from candidate to candidate: numbers in a span, or one of a few words or numbers."""

import random
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sqm_training.domain.expression import Broken, names, value
from sqm_training.domain.text import Frozen, Text

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,30})\}")
PLACES = 6  # decimals kept, so that the same seed gives the same text everywhere
SHOWN = 2  # decimals on screen


class Span(Frozen):
    """A number from `low` to `high`, both included, in steps."""

    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    step: float = Field(1, gt=0)

    @model_validator(mode="after")
    def _has_room(self) -> "Span":
        if self.high < self.low:
            raise PydanticCustomError("item.span_empty", "item.span_empty")
        return self

    def draw(self, chance: random.Random) -> float:
        steps = int((self.high - self.low) / self.step + 1e-9)
        return round(self.low + self.step * chance.randint(0, steps), PLACES)


class Pick(Frozen):
    """One of these words or numbers: a name, a vehicle, a price."""

    of: tuple[float | Text, ...] = Field(min_length=2)

    def draw(self, chance: random.Random) -> Any:
        one = chance.choice(self.of)
        return one.model_dump() if isinstance(one, Text) else one


Parameter = Span | Pick


def drawn(parameters: Mapping[str, Parameter], derived: Mapping[str, str], seed: object) -> dict[str, Any]:
    """A value for every name; the same seed gives the same. Raises PydanticCustomError naming a bad expression."""
    chance = random.Random(f"{seed}")
    values = {name: parameters[name].draw(chance) for name in sorted(parameters)}
    for name, code in derived.items():
        try:
            if strange := names(code) - set(values):
                raise Broken(", ".join(sorted(strange)))
            values[name] = value(code, values)
        except Broken as wrong:
            raise PydanticCustomError("item.expression", "item.expression", {"problem": f"{name}: {wrong}"}) from wrong
    return values


def placeholders(part: Any) -> set[str]:
    """Names in braces in any text of an item's dump."""
    return {name for text in _texts(part) for words in text.values() for name in PLACE.findall(words)}


def filled(part: Any, values: Mapping[str, Any]) -> Any:
    """The dump with every `{name}` written out, words in the language around them."""
    if isinstance(part, dict) and set(part) == {"zh", "en"}:
        return {language: _written(words, values, language) for language, words in part.items()}
    if isinstance(part, dict):
        return {key: filled(inner, values) for key, inner in part.items()}
    return [filled(inner, values) for inner in part] if isinstance(part, list | tuple) else part


def _texts(part: Any) -> list[dict[str, str]]:
    if isinstance(part, dict):
        if set(part) == {"zh", "en"}:
            return [part]
        return [text for inner in part.values() for text in _texts(inner)]
    return [text for inner in part for text in _texts(inner)] if isinstance(part, list | tuple) else []


def _written(words: str, values: Mapping[str, Any], language: str) -> str:
    def one(match: re.Match[str]) -> str:
        known = values.get(match[1])
        if known is None:
            return match[0]
        return str(known[language]) if isinstance(known, dict) else _number(known)

    return PLACE.sub(one, words)


def _number(known: float | bool) -> str:
    shown = f"{round(float(known), SHOWN):,.{SHOWN}f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown
