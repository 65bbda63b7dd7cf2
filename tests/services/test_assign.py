"""Assignments reach whom the assigner reaches, and say who has begun, finished, is late."""

from datetime import date, timedelta
from typing import Any

import pytest
from conftest import Clock
from services.story import BJ001, COURSE, EVERYBODY, PAPER, SH001, Story, refused

from sqm_training.services import assign, enrol, learn, path, sit
from sqm_training.services.admit import Scope

HEAD = "工号,姓名,门店编码,门店,岗位,用工状态"


def give(story: Story, to_kind: str, to: str, scope: Scope = EVERYBODY, days: int = 7, **more: Any) -> int:
    what = {"kind": "course", "target": COURSE} | more
    due = story.house.today() + timedelta(days=days)
    by = story.who("HR01" if scope.everything else "SM01")
    return assign.create(story.house, scope, by, what["kind"], what["target"], to_kind, to, due, "")


def mine(story: Story, employee_no: str) -> list[Any]:
    return assign.mine(story.house, story.line(employee_no))


def states(story: Story, key: int) -> dict[str, tuple[str, bool]]:
    found = assign.detail(story.house, EVERYBODY, "somebody", key)["people"]
    return {one["employee_no"]: (one["state"], one["late"]) for one in found}


def test_a_post_a_store_and_a_person_are_reached(story: Story) -> None:
    post, store = give(story, "post", "technician"), give(story, "store", "BJ001")
    person = give(story, "person", story.who("00088"))
    assert set(states(story, post)) == {"00086", "00087"}
    assert set(states(story, store)) == {"00088", "TR02"}
    assert set(states(story, person)) == {"00088"}
    assert [one["to"]["title"]["zh"] for one in assign.listing(story.house, EVERYBODY)] == [
        "王芳",
        "北京亦庄店",
        "维修技师",
    ]


def test_who_has_begun_who_has_finished_and_who_is_late(story: Story, clock: Clock) -> None:
    key = give(story, "post", "technician", days=3)
    learn.keep_step(story.house, story.who("00086"), COURSE, "01-sort", 0)
    story.read("00087")
    assert states(story, key) == {"00086": ("begun", False), "00087": ("finished", False)}
    (shown,) = assign.listing(story.house, EVERYBODY)
    assert shown["counts"] == {"all": 2, "begun": 1, "finished": 1, "late": 0}
    clock.forward(days=3)
    assert states(story, key)["00086"] == ("begun", False), "the due day is a whole day"
    clock.forward(hours=15)  # midnight in Shanghai
    assert states(story, key) == {"00086": ("begun", True), "00087": ("finished", False)}
    assert assign.listing(story.house, EVERYBODY)[0]["counts"]["late"] == 1


def test_a_paper_is_begun_when_started_and_finished_when_handed_in(story: Story) -> None:
    key = give(story, "person", story.who("00086"), kind="paper", target=PAPER)
    attempt = sit.start(story.house, story.who("00086"), PAPER)
    assert states(story, key)["00086"] == ("begun", False)
    sit.submit(story.house, story.who("00086"), attempt, "phone")
    assert states(story, key)["00086"] == ("finished", False)


def test_what_is_late_comes_first_on_ones_path(story: Story, clock: Clock) -> None:
    give(story, "person", story.who("00088"), days=1)
    clock.forward(days=2)
    found = path.mine(story.house, story.who("00088"))
    assert (found["next"]["href"], found["assignments"][0]["late"]) == (f"learn?course={COURSE}", True)


def test_one_who_reaches_a_store_assigns_a_post_there_and_nowhere_else(story: Story) -> None:
    text = f"{HEAD}\nN1,王新,BJ001,北京亦庄店,维修技师,在职\n"
    enrol.apply(story.house, "r.csv", text.encode(), "HR")
    give(story, "post", "technician", SH001)
    assert len(mine(story, "00086")) == 1
    assert mine(story, "N1") == []
    (shown,) = assign.listing(story.house, SH001)
    assert shown["to"]["title"] == {"zh": "维修技师 · 上海浦东店", "en": "Technician · 上海浦东店"}
    give(story, "post", "technician")
    assert len(mine(story, "N1")) == 1


@pytest.mark.parametrize(
    ("to_kind", "to"),
    [("post", "service_advisor"), ("store", "BJ001"), ("post", "technician@BJ001"), ("store", "none")],
)
def test_nobody_assigns_beyond_their_reach(story: Story, to_kind: str, to: str) -> None:
    with refused("assign.nobody"):
        give(story, to_kind, to, SH001)


def test_nor_to_a_person_of_another_store_or_one_who_has_left(story: Story) -> None:
    for employee_no in ("00088", "09999"):
        with refused("assign.nobody"):
            give(story, "person", story.who(employee_no), SH001)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"target": "6s"}, "assign.target_unknown"),
        ({"kind": "song"}, "assign.target_unknown"),
        ({"days": -1}, "assign.due_past"),
    ],
)
def test_what_can_not_be_assigned_is_refused(story: Story, change: dict[str, Any], code: str) -> None:
    with refused(code):
        give(story, "post", "technician", **change)
    with refused("assign.to_unknown"):
        give(story, "planet", "earth")


def test_due_today_is_still_to_come(story: Story) -> None:
    assert give(story, "post", "technician", days=0)


def test_an_assignment_is_seen_within_ones_stores(story: Story) -> None:
    key = give(story, "post", "technician")
    assert assign.listing(story.house, BJ001) == []
    with refused("assign.unknown"):
        assign.detail(story.house, BJ001, story.who("TR02"), key)


def test_withdrawn_it_is_gone_and_only_its_assigner_or_hr_withdraws_it(story: Story) -> None:
    key = give(story, "post", "technician")
    with refused("access.denied"):
        assign.withdraw(story.house, SH001, story.who("SM01"), key, "不需要")
    assign.withdraw(story.house, EVERYBODY, story.who("HR01"), key, "不需要")
    assert mine(story, "00086") == []
    with refused("assign.unknown"):
        assign.withdraw(story.house, EVERYBODY, story.who("HR01"), key, "不需要")


def test_who_leaves_is_late_no_more(story: Story) -> None:
    key = give(story, "post", "technician")
    enrol.apply(story.house, "r.csv", f"{HEAD}\n00087,李娜,SH001,上海浦东店,维修技师,离职\n".encode(), "HR")
    assert set(states(story, key)) == {"00086"}


def test_choices_are_within_ones_reach(story: Story) -> None:
    found = assign.choices(story.house, SH001)
    assert {one["id"] for one in found["posts"]} == {"technician", "trainer", "service_manager"}
    assert [one["id"] for one in found["stores"]] == ["SH001"]
    assert {one["employee_no"] for one in found["people"]} == {"00086", "00087", "TR01", "SM01"}
    assert (found["courses"][0]["id"], found["papers"][0]["id"]) == (COURSE, PAPER)
    assert found["today"] == date(2026, 10, 12)
