from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.domain.kpi import Figure, Kpi, mean, points, shrunk
from tests.domain.items import both

SHARES = st.floats(0, 1)


def kpi(**changes: Any) -> Kpi:
    common = {"code": "FTFR", "title": both("first-time fix"), "unit": "percent", "better": "higher"}
    rest = {"target": 0.9, "floor": 0.7, "small_sample": 50, "level": "person", "formula": both("f")}
    return Kpi.model_validate(common | rest | changes)


def figure(value: float, n: int | None, month: str = "2026-01") -> Figure:
    return Figure(month=month, value=value, n=n)


def test_months_weigh_by_their_sample() -> None:
    assert mean([figure(0.9, 90), figure(0.5, 10)]) == (pytest.approx(0.86), 100)


def test_missing_is_never_zero() -> None:
    assert mean([]) is None
    assert mean([figure(0.0, 0)]) is None


def test_a_month_without_cases_says_nothing() -> None:
    assert mean([figure(0.9, 40), figure(0.0, 0)]) == (pytest.approx(0.9), 40)


def test_months_without_a_sample_weigh_the_same() -> None:
    assert mean([figure(10, None), figure(20, None)]) == (15, 0)


@pytest.mark.parametrize(("value", "worth"), [(0.6, 0), (0.7, 0), (0.8, 50), (0.9, 100), (0.99, 100)])
def test_points_rise_straight_from_floor_to_target(value: float, worth: float) -> None:
    assert points(kpi(), value) == pytest.approx(worth)


@pytest.mark.parametrize(("value", "worth"), [(0.02, 100), (0.05, 100), (0.075, 50), (0.1, 0), (0.2, 0)])
def test_where_lower_is_better_points_fall(value: float, worth: float) -> None:
    assert points(kpi(better="lower", target=0.05, floor=0.1), value) == pytest.approx(worth)


@pytest.mark.parametrize("change", [{"target": 0.5}, {"target": 0.7}, {"better": "lower"}])
def test_a_target_is_better_than_its_floor(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="target_not_better"):
        kpi(**change)


@given(value=st.floats(-10, 10))
def test_points_stay_between_nothing_and_a_hundred(value: float) -> None:
    assert 0 <= points(kpi(), value) <= 100


@given(value=SHARES, store=SHARES, n=st.integers(1, 500))
def test_shrinking_stays_between_own_figure_and_the_stores(value: float, store: float, n: int) -> None:
    low, high = sorted((value, store))
    assert low - 1e-9 <= shrunk(value, n, store, 50) <= high + 1e-9


def test_a_sample_as_large_as_the_limit_counts_half() -> None:
    assert shrunk(1.0, 50, 0.0, 50) == 0.5


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "26-01", "January"])
def test_months_are_written_one_way(month: str) -> None:
    with pytest.raises(ValidationError):
        figure(0.5, 1, month)
