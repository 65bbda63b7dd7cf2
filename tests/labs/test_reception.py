from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.labs import kinds
from sqm_training.labs.reception import STAGES, Reception
from tests.labs.specs import reception


def lab(**changes: Any) -> Reception:
    found = kinds.read(reception() | changes)
    assert isinstance(found, Reception)
    return found


def stage(name: str, answer: Any) -> float:
    """The share of one stage, the others left out."""
    return round(lab().judge({name: answer}).score * len(STAGES), 3)


def told(answer: Any) -> dict[str, float]:
    return {part.id: part.fraction for part in lab().judge(answer).parts}


def test_the_right_reception_is_worth_everything() -> None:
    result = lab().judge(
        {
            "round": {"left": [[0.2, 0.2]], "rear": [[0.6, 0.2]]},
            "ask": ["since", "speed"],
            "order": {"symptom": "right", "damage": "right", "fuel": "right"},
            "quote": {
                "lines": ["oil", "service"],
                "filled": {"labour": 190, "parts": 340, "sum": 530, "plain": "right"},
            },
            "extra": {"moves": ["photo", "price", "yes", "start"], "filled": {"new": 1330}},
        }
    )
    assert (result.score, result.complete) == (1.0, True)
    assert lab().judge(lab().best()).score == 1


def test_a_tap_on_what_is_no_damage_or_on_nothing_costs_half_a_mark() -> None:
    assert stage("round", {"left": [[0.2, 0.2]], "rear": [[0.6, 0.2]]}) == 1
    assert stage("round", {"left": [[0.2, 0.2], [0.7, 0.7]], "rear": [[0.6, 0.2]]}) == 0.75
    assert stage("round", {"left": [[0.2, 0.2]], "rear": [[0.1, 0.9]]}) == 0.25


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_tapping_everywhere_finds_less_than_looking(taps: list[tuple[float, float]]) -> None:
    spread = [[x / 10 + 0.05, y / 10 + 0.05] for x in range(6) for y in range(5)]
    assert stage("round", {"left": spread, "rear": spread}) == 0
    assert 0 <= stage("round", {"left": [list(each) for each in taps]}) <= 1


def test_questions_are_few_and_an_idle_one_takes_the_place_of_a_good_one() -> None:
    assert stage("ask", ["since", "job"]) == 0.5
    with pytest.raises(ValueError, match="more than 2 questions"):
        lab().judge({"ask": ["since", "speed", "job"]})


def test_the_work_order_knows_what_was_asked_and_seen() -> None:
    filled = {"symptom": "right", "damage": "right", "fuel": "right"}
    everything = {"round": {"left": [[0.2, 0.2]]}, "ask": ["since"], "order": filled}
    assert told(everything)["order:symptom"] == told(everything)["order:damage"] == 1
    blind = told({"round": {}, "ask": [], "order": filled})
    assert (blind["order:symptom"], blind["order:damage"], blind["order:fuel"]) == (0, 0, 1)


def test_a_line_that_stands_twice_is_struck_out_and_the_sums_follow() -> None:
    part = told({"quote": {"lines": ["oil", "service", "again"], "filled": {"labour": 266, "sum": 530}}})
    assert (part["quote:again"], part["quote:labour"], part["quote:sum"], part["quote:parts"]) == (0, 0, 1, 0)


def test_work_begun_before_the_customers_yes_is_worth_nothing_though_it_is_right_afterwards() -> None:
    early = told({"extra": {"moves": ["photo", "price", "start", "yes"], "filled": {}}})
    assert (early["extra:start"], early["extra:yes"]) == (0, 1)
    assert told({"extra": {"moves": ["photo", "price", "yes", "start"]}})["extra:start"] == 1


def test_doing_everything_there_is_does_not_pay() -> None:
    everything = [move.id for move in lab().extra.moves]
    best = ["photo", "price", "yes", "start"]
    assert stage("extra", {"moves": [*best, "surprise"], "filled": {"new": 1330}}) == 0.8
    assert stage("extra", {"moves": everything}) < 0.5


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"polish": {}},
        {"round": {"roof": []}},
        {"round": {"left": [[2, 0]]}},
        {"round": {"left": [[0.1, 0.1]] * 31}},
        {"ask": ["since", "since"]},
        {"order": {"symptom": "gone"}},
        {"quote": {"lines": ["gone"]}},
        {"extra": {"moves": "start"}},
    ],
)
def test_a_reception_there_cannot_be_is_refused(answer: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab().judge(answer)


def test_moves_that_wait_for_one_another_are_a_fault() -> None:
    spec = reception()
    spec["extra"]["moves"][1]["needs"] = ["start"]
    with pytest.raises(ValueError, match="in a circle"):
        kinds.read(spec)


def test_extra_work_in_which_nothing_is_to_be_done_is_a_fault() -> None:
    spec = reception()
    spec["extra"]["moves"] = [each | {"wanted": False} for each in spec["extra"]["moves"]]
    with pytest.raises(ValueError, match="no move is wanted"):
        kinds.read(spec)


def test_marks_and_worths_are_not_shown() -> None:
    shown = str(lab().shown())
    assert not any(word in shown for word in ("'regions'", "'why'", "'useful'", "'belongs'", "'wanted'", "'key'"))
    assert "needs" not in lab().shown()["extra"]["moves"][0]
