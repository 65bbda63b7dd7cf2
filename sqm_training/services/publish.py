"""Drafts become versions. A version never changes; progress and attempts refer to it."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from sqm_training.content import notebooks, pictures
from sqm_training.domain.course import Course
from sqm_training.domain.paper import Blueprint, PaperVersion, TooFew
from sqm_training.errors import Faults, Refused
from sqm_training.records.store import Row
from sqm_training.records.tables import course_version, paper_version
from sqm_training.services.installation import Installation

DRAFT = "draft"


def course(house: Installation, name: str, note: str, by: str) -> int:
    """Build a course's draft and make it the version learners see; returns its number.

    A draft that equals the newest version publishes nothing and returns that version.
    """
    draft, digest = house.shelf.draft(name), _folder_digest(house, name)
    before = newest_course(house, name)
    if before is not None and before["digest"] == digest:
        return int(before["version"])
    version = before["version"] + 1 if before else 1
    notebooks.build(house.settings.courses / name, house.settings.published / name / str(version), version)
    with house.store.write(by, house.now()) as ledger:
        document = draft.model_dump(mode="json")
        ledger.add(course_version, course=name, version=version, document=document, digest=digest, note=note)
        ledger.log("course.publish", f"{name}-{version}", digest=digest)
    return version


def preview(house: Installation, name: str) -> Course:
    """Build the draft for authors' eyes only."""
    draft = house.shelf.draft(name)
    folder = house.settings.published / name / DRAFT
    shutil.rmtree(folder, ignore_errors=True)
    notebooks.build(house.settings.courses / name, folder, 0)
    return draft


def authoring(house: Installation) -> list[dict[str, Any]]:
    """Every course with its newest version, whether the draft differs and what is wrong with it."""
    folders = sorted(path.parent for path in house.settings.courses.glob("*/course.yaml"))
    return [_authored(house, folder.name) for folder in folders]


def _authored(house: Installation, name: str) -> dict[str, Any]:
    newest, faults, title, lessons = newest_course(house, name), [], {"zh": name, "en": name}, []
    try:
        draft = house.shelf.draft(name)
        title = draft.title.model_dump()
        lessons = [{"id": lesson.id, "title": lesson.title.model_dump()} for lesson in draft.lessons]
    except Faults as wrong:
        faults = wrong.faults
    version = {"version": newest["version"], "at": newest["at"], "by": newest["by"]} if newest else None
    changed = newest is None or newest["digest"] != _folder_digest(house, name)
    return {
        "course": name,
        "title": title,
        "lessons": lessons,
        "published": version,
        "draft_changed": changed,
        "faults": faults,
    }


def newest_course(house: Installation, name: str) -> Row | None:
    """The version of a course that learners see."""
    query = select(course_version).where(course_version.c.course == name)
    return house.store.row(query.order_by(course_version.c.version.desc()))


def newest_courses(house: Installation) -> list[Row]:
    newest = select(func.max(course_version.c.id)).group_by(course_version.c.course)
    query = select(course_version).where(course_version.c.id.in_(newest)).order_by(course_version.c.course)
    return house.store.rows(query)


def _folder_digest(house: Installation, name: str) -> str:
    folder, digest = house.settings.courses / name, hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def paper(house: Installation, name: str, by: str) -> int:
    """Freeze a blueprint with the pool of items it draws from; returns the version's number."""
    blueprint = house.shelf.blueprints.get(name)
    if blueprint is None:
        raise Refused("paper.unknown", 404, paper=name)
    before = newest_paper(house, name)
    version = before["version"] + 1 if before else 1
    built = _assembled(house, blueprint, version)
    digest = hashlib.sha256(
        json.dumps(built.model_dump(mode="json", exclude={"version"}), sort_keys=True).encode()
    ).hexdigest()
    if before is not None and before["digest"] == digest:
        return int(before["version"])
    with house.store.write(by, house.now()) as ledger:
        ledger.add(
            paper_version,
            paper=name,
            version=version,
            document=built.model_dump(mode="json"),
            pictures=_pictures(house, built),
            digest=digest,
        )
        ledger.log("paper.publish", f"{name}-{version}", digest=digest)
    return version


def _assembled(house: Installation, blueprint: Blueprint, version: int) -> PaperVersion:
    try:
        return PaperVersion.assemble(blueprint, version, list(house.shelf.items.values()))
    except TooFew as few:
        raise Refused("paper.too_few", 409, slices=str(few)) from few


def _pictures(house: Installation, built: PaperVersion) -> dict[str, str]:
    banks = house.settings.assessments / "banks"
    files = {item.picture.file for slot in built.slots for item in slot.pool if item.picture}
    return {file: pictures.data_uri(banks / file) for file in sorted(files)}


def newest_paper(house: Installation, name: str) -> Row | None:
    """The version of a paper that new attempts draw from."""
    query = select(paper_version).where(paper_version.c.paper == name)
    return house.store.row(query.order_by(paper_version.c.version.desc()))


def newest_papers(house: Installation) -> list[Row]:
    newest = select(func.max(paper_version.c.id)).group_by(paper_version.c.paper)
    query = select(paper_version).where(paper_version.c.id.in_(newest)).order_by(paper_version.c.paper)
    return house.store.rows(query)


@dataclass(frozen=True)
class Frozen:
    """A published paper with its pictures (data URIs by file)."""

    paper: PaperVersion
    pictures: dict[str, str]


def frozen(house: Installation, name: str, version: int) -> Frozen:
    """One version of a paper, as an attempt froze it. Versions never change, so they are kept at hand."""
    if (name, version) not in house.frozen_papers:
        query = select(paper_version).where(paper_version.c.paper == name, paper_version.c.version == version)
        row = house.store.row(query)
        if row is None:
            raise Refused("paper.unknown", 404, paper=name)
        house.frozen_papers[name, version] = Frozen(PaperVersion.model_validate(row["document"]), row["pictures"])
    found: Frozen = house.frozen_papers[name, version]
    return found


def notebook(house: Installation, page: str, params: dict[str, str]) -> str | None:
    """Where a lesson's built notebook lies below the published folder, for pages that show one."""
    if page not in ("course", "preview"):
        return None
    name, lesson = params.get("course", ""), params.get("lesson", "")
    newest = newest_course(house, name)
    version = DRAFT if page == "preview" else str(newest["version"]) if newest else ""
    path = house.settings.published / name / version / f"{lesson}.ipynb"
    if not version or not path.resolve().is_relative_to(house.settings.published) or not path.is_file():
        raise Refused("course.unknown", 404, course=f"{name}/{lesson}")
    return str(path.relative_to(house.settings.published))
