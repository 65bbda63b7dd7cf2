from typing import Any

import pytest
from pydantic import ValidationError

from sqm_training.domain.access import Matrix

MATRIX: dict[str, Any] = {
    "roles": {"learner": {"learn": "own"}, "trainer": {"mark": "stores"}, "hr": {"see_people": "all"}},
    "pages": {"learn": ["learn"], "mark": ["mark"], "course": ["learn"]},
    "menu": [{"page": "learn", "verb": "learn"}, {"page": "mark", "verb": "mark"}],
    "opens": {"course": "learn"},
}


def test_a_role_reaches_as_far_as_the_matrix_says() -> None:
    matrix = Matrix.model_validate(MATRIX)
    assert matrix.reach("trainer", "mark", "mark") == "stores"
    assert matrix.reach("learner", "mark", "mark") is None


def test_every_page_has_a_verb_that_opens_it() -> None:
    matrix = Matrix.model_validate(MATRIX)
    assert [matrix.opener(page) for page in ("mark", "course", "nowhere")] == ["mark", "learn", None]


def test_a_page_allows_no_more_than_its_own_verbs_whoever_opens_it() -> None:
    matrix = Matrix.model_validate(MATRIX)
    assert matrix.reach("hr", "see_people") == "all"
    assert matrix.reach("hr", "see_people", "course") is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"pages": {"learn": ["lern"], "mark": ["mark"], "course": ["learn"]}}, "access.verb_unknown"),
        ({"opens": {"course": "lern"}}, "access.verb_unknown"),
        ({"opens": {}}, "access.page_unknown"),
        ({"menu": [{"page": "lern", "verb": "learn"}]}, "access.page_unknown"),
    ],
)
def test_a_name_that_is_not_there_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Matrix.model_validate(MATRIX | change)
    assert {error["type"] for error in wrong.value.errors()} == {code}


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValidationError):
        Matrix.model_validate(MATRIX | {"roles": {"boss": {"learn": "all"}}})
