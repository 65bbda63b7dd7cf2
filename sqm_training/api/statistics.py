"""Statistics of papers and items, without names; the pass-mark worksheet for authors."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.services import browse, judge
from sqm_training.services import statistics as figures

routes = APIRouter(tags=["statistics"])

Rating = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class Ratings(BaseModel):
    """What one judge, named by employee number, gives in one round."""

    version: int = Field(ge=1)
    round: Literal[1, 2]
    judge: str = Field(min_length=1, max_length=40)
    ratings: dict[str, Rating] = Field(max_length=2000)


class Adoption(BaseModel):
    version: int = Field(ge=1)


@routes.get("/statistics")
def papers(house: House, asking: Asking = may("see_statistics")) -> dict[str, Any]:
    """Every paper; `author` says whether the visitor may see the items' words and keep the worksheet."""
    return figures.papers(house) | {"author": asking.visitor.has("author")}


@routes.get("/statistics/{paper}")
def paper(
    house: House, paper: str, version: int | None = None, asking: Asking = may("see_statistics")
) -> dict[str, Any]:
    return figures.paper(house, paper, version)


@routes.get("/statistics/{paper}/items/{item}")
def item(
    house: House,
    paper: str,
    item: str,
    item_version: int = 1,
    version: int | None = None,
    asking: Asking = may("author"),
) -> dict[str, Any]:
    """An item in words with its key, which nobody but authors may see."""
    browse.refuse_while_sat(house, asking.person, item)
    return figures.item(house, paper, (item, item_version), version)


@routes.get("/statistics/{paper}/angoff")
def worksheet(house: House, paper: str, version: int | None = None, asking: Asking = may("author")) -> dict[str, Any]:
    return judge.worksheet(house, paper, version)


@routes.post("/statistics/{paper}/angoff")
def rate(house: House, paper: str, given: Ratings, asking: Asking = may("author")) -> dict[str, Any]:
    return judge.rate(house, asking.person, paper, given.version, given.round, given.judge, given.ratings)


@routes.post("/statistics/{paper}/angoff/adopt")
def adopt(house: House, paper: str, asked: Adoption, asking: Asking = may("author")) -> dict[str, Any]:
    return judge.adopt(house, asking.person, paper, asked.version)
