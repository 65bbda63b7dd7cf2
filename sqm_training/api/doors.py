"""The doors: page grants for visitors the Hub vouches for, and the Hub's own questions at login."""

import secrets
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, Field

from sqm_training.api.asking import House
from sqm_training.errors import Refused
from sqm_training.services import admit, enrol, profile, publish

routes = APIRouter(tags=["doors"])
_hub = httpx.Client(trust_env=False, timeout=10)


class Opening(BaseModel):
    page: str = Field(max_length=40)
    params: dict[str, str] = {}


class Held(BaseModel):
    grant: str


class Number(BaseModel):
    employee_no: str = Field(max_length=40)


class Redeeming(Number):
    code: str = Field(max_length=40)


def hub_says(house: House, authorization: Annotated[str | None, Header()] = None) -> str:
    """The person whose Hub token this is, on the Hub's word."""
    if not (authorization or "").lower().startswith("token "):
        raise Refused("hub.token_missing", 401)
    try:
        answer = _hub.get(f"{house.settings.hub_api_url}/user", headers={"Authorization": authorization or ""})
    except httpx.HTTPError as lost:
        raise Refused("hub.unreachable", 503) from lost
    if answer.status_code != httpx.codes.OK:
        raise Refused("hub.token_refused", 401)
    return str(answer.json()["name"])


def from_hub(house: House, x_sqm_hub: Annotated[str, Header()] = "") -> None:
    """Only the Hub process knows this secret."""
    if not secrets.compare_digest(x_sqm_hub.encode(), house.settings.secret("hub-records").encode()):
        raise Refused("access.denied", 403)


Vouched = Annotated[str, Depends(hub_says)]


@routes.post("/grants")
def open_page(house: House, opening: Opening, person: Vouched) -> dict[str, Any]:
    grant, expires = admit.issue(house, person, opening.page, opening.params)
    notebook = publish.notebook(house, opening.page, opening.params)
    return {"grant": grant, "expires_at": expires, "person": profile.me(house, person), "notebook": notebook}


@routes.post("/grants/renew")
def renew(house: House, held: Held, person: Vouched) -> dict[str, Any]:
    return {"expires_at": admit.renew(house, person, held.grant)}


@routes.delete("/grants", status_code=204)
def revoke(house: House, held: Held, person: Vouched) -> None:
    admit.revoke(house, person, held.grant)


@routes.post("/hub/resolve", dependencies=[Depends(from_hub)])
def resolve(house: House, number: Number) -> dict[str, Any]:
    return profile.me(house, enrol.resolve(house, number.employee_no)["person"])


@routes.post("/hub/person", dependencies=[Depends(from_hub)])
def person(house: House, held: dict[str, str]) -> dict[str, Any]:
    """Roles and standing of a logged-in person, asked again while the session lives."""
    admit.rights_of(house, held["person"])
    return profile.me(house, held["person"])


@routes.post("/hub/redeem", dependencies=[Depends(from_hub)])
def redeem(house: House, used: Redeeming) -> dict[str, Any]:
    return profile.me(house, enrol.redeem(house, used.employee_no, used.code)["person"])
