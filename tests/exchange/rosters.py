"""A roster full of what goes wrong in real ones, in every form HR may send it."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADER = ("工号", "姓名", "姓名拼音", "手机号", "大区", "门店编码", "门店", "岗位", "权限", "用工状态", "入职日期")
POSTS = {
    name: key
    for key, zh, en in (
        ("technician", "维修技师", "Technician"),
        ("service_advisor", "服务顾问", "Service advisor"),
        ("internal_trainer", "内训师", "Internal trainer"),
        ("parts_specialist", "配件专员", "Parts specialist"),
        ("quality_inspector", "质检员", "Quality inspector"),
    )
    for name in (key, zh, en)
}

GOOD = (
    ("00017", "何平", "heping", "13900000017", "东区", "A01", "一店", "维修技师", "", "在职", "2020-05-04"),
    ("B-0042", "诸葛亮亮", "", "", "东区", "A01", "一店", "维修技师、内训师", "考评员、培训师", "试用", "2024/1/5"),
    ("QC9", "迪丽娜尔·艾力", "", "+86 139-0000-0042", "西区", "B02", "二店", "质检员", "", "停薪留职", "2019年5月6日"),
)  # fmt: skip

# row 2 and on; what is wrong with each stands in TRAPS
BAD = (
    ("00017", "何平", "heping", "", "", "A01", "一店", "维修技师", "", "在职", "2020-05-04"),  # 2
    (" QC9　", "艾力•买买提", "", "139 0000 0042", "", "B02", "二店", "质检员", "", "在职", "44562"),  # 3
    ("QC10", "艾力.买买提", "", "", "", "B02", "二店", "质检员", "", "在职", "2023-02-29"),  # 4
    ("P0001", "𬭎㛃", "", "１３９０００００１", "", "A01", "一店", "配件专员", "", "在职", ""),  # 5
    ("P0001", "曾\u200b芸", "zēng/céng yún", "", "", "A01", "一店", "配件专员", "", "在职", "20210301"),  # 6
    ('=HYPERLINK("http://x")', "王平", "", "", "", "A01", "一店", "服务顾问", "", "在职", ""),  # 7
    ("1E5", "张　平", "", "", "", "A01", "一店", "服务顾问", "", "在职", "05/01/2024"),  # 8
    ("", "李平", "", "", "", "A01", "一店", "服务顾问", "", "在职", ""),  # 9
    ("00020", "", "", "", "", "A01", "分店", "洗车工", "超级用户", "放假", "1899-01-01"),  # 10
    ("SA 7", "超" * 31, "", "", "", "", "一店", "", "", "", ""),  # 11
    ("００２１", "周\ue863平", "", "", "", "A01", "一店", "维修技师,服务顾门", "", "离职", ""),  # 12
    ("00022", "O'Neil Zoë", "", "", "", "A01", "一店", "technician", "trainer", "active", "2020.3.1"),  # 13
)  # fmt: skip

TRAPS: set[tuple[int, str, str, bool]] = {  # row, column, code, warning
    (3, "工号", "import.number_spaces", True),
    (3, "姓名", "import.name_dot", True),
    (3, "入职日期", "import.date_serial", True),
    (3, "姓名", "import.same_name", True),
    (4, "姓名", "import.name_dot", True),
    (4, "姓名", "import.same_name", True),
    (4, "入职日期", "import.date_impossible", False),
    (5, "工号", "import.number_twice", False),
    (5, "手机号", "import.phone_invalid", False),
    (6, "工号", "import.number_twice", False),
    (6, "姓名", "import.invisible", True),
    (6, "姓名拼音", "import.pinyin_rewritten", True),
    (7, "工号", "import.formula", False),
    (8, "工号", "import.number_scientific", False),
    (8, "姓名", "import.name_space", True),
    (8, "入职日期", "import.date_unreadable", False),
    (9, "工号", "import.missing", False),
    (10, "姓名", "import.missing", False),
    (10, "门店", "import.store_name_differs", False),
    (10, "岗位", "import.post_unknown", False),
    (10, "权限", "import.access_unknown", False),
    (10, "用工状态", "import.status_unknown", False),
    (10, "入职日期", "import.date_range", False),
    (11, "工号", "import.number_signs", False),
    (11, "姓名", "import.too_long", False),
    (11, "门店编码", "import.missing", False),
    (11, "岗位", "import.missing", False),
    (11, "用工状态", "import.missing", False),
    (12, "工号", "import.number_width", True),
    (12, "姓名", "import.name_lost", False),
    (12, "岗位", "import.post_unknown_near", False),
}


def csv_text(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return out.getvalue()


def xlsx(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, above: Sequence[str] = ()) -> bytes:
    """A workbook as Excel writes it, with lines of title `above` the header."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [*[[line] for line in above], header, *rows]:
        sheet.append([value if value != "" else None for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
