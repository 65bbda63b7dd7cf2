"""Submissions that look around. Nothing of the machine is there for them."""

import os
import resource
import secrets
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sandbox.submission import guests, handed_in, result_of

from sqm_training.sandbox.job import Crashed, Finished, Job, Limits, Unavailable
from sqm_training.sandbox.proof import available, prove
from sqm_training.sandbox.run import run

CALL = """
import ctypes
call = ctypes.CDLL(None, use_errno=True).syscall
result = [call(*arguments) for arguments in {calls}]
"""


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Path]:
    """A file with a secret that any account may read."""
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    path = tmp_path / "records.sqlite"
    path.write_text(f"key {secrets.token_hex()}")
    path.chmod(0o644)
    return path


def refused(code: str, error: str) -> None:
    outcome = handed_in(code)
    assert isinstance(outcome, Finished), outcome
    assert outcome.errors, outcome
    assert error in outcome.errors[0].text
    assert "result" not in outcome.values


def test_the_walls_prove_themselves() -> None:
    prove()
    assert available()


def test_a_store_outside_cannot_be_read(canary: Path) -> None:
    refused(f"result = open({str(canary)!r}).read()", "FileNotFoundError")
    refused(f"import sqlite3; result = sqlite3.connect('file:{canary}?mode=ro', uri=True).execute('select 1')", "Error")


def test_what_is_not_needed_is_not_there() -> None:
    paths = """
        /etc /home /root /tmp /var /run /sys /srv /mnt /opt /boot /bin/sh /usr/bin /usr/local /usr/lib/python3
        /proc /proc/self/environ /proc/self/fd/3 /proc/1/cmdline /dev/shm /dev/tty /dev/pts /dev/ptmx /dev/mem /dev/kmsg
        /dev/fuse /dev/vda /dev/stdin /dev/fd/3 /python/bin/pip
    """
    assert result_of(f"import os; result = [path for path in {paths.split()} if os.path.lexists(path)]") == []
    assert result_of("import os; result = sorted(os.listdir('/dev'))") == ["null", "random", "urandom", "zero"]


def test_neither_the_product_nor_its_folders_are_there() -> None:
    import sqm_training

    refused("import sqm_training; result = 1", "ModuleNotFoundError")
    source = str(Path(sqm_training.__file__).parent)
    assert result_of(f"import os; result = os.path.exists({source!r})") is False


def test_links_lead_nowhere(canary: Path) -> None:
    refused(f"import os; os.symlink({str(canary)!r}, 'link'); result = open('link').read()", "FileNotFoundError")
    refused(f"import os; os.link({str(canary)!r}, 'link'); result = open('link').read()", "FileNotFoundError")
    refused("result = open('../../../../../../../../../etc/passwd').read()", "FileNotFoundError")


def test_the_environment_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQM_SECRET", "canary of the service")
    monkeypatch.setenv("PYTHONSTARTUP", "/canary")
    monkeypatch.setenv("LD_PRELOAD", "/canary.so")
    seen = result_of("import os; result = dict(os.environ)")
    assert isinstance(seen, dict)
    assert "canary" not in str(seen)
    assert set(seen) <= {"HOME", "LANG", "LD_LIBRARY_PATH", "MPLBACKEND", "MPLCONFIGDIR", "OMP_NUM_THREADS",
                         "OPENBLAS_NUM_THREADS", "PWD", "PYTHONHASHSEED", "TMPDIR", "TZ"}  # fmt: skip
    assert all(seen[name].startswith("/work/") for name in ("HOME", "MPLCONFIGDIR", "PWD", "TMPDIR"))


def test_the_memory_of_the_caller_is_not_inherited() -> None:
    code = """
import gc, sys
result = sorted(name for name in sys.modules if name.startswith(("sqm", "sqlalchemy", "pytest", "site")))
"""
    assert result_of(code) == []


def test_descriptors_of_the_caller_are_not_inherited(canary: Path) -> None:
    """However many it holds, and whatever it meant to be inherited."""
    code = """
import os
result = []
for number in range(3000):
    try:
        os.fstat(number)
        result.append(number)
    except OSError:
        pass
"""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        with ExitStack() as held:
            for _ in range(1500 if hard > 2000 else 10):
                os.set_inheritable(held.enter_context(canary.open()).fileno(), True)
            assert result_of(code) == [0, 1, 2, 3]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert result_of("import os; result = os.isatty(0) or os.isatty(1) or os.isatty(2)") is False
    assert result_of("import sys; result = sys.stdin.read()") == ""


def test_no_network_not_even_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        refused(f"import socket; result = socket.create_connection(('127.0.0.1', {port}), 1)", "PermissionError")
        refused("import socket; result = socket.create_connection(('1.1.1.1', 53), 1)", "PermissionError")
        refused(f"import urllib.request as r; result = r.urlopen('http://127.0.0.1:{port}/').read()", "URLError")
        refused("import socket; result = socket.getaddrinfo('example.org', 80)", "gaierror")
        refused("import socket; result = socket.socket(socket.AF_UNIX)", "PermissionError")
        refused("import socket; result = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", "PermissionError")
        refused("import socket; result = socket.socketpair()", "PermissionError")
        door.settimeout(0.2)
        with pytest.raises(TimeoutError):
            door.accept()


def test_other_processes_are_not_seen_and_cannot_be_signalled() -> None:
    witness = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    code = f"""
import os, signal
result = []
for pid in (1, {witness.pid}, {os.getpid()}, -1):
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP, signal.SIGINT):
        try:
            os.kill(pid, number)
        except OSError:
            pass
result = os.getpid(), os.getppid()
"""
    assert result_of(code) == [2, 1]
    assert witness.poll() is None
    witness.communicate(b"\n")
    assert witness.returncode == 0


def test_submissions_do_not_see_one_another() -> None:
    """Run at the same time, with the same names of files."""
    code = """
import os, time
from pathlib import Path
Path("mine.txt").write_text(Path("who").read_text())
time.sleep(0.3)
result = [sorted(os.listdir(".")), Path("mine.txt").read_text()]
"""
    seen: list[object] = []
    crowd = [
        threading.Thread(target=lambda who=who: seen.append(result_of(code, inputs={"who": who.encode()})))
        for who in ("one", "two", "three")
    ]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert sorted(str(each) for each in seen) == sorted(
        str([["mine.txt", "who"], who]) for who in ("one", "two", "three")
    )


@pytest.mark.parametrize(
    "path", ["/x", "/work/x", "../x", "/site/x", "/site/pandas/x", "/python/lib/x", "/usr/lib/x", "/dev/x", "/guest.py"]
)
def test_nothing_can_be_written_outside_the_work_folder(path: str) -> None:
    refused(f"result = open({path!r}, 'wb').write(b'x')", "Error")
    refused(f"import os; result = os.mkdir({path + 'folder'!r})", "Error")


def test_the_packages_stay_as_they_are() -> None:
    site = Path(sysconfig.get_path("purelib"))
    before = sorted(path.name for path in site.iterdir()), (site / "six.py").stat()
    code = """
import os, py_compile, sys
result = []
for act in (
    lambda: py_compile.compile("/site/six.py", "/site/__pycache__/six.cpython-311.pyc"),
    lambda: open("/site/sitecustomize.py", "w"),
    lambda: open("/site/evil.pth", "w"),
    lambda: os.chmod("/site/six.py", 0o777),
    lambda: os.utime("/site/six.py"),
    lambda: os.remove("/site/six.py"),
    lambda: os.rename("/site/six.py", "/site/seven.py"),
):
    try:
        act()
        result.append("done")
    except OSError as error:
        result.append(error.errno)
"""
    assert result_of(code) == [30] * 7  # a read-only file system
    assert (sorted(path.name for path in site.iterdir()), (site / "six.py").stat()) == before


def test_what_was_written_is_not_run_by_the_processor() -> None:
    code = """
import mmap
file = open("program", "wb+")
file.write(bytes(4096))
file.flush()
result = mmap.mmap(file.fileno(), 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)
"""
    refused(code, "PermissionError")


def test_a_run_leaves_nothing_for_the_next() -> None:
    leave = """
from pathlib import Path
Path("sitecustomize.py").write_text("print('still here')")
Path("usercustomize.py").write_text("print('still here')")
Path("json.py").write_text("print('still here')")
result = 1
"""
    result_of(leave)
    outcome = handed_in("import os, json, pandas; result = os.listdir()", limits=Limits())
    assert isinstance(outcome, Finished)
    assert outcome.values["result"] == []
    assert outcome.printed == ""


def test_inputs_can_be_read_but_not_changed() -> None:
    inputs = {"订单 2026.csv": "工单,金额\n1,2\n".encode(), "-rf": b"x", "空.bin": b"", "big": os.urandom(300_000)}
    code = """
import os
result = {name: len(open(name, "rb").read()) for name in sorted(os.listdir("."))}
"""
    assert result_of(code, inputs=inputs) == {name: len(content) for name, content in inputs.items()}
    for act in ("open('a', 'w')", "os.remove('a')", "os.rename('a', 'b')", "os.chmod('a', 7)", "os.truncate('a', 0)"):
        outcome = handed_in(f"import os; {act}\nresult = 1", inputs={"a": b"1"})
        assert isinstance(outcome, Finished)
        assert "result" not in outcome.values, act


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "/a", "a/b", "a\0b", "a" * 256])
def test_inputs_are_plain_files_in_one_folder(name: str) -> None:
    with pytest.raises(ValueError, match="not a file name"):
        handed_in("", inputs={name: b""})


HOSTILE = {
    "trace a process": (101, 16, 1, 0, 0),
    "read another's memory": (310, 1, 0, 0, 0, 0, 0),
    "write another's memory": (311, 1, 0, 0, 0, 0, 0),
    "take another's descriptor": (438, 3, 0, 0),
    "a user namespace": (272, 0x10000000),
    "a mount namespace": (272, 0x00020000),
    "enter a namespace": (308, 3, 0),
    "mount": (165, 0, 0, 0, 0, 0),
    "unmount": (166, 0, 0),
    "pivot the root": (155, 0, 0),
    "change the root": (161, 0),
    "keys of the session": (250, 0, -3, 1),
    "add a key": (248, 0, 0, 0, 0, -3),
    "ask for a key": (249, 0, 0, 0, 0),
    "an io_uring": (425, 8, 0),
    "load a program into the kernel": (321, 0, 0, 0),
    "watch performance": (298, 0, 0, -1, -1, 0),
    "handle page faults": (323, 0),
    "open by handle": (304, 0, 0, 0),
    "set the clock": (227, 0, 0),
    "set the host's name": (170, 0, 0),
    "load a module": (313, 0, 0, 0),
    "restart the machine": (169, 0, 0, 0, 0),
    "kernel's messages": (103, 3, 0, 0),
    "open a tree": (428, 0, 0, 0),
    "call as 32 bits would": (0x40000000 | 39,),
}
X86 = pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of system calls")


@X86
@pytest.mark.parametrize("attack", HOSTILE)
def test_a_call_that_only_attacks_make_ends_the_submission_and_is_told(attack: str) -> None:
    outcome = handed_in(CALL.format(calls=[HOSTILE[attack]]))
    assert isinstance(outcome, Crashed), outcome
    assert outcome.hostile


@X86
def test_nor_is_there_a_way_round_by_the_calls_of_old_processors() -> None:
    code = """
import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("b814000000cd80c3"))  # getpid as a 32-bit program asks for it
result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""
    assert isinstance(handed_in(code), Crashed)


@X86
def test_what_is_not_needed_is_refused() -> None:
    calls = {
        "memfd_create": (319, 0, 0),
        "memfd_secret": (447, 0),
        "shmget": (29, 0, 1 << 30, 0o1600),
        "semget": (64, 0, 1, 0o1600),
        "msgget": (68, 0, 0o1600),
        "mq_open": (240, 0, 0, 0, 0),
        "prctl dumpable": (157, 4, 1, 0, 0, 0),
        "prctl a filter": (157, 22, 2, 0, 0, 0),
        "seccomp": (317, 1, 0, 0),
        "setuid": (105, 0),
        "setgroups": (116, 0, 0),
        "capset": (126, 0, 0),
        "limits of the watcher": (302, 1, 0, 0, 0),
        "set affinity": (203, 0, 8, 0),
        "set priority": (141, 0, 0, -5),
        "clone": (56, 17, 0, 0, 0, 0),
        "clone a user namespace": (56, 0x10000000 | 17, 0, 0, 0, 0),
        "clone3": (435, 0, 0),
        "fork": (57,),
        "vfork": (58,),
        "setsid": (112,),
        "mknod": (133, 0, 0, 0),
        "personality": (135, 0),
        "a watch on files": (253,),
        "pidfd_open": (434, 1, 0),
        "fanotify": (300, 0, 0),
        "landlock": (444, 0, 0, 0),
        "a call of a later kernel": (467, 0, 0, 0, 0),
    }
    assert result_of(CALL.format(calls=list(calls.values()))) == [-1] * len(calls)


def test_nobody_has_rights_inside() -> None:
    code = """
import os
result = [os.getuid(), os.geteuid(), os.getgid(), 0 in os.getgroups()]
"""
    assert result_of(code) == [1000, 1000, 1000, False]


def test_a_terminal_cannot_be_typed_into() -> None:
    code = """
import fcntl, termios
result = []
for number in range(3):
    try:
        fcntl.ioctl(number, termios.TIOCSTI, b"x")
        result.append("typed")
    except OSError as error:
        result.append(error.errno)
"""
    assert result_of(code) == [25] * 3  # no terminal


def test_root_cannot_keep_its_rights() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has any to give")
    with pytest.raises(Unavailable, match="is root"):
        run(Job(("",), ()), {}, account="root")
    with pytest.raises(Unavailable, match="no account"):
        run(Job(("",), ()), {}, account="no-such-account")


def test_seen_from_outside_a_submission_has_an_account_and_namespaces_of_its_own() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root sees everything")
    running = threading.Thread(target=handed_in, args=("import time; time.sleep(2)",))
    running.start()
    until = time.monotonic() + 20
    while len(guests()) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.5)
    watcher, learner = sorted(guests(), key=lambda pid: int(inner_ids(pid)[-1]))
    for pid in (watcher, learner):
        assert status(pid, "Uid") == ["65534"] * 4
        assert status(pid, "Gid") == ["65534"] * 4
        assert set(status(pid, "Groups")) <= {"65534"}
        assert [int(status(pid, f"Cap{kind}")[0], 16) for kind in ("Inh", "Prm", "Eff", "Amb")] == [0] * 4
        assert status(pid, "NoNewPrivs") == ["1"]
        for kind in ("user", "pid", "net", "ipc", "uts", "mnt"):
            assert os.readlink(f"/proc/{pid}/ns/{kind}") != os.readlink(f"/proc/self/ns/{kind}"), kind
    assert inner_ids(watcher)[-1] == "1"
    assert status(learner, "Seccomp") == ["2"]
    assert os.stat(f"/proc/{learner}/mem").st_uid == 0  # not dumpable: no core, no tracing
    running.join()


def status(pid: str, field: str) -> list[str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split()[1:] for line in lines if line.startswith(f"{field}:"))


def inner_ids(pid: str) -> list[str]:
    return status(pid, "NSpid")
