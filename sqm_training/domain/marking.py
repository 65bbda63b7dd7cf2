"""How good an answer is: a fraction from 0 to 1, the same here, in a notebook and in an export."""

import math
import re
import unicodedata
from decimal import Decimal
from itertools import combinations, islice, product
from typing import Any, assert_never

from sqm_training.domain.item import (
    FreeText,
    Hotspot,
    Item,
    Match,
    Multiple,
    Numeric,
    Order,
    Single,
    TrueFalse,
)
from sqm_training.domain.text import Frozen

FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
DOTS = re.compile(r"[.·•⋅∙・\s]")  # as people type the dot of N·m
TYPED = re.compile(r"([-+−]?[\d.,\s]+)(.*)", re.DOTALL)
LONGEST_NUMBER = 40  # characters, unit included


class InvalidAnswer(ValueError):
    """An answer that no honest page sends: wrong shape, unknown option, too long."""


def is_empty(answer: Any) -> bool:
    """Nothing was answered. `False` is an answer."""
    return answer is None or (isinstance(answer, str) and not answer.strip()) or answer == [] or answer == {}


def tidy(answer: Any) -> Any:
    """An answer to keep: text without what is no character, nothing for spaces alone, however many."""
    if not isinstance(answer, str):
        return answer
    text = answer.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
    return text if text.strip() else ""


def fraction(item: Item, answer: Any) -> float | None:
    """0 to 1, or None where a person must mark. An empty answer is 0.

    Raises InvalidAnswer for an answer `check` refuses.
    """
    if is_empty(answer):
        return 0.0
    check(item, answer)
    match item:
        case Single() | TrueFalse():
            return float(answer == item.key)
        case Multiple():
            right = len(set(answer) & set(item.key))
            return max(0.0, (right - (len(answer) - right)) / len(item.key))
        case Order():
            return _order(item.key, answer)
        case Match():
            return len(answer.items() & item.key.items()) / len(item.key)
        case Numeric():
            value = number(answer, item)
            return float(value is not None and abs(value - item.key) <= item.tolerance + 1e-9)
        case Hotspot():
            return _hotspot(item, answer)
        case FreeText():
            return None
        case _:
            assert_never(item)


def _order(key: tuple[str, ...], answer: list[str]) -> float:
    """Share of pairs the right way round, rescaled so that chance gives 0 (Kendall's tau, not below 0)."""
    place = {option: index for index, option in enumerate(answer)}
    pairs = list(combinations(key, 2))
    right = sum(place[first] < place[second] for first, second in pairs)
    return max(0.0, 2 * right / len(pairs) - 1)


def _hotspot(item: Hotspot, taps: list[list[float]]) -> float:
    hits = {region.id for region in item.wanted for x, y in taps if region.holds(x, y)}
    misses = sum(_misses(item, x, y) for x, y in taps)
    return max(0.0, (len(hits) - misses) / len(item.wanted))


def _misses(item: Hotspot, x: float, y: float) -> bool:
    return not any(region.holds(x, y) for region in item.wanted)


def number(text: str, item: Numeric) -> float | None:
    """The number typed: full-width digits, thousands marks, decimal comma and the unit are understood."""
    typed = TYPED.fullmatch(text.translate(FULL_WIDTH).strip())
    if typed is None or not (_same_unit(typed[2], item) or not typed[2]):
        return None
    plain = re.sub(r"\s", "", typed[1]).replace("−", "-")
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[-+]?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    return float(plain) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", plain) else None


def _same_unit(typed: str, item: Numeric) -> bool:
    return item.unit is not None and _unit(typed) in {_unit(item.unit.zh), _unit(item.unit.en)}


def _unit(text: str) -> str:
    return DOTS.sub("", unicodedata.normalize("NFKC", text))


def check(item: Item, answer: Any) -> None:
    """Refuse what no honest page sends. Empty answers are fine."""
    if is_empty(answer):
        return
    match item:
        case Single():
            _need(isinstance(answer, str) and answer in item.ids, "option")
        case Multiple():
            _need(_strings(answer) and set(answer) <= item.ids and len(set(answer)) == len(answer), "options")
        case TrueFalse():
            _need(isinstance(answer, bool), "true or false")
        case Order():
            _need(_strings(answer) and sorted(answer) == sorted(item.ids), "order")
        case Match():
            _need(_pairs(item, answer), "pairs")
        case Numeric():
            _need(isinstance(answer, str) and len(answer) <= LONGEST_NUMBER, "number")
        case Hotspot():
            _need(_points(answer) and len(answer) <= len(item.key), "taps")
        case FreeText():
            _need(isinstance(answer, str) and len(answer) <= item.limit, "text")
        case _:
            assert_never(item)


def _need(fine: bool, what: str) -> None:
    if not fine:
        raise InvalidAnswer(what)


def _strings(answer: Any) -> bool:
    return isinstance(answer, list) and all(isinstance(one, str) for one in answer)


def _pairs(item: Match, answer: Any) -> bool:
    left, right = {option.id for option in item.left}, {option.id for option in item.right}
    return isinstance(answer, dict) and all(
        isinstance(to, str) and start in left and to in right for start, to in answer.items()
    )


def _points(answer: Any) -> bool:
    return isinstance(answer, list) and all(
        isinstance(tap, list) and len(tap) == 2 and all(_share(part) for part in tap) for tap in answer
    )


def _share(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= 1


class Samples(Frozen):
    """Answers by which an item proves itself: full marks (or a person's), fewer, refused."""

    right: Any
    wrong: Any
    invalid: Any


def samples(item: Item) -> Samples:
    """A right, a wrong and an invalid answer. Of free text no machine knows a wrong one but the empty."""
    match item:
        case Single():
            wrong = next(option.id for option in item.options if option.id != item.key)
            return Samples(right=item.key, wrong=wrong, invalid="no-such-option")
        case Multiple():
            key = list(item.key)
            others = [option.id for option in item.options if option.id not in key]
            return Samples(right=key, wrong=others or key[1:], invalid=[*key, key[0]])
        case TrueFalse():
            return Samples(right=item.key, wrong=not item.key, invalid="true")
        case Order():
            return Samples(right=list(item.key), wrong=list(item.key[::-1]), invalid=list(item.key[1:]))
        case Match():
            return _match_samples(item)
        case Numeric():
            exact, far = Decimal(str(item.key)), Decimal(str(item.tolerance)) + 1
            return Samples(right=f"{exact:f}", wrong=f"{exact + far:f}", invalid=item.key)
        case Hotspot():
            return _hotspot_samples(item)
        case FreeText():
            return Samples(right=item.model[0].zh[: item.limit], wrong="", invalid="长" * (item.limit + 1))
        case _:
            assert_never(item)


def _match_samples(item: Match) -> Samples:
    targets = [option.id for option in item.right]
    wrong = {left: next(one for one in targets if one != right) for left, right in item.key.items()}
    return Samples(right=dict(item.key), wrong=wrong, invalid={item.left[0].id: "no-such-option"})


def _hotspot_samples(item: Hotspot) -> Samples:
    right = [list(region.centre) for region in item.wanted]
    grid = [step / 50 for step in range(51)]
    misses = ([x, y] for x, y in product(grid, grid) if _misses(item, x, y))
    return Samples(right=right, wrong=list(islice(misses, 1)), invalid=[*right, right[0]])
