import pytest
from pydantic import ValidationError

from sqm_training.labs.exercise import Result
from sqm_training.labs.hotspots import Hotspots
from tests.labs.specs import hotspots

OIL, LEAD, BOARD, NOTHING = [0.1, 0.1], [0.6, 0.6], [0.8, 0.8], [0.1, 0.9]


def judge(*taps: list[float], shown: bool = False) -> Result:
    return Hotspots.model_validate(hotspots()).judge({"taps": list(taps), "shown": shown})


def test_all_hazards_found_scores_everything() -> None:
    result = judge(OIL, LEAD)
    assert (result.score, result.complete) == (1.0, True)
    assert [part.id for part in result.parts] == ["oil", "lead"]


def test_a_tap_beside_costs_half_a_hazard() -> None:
    assert judge(OIL, NOTHING, LEAD).score == 0.75


def test_a_tap_on_something_sound_costs_the_same_and_is_told_why() -> None:
    result = judge(BOARD, OIL, LEAD)
    assert result.score == 0.75
    assert (result.parts[0].id, result.parts[0].belongs) == ("board", "sound")


def test_tapping_a_place_again_costs_nothing() -> None:
    assert judge(OIL, OIL, LEAD).score == 1.0
    assert judge(BOARD, BOARD, OIL, LEAD).score == 0.75


def test_where_two_places_overlap_the_hazard_is_meant() -> None:
    assert [part.id for part in judge(LEAD).parts] == ["lead"]


def test_the_missed_ones_are_told_only_when_asked_for() -> None:
    assert [part.id for part in judge(OIL).parts] == ["oil"]
    given_up = judge(OIL, shown=True)
    assert [(part.id, part.given) for part in given_up.parts] == [("oil", "found"), ("lead", None)]
    assert (given_up.score, given_up.complete) == (0.5, True)


def test_tapping_everywhere_earns_nothing() -> None:
    everywhere = [[x / 10, y / 10] for x in range(11) for y in range(11)]
    assert judge(*everywhere).score == 0.0


@pytest.mark.parametrize("taps", [[[0.1]], [[2, 0]], [["a", "b"]], [[float("nan"), 0]], "all"])
def test_a_tap_outside_the_picture_is_refused(taps: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        Hotspots.model_validate(hotspots()).judge({"taps": taps})


def test_a_picture_without_a_hazard_is_a_fault() -> None:
    spec = hotspots()
    spec["regions"] = spec["regions"][2:]
    with pytest.raises(ValidationError, match="no hazard"):
        Hotspots.model_validate(spec)
