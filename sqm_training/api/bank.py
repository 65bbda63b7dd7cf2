"""The question bank: looking, writing, letting through, taking in other people's files."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Query, Response, UploadFile
from pydantic import BaseModel, Field

from sqm_training.api.asking import Asking, House, may
from sqm_training.errors import Refused
from sqm_training.locale import Language
from sqm_training.services import browse, hand_out, items, receive
from sqm_training.services.bank import Place
from sqm_training.services.browse import Asked

routes = APIRouter(tags=["bank"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UPLOAD = 10_000_000
VERBS = ("see_items", "author", "approve_items")

Upload = Annotated[UploadFile, File()]
Document = dict[str, Any]
Name = Annotated[str, Field(max_length=60)]


class Here(BaseModel):
    """A save of a version, as its reader had it."""

    version: int = Field(ge=1)
    save: int = Field(ge=0)


class Written(BaseModel):
    document: Document
    note: str = Field("", max_length=500)
    base: Here | None = None


class Deed(Here):
    do: Literal["submit", "retire"]
    reason: str = Field("", max_length=1000)


class Decision(Here):
    do: Literal["approve", "pilot", "reject", "restore"]
    reason: str = Field("", max_length=1000)


class Trial(BaseModel):
    document: Document
    item: str | None = Field(None, max_length=60)
    seed: int = Field(0, ge=0, lt=2**31)
    answer: Any = None


class Many(BaseModel):
    items: list[Name] = Field(max_length=2000)
    do: Literal["submit", "retire", "competency"]
    competency: str = Field("", max_length=20)


def asked(  # as they stand in an address
    search: Annotated[str, Query(max_length=200)] = "",
    competency: Annotated[str, Query(max_length=20)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
    use: Annotated[str, Query(max_length=20)] = "",
    difficulty: Annotated[str, Query(max_length=2)] = "",
    gap: Annotated[str, Query(max_length=4)] = "",
    origin: Annotated[str, Query(max_length=10)] = "",
    doubt: Annotated[str, Query(max_length=10)] = "",
    sort: Annotated[str, Query(max_length=20)] = "",
    down: bool = False,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Asked:
    return Asked(search, competency, kind, status, use, difficulty, gap, origin, doubt, sort, down, page)


Looked = Annotated[Asked, Depends(asked)]


def _content(file: UploadFile, largest: int = LARGEST_UPLOAD) -> bytes:
    content = file.file.read(largest + 1)
    if len(content) > largest:
        raise Refused("upload.too_large" if largest == LARGEST_UPLOAD else "bank.picture_too_large", 413)
    return content


def _verbs(asking: Asking) -> list[str]:
    return [verb for verb in VERBS if asking.visitor.has(verb)]


# --- looking ------------------------------------------------------------------------------------------


@routes.get("/bank")
def listing(house: House, look: Looked, asking: Asking = may("see_items")) -> dict[str, Any]:
    measured = asking.visitor.has("see_statistics")
    return browse.listing(house, look, measured) | {"verbs": _verbs(asking), "measured": measured}


@routes.get("/bank/ids")
def ids(house: House, look: Looked, asking: Asking = may("see_items")) -> list[str]:
    return browse.ids(house, look, asking.visitor.has("see_statistics"))


@routes.get("/bank/choices")
def choices(house: House, asking: Asking = may("see_items")) -> dict[str, Any]:
    return browse.choices(house)


@routes.get("/items/{item}")
def sheet(house: House, item: str, asking: Asking = may("see_items")) -> dict[str, Any]:
    return browse.sheet(house, asking.person, item, _verbs(asking), asking.visitor.has("see_statistics"))


@routes.post("/bank/preview")
def preview(house: House, trial: Trial, asking: Asking = may("see_items")) -> dict[str, Any]:
    return browse.preview(house, trial.document, trial.seed, trial.item, trial.answer)


# --- writing ------------------------------------------------------------------------------------------


@routes.post("/items")
def create(house: House, written: Written, asking: Asking = may("author")) -> dict[str, Any]:
    return _kept(items.save(house, asking.person, None, written.document, written.note, None))


@routes.put("/items/{item}")
def save(house: House, item: str, written: Written, asking: Asking = may("author")) -> dict[str, Any]:
    browse.refuse_while_sat(house, asking.person, item)
    base = Place(item, written.base.version, written.base.save) if written.base else None
    return _kept(items.save(house, asking.person, item, written.document, written.note, base))


@routes.post("/items/{item}/deeds", status_code=204)
def hand_on(house: House, item: str, deed: Deed, asking: Asking = may("author")) -> None:
    items.do(house, asking.person, deed.do, Place(item, deed.version, deed.save), deed.reason)


@routes.post("/items/{item}/decisions", status_code=204)
def decide(house: House, item: str, made: Decision, asking: Asking = may("approve_items")) -> None:
    items.do(house, asking.person, made.do, Place(item, made.version, made.save), made.reason)


@routes.post("/bank/many")
def many(house: House, asked_for: Many, asking: Asking = may("author")) -> dict[str, Any]:
    if asked_for.do == "competency":
        return asdict(items.assign(house, asking.person, asked_for.items, asked_for.competency))
    return asdict(items.many(house, asking.person, asked_for.items, asked_for.do))


@routes.post("/bank/pictures")
def picture(house: House, file: Upload, asking: Asking = may("author")) -> dict[str, str]:
    name = items.picture(house, asking.person, _content(file, items.LARGEST_PICTURE))
    return {"file": name, "src": browse.sources(house, {"file": name})[name]}


def _kept(place: Place) -> dict[str, Any]:
    return asdict(place)


# --- other people's files -----------------------------------------------------------------------------


@routes.get("/bank/template.xlsx")
def template(language: Language = "zh", asking: Asking = may("author")) -> Response:
    named = {"Content-Disposition": 'attachment; filename="questions.xlsx"'}
    return Response(hand_out.template(language), media_type=XLSX, headers=named)


@routes.get("/bank/export/{format}")
def export(
    house: House, look: Looked, format: str, language: Language = "zh", asking: Asking = may("author")
) -> dict[str, Any]:
    return hand_out.items(house, asking.person, ids(house, look, asking), format, language)


@routes.post("/bank/import")
def take_in(
    house: House,
    file: Upload,
    apply: Annotated[bool, Form()] = False,
    competency: Annotated[str, Form(max_length=20)] = "",
    use: Annotated[Literal["exam", "practice"], Form()] = "exam",
    difficulty: Annotated[int, Form(ge=1, le=3)] = 2,
    asking: Asking = may("author"),
) -> dict[str, Any]:
    name, content = file.filename or "questions", _content(file)
    defaults = receive.Defaults(competency, use, difficulty)
    if apply:
        return receive.take(house, name, content, defaults, asking.person).shown | {"applied": True}
    return receive.look(house, name, content, defaults).shown | {"applied": False}
