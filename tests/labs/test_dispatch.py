from itertools import permutations, product
from typing import Any

import pytest

from sqm_training.labs import kinds
from sqm_training.labs.dispatch import Dispatch
from tests.labs.specs import dispatch


def lab(**changes: Any) -> Dispatch:
    found = kinds.read(dispatch() | changes)
    assert isinstance(found, Dispatch)
    return found


def test_the_best_plan_is_worth_everything_and_nothing_done_nothing() -> None:
    assert lab().judge(lab().best()).score == 1
    assert lab().judge({}).score == 0
    assert lab().judge(lab().best()).complete


def test_no_plan_beats_the_best() -> None:
    one = lab()
    orders = [order.id for order in one.orders]
    names = [technician.id for technician in one.technicians]
    scores = {
        one.judge({name: [o for o in line if by[orders.index(o)] == name] for name in names}).score
        for line in permutations(orders)
        for by in product(names, repeat=len(orders))
    }
    assert max(scores) == 1


def test_orders_follow_one_another_and_wait_for_their_parts() -> None:
    steps = {step.order: step for step in lab().plan({"wang": ["oil", "brake"]})}
    assert (steps["oil"].begins, steps["oil"].ends) == (0, 40)
    assert (steps["brake"].begins, steps["brake"].ends, steps["brake"].late) == (60, 150, 30)


def test_an_order_given_to_somebody_without_the_skill_is_not_done() -> None:
    told = {part.id: part for part in lab().judge({"wang": ["hv"]}).parts}
    assert told["hv"].fraction == 0
    assert "技能" in told["hv"].why.zh


@pytest.mark.parametrize(
    "answer", [{"nobody": []}, {"wang": "oil"}, {"wang": ["gone"]}, {"wang": ["oil", "oil"]}, [["oil"]], "oil"]
)
def test_what_is_no_plan_is_refused(answer: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab().judge(answer)


def test_an_order_nobody_can_do_is_a_fault_of_the_task() -> None:
    order = dispatch()["orders"][0] | {"level": 4}
    with pytest.raises(ValueError, match="nobody can do"):
        lab(orders=[order, *dispatch()["orders"][1:]])
