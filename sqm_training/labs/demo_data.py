"""Data of an invented dealership, made from a seed: complaints, repair times, parts, causes, comebacks and replies.

Nothing here was measured. Each function says which distribution it draws from and with which parameters; the same
seed gives the same data. What comes of it is labelled as generated wherever it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from random import Random
from statistics import NormalDist

WEEKS = 52
PIECE = 30.0  # a Poisson count is drawn in pieces of this mean, so that exp() stays exact


def poisson(rng: Random, mean: float) -> int:
    """A Poisson count of this mean: how often something happens that happens at random (Knuth's product)."""
    count = 0
    while mean > 0:
        least, product = exp(-min(mean, PIECE)), rng.random()
        while product > least:
            count, product = count + 1, product * rng.random()
        mean -= PIECE
    return count


def lognormal(rng: Random, median: float, spread: float) -> float:
    """A log-normal value: half lie below `median`; `spread` is the standard deviation of its logarithm.

    Repair times look like this: none below zero, most close together, a long tail to the right.
    """
    share = min(max(rng.random(), 1e-9), 1 - 1e-9)
    return median * exp(spread * NormalDist().inv_cdf(share))


def complaints(
    seed: int,
    visits: Mapping[str, float],
    rates: Mapping[str, float],
    hot: Mapping[tuple[str, str], Sequence[float]],
    months: int,
) -> dict[tuple[str, str], list[int]]:
    """Complaints of each model and problem by month.

    Poisson with mean `visits` a month × `rates` per 1,000 visits ÷ 1,000; `hot` multiplies a cell, month by month.
    """
    rng = Random(seed)
    return {
        (model, problem): [
            poisson(rng, cars * rate / 1000 * (hot[model, problem][month] if (model, problem) in hot else 1))
            for month in range(months)
        ]
        for model, cars in visits.items()
        for problem, rate in rates.items()
    }


def repair_minutes(seed: int, jobs: int, median: float, spread: float) -> list[int]:
    """Minutes from arrival to handover of so many work orders, the quickest first: log-normal, whole minutes."""
    rng = Random(seed)
    return sorted(max(1, round(lognormal(rng, median, spread))) for _ in range(jobs))


@dataclass(frozen=True)
class PartNumber:
    """What one costs, what was asked for last year, in each week of this year, and what lies there unasked."""

    cost: float
    last_year: int
    weekly: tuple[int, ...]
    old: int


def assortment(seed: int, parts: int, lines: float, skew: float, dead: int) -> list[PartNumber]:
    """The part numbers of a store.

    Zipf demand: of `lines` a year the k-th part number gets a share ∝ 1 ÷ k^`skew`, each week Poisson of that;
    `dead` more are never asked for, with 2 to 6 on the shelf. Costs are log-normal: median 90 yuan, spread 0.9.
    """
    rng = Random(seed)
    weights = [1 / rank**skew for rank in range(1, parts + 1)]
    made = []
    for weight in [*weights, *[0.0] * dead]:
        yearly = lines * weight / sum(weights)
        cost = round(lognormal(rng, 90, 0.9), 1)
        last_year = poisson(rng, yearly)
        weekly = tuple(poisson(rng, yearly / WEEKS) for _ in range(WEEKS))
        made.append(PartNumber(cost, last_year, weekly, 0 if weight else 2 + int(rng.random() * 5)))
    return made


def causes(seed: int, means: Mapping[str, float], costs: Mapping[str, float]) -> dict[str, tuple[int, int]]:
    """How many complaints each cause had (Poisson of `means`), and the yuan they cost together.

    Each case costs log-normally: median `costs`, spread 0.5.
    """
    rng = Random(seed)
    made = {}
    for cause, mean in means.items():
        cases = poisson(rng, mean)
        made[cause] = cases, round(sum(lognormal(rng, costs[cause], 0.5) for _ in range(cases)))
    return made


def comebacks(seed: int, orders: float, rates: Sequence[float]) -> list[tuple[int, int]]:
    """Work orders (Poisson of `orders`) and those that came back (each with the month's rate), month by month."""
    rng = Random(seed)
    made = []
    for rate in rates:
        count = poisson(rng, orders)
        made.append((count, sum(rng.random() < rate for _ in range(count))))
    return made


def replies(seed: int, means: Mapping[str, tuple[float, float]], months: int) -> dict[str, list[tuple[int, int]]]:
    """Replies of each team (Poisson of the mean a month) and how many are satisfied (each with the team's share)."""
    rng = Random(seed)
    made: dict[str, list[tuple[int, int]]] = {}
    for team, (mean, share) in means.items():
        counts = [poisson(rng, mean) for _ in range(months)]
        made[team] = [(count, sum(rng.random() < share for _ in range(count))) for count in counts]
    return made
