"""What can be read out of a PDF of ours: text by its ToUnicode tables, fonts, pages."""

import re
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Readable:
    pages: int
    text: str
    fonts: set[str]
    embedded: int  # font files inside
    squares: int  # filled rectangles


def opened(pdf: bytes) -> Readable:
    objects = {int(number): body for number, body in re.findall(rb"(?s)(\d+) 0 obj\s(.*?)\sendobj", pdf)}
    streams = {number: _stream(body) for number, body in objects.items()}
    fonts = {}  # name in pages → code → character
    for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", pdf):
        table = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        assert table is not None
        fonts[name] = _characters(streams[int(table[1])])
    drawn = [stream for number, stream in streams.items() if b"/Length" in objects[number] and b" Tf" in stream]
    return Readable(
        pages=len(re.findall(rb"/Type /Page\b", pdf)),
        text="\n".join(line for stream in drawn for line in _lines(stream, fonts)),
        fonts={name.decode() for name in re.findall(rb"/BaseFont /(?:\w+\+)?(\w+)", pdf)},
        embedded=len(re.findall(rb"/FontFile2 ", pdf)),
        squares=sum(len(re.findall(rb" re f\b", stream)) for stream in drawn),
    )


def _stream(body: bytes) -> bytes:
    found = re.search(rb"(?s)stream\r?\n(.*)\r?\nendstream", body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _characters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table)
    return {int(code, 16): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in pairs}


def _lines(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> list[str]:
    lines, font = [], b""
    for name, shown in re.findall(rb"(?s)/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", stream):
        font = name or font
        if not name:
            raw = re.sub(rb"(?s)\\(.)", lambda m: {b"r": b"\r", b"n": b"\n", b"t": b"\t"}.get(m[1], m[1]), shown)
            lines.append("".join(fonts[font][raw[at] << 8 | raw[at + 1]] for at in range(0, len(raw), 2)))
    return lines
