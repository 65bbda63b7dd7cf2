"""Bytes of a text file as text: what they say they are, else what they most likely are."""

import codecs
import re
from collections.abc import Iterator

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HIGH = re.compile(rb"[\x80-\xff]+")
SINGLE, WORDS = 1.6, 2.5  # signs beyond ASCII in a row, on average: single letters, whole words
TOLERATED = 0.02  # share of broken signs up to which a text is still UTF-8


def decoded(data: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether that is certain."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding.removesuffix("-sig"), True
    try:
        if data.count(b"\0") * 4 < len(data):
            return data.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError:
        pass
    encoding = _likely(data)
    return data.decode(encoding, errors="replace"), encoding, False


def _likely(data: bytes) -> str:
    if data.count(b"\0") * 4 >= len(data):
        return "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
    runs = HIGH.findall(data)
    high = sum(map(len, runs))
    tried = data.decode("utf-8", errors="replace")
    broken = tried.count("\ufffd")
    sound = sum(not sign.isascii() for sign in tried) - broken
    if broken <= max(1, TOLERATED * high) and sound > 2 * broken:
        return "utf-8"
    length = high / len(runs) if runs else 0
    if length < SINGLE:
        return "windows-1252"  # letters with accents among plain ones
    leads = list(_leads(runs))
    common = sum(0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3 for lead in leads)
    if leads and common >= len(leads) / 2:
        return "gb18030"
    cyrillic = sum(sign >= 0xC0 for run in runs for sign in run)
    if cyrillic < 0.9 * high:
        return "gb18030"
    return "windows-1251" if length >= WORDS else "windows-1252"


def _leads(runs: list[bytes]) -> Iterator[int]:
    """The first bytes of what would be pairs in GB 18030."""
    return (run[place] for run in runs for place in range(0, len(run) - 1, 2))
