"""From finding to lasting: audit evidence graded, a corrective action, stores compared fairly, one turn of PDCA."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs import limits
from sqm_training.labs.asked import Asked, Question, only, weighed
from sqm_training.labs.comparison import Compare, Figure, Store
from sqm_training.labs.cycle import Cycle, Look
from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Text, Verdict, choices, mean, unlike, without

GRADES = ("conform", "observation", "minor", "major")
FAIRNESS = ("fair", "definition", "few")
PLACES = ("above", "within", "below")
READINGS = ("better", "noise", "worse")
FOUND = 0.5  # worth of a nonconformity seen as one and graded too high or too low
STEPS = ("audit", "action", "figures", "stores", "plan")  # then the looks at the chart, by their own names


class Finding(Part):
    """What an auditor saw, held against a clause of the house standard."""

    id: Id
    clause: Text
    evidence: Text
    grade: Literal["conform", "observation", "minor", "major"]
    why: Text


class Action(Part):
    """A corrective-action line for one finding: a question each for cause, action, owner, deadline, verification."""

    finding: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=2)]


class Improve(Exercise):
    """Answer: {step: {what is asked: choice}}, the steps being audit, action, figures, stores, plan and each look.

    Audit: {finding: grade}; action, plan: {question: option}; figures: {figure: "fair" | "definition" | "few"};
    stores: {store: "above" | "within" | "below", question: option}; a look: {"reading": "better" | "noise" | "worse",
    its move: option}. Four parts weigh the same: the audit, the action, comparing (figures, stores) and the turn of
    PDCA (plan, looks); within a part its steps do, and within a step everything asked.
    """

    kind: Literal["improve"]
    audit: Annotated[tuple[Finding, ...], Field(min_length=4, max_length=6)]
    action: Action
    compare: Compare
    cycle: Cycle

    @model_validator(mode="after")
    def _names_are_unlike(self) -> Self:
        unlike([*STEPS, *(each.id for each in self.cycle.looks)], "steps")
        for step, asked in self.asked().items():
            unlike([each.id for each in asked], step)
        return self

    def asked(self) -> dict[str, list[Asked]]:
        """What each step asks, in order."""
        return {
            "audit": [_graded(each) for each in self.audit],
            "action": [weighed(each) for each in self.action.questions],
            "figures": [self._fairness(each) for each in self.compare.figures],
            "stores": [*map(self._place, self.compare.stores), *map(weighed, self.compare.questions)],
            "plan": [weighed(each) for each in self.cycle.plan],
            **{each.id: [self._reading(each), weighed(each.move)] for each in self.cycle.looks},
        }

    def judge(self, answer: Any) -> Result:
        """Parts only for the steps that are there, so that one can be shown at a time."""
        steps = self.asked()
        if not isinstance(answer, dict) or not set(answer) <= set(steps):
            raise ValueError("an answer names steps")
        parts = {step: self._verdicts(step, steps[step], answer[step]) for step in steps if step in answer}
        shares = {step: mean([part.fraction for part in each]) for step, each in parts.items()}
        blocks = [["audit"], ["action"], ["figures", "stores"], ["plan", *(each.id for each in self.cycle.looks)]]
        return Result(
            score=round(mean([mean([shares.get(step, 0.0) for step in block]) for block in blocks]), 4),
            complete=len(parts) == len(steps),
            parts=tuple(part for each in parts.values() for part in each),
            notes=tuple(Note(code=step, params={"n": round(100 * share)}) for step, share in shares.items()),
            shown=self._worked(),
        )

    def best(self) -> dict[str, Any]:
        return {step: {each.id: each.best for each in asked} for step, asked in self.asked().items()}

    def worst(self) -> dict[str, Any]:
        return {step: {each.id: each.worst for each in asked} for step, asked in self.asked().items()}

    def shown(self) -> dict[str, Any]:
        """With the limits: they are worked out for whoever looks at a chart, and are nobody's answer."""
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "grade", "worth", "why")
        return shown | {"worked": without(self._worked())}

    def _worked(self) -> dict[str, Any]:
        return {"funnel": self.compare.funnel(), "chart": self.cycle.chart()}

    def _verdicts(self, step: str, asked: list[Asked], answer: Any) -> list[Verdict]:
        given = choices(answer, {each.id for each in asked}, {choice for each in asked for choice in each.worth})
        for each in asked:
            if each.id in given and given[each.id] not in each.worth:
                raise ValueError(f"{each.id}: {given[each.id]}")
        return [each.verdict(step, given.get(each.id)) for each in asked]

    # --- what the model works out ---------------------------------------------------------------------

    def _fairness(self, figure: Figure) -> Asked:
        right = self.compare.fairness(figure)
        fewest = min(case.n for case in figure.cases.values())
        note = Note(code=f"is_{right}", params={"n": fewest, "least": self.compare.least})
        return Asked(id=figure.id, why={}, worth=only(right, FAIRNESS), notes=(note,))

    def _place(self, store: Store) -> Asked:
        low, high = self.compare.limits(store.id)
        case = self.compare.fair.cases[store.id]
        figures = {"rate": _percent(case.share), "low": _percent(low), "high": _percent(high), "n": float(case.n)}
        right = self.compare.place(store.id)
        return Asked(
            id=store.id, why={}, worth=only(right, PLACES), notes=(Note(code=f"lies_{right}", params=figures),)
        )

    def _reading(self, look: Look) -> Asked:
        found = self.cycle.signals(look)
        right = limits.reading(found, self.cycle.better)
        return Asked(id="reading", why={}, worth=only(right, READINGS), notes=tuple(self._told(found)))

    def _told(self, found: list[limits.Signal]) -> Iterator[Note]:
        if not found:
            yield Note(code="no_signal", params={"run": self.cycle.run})
        for each in found:
            side = "above" if each.above else "below"
            weeks = {"first": float(each.first), "last": float(each.last), "n": float(each.last - each.first + 1)}
            yield Note(code=f"{each.rule}_{side}", params=weeks)


def _graded(finding: Finding) -> Asked:
    worth = only(finding.grade, GRADES)
    if finding.grade in ("minor", "major"):
        worth["minor" if finding.grade == "major" else "major"] = FOUND
    return Asked(id=finding.id, worth=worth, why=dict.fromkeys(GRADES, finding.why))


def _percent(share: float) -> float:
    return round(100 * share, 1)
