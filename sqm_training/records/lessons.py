"""What people have read of courses, from the facts."""

from collections import defaultdict

from sqlalchemy import select

from sqm_training.records.store import Reader
from sqm_training.records.tables import lesson_step

Steps = dict[tuple[str, str], set[int]]  # (course, lesson) → steps seen


def steps(reader: Reader, person: str | None = None) -> dict[str, Steps]:
    """Steps of lessons seen, by person; of one person or of all."""
    query = select(lesson_step.c.person, lesson_step.c.course, lesson_step.c.lesson, lesson_step.c.step)
    if person is not None:
        query = query.where(lesson_step.c.person == person)
    found: dict[str, Steps] = defaultdict(lambda: defaultdict(set))
    for who, course, lesson, step in (row.values() for row in reader.rows(query)):
        found[who][course, lesson].add(step)
    return found


def of_course(seen: Steps, course: str) -> dict[str, set[int]]:
    """Of what somebody has seen, that of one course: lesson → steps."""
    return {lesson: numbers for (name, lesson), numbers in seen.items() if name == course}
