"""Monthly shop-floor figures from Excel or the dealer management system, a figure a row."""

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqm_training.domain.kpi import Kpi
from sqm_training.errors import Fault
from sqm_training.exchange import cells, sheet, tables
from sqm_training.exchange.sheet import Entry, Line, Sheet
from sqm_training.locale import Language

COLUMNS = ("month", "employee_no", "store", "subject", "code", "value", "n")
REQUIRED = ("month", "code", "value")
UNLIKELY_SPANS = 4  # further than this many times target-to-floor from their middle
FEW_CASES = 10
LIKE = 0.6  # from here on a name is near enough to be offered


@dataclass(frozen=True)
class KpiRow:
    """One figure of one month. `subject` is an employee number or a store code, as `level` says."""

    row: int
    month: str  # 2026-10
    level: Literal["person", "store"]
    subject: str
    code: str
    value: float  # a percentage is a fraction: 0.92
    n: int | None  # cases behind it, where told


@dataclass(frozen=True)
class KpiSheet:
    """The figures, everything wrong with the file, and how many rows had no value."""

    rows: tuple[KpiRow, ...]
    faults: tuple[Fault, ...]
    missing: int


def read(name: str, content: bytes, definitions: Mapping[str, Kpi]) -> KpiSheet:
    """Read figures; every fault in one pass. A blank value is a missing figure, not zero, and gives no row."""
    found = sheet.read(name, content, COLUMNS, REQUIRED)
    if any(field not in found.headers for field in REQUIRED):
        return KpiSheet((), found.sorted(), 0)
    if found.lines and not {"employee_no", "store", "subject"} & set(found.headers):
        found.fault("subject_column_missing")
        return KpiSheet((), found.sorted(), 0)
    names = _code_names(definitions)
    rows = [row for line in found.lines if (row := _row(line, definitions, names)) is not None]
    _once(found, rows)
    unsound = found.unsound()
    sound = tuple(row for row in rows if row.row not in unsound)
    return KpiSheet(
        sound, found.sorted(), len({line.row for line in found.lines} - {row.row for row in rows} - unsound)
    )


def _code_names(definitions: Mapping[str, Kpi]) -> dict[str, str]:
    names: dict[str, str] = {}
    for code, kpi in definitions.items():
        names |= {code.casefold(): code, kpi.title.zh.casefold(): code, kpi.title.en.casefold(): code}
    return names


def _row(line: Line, definitions: Mapping[str, Kpi], names: Mapping[str, str]) -> KpiRow | None:
    """The figure in a line; None where it has no value or cannot be read."""
    month = cells.month(line["month"])
    code = _code(line["code"], names)
    if code is None:
        return None
    kpi = definitions[code]
    subject = _subject(line, kpi.level)
    value = cells.figure(line["value"], kpi.unit == "percent")
    n = cells.count(line["n"])
    if value is None:
        return None
    if n == 0:
        line["n"].warn("sample_zero")
    if unlikely(kpi, value, n):
        line["value"].warn("value_unlikely", value=line["value"].text, kpi=code)
    return KpiRow(line.row, month, kpi.level, subject, code, value, n)


def unlikely(kpi: Kpi, value: float, n: int | None) -> bool:
    """A share above the whole; or far outside what policy reckons with, where more than a few cases say so."""
    middle, span = (kpi.target + kpi.floor) / 2, abs(kpi.target - kpi.floor)
    above_whole = kpi.unit == "percent" and kpi.target < 1 < value
    return above_whole or ((n is None or n >= FEW_CASES) and abs(value - middle) > UNLIKELY_SPANS * span)


def _code(entry: Entry, names: Mapping[str, str]) -> str | None:
    written = entry.text.casefold()
    if not written:
        entry.fault("missing")
    elif entry.cell.kind != "formula" and written not in names:
        near = difflib.get_close_matches(written, list(names), 1, LIKE)
        near = [names[one] for one in near]
        entry.fault("code_unknown_near" if near else "code_unknown", value=entry.text, near="".join(near))
    return names.get(written)


def _subject(line: Line, level: Literal["person", "store"]) -> str:
    own = line["employee_no" if level == "person" else "store"]
    entry = own if own.text or "subject" not in line.sheet.headers else line["subject"]
    if not entry.text:
        entry.fault(f"subject_missing_{level}", kpi=line["code"].text)
        return ""
    number = cells.number(entry)
    return number if level == "person" else number.upper()


def _once(found: Sheet, rows: list[KpiRow]) -> None:
    groups: dict[tuple[str, str, str], list[KpiRow]] = defaultdict(list)
    for row in rows:
        groups[row.month, row.subject, row.code].append(row)
    for (month, subject, code), group in groups.items():
        if len(group) > 1 and month and subject:
            for row in group:
                others = sheet.other_rows([one.row for one in group], row.row)
                found.fault("figure_twice", row.row, found.headers["code"], kpi=code, subject=subject, rows=others)


def template(language: Language) -> bytes:
    """An empty sheet of figures to fill in, with one that explains each column."""
    columns = ("month", "employee_no", "store", "code", "value", "n")
    return tables.template("kpis", columns, REQUIRED, language)
