"""Hints for a person: what chance explains is not named, what it does not is, and few observations prove nothing."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.domain.integrity import FALSE_ALARMS, alike, answers_too_fast, at_least, too_fast
from sqm_training.domain.statistics import Answer, Sitting
from tests.domain.cohorts import choosing, honest


def chosen(one: Sitting) -> dict[str, str]:
    return {answer.item: answer.chosen[0] for answer in one.answers}


def copied(sittings: list[Sitting], share: float, chance: random.Random) -> list[Sitting]:
    """The last one has taken this share of the first one's answers."""
    first, last = chosen(sittings[0]), chosen(sittings[-1])
    taken = {item: first[item] if chance.random() < share else last[item] for item in last}
    return [*sittings[:-1], choosing(sittings[-1].id, taken)]


# --- alike --------------------------------------------------------------------------------------------


def test_the_chance_of_matches_is_binomial_where_all_chances_are_alike() -> None:
    assert at_least(0, [0.3] * 5) == pytest.approx(1)
    assert at_least(4, [0.3] * 5) == pytest.approx(5 * 0.3**4 * 0.7 + 0.3**5)
    assert at_least(6, [0.3] * 5) == 0


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=7), st.integers(0, 8))
def test_the_chance_of_matches_adds_up_over_all_that_can_happen(chances: list[float], count: int) -> None:
    summed = 0.0
    for which in range(2 ** len(chances)):
        came = [which >> place & 1 for place in range(len(chances))]
        if sum(came) >= count:
            summed += math.prod(p if c else 1 - p for p, c in zip(chances, came, strict=True))
    assert at_least(count, chances) == pytest.approx(summed)


def test_whoever_copied_forty_answers_is_named_with_whom() -> None:
    sittings = copied(honest(60, 40, random.Random(1)), 1.0, random.Random(2))
    (hint,) = alike(sittings)
    assert hint.attempts == ("c000", "c059")
    assert hint.same == hint.common == len(hint.items) > 15
    assert hint.p * hint.tested <= FALSE_ALARMS
    assert hint.tested == 60 * 59 / 2


def test_two_who_know_everything_are_not_alike() -> None:
    perfect = [choosing(f"p{n}", {f"i{item:02}": "a" for item in range(40)}) for n in range(2)]
    assert alike([*honest(60, 40, random.Random(1)), *perfect]) == []


def test_mistakes_everybody_makes_prove_nothing() -> None:
    assert alike([choosing(f"c{n}", {f"i{item:02}": "b" for item in range(40)}) for n in range(60)]) == []


def test_few_candidates_prove_nothing() -> None:
    sittings = copied(honest(29, 40, random.Random(3)), 1.0, random.Random(4))
    assert alike(sittings) == []


def test_without_copying_hardly_any_paper_names_anybody() -> None:
    """One in a hundred is promised at most; of sixty papers more than three have a chance of 0.003."""
    chance = random.Random(20261124)
    named = [bool(alike(honest(30, 25, chance, tempting=(3, 3, 2, 1)))) for _ in range(60)]
    assert sum(named) <= 3


def test_only_pairs_that_are_asked_for_are_compared() -> None:
    sittings = copied(honest(60, 40, random.Random(1)), 1.0, random.Random(2))
    assert alike(sittings, [("c000", "c001")]) == []
    (hint,) = alike(sittings, [("c000", "c059")])
    assert hint.tested == 1


def test_a_candidates_second_attempt_is_not_held_against_the_first() -> None:
    sittings = honest(60, 40, random.Random(1))
    again = Sitting("again", sittings[0].answers, first=False)
    assert alike([*sittings, again]) == []


# --- too fast -----------------------------------------------------------------------------------------


def timed(seconds: list[float]) -> list[Sitting]:
    return [choosing(f"c{n:03}", {"i0": "a"}, seconds=one) for n, one in enumerate(seconds)]


def normal(n: int, chance: random.Random) -> list[float]:
    return [math.exp(chance.gauss(3.5, 0.4)) for _ in range(n)]


def test_an_attempt_far_below_all_others_is_named_with_their_usual_time() -> None:
    (hint,) = too_fast(timed([*normal(50, random.Random(5)), 3.0]))
    assert (hint.kind, hint.attempt, hint.seconds, hint.n, hint.tested) == ("attempt", "c050", 3.0, 50, 51)
    assert hint.usual == pytest.approx(math.exp(3.5), rel=0.2)


def test_a_right_answer_far_too_fast_is_named_and_a_wrong_one_is_a_guess() -> None:
    sittings = timed(normal(50, random.Random(6)))
    quick = Sitting("quick", (Answer("i0", "i0", 1, 1.0, 1.0, ("a",), seconds=2.0),))
    guess = Sitting("guess", (Answer("i0", "i0", 1, 1.0, 0.0, ("b",), seconds=2.0),))
    assert [hint.attempt for hint in answers_too_fast([*sittings, quick, guess])] == ["quick"]


def test_with_few_others_nobody_is_too_fast() -> None:
    assert too_fast(timed([*normal(29, random.Random(7)), 1.0])) == []
    assert answers_too_fast(timed([*normal(29, random.Random(7)), 1.0])) == []


def test_who_is_slow_is_no_concern_and_the_same_time_for_all_neither() -> None:
    assert too_fast(timed([*normal(50, random.Random(8)), 9000.0])) == []
    assert too_fast(timed([60.0] * 50)) == []


def test_without_haste_hardly_any_paper_names_anybody() -> None:
    chance = random.Random(9)
    named = [bool(too_fast(timed(normal(60, chance)))) for _ in range(400)]
    assert sum(named) <= 10, "four are promised at most; more than ten have a chance of 0.003"
