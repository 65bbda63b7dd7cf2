from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from sqm_training.domain.attempt import (
    TRANSITIONS,
    Illegal,
    State,
    Step,
    arrival,
    assignment_name,
    deadline,
    state,
)

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
REACHED_BY: dict[State, list[Step]] = {"open": [], "submitted": ["submit"], "expired": ["expire"]}
LEGAL = {("open", step) for step in get_args(Step) if step != "mark"} | {("submitted", "mark"), ("expired", "mark")}


def test_an_attempt_opens_takes_answers_and_closes() -> None:
    assert state([]) == "open"
    assert state(["device", "answer", "answer", "device"]) == "open"
    assert state(["answer", "submit"]) == "submitted"
    assert state(["answer", "expire"]) == "expired"


@pytest.mark.parametrize("step", get_args(Step))
@pytest.mark.parametrize("before", get_args(State))
def test_every_step_not_in_the_table_is_refused(before: State, step: Step) -> None:
    steps = [*REACHED_BY[before], step]
    if (before, step) in LEGAL:
        assert state(steps) in TRANSITIONS
    else:
        with pytest.raises(Illegal):
            state(steps)


def test_marking_leaves_an_attempt_as_it_was_closed() -> None:
    assert state(["answer", "submit", "mark", "mark"]) == "submitted"
    assert state(["expire", "mark"]) == "expired"


def test_time_is_up_so_many_minutes_after_the_beginning() -> None:
    assert deadline(NINE, 40) == NINE + timedelta(minutes=40)


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-1, "in_time"), (0, "in_time"), (1, "late"), (30, "late"), (31, "refused")]
)
def test_a_change_under_way_when_time_runs_out_is_kept_and_flagged(seconds: int, taken: str) -> None:
    assert arrival(NINE + timedelta(seconds=seconds), NINE) == taken


def test_each_attempt_number_is_an_assignment_of_its_own() -> None:
    assert assignment_name("technician-L1", 2, 3) == "technician-L1-v2-a3"
