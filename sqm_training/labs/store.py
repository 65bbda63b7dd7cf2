"""A parts store's quarter: what is asked for, what is on the shelf and in the books, what is ordered and comes in."""

from dataclasses import dataclass, field
from functools import lru_cache
from math import exp
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from sqm_training.labs.exercise import Id, Part, Text

DAYS = 6  # working days of a week
WEEKS = 13  # of a quarter
YEAR = 52
REPLACED = 10  # working days until what was held back at goods-in is replaced or cleared
Count = Annotated[int, Field(ge=0, le=999)]
Policy = tuple[int, int]  # reorder point and order quantity
Received = Literal["in", "claim", "hold"]


class Article(Part):
    """A part number: `cost` in yuan, what went out in each of the last weeks, days from ordering to delivery.

    `weekly` is what is asked for on average from now on; from week `rises` (counted from 1) on it is `factor` times
    that. `shelf` is what lies there, `book` what the system says. `points` and `lots` are the reorder points and order
    quantities one may choose; `today` is what is set. `note` is what is heard of its books, `outlook` what is known of
    the weeks to come.
    """

    id: Id
    text: Text
    note: Text | None = None
    outlook: Text | None = None
    cost: Annotated[float, Field(gt=0)]
    history: Annotated[tuple[Count, ...], Field(min_length=4, max_length=12)]
    weekly: Annotated[float, Field(gt=0, le=100)]
    rises: Annotated[int, Field(ge=0, le=WEEKS)] = 0
    factor: Annotated[float, Field(gt=0, le=5)] = 1.0
    lead: Annotated[int, Field(ge=1, le=30)]
    shelf: Count
    book: Count
    points: Annotated[tuple[Count, ...], Field(min_length=2, max_length=6)]
    lots: Annotated[tuple[Annotated[int, Field(ge=1, le=999)], ...], Field(min_length=2, max_length=4)]
    today: Policy

    @property
    def issued(self) -> float:
        """What went out of it in a year at the pace of the last weeks, in yuan."""
        return self.cost * sum(self.history) / len(self.history) * YEAR

    @property
    def adrift(self) -> float:
        """By how much the books are wrong about it, in yuan."""
        return self.cost * abs(self.book - self.shelf)


class Box(Part):
    """A delivery at goods-in: `labelled` pieces by its papers, `holds` in truth; `fake` ones may never be fitted."""

    id: Id
    article: Id
    text: Text
    signs: Annotated[tuple[Text, ...], Field(min_length=1)]
    labelled: Annotated[int, Field(ge=1, le=200)]
    holds: Annotated[int, Field(ge=0, le=200)]
    fake: bool = False
    why: Text

    @property
    def right(self) -> Received:
        if self.fake:
            return "hold"
        return "in" if self.holds == self.labelled else "claim"


class Costs(Part):
    """In yuan: a line that cannot be filled at once, holding stock worth one yuan for a year, placing an order."""

    short: Annotated[float, Field(gt=0)] = 120.0
    holding: Annotated[float, Field(gt=0, le=1)] = 0.2
    order: Annotated[float, Field(ge=0)] = 15.0


class Arrival(Part):
    """Pieces that come on a day: how many the books take in, and how many there are."""

    day: int
    booked: int
    real: int


@dataclass
class Quarter:
    """What became of one article: by week, lines asked for and not filled at once and mean pieces on the shelf."""

    asked: list[int] = field(default_factory=lambda: [0] * WEEKS)
    short: list[int] = field(default_factory=lambda: [0] * WEEKS)
    stock: list[float] = field(default_factory=lambda: [0.0] * WEEKS)
    orders: int = 0
    shelf: int = 0
    book: int = 0

    def cost(self, article: Article, costs: Costs) -> float:
        mean = sum(self.stock) / WEEKS * article.cost
        return costs.short * sum(self.short) + costs.holding * mean * WEEKS / YEAR + costs.order * self.orders


@lru_cache(maxsize=1024)
def demand(article: Article, seed: int) -> tuple[int, ...]:
    """Lines a day for a quarter, each for one piece; by chance around what is asked for on average."""
    random = Random(f"{seed}/{article.id}")
    days = []
    for day in range(WEEKS * DAYS):
        rising = article.rises and day // DAYS + 1 >= article.rises
        days.append(_poisson(article.weekly * (article.factor if rising else 1) / DAYS, random))
    return tuple(days)


def _poisson(mean: float, random: Random) -> int:
    """Knuth's way, good for small means."""
    least, product, found = exp(-mean), random.random(), 0
    while product > least:
        product *= random.random()
        found += 1
    return found


@lru_cache(maxsize=8192)  # every policy is run when the best is sought
def quarter(article: Article, policy: Policy, counted: bool, arrivals: tuple[Arrival, ...], seed: int) -> Quarter:
    """Day by day: what comes in, what goes out, and an order whenever the books fall to the reorder point.

    What is counted starts with true books. A line that finds the shelf empty although the books say otherwise sets
    them right, too late: it is not filled.
    """
    point, lot = policy
    found = Quarter(shelf=article.shelf, book=article.shelf if counted else article.book)
    due = list(arrivals)
    for day, lines in enumerate(demand(article, seed)):
        week = day // DAYS
        for one in [one for one in due if one.day == day]:
            found.shelf, found.book = found.shelf + one.real, found.book + one.booked
            due.remove(one)
        filled = min(lines, found.shelf)
        found.shelf, found.book = found.shelf - filled, found.book - filled
        found.asked[week] += lines
        found.short[week] += lines - filled
        if filled < lines:
            found.book = found.shelf
        while found.book + sum(one.booked for one in due) <= point:
            due.append(Arrival(day=day + article.lead, booked=lot, real=lot))
            found.orders += 1
        found.stock[week] += found.shelf / DAYS
    return found


def arrival(box: Box, decision: Received | None) -> Arrival:
    """What a decision at goods-in lets into the store, and when; undecided is as held back."""
    if decision in (None, "hold"):
        return Arrival(day=REPLACED, booked=box.labelled, real=box.labelled)
    return Arrival(day=0, booked=box.labelled if decision == "in" else box.holds, real=box.holds)
