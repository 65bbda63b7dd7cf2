"""Papers being made: their blueprints listed, written, proven, published."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.services import compose, survey

routes = APIRouter(tags=["papers"])

Document = dict[str, Any]
Base = Field("", max_length=64)  # the digest of the file one had before one


class Draft(BaseModel):
    document: Document
    paper: str | None = Field(None, max_length=60)


class Written(BaseModel):
    document: Document
    base: str = Base


class Issue(BaseModel):
    base: str = Base


class Standing(BaseModel):
    status: Literal["draft", "live", "retired"]
    base: str = Base


@routes.get("/blueprints")
def listing(house: House, asking: Asking = may("author")) -> list[dict[str, Any]]:
    return survey.listing(house)


@routes.get("/blueprints/choices")
def choices(house: House, asking: Asking = may("author")) -> dict[str, Any]:
    return survey.choices(house)


@routes.post("/blueprints/look")
def look(house: House, draft: Draft, asking: Asking = may("author")) -> dict[str, Any]:
    return compose.look(house, draft.document, draft.paper)


@routes.get("/blueprints/{paper}")
def one(house: House, paper: str, asking: Asking = may("author")) -> dict[str, Any]:
    return survey.one(house, paper)


@routes.get("/blueprints/{paper}/proof")
def proof(house: House, paper: str, asking: Asking = may("author")) -> dict[str, Any]:
    return survey.proof(house, paper)


@routes.get("/blueprints/{paper}/sample")
def sample(house: House, paper: str, seed: int = 0, asking: Asking = may("author")) -> dict[str, Any]:
    return survey.sample(house, paper, seed)


@routes.post("/blueprints")
def create(house: House, written: Written, asking: Asking = may("author")) -> dict[str, Any]:
    return compose.save(house, asking.person, None, written.document, "")


@routes.put("/blueprints/{paper}")
def save(house: House, paper: str, written: Written, asking: Asking = may("author")) -> dict[str, Any]:
    return compose.save(house, asking.person, paper, written.document, written.base)


@routes.post("/blueprints/{paper}/publish")
def publish(house: House, paper: str, asked: Issue, asking: Asking = may("author")) -> dict[str, int]:
    return {"version": compose.issue(house, asking.person, paper, asked.base)}


@routes.post("/blueprints/{paper}/status")
def mark(house: House, paper: str, standing: Standing, asking: Asking = may("author")) -> dict[str, int | None]:
    return {"version": compose.mark(house, asking.person, paper, standing.status, standing.base)}
