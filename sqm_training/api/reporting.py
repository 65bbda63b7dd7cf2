"""Reporting an item one has met and doubts."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.api.sitting import Mine
from sqm_training.services import report_item

routes = APIRouter(tags=["reporting"])


class Report(BaseModel):
    version: int = Field(ge=1, lt=2**31)
    text: str = Field(max_length=500)


@routes.post("/items/{item}/reports", status_code=204)
def practised(house: House, item: str, said: Report, asking: Asking = may("practise")) -> None:
    report_item.practised(house, asking.person, item, said.version, said.text)


@routes.post("/attempts/{attempt}/items/{item}/reports", status_code=204)
def sat(house: House, attempt: str, item: str, said: Report, asking: Mine) -> None:
    report_item.sat(house, asking.person, attempt, item, said.version, said.text)
