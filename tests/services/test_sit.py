"""Answers are kept once and in order; the server's clock decides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import Clock

from sqm_training.domain import marking
from sqm_training.errors import Refused
from sqm_training.records import attempts
from sqm_training.services import sit
from sqm_training.services.installation import Installation


@pytest.fixture
def me(who: Callable[[str], str]) -> str:
    return who("00086")


@pytest.fixture
def attempt(house: Installation, me: str) -> str:
    return sit.start(house, me, "technician-L1")


@pytest.fixture
def single(house: Installation, attempt: str) -> tuple[str, str, str]:
    """A slot with a single-choice item: slot, right answer, wrong answer."""
    row = attempts.one(house.store, attempt)
    assert row is not None
    for question, item in sit.questions(house, row):
        if item.kind == "single":
            known = marking.samples(item)
            return question.slot, known.right, known.wrong
    raise AssertionError


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def test_twenty_starts_at_once_give_one_attempt(house: Installation, me: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        keys = set(pool.map(lambda _: sit.start(house, me, "technician-L1"), range(20)))
    assert len(keys) == 1
    assert len(attempts.of(house.store, me)[me]) == 1


def test_the_paper_shows_no_key_no_reason_and_no_rubric(house: Installation, me: str, attempt: str) -> None:
    shown = sit.view(house, me, attempt)
    for item in shown["items"]:
        assert not {"key", "why", "rubric", "model", "regions", "tolerance"} & set(item)
        assert all("why" not in option for option in item.get("options", []))


def test_the_same_save_sent_twice_is_one_fact(
    house: Installation, me: str, attempt: str, single: tuple[str, str, str]
) -> None:
    slot, right, _ = single
    first = sit.save(house, me, attempt, slot, right, 1, "phone")
    assert sit.save(house, me, attempt, slot, right, 1, "phone") == first
    assert sum(step["kind"] == "answer" for step in attempts.steps(house.store, attempt)) == 1


def test_an_older_change_that_comes_late_is_refused(
    house: Installation, me: str, attempt: str, single: tuple[str, str, str]
) -> None:
    slot, right, wrong = single
    sit.save(house, me, attempt, slot, right, 5, "phone")
    with refused(r"answer\.stale"):
        sit.save(house, me, attempt, slot, wrong, 4, "phone")
    assert attempts.answers(house.store, attempt)[slot]["answer"] == right


def test_another_device_must_take_over_first(
    house: Installation, me: str, attempt: str, single: tuple[str, str, str]
) -> None:
    slot, right, wrong = single
    sit.save(house, me, attempt, slot, right, 1, "phone")
    with refused(r"attempt\.other_device"):
        sit.save(house, me, attempt, slot, wrong, 2, "tablet")
    sit.take_over(house, me, attempt, "tablet")
    sit.save(house, me, attempt, slot, wrong, 2, "tablet")
    with refused(r"attempt\.other_device"):
        sit.save(house, me, attempt, slot, right, 3, "phone")


@pytest.mark.parametrize("answer", ["no-such-option", ["a"], 7, {"a": "b"}])
def test_a_malformed_answer_is_refused(
    house: Installation, me: str, attempt: str, single: tuple[str, str, str], answer: object
) -> None:
    with refused(r"answer\.invalid"):
        sit.save(house, me, attempt, single[0], answer, 1, "phone")


def test_an_answer_to_an_item_that_was_not_drawn_is_refused(house: Installation, me: str, attempt: str) -> None:
    with refused(r"answer\.not_drawn"):
        sit.save(house, me, attempt, "s98", "a", 1, "phone")


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (29, True)])
def test_a_change_around_the_end_is_kept_and_flagged(
    house: Installation, me: str, attempt: str, single: tuple[str, str, str], clock: Clock, seconds: int, late: bool
) -> None:
    clock.forward(minutes=40, seconds=seconds)
    sit.save(house, me, attempt, single[0], single[1], 1, "phone")
    assert attempts.answers(house.store, attempt)[single[0]]["late"] is late


def test_a_change_after_the_grace_is_refused(
    house: Installation, me: str, attempt: str, single: tuple[str, str, str], clock: Clock
) -> None:
    clock.forward(minutes=40, seconds=31)
    with refused(r"attempt\.late"):
        sit.save(house, me, attempt, single[0], single[1], 1, "phone")


def test_time_up_closes_the_attempt_on_the_server_with_the_last_saved_answers(
    house: Installation, me: str, attempt: str, single: tuple[str, str, str], clock: Clock
) -> None:
    sit.save(house, me, attempt, single[0], single[1], 1, "phone")
    clock.forward(minutes=41)
    assert sit.expire(house) == [attempt]
    assert sit.expire(house) == []
    assert sit.view(house, me, attempt)["state"] == "expired"
    with refused(r"attempt\.closed"):
        sit.save(house, me, attempt, single[0], single[2], 2, "phone")


def test_handing_in_twice_is_the_same_as_once(house: Installation, me: str, attempt: str) -> None:
    assert sit.submit(house, me, attempt, "phone") == "submitted"
    assert sit.submit(house, me, attempt, "phone") == "submitted"
    assert sum(step["kind"] == "submit" for step in attempts.steps(house.store, attempt)) == 1


def test_nobody_reaches_another_persons_attempt(house: Installation, attempt: str, who: Callable[[str], str]) -> None:
    with refused(r"attempt\.unknown"):
        sit.view(house, who("00087"), attempt)


def test_attempts_run_out(house: Installation, me: str) -> None:
    for _ in range(3):
        sit.submit(house, me, sit.start(house, me, "technician-L1"), "phone")
    with refused(r"attempt\.none_left"):
        sit.start(house, me, "technician-L1")


def test_a_paper_for_another_post_is_refused(house: Installation, who: Callable[[str], str]) -> None:
    with refused(r"paper\.not_for_you"):
        sit.start(house, who("00088"), "technician-L1")
