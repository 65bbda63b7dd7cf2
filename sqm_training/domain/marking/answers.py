"""What an answer is, whatever it is worth: empty or not, fit to keep, and such as an honest page sends."""

import math
from typing import Any, assert_never

from sqm_training.domain.item import (
    Cloze,
    Code,
    Dialogue,
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
from sqm_training.domain.item.coding import LONGEST_CELL
from sqm_training.domain.item.writing import LONGEST_WORDS

LONGEST_NUMBER = 40  # characters, unit included
LONGEST_DECISIONS = 20_000  # characters of a task's answer


class InvalidAnswer(ValueError):
    """An answer that no honest page sends: wrong shape, unknown option, too long."""


def is_empty(answer: Any) -> bool:
    """Nothing was answered. `False` is an answer."""
    return answer is None or (isinstance(answer, str) and not answer.strip()) or answer == [] or answer == {}


def tidy(answer: Any) -> Any:
    """An answer to keep: text without what is no character, nothing for spaces alone, however many."""
    if isinstance(answer, dict):
        kept = {key: tidy(part) for key, part in answer.items()}
        return {key: part for key, part in kept.items() if part != ""}
    if not isinstance(answer, str):
        return answer
    text = answer.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
    return text if text.strip() else ""


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
            _need(_typed(answer, LONGEST_NUMBER), "number")
        case Hotspot():
            _need(_points(answer) and len(answer) <= len(item.key), "taps")
        case Cloze():
            _need(_gaps(item, answer), "gaps")
        case ShortText():
            _need(_typed(answer, LONGEST_WORDS), "words")
        case FreeText():
            _need(_typed(answer, item.limit), "text")
        case Dialogue():
            _need(_strings(answer) and item.path(answer) is not None, "replies")
        case Code():
            _need(_cells(item, answer), "cells")
        case Task():
            _need(_decisions(item, answer), "decisions")
        case _:
            assert_never(item)


def follows(item: Item, before: Any, after: Any) -> bool:
    """Whether an answer may take another's place: what was said in a talk stays said."""
    if not isinstance(item, Dialogue) or is_empty(before):
        return True
    return isinstance(after, list) and after[: len(before)] == before


def _need(fine: bool, what: str) -> None:
    if not fine:
        raise InvalidAnswer(what)


def _typed(answer: Any, longest: int) -> bool:
    return isinstance(answer, str) and len(answer) <= longest


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


def _gaps(item: Cloze, answer: Any) -> bool:
    gaps = {gap.id: gap for gap in item.gaps}
    if not isinstance(answer, dict) or not set(answer) <= set(gaps):
        return False
    return all(_fits(gaps[key], part) for key, part in answer.items())


def _fits(gap: Any, part: Any) -> bool:
    if isinstance(gap, Pick):
        return isinstance(part, str) and part in {"", *(option.id for option in gap.options)}
    return _typed(part, LONGEST_WORDS)


def _cells(item: Code, answer: Any) -> bool:
    known = {cell.id for cell in item.cells}
    return isinstance(answer, dict) and all(key in known and _typed(text, LONGEST_CELL) for key, text in answer.items())


def _decisions(item: Task, answer: Any) -> bool:
    if len(repr(answer)) > LONGEST_DECISIONS:
        return False
    try:
        item.exercise.judge(answer)
    except (ValueError, TypeError):
        return False
    return True
