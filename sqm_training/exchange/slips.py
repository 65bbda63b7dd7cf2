"""One-time login codes on paper: ten slips to an A4 page, to cut and hand out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqm_training.exchange.pdf import ACCENT, HAIR, INK, MUTED, Page, both, day
from sqm_training.locale import text

ACROSS, DOWN = 2, 5
WIDTH, HEIGHT = 210 / ACROSS, 297 / DOWN
EDGE = 8.0  # kept free: printers leave a margin, scissors a few millimetres
INNER = WIDTH - 2 * EDGE
QR_SIDE = 20.0


@dataclass(frozen=True)
class Slip:
    """One person's code. It stands here in plain and nowhere else, so the file is to be printed, not kept."""

    name: str
    employee_no: str
    store: str
    code: str
    expires: date


def render(slips: Sequence[Slip], regular: Path, bold: Path, address: str = "") -> bytes:
    """The slips as a PDF with cut lines. `address` is where people log in; without it a line to write it on."""
    page = Page("portrait", regular, bold)
    page.set_title(text("print.slip.title", "zh"))
    for number, slip in enumerate(slips):
        place = number % (ACROSS * DOWN)
        if place == 0:
            page.add_page()
            _cut_lines(page)
        _slip(page, place % ACROSS * WIDTH + EDGE, place // ACROSS * HEIGHT + 6, slip, address)
    if not slips:
        page.add_page()
    return page.finished()


def _cut_lines(page: Page) -> None:
    page.set_draw_color(*HAIR)
    page.set_line_width(0.2)
    page.set_dash_pattern(2, 1.5)
    for column in range(1, ACROSS):
        page.line(column * WIDTH, 0, column * WIDTH, 297)
    for row in range(1, DOWN):
        page.line(0, row * HEIGHT, 210, row * HEIGHT)
    page.set_dash_pattern()


def _slip(page: Page, x: float, y: float, slip: Slip, address: str) -> None:
    beside = INNER - QR_SIDE - 3 if address else INNER
    page.write_at(x, y, both("print.slip.title"), 7, colour=MUTED, width=INNER)
    page.write_at(x, y + 4.5, slip.name, 13, bold=True, width=beside)
    number = f"{both('print.slip.number')} {slip.employee_no}　{slip.store}"
    page.write_at(x, y + 11.5, number, 8, width=beside)
    page.write_at(x, y + 16.5, grouped(slip.code), 21, bold=True, colour=ACCENT, width=beside)
    zh, en = (text("print.slip.until", language, day=day(slip.expires, language)) for language in ("zh", "en"))
    page.write_at(x, y + 27, f"{zh}　{en}", 7, colour=INK, width=beside)
    page.write_at(x, y + 31.5, f"{both('print.slip.address')}  {address or '_' * 34}", 8, bold=True, width=INNER)
    how = "print.slip.how" if address else "print.slip.how_plain"
    below = page.paragraph(x, y + 36.5, INNER, text(how, "zh"), 6.5, MUTED)
    page.paragraph(x, below + 0.5, INNER, text(how, "en"), 6, MUTED)
    if address:
        page.qr(x + INNER - QR_SIDE, y + 5.5, QR_SIDE, address)


def grouped(code: str) -> str:
    """A code in fours, as one reads it out: ABCD-2345."""
    plain = code.replace("-", "").replace(" ", "")
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))
