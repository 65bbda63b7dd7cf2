from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_an_order_loses_what_it_weighs_for_an_hours_cost_and_never_more_than_two() -> None:
    orders = [order | {"promised": 300} for order in dispatch()["orders"]]
    easy = lab(orders=orders)  # everything can be on time; the weights are 2, 1, 1, 1
    best = easy.best()
    assert all(step.late == 0 for step in easy.plan(best))
    undone = {name: [order for order in line if order != "oil"] for name, line in best.items()}
    assert easy.judge(undone).score == pytest.approx(1 - 2 * 2 / 5)


@settings(deadline=None)
@given(
    st.permutations(["oil", "brake", "engine", "hv"]),
    st.lists(st.sampled_from(["wang", "li", ""]), min_size=4, max_size=4),
)
def test_a_plan_as_good_as_the_best_for_every_order_is_worth_everything(line: list[str], by: list[str]) -> None:
    plan = {name: [order for order, whose in zip(line, by, strict=True) if whose == name] for name in ("wang", "li")}
    result = lab().judge(plan)
    assert (min(part.fraction for part in result.parts) == 1) <= (result.score == 1)


def test_the_best_plan_is_told_once_everything_is_given_out() -> None:
    everything = {"wang": ["oil", "brake"], "li": ["engine", "hv"]}
    assert lab().judge(everything).shown == {"best": lab().best()}
    assert lab().judge({"wang": ["oil"]}).shown == {}


def telling(**plan: list[str]) -> set[str]:
    return {note.code for note in lab().judge(plan).notes} - {"on_time", "idle", "cost"}


def test_a_scarce_skill_spent_on_what_others_can_do_is_remarked_on() -> None:
    assert telling(li=["brake", "hv", "engine"]) == {"scarce"}


def test_letting_who_waits_here_wait_is_remarked_on() -> None:
    assert "lounge" in telling(wang=["brake", "oil"])


def test_standing_idle_for_parts_with_other_work_there_is_remarked_on() -> None:
    orders = [order | {"weight": 1} for order in dispatch()["orders"]]
    codes = {note.code for note in lab(orders=orders).judge({"wang": ["brake", "oil"]}).notes}
    assert "gap" in codes


def test_figures_of_a_plan_stand_beside_those_of_the_best() -> None:
    (idle,) = (note for note in lab().judge({"wang": ["oil", "brake"]}).notes if note.code == "idle")
    assert idle.params["n"] == 20


def test_orders_follow_one_another_and_wait_for_their_parts() -> None:
    steps = {step.order: step for step in lab().plan({"wang": ["oil", "brake"]})}
    assert (steps["oil"].begins, steps["oil"].ends) == (0, 40)
    assert (steps["brake"].begins, steps["brake"].ends, steps["brake"].late) == (60, 150, 30)


def test_an_order_given_to_somebody_without_the_skill_is_not_done() -> None:
    told = {part.id: part for part in lab().judge({"wang": ["hv"]}).parts}
    assert told["hv"].fraction == 0
    assert [note.code for note in told["hv"].notes] == ["unable", "better"]


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
