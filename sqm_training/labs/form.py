"""A form: entries one fills by a choice or a number. What nobody has asked for is honestly left open."""

import math
from collections.abc import Collection, Mapping
from typing import Annotated, Any

from pydantic import Field

from sqm_training.labs.bill import CENT, Sum
from sqm_training.labs.exercise import Id, Part, Text, Verdict, unlike

OPEN = "open"  # "not known yet": the right entry for what nobody has asked
HONEST = 0.5  # worth of saying so: better than a guess, less than having asked
Sums = Mapping[Sum, float]
Filled = dict[str, str | float]


class Choice(Part):
    id: Id
    text: Text


class Pick(Part):
    """An entry chosen from a few; `needs` names what one must have heard or seen to know it.

    Where that was never asked, the right entry is "not known yet"; naming the key is then a guess and worth nothing.
    """

    id: Id
    text: Text
    options: Annotated[tuple[Choice, ...], Field(min_length=2)]
    key: Id
    needs: Id | None = None
    why: Text


class Number(Part):
    """An entry one works out: a number of its own or a sum of the bill, in `unit`."""

    id: Id
    text: Text
    unit: Text
    key: float | Sum
    why: Text


Entry = Pick | Number


def check(entries: Collection[Entry]) -> None:
    """Raises ValueError for names used twice and keys that are not offered."""
    unlike([each.id for each in entries], "entries")
    for each in entries:
        if isinstance(each, Pick):
            offered = unlike([option.id for option in each.options], each.id)
            if each.key not in offered or OPEN in offered:
                raise ValueError(f"{each.id}: no option {each.key}, or one called {OPEN}")


def read(entries: Collection[Entry], answer: Any) -> Filled:
    """What was filled in; not every entry need be there. Raises ValueError for what is no entry of the form."""
    if not isinstance(answer, dict):
        raise ValueError("a form names a value for each entry")
    known = {each.id: each for each in entries}
    for name, value in answer.items():
        if name not in known or not _fits(known[name], value):
            raise ValueError(f"{name}: {value}")
    return dict(answer)


def _fits(entry: Entry, value: Any) -> bool:
    if isinstance(entry, Number):
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    offered = {option.id for option in entry.options} | ({OPEN} if entry.needs else set())
    return isinstance(value, str) and value in offered


def belongs(entry: Entry, heard: Collection[str] = (), sums: Sums | None = None) -> str | float:
    """The right value, given what was heard."""
    if isinstance(entry, Number):
        return _number(entry, sums)
    return OPEN if entry.needs and entry.needs not in heard else entry.key


def worth(entry: Entry, value: str | float | None, heard: Collection[str] = (), sums: Sums | None = None) -> float:
    if value is None:
        return 0.0
    if isinstance(entry, Number):
        return float(isinstance(value, int | float) and abs(value - _number(entry, sums)) < CENT)
    right = belongs(entry, heard)
    return (HONEST if right == OPEN else 1.0) if value == right else 0.0


def verdicts(
    at: str, entries: Collection[Entry], filled: Filled, heard: Collection[str] = (), sums: Sums | None = None
) -> list[Verdict]:
    """One for each entry, named `at:entry`."""
    return [
        Verdict(
            id=f"{at}:{each.id}",
            fraction=worth(each, filled.get(each.id), heard, sums),
            given=filled.get(each.id),
            belongs=belongs(each, heard, sums),
            why=each.why,
        )
        for each in entries
    ]


def best(entries: Collection[Entry], sums: Sums | None = None) -> Filled:
    """Every entry right, all having been heard."""
    return {each.id: _number(each, sums) if isinstance(each, Number) else each.key for each in entries}


def worst(entries: Collection[Entry], sums: Sums | None = None) -> Filled:
    """Every entry filled and wrong."""
    return {
        each.id: _number(each, sums) + 1
        if isinstance(each, Number)
        else next(option.id for option in each.options if option.id != each.key)
        for each in entries
    }


def _number(entry: Number, sums: Sums | None) -> float:
    if not isinstance(entry.key, str):
        return entry.key
    if sums is None:
        raise ValueError(f"{entry.id}: there is no bill to sum")
    return sums[entry.key]
