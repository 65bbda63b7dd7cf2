"""What a learner hands in, and what became of it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from sqm_training.sandbox.job import Finished, Job, Limits, Outcome
from sqm_training.sandbox.run import run

TIGHT = Limits(cpu=5, wall=20, memory=512 << 20, disk=8 << 20, files=200, printed=200_000, result=200_000)


def handed_in(
    *cells: str,
    names: tuple[str, ...] = ("result",),
    inputs: Mapping[str, bytes] | None = None,
    modules: tuple[str, ...] = (),
    limits: Limits = TIGHT,
) -> Outcome:
    return run(Job(cells, names, modules), inputs or {}, limits)


def result_of(*cells: str, **more: object) -> object:
    """The value of `result`, from cells that raise nothing."""
    outcome = handed_in(*cells, **more)  # type: ignore[arg-type]
    assert isinstance(outcome, Finished), outcome
    assert not outcome.errors, outcome.errors[0].text
    return outcome.values["result"]


def guests() -> list[str]:
    """Process ids of what runs in sandboxes that this test started, or that nobody watches any more."""
    parents = dict(_processes())
    ours = []
    for pid in parents:
        line = [pid]
        while line[-1] in parents:
            line.append(parents[line[-1]])
        owner = next(each for each in line if not _words(each) & {"/guest.pyc"})
        if owner != pid and "--as-pid-1" not in _words(pid) and (str(os.getpid()) in line or owner == "1"):
            ours.append(pid)
    return ours


def _processes() -> Iterator[tuple[str, str]]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield process.name, (process / "stat").read_text().rpartition(")")[2].split()[1]


def _words(pid: str) -> set[str]:
    with suppress(OSError):
        return set(Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0"))
    return set()
