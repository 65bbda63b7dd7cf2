"""HR and managers: people, rosters, codes, KPI figures, reviews, certificates of others."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import BaseModel

from sqm_training.api.asking import Asking, House, may
from sqm_training.errors import Refused
from sqm_training.locale import Language
from sqm_training.records import people as roster
from sqm_training.services import certify, enrol, gather, report, review

routes = APIRouter(tags=["staff"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UPLOAD = 10_000_000

Upload = Annotated[UploadFile, File()]
Apply = Annotated[bool, Form()]


def _content(file: UploadFile) -> bytes:
    content = file.file.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        raise Refused("upload.too_large", 413)
    return content


def _file(content: bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@routes.get("/people")
def people(house: House, asking: Asking = may("see_people")) -> dict[str, Any]:
    return report.people(house, asking.scope)


class Shown(BaseModel):
    """The people a list shows just now; nobody named means everybody."""

    people: list[str] | None = None


@routes.post("/people.xlsx")
def people_xlsx(house: House, shown: Shown, language: Language = "zh", asking: Asking = may("see_people")) -> Response:
    content = report.people_xlsx(house, asking.scope, asking.person, language, shown.people)
    return _file(content, XLSX, "people.xlsx")


@routes.get("/people/{person}")
def person(house: House, person: str, asking: Asking = may("see_people")) -> dict[str, Any]:
    line = asking.visitor.need("see_people", roster.one(house.store, person))
    return report.person(house, person, with_marks=asking.visitor.may("see_marks", line))


@routes.get("/roster/template.xlsx")
def roster_template(house: House, language: Language = "zh", asking: Asking = may("import_people")) -> Response:
    return _file(enrol.template(house, language), XLSX, "roster.xlsx")


@routes.post("/people/import")
def import_people(
    house: House, file: Upload, apply: Apply = False, asking: Asking = may("import_people")
) -> dict[str, Any]:
    name, content = file.filename or "roster", _content(file)
    if apply:
        done, added = enrol.apply(house, name, content, asking.person)
        return enrol.shown(done) | {"applied": True, "added": added}
    titles = {key: post.title.model_dump() for key, post in house.shelf.posts.items()}
    return enrol.shown(enrol.preview(house, name, content)) | {"applied": False, "titles": titles}


@routes.post("/people/{person}/code")
def issue_code(house: House, person: str, asking: Asking = may("issue_codes")) -> dict[str, Any]:
    line = asking.visitor.need("issue_codes", roster.one(house.store, person))
    if not enrol.may_have_code_from(house, asking.scope, line):
        raise Refused("code.from_hr", 403)
    code, expires = enrol.issue_code(house, person, asking.person)
    return {"code": code, "expires": expires}


@routes.post("/codes.pdf")
def code_slips(house: House, asking: Asking = may("issue_codes")) -> Response:
    """Slips for everybody in scope who never logged in; earlier codes of theirs stop working."""
    return _file(enrol.slips_pdf(house, asking.scope, asking.person), "application/pdf", "codes.pdf")


@routes.get("/kpis/template.xlsx")
def kpi_template(language: Language = "zh", asking: Asking = may("import_kpis")) -> Response:
    return _file(gather.template(language), XLSX, "kpis.xlsx")


@routes.post("/kpis/import")
def import_kpis(
    house: House, file: Upload, apply: Apply = False, asking: Asking = may("import_kpis")
) -> dict[str, Any]:
    return gather.figures(house, file.filename or "kpis", _content(file), asking.person, apply)


@routes.get("/certificates")
def certificates(house: House, on: date | None = None, asking: Asking = may("see_people")) -> list[dict[str, Any]]:
    """Who was valid for what on a day; today if none is named."""
    return certify.holders(house, asking.scope, on or house.today())


@routes.get("/certificates/{number}.pdf")
def certificate_pdf(house: House, number: str, asking: Asking = may("see_people")) -> Response:
    return Response(certify.pdf(house, asking.scope, number), media_type="application/pdf")


@routes.get("/reviews")
def reviews(house: House, period: str = "", asking: Asking = may("see_reviews")) -> dict[str, Any]:
    return review.table(house, asking.scope, period)


@routes.get("/reviews.xlsx")
def reviews_xlsx(
    house: House, period: str = "", language: Language = "zh", asking: Asking = may("see_reviews")
) -> Response:
    return _file(review.xlsx(house, asking.scope, asking.person, period, language), XLSX, "reviews.xlsx")


@routes.get("/reviews/{person}")
def one_review(house: House, person: str, period: str = "", asking: Asking = may("see_reviews")) -> dict[str, Any]:
    asking.visitor.need("see_reviews", roster.one(house.store, person))
    return review.of(house, person, period)
