import pytest
from pydantic import ValidationError

from sqm_training.labs.trend import Trend
from tests.labs.specs import trend


def test_the_sound_decisions_score_everything() -> None:
    result = Trend.model_validate(trend()).judge({"first": "look", "second": "look"})
    assert (result.score, result.complete) == (1.0, True)


def test_a_half_right_decision_is_worth_half_and_names_the_better_one() -> None:
    result = Trend.model_validate(trend()).judge({"first": "maybe", "second": "look"})
    assert result.score == 0.75
    assert result.parts[0].belongs == "look"


def test_decisions_still_to_come_are_not_given_away() -> None:
    result = Trend.model_validate(trend()).judge({"first": "look"})
    assert [part.id for part in result.parts] == ["first"]
    assert (result.score, result.complete) == (0.5, False)


@pytest.mark.parametrize("answer", [None, {"third": "look"}, {"first": "flee"}])
def test_an_answer_to_another_question_is_refused(answer: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        Trend.model_validate(trend()).judge(answer)


def test_every_series_has_the_same_weeks() -> None:
    spec = trend()
    spec["series"][0]["values"] = [15, 14]
    with pytest.raises(ValidationError, match="same weeks"):
        Trend.model_validate(spec)


def test_no_week_has_more_points_than_there_are() -> None:
    spec = trend()
    spec["series"][0]["values"] = [15, 14, 21]
    with pytest.raises(ValidationError, match="more than the most"):
        Trend.model_validate(spec)


def test_decisions_come_week_by_week() -> None:
    spec = trend()
    spec["decisions"].reverse()
    with pytest.raises(ValidationError, match="week by week"):
        Trend.model_validate(spec)


def test_each_decision_has_a_right_option() -> None:
    spec = trend()
    spec["decisions"][0]["options"][1]["worth"] = 0.9
    with pytest.raises(ValidationError, match="no option is right"):
        Trend.model_validate(spec)
