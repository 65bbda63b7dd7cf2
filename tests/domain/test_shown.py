import json
from typing import Any

import pytest

from sqm_training.domain.item import Dialogue, FreeText, Item
from sqm_training.domain.marking import samples
from sqm_training.domain.shown import practice_question, public_view, reasons, self_assessment, turns, whole_talk
from tests.domain.items import EACH, item
from tests.domain.papers import bank

PICTURES = {"img/bay.svg": "data:x", "img/thing.svg": "data:y"}


def view(one: Item, answer: Any = None) -> dict[str, Any]:
    return public_view(practice_question(one), one, PICTURES, answer)


@pytest.mark.parametrize("one", EACH, ids=lambda one: one.kind)
def test_a_browser_is_told_nothing_of_key_or_reason(one: Item) -> None:
    shown = json.dumps(view(one))
    for secret in ("WHY", "RUBRIC", "MODEL", '"key"', '"why"', "tolerance", "rubric", "regions", "12.5", "accept",
                   "fatal", "LATER", "reference", "checks", "40", '"points": 3', '"place"', "because"):  # fmt: skip
        assert secret not in shown
    if one.kind != "task":
        assert "box" not in shown


def test_a_browser_is_told_all_it_needs_to_show() -> None:
    common = {"slot", "item", "version", "kind", "points", "prompt", "picture"}
    extra = {
        "single": {"options"},
        "multiple": {"options", "scoring"},
        "true_false": set(),
        "order": {"options"},
        "match": {"left", "right"},
        "numeric": {"unit"},
        "hotspot": {"taps"},
        "cloze": {"passage", "gaps", "limit"},
        "short_text": {"limit"},
        "free_text": {"limit"},
        "code": {"given", "cells", "names", "files"},
        "dialogue": {"turns"},
        "task": {"exercise", "sources"},
    }
    for kind, more in extra.items():
        assert set(view(item(kind))) == common | more
    hotspot = view(item("hotspot"))
    assert hotspot["picture"] == {"src": "data:x", "alt": {"zh": "a bay（中）", "en": "a bay"}}
    assert hotspot["taps"] == 2
    assert view(item("single"))["picture"] is None


def test_an_option_may_be_a_picture() -> None:
    options = [
        {"id": one, "text": {"zh": "见图", "en": "See picture"}, "picture": {"file": f"img/{file}.svg", "alt": alt}}
        for one, file, alt in (("a", "bay", {"zh": "甲", "en": "A"}), ("b", "thing", {"zh": "乙", "en": "B"}))
    ]
    shown = view(item("single", options=options))["options"]
    assert {one["picture"]["src"] for one in shown} == {"data:x", "data:y"}


def test_a_talk_is_told_no_further_than_it_has_come() -> None:
    talk = item("dialogue")
    assert isinstance(talk, Dialogue)
    assert [turn["id"] for turn in turns(talk, None)] == ["open"]
    assert [turn["id"] for turn in turns(talk, ["listen"])] == ["open", "calmer"]
    assert "LATER" in json.dumps(turns(talk, ["listen"]))


@pytest.mark.parametrize("one", EACH, ids=lambda one: one.kind)
def test_afterwards_the_key_and_the_reasons_are_told(one: Item) -> None:
    told = reasons(one, samples(one).right)
    assert told["why"] == one.why.model_dump()
    json.dumps(told)
    if one.kind == "dialogue":
        assert told["worth"] == {"listen": 3, "blame": -1, "promise": 0, "act": 2, "wave-off": 0}
        assert told["fatal"] == ["promise"]
    if one.kind == "task":
        assert told["result"]["score"] == 1
        assert [thing["bin"] for thing in told["exercise"]["things"]] == ["keep", "tag"]
    if one.kind == "cloze":
        assert told["filled"] == ["act", "minutes", "tool"]


def test_of_a_cloze_it_is_told_which_gaps_are_right_and_why_an_option_is_not() -> None:
    told = reasons(item("cloze"), {"act": "on", "tool": " multimeter "})
    assert told["filled"] == ["tool"]
    assert told["key"] == {"act": "off", "minutes": 5, "tool": ["万用表", "Multimeter"]}
    assert told["options"]["act/on"] == {"zh": "WHY-on（中）", "en": "WHY-on"}


def test_in_practice_a_talk_says_where_each_reply_leads_and_in_an_exam_not() -> None:
    talk = item("dialogue")
    assert isinstance(talk, Dialogue)
    leads = {reply["id"]: reply["to"] for turn in whole_talk(talk) for reply in turn["replies"]}
    assert leads == {"listen": "calmer", "blame": "calmer", "promise": None, "act": "end", "wave-off": None}
    assert '"to"' not in json.dumps(turns(talk, ["listen", "act"]))


def test_the_pictures_of_a_task_come_along() -> None:
    assert view(item("task"))["sources"] == {"img/thing.svg": "data:y"}


def test_a_pair_may_have_a_reason_of_its_own() -> None:
    assert reasons(item("match"))["options"]["l1"]["en"] == "WHY-l1"


def test_who_writes_in_practice_is_shown_rubric_and_model_answers() -> None:
    text = item("free_text")
    assert isinstance(text, FreeText)
    shown = self_assessment(text)
    assert [line["points"] for line in shown["rubric"]] == [2, 1]
    assert shown["model"][0]["en"] == "MODEL"


def test_practice_shows_an_item_the_same_way_each_time() -> None:
    one = bank()[0]
    assert practice_question(one) == practice_question(one)
