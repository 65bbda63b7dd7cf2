import pytest
from pydantic import ValidationError

from sqm_training.labs.sort import Sort
from tests.labs.specs import sort, text


def test_every_thing_in_its_bin_scores_everything() -> None:
    result = Sort.model_validate(sort()).judge({"ratchet": "keep", "lead": "tag"})
    assert (result.score, result.complete) == (1.0, True)


def test_a_thing_in_the_wrong_bin_is_told_where_it_belongs_and_why() -> None:
    result = Sort.model_validate(sort()).judge({"ratchet": "keep", "lead": "keep"})
    wrong = result.parts[1]
    assert result.score == 0.5
    assert (wrong.fraction, wrong.given, wrong.belongs, wrong.why.en) == (0.0, "keep", "tag", "because")


def test_what_is_not_sorted_yet_counts_as_missing() -> None:
    result = Sort.model_validate(sort()).judge({"ratchet": "keep"})
    assert (result.score, result.complete) == (0.5, False)


@pytest.mark.parametrize("answer", [None, ["keep"], {"ratchet": "bonnet"}, {"sofa": "keep"}, {"ratchet": ["keep"]}])
def test_an_answer_about_other_things_is_refused(answer: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        Sort.model_validate(sort()).judge(answer)


def test_a_thing_without_a_bin_to_go_to_is_a_fault() -> None:
    spec = sort()
    spec["bins"] = [{"id": "keep", "text": text("keep")}]
    with pytest.raises(ValidationError, match="no bin for lead"):
        Sort.model_validate(spec)


def test_two_things_of_one_name_are_a_fault() -> None:
    spec = sort()
    spec["things"] += spec["things"][:1]
    with pytest.raises(ValidationError, match="ratchet stands twice"):
        Sort.model_validate(spec)
