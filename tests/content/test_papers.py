from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sqm_training.content import competencies, papers, policy
from sqm_training.domain.blueprint import Blueprint
from sqm_training.errors import Fault, Faults
from sqm_training.locale import text
from tests.domain.items import both
from tests.domain.papers import part

ROOT = Path(__file__).parents[2]
MAP = competencies.load(ROOT / "courses" / "competencies.csv")
POSTS = policy.posts(ROOT / "assessments" / "policy")


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., list[Blueprint]]:
    """Write a blueprint with something changed and load it."""

    def write(**changes: Any) -> list[Blueprint]:
        common: dict[str, Any] = {
            "id": "technician-L1",
            "version": 1,
            "status": "draft",
            "title": both("Technician L1"),
            "post": "technician",
            "grade": "L1",
            "minutes": 40,
            "pass_mark": 60,
            "attempts": {"limit": 3},
            "release": {},
            "slices": [part("one", 2), part("two", 1)],
        }
        words = yaml.safe_dump(common | changes, allow_unicode=True, sort_keys=False)
        (tmp_path / "technician-L1.yaml").write_text(words, "utf-8")
        return papers.load(tmp_path, MAP, POSTS)

    return write


def faults(write: Callable[..., list[Blueprint]], **changes: Any) -> list[Fault]:
    with pytest.raises(Faults) as wrong:
        write(**changes)
    for fault in wrong.value.faults:
        assert text(fault.code, "zh", **fault.params) != text(fault.code, "en", **fault.params)
    return wrong.value.faults


def test_a_blueprint_need_not_say_what_it_does_not_want(written: Callable[..., list[Blueprint]]) -> None:
    (blueprint,) = written()
    assert (blueprint.sections, blueprint.pilots, blueprint.exposure_cap) == ((), 0, 1)
    assert (blueprint.each_competency, blueprint.slices[0].knock_out) == (None, False)


def test_everything_a_blueprint_can_ask_for_is_read(written: Callable[..., list[Blueprint]]) -> None:
    (blueprint,) = written(
        sections=[{"id": "law", "title": both("Law"), "pass_mark": 80}],
        slices=[part("one", 2, section="law", difficulty=[1, 2], knock_out=True)],
        each_competency={"pass_mark": 50, "from_points": 10},
        exposure_cap=0.4,
        pilots=2,
        release={"marks": "after_marking", "reasons": "after_passing"},
    )
    assert blueprint.slice("one").knock_out
    assert blueprint.sections[0].pass_mark == 80


def test_posts_grades_and_competencies_there_are_not_are_named_with_their_rows(
    written: Callable[..., list[Blueprint]],
) -> None:
    found = faults(
        written,
        post="astronaut",
        slices=[part("one", 1), part("two", 1, competencies=["C3.3-01", "C9.9-98", "C9.9-99"])],
    )
    assert [(fault.code.rpartition(".")[2], fault.column) for fault in found] == [
        ("post_unknown", "post"),
        ("competency_unknown", "slices.1.competencies"),
        ("competency_unknown", "slices.1.competencies"),
    ]
    assert len({fault.row for fault in found}) == 2
    (fault,) = faults(written, grade="L9")
    assert (fault.code, fault.params["grade"]) == ("content.paper.grade_unknown", "L9")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("slice_twice", {"slices": [part("one", 1), part("one", 1)]}),
        ("too_long", {"slices": [part("one", 98)], "pilots": 2}),
        ("section_unknown", {"slices": [part("one", 1, section="none")]}),
        ("section_empty", {"slices": [part("one", 1, section="a")], "sections": [
            {"id": "a", "title": both("a")}, {"id": "b", "title": both("b")}]}),
        ("section_twice", {"slices": [part("one", 1, section="a")], "sections": [{"id": "a", "title": both("a")}] * 2}),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_said_in_both_languages(
    written: Callable[..., list[Blueprint]], code: str, changes: dict[str, Any]
) -> None:
    assert [fault.code for fault in faults(written, **changes)] == [f"content.paper.{code}"]


@pytest.mark.parametrize("changes", [{"exposure_cap": 0}, {"exposure_cap": 1.5}, {"pilots": -1}, {"pass_mark": 101}])
def test_figures_that_cannot_be_are_refused(written: Callable[..., list[Blueprint]], changes: dict[str, Any]) -> None:
    (fault,) = faults(written, **changes)
    assert fault.column == next(iter(changes))
