"""Tables that leave the house open safely and keep what Excel likes to lose."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from sqm_training.exchange.tables import Column, looks_like_formula, to_csv, to_xlsx

COLUMNS = [
    Column("工号", 12),
    Column("姓名", 18),
    Column("得分", 10, "number"),
    Column("覆盖率", 10, "percent"),
    Column("有效期至", 14, "date"),
    Column("时间", 18, "datetime"),
]
ROW = ["00086", "张志远", 86.5, 0.925, date(2028, 10, 12), datetime(2026, 10, 12, 9, 30, tzinfo=UTC)]
DANGEROUS = [
    '=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=cmd|" /C calc"!A0',
]  # fmt: skip


def cells(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_numbers_of_people_stay_text_and_dates_are_dates() -> None:
    book = load_workbook(io.BytesIO(to_xlsx("人员", COLUMNS, [ROW])))
    sheet = book.worksheets[0]
    line = sheet[2]
    assert (line[0].value, line[0].data_type, line[0].number_format) == ("00086", "s", "@")
    assert (line[2].value, line[3].value, line[3].number_format) == (86.5, 0.925, "0.0%")
    assert (line[4].value, line[4].number_format) == (datetime(2028, 10, 12), "yyyy-mm-dd")
    assert line[5].value == datetime(2026, 10, 12, 9, 30)


def test_a_workbook_is_ready_to_use() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx("人员/持证[1]", COLUMNS, [ROW, ROW]))).worksheets[0]
    assert sheet.title == "人员 持证 1"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.column_dimensions["B"].width == 18
    assert sheet["A2"].font.name == "微软雅黑"


@pytest.mark.parametrize("value", DANGEROUS)
def test_what_looks_like_a_formula_stays_text_in_a_workbook(value: str) -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx("x", [Column("=1+1", 9)], [[value]]))).worksheets[0]
    assert (sheet["A1"].data_type, sheet["A2"].data_type) == ("s", "s")
    assert sheet["A2"].quotePrefix
    assert str(sheet["A2"].value).strip() == value.strip()


@pytest.mark.parametrize("value", DANGEROUS)
def test_what_looks_like_a_formula_stays_text_in_csv(value: str) -> None:
    lines = list(csv.reader(io.StringIO(to_csv([Column("备注", 9)], [[value]]).decode("utf-8-sig"), newline="")))
    assert lines[1] == [f"'{value}"]


def test_negative_numbers_are_no_formulas() -> None:
    columns = [Column("得分", 9, "number"), Column("备注", 9)]
    assert to_csv(columns, [[-2.5, "-"]]).decode("utf-8-sig").splitlines()[1] == "-2.5,'-"
    assert cells(to_xlsx("x", columns, [[-2.5, None]]))[1] == [-2.5, None]


def test_csv_carries_the_mark_excel_needs_and_the_same_values() -> None:
    content = to_csv(COLUMNS, [ROW])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "工号,姓名,得分,覆盖率,有效期至,时间",
        "00086,张志远,86.5,0.925,2028-10-12,2026-10-12 09:30",
    ]


def test_signs_a_workbook_cannot_hold_are_left_out_and_rare_characters_kept() -> None:
    assert cells(to_xlsx("x", [Column("姓名", 9)], [["吴𬭎\x0b㛃"]]))[1] == ["吴𬭎㛃"]


def test_ordinary_words_are_left_alone() -> None:
    assert not any(looks_like_formula(word) for word in ("", "张三", "00086", "A-1", "1+1", "’"))
