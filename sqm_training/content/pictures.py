"""Pictures travel inside pages: only drawings without script or outside references are let in."""

import base64
import re
from pathlib import Path

from sqm_training.errors import Fault

MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
UNSAFE = re.compile(
    rb"<script|<foreignobject|<iframe|<!entity|\son\w+\s*=|javascript:|(?:href|src)\s*=\s*[\"'](?!#|data:image/)|@import|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)


def faults(folder: Path, file: str, where: str, row: int | None) -> list[Fault]:
    """What is wrong with a picture named in `where`."""
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return [Fault(where, "content.picture.missing", row, params={"picture": file})]
    if path.suffix.lower() not in MEDIA:
        return [Fault(where, "content.picture.kind", row, params={"picture": file})]
    if path.suffix.lower() == ".svg" and UNSAFE.search(path.read_bytes()):
        return [Fault(where, "content.picture.unsafe", row, params={"picture": file})]
    return []


def data_uri(path: Path) -> str:
    """The picture as a data URI, so that showing it needs no second request."""
    return f"data:{MEDIA[path.suffix.lower()]};base64,{base64.b64encode(path.read_bytes()).decode()}"
