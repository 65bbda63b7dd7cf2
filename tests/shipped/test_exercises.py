"""Every exercise of a shipped course or bank can be done right, and not by a trick."""

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from sqm_training.domain.course import Exercise
from sqm_training.domain.item import Task
from sqm_training.labs import kinds
from sqm_training.labs.audit import TOP, Audit
from sqm_training.labs.dispatch import Dispatch
from sqm_training.labs.figures import Figures
from sqm_training.labs.hotspots import Hotspots
from sqm_training.labs.shadow import Shadow
from sqm_training.labs.sort import Sort
from sqm_training.labs.stock import Stock
from sqm_training.labs.trend import Trend
from sqm_training.labs.workshop import LEVERS, Workshop
from tests.shipped.content import course, course_names, items


def found() -> Iterator[Any]:
    for name in course_names():
        for lesson in course(name).lessons:
            for block in lesson.blocks:
                if isinstance(block, Exercise):
                    yield pytest.param(kinds.read(block.spec), id=f"{lesson.id}/{block.id}")
    for item in items():
        if isinstance(item, Task):
            yield pytest.param(item.exercise, id=item.id)


SHIPPED = list(found())


def of(kind: type) -> list[Any]:
    return [one for one in SHIPPED if isinstance(one.values[0], kind)]


def right(exercise: kinds.AnyExercise) -> Any:
    match exercise:
        case Sort():
            return {thing.id: thing.bin for thing in exercise.things}
        case Shadow():
            return {thing.id: thing.place for thing in exercise.things}
        case Hotspots():
            boxes = [region.box for region in exercise.regions if region.hazard]
            return {"taps": [[x + w / 2, y + h / 2] for x, y, w, h in boxes]}
        case Audit():
            return {line.id: line.reference for line in exercise.lines}
        case Trend():
            return {
                decision.id: max(decision.options, key=lambda option: option.worth).id
                for decision in exercise.decisions
            }
        case _:
            return exercise.best()  # found by a search that tests of the model check


@pytest.mark.parametrize("exercise", SHIPPED)
def test_the_right_answer_scores_everything(exercise: kinds.AnyExercise) -> None:
    result = exercise.judge(right(exercise))
    assert (result.score, result.complete) == (1.0, True)


@pytest.mark.parametrize("exercise", SHIPPED)
def test_places_lie_inside_their_picture(exercise: kinds.AnyExercise) -> None:
    boxes: list[tuple[float, float, float, float]] = []
    match exercise:
        case Shadow():
            boxes = [place.box for place in exercise.places]
        case Hotspots():
            boxes = [region.box for region in exercise.regions]
        case Audit():
            boxes = [line.box for line in exercise.lines]
    assert all(x + w <= 1.0001 and y + h <= 1.0001 for x, y, w, h in boxes)


@pytest.mark.parametrize("exercise", of(Sort))
def test_no_bin_and_no_pattern_gives_a_sorting_away(exercise: Sort) -> None:
    things = [thing.id for thing in exercise.things]
    bins = [each.id for each in exercise.bins]
    assert all(exercise.judge(dict.fromkeys(things, one)).score <= 0.5 for one in bins)
    in_turn = {thing: bins[place % len(bins)] for place, thing in enumerate(things)}
    assert exercise.judge(in_turn).score <= 0.5


@pytest.mark.parametrize("exercise", of(Audit))
def test_the_same_points_for_every_line_is_out_of_step(exercise: Audit) -> None:
    for points in range(TOP + 1):
        result = exercise.judge({line.id: points for line in exercise.lines})
        assert result.notes[0].code == "out_of_step"


@pytest.mark.parametrize("exercise", of(Trend))
def test_no_letter_gives_the_decisions_away(exercise: Trend) -> None:
    places = [
        max(range(len(decision.options)), key=lambda place: decision.options[place].worth)
        for decision in exercise.decisions
    ]
    assert len(set(places)) > 1


@pytest.mark.parametrize("exercise", of(Dispatch))
def test_dealing_orders_out_in_turn_or_all_to_one_is_no_dispatching(exercise: Dispatch) -> None:
    orders = [order.id for order in exercise.orders]
    names = [technician.id for technician in exercise.technicians]
    assert all(exercise.judge({name: orders}).score <= 0.5 for name in names)
    for turn in permutations(names):
        dealt = {name: orders[place :: len(names)] for place, name in enumerate(turn)}
        assert exercise.judge(dealt).score <= 0.6


@pytest.mark.parametrize("exercise", of(Workshop))
def test_no_place_in_the_lists_of_options_gives_a_workshop_away(exercise: Workshop) -> None:
    """One lever moved to its first, second … option in every round, the others left alone."""
    for lever in LEVERS:
        for option in getattr(exercise, lever):
            answer = {one.id: {"setting": {lever: option.id}, "done": True} for one in exercise.rounds}
            assert exercise.judge(answer).score <= 0.6


@pytest.mark.parametrize("exercise", of(Workshop))
def test_the_best_setting_of_a_workshop_reaches_every_goal(exercise: Workshop) -> None:
    for part in exercise.judge(exercise.best()).parts:
        assert {note.code for note in part.notes} == {"reached", "matters"}


@pytest.mark.parametrize("exercise", of(Stock))
@pytest.mark.parametrize("place", [0, 1, -1])
def test_no_place_in_the_lists_gives_a_parts_store_away(exercise: Stock, place: int) -> None:
    """The first, the second or the last of everything on offer."""
    answer = {
        "abc": {one.id: "ABC"[place] for one in exercise.articles},
        "count": [one.id for one in exercise.articles[: exercise.counts]],
        "dead": {one.id: one.ways[place].id for one in exercise.dead},
        "boxes": {one.id: ("in", "claim", "hold")[place] for one in exercise.boxes},
        "policy": {one.id: [one.points[place], one.lots[place]] for one in exercise.articles},
        "done": True,
    }
    assert exercise.judge(answer).score <= 0.5


@pytest.mark.parametrize("exercise", of(Stock))
def test_in_a_parts_store_a_counterfeit_a_sound_box_and_a_faulty_one_stand_side_by_side(exercise: Stock) -> None:
    assert {box.right for box in exercise.boxes} == {"in", "claim", "hold"}


@pytest.mark.parametrize("exercise", of(Figures))
def test_leaving_every_lever_where_it_stands_or_at_its_end_answers_no_charts(exercise: Figures) -> None:
    for place in (0, -1):
        answer: dict[str, Any] = {}
        for one in exercise.stages:
            match one.chart:
                case "heat":
                    cells = exercise.figures[one.id]["cells"]
                    answer[one.id] = max(cells, key=lambda name: cells[name]["n" if place == 0 else "heat"])
                case "promise":
                    answer[one.id] = one.percentiles[place]
                case "stock":
                    answer[one.id] = {"cover": one.covers[place], "least": one.leasts[place]}
                case "pareto":
                    answer[one.id] = [one.causes[place].id]
                case "control":
                    answer[one.id] = {str(month): ("real", "noise")[place] for month in one.asked}
        assert exercise.judge(answer).score <= 0.5
