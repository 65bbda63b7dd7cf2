"""Statistics read from real facts: who counts, what is pooled, what is told and what is not."""

import json
import random
from typing import Any

import pytest
from conftest import Clock
from services import crowd
from services.story import EVERYBODY, PAPER, Story, refused

from sqm_training.domain import marking
from sqm_training.records.tables import mark, paper_version
from sqm_training.services import invigilate, publish, statistics
from sqm_training.services.installation import Installation
from tests.domain.items import KINDS, item


def only(house: Installation) -> dict[str, Any]:
    (shown,) = statistics.papers(house)["papers"]
    return dict(shown)


def items(house: Installation, **more: Any) -> dict[str, dict[str, Any]]:
    return {one["item"]: one for one in statistics.paper(house, PAPER, **more)["items"]}


# --- who counts ---------------------------------------------------------------------------------------


def test_a_paper_nobody_sat_is_listed_with_nothing_known(house: Installation) -> None:
    shown = only(house)
    assert (shown["attempts"], shown["waiting"], shown["reliability"]["n"]) == (0, 0, 0)
    assert shown["reliability"]["alpha"]["reason"] == "not_enough"
    assert shown["decision"]["wrong"] == {
        "n": 0, "value": None, "low": None, "high": None, "reason": "not_enough",
    }  # fmt: skip
    assert all(one["n"] == 0 and one["flags"] == [] for one in items(house).values())


def test_few_give_counts_and_no_judgement(house: Installation) -> None:
    crowd.crowd(house, 7)
    shown = only(house)
    assert (shown["reliability"]["n"], shown["reliability"]["alpha"]["value"]) == (7, None)
    assert shown["reliability"]["mean"]["value"] > 0
    assert all(not one["flags"] and one["discrimination"]["value"] is None for one in items(house).values())


def test_enough_give_reliability_error_and_wrong_decisions(house: Installation) -> None:
    crowd.crowd(house, 80)
    shown = only(house)
    assert (shown["reliability"]["n"], shown["reliability"]["slots"]) == (80, 25)
    alpha, wrong = shown["reliability"]["alpha"], shown["decision"]["wrong"]
    assert 0.3 < alpha["low"] < alpha["value"] < alpha["high"] < 1
    assert 0 < wrong["low"] <= wrong["value"] <= wrong["high"] < 0.5
    assert 3 < shown["reliability"]["error_percent"] < 15
    assert shown["decision"]["cut"] == 60


def test_an_attempt_that_was_reset_counts_for_nothing(house: Installation, story: Story) -> None:
    first, *_ = crowd.crowd(house, 7)
    assert only(house)["attempts"] == 7
    invigilate.reset(house, EVERYBODY, story.who("HR01"), f"{first}-1", "替考")
    assert only(house)["attempts"] == 6


def test_stores_are_pooled(house: Installation) -> None:
    persons = crowd.crowd(house, 40)
    seen = statistics.Scripts(house, PAPER)
    assert len(seen.sittings) == len(persons) == 40


def test_only_first_attempts_count_but_every_draw_is_exposure(house: Installation, clock: Clock) -> None:
    (person,) = crowd.crowd(house, 1)
    clock.forward(days=1)
    crowd.sat(house, person, random.Random(2), number=2)
    shown = only(house)
    assert (shown["attempts"], shown["reliability"]["n"]) == (2, 1)
    figures = items(house).values()
    assert sum(one["n"] for one in figures) == 25
    assert sum(one["drawn"] for one in figures) == 50
    assert max(one["exposure"] for one in figures) <= 1


def test_an_attempt_not_marked_to_the_end_waits(house: Installation, story: Story) -> None:
    crowd.sat(house, story.who("00086"), random.Random(3), whole=False)
    shown = only(house)
    assert (shown["attempts"], shown["waiting"], shown["reliability"]["n"]) == (1, 1, 0)


def test_an_open_attempt_waits_too(house: Installation, story: Story) -> None:
    from sqm_training.services import sit

    sit.start(house, story.who("00086"), PAPER)
    assert (only(house)["waiting"], sum(one["drawn"] for one in items(house).values())) == (1, 25)


def test_the_way_through_a_real_sitting_leads_here(story: Story) -> None:
    story.sat("00086")
    shown = only(story.house)
    assert (shown["reliability"]["n"], shown["reliability"]["mean"]["value"]) == (1, 100)
    assert all(one["facility"]["value"] == 1 for one in items(story.house).values() if one["n"])


def test_a_corrected_mark_is_the_one_that_counts(house: Installation) -> None:
    (person,) = crowd.crowd(house, 1)
    means = []
    for points in (3.0, 0.0):
        with house.store.write("TR01", house.now()) as ledger:
            row = {"attempt": f"{person}-1", "slot": "s01", "source": "person", "rubric": {}, "comment": "the key"}
            ledger.add(mark, points=points, **row)
        means.append(only(house)["reliability"]["mean"]["value"])
    assert means[0] - means[1] == pytest.approx(3), "3 of 100 points"


# --- items --------------------------------------------------------------------------------------------


def test_times_come_from_the_steps(house: Installation) -> None:
    crowd.crowd(house, 40)
    known = [one["seconds"] for one in items(house).values() if one["seconds"]]
    assert known
    assert all(1 < one["quick"] <= one["middle"] <= one["slow"] <= 300 for one in known)


def test_answers_saved_at_the_same_moment_tell_no_time(story: Story) -> None:
    story.sat("00086")
    story.sat("00087")
    assert {one["seconds"] for one in items(story.house).values()} == {None}


def test_items_are_listed_without_words_and_without_names(house: Installation) -> None:
    persons = crowd.crowd(house, 35)
    told = json.dumps(statistics.paper(house, PAPER), ensure_ascii=False)
    known = house.shelf.items[next(iter(items(house)))]
    assert known.prompt.zh not in told
    assert "学员" not in told
    assert not any(person in told for person in persons)


def test_an_item_is_opened_with_words_key_and_what_was_chosen(house: Installation) -> None:
    crowd.crowd(house, 60)
    single = next(one for one in items(house).values() if one["kind"] == "single" and one["n"] > 5)
    opened = statistics.item(house, PAPER, (single["item"], single["version"]))
    assert sum(one["n"] for one in opened["options"]) == opened["n"] - opened["blank"]
    assert [one["right"] for one in opened["options"]].count(True) == 1
    assert all(one["text"]["zh"] for one in opened["options"])
    assert opened["prompt"] == house.shelf.items[single["item"]].prompt.model_dump()


def test_what_others_typed_is_told_only_of_items_a_machine_marks(house: Installation) -> None:
    crowd.crowd(house, 60)
    by_kind = {one["kind"]: one for one in items(house).values() if one["n"] > 8}
    typed = statistics.item(house, PAPER, (by_kind["numeric"]["item"], 1))
    assert typed["options"] == []
    assert all(one["n"] >= 2 for one in typed["wrong"])
    assert typed["wrong"]
    assert statistics.item(house, PAPER, (by_kind["free_text"]["item"], 1))["wrong"] == []
    assert statistics.item(house, PAPER, (by_kind["hotspot"]["item"], 1))["wrong"] == []
    pairs = statistics.item(house, PAPER, (by_kind["match"]["item"], 1))["wrong"]
    assert all("→" in side["zh"] for one in pairs for side in one["answer"])


@pytest.mark.parametrize("kind", KINDS)
def test_answers_of_every_kind_are_told_alike_or_not_at_all(kind: str) -> None:
    one = item(kind)
    known = marking.samples(one)
    right, wrong = (statistics._chosen(one, answer) for answer in (known.right, known.wrong))
    assert all(isinstance(part, str) for part in right + wrong)
    assert (right == ()) == (kind in ("free_text", "hotspot"))
    assert right == () or right != wrong
    words = statistics._words(one.model_dump())
    assert all(set(statistics._said(words, part)) == {"zh", "en"} for part in right)


def test_a_number_that_is_another_for_each_candidate_is_not_told_alike() -> None:
    moved = item("numeric", parameters={"x": {"low": 1, "high": 9}}, key="2 * x", prompt={"zh": "{x}", "en": "{x}"})
    assert statistics._chosen(moved, "12") == ()


def test_what_is_not_there_is_refused(house: Installation) -> None:
    with refused("paper.unknown"):
        statistics.paper(house, "none")
    with refused("paper.unknown"):
        statistics.paper(house, PAPER, 9)
    with refused("item.not_in_paper"):
        statistics.item(house, PAPER, ("none", 1))


def test_an_item_on_trial_counts_for_nothing_and_is_known_by_its_answers(house: Installation) -> None:
    newest = publish.newest_paper(house, PAPER)
    assert newest is not None
    (trying,) = (slot for slot in newest.paper.slots if slot.slice == "5s-judge")  # no other slot draws from its pool
    slots = [one.model_copy(update={"points": 0.0}) if one is trying else one for one in newest.paper.slots]
    paper = newest.paper.model_copy(update={"version": 2, "slots": tuple(slots)})
    with house.store.write("TR01", house.now()) as ledger:
        document = paper.model_dump(mode="json")
        ledger.add(paper_version, paper=PAPER, version=2, document=document, pictures={}, digest="")
    crowd.crowd(house, 40)
    assert only(house)["reliability"]["slots"] == 24
    tried = {one.id for one in trying.pool}
    shares = [one["facility"]["value"] for one in items(house).values() if one["item"] in tried and one["n"]]
    assert max(shares) > 0.5


# --- versions -----------------------------------------------------------------------------------------


@pytest.fixture
def revised(house: Installation, story: Story) -> Installation:
    """Forty sat version 1; then one item was revised, version 2 published, and ten more came."""
    crowd.crowd(house, 40)
    bank = house.settings.assessments / "banks" / "5s.yaml"
    story.edit(bank, lambda rows: _revise(rows))
    assert publish.paper(house, PAPER, "TR01") == 2
    crowd.crowd(house, 10, seed=2, named="D")
    return house


def _revise(rows: Any) -> None:
    found = rows["items"] if isinstance(rows, dict) else rows
    live = next(one for one in found if one["use"] == "exam" and one["kind"] == "single")
    live["version"] += 1


def test_versions_are_pooled_or_looked_at_one_by_one(revised: Installation) -> None:
    shown = statistics.paper(revised, PAPER)
    assert (shown["paper"]["attempts"], shown["paper"]["version"], shown["paper"]["versions"]) == (50, 2, [1, 2])
    assert shown["paper"]["reliability"]["n"] == 50, "the slots are the same"
    assert statistics.paper(revised, PAPER, 1)["paper"]["reliability"]["n"] == 40
    assert statistics.paper(revised, PAPER, 2)["paper"]["reliability"]["n"] == 10


def test_statistics_stay_with_the_version_of_an_item(revised: Installation) -> None:
    rows = statistics.paper(revised, PAPER)["items"]
    (name,) = {one["item"] for one in rows if one["version"] == 2}
    old, new = sorted((one for one in rows if one["item"] == name), key=lambda one: one["version"])
    assert (old["current"], new["current"]) == (False, True)
    assert new["drawn"] <= 10


def test_papers_of_another_shape_are_left_out_of_reliability(house: Installation, story: Story) -> None:
    crowd.crowd(house, 40)
    path = house.settings.assessments / "papers" / f"{PAPER}.yaml"
    story.edit(path, lambda paper: paper["slices"][0].update(points=4))
    publish.paper(house, PAPER, "TR01")
    crowd.crowd(house, 5, seed=2, named="D")
    shown = statistics.paper(house, PAPER)
    assert (shown["paper"]["attempts"], shown["paper"]["reliability"]["n"]) == (45, 5)
    assert sum(one["n"] for one in shown["items"]) == 45 * 25


def test_a_higher_pass_mark_passes_fewer_of_the_same_people(house: Installation, story: Story) -> None:
    crowd.crowd(house, 40)
    before = only(house)["decision"]["passed"]["value"]
    story.edit_paper(pass_mark=85)
    publish.paper(house, PAPER, "TR01")
    assert only(house)["decision"]["passed"]["value"] < before


def test_figures_are_new_as_soon_as_there_is_something_new(house: Installation, story: Story) -> None:
    assert sum(one["n"] for one in items(house).values()) == 0
    crowd.sat(house, story.who("00086"), random.Random(3))
    assert sum(one["n"] for one in items(house).values()) == 25
    crowd.sat(house, story.who("00087"), random.Random(4), whole=False)
    assert sum(one["n"] for one in items(house).values()) == 25
    assert sum(one["drawn"] for one in items(house).values()) == 50
