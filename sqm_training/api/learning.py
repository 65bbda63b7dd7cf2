"""Courses, progress and practice: always one's own."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.errors import Refused
from sqm_training.services import learn

routes = APIRouter(tags=["learning"])


class Progress(BaseModel):
    """Either a step that was read or the result of an exercise."""

    step: int | None = None
    exercise: str | None = Field(None, max_length=60)
    score: float = 0.0
    state: dict[str, Any] = {}


class Answer(BaseModel):
    """`met` names the lines of the rubric somebody finds in their own text."""

    answer: Any = None
    met: list[str] | None = Field(None, max_length=50)


@routes.get("/courses")
def courses(house: House, asking: Asking = may("learn")) -> list[dict[str, Any]]:
    return learn.courses(house, asking.person)


@routes.get("/courses/{course}")
def course(house: House, course: str, asking: Asking = may("learn")) -> dict[str, Any]:
    return learn.course(house, asking.person, course)


@routes.get("/progress/{course}/{lesson}")
def progress(house: House, course: str, lesson: str, asking: Asking = may("learn")) -> dict[str, Any]:
    return learn.progress(house, asking.person, course, lesson)


@routes.post("/progress/{course}/{lesson}", status_code=204)
def keep_progress(house: House, course: str, lesson: str, kept: Progress, asking: Asking = may("learn")) -> None:
    if asking.visitor.page == "preview":
        return  # an author trying a draft makes no progress
    if kept.exercise is not None:
        learn.keep_exercise(house, asking.person, course, lesson, kept.exercise, kept.score, kept.state)
    elif kept.step is not None:
        learn.keep_step(house, asking.person, course, lesson, kept.step)
    else:
        raise Refused("request.invalid", 422)


@routes.get("/practice")
def practice(house: House, ids: str, asking: Asking = may("practise")) -> list[dict[str, Any]]:
    return learn.practice(house, [item for item in ids.split(",") if item])


@routes.post("/practice/{item}")
def answer_practice(house: House, item: str, given: Answer, asking: Asking = may("practise")) -> dict[str, Any]:
    return learn.answer(house, asking.person, item, given.answer, given.met)
