"""Pictures that stand in somebody's text: found, looked at, and kept where they are safe."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from sqm_training.domain import drawing
from sqm_training.exchange.questions.account import Question
from sqm_training.exchange.questions.prose import Form, Image, prose, unmarked
from sqm_training.exchange.questions.words import Words

LARGEST = 5_000_000  # bytes of one picture
PLUGIN_FILE = re.compile(r"^(?:@@PLUGINFILE@@|\$@FILEPHP@\$)/*", re.IGNORECASE)
STARTS = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
SVG = re.compile(rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>|<!--.*?-->|\s)*<svg[\s>]", re.DOTALL)
VIEW_BOX = re.compile(rb"viewBox\s*=\s*[\"'][-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")
DATA = re.compile(r"data:([^,;]*)((?:;[^,;]*)*),(.*)", re.DOTALL | re.IGNORECASE)

Find = Callable[[str], bytes | None]


def nowhere(_: str) -> bytes | None:
    return None


def told(
    question: Question, source: str, form: Form, find: Find = nowhere, picture: bool = False
) -> tuple[Words, dict[str, Any] | None]:
    """What a text says and, where there is a place for one, the picture it shows; says what is lost."""
    found = prose(source, form)
    for loss in sorted(found.lost - {"formatting"}):
        question.warn(f"lost_{loss}")
    question.plain |= "formatting" in found.lost
    if not found.images:
        return found.words, None
    shown: dict[str, Any] | None = None
    kept = -1
    for place, image in enumerate(found.images):
        if picture and shown is None:
            shown = kept_picture(question, image, find)
            kept = place if shown else kept
        else:
            question.warn("picture_no_place", picture=_called(image))
    words = unmarked(found.words, lambda place: "" if place == kept else _instead(found.images, place))
    return words, shown


def only_words(question: Question, source: str, form: Form) -> Words:
    """What a text says where no picture can be."""
    return told(question, source, form)[0]


def kept_picture(question: Question, image: Image, find: Find) -> dict[str, Any] | None:
    """The picture as a document has it, or None with the reason said."""
    data = loaded(image.source, find)
    called = _called(image)
    if data is None:
        outside = re.match(r"(https?:)?//", image.source) is not None
        question.warn("picture_outside" if outside else "picture_missing", picture=called)
        return None
    if len(data) > LARGEST:
        question.warn("picture_large", picture=called, limit=LARGEST // 1_000_000)
        return None
    kind = kind_of(data)
    if not kind:
        question.warn("picture_kind", picture=called)
    elif not drawing.is_safe(kind, data):
        question.warn("picture_unsafe", picture=called)
    else:
        shown: dict[str, Any] = {"file": question.keep(data, kind, "picture" if _inline(image) else image.source)}
        return shown | ({"alt": Words(image.alt)} if image.alt else {})
    return None


def kind_of(data: bytes) -> str:
    """The suffix of a picture we can show, told by how it begins."""
    for start, kind in STARTS:
        if data.startswith(start):
            return kind
    return ".svg" if SVG.match(data[:2000]) else ""


def size_of(data: bytes) -> tuple[float, float] | None:
    """How wide and how high a picture is."""
    kind = kind_of(data)
    if kind == ".png" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if kind == ".jpg":
        return _jpeg_size(data)
    if kind == ".svg" and (box := VIEW_BOX.search(data)):
        return float(box[1]), float(box[2])
    return None


def _jpeg_size(data: bytes) -> tuple[float, float] | None:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        if 0xC0 <= data[place + 1] <= 0xCF and data[place + 1] not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(data[at : at + 2], "big") for at in (place + 5, place + 7))
            return width, height
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def loaded(source: str, find: Find) -> bytes | None:
    """The bytes behind an address inside the file; nothing is ever fetched from outside."""
    if inline := DATA.match(source):
        if "base64" not in inline[2].lower():
            return unquote_to_bytes(inline[3])
        try:
            return base64.b64decode(re.sub(r"\s+", "", unquote(inline[3])), validate=True)
        except (binascii.Error, ValueError):
            return None
    if re.match(r"[a-z][a-z0-9+.-]*:|//", source, re.IGNORECASE):
        return None
    return find(unquote(PLUGIN_FILE.sub("", source)).split("?")[0])


def _inline(image: Image) -> bool:
    return image.source[:5].lower() == "data:"


def _called(image: Image) -> str:
    name = "data:…" if _inline(image) else image.source
    return name if len(name) <= 80 else "…" + name[-79:]


def _instead(images: list[Image], place: int) -> str:
    """What stands in the text where a picture could not be kept."""
    alt = images[place].alt if place < len(images) else ""
    return f"[{alt}]" if alt else "[…]"
