"""The records service: the only door to people, papers, marks and certificates."""

import logging
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from sqm_training.api import (
    bank,
    doors,
    invigilation,
    learning,
    me,
    papers,
    regrade,
    reporting,
    sitting,
    staff,
    statistics,
    training,
)
from sqm_training.api.limit import Limit
from sqm_training.errors import Faults, Refused
from sqm_training.services.installation import Installation

PREFIX = "/services/records/api"
log = logging.getLogger(__name__)


def create(house: Installation) -> FastAPI:
    """The service for one installation."""
    app = FastAPI(
        title="SQM Training records",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    app.state.house = house
    app.add_middleware(Limit)
    authors = (training, papers, statistics, bank)
    for part in (doors, me, learning, sitting, reporting, invigilation, regrade, staff, *authors):
        app.include_router(part.routes, prefix=PREFIX)
    app.get(f"{PREFIX}/health")(health)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Faults, _faulty)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(OperationalError, _store_down)
    app.add_exception_handler(NoConnection, _store_down)
    return app


def health() -> dict[str, str]:
    return {"status": "ok"}


def _answer(status: int, code: str, params: dict[str, Any], **more: Any) -> JSONResponse:
    return JSONResponse(jsonable_encoder({"code": code, "params": params} | more), status)


def _refused(_: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refused)
    return _answer(refusal.status, refusal.code, refusal.params)


def _faulty(_: Request, faulty: Exception) -> JSONResponse:
    assert isinstance(faulty, Faults)
    return _answer(422, "file.faults", {}, faults=[asdict(fault) for fault in faulty.faults])


def _malformed(_: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, RequestValidationError)
    places = [".".join(str(part) for part in error["loc"]) for error in wrong.errors()]
    return _answer(422, "request.invalid", {"fields": ", ".join(places)})


def _store_down(request: Request, wrong: Exception) -> JSONResponse:
    log.error("store refused %s %s: %s", request.method, request.url.path, wrong)
    return _answer(503, "store.unavailable", {})
