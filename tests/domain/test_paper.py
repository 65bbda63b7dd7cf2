import json
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.domain.paper import Draw, PaperVersion, TooFew, draw
from sqm_training.domain.shown import public_view
from tests.domain.items import both, item
from tests.domain.papers import bank, blueprint, paper, part

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
    assert PaperVersion.model_validate(json.loads(json.dumps(PAPER.model_dump(mode="json")))) == PAPER


def test_an_item_is_stored_once_however_many_slots_may_draw_it() -> None:
    assert PAPER.model_dump_json().count("hotspot-2") == 1 + sum(
        "hotspot-2" in {i.id for i in s.pool} for s in PAPER.slots
    )
    back = PaperVersion.model_validate_json(PAPER.model_dump_json())
    assert back.slots[3].pool[0] is back.slots[4].pool[0]


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


# --- difficulty, sections, earlier attempts -------------------------------------------------------------


def test_a_slice_may_ask_for_some_difficulties_alone() -> None:
    items = [item("single", f"d-{level}", difficulty=level) for level in (1, 2, 3)]
    ((slot,),) = (paper(part("one", 1, difficulty=[1, 3]), items=items).slots,)
    assert [one.id for one in slot.pool] == ["d-1", "d-3"]


SECTIONS = paper(
    part("written", 1, points=12, kinds=["free_text"], marking="person", section="first"),
    part("choice", 3, kinds=["single"], section="first"),
    part("steps", 2, kinds=["order"], section="second"),
    sections=[{"id": "first", "title": both("first")}, {"id": "second", "title": both("second")}],
)


@given(seed=SEEDS)
def test_sections_come_one_after_the_other_each_with_its_written_part_last(seed: int) -> None:
    drawn = draw(SECTIONS, seed).questions
    assert [question.section for question in drawn] == ["first"] * 4 + ["second"] * 2
    assert [ITEMS[question.item].kind for question in drawn][3:] == ["free_text", "order", "order"]


@given(seed=SEEDS)
def test_the_next_attempt_meets_no_item_again_while_there_are_others(seed: int) -> None:
    pool = paper(part("one", 4), items=[item("single", f"s-{number}") for number in range(8)])
    first = draw(pool, seed)
    second = draw(pool, seed + 1, avoid=first.items.values())
    assert not set(first.items.values()) & set(second.items.values())


@given(seed=SEEDS)
def test_where_the_pool_is_short_as_few_as_possible_come_again(seed: int) -> None:
    first = set(draw(PAPER, seed).items.values())
    second = set(draw(PAPER, seed + 1, avoid=first).items.values())
    choice = {one.id for one in PAPER.slots[0].pool}
    assert len(first & second) == max(0, 3 - len(choice - first)), "three are asked for where only choice will do"
    assert first & second <= choice
    third = draw(PAPER, seed + 2, avoid=first | second)
    assert len(third.questions) == len(PAPER.slots), "of four written items all have been met by now"


@given(seed=SEEDS)
def test_a_fresh_item_goes_where_only_it_is_fresh(seed: int) -> None:
    tight = paper(
        part("wide", 1, kinds=["single", "order"]),
        part("narrow", 1, kinds=["single"]),
        items=[item("single", "s-1"), item("single", "s-2"), item("order", "o-1")],
    )
    drawn = draw(tight, seed, avoid=["s-1"]).items
    assert drawn == {"s01": "o-1", "s02": "s-2"}


# --- pilots -------------------------------------------------------------------------------------------


def trial(pilots: int = 2, on_trial: int = 5) -> PaperVersion:
    pool = [item("single", f"new-{number}", status="pilot") for number in range(on_trial)]
    others = [
        item("single", "new-elsewhere", status="pilot", competency="C1.0-01"),
        item("numeric", "new-kind", status="pilot"),
        item("free_text", "new-words", status="pilot"),
    ]
    slices = part("choice", 3, kinds=["single"], points=4), part("steps", 2, kinds=["order"], points=6)
    return paper(
        *slices, part("words", 1, kinds=["free_text"], marking="person"), items=[*bank(), *pool, *others], pilots=pilots
    )


def test_a_pilot_is_worth_nothing_and_only_items_like_the_papers_own_are_tried() -> None:
    paper = trial()
    found = [slot for slot in paper.slots if slot.pilot]
    assert (len(found), paper.points) == (2, 3 * 4 + 2 * 6 + 5)
    assert {slot.points for slot in found} == {0}
    assert {one.id for slot in found for one in slot.pool} == {f"new-{number}" for number in range(5)}
    assert len(paper.scored) == len(paper.slots) - 2


@given(seed=SEEDS)
def test_a_pilot_is_drawn_among_the_others_and_looks_like_them(seed: int) -> None:
    drawn = draw(trial(), seed).questions
    pilots = [question for question in drawn if question.pilot]
    assert len({question.item for question in pilots}) == 2
    assert {question.points for question in pilots} == {4}, "as shown: what an item like it is worth"
    seen = public_view(pilots[0], item("single", pilots[0].item), {})
    alike = next(question for question in drawn if question.points == 4 and not question.pilot)
    other = public_view(alike, item("single", alike.item), {})
    assert set(seen) == set(other)
    assert not [word for word in seen if "pilot" in str(seen[word])]


def test_neither_the_number_of_a_slot_nor_its_place_on_screen_tells_a_pilot() -> None:
    slots = {tuple(slot.id for slot in trial(2, pool).slots if slot.pilot) for pool in range(2, 12)}
    assert len(slots) > 3
    places = Counter(
        place for seed in range(300) for place, one in enumerate(draw(trial(), seed).questions) if one.pilot
    )
    assert set(places) == set(range(7)), "anywhere but last, where the written answer is"


def test_fewer_items_on_trial_make_fewer_pilots_and_no_fault() -> None:
    assert [len(trial(3, on_trial).slots) - 6 for on_trial in (0, 1, 5)] == [0, 1, 3]
