"""Item statistics worked by hand, and what they may never do: judge on few, lie about width, use the whole paper."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.domain import interval, statistics
from sqm_training.domain.statistics import MINIMUM, Answer, ItemStatistics, Offer, Sitting, of_items
from tests.domain.cohorts import choosing, guttman, sat

Shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])


def of(sittings: list[Sitting], item: str = "i0", **more: tuple[str, ...]) -> ItemStatistics:
    (found,) = of_items(sittings, [Offer(item, 1, **more)], {(item, 1): len(sittings)}, len(sittings))
    return found


# --- facility -----------------------------------------------------------------------------------------


def test_facility_of_right_and_wrong_is_a_share_with_wilsons_interval() -> None:
    found = of(guttman(40))
    assert (found.n, found.full) == (40, 30)
    assert found.facility.value == 0.75
    assert (found.facility.low, found.facility.high) == interval.wilson(30, 40)


def test_facility_of_part_marks_is_a_mean_with_students_interval() -> None:
    found = of([sat(str(n), {"i0": share, "i1": 1}) for n, share in enumerate([0.0, 0.5, 0.5, 1.0] * 10)])
    assert found.facility.value == 0.5
    assert (found.facility.low, found.facility.high) == interval.of_mean([0.0, 0.5, 0.5, 1.0] * 10)


def test_an_item_left_open_counts_as_wrong_and_is_told() -> None:
    empty = Sitting("c", (Answer("s1", "i0", 1, 1.0, 0.0, answered=False), Answer("s2", "i1", 1, 1.0, 1.0)))
    found = of([empty])
    assert (found.blank, found.facility.value) == (1, 0)


def test_an_item_nobody_drew_has_no_figures() -> None:
    (found,) = of_items([], [Offer("i0", 1)], {}, 0)
    assert (found.n, found.exposure, found.facility.value, found.flags) == (0, None, None, ())


# --- discrimination -----------------------------------------------------------------------------------


def test_correlation_is_pearsons() -> None:
    """x 1 2 3, y 2 4 5: Σxy 3, Σx² 2, Σy² 14/3, so 3 / √(28/3)."""
    assert statistics.correlation([(1, 2), (2, 4), (3, 5)]) == pytest.approx(3 / (28 / 3) ** 0.5)


def test_an_item_is_set_against_the_rest_of_the_paper_not_against_itself() -> None:
    """Whether the first is right says nothing of the other two; with itself in the sum it would seem to."""
    shares = [(0, 0, 1), (0, 1, 0), (1, 0, 1), (1, 1, 0)] * 10
    sittings = [sat(str(n), dict(zip(("i0", "i1", "i2"), one, strict=True))) for n, one in enumerate(shares)]
    assert of(sittings).discrimination.reason == "no_spread"  # the rest is always one of two
    assert of(sittings, "i1").discrimination.value == pytest.approx(-(0.5**0.5))


def test_the_rest_is_a_share_of_what_was_on_offer_there() -> None:
    """A heavy item and a light one: the rest of the first is 2 of 6 points, of the last 3 of 6."""
    answers = (Answer("s1", "a", 1, 4.0, 0.5), Answer("s2", "b", 1, 2.0, 0.5), Answer("s3", "c", 1, 4.0, 0.25))
    found = [rest for _, rest in statistics.rests(Sitting("c", answers))]
    assert found == [pytest.approx(2 / 6), pytest.approx(3 / 8), pytest.approx(3 / 6)]


def test_an_item_on_trial_is_set_against_the_whole_paper_and_is_in_nobodys_rest() -> None:
    answers = (Answer("s1", "a", 1, 4.0, 1.0), Answer("s2", "b", 1, 4.0, 0.0), Answer("s3", "tried", 1, 0.0, 1.0))
    found = {answer.item: rest for answer, rest in statistics.rests(Sitting("c", answers))}
    assert found == {"a": 0.0, "b": 1.0, "tried": 0.5}


def test_candidates_who_drew_other_items_leave_holes_and_nothing_else() -> None:
    """Half draw i1 beside i0, half draw i2; both halves count for i0."""
    good = [sat(f"g{n}", {"i0": 1, f"i{1 + n % 2}": 1}) for n in range(20)]
    poor = [sat(f"p{n}", {"i0": 0, f"i{1 + n % 2}": 0}) for n in range(20)]
    assert of(good + poor).discrimination.value == 1
    assert of(good + poor, "i1").n == 20


def test_only_first_attempts_count() -> None:
    again = [sat(f"again{n}", {"i0": 1, "i1": 1}, first=False) for n in range(50)]
    assert of(guttman() + again).n == 30


@settings(deadline=None)
@given(st.lists(st.tuples(Shares, Shares, Shares), min_size=MINIMUM, max_size=60))
def test_a_correlation_lies_within_its_interval_and_that_within_one(rows: list[tuple[float, ...]]) -> None:
    sittings = [sat(str(n), {f"i{place}": share for place, share in enumerate(row)}) for n, row in enumerate(rows)]
    found = of(sittings).discrimination
    if found.value is None:
        assert found.reason == "no_spread"
    else:
        assert found.low is not None
        assert found.high is not None
        assert -1 <= found.low <= found.value <= found.high <= 1


# --- flags --------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.tuples(Shares, Shares), max_size=MINIMUM - 1))
def test_below_thirty_nothing_is_flagged_and_no_coefficient_given(rows: list[tuple[float, float]]) -> None:
    sittings = [sat(str(n), {"i0": one, "i1": other}) for n, (one, other) in enumerate(rows)]
    found = of(sittings)
    assert found.flags == ()
    assert (found.discrimination.value, found.discrimination.reason) == (None, "not_enough")
    assert (found.enough, found.n) == (False, len(rows))


def test_too_easy_is_said_when_the_whole_interval_is() -> None:
    def right(n: int, of_all: int) -> ItemStatistics:
        return of([sat(str(place), {"i0": float(place < n), "i1": place % 2}) for place in range(of_all)])

    assert "too_easy" not in right(29, 30).flags, "97 %, but from 83 % on"
    assert "too_easy" not in right(30, 30).flags
    assert "too_easy" in right(60, 60).flags
    assert "too_hard" not in right(6, 30).flags, "20 %, but up to 37 %"
    assert "too_hard" in right(3, 30).flags


def test_a_wrong_key_shows_as_negative_discrimination() -> None:
    rows = [sat(str(n), {"i0": float(n % 2), "i1": 1 - n % 2, "i2": 1 - n % 2}) for n in range(30)]
    assert of(rows).flags == ("negative_discrimination",)


def test_low_discrimination_needs_many() -> None:
    def unrelated(n: int) -> list[Sitting]:
        return [sat(str(k), {"i0": k % 2, "i1": k // 2 % 2, "i2": k // 4 % 2}) for k in range(n)]

    assert of(unrelated(64)).discrimination.value == 0
    assert of(unrelated(64)).flags == ()
    assert of(unrelated(128)).flags == ("low_discrimination",)


# --- options ------------------------------------------------------------------------------------------


CHOICE = {"options": ("a", "b", "c"), "right": ("a",)}


def test_each_option_has_its_share() -> None:
    sittings = [choosing(str(n), {"i0": "aab"[n % 3], "i1": "a"}) for n in range(30)]
    shown = {one.option: (one.n, one.share) for one in of(sittings, **CHOICE).options}
    assert shown == {"a": (20, 20 / 30), "b": (10, 10 / 30), "c": (0, 0.0)}


def test_an_option_is_dead_when_it_surely_is() -> None:
    def never_c(n: int) -> list[Sitting]:
        return [choosing(str(k), {"i0": "ab"[k % 2], "i1": "ab"[k % 2]}) for k in range(n)]

    assert not any(one.dead for one in of(never_c(40), **CHOICE).options), "0 of 40 may be 9 %"
    found = of(never_c(100), **CHOICE)
    assert [one.option for one in found.options if one.dead] == ["c"]
    assert "dead_distractor" in found.flags


def test_of_true_and_false_none_is_dead() -> None:
    sittings = [choosing(str(n), {"i0": "a", "i1": "ab"[n % 2]}) for n in range(100)]
    assert not any(one.dead for one in of(sittings, options=("a", "b"), right=("a",)).options)


def test_thirds_come_with_enough_candidates_and_tell_who_chose_what() -> None:
    def ranked(n: int) -> list[Sitting]:
        return [
            choosing(
                str(k),
                {"i0": "a" if k >= n / 2 else "b"} | {f"r{r}": "a" if k > r * n / 10 else "b" for r in range(10)},
            )
            for k in range(n)
        ]

    small, large = of(ranked(59), **CHOICE).options, of(ranked(60), **CHOICE).options
    assert {(one.lowest, one.highest) for one in small} == {(None, None)}
    assert {one.option: (one.lowest, one.highest) for one in large} == {"a": (0, 1), "b": (1, 0), "c": (0, 0)}


def test_typed_answers_that_several_got_wrong_are_told_and_single_ones_are_not() -> None:
    sittings = [
        choosing(str(n), {"i0": ["a", "12", "12", "7"][n % 4] if n < 8 else "my name", "i1": "a"}) for n in range(9)
    ]
    assert [(one.answer, one.n) for one in of(sittings).wrong] == [(("12",), 4), (("7",), 2)]


# --- time and exposure --------------------------------------------------------------------------------


def test_times_are_told_by_their_middle_half() -> None:
    sittings = [choosing(str(n), {"i0": "a", "i1": "a"}, seconds=float(n)) for n in (10, 20, 30, 40, 50)]
    found = of([*sittings, choosing("unknown", {"i0": "a", "i1": "a"})]).seconds
    assert found is not None
    assert (found.n, found.quick, found.middle, found.slow) == (5, 20, 30, 40)


def test_exposure_counts_every_attempt() -> None:
    (found,) = of_items(guttman(4), [Offer("i0", 1)], {("i0", 1): 9}, 12)
    assert (found.n, found.drawn, found.exposure) == (4, 9, 0.75)


def test_versions_of_an_item_are_apart() -> None:
    old = Sitting("old", (Answer("s1", "i0", 1, 1.0, 0.0), Answer("s2", "i1", 1, 1.0, 0.0)))
    new = Sitting("new", (Answer("s1", "i0", 2, 1.0, 1.0), Answer("s2", "i1", 1, 1.0, 0.0)))
    first, second = of_items([old, new], [Offer("i0", 1), Offer("i0", 2)], {}, 2)
    assert (first.facility.value, second.facility.value) == (0, 1)
