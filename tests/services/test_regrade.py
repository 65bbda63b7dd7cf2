"""A wrong key found after two hundred people met it: a dry run, a second person, nobody lowered unasked."""

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import Clock
from openpyxl import load_workbook
from services.cohort import Cohort, gather_cohort
from services.story import EVERYBODY, PAPER, PaperBook, Story, refused
from sqlalchemy import func, select

from sqm_training.domain import marking
from sqm_training.domain.regrade import NewKey
from sqm_training.records import attempts, regrades, tables
from sqm_training.records.gradebook import Gradebook
from sqm_training.services import invigilate, mark, proposals, publish, regrade, result, review, sit, trace
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

REASON = "标准已改版，正确答案应为新一项"
FACTS = (tables.mark, tables.certificate, tables.regrade, tables.regrade_decision, tables.audit)


@pytest.fixture(scope="module")
def gathered(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cohort]:
    state = tmp_path_factory.mktemp("cohort") / "state"
    shutil.copytree(laid_out, state)
    house = Installation.open(Settings(state))
    house.clock = Clock()
    cohort = gather_cohort(house)
    house.store.engine.dispose()
    return state, cohort


@pytest.fixture
def cohort(gathered: tuple[Path, Cohort]) -> Cohort:
    return gathered[1]


@pytest.fixture
def house(gathered: tuple[Path, Cohort], tmp_path: Path, clock: Clock) -> Installation:
    shutil.copytree(gathered[0], tmp_path / "state")
    house = Installation.open(Settings(tmp_path / "state"))
    house.clock = clock
    clock.forward(days=3)
    return house


def new_key(cohort: Cohort) -> dict[str, Any]:
    return {"kind": "key", "changes": {"key": cohort.new}}


def dry_run(story: Story, cohort: Cohort, lower: bool = False, **asked: Any) -> dict[str, Any]:
    made = regrade.correction(story.house, cohort.item, 1, asked or new_key(cohort))
    return regrade.dry_run(story.house, cohort.item, 1, made, lower)


def proposed(story: Story, cohort: Cohort, by: str = "TR01", **asked: Any) -> int:
    return regrade.propose(story.house, story.who(by), cohort.item, 1, asked or new_key(cohort), REASON)


def approved(story: Story, key: int, by: str = "AP01", lower: bool = False, reason: str = "") -> int:
    told = proposals.one(story.house, story.who(by), key, lower)["report"]
    return regrade.approve(story.house, story.who(by), key, told["digest"], lower, reason)


def count(story: Story, *facts: Any) -> list[int]:
    found = [story.house.store.row(select(func.count().label("n")).select_from(fact)) for fact in facts or FACTS]
    return [int(row["n"]) for row in found if row]


def points(story: Story, *numbers: str) -> set[float]:
    """What these people have for the item in question."""
    keys = [f"a{number}" for number in numbers]
    return {marks["s01"]["points"] for marks in attempts.marks(story.house.store, keys).values()}


def percents(story: Story, number: str) -> tuple[float, bool]:
    came = result.of(story.house, story.who(number), f"a{number}")
    return came["percent"], came["passed"]


def certificates_of(story: Story, numbers: list[str]) -> int:
    held = tables.certificate.c.person.in_([story.who(number) for number in numbers])
    return len(story.house.store.rows(select(tables.certificate.c.id).where(held)))


def events(story: Story, verb: str) -> list[Any]:
    return list(story.house.store.rows(select(tables.audit).where(tables.audit.c.verb == verb)))


# --- the dry run --------------------------------------------------------------------------------------


def test_a_dry_run_tells_who_changes_and_by_how_much(story: Story, cohort: Cohort) -> None:
    told = dry_run(story, cohort)
    by_number = {story.who(number): number for number in cohort.numbers(*cohort.groups)}
    rows = {by_number[row["person"]]: row for row in told["people"]}
    (sat,) = rows["T000"]["attempts"]
    assert (sat["change"], sat["points"]) == ("up", {"before": 0, "after": 20, "found": 20, "of": 20})
    assert (sat["percent"], sat["passed"]) == ({"before": 60, "after": 80}, {"before": False, "after": True})
    touched = ("robbed of a pass", "robbed of points", "passed by the mistake", "given points", "marked by hand")
    assert sorted(rows) == sorted(cohort.numbers(*touched))
    assert {key: told["counts"][key] for key in ("met", "up", "down", "kept", "person", "same", "passing")} == {
        "met": 200, "up": 100, "down": 0, "kept": 50, "person": 10, "same": 40, "passing": 80,
    }  # fmt: skip


def test_it_tells_which_certificates_would_be_awarded_and_which_stand_on_a_changed_mark(
    story: Story, cohort: Cohort
) -> None:
    counts = dry_run(story, cohort)["counts"]
    assert (counts["awarded"], counts["stands"], counts["loses_basis"]) == (80, 20, 0)
    counts = dry_run(story, cohort, lower=True)["counts"]
    assert (counts["awarded"], counts["stands"], counts["loses_basis"], counts["failing"]) == (80, 30, 40, 40)


def test_it_tells_which_reviews_come_out_otherwise_and_they_do(story: Story, cohort: Cohort) -> None:
    def score(number: str) -> Any:
        return review.of(story.house, story.who(number), "2026-Q4")["score"]

    told = dry_run(story, cohort)
    (row,) = (one for one in told["people"] if one["person"] == story.who("T000"))
    (found,) = row["reviews"]
    assert (found["period"], found["assessment"]) == ("2026-Q4", {"before": 60, "after": 80})
    assert found["score"]["before"] == score("T000")
    assert told["counts"]["reviews"] == 100
    approved(story, proposed(story, cohort))
    assert score("T000") == found["score"]["after"] > found["score"]["before"]


def test_a_dry_run_and_a_proposal_change_nothing_but_that_there_is_a_proposal(story: Story, cohort: Cohort) -> None:
    before = count(story)
    dry_run(story, cohort)
    dry_run(story, cohort, lower=True)
    assert count(story) == before
    key = proposed(story, cohort)
    proposals.one(story.house, story.who("AP01"), key, True)
    assert count(story, tables.mark, tables.certificate, tables.regrade_decision) == [*before[:2], 0]


def test_full_points_are_for_everybody_who_met_it_but_those_a_person_marked(story: Story, cohort: Cohort) -> None:
    counts = dry_run(story, cohort, kind="full")["counts"]
    assert (counts["up"], counts["same"], counts["person"], counts["kept"]) == (140, 50, 10, 0)
    approved(story, proposed(story, cohort, kind="full"))
    assert points(story, *cohort.numbers("silent", "wrong", "robbed of points", "given points")) == {20}
    assert points(story, *cohort.numbers("marked by hand")) == {5}


def test_a_reset_attempt_counts_for_nobody(story: Story, cohort: Cohort) -> None:
    invigilate.reset(story.house, EVERYBODY, story.who("TR01"), "aT000", "考场断电")
    told = dry_run(story, cohort)
    assert (told["counts"]["met"], told["counts"]["up"], told["counts"]["waiting"]) == (199, 99, 0)
    assert story.who("T000") not in [row["person"] for row in told["people"]]


def test_whether_somebody_passes_is_told_by_the_whole_pass_rule(story: Story, cohort: Cohort) -> None:
    def redden(paper: dict[str, Any]) -> None:
        paper["slices"][0]["knock_out"] = True

    story.edit(story.house.settings.assessments / "papers" / f"{PAPER}.yaml", redden)
    publish.paper(story.house, PAPER, "administrator")
    answered(story, cohort, "00086", right=cohort.new)
    sat = {row["person"]: row["attempts"] for row in dry_run(story, cohort)["people"]}[story.who("00086")]
    assert [(one["percent"], one["passed"]) for one in sat] == [
        ({"before": 80, "after": 100}, {"before": False, "after": True})
    ]


def answered(story: Story, cohort: Cohort, number: str, right: str) -> str:
    """Everything right, and this for the item in question."""
    person = story.who(number)
    key = sit.start(story.house, person, PAPER)
    for seq, (question, item) in enumerate(sit.questions(story.house, story.row(key)), 1):
        answer = right if item.id == cohort.item else marking.samples(item).right
        sit.save(story.house, person, key, question.slot, answer, seq, "phone")
    sit.submit(story.house, person, key, "phone")
    mark.by_machine(story.house, story.book)
    return key


# --- approving ----------------------------------------------------------------------------------------


def test_approved_every_mark_is_as_the_dry_run_said_and_those_who_now_pass_are_certified(
    story: Story, cohort: Cohort
) -> None:
    robbed = cohort.numbers("robbed of a pass")
    assert certificates_of(story, robbed) == 0
    assert approved(story, proposed(story, cohort)) == 100
    assert percents(story, "T000") == (80, True)
    assert points(story, *cohort.numbers("robbed of a pass", "robbed of points")) == {20}
    assert points(story, *cohort.numbers("wrong", "silent")) == {0}
    assert certificates_of(story, robbed) == 80


def test_old_marks_and_new_are_kept_side_by_side(story: Story, cohort: Cohort) -> None:
    approved(story, proposed(story, cohort))
    of = (tables.mark.c.attempt == "aT000", tables.mark.c.slot == "s01")
    rows = story.house.store.rows(select(tables.mark).where(*of).order_by(tables.mark.c.id))
    assert [(row["points"], row["source"], row["by"]) for row in rows] == [
        (0, "machine", "worker"),
        (20, "machine", story.who("AP01")),
    ]
    assert [row["regrade"] for row in rows] == [None, 1]


def test_what_a_person_marked_stays(story: Story, cohort: Cohort) -> None:
    before = count(story, tables.mark)
    approved(story, proposed(story, cohort), lower=True, reason="按新答案统一评分")
    assert points(story, *cohort.numbers("marked by hand")) == {5}
    assert count(story, tables.mark)[0] - before[0] == 150


def test_nobody_is_lowered_unless_that_is_said(story: Story, cohort: Cohort) -> None:
    approved(story, proposed(story, cohort))
    assert points(story, *cohort.numbers("passed by the mistake", "given points")) == {20}


def test_lowering_needs_a_reason_and_takes_no_certificate_away(story: Story, cohort: Cohort) -> None:
    lucky, key = cohort.numbers("passed by the mistake"), proposed(story, cohort)
    with refused("regrade.reason"):
        approved(story, key, lower=True, reason=" ")
    assert approved(story, key, lower=True, reason="按新答案统一评分") == 150
    assert points(story, *lucky, *cohort.numbers("given points")) == {0}
    assert percents(story, lucky[0]) == (60, False)
    assert certificates_of(story, lucky) == len(lucky)
    assert story.house.store.rows(select(tables.certificate_event)) == []
    (row,) = regrades.in_force(story.house.store)
    assert (row["decided_lower"], row["decided_reason"]) == (True, "按新答案统一评分")


def test_only_another_person_approves_and_none_who_is_touched_by_it(story: Story, cohort: Cohort) -> None:
    key = proposed(story, cohort)
    digest = dry_run(story, cohort)["digest"]
    with refused("regrade.own_proposal"):
        regrade.approve(story.house, story.who("TR01"), key, digest, False, "")
    with refused("regrade.own_proposal"):
        regrade.reject(story.house, story.who("TR01"), key, "no")
    with refused("regrade.own_mark"):
        regrade.approve(story.house, story.who("T000"), key, digest, False, "")
    assert count(story, tables.regrade_decision) == [0]


def test_approving_twice_changes_nothing(story: Story, cohort: Cohort) -> None:
    key = proposed(story, cohort)
    assert approved(story, key) == 100
    before = count(story)
    assert approved(story, key) == 0
    assert approved(story, key, by="HR01", lower=True, reason="again") == 0
    assert count(story) == before


def test_of_two_who_approve_at_once_one_does(story: Story, cohort: Cohort) -> None:
    key, before = proposed(story, cohort), count(story, tables.mark)[0]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda by: approved(story, key, by), ("AP01", "HR01"))) == [0, 100]
    assert count(story, tables.mark, tables.regrade_decision) == [before + 100, 1]


def test_the_same_correction_once_more_changes_nothing(story: Story, cohort: Cohort) -> None:
    approved(story, proposed(story, cohort))
    counts = dry_run(story, cohort)["counts"]
    assert (counts["up"], counts["down"], counts["passing"], counts["awarded"]) == (0, 0, 0, 0)
    before = count(story, tables.mark, tables.certificate)
    assert approved(story, proposed(story, cohort)) == 0
    assert count(story, tables.mark, tables.certificate) == before


def test_those_who_were_kept_can_be_lowered_later_by_another_decision(story: Story, cohort: Cohort) -> None:
    approved(story, proposed(story, cohort))
    assert approved(story, proposed(story, cohort), lower=True, reason="培训委员会决定") == 50
    assert points(story, *cohort.numbers("passed by the mistake")) == {0}


def test_what_would_by_now_change_something_else_is_shown_anew_first(story: Story, cohort: Cohort) -> None:
    key, digest = proposed(story, cohort), dry_run(story, cohort)["digest"]
    assert proposals.one(story.house, story.who("AP01"), key, False)["moved"] is False
    with story.house.store.write(story.who("TR02"), story.house.now()) as ledger:
        fact = {"attempt": "aT000", "slot": "s01", "points": 12.0, "source": "person"}
        ledger.add(tables.mark, **fact, rubric={}, comment="当面复核")
    before = count(story)
    with refused("regrade.moved"):
        regrade.approve(story.house, story.who("AP01"), key, digest, False, "")
    assert count(story) == before
    again = proposals.one(story.house, story.who("AP01"), key, False)
    assert (again["moved"], again["report"]["counts"]["up"], again["report"]["counts"]["person"]) == (True, 99, 11)
    assert regrade.approve(story.house, story.who("AP01"), key, again["report"]["digest"], False, "") == 99
    assert points(story, "T000") == {12}


def test_the_dry_run_without_lowering_does_not_stand_for_the_one_with(story: Story, cohort: Cohort) -> None:
    key, digest = proposed(story, cohort), dry_run(story, cohort)["digest"]
    with refused("regrade.moved"):
        regrade.approve(story.house, story.who("AP01"), key, digest, True, "按新答案统一评分")


def test_a_mark_that_comes_in_at_the_last_moment_stops_it(
    story: Story, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, digest, commit = proposed(story, cohort), dry_run(story, cohort)["digest"], regrade._commit

    def meanwhile(*given: Any) -> int:
        with story.house.store.write("TR02", story.house.now()) as ledger:
            fact = {"attempt": "aT000", "slot": "s01", "points": 12.0, "source": "person"}
            ledger.add(tables.mark, **fact, rubric={}, comment="")
        return commit(*given)

    monkeypatch.setattr(regrade, "_commit", meanwhile)
    before = count(story, tables.regrade_decision)
    with refused("regrade.moved"):
        regrade.approve(story.house, story.who("AP01"), key, digest, False, "")
    assert count(story, tables.regrade_decision) == before


def test_every_change_is_an_event_with_actor_before_after_and_reason(story: Story, cohort: Cohort) -> None:
    key = proposed(story, cohort)
    approved(story, key)
    (asked,), (said,), remarked = (
        events(story, f"{verb}") for verb in ("regrade.propose", "regrade.approve", "attempt.remark")
    )
    assert (asked["by"], asked["detail"]["reason"]) == (story.who("TR01"), REASON)
    assert (said["by"], said["detail"]["lower"]) == (story.who("AP01"), False)
    assert asked["detail"]["digest"] == said["detail"]["digest"]
    assert len(remarked) == 100
    one = next(row for row in remarked if row["subject"] == "aT000")
    assert one["by"] == story.who("AP01")
    assert one["detail"] == {"slot": "s01", "before": 0, "after": 20, "regrade": key, "reason": REASON}
    assert story.house.store.verify() == []


# --- proposing ----------------------------------------------------------------------------------------


def test_a_proposal_is_decided_once(story: Story, cohort: Cohort) -> None:
    first = proposed(story, cohort)
    with refused("regrade.open_already"):
        proposed(story, cohort, kind="full")
    with refused("regrade.not_yours"):
        regrade.withdraw(story.house, story.who("TR02"), first, "x")
    regrade.withdraw(story.house, story.who("TR01"), first, "想错了")
    second = proposed(story, cohort, kind="full")
    regrade.reject(story.house, story.who("HR01"), second, "题目没有问题")
    for key in (first, second):
        with refused("regrade.decided"):
            regrade.reject(story.house, story.who("HR01"), key, "x")
        told = dry_run(story, cohort)
        with refused("regrade.decided"):
            regrade._commit(story.house, story.who("HR01"), regrades_row(story, key), made(story, key), told, "")
    assert [row["state"] for row in regrades.everything(story.house.store)] == ["rejected", "withdrawn"]
    assert len(events(story, "regrade.reject")) == len(events(story, "regrade.withdraw")) == 1


def regrades_row(story: Story, key: int) -> Any:
    row = regrades.one(story.house.store, key)
    assert row is not None
    return row


def made(story: Story, key: int) -> Any:
    return regrade.CORRECTION.validate_python(regrades_row(story, key)["correction"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"kind": "bank"}, "regrade.not_newer"),
        ({"kind": "key", "changes": {"prompt": {"zh": "x", "en": "x"}}}, "regrade.no_key"),
        ({"kind": "key", "changes": {"key": "z"}}, "regrade.item_invalid"),
        ({"kind": "key", "changes": None}, "regrade.no_key"),
    ],
)
def test_what_is_no_correction_of_it_is_refused(story: Story, cohort: Cohort, asked: Any, code: str) -> None:
    with refused(code):
        regrade.correction(story.house, cohort.item, 1, asked)


def test_the_same_key_is_no_correction(story: Story, cohort: Cohort) -> None:
    with refused("regrade.same_key"):
        regrade.correction(story.house, cohort.item, 1, {"kind": "key", "changes": {"key": cohort.old}})


def test_what_is_not_there_is_refused(story: Story, cohort: Cohort) -> None:
    with refused("regrade.item_unknown"):
        regrade.correction(story.house, cohort.item, 7, {"kind": "full"})
    with refused("regrade.unknown"):
        proposals.one(story.house, story.who("AP01"), 99, False)


def test_what_a_person_marks_is_re_marked_by_a_person(story: Story) -> None:
    written = {"id": "written", "title": {"zh": "写", "en": "write"}, "competencies": ["C3.3-06"], "points": 10}
    more = written | {"kinds": ["free_text"], "count": 1, "marking": "person"}
    path = story.house.settings.assessments / "papers" / f"{PAPER}.yaml"
    story.edit(path, lambda paper: paper["slices"].append(more))
    publish.paper(story.house, PAPER, "administrator")
    ((_, item),) = story.written(story.sat("00086"))
    assert trace.items(story.house, item.id)["items"] == []
    with refused("regrade.by_person"):
        regrade.correction(story.house, item.id, item.version, {"kind": "full"})


def mend_in_bank(story: Story, cohort: Cohort, **changes: Any) -> None:
    def mend(items: list[dict[str, Any]]) -> None:
        next(one for one in items if one["id"] == cohort.item).update(version=2, **changes)

    for path in (story.house.settings.assessments / "banks").glob("*.yaml"):
        if cohort.item in path.read_text("utf-8"):
            story.edit(path, mend)


def test_the_banks_newer_version_serves_as_the_correction(story: Story, cohort: Cohort) -> None:
    assert trace.one(story.house, cohort.item, 1)["bank"] is None
    mend_in_bank(story, cohort, key=cohort.new, prompt={"zh": "改好的题", "en": "A better one"})
    shown = trace.one(story.house, cohort.item, 1)
    assert (shown["bank"]["answer"], shown["bank"]["reworded"], shown["answer"]) == (cohort.new, True, cohort.old)
    correction = regrade.correction(story.house, cohort.item, 1, {"kind": "bank"})
    assert isinstance(correction, NewKey)
    assert (correction.item.version, dry_run(story, cohort, kind="bank")["counts"]["up"]) == (2, 100)


def test_a_newer_version_that_asks_otherwise_is_named_as_unfit(story: Story, cohort: Cohort) -> None:
    extra = [{"id": one, "text": {"zh": f"项{one}", "en": f"option {one}"}} for one in "abcdef"]
    mend_in_bank(story, cohort, options=extra, key="f")
    assert trace.one(story.house, cohort.item, 1)["bank"] == {"version": 2, "unfit": "asks_otherwise"}
    with refused("regrade.asks_otherwise"):
        regrade.correction(story.house, cohort.item, 1, {"kind": "bank"})


def test_items_that_were_drawn_are_found_by_words_in_either_language(story: Story, cohort: Cohort) -> None:
    (row,) = trace.items(story.house, cohort.item)["items"]
    assert (row["version"], row["met"]) == (1, 200)
    for words in (row["prompt"]["zh"][:6], row["prompt"]["en"][:12].upper(), row["competency"]):
        assert cohort.item in [one["item"] for one in trace.items(story.house, words)["items"]]
    assert trace.items(story.house, "没有这样的题")["items"] == []
    assert trace.items(story.house, "")["found"] == 5


def test_papers_that_still_draw_the_item_are_named_until_published_anew(story: Story, cohort: Cohort) -> None:
    assert [one["id"] for one in trace.one(story.house, cohort.item, 1)["drawn_from"]] == [PAPER]
    mend_in_bank(story, cohort, key=cohort.new)
    publish.paper(story.house, PAPER, "administrator")
    assert trace.one(story.house, cohort.item, 1)["drawn_from"] == []


# --- afterwards ---------------------------------------------------------------------------------------


def the_item(story: Story, cohort: Cohort, number: str, attempt: str = "") -> dict[str, Any]:
    came = result.of(story.house, story.who(number), attempt or f"a{number}")
    return next(one for one in came["items"] if one["view"]["item"] == cohort.item)


def test_a_result_says_when_and_why_it_was_re_marked_and_shows_the_right_key(story: Story, cohort: Cohort) -> None:
    assert the_item(story, cohort, "T000")["remarked"] is None
    approved(story, proposed(story, cohort))
    changed, same = the_item(story, cohort, "T000"), the_item(story, cohort, "T150")
    assert changed["remarked"] == {"at": story.house.now(), "reason": REASON, "changed": True}
    assert (changed["points"], changed["right"]) == (20, True)
    assert same["remarked"]["changed"] is False
    assert {changed["key"], same["key"]} == {cohort.new}


def test_a_key_that_is_never_told_is_not_told_by_the_reason_either(story: Story, cohort: Cohort) -> None:
    def hide(document: dict[str, Any]) -> None:
        document["release"] = {"marks": "after_marking", "reasons": "never"}

    story.edit(story.house.settings.assessments / "papers" / f"{PAPER}.yaml", hide)
    publish.paper(story.house, PAPER, "administrator")
    key = story.sat("00086", right=False)
    approved(story, proposed(story, cohort))
    shown = the_item(story, cohort, "00086", key)
    assert (shown["key"], shown["remarked"]["reason"]) == (None, None)


def test_who_is_marked_only_afterwards_is_treated_like_those_before(story: Story, cohort: Cohort) -> None:
    person = story.who("00086")
    attempt = sit.start(story.house, person, PAPER)
    question = next(one for one, item in sit.questions(story.house, story.row(attempt)) if item.id == cohort.item)
    sit.save(story.house, person, attempt, question.slot, cohort.new, 1, "phone")
    key = proposed(story, cohort)
    assert trace.one(story.house, cohort.item, 1)["waiting"] == 1
    approved(story, key)
    sit.submit(story.house, person, attempt, "phone")
    mark.by_machine(story.house, story.book)
    of = (tables.mark.c.attempt == attempt, tables.mark.c.slot == question.slot)
    rows = story.house.store.rows(select(tables.mark).where(*of).order_by(tables.mark.c.id))
    assert [(row["points"], row["regrade"]) for row in rows] == [(0, None), (20, key)]
    assert proposals.one(story.house, story.who("AP01"), key, False)["later"] == 1
    event = events(story, "attempt.remark")[-1]
    assert (event["subject"], event["detail"]["before"], event["detail"]["after"]) == (attempt, 0, 20)


def test_a_proposal_not_yet_approved_changes_nobodys_mark(story: Story, cohort: Cohort) -> None:
    proposed(story, cohort)
    before = count(story, tables.mark)
    story.sat("00086", right=False)
    assert count(story, tables.mark)[0] == before[0] + 5


def test_what_was_changed_can_be_looked_up_as_the_approver_saw_it(story: Story, cohort: Cohort) -> None:
    key = proposed(story, cohort)
    seen = proposals.one(story.house, story.who("AP01"), key, False)
    approved(story, key)
    done = proposals.one(story.house, story.who("AU01"), key, False)
    assert done["report"] == seen["report"]
    assert (done["state"], done["decision"]["by"]) == ("approved", "冯批")
    assert (done["before"]["answer"], done["after"]["answer"]) == (cohort.old, cohort.new)
    (row,) = proposals.listing(story.house, story.who("AU01"))
    assert (row["marks"], row["counts"]["up"], row["kind"]) == (100, 100, "key")
    assert "key" not in str(sorted(row)), "the list tells no key"


def test_it_leaves_the_house_as_a_workbook(story: Story, cohort: Cohort) -> None:
    key = proposed(story, cohort)
    content = proposals.xlsx(story.house, story.who("AP01"), key, False, "zh")
    sheet: Any = load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 161
    first = next(row for row in rows if row[0] == "T000")
    assert first[5:11] == ("加分", 0, 20, 20, 60, 80)
    assert events(story, "regrade.export")[0]["detail"] == {"rows": 160}


# --- the gradebook ------------------------------------------------------------------------------------


def test_the_gradebook_follows_and_is_filled_again_when_it_was_lost(story: Story, cohort: Cohort) -> None:
    last = copied(story, story.book, 0)
    approved(story, proposed(story, cohort))
    copied(story, story.book, last)
    lost = PaperBook()
    copied(story, lost, 0)
    for book in (story.book, lost):
        of = {number: book.entries[f"{PAPER}-v2-a1", story.who(number)]["s01"] for number in ("T000", "T190")}
        assert of == {"T000": 20, "T190": 5}


def copied(story: Story, book: PaperBook, after: int) -> int:
    while (last := mark.copy_to_book(story.house, book, after, set())) != after:
        after = last
    return after


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_nbgrader_shows_the_mark_and_why(house: Installation, story: Story, cohort: Cohort) -> None:
    book = Gradebook(house.settings.nbgrader)
    key = story.sat("00086", right=False)
    sat, person = story.row(key), story.who("00086")
    slot = next(one.slot for one, item in sit.questions(house, sat) if item.id == cohort.item)
    mark._into_book(house, book, sat, sit.questions(house, sat), given(house, key))
    before = book.points(f"{PAPER}-v2-a1", person)
    last = max(row["id"] for row in house.store.rows(select(tables.mark.c.id)))
    approved(story, proposed(story, cohort, kind="full"))
    (row,) = house.store.rows(select(tables.mark).where(tables.mark.c.attempt == key, tables.mark.c.id > last))
    mark._copy_one(house, book, row)
    assert (before[slot], book.points(f"{PAPER}-v2-a1", person)[slot]) == (0, 20)
    assert REASON in book.feedback(f"{PAPER}-v2-a1", person).read_text("utf-8")


def given(house: Installation, key: str) -> dict[str, Any]:
    return {slot: step["answer"] for slot, step in attempts.answers(house.store, key).items()}
