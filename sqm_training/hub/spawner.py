"""JupyterLab for authors, as local processes of this account."""

from pathlib import Path
from typing import Any

import psutil
from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Unicode

LAB_CONFIG = Path(__file__).parent / "lab_config.py"


def started(pid: int) -> float:
    """When the process began, in seconds since 1970; 0 if there is none. A pid alone can be reused."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return 0.0


class DeskSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """One JupyterLab a person, all under the Hub's own account: authors are trusted, and the demo says so."""

    pid: int
    home = Unicode(config=True, help="Folder for what JupyterLab itself keeps: settings, workspaces")

    async def start(self) -> tuple[str, int]:
        Path(self.home, self.user.name).mkdir(parents=True, exist_ok=True, mode=0o700)
        return await super().start()  # type: ignore[no-any-return]

    def make_preexec_fn(self, name: str) -> None:
        return None

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        home = str(Path(self.home, self.user.name))
        return env | {"USER": self.user.name, "HOME": home, "SHELL": "/bin/sh"}

    def get_state(self) -> dict[str, Any]:
        state: dict[str, Any] = super().get_state()
        return state | {"started": started(self.pid)} if self.pid else state

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        if self.pid and started(self.pid) != state.get("started"):
            self.pid = 0  # another program has that number now

    async def poll_and_notify(self) -> int | None:
        """The library's regular look: a server whose owner is an author no longer is stopped first."""
        if await self.poll() is None and not await self._still_author():
            await self.stop()
        status: int | None = await super().poll_and_notify()
        return status

    async def _still_author(self) -> bool:
        answer = await self.authenticator.recheck(self.user)
        if isinstance(answer, dict):
            self.user.sync_groups(answer["groups"])
            self.db.commit()
        return answer is not False and any(group.name == "authors" for group in self.user.groups)
