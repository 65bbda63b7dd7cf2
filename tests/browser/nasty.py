"""Rosters as they come out of real Excel files: one sound, one with everything wrong that people manage to write."""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook

HEADER = ("工号", "姓名", "姓名拼音", "大区", "门店编码", "门店", "班组", "岗位", "权限", "用工状态", "入职日期")
SHANGHAI = ("华东大区", "SH001", "演示一店·上海（虚构）")


def _line(number: Any, name: Any, pinyin: str, **other: Any) -> list[Any]:
    region, store, store_name = SHANGHAI
    told = {"大区": region, "门店编码": store, "门店": store_name, "岗位": "维修技师", "用工状态": "在职"} | other
    told |= {"工号": number, "姓名": name, "姓名拼音": pinyin}
    return [told.get(title) for title in HEADER]


FAULTY = [
    _line(86, "张志远", "zhangzhiyuan"),  # Excel has eaten the zeros
    _line("1.2E+05", "贾科学", "jiakexue"),
    _line("T-9001", None, "wuming"),
    _line("T-9002", "重号", "chonghao"),
    _line("T-9002", "重号二", "chonghaoer"),
    _line("T-9003", "错岗", "cuogang", 岗位="维修技术"),
    _line("T-9004", "没岗", "meigang"),
    _line("T-9005", "错状态", "cuozhuangtai", 用工状态="上班"),
    _line("T-9006", "错日", "cuori", 入职日期="2026-02-30"),
    _line("T-9007", "错店", "cuodian", 门店="演示九店"),
    _line("T-9008", '=HYPERLINK("http://evil.example","点我")', "gongshi"),
    _line("T-9009", "越权", "yuequan", 权限="超级管理员"),
    _line("T 9010", "空 格", "kongge"),
    _line("T-9011", "<script>window.PWNED=1</script>", "jiaoben", 班组="+1+1"),
]
FAULTY[6][HEADER.index("岗位")] = None
NEWCOMERS = [
    _line("T-0201", "穆小满", "muxiaoman", 班组="机电一组", 入职日期=date(2026, 11, 2)),
    _line("T-0202", "艾力·肉孜", "ailirouzi", 班组="机电二组", 入职日期=date(2026, 11, 2)),
]


def workbook(rows: list[list[Any]]) -> bytes:
    """The rows below the header, as a file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *rows]:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
