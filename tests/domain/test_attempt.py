from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.domain.attempt import (
    TRANSITIONS,
    Illegal,
    State,
    Step,
    arrival,
    assignment_name,
    by_competency,
    deadline,
    outcome,
    per_cent,
    state,
)
from sqm_training.domain.paper import draw
from tests.domain.items import item
from tests.domain.papers import paper, part

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


TWO_TOPICS = paper(
    part("sort", 3, points=4),
    part("shine", 2, points=5, competencies=["C3.3-03"]),
    items=[item("single", f"a-{n}") for n in range(3)]
    + [item("order", f"b-{n}", competency="C3.3-03") for n in range(2)],
)
DRAWN = draw(TWO_TOPICS, 7)


def test_all_right_is_a_hundred_per_cent() -> None:
    marks = {question.slot: question.points for question in DRAWN.questions}
    came = outcome(TWO_TOPICS, marks)
    assert (came.points, came.of, came.percent, came.passed, came.complete) == (22, 22, 100, True, True)
    assert by_competency(TWO_TOPICS, DRAWN, marks) == {"C3.3-01": (12, 12), "C3.3-03": (10, 10)}


def test_the_denominator_is_the_papers_whatever_was_answered() -> None:
    came = outcome(TWO_TOPICS, {"s01": 4.0})
    assert (came.of, came.percent) == (22, 18.1)


def test_nobody_has_passed_while_a_mark_is_missing() -> None:
    marks = {question.slot: question.points for question in DRAWN.questions} | {"s05": 5.0}
    del marks["s01"]
    came = outcome(TWO_TOPICS, marks)
    assert came.percent > 60
    assert not came.complete
    assert not came.passed


def test_almost_is_neither_passed_nor_shown_as_passed() -> None:
    assert per_cent(59.97, 100) == 59.9
    assert per_cent(60, 100) == 60.0
    assert per_cent(0.1 + 0.2, 0.5) == 60.0


@given(marks=st.dictionaries(st.sampled_from(["s01", "s02", "s03", "s04", "s05"]), st.floats(0, 4)))
def test_more_marks_never_lower_the_outcome(marks: dict[str, float]) -> None:
    before = outcome(TWO_TOPICS, {})
    after = outcome(TWO_TOPICS, marks)
    assert before.percent <= after.percent <= 100


def test_each_attempt_number_is_an_assignment_of_its_own() -> None:
    assert assignment_name("technician-L1", 2, 3) == "technician-L1-v2-a3"
