"""Policy files: posts, access, certification, KPIs, review weights."""

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from sqm_training.content.reading import T, built, document, entries
from sqm_training.domain.certificate import Rule
from sqm_training.domain.kpi import Kpi
from sqm_training.domain.post import Post
from sqm_training.domain.review import Policy
from sqm_training.errors import Fault, Faults


def access(folder: Path) -> dict[str, Any]:
    """The matrix role × verb × scope."""
    faults: list[Fault] = []
    found = document(folder / "access.yaml", faults)
    if faults:
        raise Faults(faults)
    matrix: dict[str, Any] = found
    return matrix


def posts(folder: Path) -> dict[str, Post]:
    """Posts by id."""
    return {post.id: post for post in _load(folder / "posts.yaml", TypeAdapter(Post))}


def certification(folder: Path) -> list[Rule]:
    """Certification rules, lowest grade of each post first."""
    return _load(folder / "certification.yaml", TypeAdapter(Rule))


def kpis(folder: Path) -> dict[str, Kpi]:
    """KPI definitions by code."""
    return {kpi.code: kpi for kpi in _load(folder / "kpis.yaml", TypeAdapter(Kpi))}


def review(folder: Path) -> dict[str, Policy]:
    """Review policies by post."""
    return {policy.post: policy for policy in _load(folder / "review.yaml", TypeAdapter(Policy))}


def _load(path: Path, model: TypeAdapter[T]) -> list[T]:
    faults: list[Fault] = []
    found = [built(model, value, path.name, row, faults) for row, value in entries(path, faults)]
    if faults:
        raise Faults(faults)
    return [one for one in found if one is not None]
