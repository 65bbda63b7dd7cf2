"""Drafts become versions. A version never changes; progress and attempts refer to it."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select

from sqm_training.content import banks, courses, notebooks, pictures
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.course import Check, Course
from sqm_training.domain.item import PROVEN, Item
from sqm_training.domain.paper import PaperVersion, TooFew
from sqm_training.domain.rehearsal import rehearse
from sqm_training.errors import Faults, Refused
from sqm_training.records.tables import course_version, paper_version
from sqm_training.services import bank
from sqm_training.services.installation import Installation, Shelf

DRAFT = "draft"
REHEARSED = 300  # draws before a paper with a cap on exposure is published


# --- courses ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """A published version of a course."""

    course: Course
    version: int
    digest: str
    at: datetime
    by: str


def course(house: Installation, name: str, note: str, by: str) -> int:
    """Build a course's draft and make it the version learners see; returns its number. Raises Faults.

    A draft that equals the newest version publishes nothing and returns that version.
    """
    digest = _folder_digest(house, name)
    house.look_again()
    draft = _sound(house, name)
    before = newest_course(house, name)
    if before is not None and before.digest == digest:
        return before.version
    version = before.version + 1 if before else 1
    place = house.settings.published / name
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=".publishing-") as aside:
        built = Path(aside) / "course"
        notebooks.build(house.settings.courses / name, built, version)
        if _folder_digest(house, name) != digest:  # an author saved in between
            raise Refused("course.being_edited", 409, course=name)
        with house.store.write(by, house.now()) as ledger:
            newest = ledger.row(_versions_of(course_version, "course", name))
            if newest is not None and newest["version"] >= version:  # somebody else was quicker
                raise Refused("course.being_published", 409, course=name)
            document = draft.model_dump(mode="json")
            ledger.add(course_version, course=name, version=version, document=document, digest=digest, note=note)
            ledger.log("course.publish", f"{name}-{version}", digest=digest)
            if (place / str(version)).exists():  # built, but cut off before its version was kept
                (place / str(version)).rename(Path(aside) / "before")
            built.rename(place / str(version))
    return version


def _sound(house: Installation, name: str) -> Course:
    """A draft that names no practice item and no competency there is not. Raises Faults."""
    draft = house.shelf.draft(name)
    practised = [item for item in bank.standing(house).values() if item.status != "retired"]
    if faults := courses.strays(draft, practised, house.shelf.competencies, house.shelf.posts):
        raise Faults(faults)
    return draft


def preview(house: Installation, name: str) -> Course:
    """Build the draft for authors' eyes only."""
    draft = house.shelf.draft(_drafted(house, name))
    folder = house.settings.published / name / DRAFT
    shutil.rmtree(folder, ignore_errors=True)
    notebooks.build(house.settings.courses / name, folder, 0)
    return draft


def authoring(house: Installation) -> list[dict[str, Any]]:
    """Every course with its newest version, whether the draft differs and what is wrong with it."""
    house.look_again()
    newest = {one.course.id: one for one in newest_courses(house)}
    return [_authored(house, house.shelf, name, newest.get(name)) for name in sorted(_drafts(house))]


def _authored(house: Installation, shelf: Shelf, name: str, newest: Edition | None) -> dict[str, Any]:
    faults, shown = [], newest.course if newest else None  # of a draft that cannot be read one knows the last version
    try:
        shown = shelf.draft(name)
        _sound(house, name)
    except Faults as wrong:
        faults = wrong.faults
    lessons = shown.lessons if shown else ()
    return {
        "course": name,
        "title": shown.title.model_dump() if shown else {"zh": name, "en": name},
        "lessons": [{"id": lesson.id, "title": lesson.title.model_dump()} for lesson in lessons],
        "published": {"version": newest.version, "at": newest.at, "by": newest.by} if newest else None,
        "draft_changed": newest is None or newest.digest != _folder_digest(house, name),
        "faults": faults,
    }


def newest_course(house: Installation, name: str) -> Edition | None:
    """The version of a course that learners see."""
    return next((one for one in newest_courses(house, name)), None)


def newest_courses(house: Installation, name: str | None = None) -> list[Edition]:
    """The same for every course, or for one, by name."""
    return [_edition(house, name, version) for name, version in _newest(house, course_version, "course", name)]


def _edition(house: Installation, name: str, version: int) -> Edition:
    """A version as it was published. Versions never change, so they are kept at hand."""
    key = ("course", name, version)
    if key not in house.versions:
        row = house.store.row(_versions_of(course_version, "course", name).where(course_version.c.version == version))
        assert row is not None
        published = Course.model_validate(row["document"])
        house.versions[key] = Edition(published, version, row["digest"], row["at"], row["by"])
    found: Edition = house.versions[key]
    return found


def _folder_digest(house: Installation, name: str) -> str:
    folder, digest = house.settings.courses / _drafted(house, name), hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _drafts(house: Installation) -> set[str]:
    return {path.parent.name for path in house.settings.courses.glob("*/course.yaml")}


def _drafted(house: Installation, name: str) -> str:
    """The name of a course there is a draft of; nothing else becomes part of a path."""
    if name not in _drafts(house):
        raise Refused("course.unknown", 404, course=name)
    return name


# --- papers -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frozen:
    """A published paper with its pictures (data URIs by file)."""

    paper: PaperVersion
    pictures: dict[str, str]
    digest: str
    at: datetime
    by: str


def paper(house: Installation, name: str, by: str) -> int:
    """Freeze a blueprint with the pool of items it draws from; returns the version's number.

    One that says the same as the newest version publishes nothing. Attempts go on with the version they began.
    """
    return _paper(house, house.desk(), name, by)


def _paper(house: Installation, shelf: Shelf, name: str, by: str) -> int:
    blueprint = shelf.blueprints.get(name)
    if blueprint is None:
        raise Refused("paper.unknown", 404, paper=name)
    return freeze(house, assembled(house, shelf, blueprint), by)


def freeze(house: Installation, built: PaperVersion, by: str) -> int:
    """Keep what was assembled as a new version, unless it says the same as the newest; returns the number."""
    name = built.blueprint.id
    pictured = _pictures(house, built)
    standing = newest_paper(house, name)
    if standing is not None and _alike(standing.paper, built) and standing.pictures == pictured:
        return standing.paper.version
    digest = _paper_digest(built, pictured)
    with house.store.write(by, house.now()) as ledger:
        before = ledger.row(_versions_of(paper_version, "paper", name))
        if before is not None and before["digest"] == digest:
            return int(before["version"])
        version = before["version"] + 1 if before else 1
        document = built.model_copy(update={"version": version}).model_dump(mode="json")
        ledger.add(paper_version, paper=name, version=version, document=document, pictures=pictured, digest=digest)
        ledger.log("paper.publish", f"{name}-{version}", digest=digest)
    return int(version)


def live_papers(house: Installation, by: str) -> None:
    """Publish every paper that is no draft and not withdrawn."""
    shelf = house.desk()
    for name, blueprint in shelf.blueprints.items():
        if blueprint.status == "live":
            _paper(house, shelf, name, by)


def assembled(house: Installation, shelf: Shelf, blueprint: Blueprint) -> PaperVersion:
    """What is to be frozen. Refused where it cannot be drawn; of a retired paper nobody asks what is left to draw."""
    if blueprint.status == "draft":
        raise Refused("paper.draft", 409, paper=blueprint.id)
    items = drawable(bank.standing(house, shelf).values(), blueprint)
    if blueprint.status == "retired":
        return PaperVersion.outline(blueprint, 0, items)
    try:
        built = PaperVersion.assemble(blueprint, 0, items)
    except TooFew as few:
        raise Refused("paper.too_few", 409, slices=str(few)) from few
    cap = blueprint.exposure_cap
    if cap < 1 and (over := rehearse(built, REHEARSED).over(cap)):
        few_items = "; ".join(f"{'+'.join(one.slices)}: {one.items} → {one.enough(cap)}" for one in over)
        raise Refused("paper.overexposed", 409, slices=few_items, cap=round(100 * cap))
    return built


def drawable(items: Collection[Item], blueprint: Blueprint) -> list[Item]:
    """What a blueprint may draw from: where it refuses public items, none of those the product ships."""
    known = public(items) if blueprint.public_items == "refused" else frozenset()
    return [item for item in items if item.id not in known]


def public(items: Collection[Item]) -> frozenset[str]:
    """Items anybody can read in the repository: of the same id or with the same question as a shipped one."""
    shipped = banks.shipped()
    known = {item.id for item in shipped} | {item.prompt.zh for item in shipped}
    return frozenset(item.id for item in items if known & {item.id, item.prompt.zh})


def _alike(one: PaperVersion, other: PaperVersion) -> bool:
    """Whether both say the same, whatever their numbers and however an earlier release wrote them down."""
    return one.model_copy(update={"version": other.version}) == other


def _pictures(house: Installation, built: PaperVersion) -> dict[str, str]:
    banks = house.settings.assessments / "banks"
    files = {picture.file for slot in built.slots for item in slot.pool for picture in item.pictures}
    return {file: pictures.data_uri(banks / file) for file in sorted(files)}


def _paper_digest(built: PaperVersion, pictured: dict[str, str]) -> str:
    content = [built.model_copy(update={"version": 0}).model_dump(mode="json"), pictured]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def newest_paper(house: Installation, name: str) -> Frozen | None:
    """The version of a paper that new attempts draw from."""
    return next((one for one in newest_papers(house, name)), None)


def newest_papers(house: Installation, name: str | None = None) -> list[Frozen]:
    """The same for every paper, or for one, by name."""
    return [frozen(house, name, version) for name, version in _newest(house, paper_version, "paper", name)]


def frozen(house: Installation, name: str, version: int) -> Frozen:
    """One version of a paper, as an attempt froze it. Versions never change, so they are kept at hand."""
    key = ("paper", name, version)
    if key not in house.versions:
        row = house.store.row(_versions_of(paper_version, "paper", name).where(paper_version.c.version == version))
        if row is None:
            raise Refused("paper.unknown", 404, paper=name)
        built = PaperVersion.model_validate(row["document"], context=PROVEN)
        house.versions[key] = Frozen(built, row["pictures"], row["digest"], row["at"], row["by"])
    found: Frozen = house.versions[key]
    return found


# --- both ---------------------------------------------------------------------------------------------


def _versions_of(table: Any, column: str, name: str) -> Select[Any]:
    return select(table).where(table.c[column] == name).order_by(table.c.version.desc())


def _newest(house: Installation, table: Any, column: str, name: str | None) -> list[tuple[str, int]]:
    """Names with the number of their newest version."""
    query = select(table.c[column], func.max(table.c.version).label("version")).group_by(table.c[column])
    if name is not None:
        query = query.where(table.c[column] == name)
    return [(row[column], int(row["version"])) for row in house.store.rows(query.order_by(table.c[column]))]


def examined(house: Installation) -> frozenset[str]:
    """Items that papers in use may draw: nobody practises them, whatever the bank says by now."""
    return frozenset(item.id for one in newest_papers(house) for slot in one.paper.slots for item in slot.pool)


def practised(house: Installation) -> frozenset[str]:
    """Items the self-checks of published courses ask."""
    lessons = [lesson for one in newest_courses(house) for lesson in one.course.lessons]
    checks = [block for lesson in lessons for block in lesson.blocks if isinstance(block, Check)]
    return frozenset(item for check in checks for item in check.items)


def notebook(house: Installation, page: str, params: dict[str, str]) -> str | None:
    """Where a lesson's built notebook lies below the published folder, for pages that show one."""
    if page not in ("course", "preview"):
        return None
    name, lesson = params.get("course", ""), params.get("lesson", "")
    newest = newest_course(house, name)
    version = DRAFT if page == "preview" else str(newest.version) if newest else ""
    path = house.settings.published / name / version / f"{lesson}.ipynb"
    if not version or not path.resolve().is_relative_to(house.settings.published) or not path.is_file():
        raise Refused("course.unknown", 404, course=f"{name}/{lesson}")
    return str(path.relative_to(house.settings.published))
