"""Aiken, and what people paste out of Word that looks like it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.exchange.questions import Import, read
from tests.exchange.questions.banks import codes, one

MIXED = """\
1. Which oil?

It is for a hybrid.
A) 5W-30
B. 0W-20
C)0W-30
ANSWER: B

Never answered
A) x
B) y

What did
A. Ford say?
A. yes
B. no,
  never
C. maybe
Answer: A, C
Feedback: He said both.

Only one option
A) one
ANSWER: A

Too far
A) one
B) two
ANSWER: D
"""


def aiken(text: str) -> Import:
    return read("bank.txt", text.encode())


def test_stems_of_several_lines_and_every_way_to_write_a_letter() -> None:
    found = aiken(MIXED)
    first, second = found.drafts
    assert first.document["prompt"] == {"en": "Which oil?\n\nIt is for a hybrid."}
    assert [option["text"]["en"] for option in first.document["options"]] == ["5W-30", "0W-20", "0W-30"]
    assert (first.document["key"], first.row) == ("b", 1)
    assert second.document["prompt"] == {"en": "What did\nA. Ford say?"}
    assert second.document["options"][1]["text"] == {"en": "no,\nnever"}
    assert (second.document["key"], second.document["why"]) == (["a", "c"], {"en": "He said both."})


def test_every_question_that_cannot_be_taken_is_named() -> None:
    found = aiken(MIXED)
    told = {fault.params["name"]: fault.code.removeprefix("questions.") for fault in found.reported}
    assert told == {
        "Never answered": "aiken_no_answer",
        "Only one option": "too_few_options",
        "Too far": "aiken_answer_unknown",
    }
    assert found.seen == 5


def test_a_chinese_paste_out_of_word() -> None:
    found = one(aiken("下列哪项正确？\nＡ、整理\nＢ、整顿\n答案：Ｂ\n解析：先整理后整顿。\n"))
    assert (found["prompt"], found["key"], found["why"]) == (
        {"zh": "下列哪项正确？"}, "b", {"zh": "先整理后整顿。"},
    )  # fmt: skip


def test_an_answer_may_name_words_after_the_letter() -> None:
    assert one(aiken("Which?\na) one\nb) two\nCorrect answer: b) two\n"))["key"] == "b"


LINES = st.sampled_from(
    ["Stem", "A) a", "B. b", "C)c", "ANSWER: A", "ANSWER: Z", "answer: b", "", "more", "A", "答案：A"]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(LINES, max_size=25))
def test_no_order_of_lines_raises_or_loses_count(lines: list[str]) -> None:
    found = aiken("q\nA) a\nB) b\nANSWER: A\n\n" + "\n".join(lines))
    answers = sum(line.lower().startswith(("answer", "答案")) for line in lines)
    assert found.seen >= 1 + answers
    assert "unforeseen" not in codes(found)
