"""The worker closes, marks, copies and awards; what fails is tried again and holds up nothing else."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Clock
from services.story import PAPER, PRACTICAL, Story
from sqlalchemy import select

from sqm_training.records import tables
from sqm_training.services import mark, sit, worker


def test_one_round_closes_what_is_over_and_marks_it(story: Story, clock: Clock) -> None:
    key = sit.start(story.house, story.who("00086"), PAPER)
    clock.forward(minutes=41)
    worker.turn(story.house, story.book, 0)
    assert story.row(key)["state"] == "expired"
    assert len(story.house.store.rows(select(tables.mark))) == 25


@pytest.mark.parametrize("broken", ["expire", "by_machine"])
def test_one_kind_of_work_that_fails_does_not_hold_up_the_others(
    story: Story, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    key = story.sat("00086")

    def fail(*_: Any) -> list[str]:
        raise OSError

    monkeypatch.setattr(sit if broken == "expire" else mark, broken, fail)
    worker.turn(story.house, story.book, 0)
    slot = story.written(key)[0][0].slot
    assert story.book.entries[f"{PAPER}-v1-a1", story.who("00086")][slot] == 10


def test_a_new_day_brings_what_no_fact_brought(story: Story) -> None:
    story.sat("00086")
    story.observed("00086")
    story.edit_rules(lambda rules: rules[0].update(courses=[]))
    assert story.house.store.rows(select(tables.certificate)) == []
    worker.daily(story.house)
    (row,) = story.house.store.rows(select(tables.certificate))
    assert (row["person"], row["terms"]["practical"]) == (story.who("00086"), PRACTICAL)
    worker.daily(story.house)
    assert len(story.house.store.rows(select(tables.certificate))) == 1


def test_it_works_round_by_round_and_day_by_day_until_told_to_stop(
    story: Story, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[Any] = []
    rounds: list[int] = []
    monkeypatch.setattr(worker, "Gradebook", lambda root: story.book)
    monkeypatch.setattr(worker, "daily", lambda house: days.append(house.today()))
    stop = Rounds(5, lambda n: clock.forward(hours=6))
    monkeypatch.setattr(worker, "turn", lambda house, book, copied, failed: rounds.append(copied) or copied + 1)
    worker.run(story.house, stop)
    assert rounds == [0, 1, 2, 3, 4]
    assert [day.day for day in days] == [12, 13]


class Rounds(threading.Event):
    """Ends after so many rounds; between them something happens."""

    def __init__(self, rounds: int, between: Callable[[int], None]) -> None:
        super().__init__()
        self.left, self.between = rounds, between

    def wait(self, timeout: float | None = None) -> bool:
        self.left -= 1
        self.between(self.left)
        return self.left < 0
