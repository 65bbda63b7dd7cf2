"""Somebody's table file, .xlsx or .csv, as lines of cells under columns we know."""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sqm_training.errors import Fault
from sqm_training.locale import LANGUAGES, section

Kind = Literal["blank", "text", "number", "date", "formula", "error"]

HEADER_WITHIN = 10  # titles may stand above the header
MOST_ROWS = 50_000
ROWS_NAMED = 5
LARGEST_UNPACKED = 200_000_000  # bytes; a small .xlsx can hold gigabytes
ZIP = b"PK\x03\x04"
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True)
class Cell:
    """What stands in one cell. Only .xlsx knows numbers and dates; in .csv everything is text."""

    kind: Kind
    value: Any = None
    format: str = "General"

    @cached_property
    def text(self) -> str:
        """As text, without the space around it and without signs nobody sees."""
        if self.kind == "date":
            return f"{self.value:%Y-%m-%d}"
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        raw = "" if self.value is None else str(self.value)
        return INVISIBLE.sub("", raw).replace("\u00a0", " ").strip()


BLANK = Cell("blank")


@dataclass
class Sheet:
    """The lines of a file, and everything found wrong with them so far."""

    file: str
    tab: str = ""  # of a workbook
    headers: dict[str, str] = field(default_factory=dict)  # as written, by field
    lines: list["Line"] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, row: int | None = None, column: str = "", /, **params: Any) -> None:
        self.faults.append(Fault(self.file, f"import.{code}", row, column, params))

    def warn(self, code: str, row: int | None = None, column: str = "", /, **params: Any) -> None:
        self.faults.append(Fault(self.file, f"import.{code}", row, column, params, warning=True))

    def unsound(self) -> set[int | None]:
        """Rows that cannot be taken as they stand."""
        return {fault.row for fault in self.faults if not fault.warning}

    def sorted(self) -> tuple[Fault, ...]:
        """The faults as one meets them going through the file."""
        places = {header: place for place, header in enumerate(self.headers.values())}
        return tuple(sorted(self.faults, key=lambda one: (one.row or 0, places.get(one.column, -1), one.warning)))


@dataclass(frozen=True)
class Line:
    """One row of a file. Rows count from 1, as Excel shows them."""

    sheet: Sheet
    row: int
    cells: Mapping[str, Cell]

    def __getitem__(self, name: str) -> "Entry":
        return Entry(self, name, self.cells.get(name, BLANK))


@dataclass(frozen=True)
class Entry:
    """A cell in its place, so that what is wrong can be said where it stands."""

    line: Line
    field: str
    cell: Cell

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def header(self) -> str:
        return self.line.sheet.headers.get(self.field, "")

    def fault(self, code: str, /, **params: Any) -> None:
        self.line.sheet.fault(code, self.line.row, self.header, **params)

    def warn(self, code: str, /, **params: Any) -> None:
        self.line.sheet.warn(code, self.line.row, self.header, **params)


class Unreadable(Exception):
    """The file as a whole cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def refusal(file: str, wrong: Unreadable) -> Fault:
    """Why a file as a whole could not be read."""
    return Fault(file, f"import.{wrong.code}", params={"limit": MOST_ROWS})


def header_names(*fields: str) -> dict[str, str]:
    """The header of each field in both languages and their other spellings, folded, with the field."""
    words = section("import")
    names: dict[str, str] = {}
    for name in fields:
        spellings = [words[f"import.header.{name}"][language] for language in LANGUAGES]
        also = words.get(f"import.header_also.{name}", {})
        spellings += [one for language in LANGUAGES for one in also.get(language, "").split("|")]
        names |= {folded(one): name for one in spellings if one}
    return names


def folded(header: str) -> str:
    """A header without case, width, spaces and stars."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", header)).casefold()
    return re.sub(r"[\s*_:.]", "", plain)


def _field(header: str, names: Mapping[str, str]) -> str | None:
    """The field a header stands for; a remark in brackets behind it does not matter."""
    plain = folded(header)
    return names.get(plain) or names.get(re.sub(r"\(.*?\)", "", plain))


def other_rows(rows: Sequence[int], but: int) -> str:
    """The first few of these rows without one of them, as one names them in a sentence."""
    others = [str(row) for row in rows[: ROWS_NAMED + 1] if row != but][:ROWS_NAMED]
    return "、".join(others) + (" …" if len(rows) - 1 > len(others) else "")


def read(name: str, content: bytes, fields: Sequence[str], required: Sequence[str]) -> Sheet:
    """Read the first table in the file that has our columns, in whatever order they stand."""
    sheet = Sheet(name)
    try:
        tables = _tables(content)
        names = header_names(*fields)
        rows, header_row = _table_with_header((rows for _, rows in tables), names)
    except Unreadable as wrong:
        sheet.faults.append(refusal(name, wrong))
        return sheet
    return _filled(sheet, content, rows, header_row, names, required)


def read_every(name: str, content: bytes, fields: Sequence[str], required: Sequence[str]) -> list[Sheet]:
    """Every table of a file: those without our columns have no headers. Raises Unreadable."""
    names = header_names(*fields)
    found = []
    for tab, rows in _tables(content):
        sheet = Sheet(name, tab)
        header_row = _header_row(rows, names)
        if header_row is not None:
            _filled(sheet, content, rows, header_row, names, required)
        elif not rows:
            continue
        found.append(sheet)
    return found


def _filled(
    sheet: Sheet,
    content: bytes,
    rows: list[list[Cell]],
    header_row: int,
    names: Mapping[str, str],
    required: Sequence[str],
) -> Sheet:
    places = _columns(sheet, rows[header_row], names, header_row + 1)
    _missing_columns(sheet, required)
    for number, cells in enumerate(rows[header_row + 1 :], header_row + 2):
        if any(cell.kind != "blank" for cell in cells):
            _line(sheet, number, cells, places, len(rows[header_row]))
    if not sheet.lines and not sheet.faults:
        sheet.fault("no_rows")
    elif not content.startswith(ZIP) and not content.endswith(b"\n") and len(rows[-1]) < len(rows[header_row]):
        sheet.lines.pop()
        sheet.fault("cut_off", len(rows))
    return sheet


def _columns(sheet: Sheet, header: Sequence[Cell], names: Mapping[str, str], row: int) -> dict[str, int]:
    places: dict[str, int] = {}
    unread = []
    for place, cell in enumerate(header):
        known = _field(cell.text, names)
        if known is None:
            unread += [cell.text] if cell.text else []
        elif known in places:
            sheet.fault("column_twice", row, cell.text)
        else:
            places[known] = place
            sheet.headers[known] = cell.text
    if unread:
        sheet.warn("columns_unread", row, columns="、".join(unread))
    return places


def _missing_columns(sheet: Sheet, required: Sequence[str]) -> None:
    words = section("import")
    for name in required:
        if name not in sheet.headers:
            sheet.fault("column_missing", None, "", **words[f"import.header.{name}"])


def _line(sheet: Sheet, row: int, cells: Sequence[Cell], places: Mapping[str, int], width: int) -> None:
    if any(cell.kind != "blank" for cell in cells[width:]):
        sheet.fault("row_width", row)
        return
    line = Line(sheet, row, {name: cells[at] for name, at in places.items() if at < len(cells)})
    for name in places:
        entry = line[name]
        if entry.cell.kind == "formula":
            entry.fault("formula", formula=str(entry.cell.value)[:60])
    sheet.lines.append(line)


def _table_with_header(tables: Iterator[list[list[Cell]]], names: Mapping[str, str]) -> tuple[list[list[Cell]], int]:
    empty = True
    for rows in tables:
        header_row = _header_row(rows, names)
        if header_row is not None:
            return rows, header_row
        empty = empty and not rows
    raise Unreadable("empty" if empty else "no_header")


def _header_row(rows: list[list[Cell]], names: Mapping[str, str]) -> int | None:
    """Where the header stands, if any row near the top names two of our columns or more."""
    found = [len({_field(cell.text, names) for cell in row} - {None}) for row in rows[:HEADER_WITHIN]]
    return found.index(max(found)) if found and max(found) >= 2 else None


def _tables(content: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Each table with the name of its tab."""
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith(ZIP):
        return _workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_excel")
    return iter([("", _csv(_decoded(content)))])


def _workbook(content: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable("too_large")
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        for table in book.worksheets:
            if table.sheet_state == "visible":
                table.reset_dimensions()  # what the file says of its size is often wrong
                yield table.title, _limited([_cell(one) for one in row] for row in table.iter_rows())
    except (zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error) as wrong:
        raise Unreadable("xlsx_broken") from wrong
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError, RuntimeError) as wrong:
        raise Unreadable("xlsx_broken") from wrong  # openpyxl met parts that are missing or not sound


def _cell(one: Any) -> Cell:
    value = one.value
    if value is None or value == "":
        return BLANK
    if one.data_type == "f":
        return Cell("formula", value)
    if one.data_type == "e":
        return Cell("error", value)
    if isinstance(value, (datetime, date)):
        return Cell("date", value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Cell("number", value, one.number_format)
    return _written(str(value))


def _written(text: str) -> Cell:
    if not INVISIBLE.sub("", text).strip():
        return BLANK
    if re.fullmatch(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)", text.strip()):
        return Cell("error", text.strip())
    return Cell("text", text)


def _limited(rows: Iterator[list[Cell]]) -> list[list[Cell]]:
    """The rows without the blank ones at the end."""
    kept: list[list[Cell]] = []
    last = 0
    for number, row in enumerate(rows, 1):
        filled = any(cell.kind != "blank" for cell in row)
        if filled and number > MOST_ROWS:
            raise Unreadable("too_many_rows")
        if number <= MOST_ROWS:
            kept.append(row)
        last = number if filled else last
    return kept[:last]


def _decoded(content: bytes) -> str:
    """UTF-8 where it is UTF-8, UTF-16 with its mark, else GB18030, which holds GBK and GB 2312."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs = ["utf-16"]
    elif content.startswith(b"\xef\xbb\xbf"):
        codecs = ["utf-8-sig"]
    else:
        codecs = ["utf-8", "gb18030"]
    for codec in codecs:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def _csv(text: str) -> list[list[Cell]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return _limited([_formula_or_written(value) for value in row] for row in reader)
    except csv.Error as wrong:
        raise Unreadable("csv_broken") from wrong


def _formula_or_written(text: str) -> Cell:
    return Cell("formula", text) if text.lstrip().startswith("=") else _written(text)
