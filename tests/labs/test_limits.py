"""Limits for shares, and the two rules that tell a change from variation."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.labs.limits import CONTROL, FUNNEL, Count, enough, limits, pooled, reading, signals

BASE = [Count(n=100, hits=80)] * 4


def weeks(*hits: int) -> list[Count]:
    return [*BASE, *(Count(n=100, hits=each) for each in hits)]


def told(*hits: int, run: int = 8) -> list[tuple[str, int, int, bool]]:
    return [(one.rule, one.first, one.last, one.above) for one in signals(weeks(*hits), 4, 4, run)]


def test_limits_worked_out_by_hand() -> None:
    assert limits(0.9, 100, CONTROL) == pytest.approx((0.81, 0.99))
    assert limits(0.8, 100, FUNNEL) == pytest.approx((0.72, 0.88))


@given(p=st.floats(0.01, 0.99), n=st.integers(1, 5000), errors=st.sampled_from([FUNNEL, CONTROL]))
def test_limits_hold_the_share_lie_within_0_and_1_and_narrow_with_cases(p: float, n: int, errors: float) -> None:
    low, high = limits(p, n, errors)
    narrower = limits(p, 4 * n, errors)
    assert 0 <= low <= narrower[0] <= p <= narrower[1] <= high <= 1
    assert high - low <= 2 * errors * sqrt(p * (1 - p) / n) + 1e-12


def test_large_stores_count_for_more() -> None:
    assert pooled([Count(n=90, hits=90), Count(n=10, hits=0)]) == 0.9


def test_enough_means_cases_and_some_of_either_kind() -> None:
    assert enough([Count(n=50, hits=40)] * 2, 30)
    assert not enough([Count(n=50, hits=40), Count(n=29, hits=20)], 30)
    assert not enough([Count(n=50, hits=49)] * 2, 30)  # one miss each: far from a normal curve


def test_a_point_beyond_a_limit_is_a_signal_at_once() -> None:
    assert told(80, 67) == [("beyond", 6, 6, False)]
    assert told(80, 69, 91) == []


def test_a_run_is_told_once_with_all_its_weeks() -> None:
    assert told(*[84] * 7) == []
    assert told(*[84] * 8) == [("run", 5, 12, True)]
    assert told(*[84] * 10) == [("run", 5, 14, True)]


def test_a_point_on_the_centre_or_beyond_it_breaks_a_run() -> None:
    assert told(84, 84, 84, 80, 84, 84, 84, run=5) == []
    assert told(84, 84, 84, 79, 84, 84, 84, run=5) == []


def test_without_a_signal_it_is_noise_and_the_last_signal_decides() -> None:
    assert reading(signals(weeks(84, 79, 83), 4, 4, 8), "high") == "noise"
    late = signals(weeks(67, *[84] * 8), 4, 4, 8)
    assert reading(late, "high") == "better"
    assert reading(late, "low") == "worse"
