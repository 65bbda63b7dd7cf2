"""Coverage of the map: what is there is counted, what is missing is named."""

from typing import Any

import pytest

from sqm_training.domain.competency import Competency
from sqm_training.domain.course import Course
from sqm_training.domain.curriculum import Coverage, coverage
from sqm_training.domain.item import Item
from sqm_training.domain.post import Post
from tests.domain.items import both, item

SORT = Competency(
    id="C3.3-01", title=both("Sort"), chapter="3", section="5S", roles=("TEC",), lab_type="OBS", kpis=("5S",)
)
POSTS = {
    "technician": Post(id="technician", title=both("Technician"), roles=("TEC",)),
    "cashier": Post(id="cashier", title=both("Cashier"), roles=("FIN",)),
    "administrator": Post(id="administrator", title=both("Administrator")),
}


def course(*audience: str, exercise: bool = True) -> Course:
    blocks: list[dict[str, Any]] = [{"kind": "prose", "text": both("Tidy up.")}]
    if exercise:
        blocks.append({"kind": "exercise", "id": "bay", "spec": {"kind": "sort"}})
    lesson = {"id": "01-sort", "title": both("Sort"), "minutes": 5, "competencies": ["C3.3-01"], "goal": both("Sort")}
    return Course.model_validate(
        {
            "id": "5s",
            "title": both("5S"),
            "summary": both("5S"),
            "minutes": 5,
            "audience": audience,
            "lessons": [lesson | {"steps": [{"blocks": blocks}]}],
        }
    )


def bank(practice: int = 3, exam: int = 3, **changes: Any) -> list[Item]:
    uses = ["practice"] * practice + ["exam"] * exam
    return [item("single", f"t-{number}", use=use, **changes) for number, use in enumerate(uses)]


def row(courses: list[Course], items: list[Item], competency: Competency = SORT) -> Coverage:
    (found,) = coverage([competency], courses, items, POSTS)
    return found


def test_what_is_taught_practised_and_assessed_has_no_hole() -> None:
    found = row([course("technician")], bank(asks="judgement"))
    assert found.holes == ()
    assert (found.lessons, found.exercises) == (("5s/01-sort",), ("sort",))
    assert (found.practice, found.exam, found.judgement) == (3, 3, 6)


@pytest.mark.parametrize(
    ("courses", "items", "holes"),
    [
        ([], bank(), {"lesson", "exercise", "posts"}),
        ([course("technician", exercise=False)], bank(), {"exercise"}),
        ([course("technician")], bank(practice=0, exam=6), {"practice"}),
        ([course("technician")], bank(practice=2, exam=3), {"items"}),
        ([course("technician")], bank(practice=4, exam=3), {"exam"}),
        ([course("cashier")], bank(), {"posts"}),
        ([course("technician")], bank(status="draft"), {"practice", "items", "exam"}),
    ],
)
def test_each_hole_is_named(courses: list[Course], items: list[Item], holes: set[str]) -> None:
    assert set(row(courses, items).holes) == holes


def test_what_is_for_everybody_must_reach_every_post_that_has_a_role() -> None:
    everybody = SORT.model_copy(update={"roles": ("ALL",)})
    assert row([course("technician")], bank(), everybody).untaught == ("cashier",)
