"""What a sandbox costs over a bare start of Python, and what loading pandas once saves, in one run.

`python benchmarks/sandbox.py` prints JSON: milliseconds (best, median) of a bare start and of a run behind walls, one
after the other in turn, and of one answer on four sets of inputs: in one start, in four, and bare.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from sqm_training.sandbox.job import Finished, Job
from sqm_training.sandbox.run import run, run_each

ROUNDS, SETS = 30, 4
ANSWER = "result = 6 * 7"
PANDAS = "import pandas as pd\nresult = int(pd.read_csv('orders.csv').amount.sum())"
ORDERS = {"orders.csv": "amount\n" + "".join(f"{number}\n" for number in range(1000))}
INPUTS = {name: text.encode() for name, text in ORDERS.items()}


def taken(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


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


def compared(rounds: int, **acts: Callable[[], object]) -> dict[str, list[float]]:
    """Best and median of each, taken in turn so that a busy moment meets them all."""
    for act in acts.values():
        act()
    times = [[taken(act) for act in acts.values()] for _ in range(rounds)]
    return {
        name.replace("_", " "): [round(min(each), 1), round(statistics.median(each), 1)]
        for name, each in zip(acts, zip(*times, strict=True), strict=True)
    }


if __name__ == "__main__":
    starts = compared(ROUNDS, bare=lambda: bare(ANSWER), lean=lean, walled=walled)
    sets = compared(ROUNDS // 5, bare=bare_apart, apart=apart, together=together)
    print(
        json.dumps(
            {
                "one answer, ms": starts,
                "the walls cost, ms": round(starts["walled"][0] - starts["lean"][0], 1),
                f"pandas on {SETS} sets of inputs, ms": sets,
                "times faster together": round(sets["apart"][0] / sets["together"][0], 1),
                "times faster than bare": round(sets["bare"][0] / sets["together"][0], 1),
            },
            indent=1,
        )
    )
