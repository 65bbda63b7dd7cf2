"""Kernels forked from one warm process."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from jupyter_client.multikernelmanager import AsyncMultiKernelManager

from sqm_training.kernels.nursery import Nursery
from sqm_training.kernels.warm import WarmKernel

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="process descriptors")

MODULES = ["ipywidgets", "anywidget", "httpx", "yaml"]


class Kernels(AsyncMultiKernelManager):
    """What the pages service has, without the pages."""

    nursery: Nursery | None = None


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery(MODULES)
    made.start()
    wait_until(lambda: made.warm)
    yield made
    made.stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a name short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="k-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def wait_until(true: object, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


@asynccontextmanager
async def kernel(nursery: Nursery | None, folder: Path, **told: str) -> AsyncIterator[WarmKernel]:
    kernels = Kernels(connection_dir=str(folder), kernel_manager_class="sqm_training.kernels.warm.WarmKernel")
    kernels.nursery = nursery
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "IPYTHONDIR": str(folder), **told}
    name = await kernels.start_kernel(env=environment, cwd=str(folder))
    try:
        yield kernels.get_kernel(name)
    finally:
        if name in kernels:
            await kernels.shutdown_kernel(name, now=True)


async def said(running: WarmKernel, code: str) -> str:
    """What the kernel prints when it runs this."""
    client = await running.connect()
    heard: list[str] = []

    def hear(message: dict[str, object]) -> None:
        content = message["content"]
        heard.append(content.get("text", "") or "".join(content.get("traceback", [])))  # type: ignore[attr-defined]

    await client.execute_interactive(code, output_hook=hear, timeout=20)
    client.stop_channels()
    return "".join(heard)


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists() or "State:\tZ" in Path(f"/proc/{pid}/status").read_text()


def test_a_kernel_is_forked_and_runs(nursery: Nursery, folder: Path) -> None:
    async def story() -> None:
        async with kernel(nursery, folder) as running:
            assert running.provisioner.forked
            assert await said(running, "print(6 * 7)") == "42\n"

    asyncio.run(story())


def test_a_forked_kernel_has_the_environment_it_is_given_and_no_other(
    nursery: Nursery, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret-of-the-service")

    async def story() -> None:
        async with kernel(nursery, folder, SQM_GRANT="mine") as running:
            told = json.loads(await said(running, "import json, os; print(json.dumps(dict(os.environ)))"))
            assert told["SQM_GRANT"] == "mine"
            assert "secret" not in json.dumps(told)
            own = await said(running, "print(open('/proc/self/environ').read())")
            assert "secret" not in own
            assert await said(running, "print(os.getcwd())") == f"{folder}\n"

    asyncio.run(story())


def test_kernels_share_no_state_with_one_another(nursery: Nursery, folder: Path) -> None:
    async def story() -> None:
        draws = "import random, uuid, os; print(random.random(), uuid.uuid4(), os.urandom(4).hex())"
        async with kernel(nursery, folder) as one, kernel(nursery, folder) as other:
            await said(one, "import httpx; httpx.mine = 'here'; mine = 1")
            assert (
                await said(other, "import httpx; print(hasattr(httpx, 'mine'), 'mine' in globals())") == "False False\n"
            )
            assert await said(one, draws) != await said(other, draws)

    asyncio.run(story())


def test_widgets_find_their_kernel(nursery: Nursery, folder: Path) -> None:
    async def story() -> None:
        async with kernel(nursery, folder) as running:
            targets = await said(running, "import comm; print(sorted(comm.get_comm_manager().targets))")
            assert targets == "['jupyter.widget', 'jupyter.widget.control']\n"

    asyncio.run(story())


def test_nobody_else_gets_at_a_kernels_sockets(nursery: Nursery, folder: Path) -> None:
    async def story() -> None:
        async with kernel(nursery, folder) as running:
            assert running.transport == "ipc"
            assert Path(running.connection_file).stat().st_mode & 0o077 == 0
            await running.connect()
            assert not Path(running.connection_file).exists()  # nor learns the key that opens them
            assert await said(running, "print('still here')") == "still here\n"

    asyncio.run(story())


def test_no_other_process_reads_a_kernels_memory(nursery: Nursery, folder: Path) -> None:
    async def story() -> None:
        async with kernel(nursery, folder) as running:
            await running.connect()
            assert Path(f"/proc/{running.provisioner.pid}/environ").stat().st_uid == 0
            dumpable = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
            assert await said(running, dumpable) == "0\n"

    asyncio.run(story())


def test_a_folder_with_a_long_name_will_do(nursery: Nursery, folder: Path) -> None:
    async def story() -> None:
        long = folder / ("long" * 20)
        long.mkdir()
        async with kernel(nursery, long) as running:
            assert await said(running, "print('here')") == "here\n"

    asyncio.run(story())


def test_a_kernel_that_ends_is_noticed(nursery: Nursery, folder: Path) -> None:
    async def story() -> None:
        async with kernel(nursery, folder) as running:
            assert await running.is_alive()
            os.kill(running.provisioner.pid, signal.SIGKILL)
            until = time.monotonic() + 5
            while await running.is_alive():
                assert time.monotonic() < until

    asyncio.run(story())


def test_without_a_zygote_kernels_start_the_ordinary_way_and_a_new_one_is_raised(
    nursery: Nursery, folder: Path
) -> None:
    async def story() -> None:
        async with kernel(nursery, folder) as before:
            first = nursery.pid
            assert first
            os.kill(first, signal.SIGKILL)
            async with kernel(nursery, folder) as meanwhile:
                assert not meanwhile.provisioner.forked
                assert await said(meanwhile, "print('cold')") == "cold\n"
                assert await said(before, "print('unharmed')") == "unharmed\n"
            await asyncio.to_thread(wait_until, lambda: nursery.warm)
            assert nursery.pid != first
            async with kernel(nursery, folder) as after:
                assert after.provisioner.forked

    asyncio.run(story())


def test_a_frozen_zygote_keeps_nobody_waiting_for_long(
    nursery: Nursery, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        assert nursery.pid
        nursery._requests.settimeout(0.3)  # type: ignore[union-attr]
        os.kill(nursery.pid, signal.SIGSTOP)
        async with kernel(nursery, folder) as running:
            assert not running.provisioner.forked

    asyncio.run(story())


def test_a_module_that_cannot_be_loaded_spoils_nothing(folder: Path) -> None:
    nursery = Nursery(["no.such.module", "yaml"])
    nursery.start()
    wait_until(lambda: nursery.warm)
    nursery.stop()


def test_everything_ends_with_the_starter(folder: Path) -> None:
    async def story() -> tuple[int, int]:
        nursery = Nursery([])
        nursery.start()
        await asyncio.to_thread(wait_until, lambda: nursery.warm)
        running = kernel(nursery, folder)
        made = await running.__aenter__()
        await made.connect()
        pids = nursery.pid or 0, made.provisioner.pid
        nursery.stop()
        return pids

    for pid in asyncio.run(story()):
        wait_until(lambda pid=pid: gone(pid), 5)


def test_a_starter_that_is_killed_takes_zygote_and_kernels_along(folder: Path) -> None:
    program = f"""
import asyncio, sys, time
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from kernels.test_zygote import *
async def story():
    nursery = Nursery([]); nursery.start()
    while not nursery.warm: await asyncio.sleep(.02)
    held = kernel(nursery, Path({str(folder)!r})); made = await held.__aenter__()
    await made.connect()
    print(nursery.pid, made.provisioner.pid, flush=True)
    time.sleep(60)
asyncio.run(story())
"""
    starter = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    pids = [int(word) for word in starter.stdout.readline().split()]
    assert len(pids) == 2
    starter.kill()
    starter.wait()
    for pid in pids:
        wait_until(lambda pid=pid: gone(pid), 5)
