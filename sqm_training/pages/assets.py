"""What the build made for browsers: files named by their content, so that they may be kept for ever."""

import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the better one first


class Assets:
    """A closed table of names; nothing outside it can be asked for."""

    def __init__(self, folder: Path = STATIC) -> None:
        entries = folder / "entries.json"
        if not entries.exists():
            raise SystemExit("The front end is not built: cd sqm_training/pages/front && npm ci && npm run build")
        built = json.loads(entries.read_text())
        self.entries: dict[str, str] = built["files"]
        self.early: list[str] = built["early"]  # what a page with widgets needs beside its own script
        self._files = {path.name: path for path in sorted(folder.rglob("*")) if path.suffix in KINDS}

    def find(self, name: str, accepted: str) -> tuple[bytes, str, str] | None:
        """Bytes, media type and encoding of a file for a browser that accepts these encodings."""
        path = self._files.get(name)
        if path is None:
            return None
        kind = KINDS[path.suffix]
        for encoding, ending in ENCODINGS.items():
            packed = path.with_name(path.name + ending)
            if encoding in accepted and packed.exists():
                return _bytes(packed), kind, encoding
        return _bytes(path), kind, ""


@cache
def _bytes(path: Path) -> bytes:
    return path.read_bytes()
