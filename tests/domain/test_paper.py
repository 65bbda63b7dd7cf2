import json
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.domain.paper import Draw, PaperVersion, TooFew, draw
from tests.domain.items import item
from tests.domain.papers import blueprint, paper, part

SEEDS = st.integers(min_value=0, max_value=2**48)
PAPER = paper()
ITEMS = {one.id: one for slot in PAPER.slots for one in slot.pool}


def test_slices_become_slots_in_order_with_fixed_points() -> None:
    slots = paper(part("one", 2, points=3), part("two", 1, points=7, kinds=["order"])).slots
    assert [(slot.id, slot.slice, slot.points) for slot in slots] == [
        ("s01", "one", 3),
        ("s02", "one", 3),
        ("s03", "two", 7),
    ]


def test_the_points_on_offer_are_the_papers() -> None:
    assert PAPER.points == 3 * 4 + 6 * 6 + 2 * 12


@pytest.mark.parametrize(
    "change", [{"use": "practice"}, {"status": "draft"}, {"status": "retired"}, {"competency": "C1.0-01"}]
)
def test_only_live_exam_items_of_the_competency_are_drawn(change: dict[str, str]) -> None:
    with pytest.raises(TooFew):
        paper(part("one", 1), items=[item("single", **change)])


def test_what_a_person_marks_never_lands_in_a_machines_slot() -> None:
    pools = {slot.marking: {one.kind for one in slot.pool} for slot in PAPER.slots}
    assert pools["person"] == {"free_text"}
    assert "free_text" not in pools["machine"]


def test_every_slice_that_cannot_be_filled_is_named_at_once() -> None:
    slices = part("one", 5, kinds=["single"]), part("two", 1, kinds=["match"]), part("three", 9, kinds=["order"])
    with pytest.raises(TooFew) as wrong:
        paper(*slices)
    assert wrong.value.short == [("one", 4, 5), ("three", 4, 9)]


def test_two_slices_do_not_count_on_the_same_item() -> None:
    with pytest.raises(TooFew):
        paper(part("one", 1), part("two", 1), items=[item("single")])


@given(seed=SEEDS)
def test_a_wide_slice_leaves_a_narrow_one_what_only_it_can_use(seed: int) -> None:
    tight = paper(
        part("wide", 2), part("narrow", 1, kinds=["single"]), items=[item("single"), item("order"), item("match")]
    )
    drawn = {question.slot: question.item for question in draw(tight, seed).questions}
    assert drawn["s03"] == "t-single"
    assert {drawn["s01"], drawn["s02"]} == {"t-order", "t-match"}


def test_slices_have_names_of_their_own() -> None:
    with pytest.raises(ValidationError, match="slice_twice"):
        blueprint(part("one", 1), part("one", 1))


def test_a_misspelt_kind_is_refused_rather_than_never_drawn() -> None:
    with pytest.raises(ValidationError):
        blueprint(part("one", 1, kinds=["singel"]))


def test_a_paper_survives_a_round_trip_through_json() -> None:
    assert PaperVersion.model_validate_json(PAPER.model_dump_json()) == PAPER


@given(seed=SEEDS)
def test_the_same_seed_draws_the_same_paper(seed: int) -> None:
    assert draw(PAPER, seed) == draw(PAPER, seed)


@given(seed=SEEDS)
def test_a_frozen_draw_comes_back_as_it_was(seed: int) -> None:
    drawn = draw(PAPER, seed)
    assert Draw.model_validate(json.loads(json.dumps(drawn.model_dump(mode="json")))) == drawn


@given(seed=SEEDS)
def test_every_slot_is_drawn_once_and_no_item_twice(seed: int) -> None:
    questions = draw(PAPER, seed).questions
    assert sorted(question.slot for question in questions) == [slot.id for slot in PAPER.slots]
    assert len({question.item for question in questions}) == len(questions)


@given(seed=SEEDS)
def test_free_text_comes_last(seed: int) -> None:
    kinds = [ITEMS[question.item].kind for question in draw(PAPER, seed).questions]
    assert kinds[-2:] == ["free_text", "free_text"]


@given(seed=SEEDS)
def test_nothing_is_shown_in_its_right_order(seed: int) -> None:
    for question in draw(PAPER, seed).questions:
        one = ITEMS[question.item]
        if one.kind == "order":
            assert question.options != one.key
        if one.kind == "match":
            shown = dict(zip(question.left, question.right, strict=False))
            assert shown != one.key


@given(seed=SEEDS)
def test_every_option_is_shown_once(seed: int) -> None:
    for question in draw(PAPER, seed).questions:
        one = ITEMS[question.item]
        if one.kind in ("single", "multiple", "order"):
            assert sorted(question.options) == ["a", "b", "c", "d"][: len(one.ids)]


def test_different_seeds_give_different_orders_and_use_the_whole_pool() -> None:
    draws = [draw(PAPER, seed) for seed in range(200)]
    assert len({tuple(question.slot for question in one.questions) for one in draws}) > 150
    drawn = Counter(question.item for one in draws for question in one.questions)
    assert set(drawn) == set(ITEMS)


def test_every_item_of_a_pool_is_as_likely_as_any_other() -> None:
    flat = paper(part("one", 4), items=[item("single", f"s-{number}") for number in range(8)])
    drawn = Counter(question.item for seed in range(2000) for question in draw(flat, seed).questions)
    assert all(900 < times < 1100 for times in drawn.values())


def test_a_draw_does_not_depend_on_the_process_that_makes_it() -> None:
    code = (
        "from tests.domain.papers import paper; from sqm_training.domain.paper import draw; "
        "print(draw(paper(), 42).model_dump_json())"
    )
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert Draw.model_validate_json(elsewhere.stdout) == draw(paper(), 42)
