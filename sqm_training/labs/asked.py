"""What a step of an exercise asks: a choice, what each is worth, and why."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import Id, Note, Part, Text, Verdict, unlike
from sqm_training.labs.trend import Option

Shares = dict[str, float]


class Question(Part):
    """A choice of which each option has its worth and its reason; exactly one is worth everything."""

    id: Id
    prompt: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        unlike([each.id for each in self.options], self.id)
        if [each.worth for each in self.options].count(1) != 1:
            raise ValueError(f"{self.id}: exactly one option is right")
        return self


class Asked(Part):
    """Something asked, whoever wrote or worked out its worth."""

    id: str
    worth: Shares
    why: dict[str, Text]
    notes: tuple[Note, ...] = ()

    @property
    def best(self) -> str:
        return max(self.worth, key=self.worth.__getitem__)

    @property
    def worst(self) -> str:
        return min(self.worth, key=self.worth.__getitem__)

    def verdict(self, step: str, given: str | None) -> Verdict:
        worth = self.worth[given] if given else 0.0
        why = self.why.get(given or self.best)
        return Verdict(
            id=f"{step}:{self.id}", fraction=worth, given=given, belongs=self.best, why=why, notes=self.notes
        )


def weighed(question: Question) -> Asked:
    worth = {each.id: each.worth for each in question.options}
    return Asked(id=question.id, worth=worth, why={each.id: each.why for each in question.options})


def only(right: str, offered: tuple[str, ...]) -> Shares:
    return {each: float(each == right) for each in offered}
