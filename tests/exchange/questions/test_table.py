"""Questions in Excel and csv: a row each, and a report on every row."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from sqm_training.exchange.questions import Import, read
from sqm_training.exchange.questions.template import EXAMPLES, template
from sqm_training.locale import LANGUAGES, Language
from tests.exchange.questions.banks import codes, one

HEADER = (
    "题型",
    "题干",
    "题干（英文）",
    "选项A",
    "选项B",
    "选项C",
    "选项D",
    "答案",
    "解析",
    "难度",
    "能力编码",
    "用途",
)


def rows(*lines: Sequence[str], header: Sequence[str] = HEADER) -> Import:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *lines])
    return read("bank.csv", out.getvalue().encode("gb18030"))


def row(kind: str, prompt: str, answer: str, *options: str, english: str = "", rest: Sequence[str] = ()) -> list[str]:
    return [kind, prompt, english, *options, *[""] * (4 - len(options)), answer, *rest]


def book(sheets: dict[str, list[Sequence[Any]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, lines in sheets.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_row_with_everything() -> None:
    found = one(
        rows(
            row(
                "单选",
                "先做什么？",
                "B",
                "擦净",
                "挂红牌",
                english="What first?",
                rest=("先整理", "易", "c3.3-01", "练习"),
            )
        )
    )
    assert found["prompt"] == {"zh": "先做什么？", "en": "What first?"}
    assert (found["key"], found["why"], found["difficulty"]) == ("b", {"zh": "先整理"}, 1)
    assert (found["competency"], found["use"]) == ("C3.3-01", "practice")


@pytest.mark.parametrize(
    ("line", "kind", "key"),
    [
        (row("多选题", "哪些？", "A、C", "甲", "乙", "丙"), "multiple", ["a", "c"]),
        (row("判断题", "对吗？", "√"), "true_false", True),
        (row("判断题", "对吗？", "B", "正确", "错误"), "true_false", False),
        (row("排序题", "排序", "C-A-B", "甲", "乙", "丙"), "order", ["c", "a", "b"]),
        (row("匹配题", "连线", "见选项", "油→桶", "布 -> 箱", "→ 架"), "match", {"l1": "r1", "l2": "r2"}),
        (row("计算题", "多少？", "24±0.5"), "numeric", 24),
        (row("数值题", "多少？", "10~12 N·m"), "numeric", 10),
    ],
)
def test_each_kind_by_what_it_is_called(line: list[str], kind: str, key: Any) -> None:
    found = one(rows(line))
    assert (found["kind"], found["key"]) == (kind, key)


def test_one_blank_is_a_short_answer_and_several_make_a_cloze() -> None:
    assert one(rows(row("填空题", "第一步是____。", "整理|清理")))["accept"] == ["整理", "清理"]
    found = one(rows(row("填空题", "先（ ），再____。", "整理；整顿|定位")))
    assert (found["passage"], found["prompt"]) == ({"zh": "先[[g1]]，再[[g2]]。"}, {"zh": "请填空。"})
    assert found["gaps"][1]["accept"] == ["整顿", "定位"]


def test_every_row_that_cannot_be_taken_is_told_with_its_row_and_column() -> None:
    found = rows(
        row("单选题", "好题", "A", "甲", "乙"),
        row("单选题", "答案不在选项里", "D", "甲", "乙"),
        row("单选题", "两个答案", "AB", "甲", "乙"),
        row("看图题", "没有这种题型", "A", "甲", "乙"),
        row("单选题", "", "A", "甲", "乙"),
        row("判断题", "看不懂", "也许"),
        row("填空题", "两个空____和____", "一个"),
        row("排序题", "漏了一个", "AB", "甲", "乙", "丙"),
        row("单选题", "=1+1", "A", "甲", "乙"),
        [*row("单选题", "多出一格", "A", "甲", "乙"), "", "", "", "", "多余"],
    )
    assert (found.seen, len(found.drafts)) == (10, 1)
    told = {(fault.row, fault.code.removeprefix("questions."), fault.column) for fault in found.reported}
    assert told == {
        (3, "answer_no_option", "答案"), (4, "answer_several", "答案"), (5, "kind_unknown", "题型"),
        (6, "no_text", "题干"), (7, "truth_unreadable", "答案"), (8, "blanks_count", "答案"),
        (9, "order_not_all", "答案"), (10, "row_faults", ""), (11, "row_width", ""),
    }  # fmt: skip
    assert ("import.formula", 10, "题干") in {(fault.code, fault.row, fault.column) for fault in found.notes}


def test_a_kind_that_is_not_named_is_told_only_where_nothing_else_is_possible() -> None:
    found = rows(row("", "哪一个？", "B", "甲", "乙"), row("", "描述一下", "随便"))
    assert (found.drafts[0].document["kind"], found.reported[0].code) == ("single", "questions.kind_missing")
    assert "kind_guessed" in codes(found)


def test_every_tab_of_a_workbook_is_read_and_may_name_the_kind() -> None:
    head = ("题目", "A", "B", "正确答案")
    found = read("b.xlsx", book({
        "单选题": [head, ("甲还是乙？", "甲", "乙", "A")],
        "判断题": [head, ("对吗？", None, None, "对"), ("对吗？？", None, None, "错")],
        "封面": [("题库", "2026")],
    }))  # fmt: skip
    assert [one.document["kind"] for one in found.drafts] == ["single", "true_false", "true_false"]
    assert codes(found) == {"tab_unread"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_empty_and_its_examples_are_sound(language: Language) -> None:
    made = template(language)
    assert codes(read("template.xlsx", made)) == {"import.no_rows"}
    workbook = load_workbook(io.BytesIO(made))
    first, _, examples = workbook.worksheets
    assert first.data_validations.dataValidation
    workbook.remove(first)
    examples.title = "1"
    out = io.BytesIO()
    workbook.save(out)
    found = read("filled.xlsx", out.getvalue())
    assert (found.seen, len(found.drafts)) == (len(EXAMPLES), len(EXAMPLES))
    assert {fault.code for fault in found.faults} <= {"questions.lacks"}


def test_an_old_excel_file_is_told_what_to_do() -> None:
    assert codes(read("bank.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)) == {"import.old_excel"}
