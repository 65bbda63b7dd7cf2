"""A guided look at data: charts with levers, and at each a decision that the chart answers."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, computed_field, model_validator

from sqm_training.labs.charts.control import Control
from sqm_training.labs.charts.heat import Heat
from sqm_training.labs.charts.pareto import Pareto
from sqm_training.labs.charts.promise import Promise
from sqm_training.labs.charts.replies import Replies
from sqm_training.labs.charts.triangle import Triangle
from sqm_training.labs.exercise import Exercise, Result, unlike, without

AnyStage = Annotated[Heat | Promise | Triangle | Pareto | Control | Replies, Field(discriminator="chart")]
MAKINGS = ("why", "seed", "hot", "rate", "rates", "median", "spread", "mean", "mixed", "skew", "lines", "cost",
           "satisfied", "found", "minutes")  # fmt: skip


class Figures(Exercise):
    """Answer: {stage: decision}, as each kind of chart says. Score: the mean worth of the decisions.

    The data are generated (`demo_data`) from what stands in the stages, or are the house's own. `figures` are the
    series for every position of the levers, so that a chart is redrawn without asking; they are worked out anew
    whenever a spec is read.
    """

    kind: Literal["figures"]
    stages: Annotated[tuple[AnyStage, ...], Field(min_length=1, max_length=6)]

    @model_validator(mode="before")
    @classmethod
    def _figures_are_worked_out(cls, spec: Any) -> Any:
        return {key: part for key, part in spec.items() if key != "figures"} if isinstance(spec, dict) else spec

    @model_validator(mode="after")
    def _stages_differ(self) -> Self:
        unlike([one.id for one in self.stages], "stages")
        return self

    @computed_field  # type: ignore[prop-decorator]
    @property
    def figures(self) -> dict[str, Any]:
        return {one.id: one.figures() for one in self.stages}

    def best(self) -> dict[str, Any]:
        return {one.id: one.best() for one in self.stages}

    def worst(self) -> dict[str, Any]:
        return {one.id: one.worst() for one in self.stages}

    def shown(self) -> dict[str, Any]:
        """The figures without what they were made from."""
        shown: dict[str, Any] = without(self.model_dump(mode="json", exclude={"figures"}), *MAKINGS)
        return shown | {"figures": self.figures}

    def judge(self, answer: Any) -> Result:
        """Parts only for the decisions taken, so that one can be shown at a time."""
        if not isinstance(answer, dict) or not set(answer) <= {one.id for one in self.stages}:
            raise ValueError("an answer names a decision for each chart")
        parts = tuple(one.judge(answer[one.id]) for one in self.stages if one.id in answer)
        score = sum(part.fraction for part in parts) / len(self.stages)
        return Result(score=round(score, 4), complete=len(parts) == len(self.stages), parts=parts)
