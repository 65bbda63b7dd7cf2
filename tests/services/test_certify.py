"""Certificates: why not yet, awarded once, renewed in time, as they stood on any day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import Clock
from services.story import EVERYBODY, PAPER, SH001, Story, refused
from sqlalchemy import select

from sqm_training.records.tables import certificate, certificate_event
from sqm_training.services import certify, enrol, learn, mark, path, publish, report, sit
from sqm_training.services.installation import Installation


def rungs(story: Story, employee_no: str = "00086") -> list[Any]:
    rows = certify.mine(story.house, story.who(employee_no))["rungs"]
    assert isinstance(rows, list)
    return rows


def states(rung: dict[str, Any], part: str = "clauses") -> dict[str, str]:
    return {leaf["code"]: leaf["state"] for leaf in rung[part]}


def issued(story: Story) -> list[Any]:
    return story.house.store.rows(select(certificate).order_by(certificate.c.id))


def withdraw(story: Story, number: str, kind: str) -> None:
    row = next(row for row in issued(story) if row["number"] == number)
    with story.house.store.write("HR", story.house.now()) as ledger:
        ledger.add(certificate_event, certificate=row["id"], kind=kind, reason="a reason")


def second_grade(rules: list[dict[str, Any]]) -> None:
    rules.append(rules[0] | {"grade": "L2", "courses": [], "prerequisites": ["L1"]})


# --- why not yet --------------------------------------------------------------------------------------


def test_each_thing_asked_for_says_how_far_it_is(story: Story) -> None:
    assert states(rungs(story)[0]) == {"course": "not_begun", "paper": "not_begun", "practical": "not_begun"}
    learn.keep_step(story.house, story.who("00086"), "5s", "01-sort", 0)
    sit.start(story.house, story.who("00086"), PAPER)
    story.observed("00086", ok=False)
    (rung,) = rungs(story)
    assert rung["state"] == "none"
    assert states(rung) == {"course": "begun", "paper": "open", "practical": "failed"}
    assert not any(leaf["met"] for leaf in rung["clauses"])


def test_a_paper_waits_for_its_marks_and_then_shows_value_need_and_source(story: Story) -> None:
    key = story.hand_in("00086")
    assert states(rungs(story)[0])["paper"] == "being_marked"
    mark.by_machine(story.house, story.book)
    assert states(rungs(story)[0])["paper"] == "being_marked"
    story.marked(key)
    leaf = next(leaf for leaf in rungs(story)[0]["clauses"] if leaf["code"] == "paper")
    assert (leaf["met"], leaf["value"], leaf["need"], leaf["source"]) == (True, 100.0, 60.0, key)


def test_the_best_attempt_counts_unless_policy_says_the_last(story: Story) -> None:
    story.sat("00086", right=True)
    story.sat("00086", right=False)
    assert states(rungs(story)[0])["paper"] == "passed"
    story.edit_paper(attempts={"limit": 3, "cool_down_hours": 0, "counts": "last"})
    publish.paper(story.house, PAPER, "administrator")
    assert states(rungs(story)[0])["paper"] == "failed"


def test_a_total_that_would_do_and_is_not_enough_says_what_else_was_missed(story: Story) -> None:
    story.edit_paper(each_competency={"pass_mark": 95, "from_points": 1})
    publish.paper(story.house, PAPER, "administrator")
    key = story.hand_in("00086", wrong_in="safety-single")
    mark.by_machine(story.house, story.book)
    story.marked(key)
    leaf = next(leaf for leaf in rungs(story)[0]["clauses"] if leaf["code"] == "paper")
    assert (leaf["state"], leaf["value"], leaf["missed"]) == ("failed", 91, ["section", "competency"])


def test_what_a_rule_asks_for_and_nobody_published_says_so(story: Story) -> None:
    story.edit_rules(lambda rules: rules[0].update(courses=["6s"], paper="none", practical="none"))
    (rung,) = rungs(story)
    assert set(states(rung).values()) == {"not_published"}
    assert [leaf["href"] for leaf in rung["clauses"]] == [None, None, None]


def test_marks_that_are_never_released_are_not_told_by_the_ladder_either(story: Story) -> None:
    story.edit_paper(release={"marks": "never", "reasons": "never"})
    publish.paper(story.house, PAPER, "administrator")
    story.sat("00086")
    own = next(leaf for leaf in rungs(story)[0]["clauses"] if leaf["code"] == "paper")
    on_path = next(one for one in path.mine(story.house, story.who("00086"))["requirements"] if one["kind"] == "paper")
    assert (own["state"], own["value"], on_path["value"]) == ("passed", None, None)
    known = report.person(story.house, story.who("00086"))["ladder"][0]["leaves"]
    assert next(leaf for leaf in known if leaf["code"] == "paper")["value"] == 100


# --- awards -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", ["course", "paper", "practical"])
def test_whatever_comes_last_brings_the_certificate(story: Story, last: str) -> None:
    deeds = {
        "course": lambda: story.read("00086"),
        "paper": lambda: story.sat("00086"),
        "practical": lambda: story.observed("00086"),
    }
    for name, do in deeds.items():
        if name != last:
            do()
    assert issued(story) == []
    deeds[last]()
    (row,) = issued(story)
    assert (row["number"], row["valid_from"], row["valid_until"]) == (
        "SQM-2026-00001",
        date(2026, 10, 12),
        date(2028, 10, 12),
    )
    assert {leaf["code"]: leaf["met"] for leaf in row["basis"]} == {"course": True, "paper": True, "practical": True}
    assert row["terms"]["valid_months"] == 24


def test_the_same_facts_bring_one_certificate_however_often_they_are_looked_at(story: Story) -> None:
    story.certified("00086")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: certify.award(story.house, story.who("00086")), range(8))) == [[]] * 8
    assert len(issued(story)) == 1


def test_two_facts_at_the_same_moment_bring_one_certificate(story: Story) -> None:
    story.read("00086")
    key = story.hand_in("00086")
    mark.by_machine(story.house, story.book)
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(story.marked, key), pool.submit(story.observed, "00086")]
    assert [one.exception() for one in done] == [None, None]
    assert len(issued(story)) == 1
    assert story.house.store.verify() == []


def test_ten_awards_seen_at_once_and_written_late_are_one(story: Story) -> None:
    story.read("00086")
    story.sat("00086")
    story.observed("00086")
    evidences = certify.Evidences(story.house, story.who("00086"))
    evidences.certificates.clear()  # as read just before the first of them was written
    (rung,) = certify.ladder(evidences, story.line("00086"))
    assert rung.earned
    with ThreadPoolExecutor(10) as pool:
        numbers = list(pool.map(lambda _: certify._issue(story.house, story.who("00086"), rung), range(10)))
    assert (numbers, len(issued(story))) == ([None] * 10, 1)


def test_numbers_are_given_once_though_many_are_awarded_at_once(story: Story) -> None:
    people = "".join(f"N{n:03},张{n},SH001,上海浦东店,维修技师,在职\n" for n in range(8))
    enrol.apply(story.house, "r.csv", f"工号,姓名,门店编码,门店,岗位,用工状态\n{people}".encode(), "HR")
    story.edit_rules(lambda rules: rules[0].update(courses=[], paper=None))
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(story.observed, f"N{n:03}") for n in range(8)]
    assert [one.exception() for one in done] == [None] * 8
    assert [row["number"] for row in issued(story)] == [f"SQM-2026-{n:05}" for n in range(1, 9)]


def test_who_has_left_is_awarded_nothing(story: Story) -> None:
    story.read("00086")
    key = story.hand_in("00086")
    story.observed("00086")
    head = "工号,姓名,门店编码,门店,岗位,用工状态"
    enrol.apply(story.house, "r.csv", f"{head}\n00086,张伟,SH001,上海浦东店,维修技师,离职\n".encode(), "HR")
    mark.by_machine(story.house, story.book)
    story.marked(key)
    assert issued(story) == []
    enrol.apply(story.house, "r.csv", f"{head}\n00086,张伟,SH001,上海浦东店,维修技师,在职\n".encode(), "HR")
    assert certify.award_everybody(story.house) == ["SQM-2026-00001"], "back at work, it is found"


def test_a_higher_grade_waits_for_the_one_before_and_comes_with_it(story: Story) -> None:
    story.edit_rules(second_grade)
    story.sat("00086")
    story.observed("00086")
    first, second = rungs(story)
    assert (states(second)["paper"], states(second)["grade"], second["state"]) == ("passed", "not_held", "none")
    story.read("00086")
    assert [(rung["grade"], rung["state"]) for rung in rungs(story)] == [("L1", "valid"), ("L2", "valid")]
    assert first["state"] == "none"


def test_what_would_be_awarded_is_told_beforehand_and_nothing_is_written(story: Story) -> None:
    story.read("00086")
    story.observed("00086")
    key = story.hand_in("00086")
    mark.by_machine(story.house, story.book)
    story.edit_rules(second_grade)
    facts = certify.Evidences(story.house)
    assert certify.foresee(facts, story.line("00086")) == []
    ((question, _),) = story.written(key)
    facts.points[key][question.slot] = 10.0
    assert [row["grade"] for row in certify.foresee(facts, story.line("00086"))] == ["L1", "L2"]
    assert issued(story) == []
    story.marked(key)
    assert [row["grade"] for row in issued(story)] == ["L1", "L2"]


def test_a_rule_of_tomorrow_changes_nothing_about_a_certificate_of_today(story: Story) -> None:
    story.certified("00086")
    story.edit_rules(lambda rules: rules[0].update(valid_months=6, window_months=1, courses=["6s"]))
    (rung,) = rungs(story)
    assert (rung["state"], str(rung["until"])) == ("valid", "2028-10-12")
    assert states(rung)["course"] == "done", "it shows what it was awarded for"


# --- running out and renewal --------------------------------------------------------------------------


def test_a_certificate_runs_out_on_the_day_policy_says_where_the_stores_are(story: Story, clock: Clock) -> None:
    story.certified("00086")  # 09:00 in Shanghai
    seen = []
    for day in ("2028-07-12", "2028-07-13", "2028-10-12", "2028-10-13"):
        clock.moment = clock.moment.replace(year=2028, month=int(day[5:7]), day=int(day[8:]), hour=15, minute=59)
        seen.append(rungs(story)[0]["state"])  # 23:59
    assert seen == ["valid", "expiring", "expiring", "expired"]
    clock.moment = clock.moment.replace(month=10, day=12, hour=16, minute=0)  # midnight there, not yet in UTC
    assert rungs(story)[0]["state"] == "expired"


def test_in_the_window_paper_and_practical_are_asked_for_anew(story: Story, clock: Clock) -> None:
    story.certified("00086")
    clock.forward(days=671)
    (rung,) = rungs(story)
    assert rung["state"] == "expiring"
    assert states(rung, "renewal") == {"course": "done", "paper": "not_begun", "practical": "not_begun"}
    assert set(states(rung).values()) == {"done", "passed"}, "why it was awarded stays"
    asked = path.mine(story.house, story.who("00086"))
    assert [one["id"] for one in asked["requirements"] if not one["done"]] == [PAPER, PAPER]
    assert asked["next"]["href"] == f"sit?paper={PAPER}"
    assert certify.award_everybody(story.house) == [], "old evidence renews nothing"


def test_renewed_in_the_window_a_second_period_begins_and_no_day_is_lost(story: Story, clock: Clock) -> None:
    story.certified("00086")
    clock.forward(days=671)
    story.sat("00086")
    assert len(issued(story)) == 1
    story.observed("00086")
    first, second = issued(story)
    assert (second["number"], second["valid_from"]) == ("SQM-2028-00002", date(2026, 10, 12) + timedelta(671))
    assert (first["valid_until"], second["valid_until"]) == (date(2028, 10, 12), date(2030, 10, 12))
    (rung,) = rungs(story)
    assert (rung["state"], rung["number"], rung["renewal"]) == ("valid", "SQM-2028-00002", [])
    assert certify.award_everybody(story.house) == []


def test_before_the_window_nothing_is_renewed(story: Story, clock: Clock) -> None:
    story.certified("00086")
    clock.forward(days=300)
    story.sat("00086")
    story.observed("00086")
    assert len(issued(story)) == 1
    clock.forward(days=371)
    assert len(certify.award_everybody(story.house)) == 1, "what was shown since the award counts once renewal opens"


def test_what_has_run_out_can_be_earned_again_from_that_day(story: Story, clock: Clock) -> None:
    story.certified("00086")
    clock.forward(days=800)
    assert rungs(story)[0]["state"] == "expired"
    story.sat("00086")
    story.observed("00086")
    today = story.house.today()
    assert (issued(story)[-1]["valid_from"], rungs(story)[0]["state"]) == (today, "valid")
    assert issued(story)[-1]["valid_until"] == today.replace(year=today.year + 2)


def test_courses_read_once_alone_renew_nothing(story: Story, clock: Clock) -> None:
    story.edit_rules(lambda rules: rules[0].update(paper=None, practical=None))
    story.read("00086")
    clock.forward(days=800)
    assert certify.award_everybody(story.house) == []
    assert len(issued(story)) == 1


def test_a_renewal_has_all_its_attempts_though_they_ran_out_before(story: Story, clock: Clock) -> None:
    for right in (False, False, True):
        story.sat("00086", right)
    story.read("00086")
    story.observed("00086")
    (paper,) = sit.papers(story.house, story.who("00086"))
    assert paper["attempts_left"] == 3
    clock.forward(days=100)
    story.hand_in("00086")
    clock.forward(days=571)
    (paper,) = sit.papers(story.house, story.who("00086"))
    assert (paper["attempts_left"], paper["blocked_code"]) == (3, None)
    assert story.row(story.hand_in("00086"))["number"] == 5


def test_a_suspended_certificate_waits_and_comes_back(story: Story) -> None:
    story.certified("00086")
    withdraw(story, "SQM-2026-00001", "suspend")
    assert rungs(story)[0]["state"] == "suspended"
    assert certify.award_everybody(story.house) == []
    with refused("certificate.withdrawn"):
        certify.pdf(story.house, EVERYBODY, "SQM-2026-00001")
    withdraw(story, "SQM-2026-00001", "resume")
    assert rungs(story)[0]["state"] == "valid"


def test_after_a_revocation_everything_is_shown_anew(story: Story, clock: Clock) -> None:
    story.certified("00086")
    clock.forward(days=10)
    withdraw(story, "SQM-2026-00001", "revoke")
    clock.forward(days=1)
    assert rungs(story)[0]["state"] == "revoked"
    story.sat("00086")
    assert len(issued(story)) == 1
    story.observed("00086")
    again = issued(story)[-1]
    assert (again["valid_from"], again["valid_until"]) == (date(2026, 10, 23), date(2028, 10, 23))


# --- as of a day --------------------------------------------------------------------------------------


def test_who_was_valid_for_what_on_a_day(story: Story, clock: Clock) -> None:
    story.certified("00086")
    clock.forward(days=30)
    story.certified("00087")
    withdraw(story, "SQM-2026-00002", "suspend")

    def held(on: date) -> list[str]:
        return sorted(one["employee_no"] for one in certify.holders(story.house, EVERYBODY, on))

    assert held(date(2026, 10, 11)) == []
    assert held(date(2026, 10, 12)) == ["00086"]
    assert held(date(2026, 11, 11)) == ["00086"], "suspended that very day"
    assert held(date(2028, 10, 12)) == ["00086"]
    assert held(date(2028, 10, 13)) == []


def test_who_was_valid_is_told_within_the_askers_stores(story: Story) -> None:
    story.certified("00086")
    assert len(certify.holders(story.house, SH001, date(2026, 12, 1))) == 1
    assert certify.holders(story.house, certify.Scope(stores=frozenset({"BJ001"})), date(2026, 12, 1)) == []


def test_a_certificate_prints_for_whoever_may_see_its_holder(story: Story) -> None:
    story.certified("00086")
    assert certify.pdf(story.house, SH001, "SQM-2026-00001").startswith(b"%PDF")
    for scope in (certify.Scope(), certify.Scope(own=story.who("00087"))):
        with refused("certificate.unknown"):
            certify.pdf(story.house, scope, "SQM-2026-00001")


def test_a_post_policy_no_longer_has_breaks_no_page(story: Story) -> None:
    story.certified("00086")
    posts = story.policy / "posts.yaml"
    story.edit(posts, lambda rows: rows.remove(next(row for row in rows if row["id"] == "technician")))
    assert rungs(story)[0]["post"]["title"] == {"zh": "technician", "en": "technician"}
    assert report.people(story.house, EVERYBODY)["rows"]
    assert certify.pdf(story.house, EVERYBODY, "SQM-2026-00001").startswith(b"%PDF")


def test_the_ladder_of_everybody_costs_no_question_a_person(story: Story, house: Installation) -> None:
    people = "".join(f"N{n:03},张{n},SH001,上海浦东店,维修技师,在职\n" for n in range(30))
    few = _questions(house)
    enrol.apply(house, "r.csv", f"工号,姓名,门店编码,门店,岗位,用工状态\n{people}".encode(), "HR")
    assert _questions(house) == few


def _questions(house: Installation) -> int:
    from sqlalchemy import event

    asked: list[str] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    report.people(house, EVERYBODY)
    event.listen(house.store.engine, "before_cursor_execute", note)
    report.people(house, EVERYBODY)
    event.remove(house.store.engine, "before_cursor_execute", note)
    return len(asked)
