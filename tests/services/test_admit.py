"""Who is asking and how far they reach: grants live shortly, roles reach as the matrix says."""

from datetime import timedelta

import pytest
from conftest import Clock
from services.story import Story, refused
from sqlalchemy import func, select

from sqm_training.records.tables import page_grant
from sqm_training.services import admit, enrol
from sqm_training.services.admit import Scope, Visitor

HEAD = "工号,姓名,门店编码,门店,岗位,用工状态"


def visitor(story: Story, employee_no: str, page: str) -> Visitor:
    return admit.visitor(story.house, admit.issue(story.house, story.who(employee_no), page, {})[0])


def test_a_grant_names_its_holder_and_page_and_lives_a_quarter_of_an_hour(story: Story, clock: Clock) -> None:
    token, until = admit.issue(story.house, story.who("00086"), "sit", {"attempt": "a1"})
    seen = admit.visitor(story.house, token)
    assert (seen.person, seen.page, seen.params) == (story.who("00086"), "sit", {"attempt": "a1"})
    assert until - clock() == timedelta(minutes=15)
    clock.forward(minutes=15)
    with refused("grant.expired"):
        admit.visitor(story.house, token)


def test_a_grant_is_kept_hashed(story: Story) -> None:
    token, _ = admit.issue(story.house, story.who("00086"), "home", {})
    assert token not in str(story.house.store.rows(select(page_grant)))


def test_an_expired_grant_is_renewed_for_its_holder_alone(story: Story, clock: Clock) -> None:
    token, _ = admit.issue(story.house, story.who("00086"), "sit", {})
    clock.forward(hours=3)
    with refused("grant.unknown"):
        admit.renew(story.house, story.who("00087"), token)
    admit.renew(story.house, story.who("00086"), token)
    assert admit.visitor(story.house, token).person == story.who("00086")


def test_a_revoked_grant_stays_revoked(story: Story) -> None:
    token, _ = admit.issue(story.house, story.who("00086"), "home", {})
    admit.revoke(story.house, story.who("00087"), token)
    assert admit.visitor(story.house, token), "nobody else revokes it"
    admit.revoke(story.house, story.who("00086"), token)
    with refused("grant.unknown"):
        admit.visitor(story.house, token)
    with refused("grant.unknown"):
        admit.renew(story.house, story.who("00086"), token)


def test_grants_long_expired_are_cleared_away(story: Story, clock: Clock) -> None:
    for _ in range(3):
        admit.issue(story.house, story.who("00086"), "home", {})
    clock.forward(days=8)
    admit.issue(story.house, story.who("00086"), "home", {})
    row = story.house.store.row(select(func.count().label("n")).select_from(page_grant))
    assert row is not None
    assert row["n"] == 1


@pytest.mark.parametrize("status", ["离职", "停薪留职"])
def test_a_leavers_grants_die_and_do_not_come_back_with_them(story: Story, status: str) -> None:
    person = story.who("TR01")
    token, _ = admit.issue(story.house, person, "mark", {})
    enrol.apply(story.house, "r.csv", f"{HEAD}\nTR01,陈老师,SH001,上海浦东店,培训师,{status}\n".encode(), "HR")
    for attempt in (lambda: admit.visitor(story.house, token), lambda: admit.issue(story.house, person, "home", {})):
        with refused("login.left"):
            attempt()
    enrol.apply(story.house, "r.csv", f"{HEAD}\nTR01,陈老师,SH001,上海浦东店,培训师,在职\n".encode(), "HR")
    with refused("grant.unknown"):
        admit.visitor(story.house, token)


def test_a_page_opens_for_whom_the_matrix_lets_in(story: Story) -> None:
    with refused("access.denied"):
        admit.issue(story.house, story.who("00086"), "people", {})
    with refused("page.unknown"):
        admit.issue(story.house, story.who("00086"), "nowhere", {})
    assert "people" not in admit.menu(story.house, story.who("00086"), admit.rights_of(story.house, story.who("00086")))


def test_a_role_reaches_its_store_head_office_reaches_all_a_learner_themselves(story: Story) -> None:
    manager, hr, learner = (visitor(story, *who) for who in (("SM01", "people"), ("HR01", "people"), ("00086", "sit")))
    assert manager.scope("see_people") == Scope(stores=frozenset({"SH001"}))
    assert hr.scope("see_people") == Scope(everything=True)
    assert learner.scope("sit") == Scope(own=story.who("00086"))


def test_a_page_gives_no_more_than_its_own_verbs_whoever_opens_it(story: Story) -> None:
    with refused("access.denied"):
        visitor(story, "HR01", "course").scope("see_people")


def test_a_new_store_takes_the_old_one_away(story: Story) -> None:
    seen = visitor(story, "SM01", "people")
    text = f"{HEAD}\nSM01,孙经理,BJ001,北京亦庄店,服务经理,在职\n"
    enrol.apply(story.house, "r.csv", text.encode(), "HR")
    moved = visitor(story, "SM01", "people")
    assert moved.scope("see_people") == Scope(stores=frozenset({"BJ001"}))
    assert seen.scope("see_people") != moved.scope("see_people")


def test_one_verb_to_one_person_is_asked_by_their_roster_line(story: Story) -> None:
    manager = visitor(story, "SM01", "people")
    assert manager.need("see_people", story.line("00087"))["name"] == "李娜"
    for line in (story.line("00088"), None):
        with refused("access.denied"):
            manager.need("see_people", line)


def test_accounts_are_looked_after_without_seeing_marks(story: Story) -> None:
    line = story.line("00086")
    assert [visitor(story, who, "people").may("see_marks", line) for who in ("HR01", "SM01", "AU01", "AD01")] == [
        True,
        True,
        True,
        False,
    ]
