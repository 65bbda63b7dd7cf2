from itertools import product
from typing import Any

import pytest

from sqm_training.labs import kinds
from sqm_training.labs.workshop import LEVERS, Goal, Workshop
from tests.labs.specs import workshop

TODAY = workshop()["rounds"][0]["today"]


def lab(**changes: Any) -> Workshop:
    found = kinds.read(workshop() | changes)
    assert isinstance(found, Workshop)
    return found


def decided(**setting: str) -> dict[str, Any]:
    return {"peak": {"setting": setting, "done": True}}


def test_leaving_everything_as_it_is_is_worth_nothing() -> None:
    assert lab().judge(decided()).score == 0
    assert lab().judge(decided(**TODAY)).score == 0


def test_no_setting_that_is_allowed_beats_the_best() -> None:
    one = lab()
    options = [[choice["id"] for choice in workshop()[lever]] for lever in LEVERS]
    scores = []
    for chosen in product(*options):
        setting = dict(zip(LEVERS, chosen, strict=True))
        if sum(setting[lever] != TODAY[lever] for lever in LEVERS) <= 2:
            scores.append(one.judge(decided(**setting)).score)
    assert len(scores) == 11
    assert max(scores) == 1 == one.judge(one.best()).score


def test_moving_more_levers_than_allowed_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 2"):
        lab().judge(decided(bookings="spread", rule="skill", fives="daily"))


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"gone": {}},
        {"peak": "spread"},
        {"peak": {"setting": []}},
        {"peak": {"setting": {"bookings": "gone"}}},
        {"peak": {"setting": {"colour": "red"}}},
        {"peak": {"setting": {}, "done": "yes"}},
        {"peak": {"levers": {}}},
    ],
)
def test_what_is_no_setting_is_refused(answer: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab().judge(answer)


def test_a_try_shows_figures_and_scores_nothing() -> None:
    result = lab().judge({"peak": {"setting": {"bookings": "spread"}}})
    assert (result.complete, result.score, result.parts) == (False, 0, ())
    assert set(result.shown["peak"]) == {"now", "today"}
    assert result.shown["peak"]["now"]["wait90"] < result.shown["peak"]["today"]["wait90"]


def test_the_same_setting_gives_the_same_days() -> None:
    tries = [lab().judge({"peak": {"setting": {"rule": "skill"}}}).shown for _ in range(2)]
    assert tries[0] == tries[1]


def test_a_decision_tells_the_best_each_goal_and_what_mattered() -> None:
    result = lab().judge(decided(rule="skill"))
    (part,) = result.parts
    codes = [note.code for note in part.notes]
    assert {"reached", "missed"} & set(codes)
    assert "matters" in codes
    assert "differs" in codes
    assert result.shown["peak"]["best"] == lab().best()["peak"]["setting"]


def test_who_is_examined_sees_what_every_allowed_setting_comes_to_and_no_reason() -> None:
    one = lab()
    shown = one.shown()
    outcomes = shown["outcomes"]["peak"]
    assert len(outcomes) == 11
    assert (
        outcomes["spread/arrival/far/none"]
        == one.judge({"peak": {"setting": {"bookings": "spread"}}}).shown["peak"]["now"]
    )
    assert "why" not in shown["rounds"][0]


def test_where_a_figure_is_good_already_it_can_only_be_lost() -> None:
    goal = Goal(kpi="wait90", target=10)
    assert [goal.gained(5, 8), goal.gained(5, 12)] == [0, -1]


def test_half_the_way_to_a_goal_is_worth_half_and_the_wrong_way_counts_against_one() -> None:
    assert Goal(kpi="otd", target=0.9).gained(0.5, 0.7) == pytest.approx(0.5)
    assert Goal(kpi="tat90", target=200).gained(300, 400) == -1
    assert Goal(kpi="thr", target=20).gained(10, 40) == 1


def test_a_round_that_names_what_is_not_offered_is_a_fault_of_the_task() -> None:
    (one,) = workshop()["rounds"]
    with pytest.raises(ValueError, match="bookings"):
        lab(rounds=[one | {"today": TODAY | {"bookings": "gone"}}])
    with pytest.raises(ValueError, match="level 2"):
        lab(rounds=[one | {"shop": one["shop"] | {"technicians": [1, 1]}}])
