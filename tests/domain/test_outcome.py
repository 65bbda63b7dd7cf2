import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.domain.outcome import Condition, Outcome, by_competency, outcome, per_cent
from sqm_training.domain.paper import Draw, PaperVersion, draw
from tests.domain.items import both, item
from tests.domain.papers import blueprint, paper, part

TIDY = [item("single", f"a-{n}") for n in range(3)]
TOPICS = [*TIDY, *(item("order", f"b-{n}", competency="C3.3-03") for n in range(2))]
TWO_TOPICS = paper(part("sort", 3, points=4), part("shine", 2, points=5, competencies=["C3.3-03"]), items=TOPICS)
DRAWN = draw(TWO_TOPICS, 7).items
FULL = {slot.id: slot.points for slot in TWO_TOPICS.slots}


def sections(**pass_marks: float | None) -> list[dict[str, Any]]:
    return [{"id": key, "title": both(key), "pass_mark": mark} for key, mark in pass_marks.items()]


def ruled(**rule: Any) -> PaperVersion:
    """The paper of two topics, each a section, with more to its pass rule."""
    slices = (
        part("sort", 3, points=4, section="tidy", knock_out=rule.pop("knock_out", False)),
        part("shine", 2, points=5, section="clean", competencies=["C3.3-03"]),
    )
    return paper(*slices, items=TOPICS, **{"sections": sections(tidy=None, clean=None)} | rule)


def missed(paper: PaperVersion, marks: dict[str, float]) -> list[tuple[str, str, float, float]]:
    came = outcome(paper, marks, draw(paper, 7).items)
    assert came.passed == (not came.missed)
    return [(one.code, one.id, one.reached, one.need) for one in came.missed]


def test_all_right_is_a_hundred_per_cent() -> None:
    came = outcome(TWO_TOPICS, FULL, DRAWN)
    assert (came.points, came.of, came.percent, came.passed, came.complete) == (22, 22, 100, True, True)
    assert came.conditions == (Condition(code="total", reached=100, need=60),)
    assert by_competency(TWO_TOPICS, FULL, DRAWN) == {"C3.3-01": (12, 12), "C3.3-03": (10, 10)}


def test_the_denominator_is_the_papers_whatever_was_answered() -> None:
    came = outcome(TWO_TOPICS, {"s01": 4.0}, DRAWN)
    assert (came.of, came.percent) == (22, 18.1)


def test_nobody_has_passed_while_a_mark_is_missing() -> None:
    marks = {slot: points for slot, points in FULL.items() if slot != "s01"}
    came = outcome(TWO_TOPICS, marks, DRAWN)
    assert came.percent > 60
    assert not came.complete
    assert not came.passed


def test_almost_is_neither_passed_nor_shown_as_passed() -> None:
    assert per_cent(59.97, 100) == 59.9
    assert per_cent(60, 100) == 60.0
    assert per_cent(0.1 + 0.2, 0.5) == 60.0


@given(marks=st.dictionaries(st.sampled_from(["s01", "s02", "s03", "s04", "s05"]), st.floats(0, 4)))
def test_more_marks_never_lower_the_outcome(marks: dict[str, float]) -> None:
    before = outcome(TWO_TOPICS, {}, DRAWN)
    after = outcome(TWO_TOPICS, marks, DRAWN)
    assert before.percent <= after.percent <= 100


def test_a_total_below_the_pass_mark_says_by_how_much() -> None:
    assert missed(TWO_TOPICS, FULL | {"s01": 0.0, "s02": 0.0, "s03": 0.0}) == [("total", "", 45.4, 60)]


def test_a_section_must_be_passed_by_itself() -> None:
    strict = ruled(sections=sections(tidy=None, clean=80))
    assert missed(strict, FULL | {"s05": 3.0}) == []
    assert missed(strict, FULL | {"s05": 2.5}) == [("section", "clean", 75, 80)]


def test_every_item_of_a_knock_out_slice_must_be_fully_right() -> None:
    strict = ruled(knock_out=True)
    assert missed(strict, FULL) == []
    assert missed(strict, FULL | {"s02": 3.9}) == [("knock_out", "sort", 2, 3)]
    assert missed(strict, FULL | {"s04": 0.0}) == [], "the other slice may go wrong"


def test_each_competency_is_judged_where_enough_points_are_on_offer() -> None:
    strict = ruled(each_competency={"pass_mark": 50, "from_points": 11})
    assert missed(strict, FULL | {"s04": 0.0, "s05": 0.0}) == [("total", "", 54.5, 60)], "ten points are not enough"
    assert missed(strict, FULL | {"s01": 0.0, "s02": 0.0}) == [("competency", "C3.3-01", 33.3, 50)]


def test_everything_that_was_missed_is_named_at_once() -> None:
    strict = ruled(
        sections=sections(tidy=60, clean=60), knock_out=True, each_competency={"pass_mark": 60, "from_points": 10}
    )
    found = [(code, key) for code, key, *_ in missed(strict, {})]
    assert found == [
        ("total", ""),
        ("section", "tidy"),
        ("section", "clean"),
        ("knock_out", "sort"),
        ("competency", "C3.3-01"),
        ("competency", "C3.3-03"),
    ]


@pytest.mark.parametrize(
    ("fault", "slices", "there"),
    [
        ("section_unknown", [part("one", 1, section="none")], sections(tidy=None)),
        ("section_unknown", [part("one", 1), part("two", 1, section="tidy")], sections(tidy=None)),
        ("section_unknown", [part("one", 1, section="tidy")], []),
        ("section_empty", [part("one", 1, section="tidy")], sections(tidy=None, clean=None)),
        ("section_twice", [part("one", 1, section="tidy")], [*sections(tidy=None), *sections(tidy=50)]),
    ],
)
def test_sections_and_slices_that_do_not_fit_are_refused(fault: str, slices: Any, there: Any) -> None:
    with pytest.raises(ValidationError, match=fault):
        blueprint(*slices, sections=there)


def test_a_paper_published_before_there_were_sections_means_what_it_meant() -> None:
    stored = json.loads((Path(__file__).parent / "stored" / "paper-0.1.json").read_text("utf-8"))
    old, drawn = PaperVersion.model_validate(stored["document"]), Draw.model_validate(stored["draw"])
    came = outcome(old, stored["marks"], drawn.items)
    assert came == Outcome(**stored["outcome"], conditions=(Condition(code="total", reached=62, need=60),))
    found = by_competency(old, stored["marks"], drawn.items)
    assert found == {key: tuple(pair) for key, pair in stored["by_competency"].items()}
