"""Pictures travel inside pages: only drawings without script or outside references are let in."""

import re
from xml.parsers import expat

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


def is_safe(kind: str, data: bytes) -> bool:
    """Bytes that are what their suffix (`.svg`, `.png`, …) says and do nothing but be seen."""
    return _draws_only(data) if kind == ".svg" else data.startswith(BEGINS.get(kind, b"\0"))


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
