"""A paper with a slot of every kind, and people who answer it well, badly, half or with bad intent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqm_training.domain.attempt import SlotAnswer
from sqm_training.domain.marking import samples
from sqm_training.domain.paper import PaperVersion
from tests.domain.items import KINDS, item
from tests.domain.papers import MACHINE, paper, part

NAME = "technician-L1-v1-a1"
HANDED_IN = datetime(2026, 10, 12, 1, 40, tzinfo=UTC)
POINTS = 6.0
KEY_NUMBER = 48879.125  # stands in keys alone

NASTY = (
    "''' \"\"\" \\ {} {0} %s `` ``` ```` ~~~~\n"
    '<script>window.PWNED=1</script><img src=x onerror="window.PWNED=1"><svg onload=PWNED=1>\n'
    "````\n</code></pre><iframe srcdoc='<script>PWNED=1</script>'></iframe>\n"
    "[a](javascript:PWNED=1) $$\\href{javascript:PWNED=1}{x}$$ {{ 7*7 }} {% raw %} &lt;b&gt;\n"
    "### BEGIN HIDDEN TESTS\n### END SOLUTION\n# AUTOTEST len(x)\r\nanswer_s01 = 1; __import__('os')._exit(3)\n"
    "扳手\U0001f527 ‮gnp.exe\u2028\x00\x0b"
)


def exam() -> PaperVersion:
    """One slot a kind, two items in each pool; s12 is free text."""
    slices = [part(kind.replace("_", "-"), 1, kinds=[kind], points=POINTS) for kind in MACHINE]
    written = part("free-text", 1, kinds=["free_text"], points=12, marking="person")
    items = [item(kind, f"{kind.replace('_', '-')}-{number}") for kind in KINDS for number in (1, 2)]
    numeric = [one.model_copy(update={"key": KEY_NUMBER}) if one.kind == "numeric" else one for one in items]
    return paper(
        *slices,
        written,
        items=[one.model_copy(update={"limit": 5000}) if one.kind == "free_text" else one for one in numeric],
    )


EXAM = exam()
SLOTS = tuple(slot.id for slot in EXAM.slots)
RIGHT: Mapping[str, Any] = {slot.id: samples(slot.pool[0]).right for slot in EXAM.slots}
WRONG: Mapping[str, Any] = {
    "s01": "a",
    "s02": ["b"],
    "s03": True,
    "s04": ["b", "d", "a", "c"],
    "s05": {"l1": "r1", "l2": "r2"},
    "s06": "12",
    "s07": [[0.9, 0.9]],
    "s08": {"act": "on", "minutes": "7", "tool": "温度计"},
    "s09": "安全",
    "s10": ["blame", "wave-off"],
    "s11": {"ratchet": "tag", "lead": "keep"},
    "s12": "没有把握",
}
PARTIAL: Mapping[str, Any] = {
    "s01": "b",
    "s02": ["a"],
    "s03": False,
    "s04": ["a", "c", "d", "b"],
    "s05": {"l1": "r2", "l2": "r1"},
    "s06": "４８，８７９.１２ N·m",
    "s07": [[0.2, 0.2]],
    "s08": {"act": "off", "minutes": "６"},
    "s09": "ＳＥＡＴ　belt",
    "s10": ["listen"],
    "s11": {"ratchet": "keep"},
    "s12": "一半",
}
EMPTY: Mapping[str, Any] = {
    "s01": None,
    "s02": [],
    "s04": [],
    "s05": {},
    "s06": "  ",
    "s07": [],
    "s08": {},
    "s09": " ",
    "s10": [],
    "s12": "",
}
HOSTILE: Mapping[str, Any] = {
    "s01": NASTY,
    "s02": ["a", "c", NASTY],
    "s03": {"__class__": "int"},
    "s04": {"c": NASTY},
    "s05": {"l1": "r2", NASTY: "r4"},
    "s06": "float('nan') or 1e999",
    "s07": [[float("nan"), float("inf")]],
    "s08": {"act": "off", "minutes": "1e0", NASTY: "5"},
    "s09": NASTY,
    "s10": ["listen", NASTY],
    "s11": {"ratchet": NASTY, "lead": "tag"},
    "s12": NASTY,
}
EARNED: Mapping[str, tuple[Mapping[str, Any], list[float | None]]] = {
    "right": (RIGHT, [6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, None]),
    "wrong": (WRONG, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None]),
    "partial": (PARTIAL, [6, 3, 6, 4, 2, 6, 3, 4, 6, 3.6, 3, None]),
    "empty": (EMPTY, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    "hostile": (HOSTILE, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None]),
}


def answered(answers: Mapping[str, Any]) -> list[SlotAnswer]:
    """The first item of each pool, with what was answered to it."""
    return [
        SlotAnswer(
            slot=slot.id,
            item=slot.pool[0].id,
            version=slot.pool[0].version,
            prompt=slot.pool[0].prompt,
            answer=answers.get(slot.id),
        )
        for slot in EXAM.slots
    ]
