"""Code practicals: what a candidate wrote runs behind walls; what comes back is compared behind walls of its own.

Two runs, so that nothing a learner writes ever meets a key: the first has the candidate's cells and data and hands
back plain values; the second has the author's solution and checks, and those values as a file.
"""

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from sqm_training.domain import marking
from sqm_training.domain.item import Code
from sqm_training.errors import Refused
from sqm_training.sandbox.job import (
    Crashed,
    Finished,
    Job,
    Limits,
    Outcome,
    OutOfMemory,
    TimedOut,
    TooMuchOutput,
    Unavailable,
)
from sqm_training.sandbox.run import run, run_each
from sqm_training.services import sit
from sqm_training.services.installation import Installation

log = logging.getLogger(__name__)

PATIENCE = 15.0  # seconds a try waits for its turn
_room = threading.Semaphore(1)
_trying: set[str] = set()
VALUES = "sqm-values.json"
SHOWN = 4000  # characters of what was printed
LIMITS = Limits(cpu=5, wall=10.0)
WORDS: Mapping[type[Any], str] = {
    TimedOut: "timed_out",
    OutOfMemory: "out_of_memory",
    TooMuchOutput: "too_much_output",
    Crashed: "crashed",
}

RECEIVE = """
import json as _json
import pandas as _pd

def _plain(one):
    if isinstance(one, dict):
        kind = one["is"]
        if kind == "table":
            return _pd.DataFrame([[_plain(v) for v in row] for row in one["rows"]],
                                 index=_labels(one["index"]), columns=_labels(one["columns"]))
        if kind == "series":
            return _pd.Series([_plain(v) for v in one["values"]], index=_labels(one["index"]), name=_plain(one["name"]))
        if kind == "list":
            return [_plain(v) for v in one["members"]]
        if kind == "dict":
            return {_label(k): _plain(v) for k, v in one["entries"]}
        if kind == "number":
            return float(one["value"])
        return object()  # no plain data: equal to nothing
    return one

def _label(one):
    value = _plain(one)
    return tuple(value) if isinstance(value, list) else value

def _labels(many):
    labels = [_label(one) for one in many]
    return _pd.MultiIndex.from_tuples(labels) if labels and all(isinstance(x, tuple) for x in labels) else labels

def same(value, wanted, tolerance=0.01):
    '''Raises unless a value is the wanted one: numbers within the tolerance, tables whatever their order.'''
    if isinstance(wanted, _pd.DataFrame):
        value = _pd.DataFrame(value) if isinstance(value, (_pd.DataFrame, dict)) else None
        assert value is not None, "a table was asked for"
        _pd.testing.assert_frame_equal(value, wanted, check_dtype=False, check_like=True, check_names=False,
                                       check_index_type=False, check_column_type=False, rtol=0, atol=tolerance)
    elif isinstance(wanted, _pd.Series):
        assert isinstance(value, _pd.Series), "a series was asked for"
        _pd.testing.assert_series_equal(value.sort_index(), wanted.sort_index(), check_dtype=False, check_names=False,
                                        check_index_type=False, rtol=0, atol=tolerance)
    elif isinstance(wanted, bool) or isinstance(value, bool):
        assert value is wanted
    elif isinstance(wanted, (int, float)):
        assert isinstance(value, (int, float)) and abs(value - wanted) <= tolerance, (value, wanted)
    else:
        assert value == wanted, (value, wanted)

_names = NAMES
reference = {name: globals().get(name) for name in _names}
for _name in _names:
    globals().pop(_name, None)
globals().update({name: _plain(one) for name, one in _json.load(open(FILE)).items()})
"""


class Faulty(Exception):
    """The author's own solution or set-up fails: nobody is marked by it."""


def checked(item: Code, answer: Any) -> dict[str, float]:
    """Points for each check. Raises sandbox.Unavailable, and Faulty; then nothing is marked."""
    if marking.is_empty(answer):
        return {check.id: 0.0 for check in item.checks}
    marking.check(item, answer)
    held = {check.id for check in item.checks}
    outcomes = run_each(_candidates(item, answer), [_files(one.files) for one in item.sets], LIMITS)
    for data, outcome in zip(item.sets, outcomes, strict=True):
        held &= _hold(item, data.files, outcome)
        if not held:
            break
    return {check.id: check.points if check.id in held else 0.0 for check in item.checks}


def prove(item: Code) -> None:
    """See that the author's solution passes the author's checks. Raises Faulty naming those that fail."""
    right = {cell.id: cell.reference for cell in item.cells}
    if failed := [key for key, points in checked(item, right).items() if not points]:
        raise Faulty(", ".join(failed))


def tried(item: Code, answer: Any) -> dict[str, Any]:
    """What a candidate's cells do on the data everybody sees: words printed, errors by cell, names that are there."""
    marking.check(item, answer)
    outcome = run(_candidates(item, answer or {}), _files(item.sets[0].files), LIMITS)
    told: dict[str, Any] = {"printed": outcome.printed[:SHOWN], "ended": "finished", "errors": {}, "names": {}}
    if not isinstance(outcome, Finished):
        return told | {"ended": WORDS[type(outcome)]}
    cells = [None, *(cell.id for cell in item.cells)]
    errors = {str(cells[error.cell]): error.text[:SHOWN] for error in outcome.errors}
    return told | {"errors": errors, "names": {name: name in outcome.values for name in item.names}}


def _candidates(item: Code, answer: Mapping[str, str]) -> Job:
    written = [answer.get(cell.id, cell.starter) for cell in item.cells]
    return Job((item.given, *written), item.names)


def _files(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _hold(item: Code, files: Mapping[str, str], outcome: Outcome) -> set[str]:
    """The checks that hold for what one run handed back."""
    if not isinstance(outcome, Finished):
        return set()
    values = {name: _wire(value) for name, value in outcome.values.items()}
    receive = RECEIVE.replace("NAMES", repr(list(item.names))).replace("FILE", repr(VALUES))
    before = (item.given, *(cell.reference for cell in item.cells), receive)
    job = Job((*before, *(check.code for check in item.checks)), ())
    judged = run(job, _files(files) | {VALUES: json.dumps(values).encode()}, LIMITS)
    if not isinstance(judged, Finished):
        raise Faulty(type(judged).__name__)
    wrong = {error.cell for error in judged.errors}
    if ours := sorted(cell for cell in wrong if cell < len(before)):
        raise Faulty(f"cell {ours[0]}: {next(e.text for e in judged.errors if e.cell == ours[0])[:200]}")
    return {check.id for place, check in enumerate(item.checks, len(before)) if place not in wrong}


def _wire(value: Any) -> Any:
    """A value as the second run reads it."""
    if isinstance(value, Enum):
        return {"is": "number", "value": value.value}
    if isinstance(value, list | tuple):
        return {"is": "list", "members": [_wire(one) for one in value]}
    if isinstance(value, Mapping):
        return {"is": "dict", "entries": [[_wire(key), _wire(one)] for key, one in value.items()]}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        kind = type(value).__name__.lower()
        return {"is": kind} | {
            name: _wire(part) if not isinstance(part, tuple) else [_row(one) for one in part]
            for name, part in parts.items()
        }
    return value


def _row(one: Any) -> Any:
    return [_wire(part) for part in one] if isinstance(one, tuple) else _wire(one)


def rehearse(house: Installation, person: str, key: str, slot: str, answer: Any) -> dict[str, Any]:
    """Try what stands in the cells on the data everybody sees; nothing is kept and nothing marked.

    One at a time for everybody together, and one at a time for each person: a try is a guest on the machine.
    """
    row = sit.own(house, person, key)
    item = next((item for question, item in sit.questions(house, row) if question.slot == slot), None)
    if not isinstance(item, Code) or row["state"] != "open":
        raise Refused("answer.not_drawn", 422, slot=slot)
    if person in _trying or not _room.acquire(timeout=PATIENCE):
        raise Refused("code.busy", 429)
    _trying.add(person)
    try:
        return tried(item, answer)
    except marking.InvalidAnswer as wrong:
        raise Refused("answer.invalid", 422, reason=str(wrong)) from wrong
    except Unavailable as missing:
        log.error("no sandbox: %s", missing)
        raise Refused("code.no_sandbox", 503) from missing
    finally:
        _trying.discard(person)
        _room.release()
