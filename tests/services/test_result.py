"""A result tells what the paper's release rule allows, to its candidate alone."""

from typing import Any

import pytest
from services.story import PAPER, Story, refused

from sqm_training.services import mark, publish, result, sit


def shown(story: Story, key: str, employee_no: str = "00086") -> dict[str, Any]:
    return result.of(story.house, story.who(employee_no), key)


def released(story: Story, marks: str, reasons: str) -> str:
    story.edit_paper(release={"marks": marks, "reasons": reasons})
    publish.paper(story.house, PAPER, "administrator")
    return story.sat("00086", right=False)


def test_nothing_is_told_before_machine_and_person_are_done(story: Story) -> None:
    key = story.hand_in("00086")
    assert (shown(story, key)["state"], shown(story, key)["released"]) == ("submitted", False)
    mark.by_machine(story.house, story.book)
    assert (shown(story, key)["released"], shown(story, key)["waiting_for"]) == (False, "person")
    story.marked(key)
    assert (shown(story, key)["state"], shown(story, key)["percent"]) == ("marked", 100)


def test_a_result_adds_up_by_competency_and_names_the_lesson_to_go_back_to(story: Story) -> None:
    came = shown(story, story.sat("00086", right=False))
    assert (came["score"], came["of"], came["passed"]) == (0, 100, False)
    assert sum(one["of"] for one in came["by_competency"]) == 100
    assert all(one["title"]["zh"] for one in came["by_competency"])
    lessons = [item["lesson"] for item in came["items"] if item["lesson"]]
    assert lessons
    assert all(lesson["href"] == f"courses/{lesson['id']}" for lesson in lessons)


def test_every_miss_comes_with_key_and_reason(story: Story) -> None:
    came = shown(story, story.sat("00086", right=False))
    missed = [item for item in came["items"] if item["view"]["kind"] != "free_text"]
    assert all(item["key"] is not None and item["why"] and not item["right"] for item in missed)


def test_where_reasons_are_never_released_marks_come_without_them(story: Story) -> None:
    came = shown(story, released(story, "after_marking", "never"))
    assert (came["released"], came["percent"]) == (True, 0)
    for item in came["items"]:
        assert {item[name] for name in ("key", "why", "source")} == {None}
        assert not item["options"]
        assert not item["regions"]


@pytest.mark.parametrize("reasons", ["after_marking", "never"])
def test_where_marks_are_never_released_nothing_tells_them(story: Story, reasons: str) -> None:
    came = shown(story, released(story, "never", reasons))
    assert (came["state"], came["released"]) == ("marked", False)
    assert not {"percent", "score", "passed", "items", "by_competency"} & set(came)


def test_the_rule_of_the_version_that_was_sat_counts(story: Story) -> None:
    before = story.sat("00086")
    released(story, "never", "never")
    assert shown(story, before)["released"]


def test_a_trainers_words_reach_the_candidate(story: Story) -> None:
    key = story.sat("00086")
    written = next(item for item in shown(story, key)["items"] if item["view"]["kind"] == "free_text")
    assert (written["points"], written["of"], set(written) >= {"comment", "rubric"}) == (10, 10, True)


def test_a_competency_that_left_the_map_breaks_no_result(story: Story) -> None:
    key = story.sat("00086")
    table = story.house.settings.courses / "competencies.csv"
    rows = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(row for row in rows if "C3.3-06" not in row), "utf-8")
    story.house._shelf = None
    assert {"zh": "C3.3-06", "en": "C3.3-06"} in [one["title"] for one in shown(story, key)["by_competency"]]


def test_who_fails_by_one_clause_is_told_which_and_by_how_much(story: Story) -> None:
    story.made_strict()
    key = story.hand_in("00086", wrong_in="safety-single")
    mark.by_machine(story.house, story.book)
    story.marked(key)
    came = shown(story, key)
    assert (came["percent"], came["passed"]) == (91, False)
    missed = {one["code"]: one for one in came["conditions"] if not one["met"]}
    told = {code: (missed[code]["title"]["en"], missed[code]["reached"], missed[code]["need"]) for code in missed}
    assert told["section"] == ("Safety part", 59, 80)
    assert told["knock_out"] == ("Safety: single choice", 0, 3)
    assert [one["need"] for one in came["conditions"] if one["code"] == "total"] == [60]


def test_who_gets_everything_right_meets_every_condition(story: Story) -> None:
    story.made_strict()
    came = shown(story, story.sat("00086"))
    assert came["passed"]
    assert {one["code"] for one in came["conditions"]} == {"total", "section", "knock_out", "competency"}
    assert all(one["met"] for one in came["conditions"])


def test_an_item_on_trial_neither_counts_nor_is_told(story: Story) -> None:
    story.put_on_trial(4, pilots=2)
    key = story.sat("00086")
    came = shown(story, key)
    assert (came["score"], came["of"], came["passed"], came["pilots"]) == (100, 100, True, 2)
    on_trial = {pair[1].id for pair in sit.questions(story.house, story.row(key)) if pair[0].pilot}
    assert len(on_trial) == 2
    assert not on_trial & {item["view"]["item"] for item in came["items"]}
    assert sum(one["of"] for one in came["by_competency"]) == 100
    places = [item["place"] for item in came["items"]]
    assert len(places) == 25, "numbered as in the sitting"
    assert set(places) < set(range(1, 28))


def test_reasons_may_wait_until_the_candidate_has_passed(story: Story) -> None:
    failed = shown(story, released(story, "after_marking", "after_passing"))
    assert failed["reasons_after_passing"]
    assert {item["why"] for item in failed["items"]} == {None}
    passed = shown(story, story.sat("00086"))
    assert not passed["reasons_after_passing"]
    assert all(item["why"] for item in passed["items"])


def test_nobody_sees_anothers_result(story: Story) -> None:
    key = story.sat("00086")
    with refused("attempt.unknown"):
        shown(story, key, "00087")
