"""GIFT, as the book has it and as people write it: every question is a draft or is reported."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.questions.banks import PNG, PNG_TEXT, codes, draft, gift, one


def texts(options: list[dict[str, Any]]) -> list[str]:
    return [next(iter(option["text"].values())) for option in options]


def test_a_choice_keeps_its_options_its_key_and_what_is_said_of_each() -> None:
    found = one(gift("::Oil::Which oil? {\n~5W-30#Too thin.\n=0W-20#Right.\n~%25%0W-30\n####Look in the manual.}"))
    assert found["kind"] == "single"
    assert texts(found["options"]) == ["5W-30", "0W-20", "0W-30"]
    assert (found["key"], found["options"][0]["why"]) == ("b", {"en": "Too thin."})
    assert found["why"] == {"en": "Look in the manual."}


def test_an_option_that_was_partly_right_is_named() -> None:
    found = gift("Which? {~no ~%50%half =yes}")
    assert codes(found) == {"partly_right_lost"}
    assert found.notes[0].params["options"] == "half"


@pytest.mark.parametrize(
    ("answers", "key", "scoring"),
    [
        ("~%50%a ~%50%b ~%-50%c", ["a", "b"], "right_minus_wrong"),
        ("~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d", ["a", "b", "c"], "wrong_is_zero"),
        ("=%50%a =%50%b ~%-100%c", ["a", "b"], "wrong_is_zero"),
    ],
)
def test_weights_that_are_a_rule_of_ours_become_it(answers: str, key: list[str], scoring: str) -> None:
    found = one(gift(f"Which? {{{answers}}}"))
    assert (found["kind"], found["key"], found["scoring"]) == ("multiple", key, scoring)


def test_weights_that_are_no_rule_are_said() -> None:
    assert "weights_right_minus_wrong" in codes(gift("Which? {~%50%a ~%50%b ~c}"))
    assert "weights_unequal" in codes(gift("Which? {~%70%a ~%30%b ~%-50%c}"))


def test_two_wholly_right_options_make_a_multiple_choice_and_say_so() -> None:
    found = gift("Which? {=a =b ~c}")
    assert (one(found)["kind"], codes(found)) == ("multiple", {"several_right"})


@pytest.mark.parametrize(("written", "key"), [("T", True), ("FALSE", False), ("true", True), ("F#no#yes", False)])
def test_true_or_false(written: str, key: bool) -> None:
    assert one(gift(f"Brakes first. {{{written}}}"))["key"] is key


def test_what_is_said_to_right_and_wrong_answers_is_kept() -> None:
    found = draft(gift("Brakes first. {T#Nothing goes before brakes.#Well done.####Safety leads.}"))
    assert dict(found.feedback) == {"right": "Well done.", "wrong": "Nothing goes before brakes."}
    assert found.document["why"] == {"en": "Safety leads."}


@pytest.mark.parametrize(
    ("written", "key", "tolerance"),
    [
        ("#3:2", 3, 2),
        ("#1..5", 3, 2),
        ("#3,14:0,01", 3.14, 0.01),
        ("#42#Right!", 42, 0),
        ("#=1822:0 =%50%1822:2", 1822, 0),
        ("#-1.5e3:10", -1500, 10),
        ("#5~#Not that.", 5, 0),
    ],
)
def test_numbers_with_spans_weights_and_remarks(written: str, key: float, tolerance: float) -> None:
    found = one(gift(f"How many? {{{written}}}"))
    assert (found["kind"], found["key"], found["tolerance"]) == ("numeric", key, tolerance)


def test_pairs_partners_without_a_left_side_and_remarks() -> None:
    found = gift("Match. {=oil -> drum#yes =rags->bin = -> shelf}")
    assert one(found)["key"] == {"l1": "r1", "l2": "r2"}
    assert texts(one(found)["right"]) == ["drum", "bin", "shelf"]
    assert codes(found) == {"remarks_lost"}


def test_an_arrow_in_a_choice_is_no_pair() -> None:
    assert one(gift("How? {~a -> b =c -> d}"))["kind"] == "single"


def test_short_answers_leave_out_half_right_ones_and_patterns_aloud() -> None:
    found = gift("Who? {=Ford =%50%Frod =Hen*}")
    assert one(found)["accept"] == ["Ford"]
    assert codes(found) == {"half_right_lost", "patterns_lost"}


def test_words_after_the_braces_make_a_missing_word() -> None:
    assert one(gift("The {=first ~last} step."))["prompt"] == {"en": "The _____ step."}


def test_an_essay_becomes_free_text_without_a_rubric() -> None:
    found = gift("Describe it. {####Think of the customer.}")
    assert one(found)["kind"] == "free_text"
    assert {(fault.code, fault.column) for fault in found.notes} == {
        ("questions.lacks", "rubric"),
        ("questions.lacks", "model"),
    }


def test_escaped_signs_mean_themselves() -> None:
    found = one(gift(r"::A\: B::Is 1 \+ 1 \= 2 \{yes\}? {=\=\~\#\{\}\: ok\\ =two\nlines}"))
    assert found["prompt"] == {"en": r"Is 1 \+ 1 = 2 {yes}?"}
    assert found["accept"] == ["=~#{}: ok\\", "two\nlines"]


def test_signs_in_tags_entities_and_addresses_need_no_escape() -> None:
    found = one(gift('[html]Which? {~<a href="http://x.y?a=b">one</a> =&#39;two&#39; ~https://a.b/c?d=e}'))
    assert texts(found["options"]) == ["one (http://x.y?a=b)", "'two'", "https://a.b/c?d=e"]


def test_formats_say_what_is_html() -> None:
    assert one(gift("[html]<p>a<sub>2</sub></p><ul><li>x</li></ul> {T}"))["prompt"] == {"en": "a₂\n- x"}
    assert one(gift("[markdown]**bold** {T}"))["prompt"] == {"en": "bold"}
    assert one(gift("[plain]a <b>c</b> {T}"))["prompt"] == {"en": "a <b>c</b>"}
    assert one(gift("What does <b> do? {T}"))["prompt"] == {"en": "What does <b> do?"}


def test_categories_ids_and_tags() -> None:
    found = draft(
        gift("// a\n$CATEGORY: $course$/top/Brakes/Discs\n\n// [id:BR-01] [tag:C3.3-01] [tag:use:exam]\nOk? {T}")
    )
    assert (found.category, found.tags) == ("Brakes/Discs", ("C3.3-01", "use:exam"))
    assert (found.document["id"], found.document["competency"], found.document["use"]) == ("br-01", "C3.3-01", "exam")


def test_an_id_twice_stays_with_the_first() -> None:
    found = gift("// [id:x]\na? {T}\n\n// [id:x]\nb? {F}")
    assert ["id" in one.document for one in found.drafts] == [True, False]
    assert codes(found) == {"id_twice"}


def test_a_picture_inside_becomes_a_picture_of_the_item() -> None:
    found = draft(
        gift(rf"[html]See <img src\=\"data\:image/png;base64,{PNG_TEXT}\" alt\=\"a sign\"> {{T}}".replace('\\"', '"'))
    )
    file = found.document["picture"]["file"]
    assert (found.pictures[file], found.document["picture"]["alt"]) == (PNG, {"en": "a sign"})


def test_gaps_among_words_become_a_cloze() -> None:
    found = one(
        gift("::Steps::Fill in.\nFirst {1:MC:~shine~=sort}, then\n{1:SA:=set in order}, in {1:NM:=5:1} minutes.")
    )
    assert found["prompt"] == {"en": "Fill in."}
    assert found["passage"] == {"en": "First [[g1]], then\n[[g2]], in [[g3]] minutes."}
    assert [gap["ask"] for gap in found["gaps"]] == ["choose", "words", "number"]


def test_several_plain_answers_in_one_text_become_a_cloze_and_say_so() -> None:
    found = gift("The {=cat} sat on the {~car =mat}.")
    assert (one(found)["kind"], codes(found)) == ("cloze", {"several_answers"})


MESS = """\
// a bank as people send it
$CATEGORY: Mess

::Blank lines inside::Which? {
~one

=two

}

::No blank line::After it {T}
::Right below::Another {F}
One without a title {T}

::Never closed::Which? {=a
~b

::Closed::Fine {T}

Just a sentence.

A stray } brace.

first {T}
second {F}

::Braces in code::What does { do? {~ if (x) { y } =begins a block}

::Empty option::Which? {=a ~}

::Nothing marked::Which? {TRUE or FALSE}

::Half a pair::Match {=a -> b =c}
"""


def test_a_messy_bank_is_accounted_for_question_by_question() -> None:
    found = gift(MESS)
    taken = [one.title or one.document["prompt"]["en"] for one in found.drafts]
    assert taken == [
        "Blank lines inside", "No blank line", "Right below", "One without a title", "Closed", "first", "second",
    ]  # fmt: skip
    told = {fault.params["name"]: fault.code.removeprefix("questions.") for fault in found.reported}
    assert told["Never closed"] == "brace_open"
    assert told["Just a sentence."] == "no_question"
    assert told["A stray } brace."] == "brace_stray"
    assert told["Nothing marked"] == "answers_unmarked"
    assert told["Half a pair"] == "pairs_mixed"
    assert told["Empty option"] == "too_few_options"
    assert found.seen == len(found.drafts) + len(found.reported)


def test_windows_line_ends_change_nothing() -> None:
    assert gift(MESS.replace("\n", "\r\n")) == gift(MESS)


TITLES = st.text("abc 质量", min_size=1, max_size=8).filter(lambda text: text.strip())
ANSWERS = st.sampled_from(
    ["T", "=a ~b", "#3:1", "=x", "", "=a -> b =c -> d", "~%50%a ~%50%b ~%-50%c", "nonsense", "=a"]
)
BLOCK = st.builds(lambda title, text, answers: f"::{title}::{text} {{{answers}}}", TITLES, TITLES, ANSWERS)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(BLOCK, TITLES), min_size=1, max_size=12), st.sampled_from(["\n\n", "\r\n\r\n", "\n \n\n"]))
def test_as_many_are_seen_as_there_are_blocks(blocks: list[str], between: str) -> None:
    found = gift(between.join(["::t::Ok {T}", *blocks]))
    assert found.seen == len(blocks) + 1


@settings(deadline=None, max_examples=300)
@given(st.text("{}~=#:\\->%$/ \nab1T[]", max_size=120))
def test_no_text_whatever_raises_or_loses_count(text: str) -> None:
    found = gift("::t::Ok {T}\n\n" + text)
    assert found.seen >= 1
    assert "unforeseen" not in codes(found)
