"""A task in a simulator: the decisions are the answer, and the model they were made in scores them."""

from typing import Literal

from sqm_training.domain.item.base import Base
from sqm_training.labs.kinds import AnyExercise


class Task(Base):
    """`exercise` is a model of `labs`; the score is its own, against the best there is in it."""

    kind: Literal["task"]
    exercise: AnyExercise
