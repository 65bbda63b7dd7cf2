"""One started sandbox, and the certainty that none of it is left."""

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import IO, Any

from sqm_training.sandbox import walls
from sqm_training.sandbox.job import Limits, Unavailable

GONE = 5.0  # seconds in which everything ends once it is told to
REASON = 500  # bytes of what a failed start said


class Late(Exception):
    """Nothing was heard in time."""


class Sandboxed:
    """A process tree behind walls. It reads its order and tells frames; when the block is left, it is gone."""

    def __init__(
        self, order: dict[str, Any], program: bytes, inputs: Sequence[Mapping[str, bytes]], limits: Limits, account: str
    ) -> None:
        self._first: int | None = None  # descriptor of number one inside: when that has ended, all have
        self._complaint, self._quiet = bytearray(), False
        self._told, telling = os.pipe()
        with ExitStack() as until_started:
            until_started.callback(os.close, telling)
            hold = partial(_held, until_started)
            try:
                folders = tuple(_folder(files, hold) for files in inputs)
                stage = hold(walls.staged(len(folders), limits, account))
                held = walls.Held(stage, hold(program), folders, telling)
                self._process = subprocess.Popen(
                    walls.command(held, account),
                    stdin=hold(json.dumps(order | {"folders": [folder.named for folder in folders]}).encode()),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env={},
                    cwd="/",
                    pass_fds=held.all(),
                    start_new_session=True,
                )
            except (OSError, Unavailable) as trouble:
                os.close(self._told)
                raise Unavailable(str(trouble)) from None

    def __enter__(self) -> "Sandboxed":
        return self

    def read(self, size: int, until: float) -> bytes:
        """Exactly that many bytes; fewer only if nobody is left to write them."""
        heard = bytearray()
        output, complaints = (_pipe(pipe) for pipe in (self._process.stdout, self._process.stderr))
        while len(heard) < size:
            ready = _readable(until, output, *([] if self._quiet else [complaints]))
            if not ready or time.monotonic() > until:
                raise Late
            if complaints in ready:
                self._hear(complaints)
            if output in ready:
                part = os.read(output, min(size - len(heard), 1 << 16))
                if not part:
                    break
                heard += part
        return bytes(heard)

    def _hear(self, complaints: int) -> None:
        """Keep some of what goes wrong, so that nobody waits for a reader."""
        said = os.read(complaints, 1 << 16)
        self._complaint = (self._complaint + said)[-REASON:]
        self._quiet = not said

    def stands(self) -> None:
        """Remember number one inside, which lives until it is ended from here."""
        try:
            if not _readable(time.monotonic() + GONE, self._told):
                raise Unavailable("number one inside is not known")
            self._first = os.pidfd_open(json.loads(os.read(self._told, 4096))["child-pid"])
        except (OSError, ValueError, KeyError) as trouble:
            raise Unavailable(f"number one inside is not known: {trouble!r}") from None

    def reason(self) -> str:
        """What was said when it did not start."""
        complaints = _pipe(self._process.stderr)
        until = time.monotonic() + GONE
        while not self._quiet and time.monotonic() < until and _readable(until, complaints):
            self._hear(complaints)
        self._process.kill()
        return self._complaint.decode(errors="replace").strip() or f"ended with {self._process.wait()}"

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        os.close(self._told)
        if self._first is not None:
            if not _readable(time.monotonic() + GONE / 2, self._first):
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._first, signal.SIGKILL)
                _readable(time.monotonic() + GONE / 2, self._first)
            os.close(self._first)


def _held(until_started: ExitStack, content: bytes) -> int:
    """A descriptor from which this can be read."""
    descriptor = os.memfd_create("sandbox")
    until_started.callback(os.close, descriptor)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _folder(files: Mapping[str, bytes], hold: Callable[[bytes], int]) -> walls.Folder:
    path = f"/work/{secrets.token_hex(12)}"
    return walls.Folder(path, hold(path.encode()), {name: hold(file) for name, file in files.items()})


def _pipe(pipe: IO[bytes] | None) -> int:
    assert pipe is not None
    return pipe.fileno()


def _readable(until: float, *descriptors: int) -> set[int]:
    ears = select.poll()
    for descriptor in descriptors:
        ears.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in ears.poll(max(0.0, until - time.monotonic()) * 1000)}
