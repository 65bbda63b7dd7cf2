"""Exports of a house's own systems: what is read, what stays behind, and every fault in one pass."""

from datetime import datetime

import pytest

from sqm_training.exchange import exports

ORDERS = """工单号,车牌,进厂时间,交车时间,车型,作业类型,是否返修
A1,沪A12345,2026-09-01 08:30,2026-09-01 10:00:30,甲,保养,否
A2,沪A12346,2026/9/2 9:05,,乙,维修,是
"""


def codes(export: exports.Export) -> list[str]:
    return [fault.code.removeprefix("import.") for fault in export.faults if not fault.warning]


def test_orders_are_read_with_their_times_and_without_plates() -> None:
    export = exports.read("orders", "orders.csv", ORDERS.encode("gb18030"))
    first, second = export.rows
    assert first == exports.Order(datetime(2026, 9, 1, 8, 30), datetime(2026, 9, 1, 10, 0), "甲", "保养", False)
    assert (second.delivered, second.comeback) == (None, True)
    assert "12345" not in repr(export.rows)
    assert codes(export) == []


def test_english_headers_do_as_well() -> None:
    text = "Arrived,Delivered,Model,Job,Comeback\n2026-09-01 08:30,2026-09-01 10:00,Saloon,Service,no\n"
    assert exports.read("orders", "orders.csv", text.encode()).rows[0].work == "Service"


def test_every_fault_of_an_export_is_told_at_once() -> None:
    text = ORDERS + "A3,x,昨天,2026-09-02 10:00,甲,保养,否\nA4,x,2026-09-03 12:00,2026-09-03 10:00,,保养,也许\n"
    export = exports.read("orders", "orders.csv", text.encode())
    assert sorted(codes(export)) == ["date_unreadable", "delivered_before", "missing", "yes_no"]
    assert {fault.row for fault in export.faults if not fault.warning} == {4, 5}
    assert len(export.rows) == 2


def test_a_missing_column_is_named() -> None:
    export = exports.read("complaints", "c.csv", "投诉日期,车型\n2026-09-01,甲\n".encode())
    assert codes(export) == ["column_missing"]
    assert export.faults[0].params["zh"] == "问题"


def test_advisors_become_letters_and_teams_keep_their_names() -> None:
    text = "回复日期,服务顾问,评分\n2026-09-01,王芳,9\n2026-09-02,李娜,10\n2026-09-03,王芳,7\n"
    rows = exports.read("replies", "r.csv", text.encode()).rows
    assert [row.group for row in rows] == ["A", "B", "A"]
    teams = exports.read("replies", "r.csv", text.replace("服务顾问", "班组").encode()).rows
    assert teams[0].group == "王芳"


def test_replies_need_somebody_to_compare_and_a_score_up_to_ten() -> None:
    assert codes(exports.read("replies", "r.csv", "回复日期,评分\n2026-09-01,9\n".encode())) == ["group_column_missing"]
    text = "回复日期,班组,评分\n2026-09-01,一组,95\n2026-09-02,一组,\n"
    export = exports.read("replies", "r.csv", text.encode())
    assert (codes(export), export.rows) == (["score_range"], ())


def test_parts_that_came_back_are_pieces_below_zero() -> None:
    text = "出库日期,配件编码,数量,单价\n2026-09-01,P-1,4,25.5\n2026-09-02,P-1,-1,25.5\n2026-09-03,P-1,半,25.5\n"
    export = exports.read("issues", "i.csv", text.encode())
    assert [row.pieces for row in export.rows] == [4, -1]
    assert codes(export) == ["pieces_unreadable"]


@pytest.mark.parametrize("kind", exports.KINDS)
def test_a_file_that_is_no_table_is_one_fault(kind: str) -> None:
    assert codes(exports.read(kind, "x.csv", b"")) == ["empty"]
