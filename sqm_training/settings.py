"""Where an installation keeps its things and on which ports its processes meet."""

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_STATE = "~/.local/share/sqm-training"


@dataclass(frozen=True)
class Settings:
    """One installation. `state` is its only directory; `port` the one port people reach."""

    state: Path
    port: int = 8000

    @classmethod
    def from_env(cls) -> "Settings":
        """Read SQM_STATE and SQM_PORT, or their defaults."""
        state = Path(os.environ.get("SQM_STATE", DEFAULT_STATE)).expanduser().resolve()
        return cls(state, int(os.environ.get("SQM_PORT", "8000")))

    @property
    def proxy_api_port(self) -> int:
        return self.port + 1

    @property
    def hub_port(self) -> int:
        return self.port + 81

    @property
    def pages_port(self) -> int:
        return self.port + 82

    @property
    def records_port(self) -> int:
        return self.port + 83

    @property
    def records_url(self) -> str:
        """The records API as the other processes of this machine reach it."""
        return f"http://127.0.0.1:{self.records_port}/services/records/api"

    @property
    def hub_api_url(self) -> str:
        return f"http://127.0.0.1:{self.hub_port}/hub/api"

    @property
    def database(self) -> str:
        """SQLAlchemy address of the records store; SQM_DATABASE may name a PostgreSQL one."""
        return os.environ.get("SQM_DATABASE", f"sqlite:///{self.state / 'records.sqlite'}")

    @property
    def courses(self) -> Path:
        return self.state / "courses"

    @property
    def assessments(self) -> Path:
        return self.state / "assessments"

    @property
    def published(self) -> Path:
        return self.state / "published"

    @property
    def nbgrader(self) -> Path:
        return self.state / "nbgrader"

    @property
    def public_url(self) -> str:
        """The address printed on slips (SQM_PUBLIC_URL); empty where nobody said it."""
        return os.environ.get("SQM_PUBLIC_URL", "")

    @property
    def sandbox_account(self) -> str:
        """Whom root becomes to run code of others (SQM_SANDBOX_ACCOUNT). Anybody else stays who they are."""
        return os.environ.get("SQM_SANDBOX_ACCOUNT", "nobody")

    def secret(self, name: str) -> str:
        """The named secret, made on first use, readable by this account only."""
        path = self.state / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(os.urandom(32).hex())
        return path.read_text().strip()
