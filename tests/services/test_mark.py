"""Marking: the machine first, then a person who sees no name, one at a time; safe to be cut off."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import Clock
from services.story import BJ001, EVERYBODY, PAPER, SH001, PaperBook, Story, refused
from sqlalchemy import select

from sqm_training.errors import Refused
from sqm_training.records import attempts, tables
from sqm_training.services import enrol, mark, publish, result, sit


@pytest.fixture
def closed(story: Story) -> str:
    """An attempt of 00086, marked by the machine; its free text waits."""
    key = story.hand_in("00086")
    mark.by_machine(story.house, story.book)
    return key


@pytest.fixture
def slot(story: Story, closed: str) -> str:
    ((question, _),) = story.written(closed)
    return str(question.slot)


def rubric(story: Story, key: str, share: float = 1.0) -> dict[str, float]:
    ((_, item),) = story.written(key)
    return {line.id: line.points * share for line in item.rubric}


def give(story: Story, key: str, by: str = "TR01", share: float = 1.0, comment: str = "") -> dict[str, Any]:
    ((question, _),) = story.written(key)
    points = rubric(story, key, share)
    return mark.by_person(story.house, EVERYBODY, story.who(by), key, question.slot, points, comment)


def marks(story: Story) -> list[Any]:
    return story.house.store.rows(select(tables.mark).order_by(tables.mark.c.id))


# --- machine ------------------------------------------------------------------------------------------


def test_the_machine_marks_what_has_a_rule_and_leaves_the_rest(story: Story, closed: str, slot: str) -> None:
    paper = publish.frozen(story.house, PAPER, 1).paper
    points = attempts.points(story.house.store, [closed])[closed]
    assert set(points) == {one.id for one in paper.slots} - {slot}
    assert sum(points.values()) == 90
    assert mark.by_machine(story.house, story.book) == [], "once"


def test_an_empty_answer_asks_nobody_to_read_it(story: Story) -> None:
    key = sit.start(story.house, story.who("00086"), PAPER)
    sit.submit(story.house, story.who("00086"), key, "phone")
    mark.by_machine(story.house, story.book)
    assert mark.waiting(story.house, EVERYBODY, "somebody") == []
    assert result.of(story.house, story.who("00086"), key)["percent"] == 0
    ((question, _),) = story.written(key)
    with refused("marking.unknown"):
        mark.script(story.house, EVERYBODY, story.who("TR01"), key, question.slot)


def test_an_open_attempt_is_not_marked(story: Story) -> None:
    sit.start(story.house, story.who("00086"), PAPER)
    assert mark.by_machine(story.house, story.book) == []


def test_one_attempt_that_fails_blocks_no_other_and_is_tried_again(story: Story) -> None:
    broken, sound = story.hand_in("00086"), story.hand_in("00087")
    story.book.torn.add(story.who("00086"))
    assert mark.by_machine(story.house, story.book) == [sound]
    assert mark.by_machine(story.house, story.book) == []
    story.book.torn.clear()
    assert mark.by_machine(story.house, story.book) == [broken]


def test_cut_off_before_its_marks_were_kept_it_is_marked_again_the_same(story: Story) -> None:
    key = story.hand_in("00086")

    class Cut(PaperBook):
        def mark(self, *given: Any) -> dict[str, float | None]:
            super().mark(*given)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mark.by_machine(story.house, Cut(entries=story.book.entries))
    assert marks(story) == []
    assert mark.by_machine(story.house, story.book) == [key]
    assert len(marks(story)) == 24


def test_a_paper_of_written_answers_alone_is_marked_by_people_and_handed_to_the_book_once(story: Story) -> None:
    def written_only(paper: dict[str, Any]) -> None:
        paper["slices"] = [one for one in paper["slices"] if one["marking"] == "person"]
        paper["sections"] = paper["sections"][-1:]

    story.edit(story.house.settings.assessments / "papers" / f"{PAPER}.yaml", written_only)
    publish.paper(story.house, PAPER, "administrator")
    key = story.hand_in("00086")
    assert mark.by_machine(story.house, story.book) == [key]
    assert mark.by_machine(story.house, story.book) == []
    assert [one["attempt"] for one in mark.waiting(story.house, EVERYBODY, "somebody")] == [key]
    story.marked(key)
    assert result.of(story.house, story.who("00086"), key)["percent"] == 100


# --- person -------------------------------------------------------------------------------------------


def test_who_marks_sees_no_name_no_number_no_store(story: Story, closed: str, slot: str) -> None:
    shown = [
        mark.waiting(story.house, EVERYBODY, story.who("TR01")),
        mark.script(story.house, EVERYBODY, story.who("TR01"), closed, slot),
    ]
    told = json.dumps(shown, default=str, ensure_ascii=False)
    assert not [secret for secret in ("张伟", "00086", "SH001", "浦东", story.who("00086")) if secret in told]


def test_one_waits_in_the_stores_of_the_trainer_oldest_first(story: Story, closed: str, clock: Clock) -> None:
    clock.forward(minutes=5)
    later = story.hand_in("00087")
    mark.by_machine(story.house, story.book)
    seen = mark.waiting(story.house, SH001, story.who("TR01"))
    assert [one["attempt"] for one in seen] == [closed, later]
    assert mark.waiting(story.house, BJ001, story.who("TR02")) == []
    with refused("marking.unknown"):
        mark.script(story.house, BJ001, story.who("TR02"), closed, seen[0]["slot"])


def test_a_trainer_never_marks_their_own_answers(story: Story) -> None:
    head = "工号,姓名,门店编码,门店,岗位,用工状态"
    enrol.apply(story.house, "r.csv", f"{head}\nTR01,陈老师,SH001,上海浦东店,维修技师,在职\n".encode(), "HR")
    key = story.hand_in("TR01")
    mark.by_machine(story.house, story.book)
    ((question, _),) = story.written(key)
    assert mark.waiting(story.house, EVERYBODY, story.who("TR01")) == []
    assert len(mark.waiting(story.house, EVERYBODY, story.who("TR02"))) == 1
    for attempt in (
        lambda: mark.script(story.house, EVERYBODY, story.who("TR01"), key, question.slot),
        lambda: give(story, key, by="TR01"),
    ):
        with refused("marking.own"):
            attempt()


def test_opening_an_answer_claims_it_for_eight_hours(story: Story, closed: str, slot: str, clock: Clock) -> None:
    mark.script(story.house, EVERYBODY, story.who("TR01"), closed, slot)
    assert mark.script(story.house, EVERYBODY, story.who("TR01"), closed, slot)
    for attempt in (
        lambda: mark.script(story.house, EVERYBODY, story.who("TR02"), closed, slot),
        lambda: give(story, closed, by="TR02"),
    ):
        with refused("marking.claimed"):
            attempt()
    assert [mark.waiting(story.house, EVERYBODY, story.who(one))[0]["claimed"] for one in ("TR01", "TR02")] == [
        False,
        True,
    ]
    clock.forward(hours=8)
    give(story, closed, by="TR02")
    with refused("marking.claimed"):
        give(story, closed, by="TR01")


def test_of_ten_who_open_it_at_once_one_holds_it(story: Story, closed: str, slot: str) -> None:
    def opens(number: int) -> bool:
        try:
            return bool(mark.script(story.house, EVERYBODY, f"trainer-{number}", closed, slot))
        except Refused:
            return False

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(opens, range(10))) == 1


@pytest.mark.parametrize("wrong", [1.01, -0.01, float("nan"), float("inf")])
def test_points_stay_within_the_rubric(story: Story, closed: str, slot: str, wrong: float) -> None:
    with refused("marking.rubric"):
        give(story, closed, share=wrong)


@pytest.mark.parametrize("change", ["missing", "foreign"])
def test_every_line_of_the_rubric_is_marked_and_no_other(story: Story, closed: str, slot: str, change: str) -> None:
    points = rubric(story, closed)
    points = {"foreign": 1.0} | points if change == "foreign" else dict(list(points.items())[1:])
    with refused("marking.rubric"):
        mark.by_person(story.house, EVERYBODY, story.who("TR01"), closed, slot, points, "")


def test_a_slot_with_a_rule_is_not_for_people(story: Story, closed: str) -> None:
    question = next(q for q, item in sit.questions(story.house, story.row(closed)) if item.kind == "single")
    with refused("marking.unknown"):
        mark.by_person(story.house, EVERYBODY, story.who("TR01"), closed, question.slot, {}, "")


def test_an_open_attempt_is_nothing_to_mark(story: Story) -> None:
    key = sit.start(story.house, story.who("00086"), PAPER)
    with refused("marking.unknown"):
        give(story, key)


def test_half_the_rubric_is_half_the_points(story: Story, closed: str) -> None:
    assert give(story, closed, share=0.5) == {"points": 5.0, "of": 10.0}
    assert result.of(story.house, story.who("00086"), closed)["percent"] == 95


def test_the_same_mark_sent_twice_is_one_fact(story: Story, closed: str) -> None:
    give(story, closed, comment="很好")
    give(story, closed, comment="很好")
    assert sum(row["source"] == "person" for row in marks(story)) == 1


def test_another_mark_is_a_new_fact_and_says_why(story: Story, closed: str) -> None:
    give(story, closed)
    with refused("marking.reason"):
        give(story, closed, share=0.5, comment=" ")
    give(story, closed, share=0.5, comment="第二条没有答到")
    assert [row["points"] for row in marks(story) if row["source"] == "person"] == [10, 5]
    assert result.of(story.house, story.who("00086"), closed)["percent"] == 95


def test_a_persons_mark_outranks_a_later_one_of_the_machine(story: Story, closed: str, slot: str) -> None:
    give(story, closed, share=0.5)
    with story.house.store.write("worker", story.house.now()) as ledger:
        fact = {"attempt": closed, "slot": slot, "points": 0.0, "source": "machine"}
        ledger.add(tables.mark, **fact, rubric={}, comment="")
    assert attempts.points(story.house.store, [closed])[closed][slot] == 5


def test_answers_of_who_has_left_wait_for_nobody(story: Story, closed: str) -> None:
    head = "工号,姓名,门店编码,门店,岗位,用工状态"
    enrol.apply(story.house, "r.csv", f"{head}\n00086,张伟,SH001,上海浦东店,维修技师,离职\n".encode(), "HR")
    assert mark.waiting(story.house, EVERYBODY, story.who("TR01")) == []


# --- into the gradebook -------------------------------------------------------------------------------


def test_trainers_marks_are_copied_once_and_a_failing_one_is_tried_again(story: Story, closed: str, slot: str) -> None:
    other = story.sat("00087")
    give(story, closed)
    failed = set[int]()
    story.book.torn.add(story.who("00086"))
    last = mark.copy_to_book(story.house, story.book, 0, failed)
    assert len(failed) == 1
    assert story.book.entries[f"{PAPER}-v1-a1", story.who("00087")][story.written(other)[0][0].slot] == 10
    story.book.torn.clear()
    assert mark.copy_to_book(story.house, story.book, last, failed) == last
    assert failed == set()
    assert story.book.entries[f"{PAPER}-v1-a1", story.who("00086")][slot] == 10


def test_a_gradebook_that_was_lost_is_filled_again(story: Story, closed: str, slot: str) -> None:
    give(story, closed, share=0.5)
    fresh = PaperBook()
    mark.copy_to_book(story.house, fresh, 0, set())
    assert fresh.entries[f"{PAPER}-v1-a1", story.who("00086")][slot] == 5
