"""A task in a simulator: the decisions are the answer, and the model they were made in scores them."""

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from sqm_training.domain.item.base import Base, Picture, fault
from sqm_training.labs.kinds import AnyExercise


class Task(Base):
    """`exercise` is a model of `labs`; the score is its own, against the best there is in it."""

    kind: Literal["task"]
    exercise: AnyExercise

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        if self.use == "exam" and not self.exercise.examinable:
            raise fault("item.not_examinable", kind=self.exercise.kind)
        try:
            _ = self.pictures
        except ValidationError as wrong:
            raise fault("item.picture_elsewhere") from wrong
        return self

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return super().pictures + tuple(_pictures(self.exercise.model_dump(mode="json"), self.prompt.model_dump()))


def _pictures(part: Any, alt: Any) -> Iterator[Picture]:
    """Whatever stands under `picture` in an exercise: a drawing with its words, or the file of a thing's."""
    if isinstance(part, list):
        for one in part:
            yield from _pictures(one, alt)
    if not isinstance(part, dict):
        return
    for name, inner in part.items():
        if name != "picture":
            yield from _pictures(inner, alt)
        elif isinstance(inner, str):
            yield Picture(file=inner, alt=part.get("text", alt))
        elif inner is not None:
            yield Picture.model_validate(inner)
