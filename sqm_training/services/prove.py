"""Proves that papers can be drawn as their blueprints say, by drawing them; or tells what is still missing."""

import math
from collections import Counter
from collections.abc import Collection
from typing import Any

from sqm_training.domain.blueprint import Blueprint, Slice
from sqm_training.domain.item import Item
from sqm_training.domain.paper import PaperVersion
from sqm_training.domain.rehearsal import Rehearsal, rehearse
from sqm_training.domain.translation import untranslated
from sqm_training.errors import Refused
from sqm_training.services import bank, publish
from sqm_training.services.installation import Installation, Shelf

DRAWS = 1000


def papers(house: Installation, names: Collection[str] = (), draws: int = DRAWS) -> list[dict[str, Any]]:
    """A report for each paper as its files stand now, or for those named. A live one with `faults` needs mending."""
    shelf = house.desk()
    if strange := [name for name in names if name not in shelf.blueprints]:
        raise Refused("paper.unknown", 404, paper=", ".join(strange))
    items = bank.standing(house, shelf).values()
    public = publish.public(items)
    versions = {one.paper.blueprint.id: one.paper.version for one in publish.newest_papers(house)}
    asked = [one for one in shelf.blueprints.values() if not names or one.id in names]
    outlines = [PaperVersion.outline(one, 0, publish.drawable(items, one)) for one in asked]
    return [
        report(shelf, items, built, public, draws) | {"published": versions.get(built.blueprint.id)}
        for built in outlines
    ]


def report(
    shelf: Shelf, items: Collection[Item], built: PaperVersion, public: Collection[str], draws: int
) -> dict[str, Any]:
    """What is to be said of a paper's outline; without `draws` only what can be counted."""
    blueprint = built.blueprint
    missing = {one.slice: one.need - one.have for one in built.short()}
    rehearsal = rehearse(built, draws) if draws and not missing else None
    pools = {slot.slice: {item.id for item in slot.pool} for slot in built.scored}
    pool: set[str] = set().union(*pools.values())
    trial = next((len(slot.pool) for slot in built.slots if slot.pilot), 0)
    return {
        "paper": blueprint.id,
        "title": blueprint.title.model_dump(),
        "status": blueprint.status,
        "questions": sum(one.count for one in blueprint.slices),
        "points": sum(one.count * one.points for one in blueprint.slices),
        "minutes": blueprint.minutes,
        "cap": blueprint.exposure_cap,
        "slices": [_slice(items, blueprint, one, pools[one.id], missing.get(one.id, 0)) for one in blueprint.slices],
        "pilots": {"asked": blueprint.pilots, "items": trial},
        "public": len(pool.intersection(public)) / len(pool) if pool else None,
        "rehearsal": _figures(shelf, rehearsal) if rehearsal else None,
        "faults": _faults(blueprint, missing, rehearsal),
    }


def _slice(
    items: Collection[Item], blueprint: Blueprint, one: Slice, pool: Collection[str], missing: int
) -> dict[str, Any]:
    """What a slice has and needs. `wanted` items keep each of them below the cap on exposure."""
    left_out = [item for item in items if one.takes(item) and item.id not in pool]
    lacks = Counter(language for item in left_out for language in untranslated(item))
    return {
        "slice": one.id,
        "title": one.title.model_dump(),
        "draws": one.count,
        "items": len(pool),
        "wanted": math.ceil(round(one.count / blueprint.exposure_cap, 6)),
        "missing": missing,
        "without_zh": lacks["zh"],
        "without_en": lacks["en"],
        "public_refused": sum(not untranslated(item) for item in left_out),
    }


def _figures(shelf: Shelf, rehearsal: Rehearsal) -> dict[str, Any]:
    points = {
        key: {"title": shelf.competencies[key].title.model_dump()} | spread.model_dump()
        for key, spread in rehearsal.points.items()
    }
    more = {"exposure": rehearsal.exposure, "exposure_most": rehearsal.exposure_most, "points": points}
    return rehearsal.model_dump(mode="json") | more


def _faults(blueprint: Blueprint, missing: dict[str, int], rehearsal: Rehearsal | None) -> list[dict[str, Any]]:
    """What keeps the paper from being published."""
    faults: list[dict[str, Any]] = [{"code": "missing", "slice": key, "n": n} for key, n in missing.items()]
    for one in rehearsal.over(blueprint.exposure_cap) if rehearsal else ():
        told = {"exposure": one.exposure, "items": one.items, "enough": one.enough(blueprint.exposure_cap)}
        faults.append({"code": "overexposed", "slice": " + ".join(one.slices)} | told)
    return faults
