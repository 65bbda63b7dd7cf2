"""What a sandbox costs over a bare start of Python, and what loading pandas once saves, in one run.

`python benchmarks/sandbox.py` prints JSON, for a bare start and for a run behind walls, and for one answer on four sets
of inputs: in one start, in four, and bare. Milliseconds on the clock (best, median) and of the processors, which a busy
machine does not change.
"""

import contextlib
import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from sqm_training.sandbox.job import Finished, Job
from sqm_training.sandbox.run import run, run_each

ROUNDS, SETS = 30, 4
PR_SET_CHILD_SUBREAPER = 36
ANSWER = "result = 6 * 7"
PANDAS = "import pandas as pd\nresult = int(pd.read_csv('orders.csv').amount.sum())"
ORDERS = {"orders.csv": "amount\n" + "".join(f"{number}\n" for number in range(1000))}
INPUTS = {name: text.encode() for name, text in ORDERS.items()}


def taken(act: Callable[[], object]) -> tuple[float, float]:
    begun, used = time.perf_counter(), processor()
    act()
    ended = time.perf_counter()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)  # what was left to us
    return 1000 * (ended - begun), 1000 * (processor() - used)


def processor() -> float:
    """Seconds that this process and all it ever started have computed."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def bare(code: str) -> None:
    """A start of this Python with nothing between it and the machine."""
    subprocess.run([sys.executable, "-c", code], check=True)


def lean() -> None:
    """The least that a start can cost: the interpreter alone, as the sandbox starts it."""
    subprocess.run([getattr(sys, "_base_executable", sys.executable), "-s", "-P", "-S", "-c", ANSWER], check=True)


def walled() -> None:
    assert isinstance(run(Job((ANSWER,), ("result",), ()), {}), Finished)


def together() -> None:
    assert all(isinstance(end, Finished) for end in run_each(Job((PANDAS,), ("result",)), [INPUTS] * SETS))


def apart() -> None:
    for _ in range(SETS):
        assert isinstance(run(Job((PANDAS,), ("result",)), INPUTS), Finished)


def bare_apart() -> None:
    for _ in range(SETS):
        bare("import pandas as pd\nresult = int(pd.Series(range(1000)).sum())")


def compared(rounds: int, **acts: Callable[[], object]) -> dict[str, dict[str, Any]]:
    """Taken in turn, so that a busy moment meets them all."""
    for act in acts.values():
        taken(act)
    times = [[taken(act) for act in acts.values()] for _ in range(rounds)]
    return {name: figures(*zip(*each, strict=True)) for name, each in zip(acts, zip(*times, strict=True), strict=True)}


def figures(clock: tuple[float, ...], processors: tuple[float, ...]) -> dict[str, Any]:
    return {
        "clock": [round(min(clock), 1), round(statistics.median(clock), 1)],
        "processors": round(statistics.median(processors), 1),
    }


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # so that all we start is counted
    starts = compared(ROUNDS, bare=lambda: bare(ANSWER), lean=lean, walled=walled)

    def cost(other: str) -> float:
        return round(starts["walled"]["processors"] - starts[other]["processors"], 1)

    sets = compared(ROUNDS // 5, bare=bare_apart, apart=apart, together=together)
    print(
        json.dumps(
            {
                "one answer, ms": starts,
                "the walls cost, ms of the processors": {
                    "over a bare start": cost("bare"),
                    "over the interpreter alone": cost("lean"),
                },
                f"pandas on {SETS} sets of inputs, ms": sets,
            },
            indent=1,
        )
    )
