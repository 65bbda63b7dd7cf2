"""Everything on the curriculum map is taught, practised and assessed, for every post it concerns."""

import pytest

from sqm_training.domain.course import LearningPath
from sqm_training.services import curriculum
from tests.shipped.content import blueprints, course, course_names, post_ids

SHELF, ITEMS = curriculum.shipped()
PATHS = SHELF.paths


def test_no_competency_has_a_hole() -> None:
    rows = curriculum.table((SHELF, ITEMS))
    assert len(rows) == 161
    assert {row.competency.id: row.holes for row in rows if row.holes} == {}


def test_nothing_is_taught_that_a_course_does_not_say_it_teaches() -> None:
    for name in course_names():
        told = set(course(name).competencies)
        assert told <= {one for lesson in course(name).lessons for one in lesson.competencies}, name


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.post}-{path.grade}")
def test_a_learning_path_names_courses_and_posts_there_are(path: LearningPath) -> None:
    assert path.post in post_ids()
    assert set(path.courses) <= set(course_names())
    assert not path.grade or path.grade in SHELF.posts[path.post].grades


def test_every_post_of_the_map_has_a_path() -> None:
    assert {path.post for path in PATHS} == {key for key, post in SHELF.posts.items() if post.roles}


def test_there_is_a_live_paper_for_every_post_with_a_paper_and_each_of_its_grades() -> None:
    live = {(one.post, one.grade) for one in blueprints() if one.status == "live"}
    posts = {one.post for one in blueprints()}
    assert {(post, grade) for post in posts for grade in SHELF.posts[post].grades} <= live
