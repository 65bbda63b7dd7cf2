"""Hints read from real facts: who is named, to whom, and that the honest are left alone."""

import random
from collections.abc import Callable

import pytest
from conftest import Clock
from services import crowd
from services.story import EVERYBODY, PAPER, refused

from sqm_training.domain.integrity import FALSE_ALARMS
from sqm_training.records import people
from sqm_training.services import enrol, notice
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

NEWCOMERS = crowd.HEAD + "X1,甲,SH001,上海浦东店,维修技师,在职\nX2,乙,SH001,上海浦东店,维修技师,在职\n"
Who = Callable[[str], str]


@pytest.fixture
def pair(house: Installation, clock: Clock) -> list[str]:
    """Two of one store after sixty honest ones, ten a week; what they did comes later."""
    for week in range(6):
        crowd.crowd(house, 10, seed=week, named=f"W{week}")
        clock.forward(days=8)
    enrol.apply(house, "more.csv", NEWCOMERS.encode(), "administrator")
    known = {row["employee_no"]: row["person"] for row in people.everybody(house.store)}
    return [known["X1"], known["X2"]]


def test_the_honest_are_left_alone_and_the_rate_is_told(house: Installation) -> None:
    crowd.crowd(house, 60)
    shown = notice.hints(house, EVERYBODY, PAPER)
    assert (shown["n"], shown["hints"], shown["false_alarms"]) == (60, [], FALSE_ALARMS)


def test_few_prove_nothing(house: Installation) -> None:
    crowd.crowd(house, 5)
    shown = notice.hints(house, EVERYBODY, PAPER)
    assert shown["n"] < shown["least"]
    assert shown["hints"] == []


def test_the_same_mistakes_name_both_with_what_it_rests_on(house: Installation, pair: list[str]) -> None:
    keys = {crowd.sat(house, person, random.Random(5), ability=-9) for person in pair}
    (hint,) = [one for one in notice.hints(house, EVERYBODY, PAPER)["hints"] if one["kind"] == "alike"]
    assert set(hint["attempts"]) == keys
    assert {who["employee_no"] for who in hint["people"]} == {"X1", "X2"}
    assert hint["same"] == hint["common"] == len(hint["items"]) > 5
    assert hint["p"] * hint["tested"] <= FALSE_ALARMS


def test_attempts_weeks_apart_are_not_compared(house: Installation, pair: list[str], clock: Clock) -> None:
    for person in pair:
        crowd.sat(house, person, random.Random(5), ability=-9)
        clock.forward(days=8)
    assert [one for one in notice.hints(house, EVERYBODY, PAPER)["hints"] if one["kind"] == "alike"] == []


def test_who_is_far_faster_than_all_others_is_named(house: Installation, pair: list[str]) -> None:
    key = crowd.sat(house, pair[0], random.Random(5), ability=3, pace=0.02)
    hint = next(one for one in notice.hints(house, EVERYBODY, PAPER)["hints"] if one["kind"] == "attempt")
    assert hint["attempts"] == [key]
    assert hint["seconds"] < hint["usual"] / 10
    assert hint["people"][0]["name"] == "甲"


def test_people_out_of_reach_are_not_named(house: Installation, pair: list[str]) -> None:
    crowd.sat(house, pair[0], random.Random(5), ability=3, pace=0.02)
    assert notice.hints(house, Scope(stores=frozenset({"SH001"})), PAPER)["hints"]
    assert notice.hints(house, Scope(stores=frozenset({"BJ001"})), PAPER)["hints"] == []


def test_a_paper_there_is_not_is_refused(house: Installation) -> None:
    with refused("paper.unknown"):
        notice.hints(house, EVERYBODY, "none")
