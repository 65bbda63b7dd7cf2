"""Start an installation on one machine, keep its processes running, and stop every one of them again."""

import ctypes
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import psutil
from supervisor.childutils import getRPCInterface

from sqm_training.hub import launch
from sqm_training.locale import LANGUAGES, text
from sqm_training.settings import Settings

READY_SECONDS = 90.0
STOP_SECONDS = 20.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotStarted(Exception):
    """Why an installation could not be started, in words for the terminal."""


def start(
    settings: Settings,
    banner: str = "",
    processes: Sequence[str] = launch.PROCESSES,
    when_ready: Callable[[], None] = lambda: None,
) -> int:
    """Run the installation until Ctrl-C or SIGTERM; then nothing it started is left. Returns an exit code.

    `when_ready` is called once everything answers; then `banner` is printed below the addresses.
    """
    try:
        with _only_one(settings), _stopped_by_signals() as stop:
            _check(settings, processes)
            _say("starting")
            with _supervisor(settings, processes) as daemon:
                began = time.monotonic()
                wait_ready(settings, READY_SECONDS, daemon, stop)
                if not stop:
                    when_ready()
                    _announce(settings, time.monotonic() - began, banner)
                while not stop and daemon.alive():
                    stop.wait(1.0)
                _say("stopping")
        _say("stopped")
    except NotStarted as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    return 0


def reset(settings: Settings) -> int:
    """Remove everything an installation holds, unless it is running. Returns an exit code."""
    try:
        used = settings.state.exists() and any(settings.state.iterdir())
        if used and not (settings.state / "secrets").is_dir():
            raise NotStarted(_words("not_ours", state=settings.state))
        with _only_one(settings):
            for entry in settings.state.iterdir():
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    except NotStarted as reason:
        print(reason, file=sys.stderr)
        return 1
    _say("reset", state=settings.state)
    return 0


# ---- before


def _check(settings: Settings, processes: Sequence[str]) -> None:
    """Everything that would make a process fail a moment later, said before anything is started."""
    if "proxy" in processes:
        if launch.node() is None:
            raise NotStarted(_words("no_node"))
        if not launch.PROXY.exists():
            raise NotStarted(_words("no_proxy", path=launch.PROXY))
    ports = {
        "proxy": ((launch.listen_address(), settings.port), ("127.0.0.1", settings.proxy_api_port)),
        "hub": (("127.0.0.1", settings.hub_port),),
        "pages": (("127.0.0.1", settings.pages_port),),
        "records": (("127.0.0.1", settings.records_port),),
    }
    for name in processes:
        for address, port in ports.get(name, ()):
            if not _free(address, port):
                raise NotStarted(_words("port_taken", port=port, other=settings.port + 1000))


def _free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """One supervisor an installation. The lock is the kernel's: no stale file can block a start."""
    settings.state.mkdir(parents=True, exist_ok=True)
    settings.state.chmod(0o700)
    with (settings.state / "running").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            pid, _, address = lock.read().strip().partition(" ")
            raise NotStarted(_words("running", pid=pid, address=address)) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()} {_address(settings, 'localhost')}\n")
        lock.flush()
        yield


class _Stop:
    """Set by Ctrl-C and its like."""

    def __init__(self) -> None:
        self._set = False

    def __bool__(self) -> bool:
        return self._set

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self._set = True

    def wait(self, seconds: float) -> None:
        """Sleep, but not through a signal."""
        end = time.monotonic() + seconds
        while not self._set and time.monotonic() < end:
            time.sleep(0.1)


@contextmanager
def _stopped_by_signals() -> Iterator[_Stop]:
    stop = _Stop()
    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# ---- during


@dataclass
class _Daemon:
    """The running supervisord and what it says about its processes."""

    process: subprocess.Popen[bytes]
    socket: Path
    logs: Path
    processes: Sequence[str]
    _rpc: Any = field(default=None)

    def alive(self) -> bool:
        _reap_adopted(self.process.pid)
        return self.process.poll() is None

    def states(self) -> dict[str, str]:
        """What supervisord says of each process: RUNNING, STARTING, BACKOFF (failed, tried again), FATAL."""
        told = {"SUPERVISOR_SERVER_URL": f"unix://{self.socket}"}
        try:
            known = getRPCInterface(told).supervisor.getAllProcessInfo()
        except OSError:
            return {} if self.alive() else {"supervisord": "FATAL"}
        return {each["name"]: each["statename"] for each in known}


@contextmanager
def _supervisor(settings: Settings, processes: Sequence[str]) -> Iterator[_Daemon]:
    _adopt_orphans()
    logs = settings.state / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    # a socket's path is limited to some hundred characters, so it stands in a short folder of its own
    with tempfile.TemporaryDirectory(prefix="sqm-") as short:
        control = Path(short, "control")
        config = settings.state / "supervisord.conf"
        config.write_text(configuration(settings, control, processes), encoding="utf-8")
        daemon = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(config)],
            env=os.environ
            | {"SQM_STATE": str(settings.state), "SQM_PORT": str(settings.port)}
            | {"SQM_PUBLIC_URL": public_url(settings)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(logs / "supervisord.err").open("wb"),
            start_new_session=True,  # Ctrl-C reaches us alone; we pass it on in order
        )
        try:
            yield _Daemon(daemon, control, logs, processes)
        finally:
            _stop(daemon)


def configuration(settings: Settings, control: Path, processes: Sequence[str]) -> str:
    """What supervisord is told. No secrets: each process fetches its own (`launch`)."""
    logs = settings.state / "logs"
    python = sys.executable
    account = "user=root\n" if os.geteuid() == 0 else ""
    head = f"""\
[supervisord]
logfile={logs}/supervisord.log
logfile_maxbytes=2MB
logfile_backups=2
pidfile={settings.state}/supervisord.pid
childlogdir={logs}
umask=077
{account}
[unix_http_server]
file={control}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{control}
"""
    program = """
[program:{name}]
command={python} -m sqm_training.hub.launch {name}
priority={priority}
autorestart=true
startsecs=8
startretries=5
stopwaitsecs=8
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=5
"""
    # one group: supervisord stops a group's processes at the same time, groups one after the other
    group = f"\n[group:sqm]\nprograms={','.join(processes)}\n"
    return (
        head.replace("%", "%%")
        + group
        + "".join(
            program.format(name=name, python=python, logs=logs, priority=order) for order, name in enumerate(processes)
        )
    )


def wait_ready(
    settings: Settings,
    timeout: float = READY_SECONDS,
    daemon: "_Daemon | None" = None,
    stop: "_Stop | None" = None,
) -> None:
    """Return when every process answers. Raises NotStarted naming the one that does not, with its log."""
    waiting = [name for name in (daemon.processes if daemon else launch.PROCESSES) if name in PROBES]
    end = time.monotonic() + timeout
    while not stop:
        waiting = [name for name in waiting if not _answers(PROBES[name].format(**_ports(settings)))]
        states = daemon.states() if daemon else {}
        unwell = [name for name, state in states.items() if state not in ("RUNNING", "STARTING")]
        if not waiting and not unwell:
            return
        given_up = [name for name in unwell if states[name] == "FATAL"]
        if given_up or time.monotonic() > end:
            raise NotStarted(_failure(settings, (given_up or waiting or unwell)[0]))
        time.sleep(0.2)


PROBES = {
    "proxy": "http://127.0.0.1:{proxy_api}/api/routes",
    "hub": "http://127.0.0.1:{hub}/hub/health",
    "records": "http://127.0.0.1:{records}/services/records/api/health",
    "pages": "http://127.0.0.1:{pages}/services/pages/",
}


def _ports(settings: Settings) -> dict[str, int]:
    return {
        "proxy_api": settings.proxy_api_port,
        "hub": settings.hub_port,
        "records": settings.records_port,
        "pages": settings.pages_port,
    }


class _Here(urllib.request.HTTPRedirectHandler):
    """An answer that sends us elsewhere is an answer."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_open = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Here()).open


def _answers(address: str) -> bool:
    try:
        with _open(address, timeout=3):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except (OSError, ValueError, http.client.HTTPException):  # somebody else may speak there
        return False


# ---- after


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    """First supervisord, which stops its processes; then whatever they left behind (desks, kernels)."""
    started = _descendants()
    if daemon.poll() is None:
        daemon.terminate()
        try:
            daemon.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            daemon.kill()
    left = {process for process in {*started, *_descendants()} if process.is_running()}
    for process in left:
        _signal(process, signal.SIGTERM)
    _, alive = psutil.wait_procs(left, timeout=4)
    for process in {*alive, *_descendants()}:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs([*alive, *_descendants()], timeout=4)


def _descendants() -> list[psutil.Process]:
    return list(psutil.Process().children(recursive=True))


def _signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _adopt_orphans() -> None:
    """On Linux, processes that lose their parent (a desk when the Hub restarts) come to us, not to init."""
    if sys.platform == "linux":
        adopt = 36  # PR_SET_CHILD_SUBREAPER
        ctypes.CDLL(None).prctl(adopt, 1, 0, 0, 0)


def _reap_adopted(own: int) -> None:
    """Let adopted processes that have ended go."""
    for child in psutil.Process().children():
        if child.pid != own and child.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(child.pid, os.WNOHANG)


# ---- words


def _words(key: str, **params: Any) -> str:
    return "\n".join(text(f"start.{key}", language, **params) for language in LANGUAGES)


def _line(key: str, **params: Any) -> str:
    return " · ".join(text(f"start.{key}", language, **params) for language in LANGUAGES)


def _say(key: str, **params: Any) -> None:
    print(_line(key, **params), flush=True)


def _failure(settings: Settings, name: str) -> str:
    log = settings.state / "logs" / f"{name}.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join([_words("failed", name=name, log=log), *(f"    {line}" for line in lines[-15:])])


def _announce(settings: Settings, seconds: float, banner: str) -> None:
    lines = ["", _line("ready", seconds=round(seconds))]
    lines += [_line("here"), f"    {_address(settings, 'localhost')}"]
    lan = lan_address()
    if lan and launch.listen_address() not in ("127.0.0.1", "localhost"):
        lines += [_line("phone"), f"    {_address(settings, lan)}"]
    if banner:
        lines += ["", banner.rstrip()]
    if launch.tls() is None:
        lines += ["", _words("plain")]
    lines += ["", _line("stop"), ""]
    print("\n".join(lines), flush=True)


def _address(settings: Settings, host: str) -> str:
    return f"{'https' if launch.tls() else 'http'}://{host}:{settings.port}"


def public_url(settings: Settings) -> str:
    """The address to print on slips: what the installation says, else this machine's in its network."""
    return settings.public_url or _address(settings, lan_address() or "localhost")


def lan_address() -> str | None:
    """This machine's address in its network; nothing is sent to find it out. None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.254.254.254", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


if __name__ == "__main__":
    sys.exit((reset if sys.argv[1:] == ["reset"] else start)(Settings.from_env()))
