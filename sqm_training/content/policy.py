"""Policy files: posts, access, certification, KPIs, review weights."""

from pathlib import Path

from pydantic import TypeAdapter

from sqm_training.content.reading import built, document, list_of
from sqm_training.domain.access import Matrix
from sqm_training.domain.certificate import Rule
from sqm_training.domain.kpi import Kpi
from sqm_training.domain.post import Post
from sqm_training.domain.review import Policy
from sqm_training.errors import Fault, Faults


def access(folder: Path) -> Matrix:
    """The matrix role × verb × scope. Raises Faults."""
    faults: list[Fault] = []
    entry = document(folder / "access.yaml", faults)
    matrix = built(TypeAdapter(Matrix), entry, faults) if entry else None
    if matrix is None:
        raise Faults(faults)
    return matrix


def posts(folder: Path) -> dict[str, Post]:
    """Posts by id."""
    return {post.id: post for post in list_of(TypeAdapter(Post), folder / "posts.yaml", "id")}


def certification(folder: Path) -> list[Rule]:
    """Certification rules, lowest grade of each post first."""
    return list_of(TypeAdapter(Rule), folder / "certification.yaml", "rung")


def kpis(folder: Path) -> dict[str, Kpi]:
    """KPI definitions by code."""
    return {kpi.code: kpi for kpi in list_of(TypeAdapter(Kpi), folder / "kpis.yaml", "code")}


def review(folder: Path) -> dict[str, Policy]:
    """Review policies by post."""
    return {policy.post: policy for policy in list_of(TypeAdapter(Policy), folder / "review.yaml", "post")}
