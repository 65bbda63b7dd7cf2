"""Small items for the tests of the domain, one of each kind."""

from typing import Any

from sqm_training.domain.item import ITEM, Item


def both(words: str) -> dict[str, str]:
    return {"zh": f"{words}（中）", "en": words}


def options(*ids: str) -> list[dict[str, Any]]:
    return [{"id": one, "text": both(f"option {one}"), "why": both(f"WHY-{one}")} for one in ids]


PARTS: dict[str, dict[str, Any]] = {
    "single": {"options": options("a", "b", "c"), "key": "b"},
    "multiple": {"options": options("a", "b", "c", "d"), "key": ["a", "c"]},
    "true_false": {"key": False},
    "order": {"options": options("a", "b", "c", "d"), "key": ["c", "a", "d", "b"]},
    "match": {
        "left": options("l1", "l2", "l3"),
        "right": options("r1", "r2", "r3", "r4"),
        "key": {"l1": "r2", "l2": "r4", "l3": "r1"},
    },
    "numeric": {"key": 12.5, "tolerance": 0.1, "unit": {"zh": "牛·米", "en": "N·m"}},
    "hotspot": {
        "picture": {"file": "img/bay.svg", "alt": both("a bay")},
        "regions": [
            {"id": "oil", "box": [0.1, 0.1, 0.2, 0.2], "text": both("oil"), "why": both("WHY-oil")},
            {"id": "hose", "box": [0.6, 0.6, 0.2, 0.2], "text": both("hose"), "why": both("WHY-hose")},
            {"id": "lift", "box": [0.4, 0.1, 0.1, 0.1], "text": both("lift")},
        ],
        "key": ["oil", "hose"],
    },
    "cloze": {
        "passage": {
            "zh": "先[[act]]，再等[[minutes]]分钟，用[[tool]]测。",
            "en": "[[act]], wait [[minutes]] min, use a [[tool]].",
        },
        "gaps": [
            {"ask": "choose", "id": "act", "options": options("off", "on"), "key": "off"},
            {"ask": "number", "id": "minutes", "key": 5, "tolerance": 1},
            {"ask": "words", "id": "tool", "accept": ["万用表", "Multimeter"]},
        ],
    },
    "short_text": {"accept": ["安全带", "seat belt"]},
    "dialogue": {
        "turns": [
            {
                "id": "open",
                "says": both("again!"),
                "mood": "cross",
                "replies": [
                    {"id": "listen", "text": both("listen"), "to": "calmer", "points": 3, "why": both("WHY-listen")},
                    {"id": "blame", "text": both("blame"), "to": "calmer", "points": -1, "why": both("WHY-blame")},
                    {"id": "promise", "text": both("promise"), "fatal": True, "why": both("WHY-promise")},
                ],
            },
            {
                "id": "calmer",
                "says": both("LATER"),
                "replies": [
                    {"id": "act", "text": both("act"), "to": "end", "points": 2, "why": both("WHY-act")},
                    {"id": "wave-off", "text": both("wave off"), "why": both("WHY-wave")},
                ],
            },
            {"id": "end", "says": both("LATER thanks"), "mood": "pleased"},
        ],
    },
    "task": {
        "exercise": {
            "kind": "sort",
            "task": both("sort"),
            "bins": [{"id": "keep", "text": both("keep")}, {"id": "tag", "text": both("tag"), "tone": "bad"}],
            "things": [
                {"id": one, "text": both(one), "bin": place, "picture": "img/thing.svg", "why": both("because")}
                for one, place in (("ratchet", "keep"), ("lead", "tag"))
            ],
        },
    },
    "free_text": {
        "rubric": [
            {"id": "fact", "text": both("RUBRIC-fact"), "points": 2},
            {"id": "reason", "text": both("RUBRIC-reason"), "points": 1},
        ],
        "model": [both("MODEL")],
        "limit": 60,
    },
    "code": {
        "given": "import pandas as pd",
        "cells": [{"id": "sum", "starter": "total = ...", "reference": "total = pd.read_csv('orders.csv').fee.sum()"}],
        "names": ["total"],
        "checks": [{"id": "sum", "title": both("WHY-sum"), "points": 2, "code": "assert total == reference['total']"}],
        "sets": [{"files": {"orders.csv": "fee\n1\n2\n"}}, {"files": {"orders.csv": "fee\n40\n2\n"}}],
    },
}


def raw(kind: str, name: str | None = None, /, **changes: Any) -> dict[str, Any]:
    """An item as it stands in a bank, with something changed."""
    common = {
        "id": name or f"t-{kind.replace('_', '-')}",
        "version": 1,
        "kind": kind,
        "use": "exam",
        "competency": "C3.3-01",
        "difficulty": 2,
        "prompt": both("prompt"),
        "why": both("WHY-item"),
        "author": "Tests",
    }
    return common | PARTS[kind] | changes


def item(kind: str, name: str | None = None, /, **changes: Any) -> Item:
    return ITEM.validate_python(raw(kind, name, **changes))


KINDS = tuple(PARTS)
EACH = tuple(item(kind) for kind in KINDS)
