"""Blueprints of papers, one file each."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from sqm_training.content import writing
from sqm_training.content.reading import Entry, built, called_as, folder_of, parsed
from sqm_training.content.reading import text as text_of
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.competency import Competency
from sqm_training.domain.post import Post
from sqm_training.errors import Fault

BLUEPRINT = TypeAdapter(Blueprint)
COMMENT = re.compile(r"^\s*#|\s#\s", re.MULTILINE)
IN_A_ROW = ("zh", "limit", "marks", "from_points")  # mappings that hold one of these stand in one line


def load(folder: Path, competencies: Mapping[str, Competency], posts: Mapping[str, Post]) -> list[Blueprint]:
    """All blueprints of a folder. Raises Faults."""
    return folder_of(BLUEPRINT, folder, lambda one, entry: misfits(one, entry, competencies, posts))


def misfits(
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


# --- one file at a time -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """A blueprint's file as it stands, be it faulty. `digest` tells whether it is still the same."""

    id: str
    digest: str
    blueprint: Blueprint | None
    faults: tuple[Fault, ...] = ()
    comments: bool = False


def sheets(folder: Path, competencies: Mapping[str, Competency], posts: Mapping[str, Post]) -> dict[str, Sheet]:
    """Every file of a folder by its name; a faulty one does not hide the others."""
    found = (_sheet(path, competencies, posts) for path in sorted(folder.glob("*.yaml")))
    return {one.id: one for one in found if one is not None}


def sheet(folder: Path, name: str, competencies: Mapping[str, Competency], posts: Mapping[str, Post]) -> Sheet | None:
    """The file of that name, if there is one; nothing else becomes part of a path."""
    path = next((one for one in folder.glob("*.yaml") if one.stem == name), None)
    return _sheet(path, competencies, posts) if path else None


def _sheet(path: Path, competencies: Mapping[str, Competency], posts: Mapping[str, Post]) -> Sheet | None:
    faults: list[Fault] = []
    words = text_of(path, faults)
    if words is None and not path.exists():  # removed that very moment
        return None
    digest = hashlib.sha256((words or "").encode()).hexdigest()
    entry, blueprint = parsed(words, path.name, 0, faults), None
    if entry is not None:
        faults += called_as(entry, path.stem)
        blueprint = built(BLUEPRINT, entry, faults)
    if entry is not None and blueprint is not None:
        faults += misfits(blueprint, entry, competencies, posts)
    comments = COMMENT.search(words or "") is not None
    return Sheet(path.stem, digest, None if faults else blueprint, tuple(faults), comments)


def put(folder: Path, blueprint: Blueprint) -> str:
    """Write a blueprint's file, whole or not at all; returns its digest."""
    words = written(blueprint)
    writing.put(folder / f"{blueprint.id}.yaml", words)
    return hashlib.sha256(words.encode()).hexdigest()


def written(blueprint: Blueprint) -> str:
    """The file of a blueprint, which reads as the same blueprint."""
    document = blueprint.model_dump(mode="json", exclude_defaults=True) | {"release": blueprint.release.model_dump()}
    words = yaml.dump(_plain(document), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=120)
    assert BLUEPRINT.validate_python(getattr(parsed(words, "", 0, []), "value", None)) == blueprint
    return words


def _plain(part: Any) -> Any:
    """Whole numbers without a point, as people write them."""
    if isinstance(part, dict):
        return {key: _plain(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_plain(value) for value in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part


class _Writer(yaml.SafeDumper):
    """Writes as the shipped files are written: lists indented, short things in one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _mapping(writer: _Writer, value: dict[str, Any]) -> yaml.Node:
    in_a_row = any(key in value for key in IN_A_ROW)
    return writer.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=in_a_row)


def _list(writer: _Writer, value: list[Any]) -> yaml.Node:
    in_a_row = not any(isinstance(one, dict) for one in value)
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=in_a_row)


_Writer.add_representer(dict, _mapping)
_Writer.add_representer(list, _list)
