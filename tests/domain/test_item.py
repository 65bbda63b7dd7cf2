from typing import Any

import pytest
from pydantic import ValidationError

from sqm_training.domain.item import ITEM
from tests.domain.items import KINDS, both, item, options, raw


def faults_of(kind: str, /, **changes: Any) -> set[str]:
    with pytest.raises(ValidationError) as wrong:
        item(kind, **changes)
    return {error["type"] for error in wrong.value.errors()}


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_of_each_kind_survives_a_round_trip_through_json(kind: str) -> None:
    one = item(kind)
    assert ITEM.validate_json(ITEM.dump_json(one)) == one


def test_an_item_is_frozen() -> None:
    with pytest.raises(ValidationError):
        item("single").key = "a"  # type: ignore[misc,assignment]


def test_a_misspelt_field_is_refused() -> None:
    assert faults_of("single", expert="x") == {"extra_forbidden"}


def test_an_unknown_kind_is_refused() -> None:
    assert faults_of("single", kind="guess") == {"union_tag_invalid"}


@pytest.mark.parametrize("prompt", [{"zh": "只有中文"}, {"en": "English only"}])
def test_a_missing_language_is_refused(prompt: dict[str, str]) -> None:
    assert faults_of("single", prompt=prompt) == {"missing"}


def test_a_language_of_blanks_is_as_good_as_missing() -> None:
    assert faults_of("single", prompt={"zh": "  ", "en": "text"}) == {"string_too_short"}


@pytest.mark.parametrize(
    ("kind", "key", "code"),
    [
        ("single", "z", "item.key_unknown"),
        ("multiple", ["a", "z"], "item.key_unknown"),
        ("multiple", ["a", "a"], "item.key_twice"),
        ("order", ["a", "b", "c"], "item.key_not_all"),
        ("order", ["a", "b", "c", "c"], "item.key_not_all"),
        ("match", {"l1": "r1"}, "item.key_not_all"),
        ("match", {"l1": "r1", "l2": "r1", "l3": "r9"}, "item.key_unknown"),
        ("hotspot", ["oil", "nowhere"], "item.key_unknown"),
        ("hotspot", ["oil", "oil"], "item.key_twice"),
    ],
)
def test_a_key_must_name_what_there_is(kind: str, key: Any, code: str) -> None:
    assert faults_of(kind, key=key) == {code}


def test_a_single_choice_has_exactly_one_key() -> None:
    assert faults_of("single", key=["a", "b"]) == {"string_type"}


def test_a_multiple_choice_has_at_least_one_key() -> None:
    assert faults_of("multiple", key=[]) == {"too_short"}


def test_options_need_ids_of_their_own() -> None:
    assert faults_of("single", options=options("b", "b")) == {"item.option_twice"}


def test_options_need_words_of_their_own() -> None:
    same = [{"id": "a", "text": both("same")}, {"id": "b", "text": both("same")}]
    assert faults_of("single", options=same) == {"item.option_text_twice"}


def test_options_told_apart_by_their_pictures_may_share_their_words() -> None:
    def pictured(one: str, file: str) -> dict[str, Any]:
        return {"id": one, "text": both("see picture"), "picture": {"file": f"img/{file}.svg", "alt": both(file)}}

    assert len(item("single", options=[pictured("a", "left"), pictured("b", "right")]).pictures) == 2
    assert faults_of("single", options=[pictured("a", "left"), pictured("b", "left")]) == {"item.option_text_twice"}


@pytest.mark.parametrize(
    ("passage", "gaps"),
    [
        ({"zh": "先[[a]]再[[b]]", "en": "[[a]]"}, "ab"),
        ({"zh": "先[[a]]", "en": "[[a]] [[a]]"}, "a"),
        ({"zh": "先[[a]]", "en": "[[a]]"}, "ab"),
    ],
)
def test_every_gap_stands_once_in_either_language(passage: dict[str, str], gaps: str) -> None:
    words = [{"ask": "words", "id": one, "accept": ["x"]} for one in gaps]
    assert faults_of("cloze", passage=passage, gaps=words) == {"item.gap_misplaced"}


def _turn(name: str, *replies: tuple[str, str | None]) -> dict[str, Any]:
    return {
        "id": name,
        "says": both(name),
        "replies": [{"id": one, "text": both(one), "to": to, "points": 1, "why": both("w")} for one, to in replies],
    }


@pytest.mark.parametrize(
    ("turns", "code"),
    [
        ([_turn("a", ("x", "a"))], "item.talk_endless"),
        ([_turn("a", ("x", "b")), _turn("b", ("y", "a"))], "item.talk_endless"),
        ([_turn("a", ("x", "gone"))], "item.turn_unknown"),
        ([_turn("a", ("x", None)), _turn("b")], "item.turn_lost"),
        ([_turn("a", ("x", None), ("x", None))], "item.reply_twice"),
        ([_turn("a")], "item.talk_empty"),
    ],
)
def test_a_talk_ends_whatever_is_said(turns: list[dict[str, Any]], code: str) -> None:
    assert faults_of("dialogue", turns=turns) == {code}


def test_two_things_are_too_few_to_put_in_order() -> None:
    assert faults_of("order", options=options("a", "b"), key=["b", "a"]) == {"too_short"}


def test_a_hotspot_needs_a_picture() -> None:
    assert faults_of("hotspot", picture=None) == {"model_type"}


@pytest.mark.parametrize(
    ("box", "code"),
    [
        ([0.9, 0.1, 0.2, 0.1], "item.region_outside"),
        ([0.1, 0.9, 0.1, 0.2], "item.region_outside"),
        ([0.1, 0.1, 0.0, 0.2], "item.region_empty"),
        ([-0.1, 0.1, 0.2, 0.2], "greater_than_equal"),
        ([120, 40, 60, 60], "less_than_equal"),
    ],
)
def test_a_region_lies_within_its_picture(box: list[float], code: str) -> None:
    regions = [{"id": "oil", "box": box, "text": both("oil")}]
    assert code in faults_of("hotspot", regions=regions, key=["oil"])


@pytest.mark.parametrize("file", ["../secret.svg", "img/../../key.svg", "/etc/passwd", "http://x.cn/a.svg", "bay.svg"])
def test_a_picture_lies_in_the_banks_own_folder(file: str) -> None:
    assert faults_of("single", picture={"file": file, "alt": both("x")}) == {"string_pattern_mismatch"}


def test_a_number_to_find_is_finite() -> None:
    assert faults_of("numeric", key=float("inf")) == {"item.not_finite"}


def test_rubric_lines_have_ids_of_their_own() -> None:
    line = {"id": "fact", "text": both("fact"), "points": 1}
    assert faults_of("free_text", rubric=[line, line]) == {"item.rubric_twice"}


def test_a_lesson_to_go_back_to_is_named_by_course_and_lesson() -> None:
    assert raw("single", lesson="5s/01-sort")["lesson"] == item("single", lesson="5s/01-sort").lesson
    assert faults_of("single", lesson="https://x.cn") == {"string_pattern_mismatch"}
