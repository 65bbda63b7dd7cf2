"""What the build made for browsers: files named by their content, so that they may be kept for ever."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the better one first


@dataclass(frozen=True)
class Build:
    """One build: the frame's files by their source's name, the widgets' by the digest of their text."""

    files: dict[str, str]
    early: list[str]  # what a page with widgets needs beside the frame's own script
    widgets: dict[str, str]


class Assets:
    """A closed table of names, held in memory: nothing outside it can be asked for.

    A new build is taken up when it is complete; what earlier ones made stays, for pages that are open.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        self._entries = folder / "entries.json"
        self._changed = 0
        self._files: dict[str, bytes] = {}
        if not self._entries.exists():
            raise SystemExit("The front end is not built: cd sqm_training/pages/front && npm ci && npm run build")
        self._build = self._take()

    @property
    def build(self) -> Build:
        """The newest build."""
        try:
            if self._entries.stat().st_mtime_ns != self._changed:
                self._build = self._take()
        except OSError:
            pass  # another is being made
        return self._build

    def find(self, name: str, accepted: str) -> tuple[bytes, str, str] | None:
        """Bytes, media type and encoding of a file for a browser that accepts these encodings."""
        kind = KINDS.get(Path(name).suffix)
        if kind is None or name not in self._files:
            return None
        for encoding, ending in ENCODINGS.items():
            if encoding in accepted and name + ending in self._files:
                return self._files[name + ending], kind, encoding
        return self._files[name], kind, ""

    def _take(self) -> Build:
        changed = self._entries.stat().st_mtime_ns
        told: dict[str, Any] = json.loads(self._entries.read_text())
        endings = (*KINDS, *ENCODINGS.values())
        found = (path for path in self._entries.parent.iterdir() if path.suffix in endings)
        self._files |= {path.name: path.read_bytes() for path in found}
        self._changed = changed
        return Build(told["files"], told["early"], told["widgets"])
