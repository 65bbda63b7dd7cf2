"""A blueprint as a form hands it in: every fault at once, each at its field; and the file it becomes."""

from pathlib import Path
from typing import Any

import pytest

from sqm_training.content import competencies, paper_drafts, papers, policy
from sqm_training.domain.blueprint import Blueprint
from sqm_training.locale import text
from tests.domain.items import both
from tests.domain.papers import blueprint, part

ROOT = Path(__file__).parents[2]
MAP = competencies.load(ROOT / "courses" / "competencies.csv")
POSTS = policy.posts(ROOT / "assessments" / "policy")
SHIPPED = papers.load(ROOT / "assessments" / "papers", MAP, POSTS)
GIVEN = {"id": "technician-L1", "version": 1, "status": "draft"}


def faults(**changes: Any) -> dict[str, str]:
    """What is wrong once this is changed in a sound draft, by field."""
    document = paper_drafts.written(blueprint()) | changes
    found, _ = paper_drafts.checked(document, GIVEN, MAP, POSTS)
    for fault in found:
        words = {key: value["zh"] if isinstance(value, dict) else value for key, value in fault.params.items()}
        assert text(fault.code, "zh", **words)
    return {fault.column: fault.code for fault in found}


def test_a_sound_draft_has_no_fault_and_is_the_blueprint_it_came_from() -> None:
    document = paper_drafts.written(blueprint())
    found, made = paper_drafts.checked(document, GIVEN | {"status": "live"}, MAP, POSTS)
    assert (found, made) == ([], blueprint())


def test_an_empty_form_is_told_everything_it_lacks() -> None:
    given = {"version": 1, "status": "draft"}
    found, _ = paper_drafts.checked({"title": {"zh": "考核"}, "slices": [{"id": "s1"}]}, given, MAP, POSTS)
    assert found[-1].column.startswith("slices.0"), "in the order of the form"
    assert {
        "id", "title.en", "post", "grade", "minutes", "pass_mark", "attempts.limit",
        "slices.0.title", "slices.0.competencies", "slices.0.count", "slices.0.points",
    } <= {one.column for one in found}  # fmt: skip


def test_a_field_and_what_several_make_wrong_together_are_told_at_once() -> None:
    slices = [part("one", 60, points=0), part("two", 60, section="nowhere", competencies=["C9.9-99"])]
    assert faults(minutes="soon", post="pilot", slices=slices) == {
        "minutes": "bank.fault.number",
        "post": "content.paper.post_unknown",
        "slices": "content.paper.too_long",
        "slices.0.points": "bank.fault.greater_than",
        "slices.1.section": "content.paper.section_unknown",
        "slices.1.competencies": "content.paper.competency_unknown",
    }


def test_sections_are_told_apart_where_they_are_empty_or_forgotten() -> None:
    sections = [{"id": "a", "title": both("A")}, {"id": "b", "title": both("B"), "pass_mark": 120}]
    slices = [part("one", 1, section="a"), part("two", 1)]
    assert faults(sections=sections, slices=slices) == {
        "sections.1": "content.paper.section_empty",
        "sections.1.pass_mark": "bank.fault.less_than_equal",
        "slices.1.section": "content.paper.section_unknown",
    }


@pytest.mark.parametrize(
    "nonsense",
    [
        {"slices": "all"}, {"slices": [1, {"count": "x"}]}, {"title": 5}, {"attempts": []}, {"sections": [[]]},
        {"slices": [{"kinds": ["riddle"], "difficulty": [9]}]}, {"more": 1}, {"each_competency": {"pass_mark": -1}},
        {"slices": [part("x", 1), part("x", 1)]},
    ],
)  # fmt: skip
def test_nonsense_is_a_fault_and_no_crash(nonsense: dict[str, Any]) -> None:
    assert faults(**nonsense)


# --- the file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.id)
def test_a_shipped_paper_written_anew_reads_as_the_same(tmp_path: Path, one: Blueprint) -> None:
    digest = papers.put(tmp_path, one)
    assert papers.load(tmp_path, MAP, POSTS) == [one]
    (sheet,) = papers.sheets(tmp_path, MAP, POSTS).values()
    assert (sheet.digest, sheet.blueprint, sheet.comments) == (digest, one, False)
    assert [path.name for path in tmp_path.iterdir()] == [f"{one.id}.yaml"]


def test_words_that_yaml_would_take_for_something_else_stay_words(tmp_path: Path) -> None:
    for odd in ("no", "08:30", "1e3", "- #x: [a", "null", '"', "“引号”"):
        papers.put(tmp_path, blueprint(title={"zh": odd, "en": odd}))
        (read,) = papers.load(tmp_path, MAP, POSTS)
        assert read.title.zh == odd


def test_a_faulty_file_does_not_hide_the_others(tmp_path: Path) -> None:
    papers.put(tmp_path, blueprint())
    (tmp_path / "broken.yaml").write_text("id: broken\nslices: [", "utf-8")
    (tmp_path / "other.yaml").write_text("# by hand\n" + papers.written(blueprint(id="another")), "utf-8")
    found = papers.sheets(tmp_path, MAP, POSTS)
    assert {key: [fault.code for fault in one.faults] for key, one in found.items()} == {
        "broken": ["content.yaml"],
        "other": ["content.id_not_file"],
        "technician-L1": [],
    }
    assert found["other"].comments


def test_a_name_is_a_file_and_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    papers.put(tmp_path, blueprint(id="secret"))
    assert papers.sheet(tmp_path / "papers", "../secret", MAP, POSTS) is None
