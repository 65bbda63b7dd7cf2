"""What every kind of exercise keeps to."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.labs import kinds
from tests.labs.specs import EACH

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", EACH)
def test_each_kind_is_read_as_itself(kind: str) -> None:
    assert kinds.read(EACH[kind]()).kind == kind


@pytest.mark.parametrize("kind", EACH)
def test_an_unknown_entry_is_a_fault(kind: str) -> None:
    with pytest.raises(ValidationError):
        kinds.read(EACH[kind]() | {"colour": "red"})


@pytest.mark.parametrize("kind", EACH)
def test_a_missing_language_is_a_fault(kind: str) -> None:
    with pytest.raises(ValidationError):
        kinds.read(EACH[kind]() | {"task": {"zh": "做"}})


@pytest.mark.parametrize("kind", EACH)
def test_each_kind_comes_back_from_a_record_as_it_was_and_judges_the_same(kind: str) -> None:
    exercise = kinds.read(EACH[kind]())
    again = kinds.read(json.loads(json.dumps(exercise.model_dump(mode="json"))))
    best, worst = (json.loads(json.dumps(answer)) for answer in (exercise.best(), exercise.worst()))
    assert again == exercise
    assert again.judge(best).score == 1
    assert again.judge(worst).score < again.judge(best).score
    assert json.dumps(again.shown()) == json.dumps(exercise.shown())


def test_an_unknown_kind_is_a_fault() -> None:
    with pytest.raises(ValidationError):
        kinds.read({"kind": "quiz"})


@settings(deadline=None)
@given(kind=st.sampled_from(sorted(EACH)), answer=JSON)
def test_whatever_is_sent_is_refused_or_scores_from_nothing_to_everything(kind: str, answer: Any) -> None:
    try:
        result = kinds.read(EACH[kind]()).judge(answer)
    except (ValueError, TypeError):
        return
    assert 0.0 <= result.score <= 1.0
    assert all(0.0 <= part.fraction <= 1.0 for part in result.parts)
