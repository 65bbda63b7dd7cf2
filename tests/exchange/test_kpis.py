"""Monthly figures: percentages, gaps, samples and slips, as they come out of Excel and other systems."""

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from sqm_training.domain.kpi import Kpi
from sqm_training.domain.text import Text
from sqm_training.exchange import kpis
from sqm_training.exchange.kpis import KpiSheet
from sqm_training.locale import LANGUAGES, Language, text
from tests.exchange.rosters import csv_text, xlsx

HEADER = ("月份", "工号", "门店编码", "指标代码", "数值", "样本数")


def kpi(code: str, zh: str, **more: Any) -> Kpi:
    usual = {"unit": "percent", "better": "higher", "target": 0.9, "floor": 0.75, "small_sample": 50, "level": "person"}
    return Kpi(code=code, title=Text(zh=zh, en=f"{code} rate"), formula=Text(zh="甲", en="a"), **(usual | more))


KPIS = {
    one.code: one
    for one in (
        kpi("FTFR", "一次修复率"),
        kpi("TEFF", "工时效率", target=1.0, floor=0.8),
        kpi("CSI", "客户满意度", unit="score", target=90, floor=75),
        kpi("RPO", "单车产值", unit="currency", target=800, floor=400, level="store"),
        kpi("OTD", "准时交车率", target=0.95, floor=0.8, level="store"),
    )
}


def read(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, codec: str = "utf-8") -> KpiSheet:
    return kpis.read("kpi.csv", csv_text(rows, header).encode(codec), KPIS)


def codes(found: KpiSheet) -> list[tuple[int | None, str, str]]:
    return [(fault.row, fault.column, fault.code.removeprefix("import.")) for fault in found.faults]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_figures_of_people_and_stores_are_read(codec: str) -> None:
    found = read(
        ("2026-10", "00086", "", "FTFR", "92%", "60"),
        ("2026年9月", "", "sh001", "单车产值", "￥1,034.50", "1,200"),
        codec=codec,
    )
    assert found.faults == ()
    person, store = found.rows
    assert (person.month, person.level, person.subject, person.code) == ("2026-10", "person", "00086", "FTFR")
    assert (person.value, person.n, person.row) == (0.92, 60, 2)
    assert (store.month, store.level, store.subject, store.code) == ("2026-09", "store", "SH001", "RPO")
    assert (store.value, store.n) == (1034.5, 1200)


@pytest.mark.parametrize(
    ("written", "value"),
    [("92%", 0.92), ("92.5％", 0.925), ("0.92", 0.92), ("１", 1.0), (".9", 0.9), ("8.5E-1", 0.85)],
)
def test_a_percentage_may_be_written_in_many_ways(written: str, value: float) -> None:
    assert [row.value for row in read(("2026-10", "1", "", "FTFR", written, "")).rows] == [value]


@pytest.mark.parametrize(
    ("written", "value"), [("1,234.5", 1234.5), ("1，034元", 1034), ("0.1万", 1000), ("￥880", 880)]
)
def test_money_may_be_written_in_many_ways(written: str, value: float) -> None:
    assert [row.value for row in read(("2026-10", "", "A1", "RPO", written, "")).rows] == [value]


@pytest.mark.parametrize("written", ["", "-", "—", "/", "N/A", "无", "#DIV/0!"])
def test_a_missing_figure_is_missing_and_never_zero(written: str) -> None:
    found = read(("2026-10", "1", "", "FTFR", written, "60"), ("2026-10", "2", "", "FTFR", "0", "60"))
    assert [(row.subject, row.value) for row in found.rows] == [("2", 0.0)]
    assert found.missing == 1
    assert not any(fault.row == 2 and not fault.warning for fault in found.faults)


@pytest.mark.parametrize(
    "written", ["2026-10", "2026/10", "2026年10月", "202610", "2026-10-31", "46296", "２０２６－１０"]
)
def test_a_month_may_be_written_in_many_ways(written: str) -> None:
    assert [row.month for row in read((written, "1", "", "FTFR", "0.9", "")).rows] == ["2026-10"]


def test_real_dates_and_percentages_of_excel_are_taken_as_they_are() -> None:
    book = load_workbook(io.BytesIO(xlsx([("", "00086", "", "FTFR", "", "")], HEADER)))
    sheet = book.worksheets[0]
    sheet["A2"], sheet["E2"], sheet["F2"] = datetime(2026, 10, 1), 0.925, 60
    sheet["E2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    found = kpis.read("kpi.xlsx", out.getvalue(), KPIS)
    assert found.faults == ()
    assert [(row.month, row.value, row.n) for row in found.rows] == [("2026-10", 0.925, 60)]


def test_one_column_may_hold_numbers_and_store_codes() -> None:
    header = ("月份", "工号/门店编码", "指标代码", "数值")
    found = read(("2026-10", "00086", "FTFR", "0.9"), ("2026-10", "A1", "OTD", "0.9"), header=header)
    assert [(row.level, row.subject) for row in found.rows] == [("person", "00086"), ("store", "A1")]


def test_every_slip_is_named_in_one_pass() -> None:
    found = read(
        ("2026-13", "1", "", "FTFR", "0.9", ""),
        ("2026.1", "1", "", "FTFR", "0.9", ""),
        ("", "1", "", "FTFR", "0.9", ""),
        ("2026-10", "", "A1", "FTFR", "0.9", ""),
        ("2026-10", "1", "", "OTD", "0.9", ""),
        ("2026-10", "1", "", "FTRF", "0.9", ""),
        ("2026-10", "1", "", "XYZ", "0.9", ""),
        ("2026-10", "1", "", "FTFR", "92", ""),
        ("2026-10", "1", "", "FTFR", "-5%", ""),
        ("2026-10", "1", "", "CSI", "很好", ""),
        ("2026-10", "1", "", "CSI", "92%", ""),
        ("2026-10", "1", "", "CSI", "88", "3.5"),
        ("2026-10", "1E5", "", "CSI", "88", ""),
        ("2026-10", "1", "", "CSI", "=A1", ""),
    )
    assert codes(found) == [
        (2, "月份", "month_unreadable"),
        (3, "月份", "month_ambiguous"),
        (4, "月份", "missing"),
        (5, "工号", "subject_missing_person"),
        (6, "门店编码", "subject_missing_store"),
        (7, "指标代码", "code_unknown_near"),
        (8, "指标代码", "code_unknown"),
        (9, "数值", "percent_unclear"),
        (10, "数值", "value_negative"),
        (11, "数值", "value_unreadable"),
        (12, "数值", "value_unreadable"),
        (13, "样本数", "sample_unreadable"),
        (14, "工号", "number_scientific"),
        (15, "数值", "formula"),
    ]
    assert found.rows == ()
    for fault in found.faults:
        assert all("{" not in text(fault.code, language, **fault.params) for language in LANGUAGES)


def test_a_figure_given_twice_names_the_other_row() -> None:
    same = ("2026-10", "1", "", "FTFR", "0.9", "")
    found = read(same, ("2026-09", *same[1:]), ("2026/10", *same[1:]))
    assert codes(found) == [(2, "指标代码", "figure_twice"), (4, "指标代码", "figure_twice")]
    assert [fault.params["rows"] for fault in found.faults] == ["4", "2"]
    assert [row.month for row in found.rows] == ["2026-09"]


def test_unlikely_figures_are_taken_but_pointed_out() -> None:
    found = read(
        ("2026-10", "1", "", "FTFR", "115%", "60"),  # a share above the whole
        ("2026-10", "1", "", "TEFF", "115%", "60"),  # efficiency may be
        ("2026-10", "1", "", "CSI", "4.5", "60"),  # another scale
        ("2026-10", "2", "", "FTFR", "0", "3"),  # few cases may say anything
        ("2026-10", "3", "", "FTFR", "0.9", "0"),  # no case behind it
    )
    assert codes(found) == [(2, "数值", "value_unlikely"), (4, "数值", "value_unlikely"), (6, "样本数", "sample_zero")]
    assert len(found.rows) == 5


def test_a_file_without_any_subject_is_one_fault() -> None:
    found = read(("2026-10", "FTFR", "0.9"), header=("月份", "指标代码", "数值"))
    assert codes(found) == [(None, "", "subject_column_missing")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_in_template_is_read_back(language: Language) -> None:
    book = load_workbook(io.BytesIO(kpis.template(language)))
    book.worksheets[0].append(["2026-10", "00086", None, "FTFR", 0.92, 60])
    out = io.BytesIO()
    book.save(out)
    found = kpis.read("kpi.xlsx", out.getvalue(), KPIS)
    assert found.faults == ()
    assert [(row.subject, row.value, row.n) for row in found.rows] == [("00086", 0.92, 60)]
