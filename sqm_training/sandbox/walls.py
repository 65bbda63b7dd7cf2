"""What there is inside: the command that puts Python behind bubblewrap's walls.

A small stage comes first, in a mount namespace of its own: bubblewrap cannot bound how many files a tmpfs takes, and
where root gives its rights away, Python may lie where the lesser account cannot reach it. The stage covers `/sys`,
which every machine has and nobody needs inside. There is neither `/proc` nor `/etc`.
"""

import os
import pwd
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqm_training.sandbox.job import Limits, Unavailable

STAGE = """
"$1" --no-mtab --all --fstab "/dev/fd/$2" || exit
shift 2
exec "$@"
"""
STAGED = """
tmpfs /sys tmpfs size=64k,nr_inodes={folders},mode=755 0 0
{base} /sys/base none rbind,X-mount.mkdir 0 0
{site} /sys/site none rbind,X-mount.mkdir 0 0
"""
STAGED_FOLDER = "tmpfs /sys/work{number} tmpfs {options},mode=700,nosuid,nodev,noexec,X-mount.mkdir 0 0\n"
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "LD_LIBRARY_PATH": "/python/lib",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
}
DEVICES = ("null", "random", "urandom", "zero")
SITE = "/site"
INSIDE = 1000  # the account's number inside


@dataclass(frozen=True)
class Folder:
    """A work folder inside. Nobody there can list its parent: who does not know its path does not find it.

    `named` is a descriptor from which the path can be read, `inputs` are those that hold its files.
    """

    path: str
    named: int
    inputs: Mapping[str, int]


@dataclass(frozen=True)
class Held:
    """Descriptors that bubblewrap reads from, and the one that it tells its child's process id to."""

    stage: int
    program: int
    folders: tuple[Folder, ...]
    told: int

    def all(self) -> tuple[int, ...]:
        files = (file for folder in self.folders for file in (folder.named, *folder.inputs.values()))
        return (self.stage, self.program, self.told, *files)


def command(held: Held, account: str) -> list[str]:
    """What is to be started."""
    user, base = _account(account), _base()
    stage = ["--", _tool("sh"), "-c", STAGE, "stage", _tool("mount"), str(held.stage)]
    if user:
        stage = [_tool("unshare"), "--mount", *stage, *_dropped(user)]
    else:
        stage = [_tool("unshare"), "--user", "--map-root-user", "--mount", *stage]
    walls = [*_namespaces(held.told), *_system(), *_python(base), *_work_folders(held)]
    python = f"/python/bin/{_executable().name}"
    return [*stage, _tool("bwrap"), *walls, "--", python, "-s", "-P", "-S", "-B", "/guest.pyc"]


def staged(count: int, limits: Limits, account: str) -> bytes:
    """What the stage mounts for so many work folders, as `fstab` has it."""
    user = _account(account)
    uid, gid = (user.pw_uid, user.pw_gid) if user else (0, 0)
    options = f"size={limits.disk},nr_inodes={limits.files},uid={uid},gid={gid}"
    base, site = (_escaped(path) for path in (str(_base()), sysconfig.get_path("purelib")))
    folders = "".join(STAGED_FOLDER.format(number=number, options=options) for number in range(count))
    return (STAGED.format(folders=16 + count, base=base, site=site) + folders).encode()


def root() -> list[str]:
    """What the sandbox's root folder holds, if the walls stand."""
    return ["dev", "guest.pyc", "python", "site", "work", *{path.strip("/").split("/")[0] for path in _libraries()}]


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Unavailable(f"{name} is not installed")
    return os.path.abspath(path)


def _account(name: str) -> pwd.struct_passwd | None:
    """Whom root becomes; anybody else stays who they are."""
    if os.geteuid() != 0:
        return None
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise Unavailable(f"no account {name}") from None
    if user.pw_uid == 0:
        raise Unavailable(f"{name} is root")
    return user


def _base() -> Path:
    return Path(sys.base_prefix).resolve()


def _escaped(path: str) -> str:
    return "".join(f"\\{ord(char):03o}" if char in " \t\n\\#" else char for char in path)


def _dropped(user: pwd.struct_passwd) -> list[str]:
    return [_tool("setpriv"), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def _namespaces(told: int) -> Iterator[str]:
    yield from ("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "sandbox", "--uid", str(INSIDE), "--gid", str(INSIDE))
    yield from ("--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--info-fd", str(told))
    if not os.statvfs("/proc/sys").f_flag & os.ST_RDONLY:  # systemd's ProtectKernelTunables; the filter stands anyway
        yield "--disable-userns"
    yield "--clearenv"
    for name, value in ENVIRONMENT.items():
        yield from ("--setenv", name, value)


def _libraries() -> dict[str, str]:
    """System libraries: where they are, and where a link leads in their place."""
    found = {}
    multiarch = sysconfig.get_config_var("MULTIARCH") or "."
    for place in ("/lib", "/lib64"):
        if os.path.islink(place):
            found[place] = os.readlink(place)
    for path in (f"/usr/lib/{multiarch}", f"/lib/{multiarch}", "/usr/lib64", "/lib64", *_loaders()):
        if os.path.exists(path) and not any(path == link or path.startswith(f"{link}/") for link in found):
            found[os.path.normpath(path)] = ""
    return found


def _loaders() -> list[str]:
    return [str(path) for place in ("/usr/lib", "/lib") for path in Path(place).glob("ld-linux*.so*")]


def _system() -> Iterator[str]:
    for path, link in _libraries().items():
        yield from ("--symlink", link, path) if link else ("--ro-bind", path, path)
    for device in DEVICES:
        yield from ("--dev-bind", f"/dev/{device}", f"/dev/{device}")


def _python(base: Path) -> Iterator[str]:
    """The interpreter under `/python`, wherever it is outside, and the packages."""
    program = _executable()
    library = Path(sysconfig.get_path("stdlib")).resolve()
    shared = Path(sysconfig.get_config_var("LIBDIR") or "/", sysconfig.get_config_var("INSTSONAME") or "none")
    yield from ("--ro-bind", _staged(program, base), f"/python/bin/{program.name}")
    yield from ("--ro-bind", _staged(library, base), f"/python/lib/{library.name}")
    if shared.is_file() and ".so" in shared.name:
        yield from ("--ro-bind", _staged(shared.resolve(), base), f"/python/lib/{shared.name}")
    yield from ("--ro-bind", "/sys/site", SITE)


def _executable() -> Path:
    return Path(getattr(sys, "_base_executable", "") or sys.executable).resolve()


def _staged(path: Path, base: Path) -> str:
    try:
        return str("/sys/base" / path.relative_to(base))
    except ValueError:
        raise Unavailable(f"{path} lies outside {base}") from None


def _work_folders(held: Held) -> Iterator[str]:
    yield from ("--perms", "0444", "--ro-bind-data", str(held.program), "/guest.pyc")
    yield from ("--perms", "0111", "--dir", "/work")
    for number, folder in enumerate(held.folders):
        yield from ("--bind", f"/sys/work{number}", folder.path)
        for name, descriptor in folder.inputs.items():
            yield from ("--perms", "0444", "--ro-bind-data", str(descriptor), f"{folder.path}/{name}")
    yield from ("--remount-ro", "/", "--chdir", "/work")
