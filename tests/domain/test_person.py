from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from sqm_training.domain.person import Employment, employed_on


def line(since: str | None, **changes: Any) -> Employment:
    common = {"person": "p1", "employee_no": "007", "name": "买买提·艾力", "store": "S1", "posts": ["technician"]}
    return Employment.model_validate(common | {"since": since} | changes)


def test_employee_numbers_are_text() -> None:
    assert line(None).employee_no == "007"
    with pytest.raises(ValidationError):
        line(None, employee_no=7)


def test_the_line_that_stood_on_a_day_is_found() -> None:
    lines = [line("2026-03-01", store="S2"), line(None), line("2026-06-01", status="left")]
    standing = {day: employed_on(lines, date.fromisoformat(day)) for day in ("2026-02-28", "2026-03-01", "2026-07-01")}
    assert [one.store for one in standing.values() if one] == ["S1", "S2", "S1"]
    assert [one.works for one in standing.values() if one] == [True, True, False]


def test_of_two_lines_from_one_day_the_later_counts() -> None:
    lines = [line("2026-03-01", store="S2"), line("2026-03-01", store="S3")]
    found = employed_on(lines, date(2026, 3, 1))
    assert found
    assert found.store == "S3"


def test_before_the_first_line_nobody_was_employed() -> None:
    assert employed_on([line("2026-03-01")], date(2026, 2, 28)) is None


@pytest.mark.parametrize(
    ("status", "works"), [("active", True), ("probation", True), ("leave", False), ("left", False)]
)
def test_who_is_away_or_gone_does_not_work(status: str, works: bool) -> None:
    assert line(None, status=status).works == works
