import pytest

from sqm_training.labs.audit import Audit
from sqm_training.labs.exercise import Result
from tests.labs.specs import audit

REFERENCE = {"floor": 0, "board": 2, "card": 4, "map": 3}


def judge(**given: int) -> Result:
    return Audit.model_validate(audit()).judge(REFERENCE | given)


def codes(result: Result) -> list[str]:
    return [note.code for note in result.notes]


def test_the_references_points_score_everything() -> None:
    result = judge()
    assert result.score == 1.0
    assert codes(result) == ["in_step"]
    assert result.notes[0].params == {"near": 100, "of": 4, "equal": 4, "agree": 80, "within": 1}


def test_one_point_off_is_worth_most_of_a_line_and_two_nothing() -> None:
    assert judge(floor=1).score == pytest.approx(3.7 / 4)
    assert judge(floor=2).score == pytest.approx(3 / 4)


def test_below_the_house_agreement_two_auditors_are_out_of_step() -> None:
    assert codes(judge(floor=2))[0] == "out_of_step"


def test_a_lenient_and_a_strict_auditor_are_told_so() -> None:
    assert "lenient" in codes(judge(floor=1, board=3))
    assert "strict" in codes(judge(board=1, card=3))


def test_the_same_points_for_every_line_is_remarked_on() -> None:
    assert "all_alike" in codes(judge(floor=2, board=2, card=2, map=2))


def test_nothing_is_said_on_the_whole_until_every_line_has_points() -> None:
    result = Audit.model_validate(audit()).judge({"floor": 0})
    assert (result.complete, result.notes) == (False, ())


@pytest.mark.parametrize("points", [5, -1, 2.0, "2", True, None])
def test_points_outside_the_scale_are_refused(points: object) -> None:
    with pytest.raises(ValueError, match="floor"):
        Audit.model_validate(audit()).judge({"floor": points})
