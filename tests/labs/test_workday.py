"""A simulated day keeps to what is known about its cars, people and bays."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.labs.exercise import Text
from sqm_training.labs.shopfloor import Bookings, FiveS, Job, Layout, Rule, Shop
from sqm_training.labs.workday import INSPECTION, RECEPTION, SPENT, Car, Day, cars, figures

NAME = Text(zh="活", en="job")
QUICK = Job(id="quick", text=NAME, share=1, minutes=30, promise=90, quick=True)
LONG = Job(id="long", text=NAME, share=1, minutes=90, level=2, promise=200, parts=0.3, fails=0.2)
EVENLY, AT_ONCE = Bookings(waves=((0, 300, 1),)), Bookings(waves=((0, 30, 1),))
FIFO, SKILL, SHORT = Rule(by="arrival"), Rule(by="promise", match=True), Rule(by="shortest")
NEAR, ORDERLY = Layout(walk=0), FiveS(search=0)


def car(job: Job, arrives: float, minutes: float = 30, **more: Any) -> Car:
    drawn: dict[str, Any] = {"fetch": 0.0, "fails": False, "reception": 10.0, "inspection": 5.0}
    return Car(job=job, arrives=arrives, minutes=minutes, **drawn | more)


def run(*day: Car, rule: Rule = FIFO, layout: Layout = NEAR, fives: FiveS = ORDERLY, **shop: Any) -> list[float]:
    """When each car is delivered."""
    house: dict[str, Any] = {"cars": 1, "bays": 2, "technicians": (2, 2), "advisors": 2, "inspectors": 2}
    Day(Shop(**house | shop), rule, layout, fives).run(list(day))
    return [one.delivered for one in day]


def test_a_car_alone_takes_reception_walking_searching_work_and_inspection() -> None:
    assert run(car(QUICK, 0), layout=Layout(walk=7), fives=FiveS(search=4)) == [10 + 7 + 4 + 30 + 5]


def test_nobody_works_before_the_daily_5s_is_done() -> None:
    assert run(car(QUICK, 0), fives=FiveS(search=0, daily=25)) == [25 + 30 + 5]


def test_two_who_come_together_wait_for_one_advisor_in_turn() -> None:
    one, two = car(QUICK, 0), car(QUICK, 0)
    run(one, two, advisors=1)
    assert (one.met, two.met) == (0, 10)
    assert two.spent["advisor"] == 10


def test_a_car_waits_for_its_part_before_it_takes_a_bay() -> None:
    one = car(LONG, 0, fetch=60)
    assert run(one, car(QUICK, 5), bays=1) == [10 + 60 + 30 + 5, 5 + 10 + 30 + 5]
    assert one.spent["parts"] == 60


def test_a_failed_inspection_sends_the_car_back_before_those_that_wait() -> None:
    failed, first, second = car(QUICK, 0, minutes=50, fails=True), car(LONG, 40, minutes=60), car(QUICK, 45)
    delivered = run(failed, first, second, bays=1, technicians=(2,))
    assert delivered == [120 + 20 + 5, 60 + 60 + 5, 140 + 30 + 5]
    assert failed.spent["rework"] == 20


def test_an_express_bay_takes_quick_work_only() -> None:
    first, second = car(LONG, 0, minutes=90), car(LONG, 1, minutes=90)
    quick = car(QUICK, 2)
    run(first, second, quick, layout=Layout(walk=0, express=1))
    assert quick.delivered < first.delivered < second.delivered
    assert second.spent["bay"] > 0


def test_where_skills_are_matched_the_strong_one_is_left_for_what_others_cannot_do() -> None:
    def wait(rule: Rule) -> float:
        hard = car(LONG, 1)
        run(car(QUICK, 0, minutes=100), hard, rule=rule, technicians=(2, 1))
        return hard.spent["technician"]

    assert wait(SKILL) == 0
    assert wait(FIFO) == 99


def test_short_jobs_first_puts_off_the_long() -> None:
    def at(rule: Rule) -> list[float]:
        return run(car(QUICK, 0), car(LONG, 1, minutes=90), car(QUICK, 2), rule=rule, bays=1)

    assert at(FIFO)[1] < at(FIFO)[2]
    assert at(SHORT)[2] < at(SHORT)[1]


def test_the_same_seed_gives_the_same_cars_whatever_the_bookings() -> None:
    shop = Shop(cars=9, walk_ins=3, bays=2, technicians=(2,))
    days = [cars(shop, (QUICK, LONG), bookings, Random(5)) for bookings in (EVENLY, AT_ONCE)]
    drawn = [[(one.job.id, one.minutes, one.fetch, one.fails, one.reception) for one in day] for day in days]
    assert drawn[0] == drawn[1]
    assert [one.arrives for one in days[0][9:]] == [one.arrives for one in days[1][9:]]


levers = st.tuples(
    st.sampled_from([EVENLY, AT_ONCE]),
    st.sampled_from([FIFO, SKILL, SHORT]),
    st.sampled_from([NEAR, Layout(walk=9, express=1, express_walk=2)]),
    st.sampled_from([ORDERLY, FiveS(search=5, daily=20)]),
)
shops = st.builds(
    Shop,
    cars=st.integers(1, 15),
    walk_ins=st.integers(0, 4),
    bays=st.integers(1, 4),
    technicians=st.sampled_from([(2,), (2, 1), (2, 2, 1)]),
    advisors=st.integers(1, 2),
)


@settings(deadline=None)
@given(shop=shops, levers=levers, seed=st.integers(0, 99))
def test_every_minute_of_a_car_went_into_something(shop: Shop, levers: Any, seed: int) -> None:
    day = cars(shop, (QUICK, LONG), levers[0], Random(seed))
    Day(shop, *levers[1:]).run(day)
    for one in day:
        assert set(one.spent) <= set(SPENT)
        assert sum(one.spent.values()) == pytest.approx(one.delivered - one.arrives)
        assert min(one.spent.values()) > -1e-6
        assert RECEPTION[0] <= one.spent["reception"] <= RECEPTION[1]
        assert one.spent["inspection"] >= INSPECTION[0]


@settings(deadline=None)
@given(shop=shops, levers=levers, seed=st.integers(0, 99))
def test_figures_stay_within_what_there_is(shop: Shop, levers: Any, seed: int) -> None:
    found = figures(shop, (QUICK, LONG), levers, seed, 2)
    assert all(0 <= share <= 1.0001 for share in (*found["load"].values(), found["otd"]))
    assert found["thr"] + found["over"] == pytest.approx(shop.cars + shop.walk_ins, abs=0.01)
    assert found["wait50"] <= found["wait90"]
    assert found["tat50"] <= found["tat90"]
    assert max(found["house"]) <= shop.cars + shop.walk_ins
