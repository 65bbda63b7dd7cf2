import json
from typing import Any

import pytest

from sqm_training.domain.item import Dialogue, Item
from sqm_training.domain.marking import samples
from sqm_training.domain.shown import practice_question, public_view, reasons, turns
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
        "multiple": {"options"},
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
        "task": {"exercise"},
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


def test_practice_shows_an_item_the_same_way_each_time() -> None:
    one = bank()[0]
    assert practice_question(one) == practice_question(one)
