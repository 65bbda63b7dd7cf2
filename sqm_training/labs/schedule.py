"""Work orders, who can do them, the day that comes of a plan, and the plan that costs least."""

from functools import lru_cache
from itertools import combinations, permutations
from typing import Annotated

from pydantic import Field, TypeAdapter

from sqm_training.labs.exercise import Id, Part, Text

LATE = 60  # minutes of lateness that being late at all costs, so that one car late beats two
UNDONE = 240  # minutes of lateness an order that is not done today counts for
MOST_ORDERS, MOST_EACH = 9, 5
Plan = dict[str, list[str]]  # technician → orders in the sequence of work
Minute = Annotated[int, Field(ge=0, le=1440)]  # since the doors opened


class Order(Part):
    """A work order: what it is, how long it takes, which skill it asks for and when the car was promised.

    It can begin at `ready` at the earliest (the car is there and so are the parts). `weight` says how much its
    lateness counts: a customer who waits in the lounge more than one who comes back in the evening.
    """

    id: Id
    text: Text
    note: Text | None = None
    minutes: Annotated[int, Field(ge=5, le=480)]
    skill: Id
    level: Annotated[int, Field(ge=1, le=4)] = 1
    ready: Minute = 0
    promised: Minute
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0

    def cost(self, late: int) -> float:
        """What so many minutes of lateness cost, in weighted minutes."""
        return self.weight * (late + LATE if late else 0)


class Technician(Part):
    """Somebody with skills, each at a level, in a bay; `free` is when they can begin.

    What only one bay is fitted for (wheel alignment, high voltage) stands among the skills of who works in it.
    """

    id: Id
    text: Text
    bay: Text | None = None
    skills: dict[Id, Annotated[int, Field(ge=1, le=4)]]
    free: Minute = 0

    def able(self, order: Order) -> bool:
        """Whether they have the skill at the level asked for."""
        return self.skills.get(order.skill, 0) >= order.level


class Step(Part):
    """An order as a plan has it, in minutes since opening."""

    order: str
    technician: str
    begins: int
    ends: int
    late: int


def day(technician: Technician, orders: list[Order]) -> list[Step]:
    """One after the other, each when the technician is free and the order ready; what they cannot do is left out."""
    steps, clock = [], technician.free
    for order in orders:
        if not technician.able(order):
            continue
        begins = max(clock, order.ready)
        clock = begins + order.minutes
        late = max(0, clock - order.promised)
        steps.append(Step(order=order.id, technician=technician.id, begins=begins, ends=clock, late=late))
    return steps


def idle(technician: Technician, steps: list[Step]) -> int:
    """Minutes a technician stands about between being free and their last order."""
    return steps[-1].ends - technician.free - sum(step.ends - step.begins for step in steps) if steps else 0


def cheapest(technicians: tuple[Technician, ...], orders: tuple[Order, ...]) -> Plan:
    """A plan with the least cost of all there are."""
    return {name: list(line) for name, line in _search(_TECHNICIANS.dump_json(technicians), _ORDERS.dump_json(orders))}


_TECHNICIANS = TypeAdapter(tuple[Technician, ...])
_ORDERS = TypeAdapter(tuple[Order, ...])
_Found = tuple[float, tuple[tuple[str, tuple[str, ...]], ...]]


@lru_cache(maxsize=64)  # the same task is marked many times over
def _search(technicians: bytes, orders: bytes) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every way to share the orders out, each share in its best sequence; a share is a set of bits."""
    all_orders = _ORDERS.validate_json(orders)
    best: dict[int, _Found] = {0: (0.0, ())}
    for technician in _TECHNICIANS.validate_json(technicians):
        shares = [(bits, *_sequence(technician, share)) for bits, share in _shares(technician, all_orders)]
        after: dict[int, _Found] = {}
        for taken, (cost, plan) in best.items():
            for bits, more, sequence in shares:
                if not taken & bits and ((taken | bits) not in after or cost + more < after[taken | bits][0]):
                    after[taken | bits] = (cost + more, (*plan, (technician.id, sequence)))
        best = after

    def whole(taken: int) -> float:
        return best[taken][0] + sum(one.cost(UNDONE) for n, one in enumerate(all_orders) if not taken >> n & 1)

    return best[min(best, key=whole)][1]


def _shares(technician: Technician, orders: tuple[Order, ...]) -> list[tuple[int, tuple[Order, ...]]]:
    mine = [(1 << n, order) for n, order in enumerate(orders) if technician.able(order)]
    return [
        (sum(bit for bit, _ in share), tuple(order for _, order in share))
        for size in range(min(MOST_EACH, len(mine)) + 1)
        for share in combinations(mine, size)
    ]


def _sequence(technician: Technician, share: tuple[Order, ...]) -> tuple[float, tuple[str, ...]]:
    """The cheapest sequence of a share of the orders."""
    figures = [(order.ready, order.minutes, order.promised, order.weight, order.id) for order in share]
    best, chosen = float("inf"), tuple(figures)
    for way in permutations(figures):  # thousands of them: plain numbers, no objects
        clock, cost = technician.free, 0.0
        for ready, minutes, promised, weight, _ in way:
            clock = max(clock, ready) + minutes
            if clock > promised:
                cost += weight * (clock - promised + LATE)
        if cost < best:
            best, chosen = cost, way
    return best, tuple(one[-1] for one in chosen)
