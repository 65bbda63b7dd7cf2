"""Alpha, the standard error and wrong decisions, worked by hand or known in closed form."""

import math
from statistics import NormalDist, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.domain import reliability
from sqm_training.domain.statistics import MINIMUM


def guttman(n: int, items: int) -> list[list[float]]:
    """Candidates from poor to good, each item a step harder."""
    return [[float(place * (items + 1) // n > item) for item in range(items)] for place in range(n)]


STEPS = [[1.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
Points = st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0]), min_size=4, max_size=4)


# --- alpha --------------------------------------------------------------------------------------------


def test_alpha_worked_by_hand() -> None:
    """Totals 3 2 1 0 vary by 5/3; the parts by 1/4, 1/3 and 1/4, together 5/6: 3/2 · (1 − 1/2) = 0.75."""
    assert reliability.alpha(STEPS) == pytest.approx(0.75)


def test_of_right_and_wrong_it_is_kr20() -> None:
    n, k = len(STEPS), len(STEPS[0])
    totals = [sum(row) for row in STEPS]
    spread = sum((one - sum(totals) / n) ** 2 for one in totals) / n
    pq = sum(p * (1 - p) for p in (sum(part) / n for part in zip(*STEPS, strict=True)))
    assert reliability.alpha(STEPS) == pytest.approx(k / (k - 1) * (1 - pq / spread))


def test_parts_that_say_the_same_are_wholly_reliable_and_parts_at_odds_are_not() -> None:
    assert reliability.alpha([[0, 0], [1, 1], [2, 2]]) == pytest.approx(1)
    assert reliability.alpha([[0, 1], [1, 0], [1, 1], [0, 0]]) == pytest.approx(0)
    assert reliability.alpha([[1, 0], [0, 1]]) is None, "nobody differs from anybody"
    assert reliability.alpha([[1], [0]]) is None, "one part"


@settings(deadline=None)
@given(st.lists(Points, min_size=3, max_size=40), st.floats(0.1, 10), st.randoms())
def test_alpha_depends_on_nobodys_order_and_no_scale(rows: list[list[float]], by: float, chance: object) -> None:
    first = reliability.alpha(rows)
    other = reliability.alpha([[by * one for one in reversed(row)] for row in reversed(rows)])
    if first is None or other is None:
        assert first is None or other is None
    else:
        assert other == pytest.approx(first, abs=1e-6)
        assert first <= 1 + 1e-9


def test_feldts_interval_from_the_tables_of_f() -> None:
    """F(40, 1000) is 0.60674 at 2.5 % and 1.49935 at 97.5 %: 1 − 0.21 · 1.49935 and 1 − 0.21 · 0.60674."""
    assert reliability.feldt(0.79, 41, 26) == pytest.approx((0.68514, 0.87258), abs=1e-5)


@settings(deadline=None)
@given(st.floats(-0.5, 0.99), st.integers(MINIMUM, 500), st.integers(2, 60))
def test_alpha_lies_within_its_interval(value: float, n: int, slots: int) -> None:
    low, high = reliability.feldt(value, n, slots)
    assert low < value < high < 1


# --- the yardstick ------------------------------------------------------------------------------------


def test_the_standard_error_follows_from_alpha_and_spread() -> None:
    rows = STEPS * 10
    found = reliability.reliability(rows, 3)
    spread = stdev([3.0, 2.0, 1.0, 0.0] * 10)
    value = reliability.alpha(rows)
    assert value is not None
    assert found.spread == pytest.approx(spread)
    assert found.error == pytest.approx(spread * math.sqrt(1 - value))
    assert found.error_percent == pytest.approx(100 / 3 * spread * math.sqrt(1 - value))
    assert (found.n, found.slots, found.mean.value) == (40, 3, 50)


def test_few_candidates_give_a_mean_and_no_coefficient() -> None:
    found = reliability.reliability(STEPS * 7, 3)
    assert (found.n, found.mean.value) == (28, 50)
    assert (found.alpha.value, found.alpha.reason, found.error, found.spread) == (None, "not_enough", None, None)


def test_nobody_at_all_is_no_error() -> None:
    found = reliability.reliability([], 3)
    assert (found.n, found.mean.value, found.alpha.reason) == (0, None, "not_enough")
    assert reliability.decision([], 3, 60).passed.reason == "not_enough"


def test_everybody_alike_says_nothing() -> None:
    assert reliability.reliability([[1.0, 1.0]] * 40, 3).alpha.reason == "no_spread"
    assert reliability.decision([[1.0, 1.0]] * 40, 3, 60).wrong.reason == "no_spread"


def test_slots_make_the_matrix_whatever_was_drawn_into_them() -> None:
    rows = reliability.matrix([{"s2": 1.0, "s1": 0.0}, {"s1": 2.0}], ["s1", "s2"])
    assert rows == [[0, 1], [2, 0]]


# --- decisions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rho", [0.5, 0.8, 0.9])
def test_wrong_decisions_of_normal_scores_cut_at_their_mean(rho: float) -> None:
    """Score and true score correlate by √ρ; two normals fall on unlike sides of their means in arccos(√ρ)/π."""
    scores = [NormalDist(60, 12).inv_cdf((place + 0.5) / 4000) for place in range(4000)]
    risks = reliability.wrong_sides(scores, 60, rho)
    assert sum(risks) / len(risks) == pytest.approx(math.acos(math.sqrt(rho)) / math.pi, abs=2e-3)


def test_one_candidate_worked_by_hand() -> None:
    """Mean 60, SD 20, ρ 0.8: a score of 70 stands for 68 ± 8, so a cut of 64 is missed with Φ(−0.5) = 0.3085."""
    (risk, *_) = reliability.wrong_sides([70, 40, 40 + 30 / 1], 64, 0.8)
    assert risk == pytest.approx(NormalDist().cdf((64 - (0.8 * 70 + 0.2 * 60)) / (stdev([70, 40, 70]) * 0.4)))


def test_a_wholly_reliable_paper_decides_rightly_and_a_worthless_one_by_the_mean() -> None:
    assert reliability.wrong_sides([50, 70, 90], 60, 1.0) == [0, 0, 0]
    assert reliability.wrong_sides([50, 70, 90], 60, -0.3) == [1, 0, 0], "everybody is best taken for the mean, 70"


def test_who_stands_at_the_cut_is_wrong_half_the_time_at_most_and_who_is_far_hardly_ever() -> None:
    scores = [float(one) for one in range(101)]
    risks = dict(zip(scores, reliability.wrong_sides(scores, 50, 0.9), strict=True))
    assert risks[50] == pytest.approx(0.5)
    assert risks[0] < 0.001
    assert all(risks[one] <= 0.5 for one in scores)


def test_a_decision_is_told_with_its_band_and_its_two_kinds_of_wrong() -> None:
    rows = guttman(80, items=9)
    found = reliability.decision(rows, 9, 60)
    sure = reliability.reliability(rows, 9)
    assert sure.error_percent is not None
    assert found.band == pytest.approx((60 - 1.959964 * sure.error_percent, 60 + 1.959964 * sure.error_percent))
    assert found.wrong.value == pytest.approx((found.false_pass or 0) + (found.false_fail or 0))
    assert found.wrong_near is not None
    assert found.wrong.low is not None
    assert found.wrong.low <= found.wrong.value <= (found.wrong.high or 0)
    assert found.wrong_near > found.wrong.value
    assert 0 < found.near < 80
    assert found.passed.value == sum(sum(row) >= 6 for row in rows) / 80


def test_few_candidates_show_who_passed_and_nothing_of_wrong_decisions() -> None:
    found = reliability.decision(guttman(10, items=9), 9, 60)
    assert found.passed.n == 10
    assert (found.wrong.value, found.wrong.reason, found.band, found.near) == (None, "not_enough", None, 0)
