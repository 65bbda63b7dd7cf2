"""Answers by which an item proves itself."""

from decimal import Decimal
from itertools import islice, product
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
from sqm_training.domain.item.writing import LONGEST_WORDS
from sqm_training.domain.marking.fractions import missed
from sqm_training.domain.text import Frozen

NO_SUCH_WORDS = "以上都不对xyz"


class Samples(Frozen):
    """Full marks (or a person's), fewer, refused."""

    right: Any
    wrong: Any
    invalid: Any


def samples(item: Item) -> Samples:
    """A right, a wrong and an invalid answer. Of free text no machine knows a wrong one but the empty.

    An item with parameters proves itself by one of its variants (`item.variant(item.values(seed))`).
    """
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
            return _match(item)
        case Numeric():
            return Samples(right=_exact(item), wrong=_far(item), invalid=item.key)
        case Hotspot():
            return _hotspot(item)
        case Cloze():
            return _cloze(item)
        case ShortText():
            return Samples(right=item.accept[0], wrong=NO_SUCH_WORDS, invalid="长" * (LONGEST_WORDS + 1))
        case FreeText():
            return Samples(right=item.model[0].zh[: item.limit], wrong="", invalid="长" * (item.limit + 1))
        case Dialogue():
            return Samples(right=item.best[1], wrong=item.worst, invalid=["no-such-reply"])
        case Code():
            right = {cell.id: cell.reference for cell in item.cells}
            return Samples(right=right, wrong={item.cells[0].id: "pass"}, invalid={"no-such-cell": ""})
        case Task():
            return Samples(right=item.exercise.best(), wrong=item.exercise.worst(), invalid="no decisions")
        case _:
            assert_never(item)


def _exact(asked: Numeric | Figure) -> str:
    return f"{Decimal(str(asked.key)):f}"


def _far(asked: Numeric | Figure) -> str:
    return f"{Decimal(str(asked.key)) + Decimal(str(asked.tolerance)) + 1:f}"


def _match(item: Match) -> Samples:
    targets = [option.id for option in item.right]
    wrong = {left: next(one for one in targets if one != right) for left, right in item.key.items()}
    return Samples(right=dict(item.key), wrong=wrong, invalid={item.left[0].id: "no-such-option"})


def _hotspot(item: Hotspot) -> Samples:
    right = [list(region.centre) for region in item.wanted]
    grid = [step / 50 for step in range(51)]
    misses = ([x, y] for x, y in product(grid, grid) if missed(item, x, y))
    return Samples(right=right, wrong=list(islice(misses, 1)), invalid=[*right, right[0]])


def _cloze(item: Cloze) -> Samples:
    right, wrong = {}, {}
    for gap in item.gaps:
        match gap:
            case Pick():
                right[gap.id], wrong[gap.id] = gap.key, next(one.id for one in gap.options if one.id != gap.key)
            case Figure():
                right[gap.id], wrong[gap.id] = _exact(gap), _far(gap)
            case _:
                right[gap.id], wrong[gap.id] = gap.accept[0], NO_SUCH_WORDS
    return Samples(right=right, wrong=wrong, invalid={"no-such-gap": "x"})
