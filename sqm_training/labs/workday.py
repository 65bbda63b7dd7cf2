"""A workshop's days, simulated: cars arrive, wait for an advisor, a bay and a technician, are worked on and inspected.

The same seed gives the same cars with the same jobs, delays and failed inspections, whatever is decided about
bookings, dispatch, layout and 5S, so that two decisions are compared on the same days.
"""

from collections import defaultdict, deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from statistics import fmean, quantiles
from typing import Any

import simpy

from sqm_training.labs.shopfloor import Bookings, FiveS, Job, Layout, Rule, Shop

SLOT = 30  # minutes between two looks at how many cars are in the house
RECEPTION = (8, 14)  # minutes an advisor takes for a car
INSPECTION = (6, 12)  # and an inspector
REWORK = 0.4  # of the job's minutes, when the inspection fails
UNPUNCTUAL = (-10, 20)  # minutes before or after the booked time that customers come
Tally = defaultdict[str, float]


@dataclass
class Car:
    """A visit: what is drawn for it, and when it came, was met, begun, delivered; minutes by what they went into."""

    job: Job
    arrives: float
    minutes: float
    fetch: float
    fails: bool
    reception: float
    inspection: float
    met: float = 0.0
    delivered: float = 0.0
    spent: Tally = field(default_factory=lambda: defaultdict(float))

    @property
    def promised(self) -> float:
        return self.arrives + self.job.promise


@dataclass
class Waiting:
    """A car in front of the bays; `go` is told its technician and bay."""

    car: Car
    go: simpy.Event
    urgent: bool
    since: float
    cause: str = "technician"


def cars(shop: Shop, jobs: tuple[Job, ...], bookings: Bookings, random: Random) -> list[Car]:
    """A day's cars. Every number is drawn in the same sequence, whatever the bookings."""
    drawn = []
    for number in range(shop.cars + shop.walk_ins):
        (job,) = random.choices(jobs, [one.share for one in jobs])
        early, late = UNPUNCTUAL
        off, anywhere = random.uniform(early, late), random.uniform(0, shop.closes - 150)
        booked = bookings.time((number + 0.5) / shop.cars) + off
        drawn.append(
            Car(
                job=job,
                arrives=max(0.0, booked if number < shop.cars else anywhere),
                minutes=job.minutes * random.uniform(1 - job.varies, 1 + job.varies),
                fetch=job.parts_wait * random.uniform(0.7, 1.3) if random.random() < job.parts else 0.0,
                fails=random.random() < job.fails,
                reception=random.uniform(*RECEPTION),
                inspection=random.uniform(*INSPECTION),
            )
        )
    return drawn


class Day:
    """One day under way."""

    def __init__(self, shop: Shop, rule: Rule, layout: Layout, fives: FiveS) -> None:
        self.rule, self.layout, self.fives, self.shop = rule, layout, fives, shop
        self.clock = simpy.Environment()
        self.advisors = simpy.Resource(self.clock, shop.advisors)
        self.inspectors = simpy.Resource(self.clock, shop.inspectors)
        self.free: deque[int] = deque()  # technicians, by level, longest free first
        self.bays = {"express": min(layout.express, shop.bays - 1), "any": 0}
        self.bays["any"] = shop.bays - self.bays["express"]
        self.waiting: list[Waiting] = []
        self.used: Tally = defaultdict(float)  # minutes before closing that advisors, bays … were in use

    def run(self, day: list[Car]) -> None:
        self.clock.process(self._open())
        for car in day:
            self.clock.process(self._visit(car))
        self.clock.run()

    def _open(self) -> Generator[simpy.Event, Any, None]:
        yield self.clock.timeout(self.fives.daily)
        self.free.extend(self.shop.technicians)
        self._assign()

    def _visit(self, car: Car) -> Generator[simpy.Event, Any, None]:
        yield self.clock.timeout(car.arrives)
        with self.advisors.request() as advisor:
            yield advisor
            car.met = self.clock.now
            car.spent["advisor"] += car.met - car.arrives
            yield from self._use("advisors", car, "reception", car.reception)
        if car.fetch:
            yield self.clock.timeout(car.fetch)
            car.spent["parts"] += car.fetch
        yield from self._work(car, car.minutes, urgent=False)
        yield from self._inspect(car)
        if car.fails:
            yield from self._work(car, car.minutes * REWORK, urgent=True)
            yield from self._inspect(car)
        car.delivered = self.clock.now

    def _work(self, car: Car, minutes: float, urgent: bool) -> Generator[simpy.Event, Any, None]:
        waiting = Waiting(car, self.clock.event(), urgent, self.clock.now)
        self.waiting.append(waiting)
        self._assign()
        level, bay = yield waiting.go
        walk = self.layout.express_walk if bay == "express" else self.layout.walk
        lost = 0 if urgent else walk + self.fives.search
        car.spent["lost"] += lost
        yield from self._use("technicians", car, "rework" if urgent else "work", minutes + lost)
        car.spent["rework" if urgent else "work"] -= lost
        self.used["bays"] += self._before_closing(minutes + lost)
        self.free.append(level)
        self.bays[bay] += 1
        self._assign()

    def _inspect(self, car: Car) -> Generator[simpy.Event, Any, None]:
        since = self.clock.now
        with self.inspectors.request() as inspector:
            yield inspector
            car.spent["inspector"] += self.clock.now - since
            yield from self._use("inspectors", car, "inspection", car.inspection)

    def _use(self, what: str, car: Car, into: str, minutes: float) -> Generator[simpy.Event, Any, None]:
        yield self.clock.timeout(minutes)
        car.spent[into] += minutes
        self.used[what] += self._before_closing(minutes)

    def _before_closing(self, minutes: float) -> float:
        """Of the minutes that have just passed, those before closing."""
        return max(0.0, minutes - max(0.0, self.clock.now - self.shop.closes))

    # ---------------------------------------------------------------- who is next

    def _assign(self) -> None:
        """Begin whatever can begin; note for each car that still waits whether it lacks a bay or a technician."""
        for one in self.waiting:
            one.car.spent[one.cause] += self.clock.now - one.since
            one.since = self.clock.now
        for one in sorted(self.waiting, key=self._turn):
            bay, level = self._bay(one.car.job), self._level(one.car.job)
            if bay and level:
                self.waiting.remove(one)
                self.free.remove(level)
                self.bays[bay] -= 1
                one.go.succeed((level, bay))
            else:
                one.cause = "technician" if bay else "bay"

    def _turn(self, one: Waiting) -> tuple[bool, int, float]:
        """Rework first; where skills are matched, then what asks for most; then by the rule."""
        car = one.car
        by = {"arrival": car.arrives, "promise": car.promised, "shortest": car.job.minutes}
        return not one.urgent, -car.job.level if self.rule.match else 0, by[self.rule.by]

    def _bay(self, job: Job) -> str | None:
        kinds = ("express", "any") if job.quick else ("any",)
        return next((kind for kind in kinds if self.bays[kind]), None)

    def _level(self, job: Job) -> int | None:
        able = [level for level in self.free if level >= job.level]
        return (min(able) if self.rule.match else able[0]) if able else None


# ---------------------------------------------------------------- figures


Levers = tuple[Bookings, Rule, Layout, FiveS]


@lru_cache(maxsize=4096)  # the same decision is looked at by many, and all of them when the best is sought
def figures(shop: Shop, jobs: tuple[Job, ...], levers: Levers, seed: int, days: int) -> dict[str, Any]:
    """What so many days come to, by the KPI formulas of the house.

    `wait50`, `wait90`: minutes from arrival to an advisor (P50, P90). `tat50`, `tat90`: minutes from arrival to
    delivery. `otd`: share delivered by the first promised time. `thr`: cars delivered before closing, a day. `bay`:
    those ÷ bays. `tut`: clocked ÷ attended technician time, a share. `over`: cars a day finished after closing.
    `spent`: mean minutes of a car by what they went into. `load`: share of opening hours that advisors, bays,
    technicians and inspectors were in use. `house`: cars in the house every half hour, on average.
    """
    bookings, rule, layout, fives = levers
    seen: list[Car] = []
    used: Tally = defaultdict(float)
    for number in range(days):
        today, day = cars(shop, jobs, bookings, Random(f"{seed}/{number}")), Day(shop, rule, layout, fives)
        day.run(today)
        seen += today
        for name, minutes in day.used.items():
            used[name] += minutes
    in_time = sum(car.delivered <= shop.closes for car in seen) / days
    there = (shop.advisors, shop.bays, len(shop.technicians), shop.inspectors)
    load = {name: used[name] / (count * shop.closes * days) for name, count in zip(USED, there, strict=True)}
    half_hours = range(0, shop.closes + 1, SLOT)
    found = {
        **_quantiles("wait", [car.met - car.arrives for car in seen]),
        **_quantiles("tat", [car.delivered - car.arrives for car in seen]),
        "otd": fmean(car.delivered <= car.promised for car in seen),
        "thr": in_time,
        "bay": in_time / shop.bays,
        "tut": load["technicians"],
        "over": len(seen) / days - in_time,
    }
    return {name: round(number, 3) for name, number in found.items()} | {
        "spent": {name: round(fmean(car.spent[name] for car in seen), 1) for name in SPENT},
        "load": {name: round(share, 3) for name, share in load.items()},
        "house": [sum(car.arrives <= at < car.delivered for car in seen) / days for at in half_hours],
    }


USED = ("advisors", "bays", "technicians", "inspectors")
SPENT = ("advisor", "reception", "parts", "bay", "technician", "work", "lost", "inspector", "inspection", "rework")


def _quantiles(name: str, minutes: Iterable[float]) -> dict[str, float]:
    """P50 and P90, as the house reports durations."""
    cuts = quantiles(minutes, n=10, method="inclusive")
    return {f"{name}50": cuts[4], f"{name}90": cuts[8]}
