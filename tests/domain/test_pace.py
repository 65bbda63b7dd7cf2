"""Time on a question is what passed before its answer changed; pauses and late deliveries are not taken for it."""

from datetime import UTC, datetime, timedelta

from sqm_training.domain.pace import LONGEST, seconds

BEGAN = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)


def spent(*changes: tuple[str, float]) -> dict[str, float | None]:
    return seconds(BEGAN, [(slot, BEGAN + timedelta(seconds=after)) for slot, after in changes])


def test_the_gap_before_a_change_belongs_to_the_question_changed() -> None:
    assert spent(("s1", 20), ("s2", 50), ("s3", 55)) == {"s1": 20, "s2": 30, "s3": 5}


def test_coming_back_to_a_question_adds_to_it() -> None:
    assert spent(("s1", 20), ("s2", 50), ("s1", 60)) == {"s1": 30, "s2": 30}


def test_a_pause_counts_as_five_minutes_at_most() -> None:
    assert spent(("s1", 20), ("s2", 2000)) == {"s1": 20, "s2": LONGEST}


def test_changes_that_arrive_at_once_after_a_break_tell_no_time() -> None:
    assert spent(("s1", 20), ("s2", 100), ("s3", 100.5), ("s4", 130.5)) == {"s1": 20, "s2": None, "s3": None, "s4": 30}


def test_what_is_unknown_stays_so() -> None:
    assert spent(("s1", 20), ("s2", 20.1), ("s1", 60)) == {"s1": None, "s2": None}


def test_typing_on_is_one_question() -> None:
    assert spent(("s1", 10), ("s1", 10.5), ("s1", 11)) == {"s1": 11}


def test_order_of_arrival_does_not_matter() -> None:
    assert spent(("s2", 50), ("s1", 20)) == {"s1": 20, "s2": 30}
    assert spent() == {}
