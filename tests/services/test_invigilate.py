"""What an invigilator may do to an attempt, what it does to the clock, and what is never done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import pytest
from conftest import Clock
from services.story import BJ001, EVERYBODY, PAPER, SH001, Story, refused
from sqlalchemy import select

from sqm_training.domain import marking
from sqm_training.domain.attempt import NOTES, State, Step
from sqm_training.errors import Refused
from sqm_training.records import attempts, tables
from sqm_training.services import assign, certify, enrol, invigilate, mark, publish, result, schedule, sit
from sqm_training.services.certify import Evidences

Do = Callable[..., None]


@pytest.fixture
def me(story: Story) -> str:
    return story.who("00086")


@pytest.fixture
def key(story: Story, me: str) -> str:
    return sit.start(story.house, me, PAPER)


@pytest.fixture
def choice(story: Story, key: str) -> tuple[str, str, str]:
    """A single-choice slot: its id, a right answer, a wrong one."""
    for question, item in sit.questions(story.house, story.row(key)):
        if item.kind == "single":
            known = marking.samples(item)
            return question.slot, known.right, known.wrong
    raise AssertionError


@pytest.fixture
def trainer(story: Story) -> Callable[..., None]:
    """`trainer(invigilate.pause, key, "reason")`: TR01 of the same store does it."""

    def act(verb: Callable[..., Any], *given: Any) -> Any:
        return verb(story.house, SH001, story.who("TR01"), *given)

    return act


def left(story: Story, key: str) -> timedelta:
    told = sit.clock(story.house, story.row(key)["person"], key)
    span: timedelta = told["deadline"] - told["now"]
    return span


def events(story: Story, verb: str) -> list[Any]:
    return story.house.store.rows(select(tables.audit).where(tables.audit.c.verb == verb))


# --- extra time ---------------------------------------------------------------------------------------


def test_more_time_for_one_is_on_the_clock_at_once_and_on_record_with_its_reason(
    story: Story, key: str, trainer: Do, clock: Clock
) -> None:
    clock.forward(minutes=30)
    trainer(invigilate.extend, key, 15, "设备故障，更换平板")
    assert left(story, key) == timedelta(minutes=25)
    (step,) = attempts.steps(story.house.store, key)
    assert (step["kind"], step["detail"]) == ("extend", {"minutes": 15, "reason": "设备故障，更换平板"})
    assert step["by"] == story.who("TR01")
    ((event),) = events(story, "attempt.extend")
    assert (event["by"], event["detail"]["minutes"]) == (story.who("TR01"), 15)
    assert story.row(key)["deadline"] == clock() + timedelta(minutes=10), "the original stays as it was"


def test_extra_time_holds_until_its_last_second_and_no_longer(
    story: Story, me: str, key: str, choice: tuple[str, str, str], trainer: Do, clock: Clock
) -> None:
    trainer(invigilate.extend, key, 15, "…")
    clock.forward(minutes=54, seconds=59)
    assert sit.expire(story.house) == []
    sit.save(story.house, me, key, choice[0], choice[1], 1, "phone")
    clock.forward(seconds=30)
    sit.save(story.house, me, key, choice[0], choice[2], 2, "phone")
    assert attempts.answers(story.house.store, key)[choice[0]]["late"] is True
    clock.forward(seconds=2)
    with refused("attempt.late"):
        sit.save(story.house, me, key, choice[0], choice[1], 3, "phone")
    assert sit.expire(story.house) == [key]


def test_more_time_for_all_reaches_everybody_who_is_at_it(story: Story, clock: Clock) -> None:
    now = clock()
    who = story.who("HR01")
    window = (now, now + timedelta(hours=2))
    sitting = schedule.create(story.house, EVERYBODY, who, PAPER, *window, "", "", [("store", "SH001")])
    begun = [sit.start(story.house, story.who(one), PAPER) for one in ("00086", "00087")]
    sit.submit(story.house, story.who("00087"), begun[1], "phone")
    done = invigilate.everybody(story.house, EVERYBODY, who, sitting, "extend", "火警演习", 10)
    assert done == {"attempts": 1}
    assert left(story, begun[0]) == timedelta(minutes=50)
    with refused("invigilate.nobody"):
        invigilate.everybody(story.house, EVERYBODY, who, sitting, "resume", "…")


def test_extra_time_granted_before_the_start_is_there_from_the_first_second(story: Story, me: str, trainer: Do) -> None:
    trainer(invigilate.grant, PAPER, None, me, 20, "手部受伤，打字慢")
    begun = sit.start(story.house, me, PAPER)
    assert left(story, begun) == timedelta(minutes=60)
    (step,) = attempts.steps(story.house.store, begun)
    assert step["detail"] == {"minutes": 20, "reason": "手部受伤，打字慢", "granted_by": story.who("TR01")}


def test_a_later_grant_replaces_an_earlier_one_and_none_takes_it_back(story: Story, me: str, trainer: Do) -> None:
    trainer(invigilate.grant, PAPER, None, me, 20, "…")
    trainer(invigilate.grant, PAPER, None, me, 0, "误操作")
    assert left(story, sit.start(story.house, me, PAPER)) == timedelta(minutes=40)


def test_a_grant_for_a_sitting_is_for_that_sitting(story: Story, me: str, clock: Clock) -> None:
    who, now = story.who("HR01"), clock()
    keys = [
        schedule.create(
            story.house,
            EVERYBODY,
            who,
            PAPER,
            now + timedelta(hours=after),
            now + timedelta(hours=after + 1),
            "",
            "",
            [("person", me)],
        )
        for after in (0, 5)
    ]
    invigilate.grant_in(story.house, EVERYBODY, who, keys[1], me, 10, "…")
    first = sit.start(story.house, me, PAPER)
    assert left(story, first) == timedelta(minutes=40)
    sit.submit(story.house, me, first, "phone")
    clock.forward(hours=5)
    assert left(story, sit.start(story.house, me, PAPER)) == timedelta(minutes=50)


# --- pause --------------------------------------------------------------------------------------------


def test_a_pause_stops_the_clock_and_going_on_gives_all_the_time_that_was_left(
    story: Story, me: str, key: str, trainer: Do, clock: Clock
) -> None:
    clock.forward(minutes=10)
    trainer(invigilate.pause, key, "消防演练")
    clock.forward(hours=3)
    assert left(story, key) == timedelta(minutes=30)
    assert sit.expire(story.house) == []
    trainer(invigilate.resume, key, "演练结束")
    assert left(story, key) == timedelta(minutes=30)
    clock.forward(minutes=31)
    assert sit.expire(story.house) == [key]
    assert story.row(key)["closed_at"] == clock() - timedelta(minutes=1), "it ended when time was up"


def test_while_paused_nothing_is_shown_answered_or_handed_in_and_one_is_told_why(
    story: Story, me: str, key: str, choice: tuple[str, str, str], trainer: Do, clock: Clock
) -> None:
    sit.save(story.house, me, key, choice[0], choice[1], 1, "phone")
    trainer(invigilate.pause, key, "网络故障")
    seen = sit.view(story.house, me, key)
    assert (seen["state"], seen["items"]) == ("paused", [])
    assert seen["notice"] == {"reason": "网络故障", "by": "陈老师", "since": clock()}
    for step in (
        lambda: sit.save(story.house, me, key, choice[0], choice[2], 2, "phone"),
        lambda: sit.submit(story.house, me, key, "phone"),
    ):
        with refused("attempt.paused"):
            step()
    trainer(invigilate.resume, key, "恢复")
    assert attempts.answers(story.house.store, key)[choice[0]]["answer"] == choice[1]
    sit.save(story.house, me, key, choice[0], choice[2], 2, "phone")
    assert sit.view(story.house, me, key)["notice"] is None


def test_a_paused_attempt_is_the_one_that_goes_on(story: Story, me: str, key: str, trainer: Do) -> None:
    trainer(invigilate.pause, key, "…")
    assert sit.start(story.house, me, PAPER) == key
    assert sit.papers(story.house, me)[0]["open_attempt"] == key


def test_once_time_is_up_there_is_nothing_to_pause(story: Story, key: str, trainer: Do, clock: Clock) -> None:
    clock.forward(minutes=40, seconds=1)
    with refused("attempt.late"):
        trainer(invigilate.pause, key, "…")


# --- reset --------------------------------------------------------------------------------------------


def test_a_reset_attempt_counts_for_nothing_and_its_answers_stay(
    story: Story, me: str, key: str, choice: tuple[str, str, str], trainer: Do
) -> None:
    sit.save(story.house, me, key, choice[0], choice[1], 1, "phone")
    before = sit.papers(story.house, me)[0]["attempts_left"]
    trainer(invigilate.reset, key, "店内停电")
    (paper,) = sit.papers(story.house, me)
    assert (paper["attempts_left"], paper["open_attempt"]) == (before + 1, None)
    assert attempts.answers(story.house.store, key)[choice[0]]["answer"] == choice[1]
    assert result.of(story.house, me, key)["notice"]["reason"] == "店内停电"
    anew = sit.start(story.house, me, PAPER)
    assert anew != key
    assert story.row(anew)["number"] == 2
    with refused("attempt.void"):
        sit.save(story.house, me, key, choice[0], choice[2], 2, "phone")


def test_a_reset_attempt_is_never_marked(story: Story, trainer: Do) -> None:
    done = story.hand_in("00086")
    trainer(invigilate.reset, done, "误交卷")
    assert mark.by_machine(story.house, story.book) == []
    again = story.hand_in("00086")
    mark.by_machine(story.house, story.book)
    trainer(invigilate.reset, again, "误交卷")
    assert mark.waiting(story.house, EVERYBODY, "somebody") == []
    ((question, _),) = story.written(again)
    with refused("marking.unknown"):
        mark.script(story.house, EVERYBODY, story.who("TR02"), again, question.slot)


def test_reset_while_it_is_being_marked_it_gets_no_mark(story: Story, trainer: Do) -> None:
    done = story.hand_in("00086")
    sound = story.book.mark

    def marks(*given: Any) -> Any:
        trainer(invigilate.reset, done, "误交卷")
        return sound(*given)

    story.book.mark = marks  # type: ignore[method-assign]
    mark.by_machine(story.house, story.book)
    assert story.house.store.rows(select(tables.mark)) == []


def test_a_passed_attempt_that_is_reset_no_longer_shows_as_passed(story: Story, me: str, trainer: Do) -> None:
    done = story.sat("00086")
    trainer(invigilate.reset, done, "替考")
    leaf = next(
        leaf for leaf in certify.leaves(certify.ladder(Evidences(story.house, me), story.line("00086"))[0])
        if leaf["code"] == "paper"
    )  # fmt: skip
    assert (leaf["state"], leaf["value"]) == ("not_begun", None)
    (told,) = certify.sat(Evidences(story.house, me), me)
    assert (told["state"], "percent" in told) == ("void", False)
    assert assign.Board(story.house, me).progress(me, "paper", PAPER) == 0


def test_what_a_certificate_rests_on_is_not_reset(story: Story, trainer: Do) -> None:
    story.certified("00086")
    (row,) = attempts.of(story.house.store)[story.who("00086")]
    with refused("attempt.counted"):
        trainer(invigilate.reset, row["id"], "…")


def test_between_a_reset_and_the_next_attempt_lies_no_time(story: Story, me: str, trainer: Do) -> None:
    story.edit_paper(attempts={"limit": 1, "cool_down_hours": 24, "counts": "best"})
    publish.paper(story.house, PAPER, "administrator")
    first = sit.start(story.house, me, PAPER)
    sit.submit(story.house, me, first, "phone")
    with refused("attempt.none_left"):
        sit.start(story.house, me, PAPER)
    trainer(invigilate.reset, first, "误交卷")
    assert sit.start(story.house, me, PAPER) != first


# --- who may ------------------------------------------------------------------------------------------


def test_a_trainer_of_another_store_finds_no_such_attempt(story: Story, key: str) -> None:
    for verb in (invigilate.pause, invigilate.resume, invigilate.reset):
        with refused("attempt.unknown"):
            verb(story.house, BJ001, story.who("TR02"), key, "…")


def test_nobody_invigilates_their_own_attempt(story: Story) -> None:
    head = "工号,姓名,门店编码,门店,岗位,用工状态"
    enrol.apply(story.house, "r.csv", f"{head}\nTR01,陈老师,SH001,上海浦东店,维修技师,在职\n".encode(), "HR")
    trainer = story.who("TR01")
    own = sit.start(story.house, trainer, PAPER)
    with refused("invigilate.own"):
        invigilate.extend(story.house, EVERYBODY, trainer, own, 60, "…")
    with refused("invigilate.own"):
        invigilate.grant(story.house, EVERYBODY, trainer, PAPER, None, trainer, 60, "…")


# --- every state, every step --------------------------------------------------------------------------

INTO: dict[State, tuple[str, ...]] = {
    "open": (),
    "paused": ("pause",),
    "submitted": ("submit",),
    "expired": ("expire",),
    "void": ("reset",),
}
REFUSED: dict[State, dict[str, str]] = {
    "open": {"resume": "attempt.not_paused"},
    "paused": dict.fromkeys(("answer", "submit", "pause"), "attempt.paused"),
    "submitted": dict.fromkeys(("answer", "device", "pause", "resume", "extend"), "attempt.closed"),
    "expired": dict.fromkeys(("answer", "device", "pause", "resume", "extend"), "attempt.closed"),
    "void": dict.fromkeys(("answer", "device", "submit", "pause", "resume", "extend", "reset"), "attempt.void"),
}
STEPS = [step for step in get_args(Step) if step not in (*NOTES, "mark", "expire")]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", get_args(State))
def test_every_step_in_every_state_is_taken_or_refused_and_told(
    story: Story, me: str, key: str, choice: tuple[str, str, str], clock: Clock, before: State, step: str
) -> None:
    house, who = story.house, (story.house, SH001, story.who("TR01"), key)
    does: dict[str, Callable[[], Any]] = {
        "answer": lambda: sit.save(house, me, key, choice[0], choice[1], 1, "phone"),
        "device": lambda: sit.take_over(house, me, key, "tablet"),
        "submit": lambda: sit.submit(house, me, key, "phone"),
        "pause": lambda: invigilate.pause(*who, "…"),
        "resume": lambda: invigilate.resume(*who, "…"),
        "extend": lambda: invigilate.extend(*who, 5, "…"),
        "reset": lambda: invigilate.reset(*who, "…"),
        "expire": lambda: (clock.forward(hours=2), sit.expire(house)),
    }
    for name in INTO[before]:
        does[name]()
    assert story.row(key)["state"] == before
    code = REFUSED[before].get(step)
    known = attempts.steps(house.store, key)
    if code is None:
        does[step]()
        return
    with pytest.raises(Refused) as wrong:
        does[step]()
    assert (wrong.value.code, wrong.value.status) == (code, 409)
    assert story.row(key)["state"] == before
    added = attempts.steps(house.store, key)[len(known) :]
    assert [(one["kind"], one["detail"]) for one in added] == [("refuse", {"step": step, "code": code})]
