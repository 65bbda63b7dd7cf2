"""Making papers: a blueprint is written to its file, published, put back, retired; each by somebody, and logged."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from sqm_training.content import paper_drafts, papers
from sqm_training.content.papers import Sheet
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.paper import PaperVersion
from sqm_training.errors import Fault, Faults, Refused
from sqm_training.services import bank, prove, publish, survey
from sqm_training.services.installation import Installation

LONGEST = 200_000  # bytes of a document
LONGEST_NAME = 40  # an assignment is called after it, with version and attempt
Document = Mapping[str, Any]
Status = Literal["draft", "live", "retired"]


# --- writing ------------------------------------------------------------------------------------------


def look(house: Installation, document: Document, name: str | None) -> dict[str, Any]:
    """Everything wrong with a draft, and what there is for each of its slices so far."""
    found, blueprint = _checked(house, document, name)
    told: dict[str, Any] = {"faults": [asdict(one) for one in found], "slices": []}
    if blueprint is None:
        return told
    items = bank.standing(house).values()
    built = PaperVersion.outline(blueprint, 0, publish.drawable(items, blueprint))
    return told | {"slices": prove.report(house.shelf, items, built, (), draws=0)["slices"]}


def save(house: Installation, by: str, name: str | None, document: Document, base: str) -> dict[str, Any]:
    """Write a paper's file as the form has it; a new one is a draft. `base` is the file the writer began from.

    Raises Faults. What says the same as before is not written again.
    """
    standing = _unchanged(house, name, base).blueprint if name else None
    found, blueprint = _checked(house, document, name)
    if found or blueprint is None:
        raise Faults(found)
    if standing is not None:
        blueprint = blueprint.model_copy(update={"status": standing.status, "version": standing.version})
    digest = _kept(house, by, base if name else None, blueprint)
    return {"paper": blueprint.id, "digest": digest}


def _unchanged(house: Installation, name: str, base: str) -> Sheet:
    """The file somebody had before them, if it still is that."""
    found = survey.sound(house, name)
    if found.digest != base:
        raise Refused("paper.changed_meanwhile", 409)
    return found


def _checked(house: Installation, document: Document, name: str | None) -> tuple[list[Fault], Blueprint | None]:
    try:
        fits = len(json.dumps(document, allow_nan=False)) <= LONGEST
    except ValueError:
        fits = False
    if not fits:
        raise Refused("request.invalid", 422, fields="document")
    given: dict[str, Any] = {"version": 1, "status": "draft"} | ({"id": name} if name else {})
    shelf = house.shelf
    found, blueprint = paper_drafts.checked(document, given, shelf.competencies, shelf.posts)
    if name is None and blueprint is not None and not any(one.column == "id" for one in found):
        found += _name_faults(house, blueprint.id)
    return found, blueprint


def _name_faults(house: Installation, name: str) -> list[Fault]:
    """A new paper takes no other's name, be that one only published; and some disks know no capitals."""
    if len(name) > LONGEST_NAME:
        return [Fault("", "bank.fault.too_long", column="id", params={"most": LONGEST_NAME})]
    taken = {*survey.sheets(house), *(one.paper.blueprint.id for one in publish.newest_papers(house))}
    if name.lower() in {one.lower() for one in taken}:
        return [Fault("", "papers.fault.taken", column="id", params={"paper": name})]
    return []


def _kept(house: Installation, by: str, base: str | None, blueprint: Blueprint) -> str:
    """The file, put in place in the transaction that logs it; its digest. Without `base` there must be none yet."""
    number = _number(house, blueprint)  # asked before: who is writing reads through the transaction alone
    blueprint = blueprint.model_copy(update={"version": number})
    with house.store.write(by, house.now()) as ledger:
        if base is not None and _unchanged(house, blueprint.id, base).blueprint == blueprint:
            return base
        if base is None and blueprint.id in survey.sheets(house):
            raise Refused("paper.changed_meanwhile", 409)
        digest = papers.put(house.settings.assessments / "papers", blueprint)
        ledger.log("paper.save", f"{blueprint.id}-{blueprint.version}", status=blueprint.status, digest=digest)
    house.look_again()
    return digest


def _number(house: Installation, blueprint: Blueprint) -> int:
    """The version a draft is to become; what says the same as the published one keeps its number."""
    newest = publish.newest_paper(house, blueprint.id)
    if newest is None:
        return blueprint.version
    before = newest.paper.blueprint
    return before.version if survey.alike(blueprint, before) else before.version + 1


# --- handing out --------------------------------------------------------------------------------------


def issue(house: Installation, by: str, name: str, base: str) -> int:
    """Publish a paper as its file stands; a draft becomes live by it. Returns the version. Nothing is written
    where it cannot be drawn."""
    blueprint = _of(_unchanged(house, name, base))
    if blueprint.status == "retired":
        raise Refused("paper.retired", 409, paper=name)
    return _issued(house, by, name, base, blueprint.model_copy(update={"status": "live"}))


def mark(house: Installation, by: str, name: str, status: Status, base: str) -> int | None:
    """Call a paper a draft, live or retired. Retiring one that is published publishes that too: who has begun goes
    on, nobody begins. Only what can be drawn is called live. Returns the version if there is a new one."""
    blueprint = _of(_unchanged(house, name, base)).model_copy(update={"status": status})
    newest = publish.newest_paper(house, name)
    if status == "retired" and newest is not None and newest.paper.blueprint.status != "retired":
        return _issued(house, by, name, base, blueprint)
    if status == "live":
        publish.assembled(house, house.desk(), blueprint)
    _kept(house, by, base, blueprint)
    return None


def pass_mark(house: Installation, by: str, name: str, percent: float) -> int:
    """Write a pass mark into a paper that has no other change waiting, and publish it."""
    found, newest = survey.sound(house, name), publish.newest_paper(house, name)
    blueprint = _of(found)
    if newest is None or blueprint.status != "live" or not survey.alike(blueprint, newest.paper.blueprint):
        raise Refused("paper.draft_waits", 409, paper=name)
    return _issued(house, by, name, found.digest, blueprint.model_copy(update={"pass_mark": percent}))


def _of(found: Sheet) -> Blueprint:
    assert found.blueprint is not None
    return found.blueprint


def _issued(house: Installation, by: str, name: str, base: str, blueprint: Blueprint) -> int:
    built = publish.assembled(house, house.desk(), blueprint)
    _kept(house, by, base, blueprint)
    numbered = _of(survey.sound(house, name))
    return publish.freeze(house, built.model_copy(update={"blueprint": numbered}), by)
