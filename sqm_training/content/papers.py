"""Blueprints of papers, one file each."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from sqm_training.content.reading import Entry, folder_of
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.competency import Competency
from sqm_training.domain.post import Post
from sqm_training.errors import Fault


def load(folder: Path, competencies: Mapping[str, Competency], posts: Mapping[str, Post]) -> list[Blueprint]:
    """All blueprints of a folder. Raises Faults."""
    return folder_of(TypeAdapter(Blueprint), folder, lambda one, entry: _misfits(one, entry, competencies, posts))


def _misfits(
    blueprint: Blueprint, entry: Entry, competencies: Mapping[str, Competency], posts: Mapping[str, Post]
) -> list[Fault]:
    """What is right in itself but does not fit the rest: the posts and their grades, the map."""
    params, found = {"name": blueprint.id}, []
    if blueprint.post not in posts:
        told = params | {"post": blueprint.post}
        found.append(Fault(entry.file, "content.paper.post_unknown", entry.row_of(["post"]), "post", told))
    elif blueprint.grade not in posts[blueprint.post].grades:
        told = params | {"grade": blueprint.grade}
        found.append(Fault(entry.file, "content.paper.grade_unknown", entry.row_of(["grade"]), "grade", told))
    for at, one in enumerate(blueprint.slices):
        path: list[str | int] = ["slices", at, "competencies"]
        column = ".".join(str(step) for step in path)
        for key in (key for key in one.competencies if key not in competencies):
            told = params | {"competency": key}
            found.append(Fault(entry.file, "content.paper.competency_unknown", entry.row_of(path), column, told))
    return found
