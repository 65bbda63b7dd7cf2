import pytest
from pydantic import ValidationError

from sqm_training.labs.shadow import Shadow
from tests.labs.specs import shadow


def test_everything_in_its_place_scores_everything() -> None:
    result = Shadow.model_validate(shadow()).judge({"hammer": "left", "pliers": "right"})
    assert (result.score, result.complete) == (1.0, True)


def test_the_trap_is_a_place_where_nothing_belongs() -> None:
    result = Shadow.model_validate(shadow()).judge({"hammer": "aisle", "pliers": "right"})
    assert result.score == 0.5
    assert result.parts[0].belongs == "left"


def test_a_place_has_room_for_one_thing() -> None:
    with pytest.raises(ValueError, match="left stands twice"):
        Shadow.model_validate(shadow()).judge({"hammer": "left", "pliers": "left"})


def test_two_things_that_belong_in_one_place_are_a_fault() -> None:
    spec = shadow()
    spec["things"][1]["place"] = "left"
    with pytest.raises(ValidationError, match="left stands twice"):
        Shadow.model_validate(spec)


def test_a_place_outside_the_picture_is_a_fault() -> None:
    spec = shadow()
    spec["places"][0]["box"] = [0.2, 0.2, 1.2, 0.1]
    with pytest.raises(ValidationError):
        Shadow.model_validate(spec)
