"""Answers are kept once and in order; the server's clock decides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from conftest import Clock
from services.story import EVERYBODY, PAPER, Story

from sqm_training.domain import marking
from sqm_training.errors import Refused
from sqm_training.records import attempts, tables
from sqm_training.services import assign, publish, sit
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


def test_the_next_attempt_meets_as_few_items_again_as_the_bank_allows(story: Story, me: str) -> None:
    met: set[str] = set()
    again = []
    for _ in range(3):
        items = {item.id for _, item in sit.questions(story.house, story.row(story.hand_in("00086")))}
        again.append(len(items & met))
        met |= items
    assert again[:2] == [0, 0], "there are twice as many items as any slice asks for"
    assert 0 < again[2] < 13, "but not three times as many"


def test_before_the_start_a_candidate_is_told_what_passing_takes_and_what_is_on_trial(story: Story, me: str) -> None:
    story.put_on_trial(3, pilots=2)
    story.edit_paper(each_competency={"pass_mark": 50, "from_points": 10})
    publish.paper(story.house, PAPER, "administrator")
    (shown,) = sit.papers(story.house, me)
    assert (shown["items"], shown["points"], shown["pilots"]) == (27, 100, 2)
    assert shown["rules"][-1] == {"code": "competency", "need": 50}


def test_nothing_a_candidate_gets_tells_an_item_on_trial_from_the_others(story: Story, me: str) -> None:
    story.put_on_trial(3, pilots=2)
    key = sit.start(story.house, me, PAPER)
    on_trial = {question.slot for question, _ in sit.questions(story.house, story.row(key)) if question.pilot}
    singles = [item for item in sit.view(story.house, me, key)["items"] if item["kind"] == "single"]
    assert len(on_trial) == 2
    assert len({tuple(sorted(item)) for item in singles}) == 1, "the same names of fields"
    assert {item["points"] for item in singles} == {3}
    assert "pilot" not in str(sit.view(story.house, me, key))


def test_attempts_run_out(house: Installation, me: str) -> None:
    for _ in range(3):
        sit.submit(house, me, sit.start(house, me, "technician-L1"), "phone")
    with refused(r"attempt\.none_left"):
        sit.start(house, me, "technician-L1")


def test_a_paper_for_another_post_is_refused(house: Installation, who: Callable[[str], str]) -> None:
    with refused(r"paper\.not_for_you"):
        sit.start(house, who("00088"), "technician-L1")


# --- what may be sat ----------------------------------------------------------------------------------


def test_a_paper_assigned_to_somebody_may_be_sat_whatever_their_post(story: Story) -> None:
    due = story.house.today()
    where = ("paper", PAPER, "person", story.who("00088"), due, "")
    assign.create(story.house, EVERYBODY, story.who("HR01"), *where)
    assert [one["id"] for one in sit.papers(story.house, story.who("00088"))] == [PAPER]
    assert sit.start(story.house, story.who("00088"), PAPER)


def test_a_retired_paper_takes_no_new_attempts_but_the_open_one_goes_on(
    story: Story, me: str, attempt: str, single: tuple[str, str, str]
) -> None:
    story.edit_paper(status="retired")
    publish.paper(story.house, PAPER, "administrator")
    assert sit.papers(story.house, me) == []
    assert sit.start(story.house, me, PAPER) == attempt
    sit.save(story.house, me, attempt, single[0], single[1], 1, "phone")
    sit.submit(story.house, me, attempt, "phone")
    with refused(r"paper\.not_for_you"):
        sit.start(story.house, me, PAPER)


def test_a_new_version_is_for_new_attempts(story: Story, me: str, attempt: str) -> None:
    story.edit_paper(minutes=55)
    assert publish.paper(story.house, PAPER, "administrator") == 2
    assert sit.view(story.house, me, attempt)["paper"]["minutes"] == 40
    sit.submit(story.house, me, attempt, "phone")
    assert story.row(sit.start(story.house, me, PAPER))["version"] == 2


def test_between_two_attempts_lies_the_time_policy_says(story: Story, me: str, clock: Clock) -> None:
    story.edit_paper(attempts={"limit": 3, "cool_down_hours": 24, "counts": "best"})
    publish.paper(story.house, PAPER, "administrator")
    sit.submit(story.house, me, sit.start(story.house, me, PAPER), "phone")
    clock.forward(hours=23, minutes=59)
    with refused(r"attempt\.cool_down"):
        sit.start(story.house, me, PAPER)
    (shown,) = sit.papers(story.house, me)
    assert (shown["blocked_code"], shown["not_before"]) == ("attempt.cool_down", clock() + timedelta(minutes=1))
    clock.forward(minutes=1)
    assert sit.start(story.house, me, PAPER)


def test_many_who_start_and_hand_in_at_once_get_no_attempt_too_many(story: Story, me: str) -> None:
    def once(_: int) -> None:
        with suppress(Refused):
            sit.submit(story.house, me, sit.start(story.house, me, PAPER), "phone")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(once, range(24)))
    rows = attempts.of(story.house.store, me)[me]
    assert [row["number"] for row in rows] == [1, 2, 3]


# --- hostile hands ------------------------------------------------------------------------------------


def test_a_closed_attempt_takes_no_step_of_any_kind(
    story: Story, me: str, attempt: str, single: tuple[str, str, str]
) -> None:
    sit.submit(story.house, me, attempt, "phone")
    before = attempts.steps(story.house.store, attempt)
    for step in (
        lambda: sit.save(story.house, me, attempt, single[0], single[1], 1, "phone"),
        lambda: sit.take_over(story.house, me, attempt, "tablet"),
    ):
        with refused(r"attempt\.closed"):
            step()
    after = attempts.steps(story.house.store, attempt)
    assert after[: len(before)] == before
    assert [(one["kind"], one["detail"]["step"]) for one in after[len(before) :]] == [
        ("refuse", "answer"),
        ("refuse", "device"),
    ]


def test_handed_in_by_ten_at_once_it_is_handed_in_once(story: Story, me: str, attempt: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(lambda _: sit.submit(story.house, me, attempt, "phone"), range(10))) == {"submitted"}
    assert sum(step["kind"] == "submit" for step in attempts.steps(story.house.store, attempt)) == 1


def test_another_device_hands_nothing_in(story: Story, me: str, attempt: str, single: tuple[str, str, str]) -> None:
    sit.save(story.house, me, attempt, single[0], single[1], 1, "phone")
    with refused(r"attempt\.other_device"):
        sit.submit(story.house, me, attempt, "tablet")


def test_changes_of_one_answer_from_many_hands_end_with_the_newest(
    story: Story, me: str, attempt: str, single: tuple[str, str, str]
) -> None:
    slot, right, wrong = single

    def save(seq: int) -> None:
        with suppress(Refused):
            sit.save(story.house, me, attempt, slot, right if seq == 40 else wrong, seq, "phone")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(1, 41)))
    assert attempts.answers(story.house.store, attempt)[slot]["answer"] == right


def test_a_million_spaces_are_kept_as_nothing(
    story: Story, me: str, attempt: str, single: tuple[str, str, str]
) -> None:
    sit.save(story.house, me, attempt, single[0], " " * 1_000_000, 1, "phone")
    assert attempts.answers(story.house.store, attempt)[single[0]]["answer"] == ""


def test_a_written_answer_ends_at_its_limit(story: Story, me: str, attempt: str) -> None:
    ((question, item),) = story.written(attempt)
    sit.save(story.house, me, attempt, question.slot, "长" * item.limit, 1, "phone")
    with refused(r"answer\.invalid"):
        sit.save(story.house, me, attempt, question.slot, "长" * (item.limit + 1), 2, "phone")


def test_one_attempt_that_can_not_be_closed_holds_up_no_other(story: Story, me: str, clock: Clock) -> None:
    broken = sit.start(story.house, me, PAPER)
    sound = sit.start(story.house, story.who("00087"), PAPER)
    with story.house.store.write("worker", clock()) as ledger:  # a row no program of ours writes
        ledger.add(tables.attempt_step, attempt=broken, kind="mark", late=False)
    clock.forward(hours=1)
    assert sit.expire(story.house) == [sound]


def test_the_clock_tells_state_deadline_and_device(story: Story, me: str, attempt: str, clock: Clock) -> None:
    sit.take_over(story.house, me, attempt, "phone")
    assert sit.clock(story.house, me, attempt) == {
        "state": "open",
        "now": clock(),
        "deadline": clock() + timedelta(minutes=40),
        "device": "phone",
        "notice": None,
    }
