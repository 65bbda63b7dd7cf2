"""Every blueprint in the repository asks a post for what its people need, and says what passing takes."""

import pytest

from sqm_training.content import policy
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.paper import PaperVersion
from sqm_training.domain.rehearsal import rehearse
from tests.shipped.content import POLICY, blueprints, items, the_map

ROLES = {  # the map's roles of each post
    "technician": "TEC",
    "service_advisor": "SA",
    "parts_specialist": "PRT",
    "quality_inspector": "QC",
    "dispatcher": "DIS",
    "workshop_supervisor": "DIS",
    "customer_relations": "CRM",
    "service_manager": "SM",
    "cashier": "FIN",
}
VETO = {"C3.3-06", "C3.4-08", "C4.2-07", "C2.3-01"}  # safety and law: below the level asked for, no certificate
SO_FAR = {"technician-L1": {"C2.0-01", "C2.1-04", "C2.4-05"}}  # of the first bank, until its own items are there
WANTED = {("technician", f"L{grade}") for grade in range(1, 6)} | {
    (post, f"L{grade}") for post in ROLES if post != "technician" for grade in range(1, 5)
}

LADDER = [paper for paper in blueprints() if paper.id == f"{paper.post}-{paper.grade}"]  # others certify nothing

each = pytest.mark.parametrize("paper", LADDER, ids=lambda paper: paper.id)


def number(paper: Blueprint) -> int:
    return int(paper.grade[1:])


def test_every_post_has_a_paper_for_every_grade() -> None:
    assert {(paper.post, paper.grade) for paper in LADDER} == WANTED
    ladders = {post: policy.posts(POLICY)[post].grades for post in ROLES}
    assert {(post, grade) for post, grades in ladders.items() for grade in grades} == WANTED


@each
def test_a_paper_is_worth_a_hundred_points(paper: Blueprint) -> None:
    assert sum(one.count * one.points for one in paper.slices) == 100


@each
def test_a_paper_asks_for_what_its_post_needs(paper: Blueprint) -> None:
    role = ROLES[paper.post]
    for one in paper.slices:
        strange = {key for key in one.competencies if not {role, "ALL"} & set(the_map()[key].roles)}
        assert strange <= VETO | SO_FAR.get(paper.id, set()), one.id


@each
def test_safety_or_law_must_be_passed_by_itself_and_has_red_lines(paper: Blueprint) -> None:
    strict = {section.id for section in paper.sections if section.pass_mark == 80}
    red = [one for one in paper.slices if one.knock_out]
    assert red
    assert {one.section for one in red if one.section in strict}
    for one in red:
        assert set(one.competencies) & (VETO | {"C2.4-07", "C3.2-06"}), "charges and authorised extras are law too"
        assert (one.difficulty, one.marking) == ((1, 2), "machine") or paper.status == "live", "no traps"
        assert one.count * one.points <= 4


@each
def test_the_pass_mark_rises_with_the_grade(paper: Blueprint) -> None:
    assert paper.pass_mark == (60 if number(paper) <= 2 else 80)
    assert (paper.each_competency is not None) == (number(paper) >= 3)


@each
def test_there_is_time_for_every_question_and_something_for_a_trainer_to_read(paper: Blueprint) -> None:
    questions = sum(one.count for one in paper.slices) + paper.pilots
    assert 1 <= paper.minutes / questions <= 6
    written = [one for one in paper.slices if one.marking == "person"]
    assert written
    assert sum(one.count * one.points for one in written) <= 35


def test_higher_grades_ask_fewer_and_harder_questions() -> None:
    for post in ROLES:
        ladder = sorted((paper for paper in LADDER if paper.post == post), key=number)
        hard = [
            sum(one.count * one.points for one in paper.slices if one.difficulty and 3 in one.difficulty)
            for paper in ladder[1:]
        ]
        assert hard[0] < hard[-1]
        assert ladder[0].minutes < ladder[-1].minutes


@pytest.mark.parametrize("paper", [one for one in blueprints() if one.status == "live"], ids=lambda paper: paper.id)
def test_a_live_paper_stays_below_its_cap_and_repeats_little(paper: Blueprint) -> None:
    came = rehearse(PaperVersion.assemble(paper, 1, items()), 300)
    assert came.over(paper.exposure_cap) == ()
    assert came.again < 0.1


@pytest.mark.parametrize("paper", [one for one in blueprints() if one.status == "draft"], ids=lambda paper: paper.id)
def test_a_draft_tells_what_it_misses(paper: Blueprint) -> None:
    missing = PaperVersion.outline(paper, 1, items()).short()
    for slice_, have, need in missing:
        assert 0 <= have < need == paper.slice(slice_).count
