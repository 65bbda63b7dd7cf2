"""A printed page in the product's typeface: text that fits, both languages, QR codes."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

import segno
from fpdf import FPDF

from sqm_training.locale import Language, text

FAMILY = "NotoSansSC"
Colour = tuple[int, int, int]
INK: Colour = (31, 41, 55)
MUTED: Colour = (107, 114, 128)
ACCENT: Colour = (18, 84, 122)
HAIR: Colour = (203, 213, 225)
SMALLEST = 5.0  # points


class Page(FPDF):
    """A4 with the typeface embedded. Lengths are millimetres, type sizes points."""

    def __init__(
        self, turned: Literal["portrait", "landscape"], regular: Path, bold: Path, made: date | None = None
    ) -> None:
        super().__init__(turned, "mm", "A4")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.add_font(FAMILY, "", regular)
        self.add_font(FAMILY, "B", bold)
        self.set_lang("zh-CN")
        self.set_creator("SQM Training")
        if made:
            self.set_creation_date(datetime.combine(made, time(), UTC))

    def write_at(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        colour: Colour = INK,
        width: float = 0,
        align: Literal["L", "C", "R"] = "L",
    ) -> None:
        """One line with its top at `y`; made smaller, then cut, where it would be wider than `width`."""
        self.set_text_color(*colour)
        self.set_font(FAMILY, "B" if bold else "", size)
        while width and self.get_string_width(words) > width and size > SMALLEST:
            size -= 0.25
            self.set_font_size(size)
        while width and len(words) > 1 and self.get_string_width(words) > width:
            words = words[:-2] + "…"
        self.set_xy(x, y)
        self.cell(width or None, size * 0.46, words, align=align)

    def paragraph(self, x: float, y: float, width: float, words: str, size: float, colour: Colour = INK) -> float:
        """Lines broken at `width`. Returns where the next paragraph may begin."""
        self.set_text_color(*colour)
        self.set_font(FAMILY, "", size)
        self.set_xy(x, y)
        self.multi_cell(width, size * 0.5, words, align="L")
        return float(self.get_y())

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """A QR code that survives a smudge (error correction M or better)."""
        modules = [list(row) for row in segno.make(content, error="m").matrix_iter(border=0)]
        step = side / len(modules)
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(modules):
            for across, dark in enumerate(row):
                if dark:
                    self.rect(x + across * step, y + down * step, step, step, style="F")

    def finished(self) -> bytes:
        return bytes(self.output())


def both(key: str, **params: object) -> str:
    """The words in both languages on one line."""
    return f"{text(key, 'zh', **params)} {text(key, 'en', **params)}"


def day(when: date, language: Language) -> str:
    """A date as it is written in a language."""
    return text("print.day", language, year=when.year, month=when.month, day=when.day)
