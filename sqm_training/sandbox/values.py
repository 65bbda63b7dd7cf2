"""Plain data as it comes back from the sandbox. All of it is read strictly: a learner may have written it.

On the way it is JSON without objects: scalars as they are, everything else a list that begins with its kind.
`guest.py` writes what is read here.
"""

import json
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn

DEPTH = 32
DIGITS = 64


class NotFinite(Enum):
    """Numbers that are none. No floats, so that no comparison within a tolerance lets them through."""

    NAN = "nan"
    PLUS_INFINITY = "inf"
    MINUS_INFINITY = "-inf"


@dataclass(frozen=True)
class Table:
    """A DataFrame, row by row. A label of several levels is a list."""

    columns: tuple["Value", ...]
    index: tuple["Value", ...]
    rows: tuple[tuple["Value", ...], ...]


@dataclass(frozen=True)
class Series:
    """A pandas Series."""

    name: "Value"
    index: tuple["Value", ...]
    values: tuple["Value", ...]


@dataclass(frozen=True)
class Unreadable:
    """A value that is no plain data: what it said its type is called."""

    kind: str


Scalar = None | bool | int | float | str | NotFinite
Value = Scalar | list["Value"] | dict[Hashable, "Value"] | Table | Series | Unreadable


@dataclass(frozen=True)
class Results:
    """What one run handed back."""

    values: Mapping[str, Value]
    errors: tuple[tuple[int, str], ...]
    out_of_memory: bool


class Malformed(Exception):
    """Not what our own end of the channel writes."""


def read(raw: bytes, names: tuple[str, ...], cells: int) -> Results:
    """The results in these bytes, if they hold that and nothing else."""
    match _parse(raw):
        case ["results", list(pairs), list(errors), bool(out_of_memory)]:
            values = {_asked(pair, names): _value(pair[1], 0) for pair in pairs}
            if len(values) < len(pairs):
                raise Malformed("a name twice")
            return Results(values, tuple(_error(error, cells) for error in errors), out_of_memory)
    raise Malformed("no results")


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode(),
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_refuse,
            object_pairs_hook=_refuse,
        )
    except (ValueError, RecursionError) as trouble:
        raise Malformed(type(trouble).__name__) from None


def _refuse(what: Any) -> NoReturn:
    raise Malformed("not our JSON")


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= DIGITS else _refuse(digits)


def _number(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits)


def _asked(pair: Any, names: tuple[str, ...]) -> str:
    match pair:
        case [str(name), _] if name in names:
            return name
    raise Malformed("a name nobody asked for")


def _error(wire: Any, cells: int) -> tuple[int, str]:
    match wire:
        case [int(cell), str(text)] if not isinstance(cell, bool) and 0 <= cell < cells:
            return cell, _text(text)
    raise Malformed("no error")


def _text(text: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Malformed("half a character")
    return text


def _value(wire: Any, depth: int) -> Value:
    if depth > DEPTH:
        raise Malformed("too deep")
    match wire:
        case None | bool() | int() | float():
            return wire
        case str():
            return _text(wire)
        case ["nan" | "inf" | "-inf"]:
            return NotFinite(wire[0])
        case ["list", *members]:
            return _many(members, depth)
        case ["dict", *entries]:
            return _dict(entries, depth)
        case ["table", list(columns), list(index), list(rows)]:
            return _table(columns, index, rows, depth)
        case ["series", name, list(index), list(values)] if len(index) == len(values):
            return Series(_value(name, depth + 1), tuple(_many(index, depth)), tuple(_many(values, depth)))
        case ["other", str(kind)]:
            return Unreadable(_text(kind))
    raise Malformed("no value")


def _many(wire: list[Any], depth: int) -> list[Value]:
    return [_value(one, depth + 1) for one in wire]


def _dict(entries: list[Any], depth: int) -> dict[Hashable, Value]:
    made: dict[Hashable, Value] = {}
    for entry in entries:
        match entry:
            case [key, value]:
                made[_key(_value(key, depth + 1))] = _value(value, depth + 1)
            case _:
                raise Malformed("no entry")
    if len(made) < len(entries):
        raise Malformed("a key twice")
    return made


def _key(value: Value) -> Hashable:
    if isinstance(value, list):
        return tuple(_key(part) for part in value)
    if isinstance(value, dict | Table | Series | Unreadable):
        raise Malformed("no key")
    return value


def _table(columns: list[Any], index: list[Any], rows: list[Any], depth: int) -> Table:
    if len(index) != len(rows) or not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        raise Malformed("no table")
    return Table(
        tuple(_many(columns, depth)),
        tuple(_many(index, depth)),
        tuple(tuple(_many(row, depth)) for row in rows),
    )
