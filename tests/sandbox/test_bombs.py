"""Submissions that take more than their share, or do not want to end."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sandbox.submission import TIGHT, guests, handed_in, result_of

from sqm_training.sandbox.job import Crashed, Finished, Limits, OutOfMemory, TimedOut, TooMuchOutput

ENDLESS = {
    "a loop": "while True: pass",
    "sleep": "import time; time.sleep(600)",
    "waiting for input that never comes": "import os, time\nr, w = os.pipe()\nos.read(r, 1)",
    "deaf to signals": """
import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    "stopped by itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "catching its end": """
def again():
    try:
        while True: pass
    finally:
        again()
again()
""",
    "one long step": "x = 9 ** 9 ** 9",
    "a slow pattern": "import re; re.match('(a+)+$', 'a' * 64 + 'b')",
    "threads that all work": """
import threading
for _ in range(8): threading.Thread(target=lambda: exec("while True: pass")).start()
while True: pass
""",
    "a lock that is never free": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "a value that never ends": """
class Endless(list):
    def __iter__(self):
        while True: yield 1
result = Endless([1])
""",
    "an error that never ends": """
class Slow(Exception):
    def __str__(self):
        while True: pass
raise Slow
""",
    "closed ears": "import os\nfor n in (0, 1, 2, 3): os.close(n)\nwhile True: pass",
}

GREEDY = {
    "one block": "x = bytearray(2 << 30)",
    "many blocks": "x = []\nwhile True: x.append(bytearray(1 << 20))",
    "small things": "x = []\nwhile True: x.append(object())",
    "a long text": "x = 'x'\nwhile True: x += x",
    "mapped": "import mmap\nx = [mmap.mmap(-1, 1 << 26) for _ in range(40)]",
    "a long number": "x = 1 << (1 << 34)",
}

FULL = {
    "one file": "open('x', 'wb').write(bytes(1 << 25))",
    "many files": "for n in range(64): open(str(n), 'wb').write(bytes(1 << 20))",
    "beyond its end": "import os\nfile = open('x', 'wb')\nos.posix_fallocate(file.fileno(), 0, 1 << 30)",
    "empty files": "for n in range(100_000): open(str(n), 'w').close()",
    "folders": "import os\nfor n in range(100_000): os.mkdir(str(n))",
    "links": "import os\nfor n in range(100_000): os.symlink('x', str(n))",
    "names of one file": "import os\nopen('x', 'w')\nfor n in range(100_000): os.link('x', str(n))",
    "descriptors": "x = [open('/dev/null') for _ in range(2000)]",
    "pipes": "import os\nx = [os.pipe() for _ in range(2000)]",
}

CRASHING = {
    "leaves": ("import os; os._exit(0)", 0, 0),
    "leaves with a code": ("import os; os._exit(7)", 0, 7),
    "kills itself": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", signal.SIGKILL, 0),
    "kills everybody": ("import os, signal\nos.kill(0, signal.SIGKILL)", signal.SIGKILL, 0),
    "reads at nought": ("import ctypes; ctypes.string_at(0)", signal.SIGSEGV, 0),
    "gives up": ("import os; os.abort()", signal.SIGABRT, 0),
    "leaves from a thread": ("import _thread, os\n_thread.start_new_thread(os._exit, (3,))\nwhile 1: 1", 0, 3),
    "cannot leave": ("import os\nos._exit = lambda code: None\nos.close(3)", 0, 1),
}


@pytest.fixture(autouse=True)
def nothing_is_left() -> object:
    before = set(guests())
    yield
    assert set(guests()) <= before


@pytest.mark.parametrize("name", ENDLESS)
def test_what_does_not_end_is_ended(name: str) -> None:
    outcome = handed_in(ENDLESS[name], limits=replace(TIGHT, cpu=1, wall=2))
    assert isinstance(outcome, TimedOut), outcome


@pytest.mark.parametrize("name", GREEDY)
def test_what_takes_too_much_memory_is_told_so(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    outcome = handed_in(GREEDY[name], limits=replace(TIGHT, cpu=20, wall=60))
    assert isinstance(outcome, OutOfMemory), outcome
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 600 << 10)


@pytest.mark.parametrize("name", FULL)
def test_the_work_folder_and_the_tables_of_the_kernel_are_small(name: str) -> None:
    outcome = handed_in(FULL[name])
    assert isinstance(outcome, Finished), outcome
    assert any(
        said in outcome.errors[0].text
        for said in ("No space left", "File too large", "Too many open files", "Disk quota")
    ), outcome


@pytest.mark.parametrize("name", CRASHING)
def test_a_submission_that_crashes_is_told_so(name: str) -> None:
    code, number, left_with = CRASHING[name]
    outcome = handed_in("print('before', flush=True)", code)
    assert isinstance(outcome, Crashed), outcome
    assert (outcome.signal, outcome.code) == (number, left_with)
    assert outcome.printed == "before\n"
    assert not outcome.hostile


def test_there_is_one_process_and_no_way_to_another() -> None:
    code = """
import multiprocessing, os, pty, subprocess
result = []
def attempt(act):
    try:
        act()
        result.append("started")
    except OSError:
        result.append("refused")
attempt(os.fork)
attempt(os.forkpty)
attempt(pty.fork)
attempt(lambda: os.posix_spawn("/python/bin/python3.11", ["python"], {}))
attempt(lambda: os.execv("/python/bin/python3.11", ["python"]))
attempt(lambda: os.system("true") == 0 or (_ for _ in ()).throw(OSError))
attempt(lambda: subprocess.run(["/python/bin/python3.11", "-c", ""]))
attempt(lambda: subprocess.Popen("sleep 100 &", shell=True, start_new_session=True))
attempt(lambda: multiprocessing.get_context("fork").Process(target=print).start())
"""
    assert result_of(code) == ["refused"] * 9


def test_a_fork_bomb_does_nothing() -> None:
    outcome = handed_in("import os\nwhile True: os.fork()")
    assert isinstance(outcome, Finished)
    assert "PermissionError" in outcome.errors[0].text


def test_a_few_threads_may_be_had_and_no_more() -> None:
    code = """
import threading
threading.stack_size(32 << 10)
result = 0
for _ in range(5000):
    try:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    except RuntimeError:
        break
    result += 1
"""
    assert result_of(code) == TIGHT.threads - 1


def test_output_without_end_is_cut_and_our_memory_stays_small() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for code in (
        "print('x' * (20 << 20))",
        "while True: print('line')",
        "import sys\nwhile True: sys.stderr.write('x' * 5000)",
        "import os\nwhile True: os.write(1, bytes(1 << 20))",
        "import os\nwhile True: os.write(3, bytes(1 << 20))",
        "result = 'x' * (20 << 20)",
        "result = list(range(10**6))",
    ):
        outcome = handed_in(code)
        assert isinstance(outcome, TooMuchOutput), outcome
        assert len(outcome.printed) <= 64 << 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + (16 << 10)


def test_output_within_the_limit_is_kept_from_its_beginning() -> None:
    outcome = handed_in("for number in range(20_000): print(number)", limits=replace(TIGHT, printed=1 << 20))
    assert isinstance(outcome, Finished)
    assert outcome.printed.startswith("0\n1\n2\n")
    assert len(outcome.printed) == 64 << 10


def test_limits_cannot_be_raised_again() -> None:
    code = """
import resource
result = []
for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE,
             resource.RLIMIT_NOFILE, resource.RLIMIT_CORE):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        result.append(kind)
    except (OSError, ValueError):
        pass
"""
    assert result_of(code) == []


def test_one_hostile_submission_among_twenty_harms_no_other() -> None:
    """As many at once as there are workers; each gets what it earned."""
    hostile = "import os, signal\nos.kill(1, signal.SIGKILL)\nos.kill(1, signal.SIGSTOP)\nos.killpg(0, 9)"
    batch = [hostile if number == 7 else f"result = {number} ** 2" for number in range(20)]
    with ThreadPoolExecutor(4) as workers:
        outcomes = list(workers.map(handed_in, batch))
    assert isinstance(outcomes[7], Crashed)
    for number, outcome in enumerate(outcomes):
        if number != 7:
            assert isinstance(outcome, Finished)
            assert outcome.values == {"result": number**2}


def test_a_grader_that_is_killed_takes_its_sandbox_along() -> None:
    program = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from sandbox.submission import handed_in
from sqm_training.sandbox.job import Limits
handed_in("import time; print('x'); time.sleep(60)", limits=Limits(cpu=50, wall=50))
"""
    before = set(guests())
    grader = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)])
    until = time.monotonic() + 20
    while len(set(guests()) - before) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    os.kill(grader.pid, signal.SIGKILL)
    grader.wait()
    until = time.monotonic() + 2
    while set(guests()) - before:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_limits_are_numbers_above_nought() -> None:
    with pytest.raises(ValueError, match="no limit: memory"):
        Limits(memory=0)
