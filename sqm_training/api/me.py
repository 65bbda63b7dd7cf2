"""Oneself: who I am, my language, my path, my certificates."""

from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from sqm_training.api.asking import Asking, House, may
from sqm_training.services import certify, path, profile

routes = APIRouter(tags=["me"])


class LanguageChoice(BaseModel):
    language: Literal["zh", "en"]


@routes.get("/me")
def me(house: House, asking: Asking = may("see_self")) -> dict[str, Any]:
    return profile.me(house, asking.person)


@routes.put("/me/language", status_code=204)
def set_language(house: House, choice: LanguageChoice, asking: Asking = may("set_language")) -> None:
    profile.set_language(house, asking.person, choice.language)


@routes.get("/me/path")
def my_path(house: House, asking: Asking = may("see_self")) -> dict[str, Any]:
    return path.mine(house, asking.person)


@routes.get("/me/certificates")
def my_certificates(house: House, asking: Asking = may("see_self")) -> dict[str, Any]:
    return certify.mine(house, asking.person)


@routes.get("/me/certificates/{number}.pdf")
def my_certificate_pdf(house: House, number: str, asking: Asking = may("see_self")) -> Response:
    return Response(certify.pdf(house, asking.scope, number), media_type="application/pdf")
