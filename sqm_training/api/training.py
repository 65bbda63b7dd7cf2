"""The trainer's desk: marking without names, practicals, assignments, publishing."""

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.records import people as roster
from sqm_training.services import assign, mark, publish, sign_off

routes = APIRouter(tags=["training"])


class Marking(BaseModel):
    rubric: dict[str, float]
    comment: str = Field("", max_length=1000)


class Observation(BaseModel):
    person: str
    practical: str
    steps: dict[str, Literal["ok", "not_ok", "na"]]
    note: str = Field("", max_length=1000)


class Assignment(BaseModel):
    kind: Literal["course", "paper"]
    target: str
    to_kind: Literal["person", "post", "store"]
    to: str
    due: date
    note: str = Field("", max_length=500)


class Reason(BaseModel):
    reason: str = Field(min_length=1, max_length=500)


class Note(BaseModel):
    note: str = Field("", max_length=500)


@routes.get("/marking")
def waiting(house: House, asking: Asking = may("mark")) -> list[dict[str, Any]]:
    return mark.waiting(house, asking.scope, asking.person)


@routes.get("/marking/{attempt}/{slot}")
def to_mark(house: House, attempt: str, slot: str, asking: Asking = may("mark")) -> dict[str, Any]:
    return mark.script(house, asking.scope, asking.person, attempt, slot)


@routes.post("/marking/{attempt}/{slot}")
def mark_script(house: House, attempt: str, slot: str, given: Marking, asking: Asking = may("mark")) -> dict[str, Any]:
    return mark.by_person(house, asking.scope, asking.person, attempt, slot, given.rubric, given.comment)


@routes.get("/practicals")
def practicals(house: House, asking: Asking = may("observe")) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in sign_off.checklists(house)]


@routes.get("/practicals/{practical}/candidates")
def candidates(house: House, practical: str, asking: Asking = may("observe")) -> list[dict[str, Any]]:
    return sign_off.candidates(house, asking.scope, asking.person, practical)


@routes.post("/observations")
def observe(house: House, seen: Observation, asking: Asking = may("observe")) -> dict[str, Any]:
    asking.visitor.need("observe", roster.one(house.store, seen.person))
    return sign_off.observe(house, asking.person, seen.person, seen.practical, dict(seen.steps), seen.note)


@routes.get("/assignments")
def assignments(house: House, asking: Asking = may("assign")) -> list[dict[str, Any]]:
    return assign.listing(house, asking.scope)


@routes.get("/assignments/choices")
def choices(house: House, asking: Asking = may("assign")) -> dict[str, Any]:
    return assign.choices(house, asking.scope)


@routes.post("/assignments")
def create_assignment(house: House, new: Assignment, asking: Asking = may("assign")) -> dict[str, int]:
    where = (new.kind, new.target, new.to_kind, new.to, new.due, new.note)
    return {"id": assign.create(house, asking.scope, asking.person, *where)}


@routes.get("/assignments/{assignment}")
def assignment(house: House, assignment: int, asking: Asking = may("assign")) -> dict[str, Any]:
    return assign.detail(house, asking.scope, asking.person, assignment)


@routes.delete("/assignments/{assignment}", status_code=204)
def withdraw(house: House, assignment: int, why: Reason, asking: Asking = may("assign")) -> None:
    assign.withdraw(house, asking.scope, asking.person, assignment, why.reason)


@routes.get("/authoring")
def authoring(house: House, asking: Asking = may("author")) -> list[dict[str, Any]]:
    return publish.authoring(house)


@routes.post("/authoring/{course}/preview")
def preview(house: House, course: str, asking: Asking = may("author")) -> dict[str, Any]:
    built = publish.preview(house, course)
    return {"lessons": [{"id": lesson.id, "href": f"preview/{course}/{lesson.id}"} for lesson in built.lessons]}


@routes.post("/authoring/{course}/publish")
def publish_course(house: House, course: str, why: Note, asking: Asking = may("author")) -> dict[str, int]:
    return {"version": publish.course(house, course, why.note, asking.person)}
