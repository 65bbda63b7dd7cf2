"""Finding a fault: each step is judged by what was known, never by luck."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.labs.diagnosis import Diagnosis, Plan

RATE = 200


def both(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def cause(name: str, weight: float, parts: float, minutes: float) -> dict[str, Any]:
    return {"id": name, "text": both(name), "weight": weight, "parts": parts, "minutes": minutes, "why": both(name)}


def probe(name: str, minutes: float, *outcomes: tuple[str, ...]) -> dict[str, Any]:
    read = [{"id": f"o{n}", "text": both(f"o{n}"), "causes": list(causes)} for n, causes in enumerate(outcomes)]
    return {"id": name, "text": both(name), "minutes": minutes, "outcomes": read, "why": both(name)}


def lab(**changes: Any) -> Diagnosis:
    spec = {
        "kind": "diagnosis",
        "task": both("find it"),
        "complaint": both("will not start"),
        "rate": RATE,
        "cause": "cable",
        "causes": [
            cause("battery", 5, 600, 15),
            cause("alternator", 2, 1500, 60),
            cause("cable", 2, 40, 20),
            cause("drain", 1, 0, 60),
        ],
        "tests": [
            probe("load", 10, ("battery",), ("alternator", "cable", "drain")),
            probe("charge", 10, ("alternator", "cable"), ("battery", "drain")),
            probe("drop", 8, ("cable",), ("battery", "alternator", "drain")),
        ],
    }
    return Diagnosis.model_validate(spec | changes)


def test_the_best_way_earns_everything_and_fitting_every_part_nothing() -> None:
    one = lab()
    assert one.judge(one.best()).score == 1
    assert one.judge(one.worst()).score == 0
    assert one.best()[-1] == "repair:cable"


@pytest.mark.parametrize("cause", ["battery", "alternator", "cable", "drain"])
def test_whatever_it_is_the_best_way_finds_it(cause: str) -> None:
    one = lab(cause=cause)
    result = one.judge(one.best())
    assert (result.score, result.complete) == (1, True)
    assert all(part.fraction == 1 for part in result.parts)


def test_a_lucky_guess_is_still_a_dear_step() -> None:
    result = lab().judge(["repair:cable"])
    assert result.complete
    assert result.score < 0.9
    assert result.parts[0].given == 65


def test_a_sound_part_replaced_is_told() -> None:
    result = lab().judge(["test:load", "repair:alternator", "repair:cable"])
    assert [note.code for note in result.notes] == ["bill", "parts"]
    assert result.notes[0].params["spent"] == round(10 / 60 * RATE + 1700 + 40 + 20 / 60 * RATE)


def test_a_test_that_can_tell_nothing_more_is_wasted() -> None:
    result = lab().judge(["test:load", "test:drop", "test:charge", "repair:cable"])
    assert [part.fraction == 1 for part in result.parts] == [True, True, False, True]


def test_nothing_is_complete_before_the_fault_is_cured() -> None:
    result = lab().judge(["test:load"])
    assert (result.score, result.complete) == (0, False)


@pytest.mark.parametrize(
    "answer", [None, {}, ["test:none"], ["repair:cable", "test:load"], ["test:load", "test:load"], [1]]
)
def test_an_answer_that_makes_no_sense_is_refused(answer: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        lab().judge(answer)


def test_a_test_must_tell_every_cause() -> None:
    with pytest.raises(ValueError, match="one reading"):
        lab(tests=[probe("load", 10, ("battery",), ("cable",)), probe("drop", 8, ("cable",), ("drain",))])


def average(one: Diagnosis, order: tuple[str, ...]) -> float:
    """What it costs on average to take these tests in this order while they tell something, then fit by likelihood."""
    total, spent = sum(each.weight for each in one.causes), 0.0
    for real in one.causes:
        way = one.model_copy(update={"cause": real.id})
        known, cost = way._all, 0.0
        for name in order:
            if len(known) > 1 and len(way._split(next(t for t in one.tests if t.id == name), known)) > 1:
                cost += way._cost(f"test:{name}")
                known = way._after(known, f"test:{name}")
        for fitted in sorted(known, key=lambda name: -next(c.weight for c in one.causes if c.id == name)):
            cost += way._price(fitted)
            if fitted == real.id:
                break
        spent += cost * real.weight / total
    return spent


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=4, max_size=4), st.lists(st.integers(1, 60), min_size=3, max_size=3))
def test_no_fixed_order_of_tests_is_cheaper_than_the_plan(weights: list[int], minutes: list[int]) -> None:
    one = lab()
    causes = [each.model_copy(update={"weight": w}) for each, w in zip(one.causes, weights, strict=True)]
    tests = [each.model_copy(update={"minutes": m}) for each, m in zip(one.tests, minutes, strict=True)]
    one = one.model_copy(update={"causes": tuple(causes), "tests": tuple(tests)})
    best = Plan(one).value(one._all)
    names = [each.id for each in one.tests]
    orders = [order for n in range(len(names) + 1) for order in permutations(names, n)]
    assert all(best <= average(one, order) + 1e-6 for order in orders)


def test_it_is_for_practice_only_since_readings_come_as_one_works() -> None:
    assert not Diagnosis.examinable
    assert "cause" not in lab().shown()
