"""The pass-mark worksheet is kept with the paper's version, rating by rating, and shows the cut."""

from typing import Any

import pytest
from services.story import PAPER, Story, refused
from sqlalchemy import func, select

from sqm_training.domain.angoff import pool
from sqm_training.records.tables import angoff_rating, audit
from sqm_training.services import judge, publish, sit, statistics
from sqm_training.services.installation import Installation

PANEL = ("TR01", "TR02", "SM01", "00086", "00087", "00088")


@pytest.fixture
def items(house: Installation) -> tuple[str, ...]:
    newest = publish.newest_paper(house, PAPER)
    assert newest is not None
    return pool(newest.paper)


def kept(house: Installation) -> int:
    return int(house.store.rows(select(func.count().label("n")).select_from(angoff_rating))[0]["n"])


def rate(house: Installation, who: str, value: float, items: tuple[str, ...], number: int = 1) -> dict[str, Any]:
    return judge.rate(house, "TR01", PAPER, 1, number, who, dict.fromkeys(items, value))


def test_an_empty_worksheet_lists_every_item_with_its_words(house: Installation, items: tuple[str, ...]) -> None:
    sheet = judge.worksheet(house, PAPER)
    assert [one["id"] for one in sheet["items"]] == list(items)
    assert all(one["prompt"]["zh"] for one in sheet["items"])
    assert (sheet["judges"], sheet["cut"]["value"], sheet["final"], sheet["panel"]) == ([], None, False, 6)
    assert sheet["paper"]["pass_mark"] == 60


def test_two_rounds_of_a_panel_give_a_cut_that_everybody_sees(house: Installation, items: tuple[str, ...]) -> None:
    for number, spread in ((1, 5), (2, 1)):
        for place, who in enumerate(PANEL):
            sheet = rate(house, who, 62 + spread * (place - 2.5), items, number)
    assert (sheet["round"], sheet["finished"], sheet["final"]) == (2, 6, True)
    assert sheet["cut"]["value"] == pytest.approx(62)
    assert [one["employee_no"] for one in sheet["judges"]] == list(PANEL)
    assert sheet["rated_on"] == house.now()
    (shown,) = statistics.papers(house)["papers"]
    assert shown["angoff"] == {key: sheet[key] for key in ("cut", "spread", "round", "finished", "final")}
    assert house.store.verify() == []


def test_what_has_not_changed_is_not_written_again(house: Installation, items: tuple[str, ...]) -> None:
    rate(house, "TR01", 60, items)
    before = kept(house)
    rate(house, "TR01", 60, items)
    assert kept(house) == before
    judge.rate(house, "TR01", PAPER, 1, 1, "TR01", {items[0]: 61.0})
    assert kept(house) == before + 1
    assert judge.worksheet(house, PAPER)["ratings"]["1"][sole(house)][items[0]] == 61


def sole(house: Installation) -> str:
    (one,) = judge.worksheet(house, PAPER)["judges"]
    return str(one["person"])


def test_part_of_a_round_is_kept_and_does_not_count_yet(house: Installation, items: tuple[str, ...]) -> None:
    sheet = rate(house, "TR01", 60, items[:3])
    assert (sheet["cut"]["value"], sheet["finished"]) == (None, 0)
    assert list(sheet["rounds"][0]["begun"].values()) == [3]


def test_nobody_rates_a_second_time_before_the_first(house: Installation, items: tuple[str, ...]) -> None:
    rate(house, "TR01", 60, items[:3])
    with refused("angoff.first_round_first"):
        rate(house, "TR01", 60, items, number=2)


def test_judges_are_people_at_work_and_items_those_of_the_paper(house: Installation, items: tuple[str, ...]) -> None:
    for nobody in ("09999", "nobody"):
        with refused("angoff.judge_unknown"):
            rate(house, nobody, 60, items)
    with refused("angoff.item_unknown"):
        rate(house, "TR01", 60, ("other",))
    with refused("paper.unknown"):
        judge.worksheet(house, PAPER, 7)
    assert kept(house) == 0


def test_ratings_stay_with_the_version_they_were_made_for(
    house: Installation, story: Story, items: tuple[str, ...]
) -> None:
    rate(house, "TR01", 60, items)
    story.edit_paper(pass_mark=62)
    publish.paper(house, PAPER, "TR01")
    assert judge.worksheet(house, PAPER)["judges"] == []
    assert judge.worksheet(house, PAPER, 1)["finished"] == 1


# --- adopting it --------------------------------------------------------------------------------------


def judged(house: Installation, items: tuple[str, ...], value: float) -> None:
    """Both rounds, by the whole panel."""
    for number in (1, 2):
        for who in PANEL:
            rate(house, who, value, items, number)


def test_the_panels_mark_is_adopted_in_a_new_version_and_logged(
    house: Installation, story: Story, items: tuple[str, ...]
) -> None:
    running = sit.start(house, story.who("00086"), PAPER)
    judged(house, items, 62.27)
    told = judge.adopt(house, "TR01", PAPER, 1)
    assert (told["version"], told["in_force"]) == (1, {"version": 2, "pass_mark": 62.3})
    newest = publish.newest_paper(house, PAPER)
    assert newest is not None
    assert newest.paper.blueprint.pass_mark == 62.3
    assert house.desk().blueprints[PAPER].pass_mark == 62.3
    assert story.row(running)["version"] == 1
    (row,) = house.store.rows(select(audit).where(audit.c.verb == "angoff.adopt"))
    assert (row["subject"], row["by"], row["detail"]) == (f"{PAPER}-1", "TR01", {"pass_mark": 62.3, "published": 2})
    with refused("angoff.not_newest"):
        judge.adopt(house, "TR01", PAPER, 1)


def test_what_is_not_final_is_not_adopted(house: Installation, items: tuple[str, ...]) -> None:
    for who in PANEL:
        rate(house, who, 62, items)
    with refused("angoff.not_final"):
        judge.adopt(house, "TR01", PAPER, 1)


def test_adopting_publishes_no_other_change_that_waits(
    house: Installation, story: Story, items: tuple[str, ...]
) -> None:
    judged(house, items, 62)
    story.edit_paper(minutes=50)
    with refused("paper.draft_waits"):
        judge.adopt(house, "TR01", PAPER, 1)
    newest = publish.newest_paper(house, PAPER)
    assert newest is not None
    assert newest.paper.version == 1
