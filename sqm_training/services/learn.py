"""Courses as a learner meets them: lessons, progress kept step by step, practice with reasons."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from sqm_training.content import pictures
from sqm_training.domain import marking
from sqm_training.domain.item import Item
from sqm_training.domain.paper import practice_question, public_view
from sqm_training.errors import Refused
from sqm_training.records.store import Row
from sqm_training.records.tables import exercise_result, lesson_step, practice_answer
from sqm_training.services import publish
from sqm_training.services.installation import Installation

Steps = dict[tuple[str, str], set[int]]  # (course, lesson) → steps seen


def courses(house: Installation, person: str) -> list[dict[str, Any]]:
    """Every published course with this person's progress."""
    seen = steps_of(house, person)
    return [_course(row, seen) for row in publish.newest_courses(house)]


def course(house: Installation, person: str, name: str) -> dict[str, Any]:
    row = publish.newest_course(house, name)
    if row is None:
        raise Refused("course.unknown", 404, course=name)
    return _course(row, steps_of(house, person))


def steps_of(house: Installation, person: str) -> Steps:
    """Steps of lessons this person has been through."""
    return everybodys_steps(house, person).get(person, {})


def everybodys_steps(house: Installation, person: str | None = None) -> dict[str, Steps]:
    """The same by person; for one person or for all."""
    query = select(lesson_step)
    if person is not None:
        query = query.where(lesson_step.c.person == person)
    found: dict[str, Steps] = defaultdict(lambda: defaultdict(set))
    for row in house.store.rows(query):
        found[row["person"]][row["course"], row["lesson"]].add(row["step"])
    return found


def share_done(document: dict[str, Any], seen: Steps) -> float:
    """The share of a course's steps somebody has been through, 0 to 1."""
    wanted = {(lesson["id"], step) for lesson in document["lessons"] for step in range(len(lesson["steps"]))}
    done = {(lesson, step) for (name, lesson), steps in seen.items() if name == document["id"] for step in steps}
    return len(wanted & done) / len(wanted) if wanted else 0.0


def _course(row: Row, seen: Steps) -> dict[str, Any]:
    document = row["document"]
    lessons = [_lesson(document["id"], lesson, seen) for lesson in document["lessons"]]
    shown = {key: document[key] for key in ("id", "title", "summary", "minutes")}
    return shown | {"version": row["version"], "lessons": lessons, "progress": share_done(document, seen)}


def _lesson(name: str, lesson: dict[str, Any], seen: Steps) -> dict[str, Any]:
    steps = set(range(len(lesson["steps"])))
    done = seen.get((name, lesson["id"]), set()) & steps
    return {
        "id": lesson["id"],
        "title": lesson["title"],
        "minutes": lesson["minutes"],
        "steps": len(steps),
        "done": len(done),
        "href": f"courses/{name}/{lesson['id']}",
    }


def progress(house: Installation, person: str, name: str, lesson: str) -> dict[str, Any]:
    """Where somebody stands in one lesson: steps seen, latest exercise results, best self-check answers."""
    row = publish.newest_course(house, name)
    if row is None:
        raise Refused("course.unknown", 404, course=name)
    mine = (exercise_result.c.person == person, exercise_result.c.course == name)
    query = select(exercise_result).where(*mine, exercise_result.c.lesson == lesson).order_by(exercise_result.c.id)
    exercises = {r["exercise"]: {"score": r["score"], "state": r["state"]} for r in house.store.rows(query)}
    answers = select(practice_answer).where(practice_answer.c.person == person).order_by(practice_answer.c.fraction)
    checks = {r["item"]: {"fraction": r["fraction"]} for r in house.store.rows(answers)}
    seen = steps_of(house, person).get((name, lesson), set())
    steps = next((len(one["steps"]) for one in row["document"]["lessons"] if one["id"] == lesson), 0)
    return {
        "version": row["version"],
        "steps_done": sorted(seen),
        "exercises": exercises,
        "checks": checks,
        "done": steps > 0 and set(range(steps)) <= seen,
    }


def keep_step(house: Installation, person: str, name: str, lesson: str, step: int) -> None:
    """One more step of a lesson has been read; a step read twice is kept once."""
    version = _version_with(house, name, lesson, step)
    with house.store.write(person, house.now()) as ledger:
        same = (lesson_step.c.person == person, lesson_step.c.course == name, lesson_step.c.lesson == lesson)
        if ledger.rows(select(lesson_step.c.id).where(*same, lesson_step.c.step == step)):
            return
        ledger.add(lesson_step, person=person, course=name, lesson=lesson, version=version, step=step)


def keep_exercise(
    house: Installation,
    person: str,
    name: str,
    lesson: str,
    exercise: str,
    score: float,
    state: dict[str, Any],
) -> None:
    """The result of an exercise in a lesson. It counts as practice, never towards a mark."""
    version = _version_with(house, name, lesson, 0)
    with house.store.write(person, house.now()) as ledger:
        ledger.add(
            exercise_result,
            person=person,
            course=name,
            lesson=lesson,
            version=version,
            exercise=exercise,
            score=min(max(score, 0.0), 1.0),
            state=state,
        )


def _version_with(house: Installation, name: str, lesson: str, step: int) -> int:
    row = publish.newest_course(house, name)
    lessons = {one["id"]: len(one["steps"]) for one in row["document"]["lessons"]} if row else {}
    if row is None or lesson not in lessons or not 0 <= step < max(lessons[lesson], 1):
        raise Refused("course.unknown", 404, course=f"{name}/{lesson}")
    return int(row["version"])


def practice(house: Installation, items: list[str]) -> list[dict[str, Any]]:
    """Practice items as a learner sees them before answering: no key, no reason."""
    return [_practice_view(house, _practice_item(house, item)) for item in items]


def _practice_view(house: Installation, item: Item) -> dict[str, Any]:
    banks = house.settings.assessments / "banks"
    source = pictures.data_uri(banks / item.picture.file) if item.picture else None
    return public_view(practice_question(item), item, source)


def answer(house: Installation, person: str, name: str, given: Any) -> dict[str, Any]:
    """Mark one practice answer and give the key and the reasons."""
    item = _practice_item(house, name)
    fraction = marking.fraction(item, given)
    if fraction is None:
        raise Refused("item.unknown", 404, item=name)
    with house.store.write(person, house.now()) as ledger:
        ledger.add(
            practice_answer,
            person=person,
            item=item.id,
            version=item.version,
            answer=given,
            fraction=fraction,
        )
    return {"fraction": fraction, "right": fraction == 1.0} | reasons(item)


def reasons(item: Item) -> dict[str, Any]:
    """The key and why: of the item, and of each option or region where there are any."""
    shown = item.model_dump(mode="json")
    parts = [*shown.get("options", ()), *shown.get("regions", ())]
    return {
        "key": shown.get("key"),
        "why": shown["why"],
        "options": {part["id"]: part["why"] for part in parts if part.get("why")},
        "regions": [{"id": r["id"], "box": r["box"], "text": r["text"]} for r in shown.get("regions", ())],
        "lesson": shown.get("lesson"),
        "source": shown.get("source"),
    }


def _practice_item(house: Installation, name: str) -> Item:
    item = house.shelf.items.get(name)
    if item is None or item.use != "practice":
        raise Refused("item.unknown", 404, item=name)
    return item
