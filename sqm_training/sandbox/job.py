"""What is to be run, within which limits, and every way it can end."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from sqm_training.sandbox.values import Value

NAME_BYTES = 255  # what a file system takes


@dataclass(frozen=True)
class Job:
    """The cells of one notebook in their order, and the names whose values are asked for at its end.

    Everything in here is readable by whoever wrote one of the cells: no expected value, key or hidden test belongs in
    it. `modules` are loaded once, before the clock runs.
    """

    cells: tuple[str, ...]
    names: tuple[str, ...]
    modules: tuple[str, ...] = ("pandas",)

    def __post_init__(self) -> None:
        for name in self.names:
            if not name.isidentifier():
                raise ValueError(f"not a name: {name!r}")
        for module in self.modules:
            if not all(part.isidentifier() for part in module.split(".")):
                raise ValueError(f"not a module: {module!r}")


@dataclass(frozen=True)
class Limits:
    """What one run may use: seconds and bytes. Memory is address space, of which pandas alone takes 160 MB."""

    cpu: int = 10
    wall: float = 20.0
    memory: int = 1 << 30
    threads: int = 16
    disk: int = 32 << 20
    files: int = 1024
    printed: int = 1 << 20
    result: int = 1 << 20

    def __post_init__(self) -> None:
        for limit in fields(self):
            if not getattr(self, limit.name) > 0:
                raise ValueError(f"no limit: {limit.name}")


@dataclass(frozen=True)
class CellError:
    """A cell that raised; cells count from 0. The text is the learner's to choose: show it as text only."""

    cell: int
    text: str


@dataclass(frozen=True)
class Finished:
    """All cells ran. A name that does not exist at the end is missing from `values`, which anybody can forge."""

    values: Mapping[str, Value]
    errors: tuple[CellError, ...]
    printed: str


@dataclass(frozen=True)
class TimedOut:
    """Out of processor or wall time."""

    printed: str


@dataclass(frozen=True)
class OutOfMemory:
    """A cell asked for more memory than there is for it."""

    printed: str


@dataclass(frozen=True)
class TooMuchOutput:
    """Printed, or handed back, more than is allowed."""

    printed: str


@dataclass(frozen=True)
class Crashed:
    """The process ended before its cells did, or handed back something unreadable."""

    printed: str
    signal: int = 0
    code: int = 0

    @property
    def hostile(self) -> bool:
        """Killed for a system call that no honest program makes."""
        return self.signal == SIGSYS


SIGSYS = 31

Outcome = Finished | TimedOut | OutOfMemory | TooMuchOutput | Crashed


class Unavailable(Exception):
    """There is no sandbox here and now, so nothing was run: not graded. Says nothing about the learner."""


def check_inputs(inputs: Mapping[str, bytes]) -> None:
    """Refuse names that are not those of plain files in one folder."""
    for name in inputs:
        if not name or name in {".", ".."} or "/" in name or "\0" in name or len(os.fsencode(name)) > NAME_BYTES:
            raise ValueError(f"not a file name: {name!r}")
