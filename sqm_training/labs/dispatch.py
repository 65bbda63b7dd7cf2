"""Dispatch: today's work orders go to technicians, and what comes of it is compared with the best plan there is."""

from functools import lru_cache
from itertools import combinations, permutations
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import Exercise, Id, Note, Part, Result, Text, Verdict, unlike, without

LATE = 60  # minutes of lateness that being late at all costs, so that one car late beats two
UNDONE = 240  # minutes of lateness an order that is not done today counts for
MOST_ORDERS, MOST_EACH = 9, 5
Plan = tuple[tuple[str, tuple[str, ...]], ...]  # technicians with their orders in sequence
Minute = Annotated[int, Field(ge=0, le=1440)]  # since the doors opened


class Order(Part):
    """A work order: what it is, how long it takes, which skill it asks for and when the car was promised.

    It can begin at `ready` at the earliest (the car is there and so are the parts). `weight` says how much its
    lateness counts: a customer who waits in the lounge more than one who comes back in the evening.
    """

    id: Id
    text: Text
    minutes: Annotated[int, Field(ge=5, le=480)]
    skill: Id
    level: Annotated[int, Field(ge=1, le=4)] = 1
    ready: Minute = 0
    promised: Minute
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0


class Technician(Part):
    """Somebody with skills, each at a level; `free` is when they can begin."""

    id: Id
    text: Text
    skills: dict[Id, Annotated[int, Field(ge=1, le=4)]]
    free: Minute = 0


class Step(Part):
    """An order as a plan has it, in minutes since opening."""

    order: str
    technician: str
    begins: int
    ends: int
    late: int


class Dispatch(Exercise):
    """Answer: {technician: [order, …]}, each order once, in the order of work; not all need be there.

    A plan costs, for each order, its weight × (minutes late + 60 if late at all); an order nobody does today, or
    somebody without the skill, counts as 240 minutes late. Score: 1 for the least cost there is, 0 for the cost of
    doing nothing, in proportion between. The least cost is found by looking at every plan.
    """

    kind: Literal["dispatch"]
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:00"
    skills: dict[Id, Text]
    technicians: Annotated[tuple[Technician, ...], Field(min_length=2, max_length=4)]
    orders: Annotated[tuple[Order, ...], Field(min_length=3, max_length=MOST_ORDERS)]

    @model_validator(mode="after")
    def _every_order_can_be_done(self) -> Self:
        unlike([each.id for each in self.orders], "orders")
        unlike([each.id for each in self.technicians], "technicians")
        named = {each.skill for each in self.orders} | {skill for each in self.technicians for skill in each.skills}
        if strange := named - set(self.skills):
            raise ValueError(f"no such skill: {', '.join(sorted(strange))}")
        if lost := [each.id for each in self.orders if not any(able(one, each) for one in self.technicians)]:
            raise ValueError(f"nobody can do {', '.join(lost)}")
        return self

    def plan(self, answer: Any) -> tuple[Step, ...]:
        """When each order begins and ends. Orders given to somebody without the skill are left out."""
        steps: list[Step] = []
        for key, orders in self._read(answer).items():
            steps += _day(self._technician(key), tuple(self._order(one) for one in orders))
        return tuple(steps)

    def judge(self, answer: Any) -> Result:
        given = self._read(answer)
        by = {order: technician for technician, orders in given.items() for order in orders}
        steps = {step.order: step for step in self.plan(answer)}
        parts = tuple(self._verdict(order, by.get(order.id), steps.get(order.id)) for order in self.orders)
        cost = self._cost(tuple(steps.values()))
        nothing, (least, _) = self._cost(()), self._least
        score = max(0.0, min(1.0, (nothing - cost) / (nothing - least)))
        notes = (
            Note(code="cost", params={"cost": round(cost), "best": round(least)}),
            Note(code="on_time", params={"n": sum(step.late == 0 for step in steps.values()), "of": len(self.orders)}),
        )
        return Result(score=round(score, 4), complete=len(by) == len(self.orders), parts=parts, notes=notes)

    def best(self) -> dict[str, list[str]]:
        return {technician: list(orders) for technician, orders in self._least[1]}

    def worst(self) -> dict[str, list[str]]:
        return {}

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"))
        return shown  # nothing in it is a truth: the best plan is worked out

    def _read(self, answer: Any) -> dict[str, list[str]]:
        if not isinstance(answer, dict) or not set(answer) <= {one.id for one in self.technicians}:
            raise ValueError("a plan names orders for each technician")
        known = {order.id for order in self.orders}
        for orders in answer.values():
            if not isinstance(orders, list) or not all(isinstance(one, str) and one in known for one in orders):
                raise ValueError(f"no such orders: {orders}")
        unlike([order for orders in answer.values() for order in orders], "orders")
        return {key: list(orders) for key, orders in answer.items()}

    def _technician(self, key: str) -> Technician:
        return next(one for one in self.technicians if one.id == key)

    def _order(self, key: str) -> Order:
        return next(one for one in self.orders if one.id == key)

    def _cost(self, steps: tuple[Step, ...]) -> float:
        done = {step.order: step for step in steps}
        return sum(_worth(order, done[order.id].late if order.id in done else UNDONE) for order in self.orders)

    def _verdict(self, order: Order, technician: str | None, step: Step | None) -> Verdict:
        if technician is None:
            code = NOT_PLANNED
        elif step is None:
            code = NO_SKILL
        else:
            code = ON_TIME if step.late == 0 else TOO_LATE
        gone = 0.0 if step is None else 1 - min(1.0, _worth(order, step.late) / _worth(order, UNDONE))
        why = Text(zh=code[0].format(late=step.late if step else 0), en=code[1].format(late=step.late if step else 0))
        return Verdict(id=order.id, fraction=round(gone, 4), given=technician, why=why)

    @property
    def _least(self) -> tuple[float, Plan]:
        """The least cost and a plan that has it."""
        return _search(self.model_dump_json(include={"kind", "task", "skills", "technicians", "orders"}))


ON_TIME = ("按时交车。", "On time.")
TOO_LATE = ("晚了 {late} 分钟。", "{late} minutes late.")
NO_SKILL = ("这位技师没有所需的技能等级，今天做不了。", "This technician lacks the skill or its level: not done today.")
NOT_PLANNED = ("没有派出去，今天交不了车。", "Not given to anybody: not done today.")


def able(technician: Technician, order: Order) -> bool:
    """Whether they have the skill at the level asked for."""
    return technician.skills.get(order.skill, 0) >= order.level


def _worth(order: Order, late: int) -> float:
    return order.weight * (late + LATE if late else 0)


def _day(technician: Technician, orders: tuple[Order, ...]) -> list[Step]:
    steps, clock = [], technician.free
    for order in orders:
        if not able(technician, order):
            continue
        begins = max(clock, order.ready)
        clock = begins + order.minutes
        late = max(0, clock - order.promised)
        steps.append(Step(order=order.id, technician=technician.id, begins=begins, ends=clock, late=late))
    return steps


@lru_cache(maxsize=64)  # the same task is marked many times over
def _search(spec: str) -> tuple[float, Plan]:
    """Every way to share the orders out, each share in its best sequence."""
    task = Dispatch.model_validate_json(spec)
    technicians, orders = task.technicians, task.orders
    undone = {order.id: _worth(order, UNDONE) for order in orders}
    best: dict[frozenset[str], tuple[float, Plan]] = {frozenset(): (0.0, ())}
    for technician in technicians:
        mine = [order for order in orders if able(technician, order)]
        shares = [share for size in range(min(MOST_EACH, len(mine)) + 1) for share in combinations(mine, size)]
        sequences = [_sequence(technician, share) for share in shares]
        after: dict[frozenset[str], tuple[float, Plan]] = {}
        for taken, (cost, plan) in best.items():
            for more, sequence in sequences:
                if taken & set(sequence):
                    continue
                key, total = taken | set(sequence), cost + more
                if key not in after or total < after[key][0]:
                    after[key] = (total, (*plan, (technician.id, sequence)))
        best = after
    everything = sum(undone.values())
    return min(
        ((cost + everything - sum(undone[one] for one in taken), plan) for taken, (cost, plan) in best.items()),
        key=lambda one: one[0],
    )


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
