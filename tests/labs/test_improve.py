"""From finding to lasting: what is graded, chosen, compared and read off a chart."""

from typing import Any

import pytest
from pydantic import ValidationError

from sqm_training.labs.improve import Improve
from tests.labs.specs import improve


def lab(**changes: Any) -> Improve:
    return Improve.model_validate(improve() | changes)


def fractions(answer: Any) -> dict[str, float]:
    return {part.id: part.fraction for part in lab().judge(answer).parts}


def without_weeks(count: int) -> dict[str, Any]:
    cycle = improve()["cycle"]
    return cycle | {"weeks": cycle["weeks"][:count]}


def test_a_minor_called_major_was_at_least_seen() -> None:
    got = fractions({"audit": {"once": "major", "harm": "minor", "plain": "minor", "risk": "conform"}})
    assert got == {"audit:once": 0.5, "audit:harm": 0.5, "audit:plain": 0, "audit:risk": 0}


@pytest.mark.parametrize("grade", ["conform", "observation", "minor", "major"])
def test_the_same_grade_for_everything_is_no_audit(grade: str) -> None:
    audit = {"audit": dict.fromkeys(["plain", "once", "harm", "risk"], grade)}
    assert sum(fractions(audit).values()) / 4 < 0.5


def test_a_figure_counted_differently_is_not_compared_however_many_cases_there_are() -> None:
    compare = lab().compare
    assert [compare.fairness(each) for each in compare.figures] == ["definition", "few", "fair"]


def test_the_lowest_store_can_lie_within_the_limits_and_a_higher_one_below_them() -> None:
    compare = lab().compare
    shares = {store: case.share for store, case in compare.fair.cases.items()}
    assert shares["low"] < shares["small"] < shares["high"]
    assert {store.id: compare.place(store.id) for store in compare.stores} == {
        "high": "above",
        "low": "below",
        "small": "within",
    }


def test_a_reason_names_the_limits_it_was_judged_by() -> None:
    (part, *_) = lab().judge({"stores": {"high": "above"}}).parts
    (note,) = part.notes
    low, high = lab().compare.limits("high")
    assert (note.code, note.params["low"], note.params["high"]) == (
        "lies_above",
        round(100 * low, 1),
        round(100 * high, 1),
    )


def test_two_good_weeks_are_noise_and_a_run_is_a_change() -> None:
    cycle = lab().cycle
    assert [cycle.reading(look) for look in cycle.looks] == ["noise", "better"]


def test_a_rise_is_worse_where_low_is_better() -> None:
    cycle = lab(cycle=improve()["cycle"] | {"better": "low"}).cycle
    assert cycle.reading(cycle.looks[1]) == "worse"


def test_a_step_left_out_costs_its_share_of_its_quarter() -> None:
    best = lab().best()
    for step, worth in {"audit": 1 / 4, "action": 1 / 4, "figures": 1 / 8, "late": 1 / 12}.items():
        result = lab().judge({name: given for name, given in best.items() if name != step})
        assert result.score == pytest.approx(1 - worth, abs=1e-4)
        assert not result.complete


def test_the_drawings_come_with_a_result_and_with_the_task_of_an_examination() -> None:
    drawn = lab().judge({}).shown
    assert set(drawn) == {"funnel", "chart"}
    assert len(drawn["chart"]["limits"]) == len(lab().cycle.weeks)
    assert lab().shown()["worked"].keys() == drawn.keys()


def test_what_is_shown_in_an_examination_names_no_grade_worth_or_reason() -> None:
    shown = str(lab().shown())
    assert not any(f"'{truth}'" in shown for truth in ("grade", "worth", "why"))


@pytest.mark.parametrize(
    "changes",
    [
        {"audit": improve()["audit"][:3]},
        {"cycle": without_weeks(9)},  # the last look comes after the last week
        {"cycle": improve()["cycle"] | {"changed": 3, "base": 4}},
        {"compare": improve()["compare"] | {"figures": improve()["compare"]["figures"][:2]}},  # nothing fair to compare
        {"compare": improve()["compare"] | {"questions": [improve()["action"]["questions"][0] | {"id": "high"}]}},
    ],
)
def test_a_lab_that_cannot_be_done_is_a_fault(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        lab(**changes)


@pytest.mark.parametrize(
    "answer", [[], {"lunch": {}}, {"audit": []}, {"audit": {"once": "fair"}}, {"action": {"cause": "lead"}}]
)
def test_what_was_never_offered_cannot_be_chosen(answer: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab().judge(answer)
