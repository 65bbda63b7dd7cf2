"""Every exercise of a shipped course or bank can be done right, and not by a trick."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

import pytest

from sqm_training.domain.course import Exercise
from sqm_training.domain.item import Task
from sqm_training.labs import kinds
from sqm_training.labs.audit import TOP, Audit
from sqm_training.labs.crm import Crm
from sqm_training.labs.desk import Case, Desk
from sqm_training.labs.dispatch import Dispatch
from sqm_training.labs.figures import Figures
from sqm_training.labs.form import Entry, Pick
from sqm_training.labs.hotspots import Hotspots
from sqm_training.labs.improve import Improve
from sqm_training.labs.order import WorkOrder
from sqm_training.labs.reception import Reception
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


# ---------------------------------------------------------------- habits instead of thought

PASSED = 0.6
Habit = Callable[[Sequence[Any]], Any]
HABITS: dict[str, Habit] = {
    "the first": lambda offered: offered[0],
    "the second": lambda offered: offered[1],
    "the last": lambda offered: offered[-1],
    "the longest in Chinese": lambda offered: max(offered, key=lambda one: len(one.text.zh)),
    "the longest in English": lambda offered: max(offered, key=lambda one: len(one.text.en)),
    "the shortest in Chinese": lambda offered: min(offered, key=lambda one: len(one.text.zh)),
    "the shortest in English": lambda offered: min(offered, key=lambda one: len(one.text.en)),
}


def filled(entries: Sequence[Entry], habit: Habit) -> dict[str, Any]:
    return {each.id: habit(each.options).id for each in entries if isinstance(each, Pick)}


def talked(case: Case, habit: Habit) -> dict[str, Any]:
    turns, here, said = {turn.id: turn for turn in case.turns}, case.turns[0], list[str]()
    while here.replies:
        reply = habit(here.replies)
        said.append(reply.id)
        if reply.to is None:
            break
        here = turns[reply.to]
    return {"case": case.id, "said": said, "record": filled(case.record, habit)}


def by_habit(exercise: Any, habit: Habit) -> Any:
    """What somebody does who reads nothing, with everything that needs no reading done right."""
    match exercise:
        case Desk():
            order = [each["case"] for each in exercise.best()]
            return sorted((talked(case, habit) for case in exercise.cases), key=lambda one: order.index(one["case"]))
        case Reception():
            everything = {"lines": [each.id for each in exercise.lines], "filled": filled(exercise.quote, habit)}
            asked = [each.id for each in exercise.questions][: exercise.most]
            moves = {"moves": [each.id for each in exercise.extra.moves]}
            return {"ask": asked, "order": filled(exercise.order, habit), "quote": everything, "extra": moves}
        case Crm():
            return {
                "merge": {"same": [each.id for each in exercise.scraps], "filled": filled(exercise.profile, habit)},
                "vin": {"right": exercise.vins.given[0]},
                "due": {car.id: {"first": "time", "when": "soon"} for car in exercise.cars},
                "contact": {each.id: habit(each.plans).id for each in exercise.customers},
                "keep": {"groups": {each.id: "back" for each in exercise.keep.visitors}},
            }
        case WorkOrder():
            return {"filled": {each.id: filled(each.everything, habit) for each in exercise.stations}}


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("exercise", [each for kind in (Desk, Reception, Crm, WorkOrder) for each in of(kind)])
def test_no_habit_takes_the_place_of_thought(exercise: Any, habit: str) -> None:
    assert exercise.judge(by_habit(exercise, HABITS[habit])).score < PASSED


@pytest.mark.parametrize("exercise", of(Improve))
@pytest.mark.parametrize("place", [0, 1, 2, -1])
def test_no_place_in_the_lists_gives_an_improvement_away(exercise: Improve, place: int) -> None:
    """The first, the second … or the last of everything on offer."""
    answer = {
        step: {each.id: list(each.worth)[min(place, len(each.worth) - 1)] for each in asked}
        for step, asked in exercise.asked().items()
    }
    assert exercise.judge(answer).score <= 0.5


@pytest.mark.parametrize("exercise", of(Improve))
def test_an_improvement_meets_every_grade_noise_and_a_real_change(exercise: Improve) -> None:
    assert {finding.grade for finding in exercise.audit} == {"conform", "observation", "minor", "major"}
    assert {exercise.cycle.reading(look) for look in exercise.cycle.looks} >= {"noise", "better"}
    assert len({exercise.compare.place(store.id) for store in exercise.compare.stores}) == 3


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
