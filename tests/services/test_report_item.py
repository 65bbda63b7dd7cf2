"""A doubtful item is reported by who has met it, once for each version, and read without names."""

from collections.abc import Callable

import pytest
from conftest import Caller
from services.story import EVERYBODY, Story, refused
from sqlalchemy import select

from sqm_training.domain import marking
from sqm_training.records import tables
from sqm_training.services import invigilate, learn, report_item, sit

WORDS = "选项 B 和 D 说的是一回事。"


@pytest.fixture
def me(story: Story) -> str:
    return story.who("00086")


def practised(story: Story, person: str) -> str:
    """A practice item this person has just answered."""
    item = next(one for one in story.house.shelf.items.values() if (one.use, one.kind) == ("practice", "single"))
    learn.answer(story.house, person, item.id, marking.samples(item).wrong)
    return item.id


def drawn(story: Story, key: str) -> tuple[str, int]:
    question, _ = sit.questions(story.house, story.row(key))[0]
    return question.item, question.version


def test_an_item_met_in_practice_is_reported_and_read_without_a_name(story: Story, me: str) -> None:
    item = practised(story, me)
    report_item.practised(story.house, me, item, 1, f"  {WORDS} ")
    (read,) = report_item.reports(story.house)
    assert (read["item"], read["version"], read["text"], read["met"]) == (item, 1, WORDS, "practice")
    assert me not in str(read)


def test_nobody_reports_what_they_have_not_met(story: Story, me: str) -> None:
    item = practised(story, me)
    for person, version in ((story.who("00087"), 1), (me, 2)):
        with refused("report.not_met"):
            report_item.practised(story.house, person, item, version, WORDS)
    assert report_item.reports(story.house) == []


def test_one_version_is_reported_once_by_each(story: Story, me: str) -> None:
    other = story.who("00087")
    item = practised(story, me)
    practised(story, other)
    report_item.practised(story.house, me, item, 1, WORDS)
    with refused("report.twice"):
        report_item.practised(story.house, me, item, 1, "还有")
    report_item.practised(story.house, other, item, 1, "我也觉得")
    assert [read["text"] for read in report_item.reports(story.house)] == ["我也觉得", WORDS]


@pytest.mark.parametrize("words", ["", "   ", "\n\n", "\0"])
def test_a_report_says_something(story: Story, me: str, words: str) -> None:
    with refused("report.empty"):
        report_item.practised(story.house, me, practised(story, me), 1, words)


def test_an_item_of_an_attempt_is_reported_when_the_attempt_is_over(story: Story, me: str) -> None:
    key = sit.start(story.house, me, "technician-L1")
    item, version = drawn(story, key)
    with refused("report.still_open"):
        report_item.sat(story.house, me, key, item, version, WORDS)
    sit.submit(story.house, me, key, "phone")
    report_item.sat(story.house, me, key, item, version, WORDS)
    assert report_item.reports(story.house)[0]["met"] == "exam"
    (event,) = story.house.store.rows(select(tables.audit).where(tables.audit.c.verb == "item.report"))
    assert (event["subject"], event["detail"]) == (item, {"version": version})


def test_a_pause_is_not_the_end_of_an_attempt(story: Story, me: str) -> None:
    key = sit.start(story.house, me, "technician-L1")
    invigilate.pause(story.house, EVERYBODY, story.who("TR01"), key, "…")
    with refused("report.still_open"):
        report_item.sat(story.house, me, key, *drawn(story, key), WORDS)


def test_an_item_that_was_not_drawn_or_anothers_attempt_is_out_of_reach(story: Story, me: str) -> None:
    key = story.hand_in("00086")
    with refused("report.not_met"):
        report_item.sat(story.house, me, key, "5s-sort-p01", 1, WORDS)
    with refused("attempt.unknown"):
        report_item.sat(story.house, story.who("00087"), key, *drawn(story, key), WORDS)


def test_pages_reach_it_for_what_they_show(story: Story, me: str, call: Callable[..., Caller]) -> None:
    item, key = practised(story, me), story.hand_in("00086")
    said = {"version": 1, "text": WORDS}
    course, sitting = call("00086", "course"), call("00086", "sit", attempt=key)
    course("POST", f"/items/{item}/reports", json=said)
    assert course.status("POST", f"/items/{item}/reports", json=said) == (409, "report.twice")
    name, version = drawn(story, key)
    sitting("POST", f"/attempts/{key}/items/{name}/reports", json=said | {"version": version})
    assert sitting.status("POST", f"/attempts/other/items/{name}/reports", json=said) == (403, "access.denied")
    assert sitting.status("POST", f"/items/{item}/reports", json=said) == (403, "access.denied")
    assert course.status("POST", f"/items/{item}/reports", json=said | {"text": "长" * 501})[0] == 422
