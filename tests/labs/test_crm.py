from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.labs import kinds, vin
from sqm_training.labs.crm import STAGES, Crm
from sqm_training.labs.due import Car
from tests.labs.specs import SLIP, VIN, crm, text

CHARACTERS = st.sampled_from(sorted(vin.VALUES))


def lab(**changes: Any) -> Crm:
    found = kinds.read(crm() | changes)
    assert isinstance(found, Crm)
    return found


def told(stage: str, answer: Any) -> dict[str, float]:
    return {part.id.partition(":")[2]: part.fraction for part in lab().judge({stage: answer}).parts}


def car(**changes: Any) -> Car:
    spec = {"id": "car", "text": text("car"), "last": "2025-01-31", "months": 6, "km": 10000, "pace": 1000}
    return Car.model_validate(spec | changes)


# ---------------------------------------------------------------- the VIN


def test_the_published_example_holds_and_a_swap_does_not() -> None:
    assert (vin.digit(VIN), vin.holds(VIN), vin.holds(SLIP)) == ("X", True, False)
    assert vin.holds("1" * 17)


@given(st.lists(CHARACTERS, min_size=17, max_size=17), st.integers(0, 16), CHARACTERS)
def test_one_wrong_digit_never_passes(drawn: list[str], place: int, other: str) -> None:
    drawn[vin.PLACE] = vin.digit("".join(drawn))
    changed = drawn.copy()
    changed[place] = other
    same_value = vin.VALUES[other] == vin.VALUES[drawn[place]]  # A, J and 1 count alike
    if place != vin.PLACE and not same_value:
        assert not vin.holds("".join(changed))
    assert vin.holds("".join(drawn))


@pytest.mark.parametrize("wrong", ["", "1M8GDM9AXKP04278", "1M8GDM9AXKP04278O", "1m8gdm9axkp042788"])
def test_what_is_no_vin_does_not_hold(wrong: str) -> None:
    assert not vin.holds(wrong)


def test_digits_are_read_in_either_case_and_the_right_spelling_is_one_part() -> None:
    part = told("vin", {"digits": {VIN: " x ", SLIP: vin.digit(SLIP)}, "right": VIN})
    assert part == {VIN: 1, SLIP: 1, "right": 1}
    assert told("vin", {"right": SLIP}) == {VIN: 0, SLIP: 0, "right": 0}


# ---------------------------------------------------------------- what is due


def test_months_end_with_the_month() -> None:
    assert car(months=1).by_time == date(2025, 2, 28)
    assert car(months=12).by_time == date(2026, 1, 31)


def test_whichever_comes_first_decides() -> None:
    assert (car(pace=2500).first, car(pace=2500).due) == ("mileage", date(2025, 6, 2))
    assert (car(pace=500).first, car(pace=500).due) == ("time", date(2025, 7, 31))


@given(st.integers(50, 20000), st.integers(1, 60), st.integers(1000, 100000))
def test_no_car_is_due_later_than_either_clock_says(pace: int, months: int, km: int) -> None:
    one = car(pace=pace, months=months, km=km)
    assert one.due <= one.by_time
    assert one.due <= one.by_mileage
    assert one.when(one.due + timedelta(days=1), 30) == "overdue"
    assert one.when(one.due - timedelta(days=30), 30) == "soon"
    assert one.when(one.due - timedelta(days=31), 30) == "later"


def test_both_dates_are_told_with_the_verdict() -> None:
    (first, _, *_) = lab().judge({"due": {"calm": {"first": "time", "when": "soon"}}}).parts
    assert first.why.en == "2026-03-15, 2026-11-14: time"
    assert first.fraction == 1


def test_a_car_that_hangs_on_a_day_is_a_fault() -> None:
    spec = crm()
    spec["cars"][0]["pace"] = 830
    with pytest.raises(ValueError, match="too close to call: calm"):
        kinds.read(spec)


# ---------------------------------------------------------------- contact and return


@pytest.mark.parametrize(
    ("customer", "plan", "rule"),
    [
        ("open", "late", "hours"),
        ("open", "ring", "channel"),
        ("open", "sell", "need"),
        ("open", "rest", "need"),
        ("fresh", "sell", "consent"),
        ("fresh", "remind", "frequency"),
        ("open", "remind", None),
        ("fresh", "rest", None),
    ],
)
def test_the_first_rule_a_plan_breaks_is_told(customer: str, plan: str, rule: str | None) -> None:
    part = next(each for each in lab().judge({"contact": {customer: plan}}).parts if each.id == f"contact:{customer}")
    assert part.fraction == (rule is None)
    assert part.why.en == (rule or "because")


def test_a_recall_is_told_even_to_those_who_want_no_more_messages() -> None:
    one = lab().customers[0]
    recall = one.plans[1].model_copy(update={"purpose": "recall"})
    silent = one.model_copy(update={"agreed": (), "needs": "recall", "last": date(2026, 3, 1)})
    assert silent.broken(recall, lab().house) is None
    assert silent.broken(one.plans[1], lab().house) == "consent"


def test_who_may_still_come_counts_neither_way() -> None:
    groups = lab().best()["keep"]["groups"]
    assert groups == {"a": "back", "b": "lost", "c": "early", "d": "lost", "e": "back"}
    assert told("keep", {"groups": groups, "rate": 50})["rate"] == 1
    assert told("keep", {"groups": groups, "rate": 40})["rate"] == 0


# ---------------------------------------------------------------- the whole


def test_the_best_is_everything_and_the_worst_nothing() -> None:
    assert (lab().judge(lab().best()).score, lab().judge(lab().best()).complete) == (1.0, True)
    assert lab().judge(lab().worst()).score == 0


def test_one_answer_everywhere_does_not_pass() -> None:
    one = lab()
    for first in ("time", "mileage"):
        for when in ("overdue", "soon", "later"):
            answer = {each.id: {"first": first, "when": when} for each in one.cars}
            assert one.judge({"due": answer}).score * len(STAGES) <= 0.5


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"sell": {}},
        {"merge": {"same": ["gone"]}},
        {"vin": {"right": "gone"}},
        {"vin": {"digits": {VIN: 3}}},
        {"due": {"calm": {"first": "never"}}},
        {"due": {"calm": "soon"}},
        {"contact": {"open": "gone"}},
        {"keep": {"rate": float("nan")}},
        {"keep": {"groups": {"a": "gone"}}},
    ],
)
def test_what_makes_no_sense_is_refused(answer: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab().judge(answer)


def test_two_spellings_that_both_hold_are_a_fault() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        lab(vins={"given": [VIN, "1" * 17], "why": text("both")})


def test_a_customer_whom_two_plans_suit_is_a_fault() -> None:
    spec = crm()
    spec["customers"][0]["channels"] = ["message", "phone"]
    with pytest.raises(ValueError, match="not exactly one right plan for open"):
        kinds.read(spec)


def test_consents_and_truths_are_not_shown() -> None:
    shown = str(lab().shown())
    assert not any(word in shown for word in ("'why'", "'key'", "'same'", "'agreed'", "'needs'", "'purpose'", "'at'"))
