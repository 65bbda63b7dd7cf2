"""Looking at papers being made: the list, one with what it lacks, a proof, a draw in words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from sqm_training.content import paper_drafts, papers
from sqm_training.content.papers import Sheet
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.item import Item, Kind
from sqm_training.domain.paper import PaperVersion, Question, TooFew, draw
from sqm_training.errors import Refused
from sqm_training.services import bank, prove, publish
from sqm_training.services.bank import Entry
from sqm_training.services.installation import Installation
from sqm_training.services.publish import Frozen

Row = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """Rows as they were worked out, which takes a while, and the bank they were worked out from."""

    entries: Mapping[str, Entry]
    rows: dict[tuple[str, str, int], Row]  # by name, digest of the file and published version


def sheets(house: Installation) -> dict[str, Sheet]:
    """Every paper's file this moment."""
    shelf = house.shelf
    return papers.sheets(house.settings.assessments / "papers", shelf.competencies, shelf.posts)


def sheet(house: Installation, name: str) -> Sheet:
    """One of them."""
    shelf = house.shelf
    found = papers.sheet(house.settings.assessments / "papers", name, shelf.competencies, shelf.posts)
    if found is None:
        raise Refused("paper.unknown", 404, paper=name)
    return found


def sound(house: Installation, name: str) -> Sheet:
    """One that has no fault."""
    found = sheet(house, name)
    if found.blueprint is None:
        raise Refused("paper.file_faulty", 409, paper=name)
    return found


# --- the list -----------------------------------------------------------------------------------------


def listing(house: Installation) -> list[Row]:
    """Every paper with its size, what is missing, what is published and whether the draft differs."""
    published = {one.paper.blueprint.id: one for one in publish.newest_papers(house)}
    return [_row(house, one, published.get(one.id)) for one in sheets(house).values()]


def one(house: Installation, name: str) -> Row:
    """One paper in full, with the document its form begins from."""
    found = sheet(house, name)
    row = _row(house, found, publish.newest_paper(house, name))
    if found.blueprint is None:
        return row
    blueprint = found.blueprint
    return row | {
        "document": paper_drafts.written(blueprint),
        "comments": found.comments,
        "competencies": {
            key: house.shelf.competencies[key].title.model_dump()
            for part in blueprint.slices
            for key in part.competencies
        },
    }


def _row(house: Installation, found: Sheet, newest: Frozen | None) -> Row:
    shown: Row = {"paper": found.id, "digest": found.digest, "faults": [asdict(fault) for fault in found.faults]}
    if found.blueprint is None:
        name = newest.paper.blueprint.title.model_dump() if newest else {"zh": found.id, "en": found.id}
        return shown | {"title": name, "sound": False, "published": _published(newest)}
    entries = bank.entries(house)
    seen = house.held.get("survey")
    if seen is None or seen.entries is not entries:
        house.held["survey"] = seen = Seen(entries, {})
    key = (found.id, found.digest, newest.paper.version if newest else 0)
    if key not in seen.rows:
        seen.rows[key] = _counted(house, found.blueprint, newest)
    return shown | seen.rows[key]


def _counted(house: Installation, blueprint: Blueprint, newest: Frozen | None) -> Row:
    items = bank.standing(house).values()
    built = PaperVersion.outline(blueprint, 0, publish.drawable(items, blueprint))
    told = prove.report(house.shelf, items, built, publish.public(items), draws=0)
    return told | {
        "sound": True,
        "post": {"id": blueprint.post, "title": house.shelf.post_title(blueprint.post)},
        "grade": blueprint.grade,
        "pass_mark": blueprint.pass_mark,
        "missing": sum(part["missing"] for part in told["slices"]),
        "published": _published(newest),
        "changed": _changed(built, newest),
    }


def _published(newest: Frozen | None) -> Row | None:
    if newest is None:
        return None
    paper = newest.paper
    return {"version": paper.version, "status": paper.blueprint.status, "at": newest.at}


def _changed(built: PaperVersion, newest: Frozen | None) -> str:
    """In what the draft differs from what is published: the blueprint, or only items to draw from."""
    if newest is None:
        return ""
    before = newest.paper.blueprint
    if not alike(built.blueprint, before):
        return "blueprint"
    return "items" if built.slots != newest.paper.slots and before.status == "live" else ""


def alike(one: Blueprint, other: Blueprint) -> bool:
    """Whether both ask for the same paper, whatever their numbers."""
    return one.model_copy(update={"version": other.version}) == other


# --- proof and draw -----------------------------------------------------------------------------------


def proof(house: Installation, name: str) -> Row:
    """What drawing a paper many times over comes to. Takes a second or two."""
    sound(house, name)
    (found,) = prove.papers(house, [name])
    return found


def sample(house: Installation, name: str, seed: int) -> Row:
    """What one candidate might meet, in words and without a key."""
    blueprint = sound(house, name).blueprint
    assert blueprint is not None
    items = bank.standing(house).values()
    try:
        built = PaperVersion.assemble(blueprint, 0, publish.drawable(items, blueprint))
    except TooFew as few:
        raise Refused("paper.too_few", 409, slices=str(few)) from few
    slices = {slot.id: slot.slice for slot in built.slots}
    known = {item.id: item for slot in built.slots for item in slot.pool}
    asked = draw(built, seed).questions
    return {
        "sections": [one.model_dump() for one in blueprint.sections],
        "questions": [_question(house, one, known[one.item], slices[one.slot]) for one in asked],
    }


def _question(house: Installation, asked: Question, item: Item, part: str) -> Row:
    return {
        "section": asked.section,
        "slice": part,
        "pilot": asked.pilot,
        "points": asked.points,
        "item": item.id,
        "kind": item.kind,
        "difficulty": item.difficulty,
        "competency": {"id": item.competency, "title": house.shelf.competencies[item.competency].title.model_dump()},
        "prompt": item.variant(asked.parameters).prompt.model_dump(),
    }


def choices(house: Installation) -> Row:
    """What a form about a paper offers."""
    ready = [item for item in bank.standing(house).values() if item.use == "exam" and item.status == "live"]
    count = Counter(item.competency for item in ready)
    return {
        "posts": [
            {"id": one.id, "title": one.title.model_dump(), "grades": list(one.grades)}
            for one in house.shelf.posts.values()
            if one.grades
        ],
        "competencies": [
            {"id": one.id, "title": one.title.model_dump(), "section": one.section, "items": count[one.id]}
            for one in house.shelf.competencies.values()
        ],
        "kinds": list(get_args(Kind)),
    }
