import pytest

from sqm_training.domain.course import Course
from sqm_training.domain.progress import is_done, share_done, steps_done
from tests.domain.items import both


def course(*steps: int) -> Course:
    lessons = [
        {
            "id": f"{number:02d}-part",
            "title": both("part"),
            "minutes": 5,
            "competencies": ["C3.3-01"],
            "goal": both("goal"),
            "steps": [{"blocks": [{"kind": "prose", "text": both("words")}]}] * count,
        }
        for number, count in enumerate(steps, 1)
    ]
    return Course.model_validate(
        {"id": "5s", "title": both("5S"), "summary": both("s"), "minutes": 10, "lessons": lessons}
    )


@pytest.mark.parametrize(
    ("seen", "share"),
    [
        ({}, 0.0),
        ({"01-part": {0}}, 0.25),
        ({"01-part": {0, 1, 2}}, 0.75),
        ({"01-part": {0, 1, 2}, "02-part": {0}}, 1.0),
        ({"01-part": {0, 7}}, 0.25),  # a step of an earlier version
        ({"09-gone": {0}}, 0.0),
    ],
)
def test_progress_is_the_share_of_steps_seen(seen: dict[str, set[int]], share: float) -> None:
    assert share_done(course(3, 1), seen) == share


def test_a_lesson_is_done_when_each_of_its_steps_was_seen() -> None:
    lesson = course(2).lessons[0]
    assert steps_done(lesson, {"01-part": {1}}) == 1
    assert not is_done(lesson, {"01-part": {1, 2}})
    assert is_done(lesson, {"01-part": {0, 1}})
