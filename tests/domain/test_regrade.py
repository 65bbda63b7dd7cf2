"""A correction marks old answers by a newer key only where they mean the same; it lowers nobody by itself."""

from typing import Any

import pytest

from sqm_training.domain.item import BY_HAND, ITEM, Item
from sqm_training.domain.marking import samples
from sqm_training.domain.paper import Question
from sqm_training.domain.regrade import CORRECTION, Change, FullPoints, NewKey, Unfit, check, points, rekeyed
from tests.domain.items import EACH, both, item, options, raw

MARKED = tuple(one for one in EACH if one.kind not in BY_HAND)
OTHER_KEYS: dict[str, dict[str, Any]] = {
    "single": {"key": "c"},
    "multiple": {"key": ["a", "b", "c"], "scoring": "all_or_nothing"},
    "true_false": {"key": True},
    "order": {"key": ["a", "b", "c", "d"]},
    "match": {"key": {"l1": "r1", "l2": "r4", "l3": "r2"}},
    "numeric": {"key": 13, "tolerance": 0.5, "unit": None},
    "hotspot": {"key": ["oil", "lift"]},
    "short_text": {"accept": ["安全带", "seat belt", "belt"]},
}


def asked(one: Item, **changes: Any) -> Question:
    return Question(slot="s01", item=one.id, version=one.version, points=5, **changes)


def mended(kind: str, **changes: Any) -> Item:
    return ITEM.validate_python(rekeyed(item(kind), changes))


def rerouted(name: str, to: str) -> list[dict[str, Any]]:
    """The talk with one reply leading elsewhere."""
    first, *rest = raw("dialogue")["turns"]
    replies = [reply | {"to": to} if reply["id"] == name else reply for reply in first["replies"]]
    return [first | {"replies": replies}, *rest]


def unfit(code: str) -> Any:
    return pytest.raises(Unfit, match=f"^{code}$")


# --- what a corrected item may be ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", OTHER_KEYS)
def test_another_key_is_a_newer_version_that_asks_the_same(kind: str) -> None:
    new = mended(kind, **OTHER_KEYS[kind])
    check(item(kind), new)
    assert (new.id, new.version, new.prompt) == (item(kind).id, 2, item(kind).prompt)


@pytest.mark.parametrize("one", MARKED, ids=lambda one: one.kind)
def test_the_same_key_corrects_nothing(one: Item) -> None:
    with unfit("same_key"):
        check(one, one.model_copy(update={"version": 2}))


def test_a_key_of_another_item_or_of_an_older_version_is_none() -> None:
    with unfit("another_item"):
        check(item("single"), item("single", "t-other", version=2, key="c"))
    with unfit("another_item"):
        check(item("single", "t-one"), item("order", "t-one", version=2))
    with unfit("not_newer"):
        check(item("single", version=2), item("single", version=2, key="c"))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("single", {"options": options("a", "b", "c", "d"), "key": "d"}),
        ("match", {"right": options("r1", "r2", "r3", "r4", "r5")}),
        ("hotspot", {"key": ["oil", "hose", "lift"]}),
        ("cloze", {"gaps": [raw("cloze")["gaps"][0] | {"options": options("off", "up")}, *raw("cloze")["gaps"][1:]]}),
        ("dialogue", {"turns": rerouted("blame", "end")}),
        ("numeric", {"parameters": {"n": {"low": 1, "high": 9}}, "key": "n + 1"}),
    ],
)
def test_an_item_that_asks_otherwise_says_nothing_about_old_answers(kind: str, changes: dict[str, Any]) -> None:
    with unfit("asks_otherwise"):
        check(item(kind), item(kind, version=2, **changes))


@pytest.mark.parametrize("kind", BY_HAND)
def test_what_no_rule_marks_has_no_other_key(kind: str) -> None:
    with unfit("no_rule"):
        check(item(kind), item(kind, version=2))
    assert points(FullPoints(), asked(item(kind)), None, 5) == 5


def test_other_words_do_not_keep_a_key_from_being_applied() -> None:
    check(item("single"), item("single", version=2, key="c", prompt=both("better words")))


def test_only_what_marking_goes_by_can_be_put_in() -> None:
    for wrong in ({"prompt": both("x")}, {"accept": ["x"]}, {"version": 9}, {"id": "t-other"}):
        with unfit("no_key"):
            rekeyed(item("single"), wrong)


def test_a_correction_comes_back_from_the_store_as_it_went_in() -> None:
    for one in (FullPoints(), NewKey(item=mended("single", key="c"))):
        assert CORRECTION.validate_python(one.model_dump(mode="json")) == one


# --- what an answer is worth --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OTHER_KEYS)
def test_answers_are_marked_by_the_new_key(kind: str) -> None:
    old, new = item(kind), mended(kind, **OTHER_KEYS[kind])
    assert points(NewKey(item=new), asked(old), samples(new).right, 5) == 5
    assert points(NewKey(item=new), asked(old), None, 5) == 0


@pytest.mark.parametrize("one", MARKED, ids=lambda one: one.kind)
def test_full_points_are_for_everybody_answered_or_not(one: Item) -> None:
    for answer in (None, samples(one).wrong, samples(one).invalid):
        assert points(FullPoints(), asked(one), answer, 5) == 5


def test_what_follows_from_the_values_somebody_met_is_worked_out_anew() -> None:
    hours = {"parameters": {"hours": {"low": 1, "high": 9}}, "prompt": both("{hours} h")}
    pattern: dict[str, Any] = hours | {"key": "pay"}
    old = item("numeric", **pattern, derived={"pay": "hours * 10"})
    new = item("numeric", version=2, **pattern, derived={"pay": "hours * 12"})
    check(old, new)
    met = asked(old, parameters={"hours": 3.0, "pay": 30.0})
    assert points(NewKey(item=new), met, "36", 4) == 4
    assert points(NewKey(item=new), met, "30", 4) == 0


# --- what becomes of a mark ---------------------------------------------------------------------------


def change(before: float, found: float, by_person: bool = False) -> Change:
    return Change(attempt="a1", slot="s01", of=5, before=before, found=found, by_person=by_person)


@pytest.mark.parametrize(
    ("one", "lower", "kind", "after"),
    [
        (change(0, 5), False, "up", 5),
        (change(0, 5), True, "up", 5),
        (change(5, 0), False, "kept", 5),
        (change(5, 0), True, "down", 0),
        (change(5, 5 - 1e-9), True, "same", 5),
        (change(2, 5, by_person=True), False, "person", 2),
        (change(5, 0, by_person=True), True, "person", 5),
        (change(5, 5, by_person=True), True, "same", 5),
    ],
)
def test_nobody_is_lowered_without_a_word_and_a_persons_mark_stays(
    one: Change, lower: bool, kind: str, after: float
) -> None:
    assert (one.kind(lower), one.after(lower)) == (kind, after)
