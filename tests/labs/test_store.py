"""An article's quarter, day by day: what comes in is on the shelf or went out, and orders follow the books."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.labs.exercise import Text
from sqm_training.labs.store import DAYS, REPLACED, WEEKS, Arrival, Article, Box, Costs, arrival, demand, quarter

NAME = Text(zh="件", en="part")


def article(**changes: Any) -> Article:
    known: dict[str, Any] = {"history": (6, 6, 6, 6), "weekly": 6, "lead": 5, "shelf": 10, "book": 10, "cost": 100}
    known |= {"points": (0, 5, 10, 20), "lots": (5, 10, 30), "today": (5, 10)}
    return Article(id="part", text=NAME, **known | changes)


def box(**changes: Any) -> Box:
    return Box(id="box", article="part", text=NAME, signs=(NAME,), labelled=6, why=NAME, **{"holds": 6} | changes)


def test_the_same_seed_asks_for_the_same_parts_whatever_is_decided() -> None:
    assert demand(article(), 1) == demand(article(), 1)
    assert demand(article(), 1) != demand(article(), 2)
    asked = {sum(quarter(article(), policy, True, (), 1).asked) for policy in ((0, 5), (20, 30))}
    assert asked == {sum(demand(article(), 1))}


def test_about_as_many_are_asked_for_as_the_weekly_mean_says() -> None:
    mean = sum(sum(demand(article(weekly=12), seed)) for seed in range(30)) / 30 / WEEKS
    assert mean == pytest.approx(12, abs=0.7)


def test_from_the_week_in_which_use_rises_more_is_asked_for() -> None:
    rising = [demand(article(rises=7, factor=3), seed) for seed in range(20)]
    first = sum(sum(days[: 6 * DAYS]) for days in rising) / 6
    later = sum(sum(days[6 * DAYS :]) for days in rising) / 7
    assert later / first == pytest.approx(3, rel=0.2)


@given(
    policy=st.sampled_from([(0, 5), (5, 10), (10, 30), (20, 5)]),
    shelf=st.integers(0, 30),
    book=st.integers(0, 30),
    counted=st.booleans(),
    seed=st.integers(0, 50),
)
def test_every_piece_is_on_the_shelf_or_went_out(
    policy: tuple[int, int], shelf: int, book: int, counted: bool, seed: int
) -> None:
    one = article(shelf=shelf, book=book)
    ran = quarter(one, policy, counted, (), seed)
    filled = sum(ran.asked) - sum(ran.short)
    arrived = ran.shelf + filled - shelf
    assert arrived % policy[1] == 0
    assert 0 <= ran.orders - arrived // policy[1] <= 1 + one.lead  # the rest is on its way
    assert ran.shelf >= 0
    assert all(0 <= short <= asked for short, asked in zip(ran.short, ran.asked, strict=True))
    if counted:
        assert ran.shelf == ran.book


def test_books_that_say_too_much_order_too_late() -> None:
    wrong = article(shelf=4, book=30)
    short = [sum(quarter(wrong, (10, 10), counted, (), 3).short) for counted in (False, True)]
    assert short[0] > short[1]


def test_a_line_that_finds_the_shelf_empty_puts_the_books_right() -> None:
    ran = quarter(article(shelf=0, book=3), (0, 5), False, (), 3)
    assert sum(ran.short) > 0
    assert ran.shelf == ran.book


def test_what_was_held_back_comes_later_what_was_booked_in_at_once() -> None:
    assert arrival(box(), "in") == Arrival(day=0, booked=6, real=6)
    assert arrival(box(), "hold") == arrival(box(), None) == Arrival(day=REPLACED, booked=6, real=6)


def test_a_short_delivery_booked_as_on_the_papers_leaves_the_books_wrong() -> None:
    short = box(holds=4)
    assert arrival(short, "in") == Arrival(day=0, booked=6, real=4)
    assert arrival(short, "claim") == Arrival(day=0, booked=4, real=4)
    ran = quarter(article(shelf=100, book=100), (0, 5), True, (arrival(short, "in"),), 1)
    assert ran.book - ran.shelf == 2


def test_what_is_right_at_goods_in_follows_from_the_box() -> None:
    assert [box().right, box(holds=5).right, box(fake=True).right] == ["in", "claim", "hold"]


def test_the_cost_of_a_quarter_is_shortage_holding_and_ordering() -> None:
    one = article()
    ran = quarter(one, (5, 10), True, (), 1)
    costs = Costs(short=50, holding=0.4, order=7)
    held = sum(ran.stock) / WEEKS * 100 * 0.4 / 4
    assert ran.cost(one, costs) == pytest.approx(50 * sum(ran.short) + held + 7 * ran.orders)
