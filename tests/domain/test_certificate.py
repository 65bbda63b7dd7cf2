from datetime import date, timedelta
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from sqm_training.domain.certificate import (
    Certificate,
    Clause,
    Event,
    EventKind,
    Leaf,
    Rule,
    in_force,
    months_later,
    period,
    renewal_opens,
    requirements,
    standing,
)
from tests.domain.items import both

RULE = Rule.model_validate(
    {
        "post": "technician",
        "grade": "L2",
        "title": both("Technician L2"),
        "courses": ["5s"],
        "paper": "technician-L2",
        "practical": "technician-L2",
        "valid_months": 24,
        "window_months": 3,
        "prerequisites": ["L1"],
    }
)


def leaf(code: str, name: str, met: bool, **more: Any) -> Leaf:
    state = "passed" if met else "failed"
    return Leaf.model_validate({"code": code, "id": name, "title": both(name), "state": state} | more)


def held(number: str = "N1", start: str = "2026-01-01", end: str = "2027-12-31", **more: Any) -> Certificate:
    common = {"person": "p1", "post": "technician", "grade": "L1", "window_months": 3}
    return Certificate.model_validate(common | {"number": number, "valid_from": start, "valid_until": end} | more)


def event(kind: EventKind, on: str, number: str = "N1") -> Event:
    return Event(certificate=number, kind=kind, on=date.fromisoformat(on), reason="a reason")


def state(certificates: list[Certificate], events: list[Event], on: str) -> str:
    return standing(certificates, events, date.fromisoformat(on)).state


def test_a_rule_asks_for_course_paper_practical_and_the_grade_before() -> None:
    asked = requirements(RULE, {}).open()
    assert [(one.code, one.id) for one in asked] == [
        ("course", "5s"),
        ("paper", "technician-L2"),
        ("practical", "technician-L2"),
        ("grade", "L1"),
    ]


def test_what_no_fact_tells_is_not_met_and_has_no_value() -> None:
    assert all(one.value is None and not one.met for one in requirements(RULE, {}).open())


def test_why_not_yet_names_just_what_is_open_with_its_value_and_source() -> None:
    facts = {
        ("course", "5s"): leaf("course", "5s", True),
        ("paper", "technician-L2"): leaf("paper", "technician-L2", False, value=55.0, need=60.0, source="a1"),
        ("practical", "technician-L2"): leaf("practical", "technician-L2", True),
        ("grade", "L1"): leaf("grade", "L1", True),
    }
    (missing,) = requirements(RULE, facts).open()
    assert (missing.id, missing.value, missing.need, missing.source) == ("technician-L2", 55.0, 60.0, "a1")


@pytest.mark.parametrize(
    ("op", "met", "expected"),
    [
        ("all", (True, True), True),
        ("all", (True, False), False),
        ("all", (), True),
        ("any", (False, True), True),
        ("any", (False, False), False),
        ("any", (), False),
    ],
)
def test_a_clause_is_met_as_its_leaves_are(op: Literal["all", "any"], met: tuple[bool, ...], expected: bool) -> None:
    leaves = tuple(leaf("course", f"c{n}", one) for n, one in enumerate(met))
    assert Clause(op=op, leaves=leaves).met == expected


def test_clauses_nest_and_survive_json() -> None:
    inner = Clause(op="any", leaves=(leaf("paper", "a", False), leaf("paper", "b", False)))
    outer = Clause(op="all", leaves=(leaf("course", "5s", True), inner))
    assert [one.id for one in outer.open()] == ["a", "b"]
    assert Clause.model_validate_json(outer.model_dump_json()) == outer


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-12-31", "none"),
        ("2026-01-01", "valid"),
        ("2027-09-30", "valid"),
        ("2027-10-01", "expiring"),
        ("2027-12-31", "expiring"),
        ("2028-01-01", "expired"),
    ],
)
def test_a_certificate_begins_nears_its_end_and_expires(on: str, expected: str) -> None:
    assert state([held()], [], on) == expected


def test_nobody_without_a_certificate_stands_anywhere() -> None:
    assert state([], [], "2026-06-01") == "none"


def test_a_suspension_lasts_until_it_is_lifted() -> None:
    events = [event("resume", "2026-05-01"), event("suspend", "2026-04-01")]
    assert [state([held()], events, on) for on in ("2026-03-31", "2026-04-01", "2026-05-01")] == [
        "valid",
        "suspended",
        "valid",
    ]


def test_a_revocation_is_for_good_but_not_backwards() -> None:
    events = [event("revoke", "2026-04-01"), event("resume", "2026-05-01")]
    assert [state([held()], events, on) for on in ("2026-03-31", "2026-04-01", "2026-06-01")] == [
        "valid",
        "revoked",
        "revoked",
    ]


def test_a_renewal_takes_over_when_it_begins() -> None:
    both_periods = [held(), held("N2", "2027-12-01", "2029-11-30")]
    assert standing(both_periods, [], date(2027, 11, 30)).number == "N1"
    assert standing(both_periods, [], date(2027, 12, 1)).number == "N2"


def test_when_a_renewal_is_revoked_the_period_before_it_counts_again() -> None:
    both_periods = [held(), held("N2", "2027-12-01", "2029-11-30")]
    after = standing(both_periods, [event("revoke", "2027-12-10", "N2")], date(2027, 12, 20))
    assert (after.number, after.state) == ("N1", "expiring")


def test_who_was_valid_for_what_on_a_day_is_a_question_with_an_answer() -> None:
    everybody = [
        held("A", person="p1"),
        held("B", person="p2"),
        held("C", person="p2", grade="L2", start="2026-06-01", end="2028-05-31"),
        held("D", person="p3", end="2026-04-30"),
    ]
    events = [event("suspend", "2026-07-01", "B")]

    def numbers(on: str) -> set[str]:
        return {one.number for one in in_force(everybody, events, date.fromisoformat(on))}

    assert numbers("2026-04-01") == {"A", "B", "D"}
    assert numbers("2026-06-15") == {"A", "B", "C"}
    assert numbers("2026-07-01") == {"A", "C"}


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-05-05", 24, "2028-05-05"),
    ],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


def test_a_renewal_in_time_loses_no_day() -> None:
    day, end = date(2027, 11, 5), date(2027, 12, 31)
    assert period(RULE, day, end) == (day, date(2029, 12, 31))


def test_after_expiry_and_the_first_time_the_months_count_from_the_award() -> None:
    day = date(2028, 2, 10)
    assert period(RULE, day, date(2027, 12, 31)) == period(RULE, day, None) == (day, date(2030, 2, 10))


def test_renewal_opens_when_the_certificate_begins_to_run_out() -> None:
    opens = renewal_opens(date(2027, 12, 31), 3)
    assert [state([held()], [], f"{day}") for day in (opens - timedelta(days=1), opens)] == ["valid", "expiring"]
    assert renewal_opens(date(2027, 12, 31), 0) == date(2028, 1, 1)


def test_a_renewal_window_is_shorter_than_the_certificate() -> None:
    with pytest.raises(ValidationError, match="window"):
        Rule.model_validate(RULE.model_dump() | {"valid_months": 3})
