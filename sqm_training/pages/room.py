"""The kernels, each of them one person's on one page."""

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from jupyter_core.utils import ensure_async
from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Float, Instance, Integer, Unicode

from sqm_training.kernels.nursery import BASICS, Nursery
from sqm_training.kernels.warm import WarmKernel
from sqm_training.pages.line import hang_up

AT_ONCE = 4  # kernels that start at the same time; more would only make all of them slower


@dataclass(frozen=True)
class Visit:
    """One person on one page, and what their kernel is to know."""

    person: str
    told: Mapping[str, str]


class Room(AsyncMappingKernelManager):
    """Starts kernels for visits only; a kernel's environment is the visit's, never the server's."""

    home = Unicode(help="An empty folder that kernels take for their home.")
    idle = Float(20 * 60, help="Seconds without any use after which a kernel is let go.")
    alone = Float(3 * 60, help="Seconds without any connection after which a kernel is let go.")
    most = Integer(200, help="Kernels that may live at once.")
    each = Integer(8, help="Kernels that one person may have; with another, the one left longest goes.")
    nursery = Instance(Nursery, allow_none=True)

    kernel_manager_class = "sqm_training.kernels.warm.WarmKernel"
    cull_idle_timeout = 1  # switches the looking on; what is idle is said below

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._owners: dict[str, str] = {}
        self._alone_since: dict[str, float] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)

    @property
    def full(self) -> bool:
        """Whether everybody has to wait until somebody goes."""
        return len(self) >= self.most

    async def open(self, visit: Visit) -> tuple[str, WarmKernel]:
        """A kernel for this visit, with its id."""
        await self._make_way(visit.person)
        async with self._turn:
            told = self._environment(visit)
            kernel = str(await self.start_kernel(kernel_name="python3", env=told, cwd=self.home))
        self._owners[kernel] = visit.person
        self._alone_since[kernel] = time.monotonic()
        return kernel, cast("WarmKernel", self.get_kernel(kernel))

    async def _make_way(self, person: str) -> None:
        theirs = [kernel for kernel, owner in self._owners.items() if owner == person]
        now = time.monotonic()
        theirs.sort(key=lambda kernel: self._alone_since.get(kernel, now))  # those left longest come first
        for kernel in theirs[: max(0, len(theirs) - self.each + 1)]:
            await self.close(kernel)

    def belongs(self, kernel: str, person: str) -> bool:
        """Whether this kernel lives and is this person's."""
        return kernel in self and self._owners.get(kernel) == person

    async def close(self, kernel: str) -> None:
        """Let a kernel go."""
        await ensure_async(self.shutdown_kernel(kernel, now=True))

    def remove_kernel(self, kernel_id: str) -> Any:
        self._owners.pop(kernel_id, None)
        self._alone_since.pop(kernel_id, None)
        hang_up(kernel_id)
        return super().remove_kernel(kernel_id)

    def notify_connect(self, kernel_id: str) -> None:
        super().notify_connect(kernel_id)
        self._alone_since.pop(kernel_id, None)

    def notify_disconnect(self, kernel_id: str) -> None:
        super().notify_disconnect(kernel_id)
        if self._kernel_connections.get(kernel_id) == 0:
            self._alone_since[kernel_id] = time.monotonic()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Let a kernel go that nobody has used or looked at for too long. A busy one is left to finish."""
        kernel: Any = self.get_kernel(kernel_id)  # the server's manager adds activity and state to it
        now = time.monotonic()
        unused = (utcnow() - kernel.last_activity).total_seconds()
        left = now - self._alone_since.get(kernel_id, now)
        busy = kernel.execution_state == "busy"
        if (unused > self.idle or left > self.alone) and not busy:
            self.log.info("letting go kernel %s: unused %.0f s, alone %.0f s", kernel_id, unused, left)
            await self.close(kernel_id)

    def _environment(self, visit: Visit) -> dict[str, str]:
        basics = {name: os.environ[name] for name in BASICS if name in os.environ}
        ours = {"HOME": self.home, "IPYTHONDIR": self.home, "JUPYTER_CONFIG_DIR": self.home}
        python = {"PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        return {**basics, **ours, **python, **visit.told}
