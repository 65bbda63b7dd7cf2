"""Attempts made up for the tests of statistics: whole classes in few words."""

import random
from collections.abc import Mapping, Sequence

from sqm_training.domain.statistics import Answer, Sitting

OPTIONS = ("a", "b", "c", "d")  # "a" is right


def sat(name: str, shares: Mapping[str, float], **more: object) -> Sitting:
    """An attempt with the share won of each item; every item is worth one point and stands in a slot of its own."""
    answers = [Answer(f"s-{item}", item, 1, 1.0, share, (f"{share:g}",)) for item, share in shares.items()]
    return Sitting(name, tuple(answers), **more)  # type: ignore[arg-type]


def guttman(n: int = 30, items: int = 3) -> list[Sitting]:
    """Candidates from poor to good, each item a step harder: who has a hard one right has all easier ones right."""
    return [
        sat(f"c{place}", {f"i{item}": float(place * (items + 1) // n > item) for item in range(items)})
        for place in range(n)
    ]


def choosing(name: str, chosen: Mapping[str, str], seconds: float | None = None) -> Sitting:
    """An attempt at items with options a to d, "a" being right."""
    answers = [Answer(item, item, 1, 1.0, float(one == "a"), (one,), seconds=seconds) for item, one in chosen.items()]
    return Sitting(name, tuple(answers), seconds=seconds and seconds * len(answers))


def honest(n: int, items: int, chance: random.Random, tempting: Sequence[float] = (4, 3, 2, 1)) -> list[Sitting]:
    """People who choose each for themselves, a to d with these weights."""
    return [
        choosing(f"c{who:03}", {f"i{item:02}": chance.choices(OPTIONS, tempting)[0] for item in range(items)})
        for who in range(n)
    ]
