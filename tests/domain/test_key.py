import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.domain.item import BY_HAND, Item
from sqm_training.domain.key import ForeignItem, key, points, restored
from sqm_training.domain.marking import InvalidAnswer, fraction, samples
from tests.domain.items import EACH, KINDS, item
from tests.domain.test_marking import JSON

MARKED = tuple(one for one in EACH if one.kind not in BY_HAND)
SENSIBLE = st.sampled_from(MARKED).flatmap(
    lambda one: st.tuples(
        st.just(one),
        st.one_of(
            st.sampled_from(list(samples(one).model_dump().values())),
            st.permutations(["a", "b", "c", "d"]),
            st.sets(st.sampled_from("abcd")).map(sorted),
            st.dictionaries(st.sampled_from(["l1", "l2", "l3"]), st.sampled_from(["r1", "r2", "r4"])),
            st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(list), max_size=2),
            st.floats(12, 13).map(str),
            JSON,
        ),
    )
)


@given(pair=SENSIBLE)
def test_a_key_marks_as_its_item_does(pair: tuple[Item, Any]) -> None:
    one, answer = pair
    try:
        share = fraction(one, answer)
    except InvalidAnswer:
        share = 0.0
    assert share is not None
    pool = json.loads(json.dumps({one.id: key(one)}))
    assert points(pool, {"item": one.id, "version": 1, "answer": answer}, 6.0) == pytest.approx(6 * share, abs=1e-4)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in (*BY_HAND, "task")])  # a model is kept whole
def test_a_key_holds_no_words(kind: str) -> None:
    assert "（中）" in item(kind).model_dump_json()
    assert "（中）" not in json.dumps(key(item(kind)), ensure_ascii=False)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in BY_HAND])
def test_a_key_makes_an_item_whose_key_it_is(kind: str) -> None:
    assert key(restored(key(item(kind)))) == key(item(kind))


@pytest.mark.parametrize("foreign", [{"item": "other", "version": 1}, {"item": "t-single", "version": 2}])
def test_an_item_from_outside_the_pool_is_refused(foreign: dict[str, Any]) -> None:
    one = item("single")
    with pytest.raises(ForeignItem):
        points({one.id: key(one)}, foreign | {"answer": "b"}, 4.0)


def test_nothing_given_is_worth_nothing() -> None:
    assert points({}, None, 4.0) == 0.0
