"""Dispatch: today's work orders go to technicians, and what comes of it is compared with the best plan there is."""

from itertools import combinations
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sqm_training.labs.exercise import Exercise, Id, Note, Result, Text, Verdict, unlike, without
from sqm_training.labs.schedule import (
    LATE,
    MOST_ORDERS,
    UNDONE,
    Order,
    Plan,
    Step,
    Technician,
    cheapest,
    day,
    idle,
)

MOST_LOST = 2.0  # times its weight that one order can lose
TELLING = 2  # remarks on how a plan went wrong, at most


class Dispatch(Exercise):
    """Answer: {technician: [order, …]}, each order once, in the order of work; not all need be there.

    A plan costs, for each order, its weight × (minutes late + 60 if late at all); an order nobody does today, or
    somebody without the skill, counts as 240 minutes late. The least cost is found by looking at every plan.
    Score: 1 for the least cost; an order loses what it weighs among all for each hour's cost that it has more than in
    the best plan, two hours' at most, so that one bad mistake does not hide what was done well.
    """

    kind: Literal["dispatch"]
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:00"
    skills: dict[Id, Text]
    technicians: Annotated[tuple[Technician, ...], Field(min_length=2, max_length=4)]
    orders: Annotated[tuple[Order, ...], Field(min_length=3, max_length=MOST_ORDERS)]

    @model_validator(mode="after")
    def _every_order_can_be_done(self) -> Self:
        unlike([*(each.id for each in self.orders), *(each.id for each in self.technicians)], "orders, technicians")
        named = {each.skill for each in self.orders} | {skill for each in self.technicians for skill in each.skills}
        if strange := named - set(self.skills):
            raise ValueError(f"no such skill: {', '.join(sorted(strange))}")
        if lost := [each.id for each in self.orders if not any(one.able(each) for one in self.technicians)]:
            raise ValueError(f"nobody can do {', '.join(lost)}")
        return self

    def plan(self, answer: Any) -> tuple[Step, ...]:
        """When each order begins and ends. Orders given to somebody without the skill are left out."""
        given = self._read(answer)
        return tuple(step for key, line in given.items() for step in day(self._technician(key), self._orders(line)))

    def judge(self, answer: Any) -> Result:
        given = self._read(answer)
        by = {order: technician for technician, line in given.items() for order in line}
        steps, ideal = ({step.order: step for step in self.plan(one)} for one in (given, self.best()))
        lost = sum(order.weight * min(MOST_LOST, self._hours_lost(order, steps, ideal)) for order in self.orders)
        score = max(0.0, min(1.0, 1 - lost / sum(order.weight for order in self.orders)))
        complete = len(by) == len(self.orders)
        return Result(
            score=round(score, 4),
            complete=complete,
            parts=tuple(self._verdict(order, by.get(order.id), steps, ideal) for order in self.orders),
            notes=(*self._telling(given)[:TELLING], *self._figures(given)),
            shown={"best": self.best()} if complete else {},
        )

    def best(self) -> Plan:
        return cheapest(self.technicians, self.orders)

    def worst(self) -> Plan:
        return {}

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = without(self.model_dump(mode="json"))
        return shown  # nothing in it is a truth: the best plan is worked out

    def _read(self, answer: Any) -> Plan:
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

    def _orders(self, line: list[str]) -> list[Order]:
        return [next(one for one in self.orders if one.id == key) for key in line]

    def _clock(self, minute: int) -> str:
        """The time of day so many minutes after opening."""
        hour, minutes = divmod(int(self.opens[:2]) * 60 + int(self.opens[3:]) + minute, 60)
        return f"{hour % 24:02}:{minutes:02}"

    # ---------------------------------------------------------------- why an order went as it did

    def _hours_lost(self, order: Order, steps: dict[str, Step], ideal: dict[str, Step]) -> float:
        """What an order costs more than in the best plan, in hours."""
        one, other = (order.cost(plan[order.id].late if order.id in plan else UNDONE) for plan in (steps, ideal))
        return (one - other) / (order.weight * LATE)

    def _verdict(self, order: Order, technician: str | None, steps: dict[str, Step], ideal: dict[str, Step]) -> Verdict:
        lost = self._hours_lost(order, steps, ideal)
        notes = [*self._went(order, technician, steps)]
        if lost > 0 and (better := ideal.get(order.id)):
            words = {"who": self._technician(better.technician).text, "begins": self._clock(better.begins)}
            timed = words | {"ends": self._clock(better.ends), "late": better.late}
            notes.append(Note(code="better_late" if better.late else "better", params=timed))
        fraction = 1 - min(1.0, max(0.0, lost))
        best = ideal[order.id].technician if order.id in ideal else None
        return Verdict(id=order.id, fraction=round(fraction, 4), given=technician, belongs=best, notes=tuple(notes))

    def _went(self, order: Order, technician: str | None, steps: dict[str, Step]) -> list[Note]:
        if technician is None:
            return [Note(code="unplanned")]
        who = self._technician(technician)
        if (step := steps.get(order.id)) is None:
            return [Note(code="unable", params={"who": who.text, "skill": self.skills[order.skill]})]
        times: dict[str, float | str | Text] = {"ends": self._clock(step.ends), "promised": self._clock(order.promised)}
        if step.late == 0:
            return [Note(code="in_time", params=times)]
        told = [Note(code="late", params=times | {"late": step.late})]
        before = [one for one in steps.values() if one.technician == technician and one.ends == step.begins]
        if before and step.begins > order.ready:
            (first,) = self._orders([before[0].order])
            told.append(Note(code="behind", params={"what": first.text}))
        return told

    # ---------------------------------------------------------------- the plan as a whole

    def _figures(self, given: Plan) -> list[Note]:
        numbers: dict[str, dict[str, float | str | Text]] = {"on_time": {}, "idle": {}, "cost": {}}
        for name, plan in (("n", given), ("best", self.best())):
            steps = {step.order: step for step in self.plan(plan)}
            late = [order.cost(steps[order.id].late if order.id in steps else UNDONE) for order in self.orders]
            numbers["cost"][name] = round(sum(late))
            numbers["on_time"][name] = sum(step.late == 0 for step in steps.values())
            numbers["idle"][name] = sum(
                idle(one, [step for step in steps.values() if step.technician == one.id]) for one in self.technicians
            )
        numbers["on_time"]["of"] = len(self.orders)
        return [Note(code=code, params=params) for code, params in numbers.items()]

    def _telling(self, given: Plan) -> list[Note]:
        """What can be learnt from a plan: one remark of each sort, where it applies."""
        found: dict[str, Note] = {}
        steps, ideal = ({step.order: step for step in self.plan(one)} for one in (given, self.best()))
        for key, line in given.items():
            done = [order for order in self._orders(line) if order.id in steps]
            for before, order in combinations(done, 2):
                worse = self._hours_lost(order, steps, ideal) > 0
                code = self._spoilt(self._technician(key), before, order, steps) if worse else None
                if code and code not in found:
                    names = {"who": self._technician(key).text, "what": order.text, "before": before.text}
                    found[code] = Note(code=code, params={**names, "ready": self._clock(before.ready)})
        return [found[code] for code in ("scarce", "lounge", "gap") if code in found]

    def _spoilt(self, who: Technician, before: Order, order: Order, steps: dict[str, Step]) -> str | None:
        """What made doing the one before the other a mistake, if it was one."""
        others = [one for one in self.technicians if one.id != who.id]
        if any(one.able(before) for one in others) and not any(one.able(order) for one in others):
            return "scarce"
        if order.weight > before.weight:
            return "lounge"
        begins = steps[before.id].begins
        ended = [one.ends for one in steps.values() if one.technician == who.id and one.ends <= begins]
        stood = max([who.free, order.ready, *ended]) < begins
        return "gap" if stood else None
