import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.domain.item import BY_HAND, Item
from sqm_training.domain.marking import InvalidAnswer, check, follows, fraction, is_empty, number, samples, tidy
from tests.domain.items import EACH, KINDS, item, options

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_tells_right_from_wrong_and_refuses_nonsense(kind: str) -> None:
    one = item(kind)
    proof = samples(one)
    assert fraction(one, proof.right) == (None if kind in BY_HAND else 1.0)
    assert fraction(one, proof.wrong) == (None if kind == "code" else 0.0)
    with pytest.raises(InvalidAnswer):
        check(one, proof.invalid)


@given(one=st.sampled_from(EACH), answer=JSON)
def test_whatever_is_sent_is_refused_or_worth_from_nothing_to_everything(one: Item, answer: Any) -> None:
    try:
        worth = fraction(one, answer)
    except InvalidAnswer:
        return
    assert worth is None or 0.0 <= worth <= 1.0


@given(order=st.permutations(["a", "b", "c", "d"]))
def test_only_the_right_order_gets_everything(order: list[str]) -> None:
    worth = fraction(item("order"), order)
    assert worth is not None
    assert 0.0 <= worth <= 1.0
    assert (worth == 1.0) == (order == ["c", "a", "d", "b"])


@given(chosen=st.sets(st.sampled_from("abcd"), min_size=1))
def test_only_all_and_nothing_but_the_right_options_get_everything(chosen: set[str]) -> None:
    worth = fraction(item("multiple"), sorted(chosen))
    assert (worth == 1.0) == (chosen == {"a", "c"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, "", "  ", [], {}])
def test_nothing_answered_is_nothing_earned(kind: str, nothing: Any) -> None:
    assert is_empty(nothing)
    assert fraction(item(kind), nothing) == 0.0


def test_false_is_an_answer() -> None:
    assert not is_empty(False)
    assert fraction(item("true_false", key=False), False) == 1.0


@pytest.mark.parametrize(
    ("answer", "worth"),
    [(["a", "c"], 1.0), (["a"], 0.5), (["a", "b"], 0.0), (["a", "b", "c"], 0.5), (["a", "b", "c", "d"], 0.0)],
)
def test_a_wrong_choice_takes_back_a_right_one(answer: list[str], worth: float) -> None:
    assert fraction(item("multiple"), answer) == worth


@pytest.mark.parametrize(
    ("answer", "worth"),
    [(["c", "a", "d", "b"], 1.0), (["a", "c", "d", "b"], 2 / 3), (["b", "d", "a", "c"], 0.0)],
)
def test_one_swap_of_neighbours_costs_one_pair(answer: list[str], worth: float) -> None:
    assert fraction(item("order"), answer) == pytest.approx(worth)


def test_each_pair_matched_counts_the_same() -> None:
    assert fraction(item("match"), {"l1": "r2", "l2": "r1"}) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("taps", "worth"),
    [
        ([[0.2, 0.2], [0.7, 0.7]], 1.0),
        ([[0.2, 0.2]], 0.5),
        ([[0.2, 0.2], [0.25, 0.25]], 0.5),  # the same region twice is one find, not a miss
        ([[0.2, 0.2], [0.45, 0.15]], 0.0),  # a decoy is a miss
        ([[0.1, 0.1]], 0.5),  # the edge belongs to the region
    ],
)
def test_finds_count_and_misses_take_back(taps: list[list[float]], worth: float) -> None:
    assert fraction(item("hotspot"), taps) == worth


@pytest.mark.parametrize(
    "typed",
    [
        "12.5",
        " 12.5 ",
        "12,5",
        "１２．５",
        "１２，５",
        "+12.5",
        "12.50",
        "12.5 N·m",
        "12.5N.m",
        "12.5 N•m",
        "12.5牛·米",
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str) -> None:
    assert fraction(item("numeric"), typed) == 1.0


@pytest.mark.parametrize("typed", ["12.7", "-12.5", "12.5 kg", "12.5.5", "twelve", "1e1", "12.5 12.5 N", "NaN", "inf"])
def test_anything_else_typed_is_just_not_right(typed: str) -> None:
    assert fraction(item("numeric"), typed) == 0.0


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1,234", 1234.0), ("1,234.5", 1234.5), ("１，２３４", 1234.0), ("1 234", 1234.0), ("－3", -3.0), ("−3", -3.0)],
)
def test_thousands_marks_and_minus_signs_are_understood(typed: str, value: float) -> None:
    assert number(typed, item("numeric")) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scoring", "answer", "worth"),
    [
        ("right_minus_wrong", ["a", "b"], 0.0),
        ("all_or_nothing", ["a"], 0.0),
        ("all_or_nothing", ["c", "a"], 1.0),
        ("wrong_is_zero", ["a"], 0.5),
        ("wrong_is_zero", ["a", "c", "b"], 0.0),
        ("wrong_is_zero", ["a", "c"], 1.0),
        ("each_option", ["a"], 0.75),
        ("each_option", ["b"], 0.25),
        ("each_option", ["a", "b", "c", "d"], 0.5),
    ],
)
def test_several_choices_are_scored_by_their_rule(scoring: str, answer: list[str], worth: float) -> None:
    assert fraction(item("multiple", scoring=scoring), answer) == worth


@pytest.mark.parametrize("typed", ["安全带", "Seat Belt", "seat-belt", " ＳＥＡＴ　ＢＥＬＴ。", "“安全带”"])
def test_a_few_words_are_right_whatever_their_case_width_and_punctuation(typed: str) -> None:
    assert fraction(item("short_text"), typed) == 1.0


@pytest.mark.parametrize("typed", ["安全", "seatbelts", "。", "安全带 seat belt"])
def test_other_words_are_not(typed: str) -> None:
    assert fraction(item("short_text"), typed) == 0.0


def test_each_gap_counts_the_same() -> None:
    assert fraction(item("cloze"), {"act": "off", "minutes": "６"}) == pytest.approx(2 / 3)
    assert fraction(item("cloze"), {"act": "", "minutes": "", "tool": "MULTIMETER"}) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("path", "worth"),
    [
        (["listen", "act"], 1.0),
        (["listen"], 0.6),
        (["blame", "act"], 0.2),
        (["blame", "wave-off"], 0.0),
        (["promise"], 0.0),
    ],
)
def test_a_talk_is_worth_its_path(path: list[str], worth: float) -> None:
    assert fraction(item("dialogue"), path) == pytest.approx(worth)


def test_what_was_said_in_a_talk_stays_said() -> None:
    talk = item("dialogue")
    assert follows(talk, None, ["blame"])
    assert follows(talk, ["blame"], ["blame", "act"])
    assert not follows(talk, ["blame"], ["listen"])
    assert not follows(talk, ["blame"], None)
    assert follows(item("single"), "a", "b")


def test_a_task_is_worth_what_its_model_says() -> None:
    assert fraction(item("task"), {"ratchet": "keep", "lead": "keep"}) == 0.5


def test_a_power_is_not_mistaken_for_a_longer_number() -> None:
    assert number("10²", item("numeric")) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("typed", "worth"), [("12.6", 1.0), ("12.4", 1.0), ("12.61", 0.0), ("12.39", 0.0)])
def test_the_tolerance_includes_its_ends(typed: str, worth: float) -> None:
    assert fraction(item("numeric"), typed) == worth


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("single", "z"),
        ("single", ["a"]),
        ("single", True),
        ("multiple", "a"),
        ("multiple", ["a", "z"]),
        ("multiple", ["a", "a"]),
        ("true_false", "true"),
        ("true_false", 1),
        ("order", ["a", "b", "c"]),
        ("order", ["a", "b", "c", "c"]),
        ("match", {"l1": "r9"}),
        ("match", {"r1": "l1"}),
        ("match", {"l1": ["r1"]}),
        ("numeric", 12.5),
        ("numeric", "1" * 41),
        ("hotspot", [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]]),
        ("hotspot", [[1.1, 0.1]]),
        ("hotspot", [[math.nan, 0.1]]),
        ("hotspot", [[True, 0.1]]),
        ("hotspot", [0.1, 0.1]),
        ("cloze", {"nowhere": "x"}),
        ("cloze", {"act": "perhaps"}),
        ("cloze", {"minutes": 5}),
        ("cloze", {"tool": "长" * 101}),
        ("cloze", ["off"]),
        ("short_text", "长" * 101),
        ("short_text", ["seat belt"]),
        ("dialogue", ["act"]),
        ("dialogue", ["promise", "act"]),
        ("dialogue", "listen"),
        ("task", {"ratchet": "nowhere"}),
        ("task", "keep"),
        ("code", {"nowhere": "x"}),
        ("code", {"sum": 5}),
        ("code", "total = 3"),
        ("code", {"sum": "x" * 20_001}),
        ("free_text", "长" * 61),
        ("free_text", ["text"]),
    ],
)
def test_what_no_honest_page_sends_is_refused(kind: str, answer: Any) -> None:
    with pytest.raises(InvalidAnswer):
        check(item(kind), answer)


def test_free_text_waits_for_a_person() -> None:
    assert fraction(item("free_text"), "因为漏油会滑倒。") is None


def test_where_every_option_is_right_leaving_one_out_is_wrong() -> None:
    one = item("multiple", options=options("a", "b"), key=["a", "b"])
    worth = fraction(one, samples(one).wrong)
    assert worth is not None
    assert worth < 1.0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" " * 1000, ""),
        ("\ud800\0", ""),
        ("先\ud800说\0", "先说"),
        (" 12 ", " 12 "),
        (["a"], ["a"]),
        ({"g": " ", "h": "x\0"}, {"h": "x"}),
        (None, None),
    ],
)
def test_text_is_kept_without_what_is_no_character(given: Any, kept: Any) -> None:
    assert tidy(given) == kept
