"""What comes back: what was worked out, or a claim in plain data; never anything that acts on our side."""

import json
import secrets
from dataclasses import replace

import pytest
from sandbox.submission import TIGHT, handed_in, result_of

from sqm_training.sandbox.job import Crashed, Finished, Job, Limits, Outcome, TimedOut
from sqm_training.sandbox.run import run_each
from sqm_training.sandbox.values import NotFinite, Series, Table, Unreadable

WITH_PANDAS = replace(TIGHT, memory=1 << 30)


def test_plain_values_come_back_as_they_are() -> None:
    code = """
from collections import OrderedDict, namedtuple
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
result = [
    None, True, False, 0, -7, 10**40, 0.1, 1.0, "工单 №1", "", [], (1, 2), {}, {"a": 1, 2: "b", None: [True]},
    {("SH001", "2026-01"): 3.5}, OrderedDict(x=1), namedtuple("P", "x")(4), {3, 1, 2}, frozenset(), range(2),
    date(2026, 1, 31), datetime(2026, 1, 31, 8, 30), timedelta(hours=1), Decimal("1.5"), Fraction(1, 4),
]
"""
    *values, a_range, day, moment, span, number, fraction = result_of(code)  # type: ignore[misc]
    assert values == [
        None, True, False, 0, -7, 10**40, 0.1, 1.0, "工单 №1", "", [], [1, 2], {}, {"a": 1, 2: "b", None: [True]},
        {("SH001", "2026-01"): 3.5}, {"x": 1}, [4], [1, 2, 3], [],
    ]  # fmt: skip
    assert [type(value) for value in values[1:8]] == [bool, bool, int, int, int, float, float]
    assert a_range == Unreadable("range")
    assert (day, moment, span) == ("2026-01-31", "2026-01-31T08:30:00", "1:00:00")
    assert (number, fraction) == (1.5, 0.25)


def test_tables_series_and_arrays_become_plain_data() -> None:
    code = """
import numpy as np, pandas as pd
frame = pd.DataFrame({"store": ["SH001", None], "orders": [3, 4], "rate": [0.5, float("nan")],
                      "day": pd.to_datetime(["2026-01-01", None]), "paid": [True, False]}, index=["a", "b"])
several = frame.groupby(["store", "paid"]).orders.sum()
result = [frame, frame.orders, several, np.array([[1, 2]]), np.float64(0.25), np.int64(7), np.bool_(True),
          np.str_("x"), frame.index, pd.Timestamp("2026-01-01"), pd.NaT, pd.NA, np.datetime64("2026-01-01T00:00", "ns"),
          pd.Categorical(["x", "y"]), pd.DataFrame(), several.to_frame(), pd.Period("2026-01"), pd.Timedelta("1h")]
"""
    frame, series, several, *rest = result_of(code, limits=WITH_PANDAS)  # type: ignore[misc]
    assert frame.columns == ("store", "orders", "rate", "day", "paid")
    assert frame.index == ("a", "b")
    assert frame.rows[0] == ("SH001", 3, 0.5, "2026-01-01T00:00:00", True)
    assert frame.rows[1][1:] == (4, NotFinite.NAN, None, False)
    assert series == Series("orders", ("a", "b"), (3, 4))
    assert several == Series("orders", (["SH001", True],), (3,))
    assert rest == [
        [[1, 2]], 0.25, 7, True, "x", ["a", "b"], "2026-01-01T00:00:00", None, None, "2026-01-01T00:00:00", ["x", "y"],
        Table((), (), ()), Table(("orders",), (["SH001", True],), ((3,),)), "2026-01", "0 days 01:00:00",
    ]  # fmt: skip
    assert type(rest[3]) is bool


def test_numbers_that_are_none_are_no_floats() -> None:
    code = "result = [float('nan'), float('inf'), -float('inf'), {float('nan'): 1}]"
    assert result_of(code) == [
        NotFinite.NAN, NotFinite.PLUS_INFINITY, NotFinite.MINUS_INFINITY, {NotFinite.NAN: 1}
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["float", "int", "str"])
def test_what_claims_to_equal_everything_comes_back_as_what_it_is(kind: str) -> None:
    code = f"""
class Sly({kind}):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = __round__ = lambda self, *others: 0.0
    __hash__ = {kind}.__hash__
result = Sly(1)
"""
    value = result_of(code)
    assert type(value).__name__ == kind
    assert value in (1, "1")
    assert value != 2


UNREADABLE = {
    "an object": "result = object()",
    "a function": "result = print",
    "a module": "import os as result",
    "bytes": "result = b'x'",
    "a complex number": "result = 1j",
    "an open file": "result = open('/dev/null')",
    "itself": "result = []; result.append(result)",
    "itself in itself": "result = {}; result['x'] = result",
    "too deep": "result = []\nfor _ in range(100_000): result = [result]",
    "too long a number": "result = 7 ** 90_000",
    "an equal to all": "class E:\n    __eq__ = lambda s, o: True\nresult = E()",
    "one that lies about its class": "class L:\n    __class__ = float\nresult = L()",
    "one that raises": "class R(dict):\n    def items(self): raise SystemExit\nresult = R()",
    "one that pickles": "class P:\n    def __reduce__(self): return print, ('ran',)\nresult = P()",
    "the same key twice": "result = {float('nan'): 1, float('nan'): 2}",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_plain_data_is_only_named(name: str) -> None:
    assert isinstance(result_of(UNREADABLE[name]), Unreadable)


def test_half_characters_are_mended() -> None:
    assert result_of("result = ['\\ud800', {'\\udfff': 1}]") == ["?", {"?": 1}]


def test_a_name_that_does_not_exist_is_missing_and_the_rest_is_not() -> None:
    outcome = handed_in("a = 1", names=("a", "b"))
    assert isinstance(outcome, Finished)
    assert outcome.values == {"a": 1}


def claimed(*lines: str) -> Outcome:
    """A submission that writes its results itself."""
    return handed_in("import json, os\n" + "\n".join(lines) + "\nos._exit(0)")


def test_a_forged_result_is_a_claim_in_plain_data() -> None:
    """Nothing to compare it with was ever inside."""
    outcome = claimed("os.write(3, json.dumps(['results', [['result', 42]], [], False]).encode())")
    assert isinstance(outcome, Finished)
    assert outcome.values == {"result": 42}


def test_a_forged_result_that_is_not_ours_is_a_crash() -> None:
    for forged in (b"", b"hello", b"\xff\x00", b'["results", [["passed", true]], [], false]', b"[" * 60_000):
        outcome = claimed(f"os.write(3, {forged!r})")
        assert isinstance(outcome, Crashed), outcome


def test_results_written_before_the_end_spoil_the_real_ones() -> None:
    code = 'import os\nos.write(3, b\'["results", [["result", 42]], [], false]\')\nresult = 1'
    assert isinstance(handed_in(code), Crashed)


def test_a_closed_channel_is_a_crash() -> None:
    assert isinstance(handed_in("import os; os.close(3); result = 42"), Crashed)
    assert isinstance(handed_in("import os; os.dup2(1, 3); result = 42"), Crashed)


def test_frames_for_the_watcher_do_not_reach_us_by_any_descriptor() -> None:
    code = """
import os
frame = b"x" + bytes(10)
for number in range(64):
    try:
        os.write(number, frame)
    except OSError:
        pass
os._exit(0)
"""
    assert isinstance(handed_in(code), Crashed)


MEDDLING = {
    "json": 'import json\njson.dumps = lambda *a, **k: \'["results", [["result", 42]], [], false]\'',
    "builtins": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.float = lambda x: 42.0",
    "frames": "import sys\nframe = sys._getframe()\nwhile frame:\n    frame.f_locals.clear(); frame = frame.f_back",
    "a trace": "import sys\nsys.settrace(lambda *a: (_ for _ in ()).throw(SystemExit))",
    "a profile": "import sys\nsys.setprofile(lambda *a: None)",
    "the collector": """
import gc
for thing in gc.get_objects():
    if type(thing) is dict and "filter" in thing:
        thing["names"] = ["result", "key"]
""",
    "exits": "import atexit\natexit.register(print, 'ran')\nraise SystemExit(0)",
    "streams": "import sys\nsys.stdout = sys.stderr = None",
    "limits of Python": "import sys\nsys.setrecursionlimit(10**9)\nsys.set_int_max_str_digits(0)",
    "modules": "import sys\nsys.modules.clear()",
    "the stage": "globals().clear()",
}


@pytest.mark.parametrize("name", MEDDLING)
def test_meddling_with_python_gains_no_more_than_a_claim(name: str) -> None:
    """No key, no expected value and no second variant is there to be found: at most a value of one's own choice."""
    outcome = handed_in(MEDDLING[name], "result = 41")
    if isinstance(outcome, Finished):
        assert outcome.values.get("result") in (41, 41.0, 42, 42.0, None) or isinstance(
            outcome.values["result"], Unreadable
        )
        assert set(outcome.values) <= {"result"}
    else:
        assert isinstance(outcome, Crashed | TimedOut), outcome


def test_errors_are_told_per_cell_with_their_lines_and_later_cells_run() -> None:
    outcome = handed_in("a = 1", "b = a +\n", "c = [\n    undefined,\n]", "result = a", "1 / 0")
    assert isinstance(outcome, Finished)
    assert outcome.values == {"result": 1}
    assert [error.cell for error in outcome.errors] == [1, 2, 4]
    syntax, name, division = (error.text for error in outcome.errors)
    assert "SyntaxError" in syntax
    assert 'File "<cell 2>", line 1' in syntax
    assert "b = a +" in syntax
    assert 'File "<cell 3>", line 2' in name
    assert "undefined," in name
    assert division.endswith("ZeroDivisionError: division by zero\n")
    assert "guest" not in syntax + name + division


def test_an_error_is_cut_and_may_say_anything() -> None:
    silent = "class E(Exception):\n    def __str__(s): 1 / 0\nraise E"
    outcome = handed_in("raise ValueError('<script>' + 'x' * 100_000)", silent)
    assert isinstance(outcome, Finished)
    assert len(outcome.errors[0].text) == 4000
    assert "E" in outcome.errors[1].text


def test_the_same_code_meets_several_sets_of_inputs() -> None:
    job = Job(("orders = pd.read_csv('orders.csv')", "result = int(orders.amount.sum())"), ("result",))
    job = replace(job, cells=("import pandas as pd", *job.cells))
    sets = [{"orders.csv": f"amount\n{number}\n{number + 1}\n".encode()} for number in (1, 10, 100)]
    assert [outcome.values for outcome in run_each(job, sets, WITH_PANDAS)] == [  # type: ignore[union-attr]
        {"result": 3}, {"result": 21}, {"result": 201}
    ]  # fmt: skip
    hard_coded = run_each(replace(job, cells=("result = 3",)), sets, WITH_PANDAS)
    assert [outcome.values["result"] for outcome in hard_coded] == [3, 3, 3]  # type: ignore[union-attr]


def test_one_set_of_inputs_knows_nothing_of_another() -> None:
    code = """
import json, os, sys, pandas
result = [hasattr(pandas, "mine"), pandas.get_option("display.max_rows"), "again" in sys.modules]
pandas.mine = 1
pandas.set_option("display.max_rows", 7)
sys.modules["again"] = pandas
if open("kind").read() == "crash":
    os._exit(9)
if open("kind").read() == "endless":
    while True: pass
"""
    kinds = (b"good", b"crash", b"endless", b"good")
    outcomes = run_each(Job((code,), ("result",)), [{"kind": kind} for kind in kinds], replace(WITH_PANDAS, cpu=1))
    first, crashed, endless, last = outcomes
    assert isinstance(first, Finished)
    assert first.values == {"result": [False, 60, False]}
    assert last == first
    assert isinstance(crashed, Crashed)
    assert isinstance(endless, TimedOut)


SEARCH = """
import ctypes, os, re
libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
reader, writer = os.pipe()
places, canaries = set(), set()
own, own_canary = os.getcwd(), open("orders.csv").read()
for around in (libc.sbrk(0), id(object()), id(bytes(100_000)), ctypes.addressof(ctypes.c_char())):
    start = (around >> 12 << 12) - (24 << 20)
    for page in range(start, start + (32 << 20), 4096):
        if libc.write(writer, page, 4096) == 4096:
            content = os.read(reader, 4096)
            places |= set(re.findall(rb"/work/[0-9a-f]{24}", content))
            canaries |= set(re.findall(rb"canary-[0-9a-f]{32}", content))
found = [place.decode() for place in places]
known = [canary.decode() for canary in canaries]
for act in (lambda: os.listdir("/work"), lambda: os.listdir(".."), lambda: os.chmod("/work", 0o777),
            lambda: os.open("/work", os.O_RDONLY), lambda: os.rename("/work", "/else")):
    try:
        act()
        known.append("listed")
    except OSError:
        pass
"""


def test_no_set_of_inputs_is_found_by_those_before_it() -> None:
    """Neither by its place nor in memory; so what is printed on a set that is shown gives away no hidden one."""
    sets = [{"orders.csv": f"canary-{secrets.token_hex(16)}".encode()} for _ in range(3)]
    job = Job((SEARCH,), ("found", "known", "own", "own_canary"), ())
    outcomes = run_each(job, sets, replace(TIGHT, cpu=20, wall=30))
    seen = [outcome.values for outcome in outcomes if isinstance(outcome, Finished)]
    assert len({str(values["own"]) for values in seen}) == 3
    for number, values in enumerate(seen):
        found = {*values["found"], *values["known"]}  # type: ignore[misc]
        assert {values["own"], values["own_canary"]} <= found  # the search does find what is there
        assert "listed" not in found
        for later in seen[number + 1 :]:
            assert not found & {later["own"], later["own_canary"]}


def test_what_is_random_in_python_itself_is_the_same_each_time() -> None:
    code = "result = list(set('维修技师服务顾问配件'))"
    assert result_of(code) == result_of(code)


def test_names_and_modules_are_names() -> None:
    for name in ("", "a.b", "a b", "__import__('os')", "1a"):
        with pytest.raises(ValueError, match="not a name"):
            Job((), (name,))
    with pytest.raises(ValueError, match="not a module"):
        Job((), (), ("os; import sys",))


def test_a_large_honest_table_fits() -> None:
    code = """
import pandas as pd
result = pd.DataFrame({"工单号": [f"WO{n:06}" for n in range(5000)], "金额": [n / 7 for n in range(5000)]})
"""
    table = result_of(code, limits=replace(Limits(), cpu=10))
    assert isinstance(table, Table)
    assert len(table.rows) == 5000
    assert table.rows[4999] == ("WO004999", 4999 / 7)
    assert json.dumps(table.rows)
