"""Finding a fault when every test and every part costs: what to do next, with what is known so far."""

from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Text, Verdict, unlike, without

Money = Annotated[float, Field(ge=0)]
Minutes = Annotated[float, Field(ge=0)]
NEAR = 1e-6  # yuan; what rounding may leave between two plans that cost the same
TEST, REPAIR = "test", "repair"


class Cause(Part):
    """What may be wrong. `weight`: how often it is behind this complaint, compared with the others."""

    id: Id
    text: Text
    weight: Annotated[float, Field(gt=0)]
    parts: Money  # yuan of the part that cures it
    minutes: Minutes  # of fitting it
    why: Text  # what speaks for or against it in the end


class Outcome(Part):
    """A reading, and the causes that give it."""

    id: Id
    text: Text
    causes: Annotated[tuple[Id, ...], Field(min_length=1)]


class Test(Part):
    """A measurement: its time, what it may show, and what it is good for."""

    id: Id
    text: Text
    minutes: Minutes
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=2)]
    why: Text


class Diagnosis(Exercise):
    """Answer: the actions in order, each `test:<id>` or `repair:<id>`, until the fault is cured.

    Every action is held against the cheapest way on average from what was known then, found by working backwards
    through all states of knowledge (a decision tree solved by dynamic programming; Raiffa, *Decision Analysis*,
    1968). So a lucky guess is still a dear step, and an unlucky but sensible test costs nothing. The score falls
    from 1 to 0 as what was wasted grows to half of what fitting part after part wastes on average.
    """

    examinable: ClassVar[bool] = False  # readings come as one works, and a paper keeps the truth until the end

    kind: Literal["diagnosis"]
    complaint: Text
    rate: Money  # yuan for an hour's work
    causes: Annotated[tuple[Cause, ...], Field(min_length=3, max_length=8)]
    tests: Annotated[tuple[Test, ...], Field(min_length=2, max_length=10)]
    cause: Id  # what it really is

    @model_validator(mode="after")
    def _every_test_tells_every_cause(self) -> Self:
        causes = unlike([each.id for each in self.causes], "causes")
        unlike([each.id for each in self.tests], "tests")
        if self.cause not in causes:
            raise ValueError(f"no cause {self.cause}")
        for test in self.tests:
            told = [cause for outcome in test.outcomes for cause in outcome.causes]
            if unlike(told, test.id) != causes:
                raise ValueError(f"{test.id}: each cause gives one reading")
        return self

    # --- what an action costs and leads to

    def _price(self, cause: str) -> float:
        found = next(each for each in self.causes if each.id == cause)
        return found.parts + found.minutes / 60 * self.rate

    def _split(self, test: Test, open_causes: frozenset[str]) -> list[frozenset[str]]:
        """What stays open after each reading the test may give."""
        parts = (open_causes.intersection(outcome.causes) for outcome in test.outcomes)
        return [part for part in parts if part]

    def _actions(self, open_causes: frozenset[str]) -> list[str]:
        telling = [test.id for test in self.tests if len(self._split(test, open_causes)) > 1]
        return [f"{REPAIR}:{cause}" for cause in sorted(open_causes)] + [f"{TEST}:{test}" for test in telling]

    # --- the exercise

    def best(self) -> list[str]:
        """The cheapest way on average, walked along with the fault there really is."""
        plan, known, done = _plan(self), self._all, list[str]()
        while True:
            action = min(self._actions(known), key=lambda each: plan.cost(known, each))
            done.append(action)
            if action == f"{REPAIR}:{self.cause}":
                return done
            known = self._after(known, action)

    def worst(self) -> list[str]:
        """Every part there is, the right one last."""
        dear = sorted((each.id for each in self.causes if each.id != self.cause), key=self._price, reverse=True)
        return [f"{REPAIR}:{cause}" for cause in (*dear, self.cause)]

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"), "cause", "why", "causes", "outcomes")
        return shown

    def judge(self, answer: Any) -> Result:
        actions = self._read(answer)
        plan, known, wasted, spent = _plan(self), self._all, 0.0, 0.0
        cannon = self._cannon(plan)
        parts = []
        for action in actions:
            price, best = plan.cost(known, action), plan.value(known)
            lost = max(0.0, price - best)
            share = max(0.0, 1 - lost / cannon) if lost > NEAR else 1.0
            parts.append(Verdict(id=action, fraction=share, given=round(lost), why=self._why(action)))
            wasted, spent = wasted + lost, spent + self._cost(action)
            known = self._after(known, action)
        cured = f"{REPAIR}:{self.cause}" in actions
        score = max(0.0, 1 - wasted / cannon) if cured else 0.0
        figures = {"spent": round(spent), "wasted": round(wasted), "best": round(sum(map(self._cost, self.best())))}
        tried = sum(action.startswith(REPAIR) for action in actions) - cured
        notes = (Note(code="bill", params=figures), *((Note(code="parts", params={"n": tried}),) if tried else ()))
        return Result(score=score if wasted > NEAR else float(cured), complete=cured, parts=tuple(parts), notes=notes)

    @property
    def _all(self) -> frozenset[str]:
        return frozenset(each.id for each in self.causes)

    def _cannon(self, plan: "Plan") -> float:
        """Half of what fitting part after part, likeliest first, costs on average beyond the best plan."""
        order = sorted(self.causes, key=lambda each: -each.weight)
        total, left, price = sum(each.weight for each in order), 1.0, 0.0
        for each in order:
            price += left * self._price(each.id)
            left -= each.weight / total
        return max((price - plan.value(self._all)) / 2, 1.0)

    def _cost(self, action: str) -> float:
        what, _, name = action.partition(":")
        if what == REPAIR:
            return self._price(name)
        return next(test.minutes for test in self.tests if test.id == name) / 60 * self.rate

    def _why(self, action: str) -> Text:
        what, _, name = action.partition(":")
        return next(each.why for each in (self.causes if what == REPAIR else self.tests) if each.id == name)

    def _after(self, known: frozenset[str], action: str) -> frozenset[str]:
        what, _, name = action.partition(":")
        if what == REPAIR:
            return known - {name}
        test = next(each for each in self.tests if each.id == name)
        reading = next(outcome for outcome in test.outcomes if self.cause in outcome.causes)
        return known.intersection(reading.causes)

    def _read(self, answer: Any) -> list[str]:
        if not isinstance(answer, list) or not all(isinstance(each, str) for each in answer):
            raise ValueError("an answer is a list of actions")
        offered = {f"{TEST}:{test.id}" for test in self.tests} | {f"{REPAIR}:{each.id}" for each in self.causes}
        if strange := [each for each in answer if each not in offered]:
            raise ValueError(", ".join(strange))
        if len(set(answer)) < len(answer):
            raise ValueError("an action is taken once")
        cured = f"{REPAIR}:{self.cause}"
        if cured in answer[:-1]:
            raise ValueError("the fault was cured before")
        return answer


class Plan:
    """The average cost of going on from a state of knowledge: the causes that are still possible."""

    def __init__(self, lab: Diagnosis) -> None:
        self._lab = lab
        self._weight = {each.id: each.weight for each in lab.causes}
        self._known: dict[frozenset[str], float] = {}

    def value(self, known: frozenset[str]) -> float:
        """Of the cheapest way on."""
        if not known:
            return 0.0
        if known not in self._known:
            self._known[known] = min(self.cost(known, action) for action in self._lab._actions(known))
        return self._known[known]

    def cost(self, known: frozenset[str], action: str) -> float:
        """Of this action and the cheapest way on after it."""
        what, _, name = action.partition(":")
        price, total = self._lab._cost(action), sum(self._weight[each] for each in known)
        if what == REPAIR:
            rest = known - {name}
            share = sum(self._weight[each] for each in rest) / total if total else 0.0
            return price + share * self.value(rest)
        test = next(each for each in self._lab.tests if each.id == name)
        parts = self._lab._split(test, known)
        if len(parts) < 2:
            return price + self.value(known)
        return price + sum(sum(self._weight[each] for each in part) / total * self.value(part) for part in parts)


@cache
def _plan(lab: Diagnosis) -> Plan:
    return Plan(lab)
