"""Courses as a learner meets them: lessons, progress kept step by step, practice with reasons."""

import json
import math
from typing import Any

from sqlalchemy import select

from sqm_training.content import pictures
from sqm_training.domain import marking
from sqm_training.domain.course import Course, Exercise, Lesson
from sqm_training.domain.item import Dialogue, FreeText, Item
from sqm_training.domain.progress import is_done, share_done, steps_done
from sqm_training.domain.shown import practice_question, public_view, reasons, self_assessment, whole_talk
from sqm_training.errors import Refused
from sqm_training.records import lessons, people
from sqm_training.records.lessons import Steps
from sqm_training.records.tables import exercise_result, lesson_step, practice_answer
from sqm_training.services import bank, certify, publish
from sqm_training.services.installation import Installation
from sqm_training.services.publish import Edition

LONGEST_STATE = 20_000  # bytes an exercise may keep
MOST_ITEMS = 50  # asked for at once


def courses(house: Installation, person: str) -> list[dict[str, Any]]:
    """Every published course with this person's progress: first those of their posts' paths, grade by grade."""
    seen, own = steps_of(house, person), _own_path(house, person)
    editions = publish.newest_courses(house)
    order = {name: place for place, name in enumerate(own)}
    editions.sort(key=lambda one: order.get(one.course.id, len(order)))
    return [_course(house, one, seen) | {"rung": own.get(one.course.id)} for one in editions]


def _own_path(house: Installation, person: str) -> dict[str, dict[str, Any]]:
    """Courses of the paths of somebody's posts, in order, each with the lowest grade that asks for it."""
    line = people.one(house.store, person)
    posts = line["posts"] if line else ()
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((one for one in house.shelf.paths if one.post in posts), key=lambda one: one.grade):
        for name in path.courses:
            found.setdefault(name, {"post": house.shelf.post_title(path.post), "grade": path.grade})
    return found


def course(house: Installation, person: str, name: str) -> dict[str, Any]:
    return _course(house, _edition(house, name), steps_of(house, person))


def steps_of(house: Installation, person: str) -> Steps:
    """Steps of lessons this person has been through."""
    return lessons.steps(house.store, person)[person]


def _edition(house: Installation, name: str) -> Edition:
    newest = publish.newest_course(house, name)
    if newest is None:
        raise Refused("course.unknown", 404, course=name)
    return newest


def _course(house: Installation, edition: Edition, everything: Steps) -> dict[str, Any]:
    course, seen = edition.course, lessons.of_course(everything, edition.course.id)
    shown = course.model_dump(mode="json", include={"id", "title", "summary", "minutes"})
    listed = [_lesson(course, lesson, seen) for lesson in course.lessons]
    picture = _cover(house, edition)
    return shown | {
        "version": edition.version,
        "picture": {"src": picture, "alt": course.title.model_dump()} if picture else None,
        "lessons": listed,
        "progress": share_done(course, seen),
    }


def _cover(house: Installation, edition: Edition) -> str | None:
    """The picture on a course's card, as that version has it."""
    folder = house.settings.published / edition.course.id / str(edition.version)
    return pictures.data_uri(folder / edition.course.picture) if edition.course.picture else None


def _lesson(course: Course, lesson: Lesson, seen: dict[str, set[int]]) -> dict[str, Any]:
    return {
        "id": lesson.id,
        "title": lesson.title.model_dump(),
        "minutes": lesson.minutes,
        "steps": len(lesson.steps),
        "done": steps_done(lesson, seen),
        "href": f"courses/{course.id}/{lesson.id}",
    }


# --- progress -----------------------------------------------------------------------------------------


def progress(house: Installation, person: str, name: str, lesson: str) -> dict[str, Any]:
    """Where somebody stands in one lesson: steps seen, latest exercise results, best self-check answers."""
    edition = _edition(house, name)
    mine = (exercise_result.c.person == person, exercise_result.c.course == name)
    query = select(exercise_result).where(*mine, exercise_result.c.lesson == lesson).order_by(exercise_result.c.id)
    exercises = {r["exercise"]: {"score": r["score"], "state": r["state"]} for r in house.store.rows(query)}
    columns = (practice_answer.c.item, practice_answer.c.fraction)
    answers = select(*columns).where(practice_answer.c.person == person).order_by(practice_answer.c.fraction)
    checks = {r["item"]: {"fraction": r["fraction"]} for r in house.store.rows(answers)}
    seen = lessons.of_course(steps_of(house, person), name)
    published = next((one for one in edition.course.lessons if one.id == lesson), None)
    return {
        "version": edition.version,
        "steps_done": sorted(seen.get(lesson, set())),
        "exercises": exercises,
        "checks": checks,
        "done": published is not None and is_done(published, seen),
    }


def keep_step(house: Installation, person: str, name: str, lesson: str, step: int) -> None:
    """One more step of a lesson has been read; a step read twice is kept once. The last one may earn a certificate."""
    edition, published = _published(house, name, lesson)
    if not 0 <= step < len(published.steps):
        raise Refused("course.unknown", 404, course=f"{name}/{lesson}")
    with house.store.write(person, house.now()) as ledger:
        same = (lesson_step.c.person == person, lesson_step.c.course == name, lesson_step.c.lesson == lesson)
        if ledger.row(select(lesson_step.c.id).where(*same, lesson_step.c.step == step)):
            return
        ledger.add(lesson_step, person=person, course=name, lesson=lesson, version=edition.version, step=step)
        seen = lessons.of_course(lessons.steps(ledger, person)[person], name)
    if share_done(edition.course, seen) == 1:
        certify.award(house, person)


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
    edition, published = _published(house, name, lesson)
    if exercise not in {block.id for block in published.blocks if isinstance(block, Exercise)}:
        raise Refused("course.unknown", 404, course=f"{name}/{lesson}/{exercise}")
    if not math.isfinite(score) or not _fits(state):
        raise Refused("request.invalid", 422, fields="score, state")
    with house.store.write(person, house.now()) as ledger:
        ledger.add(
            exercise_result,
            person=person,
            course=name,
            lesson=lesson,
            version=edition.version,
            exercise=exercise,
            score=min(max(score, 0.0), 1.0),
            state=state,
        )


def _fits(state: dict[str, Any]) -> bool:
    """Short enough, and JSON in every database and browser."""
    try:
        return len(json.dumps(state, allow_nan=False, ensure_ascii=False).encode()) <= LONGEST_STATE
    except ValueError:
        return False


def _published(house: Installation, name: str, lesson: str) -> tuple[Edition, Lesson]:
    edition = _edition(house, name)
    found = next((one for one in edition.course.lessons if one.id == lesson), None)
    if found is None:
        raise Refused("course.unknown", 404, course=f"{name}/{lesson}")
    return edition, found


# --- practice -----------------------------------------------------------------------------------------


def practice(house: Installation, items: list[str]) -> list[dict[str, Any]]:
    """Practice items as a learner sees them before answering: no key, no reason. Retired ones are left out."""
    if len(items) > MOST_ITEMS:
        raise Refused("request.invalid", 422, fields="ids")
    found = [_practice_item(house, item) for item in items]
    return [_practice_view(house, item) for item in found if item.status != "retired"]


def _practice_view(house: Installation, item: Item) -> dict[str, Any]:
    banks = house.settings.assessments / "banks"
    sources = {one.file: pictures.data_uri(banks / one.file) for one in item.pictures}
    asked = practice_question(item)
    view = public_view(asked, item.variant(asked.parameters), sources)
    return view | ({"turns": whole_talk(item)} if isinstance(item, Dialogue) else {})


def answer(house: Installation, person: str, name: str, given: Any, met: list[str] | None = None) -> dict[str, Any]:
    """Mark one practice answer and give the key and the reasons.

    A text of one's own is judged by its writer: rubric and model answers are told, and once the lines `met` are
    named it is kept.
    """
    item = _practice_item(house, name)
    item = item.variant(practice_question(item).parameters)
    given = marking.tidy(given)
    try:
        fraction = marking.fraction(item, given)
    except marking.InvalidAnswer as wrong:
        raise Refused("answer.invalid", 422, reason=str(wrong)) from wrong
    told = reasons(item, given)
    if isinstance(item, FreeText):
        told |= self_assessment(item)
        fraction = _self_assessed(item, met) if fraction is None else fraction
    if fraction is not None:
        with house.store.write(person, house.now()) as ledger:
            kept = {"item": item.id, "version": item.version, "answer": given, "fraction": fraction}
            ledger.add(practice_answer, person=person, **kept)
    return {"fraction": fraction, "right": fraction == 1.0} | told


def _self_assessed(item: FreeText, met: list[str] | None) -> float | None:
    """The share of the rubric's points in the lines met; None before anybody has said which."""
    if met is None:
        return None
    points = {line.id: line.points for line in item.rubric}
    if not set(met) <= set(points):
        raise Refused("request.invalid", 422, fields="met")
    return sum(points[line] for line in set(met)) / sum(points.values())


def _practice_item(house: Installation, name: str) -> Item:
    """An item for practice: one a paper in use may draw is none, whatever the bank says by now."""
    item = bank.standing(house).get(name)
    if item is None or item.use != "practice" or name in publish.examined(house):
        raise Refused("item.unknown", 404, item=name)
    return item
