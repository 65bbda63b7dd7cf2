"""The warm process that kernels are forked from: everything a kernel needs is imported once.

`python -m sqm_training.kernels.zygote REQUESTS LIFE MODULE...` imports the modules, says "ready" on the
socket with file descriptor REQUESTS and then answers each request (one JSON packet) with the new kernel's
process id and a process descriptor. It ends when the socket closes. LIFE is the reading end of a pipe that
its starter holds open: when that closes, every kernel ends too, even if this process is long gone.
"""

import contextlib
import ctypes
import gc
import json
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import traceback
from importlib import import_module
from typing import Any

PACKET = 1 << 20  # bytes of the largest request: a kernel's environment, mostly
READY = b"ready"
PR_SET_DUMPABLE = 4
QUIET = (
    "--HistoryManager.enabled=False",
    "--InteractiveShellApp.ignore_cwd=True",
    "--InteractiveShell.cache_size=0",
    "--IPKernelApp.parent_handle=1",  # started by a program: no hints for a terminal, no polling
    "--IPKernelApp.log_level=40",
)


def keep_closed() -> None:
    """Let no other process of this account read this one's memory and environment, nor a child's (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def serve(requests: socket.socket, life: int) -> None:
    """Fork a kernel for each request until the socket closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for kernels; their starter has descriptors
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests.send(READY)
    while packet := requests.recv(PACKET):
        request = json.loads(packet)
        child = os.fork()
        if child == 0:
            requests.close()
            _become_kernel(request, life)
        _answer(requests, child)


def _answer(requests: socket.socket, child: int) -> None:
    descriptor = os.pidfd_open(child)
    try:
        socket.send_fds(requests, [str(child).encode()], [descriptor])
    finally:
        os.close(descriptor)


def _become_kernel(request: dict[str, Any], life: int) -> None:
    """The rest of this process's life is a kernel's, with the environment it was given and no other."""
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        random.seed()
        threading.Thread(target=_end_with_starter, args=(life,), daemon=True).start()
        run(request["connection"])
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _end_with_starter(life: int) -> None:
    os.read(life, 1)
    os.killpg(0, signal.SIGKILL)


def run(connection: str) -> None:
    """Be the kernel of a connection file until it is asked to stop."""
    prepare(connection).start()


def prepare(connection: str) -> Any:
    """A kernel that is ready to start."""
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(["-f", connection, *QUIET])
    if widgets := sys.modules.get("ipywidgets"):
        widgets.register_comm_target()  # it found no kernel to tell when it was imported
    return app


def rehearse() -> list[str]:
    """The modules that preparing a kernel loads, found out by preparing one in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory() as folder, contextlib.suppress(BaseException):
            os.environ["IPYTHONDIR"] = folder
            prepare(os.path.join(folder, "rehearsal.json"))
            os.write(writer, "\n".join(sys.modules).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        names = told.read().split("\n")
    os.waitpid(child, 0)
    return names


def main(arguments: list[str]) -> None:
    keep_closed()
    requests = socket.socket(fileno=int(arguments[0]))
    import_module("ipykernel.kernelapp")
    for module in (*arguments[2:], *rehearse()):
        with contextlib.suppress(Exception):  # what cannot be loaded now is tried again where it is needed
            import_module(module)
    if threading.active_count() > 1:
        names = [thread.name for thread in threading.enumerate()]
        raise SystemExit(f"a module started threads, which a fork would lose: {names}")
    gc.collect()
    gc.freeze()  # what is loaded now stays shared between the kernels
    serve(requests, int(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
