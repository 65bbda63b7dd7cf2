"""The story of an attempt tells everything that happened in it, no key, and no answer a marker must read blind."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from conftest import Clock
from services.story import BJ001, EVERYBODY, PAPER, SH001, Story, refused

from sqm_training.domain import marking
from sqm_training.services import invigilate, mark, recount, sit


@pytest.fixture
def me(story: Story) -> str:
    return story.who("00086")


@pytest.fixture
def key(story: Story, me: str) -> str:
    return sit.start(story.house, me, PAPER)


@pytest.fixture
def tell(story: Story, key: str) -> Callable[[], list[dict[str, Any]]]:
    """The steps told so far, without the start."""
    return lambda: recount.story(story.house, SH001, key)["steps"][1:]


def single(story: Story, key: str) -> tuple[str, str, str, int]:
    """A single-choice slot: id, two answers, its number on screen."""
    for number, (question, item) in enumerate(sit.questions(story.house, story.row(key)), 1):
        if item.kind == "single":
            known = marking.samples(item)
            return question.slot, known.right, known.wrong, number
    raise AssertionError


def test_every_change_of_an_answer_is_told_with_what_stood_before(
    story: Story, me: str, key: str, tell: Callable[[], list[dict[str, Any]]], clock: Clock
) -> None:
    slot, one, other, number = single(story, key)
    for seq, answer in enumerate((one, other, None), 1):
        clock.forward(seconds=20)
        sit.save(story.house, me, key, slot, answer, seq, "phone-1")
    device, *changes = tell()
    assert (device["code"], device["device"], device["device_kind"]) == ("device.first", 1, "phone")
    assert [(it["code"], it["question"], it["from"], it["to"]) for it in changes] == [
        ("answer.given", number, None, one),
        ("answer.changed", number, one, other),
        ("answer.cleared", number, other, None),
    ]
    assert [it["at"] for it in changes] == [clock() - timedelta(seconds=s) for s in (40, 20, 0)]


def test_devices_are_counted_in_the_order_they_came(
    story: Story, me: str, key: str, tell: Callable[[], list[dict[str, Any]]]
) -> None:
    for device in ("phone-1", "computer-2", "phone-1"):
        sit.take_over(story.house, me, key, device)
    assert [(it["code"], it["device"], it["device_kind"]) for it in tell()] == [
        ("device.first", 1, "phone"),
        ("device", 2, "computer"),
        ("device", 1, "phone"),
    ]


def test_what_a_trainer_does_is_told_with_name_and_reason(
    story: Story, key: str, tell: Callable[[], list[dict[str, Any]]]
) -> None:
    by = (story.house, SH001, story.who("TR01"), key)
    invigilate.pause(*by, "消防演练")
    invigilate.resume(*by, "结束")
    invigilate.extend(*by, 5, "补时")
    invigilate.reset(*by, "试卷有误")
    assert [(it["code"], it["by"], it["reason"], it.get("minutes")) for it in tell()] == [
        ("pause", "陈老师", "消防演练", None),
        ("resume", "陈老师", "结束", None),
        ("extend", "陈老师", "补时", 5),
        ("reset", "陈老师", "试卷有误", None),
    ]


def test_what_a_page_noticed_stands_where_it_happened(
    story: Story, me: str, key: str, tell: Callable[[], list[dict[str, Any]]], clock: Clock
) -> None:
    clock.forward(minutes=10)
    noticed = [
        {"kind": "focus", "away": True, "seconds": 0, "ago": 300},
        {"kind": "focus", "away": False, "seconds": 40, "ago": 260},
        {"kind": "drop", "away": False, "seconds": 120, "ago": 20},
    ]
    sit.notes(story.house, me, key, "phone-1", noticed)
    assert [(it["code"], it.get("seconds"), clock() - it["at"]) for it in tell()] == [
        ("focus.away", None, timedelta(seconds=300)),
        ("focus.back", 40, timedelta(seconds=260)),
        ("drop", 120, timedelta(seconds=20)),
    ]
    signs = recount.story(story.house, SH001, key)["signs"]
    assert {name: signs[name] for name in ("away", "away_seconds", "drops", "drop_seconds")} == {
        "away": 1,
        "away_seconds": 40,
        "drops": 1,
        "drop_seconds": 120,
    }


def test_no_page_can_say_that_something_happened_before_the_start(story: Story, me: str, key: str) -> None:
    sit.notes(story.house, me, key, "p", [{"kind": "drop", "away": False, "seconds": 9, "ago": 86400}])
    assert recount.story(story.house, SH001, key)["steps"][1]["at"] == story.row(key)["at"]


def test_a_page_that_reports_without_end_fills_no_store(story: Story, me: str, key: str) -> None:
    for _ in range(11):
        sit.notes(story.house, me, key, "p", [{"kind": "drop", "away": False, "seconds": 1, "ago": 0}] * 50)
    assert recount.story(story.house, SH001, key)["signs"]["drops"] == sit.MOST_NOTES


def test_notes_are_taken_after_the_end_too_and_change_nothing(story: Story, me: str, key: str) -> None:
    sit.submit(story.house, me, key, "phone")
    sit.notes(story.house, me, key, "phone", [{"kind": "drop", "away": False, "seconds": 600, "ago": 0}])
    assert story.row(key)["state"] == "submitted"


def test_what_came_too_late_is_told(
    story: Story, me: str, key: str, tell: Callable[[], list[dict[str, Any]]], clock: Clock
) -> None:
    slot, one, other, number = single(story, key)
    sit.save(story.house, me, key, slot, one, 5, "phone")
    with refused("answer.stale"):
        sit.save(story.house, me, key, slot, other, 4, "phone")
    clock.forward(hours=1)
    with refused("attempt.late"):
        sit.save(story.house, me, key, slot, other, 6, "phone")
    told = [(it["code"], it["why"], it["question"], it["to"]) for it in tell() if it["code"].startswith("refuse")]
    assert told == [
        ("refuse.answer", "answer.stale", number, other),
        ("refuse.answer", "attempt.late", number, other),
    ]


def test_the_story_tells_no_key_no_reason_and_no_rubric(story: Story) -> None:
    key = story.hand_in("00086")
    mark.by_machine(story.house, story.book)
    told = recount.story(story.house, SH001, key)
    for item in told["items"]:
        assert not {"key", "why", "rubric", "model", "regions", "tolerance"} & set(item)
        assert all("why" not in option for option in item.get("options", []))
    assert not {"points", "right", "fraction"} & {name for step in told["steps"] for name in step}


def test_a_written_answer_is_not_told_before_it_is_marked_blind(story: Story, me: str, key: str) -> None:
    ((question, _),) = story.written(key)
    words = "一段只有阅卷人该看到的话"
    sit.save(story.house, me, key, question.slot, words, 1, "phone")
    sit.submit(story.house, me, key, "phone")
    before = json.dumps(recount.story(story.house, EVERYBODY, key), default=str, ensure_ascii=False)
    assert words not in before
    assert recount.story(story.house, EVERYBODY, key)["steps"][2]["length"] == len(words)
    mark.by_machine(story.house, story.book)
    story.marked(key)
    after = json.dumps(recount.story(story.house, EVERYBODY, key), default=str, ensure_ascii=False)
    assert words in after


def test_a_story_of_another_store_is_no_ones_business(story: Story, key: str) -> None:
    with refused("attempt.unknown"):
        recount.story(story.house, BJ001, key)


def test_the_roll_says_who_is_how_far(story: Story, me: str, key: str, clock: Clock) -> None:
    slot, one, _, _ = single(story, key)
    sit.save(story.house, me, key, slot, one, 1, "phone-1")
    sit.notes(story.house, me, key, "phone-1", [{"kind": "focus", "away": True, "seconds": 0, "ago": 0}])
    (seen,) = invigilate.outside(story.house, SH001)["candidates"]
    told = {name: seen[name] for name in ("name", "state", "answered", "of", "saved_at", "devices", "away", "drops")}
    assert told == {
        "name": "张伟",
        "state": "open",
        "answered": 1,
        "of": 25,
        "saved_at": clock(),
        "devices": 1,
        "away": 1,
        "drops": 0,
    }
    assert invigilate.outside(story.house, BJ001)["candidates"] == []
