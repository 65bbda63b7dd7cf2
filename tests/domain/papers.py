"""A small paper with every kind of item, some of its pools overlapping."""

from typing import Any

from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.item import BY_HAND, Item
from sqm_training.domain.paper import PaperVersion
from tests.domain.items import KINDS, both, item

MACHINE = [kind for kind in KINDS if kind not in BY_HAND]


def bank(each: int = 4) -> list[Item]:
    return [item(kind, f"{kind.replace('_', '-')}-{number}") for kind in KINDS for number in range(each)]


def part(name: str, count: int, **changes: Any) -> dict[str, Any]:
    common = {"id": name, "title": both(name), "competencies": ["C3.3-01"], "count": count, "points": 5}
    return common | changes


def blueprint(*slices: dict[str, Any], **changes: Any) -> Blueprint:
    some = slices or (
        part("choice", 3, kinds=["single", "multiple"], points=4),
        part("any", 6, points=6),
        part("words", 2, points=12, kinds=["free_text"], marking="person"),
    )
    common: dict[str, Any] = {
        "id": "technician-L1",
        "version": 1,
        "status": "live",
        "title": both("Technician L1"),
        "post": "technician",
        "grade": "L1",
        "minutes": 40,
        "pass_mark": 60,
        "attempts": {"limit": 3, "cool_down_hours": 0, "counts": "best"},
        "release": {"marks": "after_marking", "reasons": "after_marking"},
        "slices": list(some),
    }
    return Blueprint.model_validate(common | changes)


def paper(*slices: dict[str, Any], items: list[Item] | None = None, **changes: Any) -> PaperVersion:
    return PaperVersion.assemble(blueprint(*slices, **changes), 1, items if items is not None else bank())
