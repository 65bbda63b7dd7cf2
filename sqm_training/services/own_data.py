"""The data labs pointed at an export of the house's own systems: what is in it goes into a lesson's charts."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqm_training.content import courses, lesson_text
from sqm_training.domain.course import Exercise
from sqm_training.errors import Faults, Refused
from sqm_training.exchange import exports
from sqm_training.labs import kinds
from sqm_training.services import own_charts
from sqm_training.services.installation import Installation


def put(
    house: Installation, course: str, lesson: str, files: Mapping[str, tuple[str, bytes]], apply: bool
) -> dict[str, Any]:
    """Read exports by kind (`exports.KINDS`) into the charts of a draft lesson; written only when told to.

    Charts whose export is not given, or holds too little, stay as they are and it is said why. Raises Faults.
    """
    read = {kind: exports.read(kind, name, content) for kind, (name, content) in files.items()}
    faults = [fault for one in read.values() for fault in one.faults]
    if any(not fault.warning for fault in faults):
        raise Faults(faults)
    block = _charts(house, course, lesson)
    rows = {kind: one.rows for kind, one in read.items()}
    told = [_stage(stage, rows) for stage in block.spec["stages"]]
    stages = [stage for stage, _ in told]
    spec = block.spec | {"stages": stages}
    kinds.read(spec)
    if apply:
        lesson_text.respecify(house.settings.courses / course / f"{lesson}.md", block.id, spec)
    shown = [{"title": stage["title"], **said} for stage, said in told]
    counts = {kind: len(one) for kind, one in rows.items()}
    return {"rows": counts, "charts": shown, "faults": [asdict(fault) for fault in faults], "applied": apply}


def _charts(house: Installation, course: str, lesson: str) -> Exercise:
    """The exercise of a draft lesson that is a guided look at data."""
    if not (house.settings.courses / course / "course.yaml").is_file():
        raise Refused("course.unknown", 404, course=course)
    draft = courses.load(house.settings.courses / course)
    for one in draft.lessons:
        for block in one.blocks:
            if one.id == lesson and isinstance(block, Exercise) and block.spec.get("kind") == "figures":
                return block
    raise Refused("course.no_charts", 404, course=course, lesson=lesson)


def _stage(stage: dict[str, Any], rows: own_charts.Rows) -> tuple[dict[str, Any], dict[str, Any]]:
    """A chart with what the exports hold for it, and what became of it."""
    needs, fill = own_charts.CHARTS[stage["chart"]]
    if not set(needs) <= set(rows):
        return stage, {"state": "left", "needs": list(needs)}
    try:
        found = fill(rows)
    except own_charts.Thin as thin:
        return stage, {"state": "thin", "code": thin.code, "params": thin.params}
    words = {key: stage[key] for key in ("id", "chart", "title", "prompt", "why")}
    kept = {key: stage[key] for key in own_charts.KEPT if key in stage}
    return words | kept | found, {"state": "own", "period": found["period"]}
