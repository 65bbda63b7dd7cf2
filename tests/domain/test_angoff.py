"""The pass-mark worksheet: what judges expect of the barely competent, weighed as the paper weighs."""

from collections.abc import Mapping

import pytest

from sqm_training.domain import interval
from sqm_training.domain.angoff import Rating, Worksheet, pool, worksheet
from tests.domain.items import item
from tests.domain.papers import paper, part

EASY = part("easy", 1, kinds=["true_false"], points=2)
HARD = part("hard", 1, kinds=["single"], points=6)
PAPER = paper(EASY, HARD, items=[item("true_false", "t1"), item("single", "h1"), item("single", "h2")])


def rated(number: int, judges: Mapping[str, tuple[float, ...]]) -> list[Rating]:
    return [
        Rating(judge, number, name, value)
        for judge, values in judges.items()
        for name, value in zip(("t1", "h1", "h2"), values, strict=False)
    ]


def sheet(*ratings: list[Rating]) -> Worksheet:
    return worksheet(PAPER, [one for some in ratings for one in some])


PANEL = {f"judge{n}": (80.0, 50.0 + n, 50.0 - n) for n in range(6)}


def test_all_a_paper_may_draw_is_rated_once() -> None:
    assert pool(PAPER) == ("t1", "h1", "h2")


def test_one_judges_cut_worked_by_hand() -> None:
    """2 points at 90 %, 6 points at the mean of 60 and 40 %: (1.8 + 3.0) of 8."""
    assert sheet(rated(1, {"a": (90, 60, 40)})).rounds[0].cuts == {"a": 60}


def test_the_cut_is_the_judges_mean_with_its_spread_and_interval() -> None:
    found = sheet(rated(1, {"a": (90, 60, 40), "b": (70, 60, 40), "c": (50, 60, 40)})).rounds[0]
    assert (found.cut.value, found.spread) == (55, 5)
    assert (found.cut.low, found.cut.high) == pytest.approx(interval.of_mean([50, 55, 60]))
    assert not found.enough


def test_a_judge_who_has_not_rated_everything_does_not_count_yet() -> None:
    found = sheet(rated(1, {"a": (90, 60, 40), "b": (10, 10)})).rounds[0]
    assert (found.cuts, found.begun) == ({"a": 60}, {"a": 3, "b": 2})
    assert (found.cut.value, found.cut.low, found.cut.reason) == (60, None, "not_enough")


def test_the_later_of_two_ratings_counts() -> None:
    assert sheet(rated(1, {"a": (0, 0, 0)}), rated(1, {"a": (90, 60, 40)})).rounds[0].cuts == {"a": 60}


def test_the_second_round_counts_once_all_of_the_first_have_finished_it() -> None:
    first = rated(1, PANEL)
    some = dict(list(PANEL.items())[:5])
    assert sheet(first).standing == 1
    assert sheet(first, rated(2, some)).standing == 1
    whole = sheet(first, rated(2, PANEL))
    assert (whole.standing, whole.final) == (2, True)
    assert whole.cut.value == pytest.approx((2 * 80 + 6 * 50) / 8)


def test_fewer_than_six_make_no_panel_however_often_they_judge() -> None:
    few = dict(list(PANEL.items())[:5])
    found = sheet(rated(1, few), rated(2, few))
    assert (found.standing, found.final) == (2, False)


def test_what_the_judges_are_at_odds_over_is_seen_item_by_item() -> None:
    first = sheet(rated(1, {"a": (90, 60, 40), "b": (70, 20, 40)})).rounds[0]
    assert {one.item: (one.n, one.mean, one.low, one.high) for one in first.items} == {
        "t1": (2, 80, 70, 90),
        "h1": (2, 40, 20, 60),
        "h2": (2, 40, 40, 40),
    }


def test_nothing_judged_is_an_empty_worksheet() -> None:
    empty = sheet()
    assert (empty.standing, empty.final, empty.cut.n, empty.cut.value) == (1, False, 0, None)


def test_a_rating_of_what_the_paper_does_not_draw_is_left_out() -> None:
    assert sheet([Rating("a", 1, "other", 50)]).rounds[0].begun == {}


def test_what_is_only_tried_out_is_not_rated_and_counts_for_nothing() -> None:
    first, *rest = PAPER.slots
    trying = PAPER.model_copy(update={"slots": (first.model_copy(update={"points": 0.0}), *rest)})
    assert pool(trying) == ("h1", "h2")
    found = worksheet(trying, [Rating("a", 1, "h1", 60), Rating("a", 1, "h2", 40)])
    assert found.rounds[0].cuts == {"a": 50}
