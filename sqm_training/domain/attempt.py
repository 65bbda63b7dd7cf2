"""What came of an attempt. The denominator is the paper's, whatever was answered."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqm_training.domain.paper import Draw, PaperVersion
from sqm_training.domain.text import Frozen, Text


class Outcome(Frozen):
    """Points won and on offer; complete when every slot has a mark."""

    points: float
    of: float
    percent: float
    passed: bool
    complete: bool
    by_competency: dict[str, tuple[float, float]]  # points won, points on offer


def outcome(paper: PaperVersion, drawn: Draw, marks: Mapping[str, float]) -> Outcome:
    """Add up the marks of one attempt. A slot without a mark counts 0 and leaves it incomplete."""
    competency = {item.id: item.competency for slot in paper.slots for item in slot.pool}
    won: dict[str, float] = defaultdict(float)
    offered: dict[str, float] = defaultdict(float)
    for question in drawn.questions:
        offered[competency[question.item]] += question.points
        won[competency[question.item]] += marks.get(question.slot, 0.0)
    points = sum(won.values())
    percent = round(100 * points / paper.points, 1)
    complete = all(question.slot in marks for question in drawn.questions)
    return Outcome(
        points=round(points, 2),
        of=paper.points,
        percent=percent,
        passed=complete and percent >= paper.blueprint.pass_mark,
        complete=complete,
        by_competency={key: (round(won[key], 2), offered[key]) for key in sorted(offered)},
    )


class SlotAnswer(Frozen):
    """One answer on its way to marking, with the item it answers."""

    slot: str
    item: str
    version: int
    prompt: Text
    parameters: dict[str, Any] = {}
    answer: Any = None


def assignment_name(paper: str, version: int, number: int) -> str:
    """What nbgrader calls the `number`th attempts at a paper's version. One attempt never overwrites another."""
    return f"{paper}-v{version}-a{number}"
