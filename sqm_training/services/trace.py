"""Items as papers drew them: which, how often, with what key, and where they are drawn still."""

import random
import unicodedata
from collections import Counter
from typing import Any

from sqlalchemy import select

from sqm_training.domain import marking
from sqm_training.domain import regrade as rules
from sqm_training.domain.item import Item
from sqm_training.domain.paper import question
from sqm_training.domain.shown import public_view, reasons
from sqm_training.errors import Refused
from sqm_training.records import attempts, regrades
from sqm_training.records.tables import paper_version
from sqm_training.services import bank, publish, rehearse
from sqm_training.services.installation import Installation
from sqm_training.services.publish import Frozen

SHOWN_AT_ONCE = 30
FIELDS = {"key", "tolerance", "accept"}  # of a key, as far as a page offers to change it by itself
EDITABLE = ("single", "multiple", "true_false", "numeric", "short_text")


def items(house: Installation, words: str) -> dict[str, Any]:
    """Items that were drawn and a rule marks, by id, competency or words, with how many met each."""
    met = Counter(pair for pairs in attempts.items_of(house.store).values() for pair in pairs)
    found = {
        pair: item
        for pair, item in pools(house).items()
        if met[pair] and item.kind != "free_text" and _holds(words, item)
    }
    rows = [
        {"item": key, "version": version, "kind": item.kind, "competency": item.competency}
        | {"prompt": item.example.prompt.model_dump(), "met": met[key, version]}
        for (key, version), item in sorted(found.items(), key=lambda one: one[0])
    ]
    return {"items": rows[:SHOWN_AT_ONCE], "found": len(rows)}


def pools(house: Installation) -> dict[tuple[str, int], Item]:
    """Everything any paper may ever have drawn, by id and version."""
    rows = house.store.rows(select(paper_version.c.paper, paper_version.c.version).order_by(paper_version.c.id))
    papers = [publish.frozen(house, row["paper"], row["version"]).paper for row in rows]
    return {(item.id, item.version): item for paper in papers for slot in paper.slots for item in slot.pool}


def _holds(words: str, item: Item) -> bool:
    searched = _plain(" ".join((item.id, item.competency, item.prompt.zh, item.prompt.en)))
    return all(_plain(word) in searched for word in words.split())


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def one(house: Installation, key: str, version: int) -> dict[str, Any]:
    """An item as it was met, with its key, a newer key from the bank, and where it is drawn still."""
    frozen, item = met(house, key, version)
    standing = [row["id"] for row in regrades.of(house.store, key, version) if row["state"] == "open"]
    return told(frozen, item) | {
        "met": len(attempts.that_drew(house.store, key, version)),
        "waiting": rehearse.waiting(house, key, version),
        "editable": item.kind in EDITABLE and not item.parameters,
        "bank": _in_bank(house, frozen, item),
        "drawn_from": drawn_from(house, key, version),
        "open": standing[0] if standing else None,
    }


def met(house: Installation, key: str, version: int) -> tuple[Frozen, Item]:
    """The item as the first who drew it met it, with its paper."""
    for row, asked in attempts.that_drew(house.store, key, version):
        frozen = publish.frozen(house, row["paper"], row["version"])
        slot = next(slot for slot in frozen.paper.slots if slot.id == asked.slot)
        return frozen, next(item for item in slot.pool if item.id == key)
    raise Refused("regrade.item_unknown", 404)


def told(frozen: Frozen, item: Item) -> dict[str, Any]:
    """An item with its key, for staff; one with parameters as one candidate might meet it."""
    asked = question("", 0.0, item, random.Random(item.id))
    variant = item.variant(asked.parameters)
    right = marking.samples(variant).right
    return {
        "item": item.id,
        "version": item.version,
        "varies": bool(item.parameters),
        "view": public_view(asked, variant, frozen.pictures, right),
        "answer": right,
        "told": reasons(variant, right),
        "fields": variant.model_dump(mode="json", include=FIELDS),
    }


def _in_bank(house: Installation, frozen: Frozen, item: Item) -> dict[str, Any] | None:
    """A newer version in the bank, and whether its key can be applied to the answers given."""
    newest = bank.standing(house).get(item.id)
    if newest is None or newest.version <= item.version:
        return None
    try:
        rules.check(item, newest)
    except rules.Unfit as why:
        return {"version": newest.version, "unfit": why.code}
    return told(frozen, newest) | {"unfit": None, "reworded": reworded(item, newest)}


def reworded(item: Item, new: Item) -> bool:
    """Whether candidates would read something else than those before them did."""
    asked = question("", 0.0, item, random.Random(item.id))
    before, after = (public_view(asked, one, {}) | {"version": 0} for one in (item, new))
    return before != after


def drawn_from(house: Installation, key: str, version: int) -> list[dict[str, Any]]:
    """Live papers whose newest version still draws it."""
    blueprints = [
        frozen.paper.blueprint
        for frozen in publish.newest_papers(house)
        if any((one.id, one.version) == (key, version) for slot in frozen.paper.slots for one in slot.pool)
    ]
    return [{"id": one.id, "title": one.title.model_dump()} for one in blueprints if one.status == "live"]
