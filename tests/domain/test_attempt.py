from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.domain.attempt import (
    NOTES,
    RUNNING,
    Illegal,
    Move,
    State,
    Step,
    arrival,
    assignment_name,
    deadline,
    standing_deadline,
    state,
)

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
REACHED_BY: dict[State, list[Step]] = {
    "open": [],
    "paused": ["pause"],
    "submitted": ["submit"],
    "expired": ["expire"],
    "void": ["reset"],
}
# the table of decision 0005, written a second time; what does not stand here is refused
AFTER: dict[State, dict[Step, State]] = {
    "open": {
        "answer": "open",
        "device": "open",
        "submit": "submitted",
        "expire": "expired",
        "pause": "paused",
        "extend": "open",
        "reset": "void",
    },
    "paused": {"device": "paused", "resume": "open", "extend": "paused", "reset": "void"},
    "submitted": {"mark": "submitted", "reset": "void"},
    "expired": {"mark": "expired", "reset": "void"},
    "void": {},
}


def test_an_attempt_opens_takes_answers_and_closes() -> None:
    assert state([]) == "open"
    assert state(["device", "answer", "answer", "device"]) == "open"
    assert state(["answer", "submit"]) == "submitted"
    assert state(["answer", "expire"]) == "expired"


@pytest.mark.parametrize("step", get_args(Step))
@pytest.mark.parametrize("before", get_args(State))
def test_every_pair_of_state_and_step_is_as_the_table_says(before: State, step: Step) -> None:
    steps = [*REACHED_BY[before], step]
    expected = before if step in NOTES else AFTER[before].get(step)
    if expected is None:
        with pytest.raises(Illegal):
            state(steps)
    else:
        assert state(steps) == expected


def test_a_pause_ends_and_the_paper_goes_on() -> None:
    assert state(["answer", "pause", "device", "resume", "answer", "submit"]) == "submitted"


def test_a_reset_attempt_stays_void_whatever_comes() -> None:
    assert state(["submit", "mark", "reset", "refuse", "drop"]) == "void"


def test_marking_leaves_an_attempt_as_it_was_closed() -> None:
    assert state(["answer", "submit", "mark", "mark"]) == "submitted"
    assert state(["expire", "mark"]) == "expired"


@given(steps=st.lists(st.sampled_from(get_args(Step)), max_size=12))
def test_whatever_is_asked_for_a_closed_attempt_never_opens_again(steps: list[Step]) -> None:
    taken: list[Step] = []
    over = False
    for step in steps:
        try:
            now = state([*taken, step])
        except Illegal:
            continue
        taken.append(step)
        assert not (over and now in RUNNING)
        over = over or now not in RUNNING


def test_time_is_up_so_many_minutes_after_the_beginning() -> None:
    assert deadline(NINE, 40) == NINE + timedelta(minutes=40)


def test_a_sitting_that_closes_earlier_ends_the_paper() -> None:
    assert deadline(NINE, 40, NINE + timedelta(minutes=25)) == NINE + timedelta(minutes=25)
    assert deadline(NINE, 40, NINE + timedelta(hours=3)) == NINE + timedelta(minutes=40)


def test_extra_minutes_and_pauses_move_the_end() -> None:
    at = [NINE + timedelta(minutes=n) for n in range(60)]
    original = deadline(NINE, 40)
    assert standing_deadline(original, [("extend", at[3], 15)], at[5]) == at[55]
    assert standing_deadline(original, [("pause", at[10], 0), ("resume", at[18], 0)], at[20]) == at[48]
    mixed: list[Move] = [("pause", at[1], 0), ("extend", at[2], 5), ("resume", at[3], 0), ("extend", at[4], 1)]
    assert standing_deadline(original, mixed, at[9]) == at[48]


def test_while_paused_the_time_left_stands_still() -> None:
    paused: list[Move] = [("pause", NINE + timedelta(minutes=10), 0)]
    for minutes in (10, 11, 300):
        now = NINE + timedelta(minutes=minutes)
        assert standing_deadline(deadline(NINE, 40), paused, now) - now == timedelta(minutes=30)


@given(gaps=st.lists(st.integers(0, 1000), max_size=20), extra=st.lists(st.integers(1, 60), max_size=5))
def test_nothing_a_trainer_does_takes_time_away(gaps: list[int], extra: list[int]) -> None:
    now, moves = NINE, list[Move]()
    for number, gap in enumerate(gaps):
        now += timedelta(seconds=gap)
        moves.append(("resume" if number % 2 else "pause", now, 0))
    moves += [("extend", now, minutes) for minutes in extra]
    original = deadline(NINE, 40)
    assert standing_deadline(original, moves, now) >= original + timedelta(minutes=sum(extra))


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-1, "in_time"), (0, "in_time"), (1, "late"), (30, "late"), (31, "refused")]
)
def test_a_change_under_way_when_time_runs_out_is_kept_and_flagged(seconds: int, taken: str) -> None:
    assert arrival(NINE + timedelta(seconds=seconds), NINE) == taken


def test_each_attempt_number_is_an_assignment_of_its_own() -> None:
    assert assignment_name("technician-L1", 2, 3) == "technician-L1-v2-a3"
