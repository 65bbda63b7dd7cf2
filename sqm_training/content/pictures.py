"""Pictures travel inside pages: only drawings without script or outside references are let in."""

import base64
import re
from pathlib import Path
from xml.parsers import expat

from sqm_training.errors import Fault, Faults

MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
BEGINS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
SVG = "http://www.w3.org/2000/svg "
DRAWING = re.compile(
    "svg|g|defs|symbol|use|title|desc|style|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|textPath|image"
    "|clipPath|mask|pattern|marker|linearGradient|radialGradient|stop|filter|feBlend|feColorMatrix|feComposite"
    "|feDropShadow|feFlood|feGaussianBlur|feMerge|feMergeNode|feOffset"
)
INSIDE = re.compile(r"#|data:image/(png|jpeg);base64,", re.IGNORECASE)
LIVE = re.compile(r"url\((?!\s*[\"']?#)|@import|javascript:|expression\(|\\", re.IGNORECASE)


def faults(folder: Path, file: str, where: str, row: int | None) -> list[Fault]:
    """What is wrong with a picture of a folder that is named in `where`. Pictures lie in `img/`."""
    path, kind = folder / file, Path(file).suffix.lower()
    if not path.resolve().is_relative_to((folder / "img").resolve()) or not path.is_file():
        return [Fault(where, "content.picture.missing", row, params={"picture": file})]
    if kind not in MEDIA:
        return [Fault(where, "content.picture.kind", row, params={"picture": file})]
    if not is_safe(path):
        return [Fault(where, "content.picture.unsafe", row, params={"picture": file})]
    return []


def is_safe(path: Path) -> bool:
    """A picture that is what its name says and does nothing but be seen."""
    data, kind = path.read_bytes(), path.suffix.lower()
    return _draws_only(data) if kind == ".svg" else data.startswith(BEGINS.get(kind, b"\0"))


def data_uri(path: Path) -> str:
    """The picture as a data URI, so that showing it needs no second request. Raises Faults if it is not safe."""
    if not is_safe(path):
        raise Faults([Fault(path.name, "content.picture.unsafe", params={"picture": path.name})])
    return f"data:{MEDIA[path.suffix.lower()]};base64,{base64.b64encode(path.read_bytes()).decode()}"


class _Live(Exception):
    """Something in a drawing that acts or reaches outside."""


def _draws_only(data: bytes) -> bool:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _element
    parser.CharacterDataHandler = _words
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = _refuse
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except (_Live, expat.ExpatError):
        return False
    return True


def _refuse(*_: object) -> None:
    raise _Live


def _words(words: str) -> None:
    """Words may be a style sheet, so they keep to its rules."""
    if LIVE.search(words):
        raise _Live


def _element(name: str, attributes: dict[str, str]) -> None:
    if not name.startswith(SVG) or not DRAWING.fullmatch(name.removeprefix(SVG)):
        raise _Live
    for key, value in attributes.items():
        local = key.rpartition(" ")[2].lower()
        points = local in ("href", "src")
        if local.startswith("on") or local == "base" or LIVE.search(value) or (points and not INSIDE.match(value)):
            raise _Live
