"""How good an answer is: a fraction from 0 to 1, the same here, in a notebook and in an export."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import combinations
from typing import Any, assert_never

from sqm_training.domain.item import (
    Cloze,
    Code,
    Dialogue,
    Figure,
    FreeText,
    Hotspot,
    Item,
    Match,
    Multiple,
    Numeric,
    Order,
    Pick,
    ShortText,
    Single,
    Task,
    TrueFalse,
)
from sqm_training.domain.marking.answers import check, is_empty
from sqm_training.domain.text import Text

FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
DOTS = re.compile(r"[.·•⋅∙・\s]")  # as people type the dot of N·m
TYPED = re.compile(r"([-+−]?[\d.,\s]+)(.*)", re.DOTALL)
NO_WORD = re.compile(r"[\W_]+")  # spaces and punctuation of any script
CLOSE = 1e-9


def fraction(item: Item, answer: Any) -> float | None:
    """0 to 1, or None where a person or the sandbox must mark. An empty answer is 0. The item has no parameters left.

    Raises InvalidAnswer for an answer `check` refuses.
    """
    if is_empty(answer):
        return 0.0
    check(item, answer)
    match item:
        case Single() | TrueFalse():
            return float(answer == item.key)
        case Multiple():
            return _multiple(item, set(answer))
        case Order():
            return _order(item.key, answer)
        case Match():
            return len(answer.items() & item.key.items()) / len(item.key)
        case Numeric():
            return float(_near(answer, item))
        case Hotspot():
            return _hotspot(item, answer)
        case Cloze():
            return len(filled(item, answer)) / len(item.gaps)
        case ShortText():
            return float(_said(answer, item.accept))
        case FreeText() | Code():
            return None
        case Dialogue():
            return _dialogue(item, answer)
        case Task():
            return item.exercise.judge(answer).score
        case _:
            assert_never(item)


def _multiple(item: Multiple, ticked: set[str]) -> float:
    wanted = set(item.key)
    right, wrong = len(ticked & wanted), len(ticked - wanted)
    match item.scoring:
        case "right_minus_wrong":
            return max(0.0, (right - wrong) / len(wanted))
        case "all_or_nothing":
            return float(ticked == wanted)
        case "wrong_is_zero":
            return 0.0 if wrong else right / len(wanted)
        case "each_option":
            return 1 - len(ticked ^ wanted) / len(item.options)
        case _:
            assert_never(item.scoring)


def _order(key: tuple[str, ...], answer: list[str]) -> float:
    """Share of pairs the right way round, rescaled so that chance gives 0 (Kendall's tau, not below 0)."""
    place = {option: index for index, option in enumerate(answer)}
    pairs = list(combinations(key, 2))
    right = sum(place[first] < place[second] for first, second in pairs)
    return max(0.0, 2 * right / len(pairs) - 1)


def _hotspot(item: Hotspot, taps: list[list[float]]) -> float:
    hits = {region.id for region in item.wanted for x, y in taps if region.holds(x, y)}
    misses = sum(missed(item, x, y) for x, y in taps)
    return max(0.0, (len(hits) - misses) / len(item.wanted))


def missed(item: Hotspot, x: float, y: float) -> bool:
    """A tap beside everything that was to be found."""
    return not any(region.holds(x, y) for region in item.wanted)


def _dialogue(item: Dialogue, answer: list[str]) -> float:
    path = item.path(answer) or []
    if any(reply.fatal for _, reply in path):
        return 0.0
    return min(1.0, max(0.0, sum(reply.points for _, reply in path) / item.best[0]))


def filled(item: Cloze, answer: dict[str, str]) -> list[str]:
    """The gaps that are filled rightly."""
    return [gap.id for gap in item.gaps if _gap(gap, answer.get(gap.id, ""))]


def _gap(gap: Any, part: str) -> bool:
    match gap:
        case Pick():
            return part == gap.key
        case Figure():
            return bool(part.strip()) and _near(part, gap)
        case _:
            return _said(part, gap.accept)


def _said(words: str, accepted: Sequence[str]) -> bool:
    return _bare(words) in {_bare(one) for one in accepted} - {""}


def _bare(words: str) -> str:
    """Words without case, width, spaces and punctuation."""
    return NO_WORD.sub("", unicodedata.normalize("NFKC", words)).casefold()


def _near(typed: str, asked: Numeric | Figure) -> bool:
    found = number(typed, asked)
    return found is not None and abs(found - float(asked.key)) <= asked.tolerance + CLOSE


def number(text: str, asked: Numeric | Figure) -> float | None:
    """The number typed: full-width digits, thousands marks, decimal comma and the unit are understood."""
    typed = TYPED.fullmatch(text.translate(FULL_WIDTH).strip())
    if typed is None or not (_same_unit(typed[2], asked.unit) or not typed[2]):
        return None
    plain = re.sub(r"\s", "", typed[1]).replace("−", "-")
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[-+]?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    return float(plain) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", plain) else None


def _same_unit(typed: str, unit: Text | None) -> bool:
    return unit is not None and _unit(typed) in {_unit(unit.zh), _unit(unit.en)}


def _unit(text: str) -> str:
    return DOTS.sub("", unicodedata.normalize("NFKC", text))
