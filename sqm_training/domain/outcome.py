"""What came of an attempt: points, and every condition of the pass rule with what was reached."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from sqm_training.domain.paper import PaperVersion, Slot
from sqm_training.domain.text import Frozen

EXACT = 1e-6  # what sums of binary fractions may be off by

Marks = Mapping[str, float]  # points by slot
Drawn = Mapping[str, str]  # the item in each slot


def per_cent(points: float, of: float) -> float:
    """Rounded down to one decimal, so that no percentage shown reaches a pass mark its points do not."""
    return math.floor(1000 * points / of + EXACT) / 10


class Condition(Frozen):
    """One thing the pass rule asks for: per cent of a total, section or competency; right items of a knock-out slice.

    `id` is that section, competency or slice; of the total it is empty.
    """

    code: Literal["total", "section", "competency", "knock_out"]
    id: str = ""
    reached: float
    need: float

    @property
    def met(self) -> bool:
        return self.reached >= self.need


class Outcome(Frozen):
    """Points won and on offer; complete when every slot has a mark. Passed is: complete, every condition met."""

    points: float
    of: float
    percent: float
    passed: bool
    complete: bool
    conditions: tuple[Condition, ...] = ()

    @property
    def missed(self) -> tuple[Condition, ...]:
        """What stands in the way: the answer to "why not"."""
        return tuple(one for one in self.conditions if not one.met)


def outcome(paper: PaperVersion, marks: Marks, drawn: Drawn) -> Outcome:
    """Add up the marks of one attempt. A slot without a mark counts 0 and leaves it incomplete.

    What was `drawn` is asked for by a rule about competencies alone.
    """
    points, conditions = _won(paper.slots, marks), tuple(_conditions(paper, marks, drawn))
    complete = all(slot.id in marks for slot in paper.slots)
    return Outcome(
        points=round(points, 2),
        of=paper.points,
        percent=per_cent(points, paper.points),
        passed=complete and all(one.met for one in conditions),
        complete=complete,
        conditions=conditions,
    )


def by_competency(paper: PaperVersion, marks: Marks, drawn: Drawn) -> dict[str, tuple[float, float]]:
    """Points won and on offer for each competency the draw touches."""
    competency = {item.id: item.competency for slot in paper.slots for item in slot.pool}
    slots: dict[str, list[Slot]] = defaultdict(list)
    for slot in paper.scored:
        slots[competency[drawn[slot.id]]].append(slot)
    return {key: (round(_won(slots[key], marks), 2), sum(slot.points for slot in slots[key])) for key in sorted(slots)}


def _won(slots: Iterable[Slot], marks: Marks) -> float:
    return sum(marks.get(slot.id, 0.0) for slot in slots)


def _conditions(paper: PaperVersion, marks: Marks, drawn: Drawn) -> Iterator[Condition]:
    rule = paper.blueprint
    yield Condition(code="total", reached=per_cent(_won(paper.slots, marks), paper.points), need=rule.pass_mark)
    for section in rule.sections:
        if section.pass_mark is not None:
            inside = [slot for slot in paper.scored if rule.slice(slot.slice).section == section.id]
            reached = per_cent(_won(inside, marks), sum(slot.points for slot in inside))
            yield Condition(code="section", id=section.id, reached=reached, need=section.pass_mark)
    yield from _knock_outs(paper, marks)
    if rule.each_competency is not None:
        for key, (points, of) in by_competency(paper, marks, drawn).items():
            if of >= rule.each_competency.from_points:
                need = rule.each_competency.pass_mark
                yield Condition(code="competency", id=key, reached=per_cent(points, of), need=need)


def _knock_outs(paper: PaperVersion, marks: Marks) -> Iterator[Condition]:
    right = Counter(slot.slice for slot in paper.scored if marks.get(slot.id, 0.0) >= slot.points - EXACT)
    for one in paper.blueprint.slices:
        if one.knock_out:
            yield Condition(code="knock_out", id=one.id, reached=right[one.id], need=one.count)
