"""What an answer is and how good it is: a fraction from 0 to 1, the same here, in a notebook and in an export."""

from sqm_training.domain.marking.answers import InvalidAnswer, check, follows, is_empty, tidy
from sqm_training.domain.marking.fractions import filled, fraction, number
from sqm_training.domain.marking.proof import Samples, samples

__all__ = [
    "InvalidAnswer",
    "Samples",
    "check",
    "filled",
    "follows",
    "fraction",
    "is_empty",
    "number",
    "samples",
    "tidy",
]
