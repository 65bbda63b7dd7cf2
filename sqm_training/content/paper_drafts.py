"""Blueprints as a form hands them in, and all that is wrong with them at once, each at its field."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from sqm_training.content import papers
from sqm_training.content.drafts import Place, at_field, pruned
from sqm_training.content.reading import Entry
from sqm_training.domain.blueprint import MOST_SLOTS, Blueprint
from sqm_training.domain.competency import Competency
from sqm_training.domain.post import Post
from sqm_training.errors import Fault

GIVEN = ("version", "status")  # not written but told by what became of the paper
ROUNDS = 8  # each stands in for what the one before found wrong
WORDS = {"zh": "…", "en": "…"}
SLICE = {"id": "-", "title": WORDS, "competencies": ["-"], "count": 1, "points": 1}
STAND_INS: Mapping[str, Any] = {
    "title": WORDS,
    "zh": "…",
    "en": "…",
    "id": "-",
    "post": "-",
    "grade": "-",
    "minutes": 1,
    "pass_mark": 0,
    "each_competency": None,
    "from_points": 1,
    "attempts": {"limit": 1},
    "limit": 1,
    "cool_down_hours": 0,
    "counts": "best",
    "release": {},
    "marks": "after_marking",
    "reasons": "after_marking",
    "sittings": "open",
    "public_items": "allowed",
    "exposure_cap": 1,
    "pilots": 0,
    "sections": [],
    "slices": [SLICE],
    "section": "",
    "competencies": ["-"],
    "kinds": [],
    "difficulty": [],
    "count": 1,
    "points": 1,
    "marking": "machine",
    "knock_out": False,
}


def written(blueprint: Blueprint) -> dict[str, Any]:
    """What a form about a blueprint begins from: every choice said, nothing empty."""
    found: dict[str, Any] = pruned(blueprint.model_dump(mode="json", exclude={*GIVEN, "id"}))
    return found


def checked(
    document: Mapping[str, Any],
    given: Mapping[str, Any],
    competencies: Mapping[str, Competency],
    posts: Mapping[str, Post],
) -> tuple[list[Fault], Blueprint | None]:
    """Everything wrong with a draft, and the blueprint it would be with something in place of what is wrong.

    `given` are its id, version and status. The blueprint is None if no stand-in helps.
    """
    working: dict[str, Any] = {"attempts": {}, "release": {}, **copy.deepcopy(pruned(document)), **given}
    found: dict[str, Fault] = {}
    for _ in range(ROUNDS):
        try:
            blueprint = Blueprint.model_validate(working)
        except ValidationError as wrong:
            for error in wrong.errors():
                for fault in _mended(working, error):
                    found.setdefault(fault.column, fault)
            continue
        entry = Entry("", working, None)
        for fault in papers.misfits(blueprint, entry, competencies, posts):
            found.setdefault(fault.column, Fault("", fault.code, column=fault.column, params=fault.params))
        return sorted(found.values(), key=lambda one: _order(one.column)), blueprint
    return list(found.values()), None


def _order(column: str) -> tuple[tuple[int, int, str], ...]:
    """Faults in the order of the form: its head, sections, slices."""
    steps = column.split(".")
    first = {"sections": 1, "slices": 2}.get(steps[0], 0)
    return ((first, 0, ""), *((0, int(one), "") if one.isdigit() else (1, 0, one) for one in steps[1:]))


def _mended(working: dict[str, Any], error: Any) -> Iterator[Fault]:
    """What an error is called, once it is out of the way of the others."""
    place: Place = error["loc"]
    if error["type"].startswith("paper."):
        yield from _of_the_whole(working, error)
        return
    yield at_field(place, error)
    while place and not isinstance(place[-1], str):  # of a list's member the list is mended
        place = place[:-1]
    with suppress(KeyError, IndexError, TypeError):  # what stood around it was mended before it
        _stood_in(working, place, error["type"])


def _stood_in(working: dict[str, Any], place: Place, kind: str) -> None:
    around: Any = working
    for step in place[:-1]:
        around = around[step]
    if kind == "extra_forbidden":
        del around[place[-1]]
    elif place:
        known = copy.deepcopy(STAND_INS.get(str(place[-1])))
        around[place[-1]] = f"stand-in-{place[1]}" if place[-1] == "id" and len(place) > 1 else known


def _of_the_whole(working: dict[str, Any], error: Any) -> Iterator[Fault]:
    """A fault of several fields together is shown at those that are mended."""
    kind, params = error["type"], {"name": working.get("title", WORDS)} | error.get("ctx", {})
    code, slices, sections = f"content.{kind}", working["slices"], working.get("sections", [])
    known = {one["id"] for one in sections}
    match kind:
        case "paper.section_unknown":
            for at, one in enumerate(slices):
                if one.get("section", "") not in (known or {""}):
                    one["section"] = sections[0]["id"] if sections else ""
                    told = params | {"slices": one["title"]}
                    yield Fault("", code, column=f"slices.{at}.section", params=told)
        case "paper.section_empty":
            held = {one.get("section") for one in slices}
            for at, one in enumerate(sections):
                if one["id"] not in held:
                    told = params | {"section": one["title"]}
                    yield Fault("", code, column=f"sections.{at}", params=told)
            working["sections"] = [one for one in sections if one["id"] in held]
        case "paper.section_twice":
            yield Fault("", code, column="sections", params=params)
            working["sections"] = []
            for one in slices:
                one["section"] = ""
        case "paper.slice_twice":
            yield Fault("", code, column="slices", params=params)
            for at, one in enumerate(slices):
                one["id"] = f"stand-in-{at}"
        case _:
            yield Fault("", code, column="slices", params=params)
            working["slices"], working["pilots"] = slices[:MOST_SLOTS], 0
            for one in working["slices"]:
                one["count"] = 1
