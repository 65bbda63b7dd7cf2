"""Sittings: who is invited may begin within the window and at no other time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from conftest import Clock
from services.story import BJ001, EVERYBODY, PAPER, SH001, Story, refused

from sqm_training.records import attempts, sittings
from sqm_training.services import publish, schedule, sit
from sqm_training.services.admit import Scope

Arrange = Callable[..., int]
TECHNICIANS = [("post", "technician")]


@pytest.fixture
def arrange(story: Story, clock: Clock) -> Arrange:
    """`arrange(whom, after=24, hours=2)`: a sitting that opens so many hours from now."""

    def arranged(
        whom: Any = TECHNICIANS, after: float = 24, hours: float = 2, scope: Scope = EVERYBODY, by: str = "HR01"
    ) -> int:
        opens = clock() + timedelta(hours=after)
        window = (opens, opens + timedelta(hours=hours))
        return schedule.create(story.house, scope, story.who(by), PAPER, *window, "二楼培训教室", "带工牌", whom)

    return arranged


@pytest.fixture
def scheduled(story: Story) -> None:
    """The paper is sat in sittings only."""
    story.edit_paper(sittings="scheduled")
    publish.paper(story.house, PAPER, "administrator")


def shown(story: Story, employee_no: str = "00086") -> dict[str, Any]:
    (paper,) = sit.papers(story.house, story.who(employee_no))
    return paper


# --- beginning ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("scheduled")
def test_without_a_sitting_a_scheduled_paper_can_not_be_begun(story: Story) -> None:
    assert shown(story)["blocked_code"] == "sitting.none"
    with refused("sitting.none"):
        sit.start(story.house, story.who("00086"), PAPER)


@pytest.mark.usefixtures("scheduled")
def test_one_may_begin_within_the_window_alone(story: Story, arrange: Arrange, clock: Clock) -> None:
    key = arrange(after=24, hours=2)
    paper = shown(story)
    opens = clock() + timedelta(hours=24)
    assert (paper["blocked_code"], paper["not_before"]) == ("sitting.not_yet", opens)
    assert [(one["id"], one["place"], one["phase"]) for one in paper["sittings"]] == [(key, "二楼培训教室", "upcoming")]
    clock.forward(hours=23, minutes=59)
    with refused("sitting.not_yet"):
        sit.start(story.house, story.who("00086"), PAPER)
    clock.forward(minutes=1)
    assert story.row(sit.start(story.house, story.who("00086"), PAPER))["sitting"] == key
    clock.forward(hours=2)
    with refused("sitting.none"):
        sit.start(story.house, story.who("00087"), PAPER)


@pytest.mark.usefixtures("scheduled")
def test_who_is_not_invited_does_not_begin(story: Story, arrange: Arrange) -> None:
    arrange([("person", story.who("00087"))], after=0)
    assert sit.start(story.house, story.who("00087"), PAPER)
    with refused("sitting.none"):
        sit.start(story.house, story.who("00086"), PAPER)


@pytest.mark.parametrize("whom", [("post", "technician"), ("store", "SH001"), ("post", "technician@SH001")])
@pytest.mark.usefixtures("scheduled")
def test_people_posts_and_stores_can_be_invited(story: Story, arrange: Arrange, whom: tuple[str, str]) -> None:
    arrange([whom], after=0)
    assert sit.start(story.house, story.who("00086"), PAPER)


def test_an_invitation_opens_a_paper_whatever_the_post(story: Story, arrange: Arrange) -> None:
    assert sit.papers(story.house, story.who("00088")) == []
    arrange([("person", story.who("00088"))], after=0)
    assert shown(story, "00088")["id"] == PAPER
    assert sit.start(story.house, story.who("00088"), PAPER)


def test_an_open_paper_may_be_sat_at_any_time_and_in_a_sitting_too(
    story: Story, arrange: Arrange, clock: Clock
) -> None:
    key = arrange(after=1)
    assert story.row(sit.start(story.house, story.who("00086"), PAPER))["sitting"] is None
    clock.forward(hours=1)
    assert story.row(sit.start(story.house, story.who("00087"), PAPER))["sitting"] == key


def test_who_comes_late_ends_with_everybody_else(story: Story, arrange: Arrange, clock: Clock) -> None:
    arrange(after=0, hours=1)
    clock.forward(minutes=45)
    key = sit.start(story.house, story.who("00086"), PAPER)
    assert sit.view(story.house, story.who("00086"), key)["deadline"] == clock() + timedelta(minutes=15)


# --- arranging ----------------------------------------------------------------------------------------


def test_a_window_shorter_than_the_paper_is_refused(arrange: Arrange) -> None:
    with refused("sitting.window"):
        arrange(hours=0.6)


def test_a_window_in_the_past_is_refused(arrange: Arrange) -> None:
    with refused("sitting.past"):
        arrange(after=-3, hours=2)


def test_a_trainer_invites_no_further_than_the_own_stores(story: Story, arrange: Arrange) -> None:
    key = arrange(scope=SH001, by="TR01")
    row = sittings.one(story.house.store, key)
    assert row
    assert [one["to_id"] for one in row["invited"]] == ["technician@SH001"]
    with refused("sitting.nobody"):
        arrange([("store", "BJ001")], scope=SH001, by="TR01")
    with refused("sitting.nobody"):
        arrange([("person", story.who("00086")), ("person", story.who("00088"))], scope=SH001, by="TR01")


def test_more_people_can_be_invited_and_nobody_twice(story: Story, arrange: Arrange) -> None:
    key = arrange([("person", story.who("00086"))])
    more = [("person", story.who("00086")), ("person", story.who("00088"))]
    schedule.invite(story.house, EVERYBODY, story.who("HR01"), key, more)
    row = sittings.one(story.house.store, key)
    assert row
    assert [one["to_id"] for one in row["invited"]] == [story.who("00086"), story.who("00088")]


@pytest.mark.usefixtures("scheduled")
def test_a_sitting_called_off_takes_nobody_in_but_who_sits_goes_on(story: Story, arrange: Arrange) -> None:
    key = arrange(after=0)
    begun = sit.start(story.house, story.who("00086"), PAPER)
    schedule.withdraw(story.house, EVERYBODY, story.who("HR01"), key, "教室停电")
    schedule.withdraw(story.house, EVERYBODY, story.who("HR01"), key, "教室停电")
    assert sit.start(story.house, story.who("00086"), PAPER) == begun
    with refused("sitting.none"):
        sit.start(story.house, story.who("00087"), PAPER)


def test_another_trainer_calls_nothing_off(story: Story, arrange: Arrange) -> None:
    key = arrange(scope=SH001, by="TR01")
    with refused("sitting.unknown"):
        schedule.withdraw(story.house, BJ001, story.who("TR02"), key, "…")
    with refused("access.denied"):
        schedule.withdraw(story.house, SH001, story.who("SM01"), key, "…")


def test_where_sittings_overlap_one_sits_in_the_one_that_lasts_longer(story: Story, arrange: Arrange) -> None:
    arrange(after=0, hours=1)
    longer = arrange(after=0, hours=3)
    assert story.row(sit.start(story.house, story.who("00086"), PAPER))["sitting"] == longer


def test_what_is_arranged_stands_in_the_audit_chain(story: Story, arrange: Arrange) -> None:
    arrange(after=0)
    sit.start(story.house, story.who("00086"), PAPER)
    assert story.house.store.verify() == []
    assert len(attempts.of(story.house.store)[story.who("00086")]) == 1
