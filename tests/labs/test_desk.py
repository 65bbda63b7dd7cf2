from itertools import permutations, product
from typing import Any

import pytest

from sqm_training.labs import kinds, talk
from sqm_training.labs.desk import Desk
from tests.labs.specs import desk

GOOD, FILED = ["sorry", "by-four"], {"what": "right", "owner": "right"}


def lab(**changes: Any) -> Desk:
    found = kinds.read(desk() | changes)
    assert isinstance(found, Desk)
    return found


def case(name: str, said: list[str] = GOOD, record: dict[str, str] = FILED) -> dict[str, Any]:
    return {"case": name, "said": said, "record": record}


def told(answer: Any) -> dict[str, float]:
    return {part.id: part.fraction for part in lab().judge(answer).parts}


def test_no_order_of_cases_and_no_talks_beat_the_best() -> None:
    one = lab()
    talks = [[reply.id for reply in way] for way in talk.paths(one.cases[0].turns)]
    scores = {
        one.judge([case(name, said) for name, said in zip(order, chosen, strict=True)]).score
        for order in permutations(["noise", "brake", "bill"])
        for chosen in product(talks, repeat=3)
    }
    assert max(scores) == one.judge(one.best()).score == 1


def test_the_best_talk_is_the_shortest_that_has_everything() -> None:
    assert [each["said"] for each in lab().best()] == [GOOD] * 3


def test_safety_comes_before_whoever_waits_longest() -> None:
    assert told([case("bill"), case("brake"), case("noise")])["brake:clock"] == 0
    assert told([case("brake"), case("bill"), case("noise")])["brake:clock"] == 1


def test_the_clock_runs_for_those_who_wait_while_one_talks_to_another() -> None:
    slow = ["calm-down", "own-up", "by-four"]
    day = lab().handled([case("brake", slow), case("bill"), case("noise")])
    assert [(each.begins, each.ends) for each in day] == [(540, 569), (569, 578), (578, 587)]
    assert [each.in_time for each in day] == [True, False, True]
    assert all(each.in_time for each in lab().handled([case("brake"), case("bill"), case("noise")]))


def test_a_record_of_what_nobody_asked_is_a_guess_even_if_it_is_true() -> None:
    unasked = ["calm-down", "rules"]
    assert told([case("brake", unasked)])["brake:closure"] == 0.5
    assert told([case("brake", unasked, {"what": "open", "owner": "right"})])["brake:closure"] == 0.75
    assert told([case("brake", unasked)])["brake:record:what"] == 0


def test_a_talk_broken_off_or_a_record_not_filed_leaves_the_case_open() -> None:
    rest = [case("bill"), case("noise")]
    assert not lab().judge([{"case": "brake", "said": ["sorry"]}, *rest]).complete
    assert not lab().judge([{"case": "brake", "said": GOOD}, *rest]).complete
    assert lab().judge([case("brake"), *rest]).complete


def test_cases_nobody_took_are_worth_nothing_and_not_told() -> None:
    result = lab().judge([case("brake")])
    assert result.score == pytest.approx(1 / 3, abs=1e-4)
    assert {part.id.split(":")[0] for part in result.parts} == {"brake"}


def test_a_harsh_word_takes_back_what_a_kind_one_gave_but_never_more() -> None:
    assert told([case("brake", ["calm-down", "own-up", "never-again"])])["brake:empathy"] == 0
    assert told([case("brake", ["sorry", "never-again"])])["brake:promise"] == 0


@pytest.mark.parametrize(
    "answer",
    [
        {"brake": []},
        [{"case": "brake"}],
        [case("brake"), case("brake")],
        [case("gone")],
        [case("brake", ["by-four"])],
        [case("brake", [*GOOD, "sorry"])],
        [case("brake", record={"what": "gone"})],
        [{"case": [], "said": []}],
    ],
)
def test_a_day_there_cannot_be_is_refused(answer: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        lab().judge(answer)


def test_a_talk_that_comes_back_to_itself_is_a_fault() -> None:
    spec = desk()
    spec["cases"][0]["turns"][2]["replies"][1]["to"] = "open"
    with pytest.raises(ValueError, match="the talk comes back to open"):
        kinds.read(spec)


def test_a_talk_in_which_kindness_costs_the_promise_is_a_fault() -> None:
    spec = desk()
    spec["cases"][0]["turns"][1]["replies"][0]["empathy"] = 3
    spec["cases"][0]["turns"][0]["replies"][1]["empathy"] = 1
    with pytest.raises(ValueError, match="no talk is best"):
        kinds.read(spec)


def test_cases_that_cannot_all_be_in_time_are_a_fault() -> None:
    spec = desk()
    spec["cases"][2]["limit"] = 5
    with pytest.raises(ValueError, match="no order of the cases"):
        kinds.read(spec)


def test_what_replies_are_worth_is_not_shown() -> None:
    shown = str(lab().shown())
    assert not any(word in shown for word in ("'why'", "'empathy'", "'promise'", "'key'", "'learns'", "'debrief'"))
