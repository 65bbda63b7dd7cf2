"""What a workshop works with: jobs, people and bays, and the ways to book, dispatch, lay out and keep order."""

from typing import Annotated, Literal

from pydantic import Field

from sqm_training.labs.exercise import Id, Part, Share, Text

Minutes = Annotated[int, Field(ge=0, le=600)]


class Job(Part):
    """A sort of work: its share of all cars, standard minutes and how far these vary, the level it asks for.

    A car is promised for `promise` minutes after it came. `parts` is how many have to wait for a part, and how long.
    `quick` work may be done in an express bay. `fails` of the cars do not pass the first final inspection.
    """

    id: Id
    text: Text
    share: Annotated[float, Field(gt=0)]
    minutes: Annotated[int, Field(ge=10, le=300)]
    varies: Share = 0.25
    level: Annotated[int, Field(ge=1, le=4)] = 1
    promise: Annotated[int, Field(ge=20, le=600)]
    parts: Share = 0.0
    parts_wait: Minutes = 60
    quick: bool = False
    fails: Share = 0.0


class Bookings(Part):
    """When booked cars are asked to come: (from, to, share) in minutes since opening."""

    waves: Annotated[tuple[tuple[Minutes, Minutes, Share], ...], Field(min_length=1)]

    def time(self, place: float) -> float:
        """The booked time of the car at this place (0…1) among all of the day."""
        total = sum(share for _, _, share in self.waves)
        place *= total
        for begins, ends, share in self.waves:
            if place <= share:
                return begins + (ends - begins) * place / share if share else float(begins)
            place -= share
        return float(self.waves[-1][1])


class Rule(Part):
    """Which car is next, and whether the strongest technicians are kept for what only they can do."""

    by: Literal["arrival", "promise", "shortest"]
    match: bool = False


class Layout(Part):
    """Minutes walked for parts and tools for each job; how many bays are kept for quick work, and the walk there."""

    walk: Minutes
    express: Annotated[int, Field(ge=0, le=4)] = 0
    express_walk: Minutes = 0


class FiveS(Part):
    """Minutes searched in each job, and minutes everybody spends on 5S each morning."""

    search: Minutes
    daily: Minutes = 0


class Shop(Part):
    """Who and what there is: `technicians` by their level; `cars` are booked for a day, `walk_ins` just come."""

    cars: Annotated[int, Field(ge=1, le=60)]
    walk_ins: Annotated[int, Field(ge=0, le=30)] = 0
    bays: Annotated[int, Field(ge=1, le=12)]
    technicians: Annotated[tuple[int, ...], Field(min_length=1, max_length=12)]
    advisors: Annotated[int, Field(ge=1, le=8)] = 2
    inspectors: Annotated[int, Field(ge=1, le=4)] = 1
    closes: Annotated[int, Field(ge=240, le=720)] = 540  # minutes since opening
