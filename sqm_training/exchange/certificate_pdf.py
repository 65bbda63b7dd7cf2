"""A certificate to print, A4 across: what is certified, on what basis, until when, and how to verify it.

It is the company's own certification and looks like it: no emblem, no seal, none of the words or the
dress of the state's vocational skill-level certificate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqm_training.domain.text import Text
from sqm_training.exchange.pdf import ACCENT, HAIR, MUTED, Page, both, day
from sqm_training.locale import text

LEFT, RIGHT = 32.0, 273.0
BAND = 12.0
QR_SIDE = 30.0
MOST_LINES = 4  # of the basis


@dataclass(frozen=True)
class Certificate:
    """What is printed. `basis`: what was done for it, a line each; `verify`: the address behind the QR code."""

    number: str
    name: str
    employee_no: str
    store: str
    post: Text
    grade: str
    title: Text
    valid_from: date
    valid_until: date
    issuer: str = ""
    basis: Sequence[Text] = ()
    verify: str = ""


def render(certificate: Certificate, regular: Path, bold: Path) -> bytes:
    """The certificate as a PDF of one page; the same certificate gives the same bytes."""
    page = Page("landscape", regular, bold, certificate.valid_from)
    page.set_title(f"{certificate.title.zh} {certificate.number}")
    page.set_subject(both("print.certificate.kind"))
    page.add_page()
    _frame(page)
    _heading(page, certificate)
    _facts(page, certificate)
    _basis(page, certificate)
    _foot(page, certificate)
    return page.finished()


def _frame(page: Page) -> None:
    page.set_fill_color(*ACCENT)
    page.rect(0, 0, BAND, 210, style="F")
    page.set_draw_color(*HAIR)
    page.set_line_width(0.3)
    page.line(LEFT, 34, RIGHT, 34)
    page.line(LEFT, 176, RIGHT, 176)


def _heading(page: Page, certificate: Certificate) -> None:
    page.write_at(LEFT, 20, text("print.certificate.kind", "zh"), 15, bold=True, colour=ACCENT)
    page.write_at(LEFT, 27.5, text("print.certificate.kind", "en"), 9, colour=MUTED)
    number = f"{both('print.certificate.number')}  {certificate.number}"
    page.write_at(LEFT, 22, number, 10, colour=MUTED, width=RIGHT - LEFT, align="R")
    page.write_at(LEFT, 42, certificate.title.zh, 27, bold=True, width=RIGHT - LEFT)
    page.write_at(LEFT, 56, certificate.title.en, 13, colour=MUTED, width=RIGHT - LEFT)
    page.write_at(LEFT, 70, certificate.name, 24, bold=True, colour=ACCENT, width=RIGHT - LEFT)
    says = "print.certificate.says"
    page.write_at(LEFT, 83, text(says, "zh"), 11.5, width=RIGHT - LEFT)
    page.write_at(LEFT, 89.5, text(says, "en"), 9, colour=MUTED, width=RIGHT - LEFT)


def _facts(page: Page, certificate: Certificate) -> None:
    facts = (
        ("employee_no", certificate.employee_no, ""),
        ("store", certificate.store, ""),
        ("post", certificate.post.zh, certificate.post.en),
        ("grade", certificate.grade, ""),
        ("from", day(certificate.valid_from, "zh"), day(certificate.valid_from, "en")),
        ("until", day(certificate.valid_until, "zh"), day(certificate.valid_until, "en")),
    )
    width = (RIGHT - LEFT) / 3
    for number, (key, value, small) in enumerate(facts):
        x, y = LEFT + number % 3 * width, 101 + number // 3 * 19
        page.write_at(x, y, both(f"print.certificate.{key}"), 8, colour=MUTED, width=width - 4)
        page.write_at(x, y + 4.5, value, 13, bold=True, width=width - 4)
        page.write_at(x, y + 11.2, small, 8, colour=MUTED, width=width - 4)


def _basis(page: Page, certificate: Certificate) -> None:
    if not certificate.basis:
        return
    page.write_at(LEFT, 143, both("print.certificate.basis"), 8, colour=MUTED)
    for number, line in enumerate(certificate.basis[:MOST_LINES]):
        page.write_at(LEFT, 148 + number * 6, f"{line.zh}　{line.en}", 9.5, width=RIGHT - LEFT - QR_SIDE - 12)


def _foot(page: Page, certificate: Certificate) -> None:
    if certificate.verify:
        page.qr(RIGHT - QR_SIDE, 137, QR_SIDE, certificate.verify)
        verify = both("print.certificate.verify")
        page.write_at(RIGHT - QR_SIDE - 10, 169, verify, 7.5, colour=MUTED, width=QR_SIDE + 10, align="R")
    if certificate.issuer:
        issuer = f"{both('print.certificate.issuer')}  {certificate.issuer}"
        page.write_at(LEFT, 180, issuer, 10, bold=True, width=RIGHT - LEFT)
    page.write_at(LEFT, 188, text("print.certificate.not_state", "zh"), 8, colour=MUTED, width=RIGHT - LEFT)
    page.write_at(LEFT, 193, text("print.certificate.not_state", "en"), 7.5, colour=MUTED, width=RIGHT - LEFT)
