"""The kernels, each of them one person's on one page."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Unicode

BASICS = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ")


@dataclass(frozen=True)
class Visit:
    """One person on one page, and what their kernel is to know."""

    person: str
    told: Mapping[str, str]


class Room(AsyncMappingKernelManager):  # type: ignore[misc]
    """Starts kernels for visits only; a kernel's environment is the visit's, never the server's."""

    home = Unicode(help="An empty folder that kernels take for their home.")

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._owners: dict[str, str] = {}

    async def open(self, visit: Visit) -> str:
        """A kernel for this visit; returns its id."""
        kernel = str(await self.start_kernel(kernel_name="python3", env=self._environment(visit)))
        self._owners[kernel] = visit.person
        return kernel

    def belongs(self, kernel: str, person: str) -> bool:
        """Whether this kernel lives and is this person's."""
        return kernel in self and self._owners.get(kernel) == person

    def remove_kernel(self, kernel_id: str) -> Any:
        self._owners.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def close(self, kernel: str) -> None:
        """Let a kernel go."""
        await ensure_async(self.shutdown_kernel(kernel, now=True))

    def _environment(self, visit: Visit) -> dict[str, str]:
        basics = {name: os.environ[name] for name in BASICS if name in os.environ}
        ours = {"HOME": self.home, "IPYTHONDIR": self.home, "JUPYTER_CONFIG_DIR": self.home}
        python = {"PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1", "VIRTUAL_ENV": sys.prefix}
        return {**basics, **ours, **python, **visit.told}
