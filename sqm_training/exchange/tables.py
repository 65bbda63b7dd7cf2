"""Tables as Excel and csv files, safe to open: what looks like a formula stays text."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sqm_training.locale import Language, text

Kind = Literal["text", "number", "percent", "date", "datetime"]

FONT = "微软雅黑"
FORMATS: dict[str, str] = {
    "text": "@", "number": "General", "percent": "0.0%", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm",
}  # fmt: skip
NUMBERS = ("value", "n")
ROWS_TO_FILL_IN = 2000

HEAD_FONT = Font(name=FONT, size=11, bold=True, color="FFFFFF")
BODY_FONT = Font(name=FONT, size=10)
HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
NEEDED_FILL = PatternFill("solid", fgColor="C00000")
LINE = Border(bottom=Side("thin", color="D9D9D9"))


@dataclass(frozen=True)
class Column:
    """A column: its header, its width in latin letters, and what it holds."""

    header: str
    width: float
    kind: str = "text"  # one of Kind; anything else is text


def to_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet: header frozen, filter on, employee numbers text, dates real dates."""
    book, sheet = _book(title)
    _head(sheet, columns)
    for number, row in enumerate(rows, 2):
        for place, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            _put(sheet.cell(number, place), value, column.kind)
    sheet.auto_filter.ref = sheet.dimensions
    return _saved(book)


def to_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as UTF-8 csv with the mark Excel needs to read Chinese.

    Excel drops leading zeros when it opens a csv; who wants employee numbers whole takes the xlsx.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_csv_value(column.header, "text") for column in columns])
    for row in rows:
        writer.writerow([_csv_value(value, column.kind) for column, value in zip(columns, row, strict=True)])
    return out.getvalue().encode("utf-8-sig")


def looks_like_formula(value: str) -> bool:
    """Excel, WPS or LibreOffice might calculate this, or split it at a tab."""
    return value.lstrip(" \u3000\u00a0")[:1] in tuple("=+-@＝＋－＠") or value[:1] in tuple("\t\r\n")


def _csv_value(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (int, float, date)) and kind != "text":
        return str(value)
    plain = str(value)
    return f"'{plain}" if looks_like_formula(plain) else plain


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _sheet_title(title)
    return book, sheet


def _sheet_title(title: str) -> str:
    return "".join(" " if sign in r"[]:*?/\\" else sign for sign in title).strip(" '")[:31] or "Sheet1"


def _head(sheet: Worksheet, columns: Sequence[Column], needed: Sequence[bool] = ()) -> None:
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place)
        _put(cell, column.header, "text")
        cell.font, cell.fill = HEAD_FONT, NEEDED_FILL if needed and needed[place - 1] else HEAD_FILL
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = "A2"


def _put(cell: Any, value: Any, kind: str) -> None:
    cell.font, cell.border = BODY_FONT, LINE
    cell.alignment = Alignment(vertical="top", wrap_text=kind == "text")
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    elif isinstance(value, date) or (isinstance(value, (int, float)) and kind not in ("text", "date")):
        cell.value = value
    else:
        _put_text(cell, str(value))
        return
    cell.number_format = FORMATS.get("date" if isinstance(value, date) and kind == "text" else kind, "General")


def _put_text(cell: Cell, value: str) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"  # whatever it looks like
    cell.number_format = FORMATS["text"]
    if looks_like_formula(value):
        cell.quotePrefix = True


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def template(
    group: str,
    fields: Sequence[str],
    required: Sequence[str],
    language: Language,
    choices: Mapping[str, Sequence[str]] | None = None,
    wide: Sequence[str] = (),
    examples: Sequence[Sequence[str]] = (),
) -> bytes:
    """An empty table to fill in. The columns that must be filled in are red; a second sheet explains each.

    `examples` are rows of a third sheet.
    """
    book, sheet = _book(text(f"import.template.{group}", language))
    columns = [Column(text(f"import.header.{field}", language), 40 if field in wide else 16) for field in fields]
    _head(sheet, columns, [field in required for field in fields])
    for place, field in enumerate(fields, 1):
        kind = "date" if field == "since" else "number" if field in NUMBERS else "text"
        sheet.column_dimensions[get_column_letter(place)].number_format = FORMATS[kind]
        if choices and field in choices:
            _offer(sheet, place, choices[field])
    _explained(book, fields, required, language)
    if examples:
        _shown(book.create_sheet(text("import.template.examples", language)), columns, examples)
    return _saved(book)


def _shown(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    _head(sheet, columns)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            _put(sheet.cell(number, place), value, "text")


def _offer(sheet: Worksheet, place: int, words: Sequence[str]) -> None:
    letter = get_column_letter(place)
    rule = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
    rule.add(f"{letter}2:{letter}{ROWS_TO_FILL_IN}")
    sheet.add_data_validation(rule)


def _explained(book: Workbook, fields: Sequence[str], required: Sequence[str], language: Language) -> None:
    sheet = book.create_sheet(text("import.template.help", language))
    widths = {"column": 18, "needed": 10, "how": 80}
    _head(sheet, [Column(text(f"import.template.{word}", language), width) for word, width in widths.items()])
    for row, field in enumerate(fields, 2):
        need = text("import.template.yes" if field in required else "import.template.no", language)
        values = (text(f"import.header.{field}", language), need, text(f"import.help.{field}", language))
        for place, value in enumerate(values, 1):
            _put(sheet.cell(row, place), value, "text")
