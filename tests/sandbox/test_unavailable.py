"""Without walls nothing is run, and nothing is said about the learner."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from sandbox.submission import handed_in, result_of

from sqm_training.sandbox import run as running
from sqm_training.sandbox import syscalls
from sqm_training.sandbox.job import Job, Unavailable
from sqm_training.sandbox.proof import available, prove

TOOLS = ("sh", "mount", "unshare", "setpriv", "bwrap")


def open_to_all(folder: Path) -> None:
    """Another account may come as far as this folder of the test's own."""
    for parent in (folder, *folder.parents):
        if parent == Path(tempfile.gettempdir()):
            return
        parent.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of its own with everything a sandbox is made of."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    open_to_all(tmp_path)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def impostor(folder: Path, script: str) -> None:
    """Something else by bubblewrap's name."""
    real = (folder / "bwrap").resolve()
    (folder / "bwrap").unlink()
    (folder / "bwrap").write_text(f"#!/bin/bash\nreal={real}\n{textwrap.dedent(script)}\n")
    (folder / "bwrap").chmod(0o755)


def not_graded(witness: Path, reason: str | None = None) -> None:
    witness.mkdir()
    witness.chmod(stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    with pytest.raises(Unavailable, match=reason):
        handed_in(f"open({str(witness / 'ran')!r}, 'w'); open('ran', 'w'); result = 42")
    assert list(witness.iterdir()) == []
    assert not available()


def test_with_all_tools_there_is_a_sandbox(path: Path) -> None:
    prove()
    assert result_of("result = 42") == 42


@pytest.mark.parametrize("tool", TOOLS)
def test_a_missing_tool(tool: str, path: Path, tmp_path: Path) -> None:
    if tool == "setpriv" and os.geteuid() != 0:
        pytest.skip("only root gives rights away")
    (path / tool).unlink()
    not_graded(tmp_path / "witness", f"{tool} is not installed")


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "exit 0",
        "echo 'bwrap: No permissions to create new namespace' >&2; exit 1",
        "kill -9 $$",
        "head -c 2000000 /dev/zero >&2; exit 1",
        "head -c 200000 /dev/urandom; exit 0",
        "printf 'x\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'; exit 0",
    ],
)
def test_bubblewrap_that_does_not_work(script: str, path: Path, tmp_path: Path) -> None:
    impostor(path, script)
    not_graded(tmp_path / "witness")


@pytest.mark.parametrize("script", ["exec /usr/bin/sleep 60", "while :; do echo careful >&2; done"])
def test_bubblewrap_that_never_comes_to_an_end(
    script: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "START", 0.5)
    impostor(path, script)
    not_graded(tmp_path / "witness", "not ready")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('while [ "$1" != -- ]; do shift; done; shift; exec "$@"', "No such file"),  # no walls at all
        (
            'while [ "$3" != /guest.pyc ]; do shift; done; exec /usr/bin/python3.11 -S /dev/fd/$2',  # nor there
            "no walls",
        ),
        ('exec "$real" --ro-bind /etc /etc "$@"', "no walls"),
        ('exec "$real" --bind / /outside "$@"', "no walls"),
        ('exec "$real" --proc /proc "$@"', "no walls"),
        (
            'args=(); for a in "$@"; do [[ $a =~ ^--(unshare-pid|as-pid-1)$ ]] || args+=("$a"); done; '
            'exec "$real" "${args[@]}"',
            "no walls",
        ),
    ],
)
def test_bubblewrap_that_leaves_walls_out(script: str, reason: str, path: Path, tmp_path: Path) -> None:
    impostor(path, script)
    not_graded(tmp_path / "witness", reason)


def test_the_proof_finds_a_network(path: Path) -> None:
    """The filter hides it, so nobody gets at it; take both away and the proof says so."""
    real = (path / "bwrap").resolve()
    impostor(
        path,
        'args=(); for a in "$@"; do [ "$a" = --unshare-net ] || args+=("$a"); done; exec "$real" "${args[@]}"',
    )
    prove()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syscalls, "REFUSED", "execve fork")
        patch.setattr(syscalls, "ALLOWED", f"{syscalls.ALLOWED} socket connect getsockopt")
        syscalls.learner_filter.cache_clear()
        with pytest.raises(Unavailable, match=r"'a port of this machine', 'a socket'"):
            prove()
        (path / "bwrap").unlink()
        (path / "bwrap").symlink_to(real)
        with pytest.raises(Unavailable, match=r"inside: \['a socket'\]"):  # in a network of its own
            prove()
    syscalls.learner_filter.cache_clear()


def test_no_library_for_the_filter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syscalls, "LIBRARY", "libnosuch.so.2")
    syscalls.learner_filter.cache_clear()
    not_graded(tmp_path / "witness", "libnosuch")
    syscalls.learner_filter.cache_clear()


def test_a_filter_that_the_kernel_does_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "learner_filter", lambda: bytes(64))
    not_graded(tmp_path / "witness", "limits could not be set")


def test_a_module_that_is_not_installed() -> None:
    with pytest.raises(Unavailable, match="nosuchmodule"):
        running.run(Job(("result = 42",), ("result",), ("nosuchmodule",)), {})


def test_user_namespaces_switched_off(tmp_path: Path) -> None:
    """In a namespace of its own, so that this machine keeps its own."""
    program = "from sqm_training.sandbox.proof import prove; prove()"
    script = f'echo 0 > /proc/sys/user/max_user_namespaces && exec {sys.executable} -c "{program}"'
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "sh", "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Unavailable" in done.stderr


@pytest.fixture
def anybody(tmp_path: Path) -> list[str]:
    """Python as an account without rights runs it: Debian's, with the sandbox and nothing else of ours."""
    debian = Path("/usr/bin/python3.11")
    if os.geteuid() != 0 or not debian.exists():
        pytest.skip("needs root to become somebody else, and Debian's Python to run as")
    open_to_all(tmp_path)
    subprocess.run([debian, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    packages = tmp_path / "venv/lib/python3.11/site-packages"
    source = Path(running.__file__).parent
    shutil.copytree(source, packages / "sqm_training/sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    drop = ["setpriv", "--reuid=65533", "--regid=65533", "--clear-groups", "--no-new-privs"]
    return [*drop, str(tmp_path / "venv/bin/python"), "-c"]


def test_an_ordinary_account_has_the_same_walls(anybody: list[str]) -> None:
    program = """
from sqm_training.sandbox.proof import prove
from sqm_training.sandbox.job import Job
from sqm_training.sandbox.run import run
prove()
print(run(Job(("result = open('x').read()",), ("result",), ()), {"x": b"42"}).values["result"])
"""
    done = subprocess.run([*anybody, program], capture_output=True, text=True, check=False, cwd="/")
    assert (done.stdout, done.stderr) == ("42\n", "")


def test_walls_stand_where_the_kernels_settings_are_read_only(anybody: list[str]) -> None:
    """As under systemd's ProtectKernelTunables and ProtectSystem=strict."""
    program = "from sqm_training.sandbox.proof import prove; prove(); print('stands')"
    hardened = """
        for path in /proc/sys /sys /tmp; do mount --rbind $path $path; done
        for path in /proc/sys /sys /; do mount -o remount,bind,ro $path; done
        exec "$@"
    """
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-e", "-c", hardened, "sh", *anybody, program],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("stands\n", "")
