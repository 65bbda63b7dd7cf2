"""Invigilating: sittings, who sits and how far they are, more time, pause, reset, the story of an attempt."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.services import invigilate, notice, recount, schedule

routes = APIRouter(tags=["invigilation"])

Words = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Minutes = Annotated[int, Field(ge=1, le=180)]


class Whom(BaseModel):
    kind: Literal["person", "post", "store"]
    to: str = Field(max_length=80)


class Sitting(BaseModel):
    paper: str = Field(max_length=60)
    opens: AwareDatetime
    closes: AwareDatetime
    place: str = Field("", max_length=200)
    note: str = Field("", max_length=500)
    whom: list[Whom] = Field(min_length=1, max_length=500)


class Invitations(BaseModel):
    whom: list[Whom] = Field(min_length=1, max_length=500)


class Reason(BaseModel):
    reason: Words


class ExtraTime(Reason):
    minutes: Minutes


class Grant(Reason):
    person: str
    minutes: int = Field(ge=0, le=180)  # 0 takes an earlier grant back


class PaperGrant(Grant):
    paper: str


def _pairs(whom: list[Whom]) -> list[schedule.Whom]:
    return [(one.kind, one.to) for one in whom]


# --- sittings -----------------------------------------------------------------------------------------


@routes.get("/sittings")
def sittings(house: House, asking: Asking = may("see_sittings")) -> dict[str, Any]:
    may_act = asking.visitor.has("invigilate")
    return invigilate.listing(house, asking.scope, asking.person) | {"may_act": may_act}


@routes.get("/sittings/choices")
def choices(house: House, asking: Asking = may("invigilate")) -> dict[str, Any]:
    return schedule.choices(house, asking.scope)


@routes.post("/sittings")
def create(house: House, new: Sitting, asking: Asking = may("invigilate")) -> dict[str, int]:
    what = (new.paper, new.opens, new.closes, new.place.strip(), new.note.strip(), _pairs(new.whom))
    return {"id": schedule.create(house, asking.scope, asking.person, *what)}


@routes.get("/sittings/{sitting}")
def sitting(house: House, sitting: int, asking: Asking = may("see_sittings")) -> dict[str, Any]:
    return invigilate.roll(house, asking.scope, asking.person, sitting)


@routes.delete("/sittings/{sitting}", status_code=204)
def withdraw(house: House, sitting: int, why: Reason, asking: Asking = may("invigilate")) -> None:
    schedule.withdraw(house, asking.scope, asking.person, sitting, why.reason)


@routes.post("/sittings/{sitting}/invitations", status_code=204)
def invite(house: House, sitting: int, more: Invitations, asking: Asking = may("invigilate")) -> None:
    schedule.invite(house, asking.scope, asking.person, sitting, _pairs(more.whom))


@routes.post("/sittings/{sitting}/grants", status_code=204)
def grant_in_sitting(house: House, sitting: int, given: Grant, asking: Asking = may("invigilate")) -> None:
    what = (given.person, given.minutes, given.reason)
    invigilate.grant_in(house, asking.scope, asking.person, sitting, *what)


@routes.post("/sittings/{sitting}/extra-time")
def extend_all(house: House, sitting: int, more: ExtraTime, asking: Asking = may("invigilate")) -> dict[str, int]:
    who = (asking.scope, asking.person, sitting)
    return invigilate.everybody(house, *who, "extend", more.reason, more.minutes)


@routes.post("/sittings/{sitting}/pause")
def pause_all(house: House, sitting: int, why: Reason, asking: Asking = may("invigilate")) -> dict[str, int]:
    return invigilate.everybody(house, asking.scope, asking.person, sitting, "pause", why.reason)


@routes.post("/sittings/{sitting}/resume")
def resume_all(house: House, sitting: int, why: Reason, asking: Asking = may("invigilate")) -> dict[str, int]:
    return invigilate.everybody(house, asking.scope, asking.person, sitting, "resume", why.reason)


# --- attempts -----------------------------------------------------------------------------------------


@routes.get("/invigilation/outside")
def outside(house: House, asking: Asking = may("see_sittings")) -> dict[str, Any]:
    return invigilate.outside(house, asking.scope)


@routes.post("/invigilation/grants", status_code=204)
def grant(house: House, given: PaperGrant, asking: Asking = may("invigilate")) -> None:
    what = (given.paper, None, given.person, given.minutes, given.reason)
    invigilate.grant(house, asking.scope, asking.person, *what)


@routes.get("/invigilation/hints")
def papers_with_hints(house: House, asking: Asking = may("see_sittings")) -> list[dict[str, Any]]:
    return notice.papers(house)


@routes.get("/invigilation/hints/{paper}")
def hints(house: House, paper: str, asking: Asking = may("see_sittings")) -> dict[str, Any]:
    """What might be looked into, about people within reach; no finding, and no reason for anything by itself."""
    return notice.hints(house, asking.scope, paper)


@routes.get("/invigilation/{attempt}/story")
def story(house: House, attempt: str, asking: Asking = may("see_sittings")) -> dict[str, Any]:
    return recount.story(house, asking.scope, attempt)


@routes.post("/invigilation/{attempt}/extra-time", status_code=204)
def extend(house: House, attempt: str, more: ExtraTime, asking: Asking = may("invigilate")) -> None:
    invigilate.extend(house, asking.scope, asking.person, attempt, more.minutes, more.reason)


@routes.post("/invigilation/{attempt}/pause", status_code=204)
def pause(house: House, attempt: str, why: Reason, asking: Asking = may("invigilate")) -> None:
    invigilate.pause(house, asking.scope, asking.person, attempt, why.reason)


@routes.post("/invigilation/{attempt}/resume", status_code=204)
def resume(house: House, attempt: str, why: Reason, asking: Asking = may("invigilate")) -> None:
    invigilate.resume(house, asking.scope, asking.person, attempt, why.reason)


@routes.post("/invigilation/{attempt}/reset", status_code=204)
def reset(house: House, attempt: str, why: Reason, asking: Asking = may("invigilate")) -> None:
    invigilate.reset(house, asking.scope, asking.person, attempt, why.reason)
