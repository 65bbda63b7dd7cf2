"""Intervals against published tables, and against formulas that say the same in another way."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.domain import interval

PUBLISHED = [  # Newcombe, Stat. Med. 17 (1998) 857, table I, method 3
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("count", "n", "low", "high"), PUBLISHED)
def test_a_shares_interval_is_the_published_one(count: int, n: int, low: float, high: float) -> None:
    assert interval.wilson(count, n) == pytest.approx((low, high), abs=5e-5)


@settings(deadline=None)
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_shares_interval_holds_it_stays_inside_and_is_never_a_point(of: tuple[int, int]) -> None:
    count, n = of
    low, high = interval.wilson(count, n)
    assert 0 <= low <= count / n + 1e-12
    assert count / n - 1e-12 <= high <= 1
    assert high - low > 1e-3 * (n < 500)
    mirrored = interval.wilson(n - count, n)
    assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]))


def test_a_means_interval_is_students() -> None:
    """Mean 3, standard deviation √2.5, t with 4 degrees of freedom 2.7764: 3 ± 2.7764 · √(2.5 / 5)."""
    assert interval.of_mean([1, 2, 3, 4, 5]) == pytest.approx((1.0368, 4.9632), abs=1e-4)


def test_shares_all_alike_are_not_known_for_sure() -> None:
    assert interval.of_mean_share([0.5] * 30) == interval.wilson(15, 30)
    assert interval.of_mean_share([1.0] * 30) == interval.wilson(30, 30)


def test_part_marks_vary_less_than_ones_and_noughts_and_are_known_better() -> None:
    halves = interval.of_mean_share([0.25, 0.75] * 15)
    whole = interval.of_mean_share([0.0, 1.0] * 15)
    assert whole[0] < halves[0] < 0.5 < halves[1] < whole[1]


def test_a_correlations_interval_is_fishers() -> None:
    """atanh 0.5 = 0.5493, and 1.95996 / √25 = 0.3920: tanh 0.1573 and tanh 0.9413."""
    assert interval.of_correlation(0.5, 28) == pytest.approx((0.1560, 0.7358), abs=1e-4)
    assert interval.of_correlation(-1.0, 30) == (-1.0, -1.0)


@pytest.mark.parametrize(
    ("share", "above", "below", "value"),
    [(0.95, 5, 10, 3.3258), (0.975, 10, 20, 2.7737), (0.95, 1, 1, 161.4476), (0.99, 120, 120, 1.5330)],
)
def test_f_is_as_in_the_tables(share: float, above: int, below: int, value: float) -> None:
    assert interval.snedecor(share, above, below) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(("freedom", "value"), [(1, 12.7062), (9, 2.2622), (29, 2.0452), (1000, 1.9623)])
def test_t_is_as_in_the_tables(freedom: int, value: float) -> None:
    assert interval.student(0.975, freedom) == pytest.approx(value, abs=1e-4)
    assert interval.student(0.025, freedom) == pytest.approx(-value, abs=1e-4)
    assert interval.student_below(value, freedom) == pytest.approx(0.975, abs=1e-5)


@settings(deadline=None)
@given(st.integers(1, 200), st.data())
def test_beta_adds_up_to_the_binomial(n: int, data: st.DataObject) -> None:
    """I_p(k, n − k + 1) is the chance of k or more of n."""
    k, p = data.draw(st.integers(1, n)), data.draw(st.floats(0.01, 0.99))
    summed = math.fsum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))
    assert interval.beta_below(p, k, n - k + 1) == pytest.approx(summed, abs=1e-10)


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 50_000), st.integers(2, 100))
def test_f_stays_exact_for_large_groups(n: int, slots: int) -> None:
    above, below = n - 1, (n - 1) * (slots - 1)
    value = interval.snedecor(0.975, above, below)
    x = above * value / (above * value + below)
    assert interval.beta_below(x, above / 2, below / 2) == pytest.approx(0.975, abs=1e-8)
