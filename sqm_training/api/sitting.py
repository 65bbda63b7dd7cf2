"""Sitting a paper: start, save every change, hand in, see the result. Always one's own."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.errors import Refused
from sqm_training.services import examine, result, sit

routes = APIRouter(tags=["sitting"])

Device = Annotated[str, Field(min_length=1, max_length=40)]


class Save(BaseModel):
    answer: Any = None
    seq: int = Field(ge=1, lt=2**31)
    device: Device


class Cells(BaseModel):
    answer: dict[str, str]


class FromDevice(BaseModel):
    device: Device


class Note(BaseModel):
    """What a page noticed, so many seconds ago."""

    kind: Literal["focus", "drop"]
    away: bool = False
    seconds: int = Field(0, ge=0, le=86400)
    ago: int = Field(0, ge=0, le=86400)


class Notes(FromDevice):
    notes: list[Note] = Field(max_length=50)


def own_attempt(attempt: str, asking: Asking = may("sit")) -> Asking:
    """A grant that names an attempt reaches no other; ownership is checked where the attempt is read."""
    if asking.visitor.params.get("attempt", attempt) != attempt:
        raise Refused("access.denied", 403)
    return asking


Mine = Annotated[Asking, Depends(own_attempt)]


@routes.get("/papers")
def papers(house: House, asking: Asking = may("sit")) -> list[dict[str, Any]]:
    return sit.papers(house, asking.person)


@routes.post("/papers/{paper}/attempts")
def start(house: House, paper: str, asking: Asking = may("sit")) -> dict[str, str]:
    return {"attempt": sit.start(house, asking.person, paper)}


@routes.get("/attempts/{attempt}")
def attempt(house: House, attempt: str, asking: Mine) -> dict[str, Any]:
    return sit.view(house, asking.person, attempt)


@routes.get("/attempts/{attempt}/clock")
def clock(house: House, attempt: str, asking: Mine) -> dict[str, Any]:
    return sit.clock(house, asking.person, attempt)


@routes.put("/attempts/{attempt}/answers/{slot}")
def save(house: House, attempt: str, slot: str, kept: Save, asking: Mine) -> dict[str, Any]:
    return sit.save(house, asking.person, attempt, slot, kept.answer, kept.seq, kept.device)


@routes.post("/attempts/{attempt}/tries/{slot}")
def rehearse(house: House, attempt: str, slot: str, given: Cells, asking: Mine) -> dict[str, Any]:
    return examine.rehearse(house, asking.person, attempt, slot, given.answer)


@routes.post("/attempts/{attempt}/device", status_code=204)
def take_over(house: House, attempt: str, taken: FromDevice, asking: Mine) -> None:
    sit.take_over(house, asking.person, attempt, taken.device)


@routes.post("/attempts/{attempt}/notes", status_code=204)
def notes(house: House, attempt: str, told: Notes, asking: Mine) -> None:
    sit.notes(house, asking.person, attempt, told.device, [one.model_dump() for one in told.notes])


@routes.post("/attempts/{attempt}/submit")
def submit(house: House, attempt: str, taken: FromDevice, asking: Mine) -> dict[str, str]:
    return {"state": sit.submit(house, asking.person, attempt, taken.device)}


@routes.get("/attempts/{attempt}/result")
def attempt_result(house: House, attempt: str, asking: Mine) -> dict[str, Any]:
    return result.of(house, asking.person, attempt)
