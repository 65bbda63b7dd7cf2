"""Run code of others behind walls, or not at all."""

import marshal
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

from sqm_training.sandbox import guest, values, walls
from sqm_training.sandbox.job import (
    CellError,
    Crashed,
    Finished,
    Job,
    Limits,
    Outcome,
    OutOfMemory,
    TimedOut,
    TooMuchOutput,
    Unavailable,
    check_inputs,
)
from sqm_training.sandbox.process import Late, Sandboxed
from sqm_training.sandbox.syscalls import learner_filter

START = 30.0  # seconds until the walls stand and the modules are loaded
SLACK = 1.5  # seconds that the watcher inside may be late
ACCOUNT = "nobody"  # whom root becomes


def run(job: Job, inputs: Mapping[str, bytes], limits: Limits | None = None, account: str = ACCOUNT) -> Outcome:
    """Run a job on one set of input files. Raises Unavailable, and has run nothing, where there is no sandbox."""
    return run_each(job, [inputs], limits, account)[0]


def run_each(
    job: Job, inputs: Sequence[Mapping[str, bytes]], limits: Limits | None = None, account: str = ACCOUNT
) -> tuple[Outcome, ...]:
    """Run a job anew on each set of input files; its modules are loaded once.

    No set can know anything of those after it. So first come the sets of which a learner may see what was printed and
    raised; then hidden ones, of which nothing but the mark is ever shown.
    """
    limits = limits or Limits()
    for files in inputs:
        check_inputs(files)
    with Sandboxed(_order(job, limits), _program(), inputs, limits, account) as sandbox:
        _await(sandbox)
        return tuple(_outcomes(sandbox, job, len(inputs), limits))


@cache
def _program() -> bytes:
    """The program inside, compiled."""
    code = compile(Path(guest.__file__).read_bytes(), "guest", "exec")
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(code)


def _order(job: Job, limits: Limits) -> dict[str, Any]:
    return {
        "cells": job.cells,
        "names": job.names,
        "modules": job.modules,
        "limits": asdict(limits),
        "filter": learner_filter().hex(),
        "root": walls.root(),
        "site": walls.SITE,
    }


def _await(sandbox: Sandboxed) -> None:
    """Until the program inside says that the walls stand."""
    try:
        head = sandbox.read(guest.FRAME.size, time.monotonic() + START)
        if len(head) < guest.FRAME.size:
            raise Unavailable(sandbox.reason())
        event, _, told, _ = guest.FRAME.unpack(head)
        if event != guest.READY:
            raise Unavailable(sandbox.read(min(told, 500), time.monotonic() + SLACK).decode(errors="replace"))
    except Late:
        raise Unavailable(f"not ready after {START:.0f} s") from None
    sandbox.stands()


def _outcomes(sandbox: Sandboxed, job: Job, count: int, limits: Limits) -> list[Outcome]:
    made: list[Outcome] = []
    try:
        while len(made) < count:
            made.append(_outcome(sandbox, job, limits))
    except Late:
        made += [TimedOut("")] * (count - len(made))
    return made


def _outcome(sandbox: Sandboxed, job: Job, limits: Limits) -> Outcome:
    until = time.monotonic() + limits.wall + SLACK
    head = sandbox.read(guest.FRAME.size, until)
    if len(head) < guest.FRAME.size:
        raise Unavailable("the watcher inside is gone")
    event, status, printed, results = guest.FRAME.unpack(head)
    if printed > guest.KEPT or results > limits.result:
        raise Unavailable("the watcher inside is not ours")
    text = _text(sandbox.read(printed, until))
    raw = sandbox.read(results, until)
    match event:
        case guest.TIME:
            return TimedOut(text)
        case guest.OUTPUT:
            return TooMuchOutput(text)
        case guest.SIGNALLED:
            return Crashed(text, signal=status)
        case guest.EXITED:
            return _finished(raw, text, status, job)
    raise Unavailable("limits could not be set")


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace").replace("\0", "\ufffd")  # which no database takes


def _finished(raw: bytes, printed: str, code: int, job: Job) -> Outcome:
    try:
        results = values.read(raw, job.names, len(job.cells))
    except values.Malformed:
        return Crashed(printed, code=code)
    if results.out_of_memory:
        return OutOfMemory(printed)
    return Finished(results.values, tuple(CellError(*error) for error in results.errors), printed)
