"""How far somebody is through a course: a share of its steps, from the steps seen."""

from collections.abc import Mapping, Set

from sqm_training.domain.course import Course, Lesson

Seen = Mapping[str, Set[int]]  # lesson → numbers of the steps seen, from 0


def steps_done(lesson: Lesson, seen: Seen) -> int:
    """Steps of a lesson seen; steps an earlier version had do not count."""
    return len(set(range(len(lesson.steps))) & seen.get(lesson.id, set()))


def is_done(lesson: Lesson, seen: Seen) -> bool:
    return steps_done(lesson, seen) == len(lesson.steps)


def share_done(course: Course, seen: Seen) -> float:
    """0 to 1 over all steps of all lessons."""
    return sum(steps_done(lesson, seen) for lesson in course.lessons) / sum(
        len(lesson.steps) for lesson in course.lessons
    )
