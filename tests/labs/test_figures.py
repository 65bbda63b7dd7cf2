"""A guided look at data: the decisions, found again by looking at the data without the model's help."""

from math import ceil, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.labs import demo_data, kinds
from sqm_training.labs.charts.control import Control
from sqm_training.labs.charts.heat import Heat
from sqm_training.labs.charts.pareto import Pareto
from sqm_training.labs.charts.promise import Promise
from sqm_training.labs.charts.replies import Replies
from sqm_training.labs.charts.triangle import Triangle
from sqm_training.labs.figures import Figures
from tests.labs.specs import figures


@pytest.fixture(scope="module")
def lab() -> Figures:
    return Figures.model_validate(figures())


def stage(lab: Figures, kind: type) -> Any:
    return next(one for one in lab.stages if isinstance(one, kind))


def test_the_best_decisions_score_everything_and_the_worst_next_to_nothing(lab: Figures) -> None:
    result = lab.judge(lab.best())
    assert (result.score, result.complete) == (1.0, True)
    assert lab.judge(lab.worst()).score <= 0.1


def test_decisions_still_to_come_are_not_given_away(lab: Figures) -> None:
    result = lab.judge({"hot": lab.best()["hot"]})
    assert [part.id for part in result.parts] == ["hot"]
    assert (result.score, result.complete) == (pytest.approx(1 / 6, abs=1e-4), False)


def test_the_same_seed_gives_the_same_figures_and_a_spec_is_read_back_from_its_dump(lab: Figures) -> None:
    again = kinds.read(lab.model_dump(mode="json"))
    assert again == lab
    assert again.model_dump(mode="json")["figures"] == lab.figures


def test_whoever_is_examined_gets_the_figures_and_not_what_they_were_made_from(lab: Figures) -> None:
    shown = lab.shown()
    assert shown["figures"] == lab.figures
    for one in shown["stages"]:
        assert not {"why", "seed", "hot", "rates", "found"} & set(one)
    assert all("mixed" not in cause for one in shown["stages"] for cause in one.get("causes", []))


def test_a_cell_with_few_cases_is_worth_nothing_however_hot(lab: Figures) -> None:
    heat = stage(lab, Heat)
    cells = heat.figures()["cells"]
    few = {name for name, cell in cells.items() if cell["few"]}
    assert few
    assert {heat.judge(name).fraction for name in few} == {0.0}
    assert {note.code for name in few for note in heat.judge(name).notes} == {"thin"}


def test_the_hot_spot_has_most_cases_over_the_expected_ones_among_the_hot(lab: Figures) -> None:
    heat = stage(lab, Heat)
    cells = heat.figures()["cells"]
    hot = {name: cell for name, cell in cells.items() if cell["n"] >= 5 and cell["heat"] >= 2}
    assert heat.best() == max(hot, key=lambda name: hot[name]["n"] - hot[name]["expected"])
    crowded = max(cells, key=lambda name: cells[name]["n"])
    assert crowded != heat.best()


def test_the_promise_that_costs_least_is_found_by_counting_cars(lab: Figures) -> None:
    promise = stage(lab, Promise)
    heap = promise.heaps[0]
    minutes = demo_data.repair_minutes(promise.seed, heap.jobs, heap.median, heap.spread)

    def cost(level: int) -> float:
        promised = sorted(minutes)[ceil(len(minutes) * level / 100) - 1]
        return sum(promised - one if one <= promised else promise.broken for one in minutes)

    assert promise.best() == min(promise.percentiles, key=cost)
    assert promise.judge(50).fraction < 0.5
    assert promise.judge(99).fraction < 0.6


def test_more_days_on_the_shelf_never_lower_the_fill_rate_nor_raise_turnover(lab: Figures) -> None:
    triangle = stage(lab, Triangle)
    settings_of = triangle.figures()["settings"]
    for least in triangle.leasts:
        row = [settings_of[f"{cover}/{least}"] for cover in triangle.covers]
        assert [one["fill"] for one in row] == sorted(one["fill"] for one in row)
        assert [one["stock"] for one in row] == sorted(one["stock"] for one in row)


def test_the_stock_triangle_is_worth_its_worst_corner(lab: Figures) -> None:
    triangle = stage(lab, Triangle)
    for cover, least in ((triangle.covers[0], triangle.leasts[-1]), (triangle.covers[-1], 0), triangle.today):
        assert triangle.judge({"cover": cover, "least": least}).fraction <= 0.5


def test_a_bag_of_many_causes_is_worth_nothing(lab: Figures) -> None:
    pareto = stage(lab, Pareto)
    assert pareto.judge(["other"]).fraction == 0.0
    assert "mixed" in {note.code for note in pareto.judge(["other"]).notes}
    by_cases = sorted(pareto.figures()["causes"], key=lambda name: -pareto.figures()["causes"][name]["n"])
    assert pareto.judge(by_cases[:2]).fraction <= 0.5


def test_a_month_is_real_outside_three_sigma_or_in_a_run_of_eight(lab: Figures) -> None:
    control = stage(lab, Control)
    months = demo_data.comebacks(control.seed, control.orders, control.rates)
    centre = sum(back for _, back in months[: control.baseline]) / sum(n for n, _ in months[: control.baseline])
    above = "".join("+" if back / n > centre else "-" for n, back in months)
    for month in control.asked:
        n, back = months[month - 1]
        outside = abs(back / n - centre) > 3 * sqrt(centre * (1 - centre) / n)
        windows = range(max(0, month - 8), min(month, len(above) - 7))
        run = any(len(set(above[start : start + 8])) == 1 for start in windows)
        assert control.best()[str(month)] == ("real" if outside or run else "noise")


def test_a_team_differs_outside_the_funnel_and_with_thirty_replies(lab: Figures) -> None:
    replies = stage(lab, Replies)
    means = {one.id: (one.replies, one.satisfied) for one in replies.teams}
    months = demo_data.replies(replies.seed, means, 6)
    counts = {team: (sum(n for n, _ in each), sum(hits for _, hits in each)) for team, each in months.items()}
    house = sum(hits for _, hits in counts.values()) / sum(n for n, _ in counts.values())
    for team, (n, hits) in counts.items():
        far = (hits / n - house) / sqrt(house * (1 - house) / n)
        expected = "unclear" if n < 30 or abs(far) <= 2 else "above" if far > 0 else "below"
        assert replies.best()[team] == expected
    assert set(replies.best().values()) == {"above", "below", "unclear"}


def test_the_judgement_of_a_team_is_not_among_the_figures(lab: Figures) -> None:
    windows = stage(lab, Replies).figures()["windows"]
    assert all("place" not in team for window in windows.values() for team in window["teams"].values())


def test_that_no_cell_stands_out_is_wrong_where_one_does_and_right_where_none_does(lab: Figures) -> None:
    heat = stage(lab, Heat)
    assert heat.judge("none").fraction == 0.0
    cells = {f"{model.id}/{problem.id}": [1, 0, 0, 0, 0, 0] for model in heat.models for problem in heat.problems}
    quiet = Heat.model_validate(heat.model_dump() | {"period": "2026-05 – 2026-10", "found": cells})
    assert quiet.best() == "none"
    assert quiet.judge("none").fraction == 1.0
    assert quiet.judge(next(iter(cells))).fraction == 0.0


@pytest.mark.parametrize("kind", [Heat, Promise, Triangle, Pareto, Control, Replies])
def test_a_chart_of_the_houses_own_months_needs_the_houses_own_data(lab: Figures, kind: type) -> None:
    one = stage(lab, kind)
    with pytest.raises(ValidationError, match="the data are missing"):
        kind.model_validate(one.model_dump() | {"period": "2026-05 – 2026-10"})  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["real", "noise"])
def test_calling_every_month_the_same_is_half_right_at_most(lab: Figures, what: str) -> None:
    control = stage(lab, Control)
    assert control.judge(dict.fromkeys(control.best(), what)).fraction <= 0.5


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {"nothing": 1},
        {"hot": "a/none"},
        {"promise": 91},
        {"promise": "90"},
        {"stock": {"cover": 30}},
        {"stock": {"cover": True, "least": 1}},
        {"causes": ["wait", "wash", "bill"]},
        {"causes": ["wait", "wait"]},
        {"comebacks": {"1": "real"}},
        {"comebacks": {"10": "perhaps"}},
        {"satisfaction": {"t9": "above"}},
        {"satisfaction": {"t1": "best"}},
    ],
)
def test_a_decision_that_is_not_on_offer_is_refused(lab: Figures, answer: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab.judge(answer)


def test_a_stage_whose_chart_answers_nothing_is_a_fault() -> None:
    spec = figures()
    for one in spec["stages"]:
        if one["chart"] == "stock":
            one["targets"] = {"fill": 1, "turn": 60, "dead": 0.01}
    with pytest.raises(ValidationError, match="no setting meets"):
        Figures.model_validate(spec)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000), mean=st.floats(0.1, 90))
def test_counts_that_happen_at_random_average_what_they_should(seed: int, mean: float) -> None:
    rng = demo_data.Random(seed)
    drawn = [demo_data.poisson(rng, mean) for _ in range(400)]
    assert abs(sum(drawn) / 400 - mean) < 6 * sqrt(mean / 400) + 0.01


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_half_of_the_repair_times_lie_below_the_median_and_the_tail_is_to_the_right(seed: int) -> None:
    minutes = demo_data.repair_minutes(seed, 400, 80, 0.5)
    assert 65 < minutes[200] < 97
    assert sum(minutes) / 400 > minutes[200]
