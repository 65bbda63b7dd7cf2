"""A dealer group's installation as it really runs: five processes under the supervisor, on ports of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import psutil
from hub.house import free_ports

from sqm_training.hub import demo
from sqm_training.records import attempts, lessons, people
from sqm_training.records.store import Row
from sqm_training.services import enrol, regrade, trace
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

PASSWORD = demo.PASSWORD
SIGNS = {"records": "sqm_training.api", "pages": "sqm_training.pages", "worker": "sqm_training.services.worker"}


def until(true: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Wait for what no page shows."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"never came true: {what}"
        time.sleep(0.1)


def _load(where: Path) -> Path:
    """Demo data as of today; whoever comes second waits for the first."""
    with where.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not where.exists():
            half = where.with_suffix(".half")
            demo.load(Settings(half), certified=(705, 30)).store.engine.dispose()
            half.rename(where)
    return where


class Group:
    """The running installation; `house` is the same store seen from the test."""

    def __init__(self, state: Path, loaded: Path) -> None:
        """Starts on a copy of the demo data in `loaded`, which are put there where nobody has done so yet."""
        shutil.copytree(_load(loaded), state)
        self.settings = Settings(state, free_ports())
        self.address = f"http://127.0.0.1:{self.settings.port}"
        self.house = Installation.open(self.settings)
        told = {"SQM_STATE": str(state), "SQM_PORT": str(self.settings.port), "SQM_LISTEN": "127.0.0.1"}
        self.log = state.parent / "terminal.log"
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("sqm"), "demo"],
            env=os.environ | told,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until(lambda: self.process.poll() is not None or "Ctrl-C" in self.terminal, "the group is open", 90)
        assert self.process.poll() is None, self.terminal

    @property
    def terminal(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self) -> None:
        below = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=40)
        left = [one for one in below if one.is_running()]
        assert not left, f"still running: {left}"

    def running(self, name: str) -> psutil.Process | None:
        """The process of that name."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if child.cmdline()[1:3] == ["-m", SIGNS[name]]:
                    return child
        return None

    def kill(self, name: str) -> None:
        """As a power cut would: no good-bye. The supervisor starts it again."""
        process = self.running(name)
        assert process
        process.kill()
        until(lambda: (now := self.running(name)) and now.pid != process.pid, f"{name} is started again")

    def everybody(self) -> list[Row]:
        """The roster as it stands."""
        return people.everybody(self.house.store)

    def person(self, employee_no: str) -> str:
        """The internal id behind an employee number."""
        line = people.by_number(self.house.store, employee_no)
        assert line is not None
        return str(line["person"])

    def code(self, employee_no: str) -> str:
        """A fresh one-time login code, as HR hands it out."""
        return enrol.issue_code(self.house, self.person(employee_no), self.person("HR01"))[0]

    def doubtful(self) -> tuple[str, int, dict[str, Any]]:
        """An item some got wrong and nobody has doubted yet, and what full points for everybody would change."""
        for row in trace.items(self.house, "")["items"]:
            what = (row["item"], row["version"])
            told = regrade.dry_run(self.house, *what, regrade.correction(self.house, *what, {"kind": "full"}))
            if told["counts"]["up"] and trace.one(self.house, *what)["open"] is None:
                return *what, told
        raise AssertionError("everybody got everything right")

    def newcomers(self) -> list[str]:
        """Technicians who have never been here: nothing read, nothing sat, never logged in."""
        house = self.house
        known = {*lessons.steps(house.store), *attempts.of(house.store)}
        return [
            row["employee_no"]
            for row in enrol.never_in(house, demo.EVERYBODY)
            if row["posts"] == ["technician"] and row["person"] not in known and row["status"] == "active"
        ]
