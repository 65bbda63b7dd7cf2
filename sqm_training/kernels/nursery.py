"""The starter's side of the zygote: asks it for kernels, and starts another when it is gone."""

import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqm_training.kernels.zygote import READY

PATIENCE = 5.0  # seconds that a fork may take before the zygote counts as gone
BASICS = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ")
QUIET = {"PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}

log = logging.getLogger(__name__)


class Forked:
    """A kernel that somebody else gave birth to, in the shape of a Popen. Its exit code is not known."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor = descriptor
        self._gone = False

    def poll(self) -> int | None:
        """None while it runs, then 0."""
        if not self._gone:
            readable, _, _ = select.select([self._descriptor], [], [], 0)
            if readable:
                os.close(self._descriptor)
                self._gone = True
        return 0 if self._gone else None

    def wait(self) -> int:
        if not self._gone:
            select.select([self._descriptor], [], [])
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Nursery:
    """Keeps one zygote with these modules warm. `fork` gives None when there is none just now."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = tuple(modules)
        self._lock = threading.Lock()
        self._requests: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = threading.Event()
        self._life, self._held = os.pipe()  # nobody writes to it; its closing tells kernels to end
        self._open = hasattr(os, "pidfd_open")

    @property
    def warm(self) -> bool:
        return self._ready.is_set()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start a zygote; it is warm a moment later."""
        if not self._open:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [sys.executable, "-m", "sqm_training.kernels.zygote", str(theirs.fileno()), str(self._life)]
        environment = {name: os.environ[name] for name in BASICS if name in os.environ}
        self._process = subprocess.Popen(
            [*program, *self._modules],
            env=environment | QUIET,
            pass_fds=(theirs.fileno(), self._life),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._requests = ours
        threading.Thread(target=self._await, args=(ours,), daemon=True).start()

    def _await(self, requests: socket.socket) -> None:
        if requests.recv(len(READY)) == READY:
            requests.settimeout(PATIENCE)
            self._ready.set()
        else:
            log.error("the zygote did not start; kernels start cold")

    def fork(self, connection: str | Path, environment: Mapping[str, str], folder: str | Path) -> Forked | None:
        """A kernel for this connection file, or None: then start one the ordinary way."""
        request = {"connection": str(connection), "environment": dict(environment), "folder": str(folder)}
        with self._lock:
            if not self.warm or self._requests is None:
                return None
            try:
                self._requests.send(json.dumps(request).encode())
                answer, descriptors, _, _ = socket.recv_fds(self._requests, 64, 1)
                return Forked(int(answer), descriptors[0])
            except (OSError, ValueError, IndexError) as trouble:
                log.warning("the zygote is gone (%r); starting another", trouble)
                self._discard()
                self.start()
                return None

    def _discard(self) -> None:
        self._ready.clear()
        if self._requests is not None:
            self._requests.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._requests = self._process = None

    def stop(self) -> None:
        """End the zygote and every kernel that came from it."""
        with self._lock:
            self._open = False
            self._discard()
            os.close(self._held)
