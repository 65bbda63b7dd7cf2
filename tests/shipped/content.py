"""The content this repository ships, read once."""

from functools import cache
from pathlib import Path

from sqm_training.content import banks, competencies, courses, papers, policy, practicals
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.competency import Competency
from sqm_training.domain.course import Course
from sqm_training.domain.item import Item
from sqm_training.domain.practical import Practical

REPOSITORY = Path(__file__).parents[2]
ASSESSMENTS = REPOSITORY / "assessments"
COURSES = REPOSITORY / "courses"
POLICY = ASSESSMENTS / "policy"


@cache
def the_map() -> dict[str, Competency]:
    return competencies.load(COURSES / "competencies.csv")


@cache
def items() -> list[Item]:
    return banks.load(ASSESSMENTS / "banks", the_map())


@cache
def blueprints() -> list[Blueprint]:
    return papers.load(ASSESSMENTS / "papers", the_map(), policy.posts(POLICY))


@cache
def checklists() -> list[Practical]:
    return practicals.load(ASSESSMENTS / "practicals")


def course_names() -> list[str]:
    return sorted(path.parent.name for path in COURSES.glob("*/course.yaml"))


@cache
def course(name: str) -> Course:
    return courses.load(COURSES / name)


@cache
def post_ids() -> set[str]:
    return set(policy.posts(POLICY))
