"""Rosters as HR keeps them: read whole, with everything that is wrong said at once."""

import io
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from sqm_training.exchange import roster
from sqm_training.exchange.roster import Roster
from sqm_training.locale import LANGUAGES, Language, section, text
from tests.exchange.rosters import BAD, GOOD, HEADER, POSTS, TRAPS, csv_text, xlsx

FORMS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "roster.xlsx": xlsx,
    "utf8.csv": lambda rows: csv_text(rows).encode(),
    "utf8bom.csv": lambda rows: csv_text(rows).encode("utf-8-sig"),
    "gb18030.csv": lambda rows: csv_text(rows).encode("gb18030"),
    "utf16.csv": lambda rows: csv_text(rows, delimiter="\t").encode("utf-16"),
}


def read(content: bytes, name: str = "roster.xlsx", stores: dict[str, str] | None = None) -> Roster:
    return roster.read(name, content, POSTS, stores)


def codes(found: Roster) -> list[tuple[int | None, str]]:
    return [(fault.row, fault.code.removeprefix("import.")) for fault in found.faults]


@pytest.mark.parametrize("form", FORMS)
def test_every_trap_is_reported_in_every_form_of_the_file(form: str) -> None:
    found = read(FORMS[form](BAD), form)
    assert {(fault.row, fault.column, fault.code, fault.warning) for fault in found.faults} == TRAPS
    assert len(found.faults) == len(TRAPS)
    assert found.blocked
    assert [row.row for row in found.rows] == [2, 3, 13]


@pytest.mark.parametrize("form", FORMS)
def test_a_sound_roster_is_read_without_a_word(form: str) -> None:
    found = read(FORMS[form](GOOD), form)
    assert found.faults == ()
    first, second, third = found.rows
    assert (first.employee_no, first.name, first.since) == ("00017", "何平", date(2020, 5, 4))
    assert second.posts == ("technician", "internal_trainer")
    assert second.access == ("assessor", "trainer")
    assert (second.status, second.since) == ("probation", date(2024, 1, 5))
    assert (third.phone, third.status, third.since) == ("13900000042", "leave", date(2019, 5, 6))


def test_what_was_put_right_is_put_right() -> None:
    rows = {row.row: row for row in read(csv_text(BAD).encode(), "r.csv").rows}
    assert (rows[3].employee_no, rows[3].name, rows[3].phone) == ("QC9", "艾力·买买提", "13900000042")
    assert rows[3].since == date(2022, 1, 1)
    assert (rows[13].name, rows[13].posts, rows[13].access) == ("O'Neil Zoë", ("technician",), ("trainer",))


def test_each_fault_says_what_to_do_in_both_languages() -> None:
    for fault in read(xlsx(BAD)).faults:
        for language in LANGUAGES:
            words = text(fault.code, language, **fault.params)
            assert "{" not in words
            assert len(words) > 5


def test_a_number_used_twice_names_the_other_rows() -> None:
    rows = [(*("00017", f"何{sign}"), *GOOD[0][2:]) for sign in "一二三四五六七八"]
    twice = [fault for fault in read(xlsx(rows)).faults if fault.code == "import.number_twice"]
    assert [(fault.row, fault.params["rows"]) for fault in twice][:2] == [
        (2, "3、4、5、6、7 …"),
        (3, "2、4、5、6、7 …"),
    ]
    assert len(twice) == 8


def test_a_number_excel_made_a_figure_is_refused_but_shown_zeros_are_kept() -> None:
    book = load_workbook(io.BytesIO(xlsx(GOOD)))
    sheet = book.worksheets[0]
    sheet["A2"] = 17
    sheet["A3"], sheet["A3"].number_format = 42, "00000"
    sheet["A4"] = 1e5
    found = read(saved(book))
    assert codes(found) == [(2, "number_cell"), (4, "number_cell")]
    assert [row.employee_no for row in found.rows] == ["00042"]


def test_dates_and_telephone_numbers_may_be_excel_s_own() -> None:
    book = load_workbook(io.BytesIO(xlsx(GOOD)))
    sheet = book.worksheets[0]
    sheet["K2"], sheet["D2"] = datetime(2021, 3, 1), 13900000017
    found = read(saved(book))
    assert found.faults == ()
    assert (found.rows[0].since, found.rows[0].phone) == (date(2021, 3, 1), "13900000017")


def test_columns_may_stand_in_any_order_in_either_language_below_a_title() -> None:
    header = ("Status", "Post", "Store", "Store code", "Name *", "Employee number", "Remarks")
    rows = [("active", "Technician; Internal trainer", "One", "a01", "Li Wei", "007", "…")]
    found = read(xlsx(rows, header, above=["Staff of the group", ""]))
    assert [(fault.code, fault.warning) for fault in found.faults] == [("import.columns_unread", True)]
    row = found.rows[0]
    assert (row.row, row.employee_no, row.store, row.posts) == (4, "007", "A01", ("technician", "internal_trainer"))
    assert found.columns == {"status", "posts", "store_name", "store", "name", "employee_no"}


def test_a_remark_in_a_header_does_not_matter_but_pinyin_is_not_the_name() -> None:
    header = ("工号（文本）", "姓名", "姓名（拼音）", "门店编码", "门店", "岗位（可多个）", "用工状态")
    found = read(csv_text([("1", "何平", "heping", "A01", "一店", "维修技师", "在职")], header).encode(), "r.csv")
    assert found.faults == ()
    assert found.rows[0].pinyin == "heping"


def test_missing_and_doubled_columns_are_named() -> None:
    header = ("工号", "员工编号", "姓名", "门店", "岗位", "用工状态")
    found = read(csv_text([("1", "2", "何平", "一店", "维修技师", "在职")], header).encode(), "r.csv")
    assert codes(found) == [(None, "column_missing"), (1, "column_twice")]
    assert (
        text("import.column_missing", "zh", **found.faults[0].params)
        == "缺少“门店编码”（Store code）一列。请按模板补上。"
    )
    assert found.rows == ()


@pytest.mark.parametrize("keep", [0.3, 0.5, 0.9, 0.99])
def test_a_cut_off_workbook_is_one_clear_fault(keep: float) -> None:
    whole = xlsx(GOOD)
    assert codes(read(whole[: int(len(whole) * keep)])) == [(None, "xlsx_broken")]


def test_a_cut_off_csv_is_seen_by_its_last_row() -> None:
    whole = csv_text(GOOD).encode("gb18030")
    found = read(whole[: whole.rindex("质检员".encode("gb18030"))], "r.csv")
    assert codes(found) == [(4, "cut_off")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old_excel"),
        ("你好，世界".encode(), "no_header"),
        (b"\xef\xbb\xbf\xb9\xa4\xba\xc5", "encoding"),
        (b"PK\x03\x04nothing", "xlsx_broken"),
        ((",".join(HEADER) + '\r\n"00017').encode(), "csv_broken"),
        (csv_text([]).encode(), "no_rows"),
    ],
)
def test_a_file_that_is_no_roster_is_one_clear_fault(content: bytes, code: str) -> None:
    assert [found for _, found in codes(read(content, "r.csv"))] == [code]


@pytest.mark.parametrize("form", ["roster.xlsx", "gb18030.csv"])
def test_damage_anywhere_is_a_fault_and_never_an_error(form: str) -> None:
    whole, chance = FORMS[form](BAD), random.Random(form)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert read(bytes(damaged), form).faults


def test_a_csv_row_torn_apart_by_a_comma_is_named_not_misread() -> None:
    torn = csv_text(GOOD[:1]) + "00018,何安,hean,,东区,A01,一店,维修技师,内训师,,在职,2020-05-04\r\n"
    found = read(torn.encode(), "r.csv")
    assert codes(found) == [(3, "row_width")]


def test_a_formula_anywhere_is_refused_and_excel_errors_are_said() -> None:
    book = load_workbook(io.BytesIO(xlsx(GOOD)))
    sheet = book.worksheets[0]
    sheet["G2"] = "=VLOOKUP(F2,stores!A:B,2,0)"
    sheet["G4"] = "#N/A"
    assert codes(read(saved(book))) == [(2, "formula"), (4, "excel_error")]


def test_stores_agree_on_name_and_region_and_blanks_are_filled() -> None:
    rows = [list(row) for row in GOOD]
    rows[1][4], rows[1][6] = "", ""
    filled = read(xlsx(rows)).rows[1]
    assert (filled.region, filled.store_name) == ("东区", "一店")
    rows[1][4] = "北区"
    assert codes(read(xlsx(rows))) == [(3, "region_differs")]


def test_new_and_renamed_stores_are_pointed_out() -> None:
    found = read(xlsx(GOOD), stores={"A01": "老一店"})
    assert codes(found) == [(2, "store_renamed"), (4, "store_new")]
    assert not found.blocked


def test_namesakes_and_shared_telephones_are_pointed_out_but_not_leavers() -> None:
    rows = [list(GOOD[0]), ["00018", *GOOD[0][1:]], ["00019", *GOOD[0][1:]]]
    rows[2][9] = "离职"
    found = read(xlsx(rows))
    assert codes(found) == [(2, "same_name"), (2, "phone_twice"), (3, "same_name"), (3, "phone_twice")]
    assert not found.blocked


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqm_training.exchange.sheet.LARGEST_UNPACKED", 1000)
    assert codes(read(xlsx(GOOD))) == [(None, "too_large")]


def test_too_many_rows_are_refused_and_blank_ones_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqm_training.exchange.sheet.MOST_ROWS", 5)
    assert codes(read(xlsx([*GOOD, *[[""] * 11] * 9]))) == []
    assert codes(read(xlsx([*GOOD, *GOOD]))) == [(None, "too_many_rows")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_in_template_is_read_back(language: Language) -> None:
    book = load_workbook(io.BytesIO(roster.template(language)))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header[0] == text("import.header.employee_no", language)
    status = text("import.status.active", language)
    line: dict[str, object] = {
        "employee_no": "00017",
        "name": "何平",
        "store": "A01",
        "store_name": "一店",
        "status": status,
    }
    line |= {"posts": "维修技师", "access": text("import.role.trainer", language), "since": datetime(2020, 5, 4)}
    sheet.append([line.get(field) for field in roster.COLUMNS])
    found = read(saved(book))
    assert found.faults == ()
    assert (found.rows[0].status, found.rows[0].access) == ("active", ("trainer",))


def test_the_template_has_text_columns_and_explains_every_one() -> None:
    book = load_workbook(io.BytesIO(roster.template("zh")))
    sheet, explained = book.worksheets
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.freeze_panes == "A2"
    assert [row[0].value for row in explained.iter_rows(min_row=2)] == [cell.value for cell in sheet[1]]
    assert '"在职,试用,停薪留职,离职"' in [rule.formula1 for rule in sheet.data_validations.dataValidation]


def test_every_access_role_can_be_written() -> None:
    roles = {key.removeprefix("import.role.") for key in section("import") if key.startswith("import.role.")}
    rows = [[*row[:8], "、".join(sorted(roles)), *row[9:]] for row in GOOD[:1]]
    assert set(read(xlsx(rows)).rows[0].access) == roles


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
