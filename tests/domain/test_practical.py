import pytest
from pydantic import ValidationError

from sqm_training.domain.practical import Incomplete, Practical, Tick, result
from tests.domain.items import both


def practical(*vetoes: bool) -> Practical:
    steps = [
        {"id": f"p{n}", "text": both("do"), "look_for": both("see"), "veto": veto, "points": 10}
        for n, veto in enumerate(vetoes, 1)
    ]
    head = {"id": "technician-L1", "version": 1, "title": both("t"), "post": "technician", "grade": "L1"}
    return Practical.model_validate(
        head | {"competencies": ["C3.3-01"], "intro": both("i"), "steps": steps, "pass_mark": 60}
    )


def ticks(*given: Tick) -> dict[str, Tick]:
    return {f"p{n}": tick for n, tick in enumerate(given, 1)}


def test_all_steps_right_is_a_pass() -> None:
    came = result(practical(True, False, False), ticks("ok", "ok", "ok"))
    assert (came.score, came.vetoed, came.passed) == (100, False, True)


def test_a_broken_veto_step_fails_the_whole() -> None:
    came = result(practical(True, False, False, False), ticks("not_ok", "ok", "ok", "ok"))
    assert (came.score, came.vetoed, came.passed) == (75, True, False)


def test_a_veto_step_cannot_be_left_out() -> None:
    assert result(practical(True, False), ticks("na", "ok")).vetoed


def test_steps_that_do_not_apply_drop_out_of_the_score() -> None:
    assert result(practical(False, False, False), ticks("ok", "na", "not_ok")).score == 50


def test_too_few_points_fail_without_any_veto() -> None:
    came = result(practical(False, False), ticks("ok", "not_ok"))
    assert (came.vetoed, came.passed) == (False, False)


def test_where_nothing_applied_nothing_is_passed() -> None:
    assert not result(practical(False, False), ticks("na", "na")).passed


@pytest.mark.parametrize("given", [{"p1": "ok"}, {"p1": "ok", "p2": "ok", "p3": "ok"}, {"p1": "ok", "p2": "great"}])
def test_a_checklist_is_filled_in_whole_with_known_ticks(given: dict[str, Tick]) -> None:
    with pytest.raises(Incomplete):
        result(practical(False, False), given)


def test_steps_have_ids_of_their_own() -> None:
    one = practical(False).model_dump()
    with pytest.raises(ValidationError, match="step_twice"):
        Practical.model_validate(one | {"steps": one["steps"] * 2})
