"""Re-marking after an item turned out wrong: a dry run, a proposal, another person's decision."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.errors import Refused
from sqm_training.locale import Language
from sqm_training.services import proposals, regrade, rehearse, trace

routes = APIRouter(tags=["regrade"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Words = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class Correction(BaseModel):
    """Full points, the key of the bank's newest version, or parts of the key as they should be."""

    item: str = Field(max_length=60)
    version: int = Field(ge=1)
    kind: Literal["full", "bank", "key"]
    changes: dict[str, Any] = {}

    def asked(self) -> dict[str, Any]:
        return {"kind": self.kind, "changes": self.changes}


class Rehearsal(Correction):
    lower: bool = False


class Proposal(Correction):
    reason: Words


class Approval(BaseModel):
    digest: str = Field(max_length=64)  # of the dry run that was read
    lower: bool = False
    reason: str = Field("", max_length=500)


class Reason(BaseModel):
    reason: Words


def _allowed(asking: Asking, verb: str) -> bool:
    try:
        return bool(asking.visitor.scope(verb))
    except Refused:
        return False


@routes.get("/regrades")
def listing(house: House, asking: Asking = may("see_regrades")) -> dict[str, Any]:
    allowed = {"propose": _allowed(asking, "regrade"), "approve": _allowed(asking, "approve_regrade")}
    return {"proposals": proposals.listing(house, asking.person), "may": allowed}


@routes.get("/regrades/items")
def items(house: House, words: str = "", asking: Asking = may("regrade")) -> dict[str, Any]:
    return trace.items(house, words)


@routes.get("/regrades/items/{item}/{version}")
def item(house: House, item: str, version: int, asking: Asking = may("regrade")) -> dict[str, Any]:
    return trace.one(house, item, version)


@routes.post("/regrades/rehearsal")
def rehearsal(house: House, tried: Rehearsal, asking: Asking = may("regrade")) -> dict[str, Any]:
    made = regrade.correction(house, tried.item, tried.version, tried.asked())
    return rehearse.shown(house, regrade.dry_run(house, tried.item, tried.version, made, tried.lower))


@routes.post("/regrades")
def propose(house: House, new: Proposal, asking: Asking = may("regrade")) -> dict[str, int]:
    return {"id": regrade.propose(house, asking.person, new.item, new.version, new.asked(), new.reason)}


@routes.get("/regrades/{proposal}.xlsx")
def xlsx(
    house: House, proposal: int, lower: bool = False, language: Language = "zh", asking: Asking = may("see_regrades")
) -> Response:
    content = proposals.xlsx(house, asking.person, proposal, lower, language)
    name = f"regrade-{proposal}.xlsx"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@routes.get("/regrades/{proposal}")
def one(house: House, proposal: int, lower: bool = False, asking: Asking = may("see_regrades")) -> dict[str, Any]:
    return proposals.one(house, asking.person, proposal, lower)


@routes.post("/regrades/{proposal}/approve")
def approve(house: House, proposal: int, said: Approval, asking: Asking = may("approve_regrade")) -> dict[str, int]:
    return {"marks": regrade.approve(house, asking.person, proposal, said.digest, said.lower, said.reason)}


@routes.post("/regrades/{proposal}/reject", status_code=204)
def reject(house: House, proposal: int, why: Reason, asking: Asking = may("approve_regrade")) -> None:
    regrade.reject(house, asking.person, proposal, why.reason)


@routes.post("/regrades/{proposal}/withdraw", status_code=204)
def withdraw(house: House, proposal: int, why: Reason, asking: Asking = may("regrade")) -> None:
    regrade.withdraw(house, asking.person, proposal, why.reason)
