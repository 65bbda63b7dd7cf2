"""What every chart of a guided look at data is: figures for each position of its levers, and one decision."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from sqm_training.labs.exercise import Id, Note, Part, Text, Verdict


class Named(Part):
    id: Id
    text: Text


class Stage(Part):
    """One chart and the decision it answers. `why` is said after the decision, whatever it was.

    The data are generated from `seed` and what else stands in the stage; or they are the house's own, of the months
    that `period` names, and stand in the stage themselves.
    """

    id: Id
    title: Text
    prompt: Text
    why: Text
    seed: int = 0
    period: str | None = None

    def has(self, own: bool, generated: bool) -> None:
        """The stage has what its data come from; to be called when it is read."""
        if not (own if self.period else generated):
            raise ValueError(f"{self.id}: the data are missing, or what they are generated from")

    @abstractmethod
    def figures(self) -> dict[str, Any]:
        """What the chart is drawn from, for every position of its levers."""

    @abstractmethod
    def best(self) -> Any:
        """The decision worth 1."""

    @abstractmethod
    def worst(self) -> Any:
        """A decision worth as little as there is."""

    @abstractmethod
    def judge(self, answer: Any) -> Verdict:
        """What a decision is worth, and why; ValueError for one that is not on offer."""

    def verdict(self, fraction: float, given: str, belongs: str, notes: Iterable[Note]) -> Verdict:
        share = round(min(1.0, max(0.0, fraction)), 4)
        return Verdict(id=self.id, fraction=share, given=given, belongs=belongs, why=self.why, notes=tuple(notes))
