"""Reading what comes back, byte by byte as anybody may have written it."""

import json
import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sqm_training.sandbox.guest import plain
from sqm_training.sandbox.values import Malformed, NotFinite, Results, Series, Table, Unreadable, read

RESULTS = '["results", [["result", {value}]], [], false]'


def value_of(wire: str) -> object:
    return read(RESULTS.format(value=wire).encode(), ("result",), 1).values["result"]


def test_results_are_values_errors_and_whether_memory_ran_out() -> None:
    raw = '["results", [["a", 1], ["b", null]], [[0, "错误"]], true]'.encode()
    assert read(raw, ("a", "b", "c"), 1) == Results({"a": 1, "b": None}, ((0, "错误"),), True)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("null", None),
        ("true", True),
        ("-12", -12),
        ("1.50", 1.5),
        ('"工单"', "工单"),
        ('["nan"]', NotFinite.NAN),
        ('["-inf"]', NotFinite.MINUS_INFINITY),
        ('["list", 1, ["list"]]', [1, []]),
        ('["dict", ["a", 1], [["list", 1, "b"], 2]]', {"a": 1, (1, "b"): 2}),
        ('["table", ["a"], [7], [[1]]]', Table(("a",), (7,), ((1,),))),
        ('["series", "a", [7], [1]]', Series("a", (7,), (1,))),
        ('["other", "object"]', Unreadable("object")),
    ],
)
def test_each_kind_of_value_is_read(wire: str, value: object) -> None:
    assert value_of(wire) == value
    assert type(value_of(wire)) is type(value)


@pytest.mark.parametrize(
    "wire",
    [
        '{"a": 1}', "{}", "NaN", "Infinity", "-Infinity", "1e999", "9" * 65, "-" + "9" * 64, "[]", "[1, 2]",
        '["object", 1]',
        '["nan", 1]', '["list"', '["table", ["a"], [0], [[1, 2]]]', '["table", ["a"], [], [[1]]]', '["table", 1, 2, 3]',
        '["table", ["a"], [0], ["b"]]', '["series", "a", [0], []]', '["dict", 1]', '["dict", ["a", 1], ["a", 2]]',
        '["dict", [1, 1], [true, 2]]', '["dict", [["dict"], 1]]', '["dict", [["other", "x"], 1]]', '["other"]',
        '["other", 1]', '"\\ud800"', '["other", "\\udfff"]', "[" * 50_000, '["list", ' * 40 + "1" + "]" * 40,
        '["list", ' * 5000 + "1" + "]" * 5000, "1 2", "", "\\x00",
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(wire: str) -> None:
    with pytest.raises(Malformed):
        value_of(wire)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"hello", b"\xff\xfe", b"null", b"[]", b'"results"', b'["results"]', b'["results", [], []]',
        b'["results", [], [], 0]', b'["results", [], [], false, 1]', b'["results", {}, [], false]',
        b'["results", [], [], false]["results", [], [], false]', b'["results", [], [], false] x',
        b'["results", [["passed", true]], [], false]', b'["results", [["result", 1], ["result", 2]], [], false]',
        b'["results", [["result"]], [], false]', b'["results", [[1, 1]], [], false]', b'["results", [1], [], false]',
        b'["results", [], [[1, "x"]], false]', b'["results", [], [[-1, "x"]], false]',
        b'["results", [], [[true, "x"]], false]', b'["results", [], [[0, 1]], false]', b'["results", [], [[0]], false]',
        b'["results", [], [[0.0, "x"]], false]', b'["Results", [], [], false]',
        b'["results", [["result", 1]], [], false]'.decode().encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read(raw, ("result",), 1)


@given(some.binary(max_size=200))
def test_any_bytes_are_results_or_refused(raw: bytes) -> None:
    with suppress(Malformed):
        assert isinstance(read(raw, ("result",), 1), Results)


scalars = some.none() | some.booleans() | some.integers(-(10**59), 10**59) | some.floats() | some.text()
keys = some.none() | some.booleans() | some.text() | some.tuples(some.text(), some.text())
plain_data = some.recursive(
    scalars, lambda inner: some.lists(inner, max_size=5) | some.dictionaries(keys, inner, max_size=5), max_leaves=20
)


def arrived(value: Any) -> Any:
    """How a value looks on our side."""
    if isinstance(value, float) and not math.isfinite(value):
        return NotFinite(str(value))
    if isinstance(value, list):
        return [arrived(one) for one in value]
    if isinstance(value, dict):
        return {key: arrived(one) for key, one in value.items()}
    return value


@given(plain_data)
def test_what_the_program_inside_writes_is_read_as_it_was(value: Any) -> None:
    raw = json.dumps(["results", [["result", plain(value)]], [], False]).encode()
    assert repr(read(raw, ("result",), 1).values["result"]) == repr(arrived(value))
