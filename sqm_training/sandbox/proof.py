"""Whether the walls stand: shown by running into them, not by looking for a program's name."""

import os
import secrets
import socket
import tempfile

from sqm_training.sandbox import walls
from sqm_training.sandbox.job import Finished, Job, Limits, Unavailable
from sqm_training.sandbox.run import ACCOUNT, run

PROBE = """
import os, socket, threading
from pathlib import Path

got_through = []

def attempt(name, act):
    try:
        act()
    except Exception:
        return
    got_through.append(name)

canary, port = Path("where").read_text().split("\\n")
attempt("a file outside", lambda: Path(canary).read_bytes())
attempt("accounts", lambda: Path("/etc/passwd").read_bytes())
attempt("processes", lambda: os.listdir("/proc"))
attempt("a port of this machine", lambda: socket.create_connection(("127.0.0.1", int(port)), 1))
attempt("a socket", lambda: socket.socket(socket.AF_UNIX))
attempt("another process", lambda: os.fork() or os._exit(0))
attempt("the packages", lambda: Path("/site/written").touch())
attempt("its own input", lambda: Path("where").write_text("elsewhere"))
attempt("a file beside the work", lambda: Path("/written").touch())
attempt("files without end", lambda: [Path(f"{number}").touch() for number in range(100)])
attempt("memory without end", lambda: bytearray(1 << 31))
attempt("threads without end", lambda: [threading.Thread(target=threading.Event().wait).start() for _ in range(50)])
environment = {name: value for name, value in os.environ.items() if value != os.getcwd()}
"""
LIMITS = Limits(files=50, memory=1 << 29)


def available(account: str = ACCOUNT) -> bool:
    """Whether code of others can be run here."""
    try:
        prove(account)
    except Unavailable:
        return False
    return True


def prove(account: str = ACCOUNT) -> None:
    """Try to get out in a dozen ways; raise Unavailable unless each of them fails."""
    with tempfile.NamedTemporaryFile("w") as canary, socket.create_server(("127.0.0.1", 0)) as door:
        canary.write(secrets.token_hex())
        canary.flush()
        os.chmod(canary.name, 0o644)
        where = f"{canary.name}\n{door.getsockname()[1]}".encode()
        job = Job((PROBE,), ("got_through", "environment"), modules=())
        outcome = run(job, {"where": where}, LIMITS, account)
    match outcome:
        case Finished(values={"got_through": [], "environment": environment}, errors=()):
            if environment != walls.ENVIRONMENT:
                raise Unavailable("the environment can be seen from inside")
        case Finished(values={"got_through": list(leaks)}):
            raise Unavailable(f"can be reached from inside: {leaks}")
        case _:
            raise Unavailable(f"the probe did not end: {outcome}")
