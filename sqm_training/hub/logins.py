"""The log of logins: who came in, from where, and who was refused. Kept for 180 days."""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from typing import Any

DAYS = 180
_log = logging.getLogger("sqm.logins")


def keep(folder: Path) -> None:
    """Write the log into this folder, one file a day."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = TimedRotatingFileHandler(folder / "logins.log", when="midnight", utc=True, backupCount=DAYS)
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False


def note(event: str, who: str, request_handler: Any, **more: str) -> None:
    """One line: when (UTC), what, which employee number or person, from which address."""
    address = request_handler.request.remote_ip if request_handler else ""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = {"at": now, "event": event, "who": who[:64], "from": address}
    _log.info(json.dumps(line | more, ensure_ascii=False))
