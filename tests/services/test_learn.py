"""Progress is kept once; practice tells its reasons after an answer and never touches an exam."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml
from services.story import COURSE, Story, refused
from sqlalchemy import select

from sqm_training.domain import marking
from sqm_training.domain.item import Item
from sqm_training.records import tables
from sqm_training.services import learn, publish, sit
from tests.domain.items import raw

LESSON = "01-sort"


@pytest.fixture
def me(story: Story) -> str:
    return story.who("00086")


def practice_item(story: Story, kind: str) -> Item:
    return next(item for item in story.house.shelf.items.values() if (item.use, item.kind) == ("practice", kind))


def exam_item(story: Story) -> Item:
    return next(item for item in story.house.shelf.items.values() if item.use == "exam" and item.kind == "single")


def exercise_of(story: Story) -> str:
    course = story.house.shelf.draft(COURSE)
    lesson = next(one for one in course.lessons if one.id == LESSON)
    return next(block.id for block in lesson.blocks if block.kind == "exercise")


def test_a_step_read_ten_times_at_once_is_kept_once(story: Story, me: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: learn.keep_step(story.house, me, COURSE, LESSON, 0), range(10)))
    assert len(story.house.store.rows(select(tables.lesson_step))) == 1
    assert learn.progress(story.house, me, COURSE, LESSON)["steps_done"] == [0]


def test_a_lesson_is_done_when_its_last_step_is_read_and_a_course_with_its_last_lesson(story: Story, me: str) -> None:
    first = learn.course(story.house, me, COURSE)["lessons"][0]
    for step in range(first["steps"]):
        assert not learn.progress(story.house, me, COURSE, first["id"])["done"]
        learn.keep_step(story.house, me, COURSE, first["id"], step)
    assert learn.progress(story.house, me, COURSE, first["id"])["done"]
    shown = learn.course(story.house, me, COURSE)
    assert shown["lessons"][0]["done"] == first["steps"]
    assert 0 < shown["progress"] < 1
    story.read("00086")
    assert learn.courses(story.house, me)[0]["progress"] == 1
    assert learn.courses(story.house, story.who("00087"))[0]["progress"] == 0


def test_a_course_of_ones_path_says_which_grade_asks_for_it_and_comes_first(story: Story, me: str) -> None:
    (mine,) = learn.courses(story.house, me)
    assert mine["rung"] == {"post": {"zh": "维修技师", "en": "Technician"}, "grade": "L1"}
    (others,) = learn.courses(story.house, story.who("TR01"))
    assert others["rung"] is None


@pytest.mark.parametrize(
    ("course", "lesson", "step"),
    [("6s", LESSON, 0), (COURSE, "09-none", 0), (COURSE, LESSON, 99), (COURSE, LESSON, -1)],
)
def test_a_step_there_is_not_is_refused(story: Story, me: str, course: str, lesson: str, step: int) -> None:
    with refused("course.unknown"):
        learn.keep_step(story.house, me, course, lesson, step)


def test_an_exercise_keeps_its_latest_state(story: Story, me: str) -> None:
    name = exercise_of(story)
    for score in (0.4, 1.7):
        learn.keep_exercise(story.house, me, COURSE, LESSON, name, score, {"tries": score})
    assert learn.progress(story.house, me, COURSE, LESSON)["exercises"] == {
        name: {"score": 1.0, "state": {"tries": 1.7}}
    }


@pytest.mark.parametrize(
    ("score", "state"),
    [(float("nan"), {}), (float("inf"), {}), (1.0, {"x": "长" * 20_000}), (1.0, {"x": float("nan")})],
)
def test_an_exercise_keeps_no_nonsense_and_no_novels(
    story: Story, me: str, score: float, state: dict[str, Any]
) -> None:
    with refused("request.invalid"):
        learn.keep_exercise(story.house, me, COURSE, LESSON, exercise_of(story), score, state)


def test_an_exercise_the_lesson_does_not_have_is_refused(story: Story, me: str) -> None:
    with refused("course.unknown"):
        learn.keep_exercise(story.house, me, COURSE, LESSON, "made-up", 1.0, {})


# --- practice -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false", "order", "hotspot"])
def test_practice_tells_key_and_reason_only_after_an_answer(story: Story, me: str, kind: str) -> None:
    item = practice_item(story, kind)
    (shown,) = learn.practice(story.house, [item.id])
    assert not {"key", "why", "regions", "tolerance"} & set(shown)
    known = marking.samples(item)
    came = learn.answer(story.house, me, item.id, known.wrong)
    assert not came["right"]
    assert came["why"] == item.why.model_dump()
    assert learn.answer(story.house, me, item.id, known.right)["fraction"] == 1
    assert learn.progress(story.house, me, COURSE, LESSON)["checks"] == {item.id: {"fraction": 1.0}}, "the best"


def test_an_exam_item_can_not_be_practised(story: Story, me: str) -> None:
    name = exam_item(story).id
    with refused("item.unknown"):
        learn.practice(story.house, [name])
    with refused("item.unknown"):
        learn.answer(story.house, me, name, "a")


def test_nor_can_one_that_was_made_practice_while_a_paper_still_draws_it(story: Story, me: str) -> None:
    name = exam_item(story).id
    for bank in (story.house.settings.assessments / "banks").glob("*.yaml"):
        head, found, rest = bank.read_text("utf-8").partition(f"- id: {name}\n")
        if found:
            bank.write_text(head + found + rest.replace("use: exam", "use: practice", 1), "utf-8")
    story.house.look_again()
    assert story.house.shelf.items[name].use == "practice"
    with refused("item.unknown"):
        learn.answer(story.house, me, name, "a")
    publish.paper(story.house, "technician-L1", "administrator")
    assert learn.practice(story.house, [name])


@pytest.mark.parametrize("answer", ["no-such-option", 7, ["a"], {"a": "b"}])
def test_a_malformed_answer_is_refused_and_reveals_nothing(story: Story, me: str, answer: object) -> None:
    with refused("answer.invalid"):
        learn.answer(story.house, me, practice_item(story, "single").id, answer)
    assert story.house.store.rows(select(tables.practice_answer)) == []


def test_a_million_spaces_are_kept_as_nothing(story: Story, me: str) -> None:
    assert learn.answer(story.house, me, practice_item(story, "single").id, " " * 1_000_000)["fraction"] == 0
    (row,) = story.house.store.rows(select(tables.practice_answer))
    assert row["answer"] == ""


@pytest.fixture
def written(story: Story) -> str:
    """A practice item to write on."""
    bank = story.house.settings.assessments / "banks" / "own.yaml"
    bank.write_text(yaml.safe_dump([raw("free_text", "own-p01", use="practice")], allow_unicode=True), "utf-8")
    story.house.look_again()
    return "own-p01"


def test_who_writes_is_shown_rubric_and_model_answers_and_judges_the_text(story: Story, me: str, written: str) -> None:
    (shown,) = learn.practice(story.house, [written])
    assert not {"rubric", "model"} & set(shown)
    told = learn.answer(story.house, me, written, "我会先说明情况")
    assert told["fraction"] is None
    assert [line["id"] for line in told["rubric"]] == ["fact", "reason"]
    assert told["model"][0]["en"] == "MODEL"
    assert story.house.store.rows(select(tables.practice_answer)) == [], "not before it is judged"
    judged = learn.answer(story.house, me, written, "我会先说明情况", ["fact"])
    assert judged["fraction"] == pytest.approx(2 / 3)
    (row,) = story.house.store.rows(select(tables.practice_answer))
    assert (row["answer"], row["fraction"]) == ("我会先说明情况", pytest.approx(2 / 3))
    assert learn.answer(story.house, me, written, "我会先说明情况", ["fact", "reason", "fact"])["right"]


def test_a_line_the_rubric_does_not_have_is_refused(story: Story, me: str, written: str) -> None:
    with refused("request.invalid"):
        learn.answer(story.house, me, written, "说明", ["everything"])


def test_nothing_written_is_worth_nothing_whatever_is_ticked(story: Story, me: str, written: str) -> None:
    assert learn.answer(story.house, me, written, "  ", ["fact", "reason"])["fraction"] == 0


def test_what_is_ticked_counts_for_no_other_kind(story: Story, me: str) -> None:
    item = practice_item(story, "single")
    assert learn.answer(story.house, me, item.id, marking.samples(item).wrong, ["fact"])["fraction"] == 0


def test_nobody_asks_for_the_whole_bank_at_once(story: Story) -> None:
    with refused("request.invalid"):
        learn.practice(story.house, ["x"] * 51)


def test_practice_counts_towards_no_mark(story: Story, me: str) -> None:
    item = practice_item(story, "single")
    learn.answer(story.house, me, item.id, marking.samples(item).right)
    assert sit.papers(story.house, me)[0]["attempts"] == []
