"""Jupyter kernels that come from the nursery, or start the ordinary way when it has none."""

import asyncio
import os
import sys
import time
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import CaselessStrEnum

from sqm_training.kernels.nursery import Nursery

GLANCE = 0.002  # seconds between two looks whether a kernel listens
ASK_AGAIN = 0.1  # seconds until a kernel that has said nothing is asked again
COLD = 30.0  # seconds that an ordinary start may take


class ForkedProvisioner(LocalProvisioner):
    """Asks the nursery of its kernel's manager for a process."""

    forked = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        parent: Any = self.parent
        nursery: Nursery | None = getattr(parent, "nursery", None)
        child: Any = None
        if nursery is not None:
            about = (parent.connection_file, kwargs["env"], kwargs.get("cwd") or ".")
            child = await asyncio.to_thread(nursery.fork, *about)
        if child is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.forked = True
        self.process, self.pid, self.pgid = child, child.pid, child.pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info


class WarmKernel(AsyncIOLoopKernelManager):
    """One kernel. Its parent's attribute `nursery` says where it comes from.

    It listens on sockets in its connection folder: no port, no race for one, and only this account gets in.
    (On ports of this machine where that folder's name is too long for a socket's.)
    """

    transport = CaselessStrEnum(["tcp", "ipc"], default_value="ipc" if sys.platform == "linux" else "tcp", config=True)

    @property
    def nursery(self) -> Nursery | None:
        return getattr(self.parent, "nursery", None)

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        self.kernel_id = self.kernel_id or kwargs.get("kernel_id", "")
        if len(self.connection_file) + len("-ipc-5") > zmq.IPC_PATH_MAX_LEN:
            self.transport = "tcp"
        if self.provisioner is None:
            self.provisioner = ForkedProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kwargs)

    async def connect(self) -> AsyncKernelClient:
        """A client that is heard and hears. Does without the fixed waits of `wait_for_ready`."""
        until = time.monotonic() + COLD
        while self.transport == "ipc" and not all(os.path.exists(f"{self.ip}-{port}") for port in self.ports):
            await self._still(until)
            await asyncio.sleep(GLANCE)
        client: AsyncKernelClient = self.client()
        client.start_channels()
        client.allow_stdin = False
        await self._first(client, client.iopub_channel, until)
        while (await self._first(client, client.shell_channel, until))["msg_type"] != "kernel_info_reply":
            pass
        Path(self.connection_file).unlink(missing_ok=True)  # its key opens the kernel; from now on only we have it
        return client

    async def _first(self, client: AsyncKernelClient, channel: Any, until: float) -> dict[str, Any]:
        while True:
            client.kernel_info()
            try:
                message: dict[str, Any] = await channel.get_msg(timeout=ASK_AGAIN)
                return message
            except Empty:
                await self._still(until)

    async def _still(self, until: float) -> None:
        if time.monotonic() > until or not await self.is_alive():
            raise RuntimeError(f"kernel {self.kernel_id} does not start")
