"""Every course in the repository loads, builds and names only what there is."""

from pathlib import Path

import nbformat
import pytest

from sqm_training.content import courses, notebooks
from sqm_training.domain.course import Check
from tests.shipped.content import COURSES, course, course_names, items, post_ids, the_map


def test_there_are_courses() -> None:
    assert course_names()


@pytest.mark.parametrize("name", course_names())
def test_a_course_names_only_what_there_is(name: str) -> None:
    assert courses.strays(course(name), items(), the_map(), post_ids()) == []
    assert set(course(name).audience) <= post_ids()


@pytest.mark.parametrize("name", course_names())
def test_a_course_takes_as_long_as_its_lessons(name: str) -> None:
    assert course(name).minutes == sum(lesson.minutes for lesson in course(name).lessons)


@pytest.mark.parametrize("name", course_names())
def test_every_lesson_is_several_screens_with_something_to_do_and_a_check(name: str) -> None:
    for lesson in course(name).lessons:
        kinds = {block.kind for block in lesson.blocks}
        assert len(lesson.steps) >= 3, lesson.id
        assert {"prose", "figure", "exercise", "check"} <= kinds, lesson.id


@pytest.mark.parametrize("name", course_names())
def test_a_lessons_checks_lead_back_to_that_lesson(name: str) -> None:
    lesson_of = {item.id: item.lesson for item in items()}
    astray = [
        f"{item} in {lesson.id} leads to {lesson_of[item]}"
        for lesson in course(name).lessons
        for block in lesson.blocks
        if isinstance(block, Check)
        for item in block.items
        if lesson_of[item] != f"{name}/{lesson.id}"
    ]
    assert astray == []


@pytest.mark.parametrize("name", course_names())
def test_a_course_builds_the_same_valid_notebooks_twice(name: str, tmp_path: Path) -> None:
    for out in ("one", "two"):
        notebooks.build(COURSES / name, tmp_path / out, 1)
    for lesson in course(name).lessons:
        one, two = (tmp_path / out / f"{lesson.id}.ipynb" for out in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
        nbformat.validate(nbformat.read(one, as_version=4))  # type: ignore[no-untyped-call]
