"""The program inside the sandbox. It knows nothing that a learner may not know.

It reads one order (JSON) from its input, makes sure that it is walled in, loads modules and then, for each folder of
inputs, lets a child run the cells. The child hands its results over a pipe of their own. This process never runs a
learner's code; as number one of its namespace it cannot be stopped from inside. It writes one frame per event to its
output.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import gc
import json
import math
import os
import resource
import select
import signal
import struct
import sys
import time
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:  # every module costs a start some milliseconds
    from typing import Any, NoReturn

FRAME = struct.Struct("!cHII")  # what happened, exit code or signal, bytes printed, bytes of results
READY, UNFIT, EXITED, SIGNALLED, TIME, OUTPUT = b"r", b"u", b"x", b"s", b"t", b"o"
FIT = b"+"  # what a child hands over before it runs a learner's code
KEPT = 64 << 10  # bytes of what was printed that are passed on
ERROR = 4000  # characters of one cell's error
DEPTH = 24
RESULTS = 3  # the child's descriptor for results
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_GET_NO_NEW_PRIVS = 4, 22, 39
SECCOMP_MODE_FILTER = 2
FILES_OPEN = 64
RESERVE = {resource.RLIMIT_AS: 32 << 20, resource.RLIMIT_NOFILE: 8, resource.RLIMIT_CPU: 1}  # to tell what went wrong


class _Program(ctypes.Structure):
    """`struct sock_fprog`"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler would make us stoppable
    sys.stdout = sys.stderr  # frames alone go to the output
    order = json.load(sys.stdin.buffer)
    try:
        _walled_in(order["root"])
        sys.path.append(order["site"])
        for module in order["modules"]:
            import_module(module)
        gc.freeze()
    except BaseException as trouble:
        _tell(UNFIT, printed=repr(trouble).encode())
        return
    _tell(READY)
    for named in order["folders"]:
        _attend(order, named)
    _wait_for_the_end()


def _wait_for_the_end() -> None:
    """Until we are ended, or nobody is left to do it: as long as we live, our number is ours."""
    ears = select.poll()
    ears.register(1, 0)
    ears.poll()


def _walled_in(root: list[str]) -> None:
    if os.getpid() != 1 or sorted(os.listdir("/")) != sorted(root):
        raise RuntimeError("no walls")
    if ctypes.CDLL(None).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
        raise RuntimeError("privileges can be won")


def _tell(event: bytes, status: int = 0, printed: bytes = b"", results: bytes = b"") -> None:
    frame = memoryview(FRAME.pack(event, status, len(printed), len(results)) + printed + results)
    while frame:
        frame = frame[os.write(1, frame) :]


# the one who watches


def _attend(order: dict[str, Any], named: int) -> None:
    """Let a child run the cells in the folder whose path this descriptor names, and tell how it ended."""
    limits = order["limits"]
    child, printing, handing = _born(order, named)
    heard = {printing: bytearray(), handing: bytearray()}
    most = {printing: limits["printed"], handing: limits["result"] + len(FIT)}
    event = _watch(child, heard, most, limits["wall"])
    _, waited, used = os.wait4(child, 0)
    _drain(heard)
    if event is None and any(len(heard[descriptor]) > most[descriptor] for descriptor in heard):
        event = OUTPUT
    status = os.waitstatus_to_exitcode(waited)
    event = event or _how(status, used.ru_utime + used.ru_stime, limits["cpu"])
    printed, handed = (bytes(heard[descriptor]) for descriptor in (printing, handing))
    if not handed.startswith(FIT):
        event = UNFIT
    _tell(event, abs(status), printed[:KEPT], handed.removeprefix(FIT) if event == EXITED else b"")


def _born(order: dict[str, Any], named: int) -> tuple[int, int, int]:
    """A child, and where it is heard: what it prints, what it hands over."""
    printing, prints = os.pipe()
    handing, hands = os.pipe()
    child = os.fork()
    if child == 0:
        leave = os._exit
        try:
            _live(order, named, prints, hands)
        finally:
            leave(1)
    os.close(prints)
    os.close(hands)
    return child, printing, handing


def _how(status: int, seconds: float, most: int) -> bytes:
    out_of_time = status == -signal.SIGXCPU or (status == -signal.SIGKILL and seconds > most - 0.1)
    return TIME if out_of_time else SIGNALLED if status < 0 else EXITED


def _watch(child: int, heard: dict[int, bytearray], most: dict[int, int], wall: float) -> bytes | None:
    """Listen until the child is gone; end it when it takes too long or says too much."""
    until = time.monotonic() + wall
    gone = os.pidfd_open(child)
    ears = select.poll()
    for descriptor in (gone, *heard):
        ears.register(descriptor, select.POLLIN)
    ears.register(1, 0)  # only whether somebody still listens to us
    try:
        while True:
            left = until - time.monotonic()
            ready = dict(ears.poll(max(0.0, left) * 1000))
            if 1 in ready:
                os._exit(1)
            for descriptor in ready.keys() & heard.keys():
                part = os.read(descriptor, 1 << 16)
                heard[descriptor] += part
                if not part:
                    ears.unregister(descriptor)
                elif len(heard[descriptor]) > most[descriptor]:
                    os.kill(child, signal.SIGKILL)
                    return OUTPUT
            if gone in ready:
                return None
            if left <= 0:
                os.kill(child, signal.SIGKILL)
                return TIME
    finally:
        os.close(gone)


def _drain(heard: dict[int, bytearray]) -> None:
    """What was still in the pipes when the child ended. They hold a megabyte at most."""
    for descriptor, bytes_heard in heard.items():
        while part := os.read(descriptor, 1 << 16):
            bytes_heard += part
        os.close(descriptor)


# the one who is watched


def _live(order: dict[str, Any], named: int, prints: int, hands: int) -> NoReturn:
    """Become the process in which the cells run: no way back, no descriptor but its own, a filter for good."""
    folder = os.read(named, 100).decode()  # read here, so that no sibling finds it in its memory
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor, number in ((nothing, 0), (prints, 1), (prints, 2), (os.dup(hands), RESULTS)):
        os.dup2(descriptor, number)
    os.closerange(RESULTS + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    os.chdir(folder)
    os.environ.update(dict.fromkeys(("HOME", "MPLCONFIGDIR", "PWD", "TMPDIR"), folder))
    sys.path.append(folder)
    sys.stdin, sys.stdout, sys.stderr = _stream(0, "r"), _stream(1, "w"), _stream(2, "w")
    write, leave = os.write, os._exit
    _give_up(order["limits"], bytes.fromhex(order["filter"]))
    write(RESULTS, FIT)
    results = memoryview(_results(order["cells"], order["names"]))
    while results:
        results = results[write(RESULTS, results) :]
    leave(0)


def _stream(descriptor: int, mode: str) -> Any:
    return open(descriptor, mode, 1, "utf-8", "backslashreplace", closefd=False)


def _give_up(limits: dict[str, int], filter: bytes) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu"]),
        (resource.RLIMIT_NPROC, limits["threads"] + 1),  # our parent counts
        (resource.RLIMIT_FSIZE, limits["disk"]),
        (resource.RLIMIT_NOFILE, FILES_OPEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 256),
    ):
        hard = most + RESERVE.get(kind, 0)
        allowed = resource.getrlimit(kind)[1]
        if allowed != resource.RLIM_INFINITY:
            hard = min(hard, allowed)
        resource.setrlimit(kind, (min(most, hard), hard))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    program = _Program(len(filter) // 8, filter)
    if prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) or prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter")


def _results(cells: list[str], names: list[str]) -> bytes:
    """Run the cells one after another, whatever becomes of each, and put down what the names then stand for."""
    stage = type(sys)("__main__")
    sys.modules["__main__"] = stage
    builtins.display = print  # type: ignore[attr-defined]
    errors, out_of_memory, put_down = [], False, json.dumps
    for number, cell in enumerate(cells):
        try:
            exec(compile(cell, _title(number), "exec"), stage.__dict__)
        except BaseException as trouble:
            sys.settrace(None)
            sys.setprofile(None)
            _use_reserve()
            out_of_memory = out_of_memory or _asked_too_much(trouble)
            errors.append([number, _told(trouble, cells)])
    sys.settrace(None)
    sys.setprofile(None)
    _flush(sys.stdout)
    _flush(sys.stderr)
    made = {} if out_of_memory else stage.__dict__
    values = [[name, plain(made[name])] for name in names if name in made]
    return put_down(["results", values, errors, out_of_memory]).encode()


def _use_reserve() -> None:
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (hard, hard))


def _asked_too_much(trouble: BaseException) -> bool:
    return isinstance(trouble, MemoryError) or (isinstance(trouble, OSError) and trouble.errno == errno.ENOMEM)


def _flush(stream: Any) -> None:
    try:
        stream.flush()
    except BaseException:
        return  # a learner may have put anything in its place


def _title(number: int) -> str:
    return f"<cell {number + 1}>"


def _told(trouble: BaseException, cells: list[str]) -> str:
    """The error as text, with the lines of the cells and without our own."""
    try:
        import linecache
        import traceback

        for number, cell in enumerate(cells):
            linecache.cache[_title(number)] = (len(cell), None, cell.splitlines(True), _title(number))
        where = trouble.__traceback__
        while where and where.tb_frame.f_code.co_filename == main.__code__.co_filename:
            where = where.tb_next
        return _sound("".join(traceback.format_exception(type(trouble), trouble, where, limit=-8))[-ERROR:])
    except BaseException:
        return type(trouble).__name__


# values as plain data, as `values.py` reads them


def plain(value: Any) -> Any:
    """This value on its way out, or what it is called where it is no plain data."""
    try:
        return _plain(value, 0)
    except BaseException:
        return _other(value)


def _other(value: Any) -> list[str]:
    return ["other", _sound(str(type(value).__name__)[:100])]


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _plain(value: Any, depth: int) -> Any:
    if depth > DEPTH:
        raise RecursionError
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _sound(str(value))
    if isinstance(value, int):
        return int(value) if abs(int(value)) < 10**60 else _other(value)
    if isinstance(value, float):
        return _float(float(value))
    if isinstance(value, dict):
        return _dict(value, depth)
    if isinstance(value, list | tuple):
        return ["list", *(_plain(one, depth + 1) for one in value)]
    if isinstance(value, set | frozenset):
        return ["list", *(_plain(one, depth + 1) for one in sorted(value, key=repr))]
    return _of_others(value, depth)


def _float(value: float) -> Any:
    return value if math.isfinite(value) else ["nan" if math.isnan(value) else "inf" if value > 0 else "-inf"]


def _dict(value: dict[Any, Any], depth: int) -> Any:
    entries = [[_plain(key, depth + 1), _plain(one, depth + 1)] for key, one in value.items()]
    if len({json.dumps(key) for key, _ in entries}) < len(entries):
        return _other(value)
    return ["dict", *entries]


def _of_others(value: Any, depth: int) -> Any:
    """What numpy, pandas, datetime and decimal make."""
    family, kind = type(value).__module__.split(".")[0], type(value).__name__
    if family == "pandas":
        return _of_pandas(value, kind, depth)
    if family == "numpy":
        return _plain((value.astype("M8[us]") if value.dtype.kind == "M" else value).tolist(), depth + 1)
    if hasattr(value, "isoformat"):
        return _sound(str(value.isoformat()))
    if kind == "Decimal" or kind == "Fraction":
        return _float(float(value))
    if kind == "timedelta":
        return str(value)
    return _other(value)


def _of_pandas(value: Any, kind: str, depth: int) -> Any:
    if kind in {"NaTType", "NAType"}:
        return None
    if kind == "DataFrame":
        columns = [value.iloc[:, number].tolist() for number in range(value.shape[1])]
        rows = zip(*columns, strict=True) if columns else [()] * len(value)
        labels, index = _many(value.columns.tolist(), depth), _many(value.index.tolist(), depth)
        return ["table", labels, index, [_many(row, depth) for row in rows]]
    if kind == "Series":
        index, values = _many(value.index.tolist(), depth), _many(value.tolist(), depth)
        return ["series", _plain(value.name, depth + 1), index, values]
    if kind in {"Timedelta", "Period", "Interval"}:
        return _sound(str(value))
    if hasattr(value, "isoformat"):
        return _sound(str(value.isoformat()))
    return ["list", *_many(value.tolist(), depth)] if hasattr(value, "tolist") else _other(value)


def _many(values: Any, depth: int) -> list[Any]:
    return [_plain(one, depth + 1) for one in values]


if __name__ == "__main__":
    main()
