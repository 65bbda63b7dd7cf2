"""Reads YAML into domain models and gathers every fault with its file and row."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from sqm_training.errors import Fault, Faults

T = TypeVar("T")
KNOWN = {"missing": "missing", "string_too_short": "missing", "extra_forbidden": "extra_forbidden"}


class Loader(yaml.CSafeLoader):
    """Plain words mean what they say: only true and false are truth values, dates and 08:30 are text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (PyYAML's own way)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a name given twice, of which YAML would quietly take the last."""
        names = [(key.value, key.start_mark) for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        seen: set[str] = set()
        for name, mark in names:
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{name}” twice", mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|", "~n\0"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    first = [letter.strip("\0") for letter in _first]
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), first)


@dataclass(frozen=True)
class Entry:
    """A value read from a file and where it stands. `above` counts the rows before its YAML begins."""

    file: str
    value: Any
    node: yaml.Node | None
    above: int = 0

    @property
    def row(self) -> int:
        return self.row_of(())

    def row_of(self, path: Iterable[str | int]) -> int:
        """The row of a part, or of the nearest thing around it that there is."""
        node = self.node
        row = node.start_mark.line if node else 0
        for step in path:
            found = _child(node, step)
            if found is not None:
                row, node = found
        return self.above + row + 1


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None


def entries(path: Path, faults: list[Fault]) -> list[Entry]:
    """The entries of a YAML list. A broken one does not hide the faults of the others."""
    return listed(_text(path, faults), path.name, faults)


def listed(text: str | None, file: str, faults: list[Fault]) -> list[Entry]:
    """The same of a text that was read already."""
    with_node = _composed(text, file, 0, faults)
    if with_node is None:
        return []
    loader, node = with_node
    if not isinstance(node, yaml.SequenceNode):
        faults.append(Fault(file, "content.not_a_list", 1))
        return []
    read = [_constructed(loader, child, file, 0, faults) for child in node.value]
    return [entry for entry in read if entry is not None]


def document(path: Path, faults: list[Fault]) -> Entry | None:
    """A YAML file that holds one mapping."""
    return parsed(_text(path, faults), path.name, 0, faults)


def parsed(text: str | None, file: str, above: int, faults: list[Fault]) -> Entry | None:
    """The mapping in a YAML text that begins below row `above` of a file."""
    with_node = _composed(text, file, above, faults)
    entry = _constructed(*with_node, file, above, faults) if with_node else None
    if entry is not None and not isinstance(entry.value, dict):
        faults.append(Fault(file, "content.not_a_mapping", entry.row))
        return None
    return entry


def text(path: Path, faults: list[Fault]) -> str | None:
    """A text file in UTF-8, with or without a mark at its beginning."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(path.name, "content.file_missing"))
    except UnicodeDecodeError as wrong:
        row = path.read_bytes()[: wrong.start].count(b"\n") + 1
        faults.append(Fault(path.name, "content.encoding", row))
    return None


_text = text  # where a parameter is called `text`


def _composed(source: str | None, file: str, above: int, faults: list[Fault]) -> tuple[Loader, yaml.Node] | None:
    if source is None:
        return None
    try:
        loader = Loader(source)
        node = loader.get_single_node()
    except yaml.YAMLError as wrong:
        faults.append(_broken(wrong, file, above))
        return None
    if node is None:
        faults.append(Fault(file, "content.empty", above + 1))
        return None
    return loader, node


def _constructed(loader: Loader, node: yaml.Node, file: str, above: int, faults: list[Fault]) -> Entry | None:
    try:
        return Entry(file, loader.construct_object(node, deep=True), node, above)
    except yaml.YAMLError as wrong:
        faults.append(_broken(wrong, file, above))
        return None


def _broken(wrong: yaml.YAMLError, file: str, above: int) -> Fault:
    mark = getattr(wrong, "problem_mark", None)
    problem = getattr(wrong, "problem", None) or getattr(wrong, "reason", None) or str(wrong)
    return Fault(file, "content.yaml", above + mark.line + 1 if mark else None, params={"problem": problem})


def built(model: TypeAdapter[T], entry: Entry, faults: list[Fault]) -> T | None:
    """The domain object, or None with everything wrong with it added to `faults`."""
    try:
        return model.validate_python(entry.value)
    except ValidationError as wrong:
        faults += faults_of(wrong, entry)
        return None


def faults_of(wrong: ValidationError, entry: Entry) -> list[Fault]:
    """What a model found wrong, each with the row of the part that is meant."""
    return [_fault(error, entry) for error in wrong.errors()]


def _fault(error: Any, entry: Entry) -> Fault:
    kind, path, value = error["type"], error["loc"], entry.value
    if isinstance(value, dict) and path and path[0] == value.get("kind"):
        path = path[1:]  # the tag of a union is no part of the file
    names = [value.get(key) for key in ("id", "code", "post")] if isinstance(value, dict) else []
    params: dict[str, Any] = {"name": next((str(name) for name in names if name), "")}
    column = ".".join(str(part) for part in path)
    if kind in KNOWN:
        return Fault(entry.file, f"content.{KNOWN[kind]}", entry.row_of(path), column, params)
    if "." in kind:
        return Fault(entry.file, f"content.{kind}", entry.row_of(path), column, params | error.get("ctx", {}))
    return Fault(entry.file, "content.invalid", entry.row_of(path), column, params | {"problem": error["msg"]})


def list_of(model: TypeAdapter[T], path: Path, key: str) -> list[T]:
    """Everything in a file that holds a list, no two with the same `key`. Raises Faults."""
    faults: list[Fault] = []
    read, seen = entries(path, faults), set[object]()
    found = [built(model, entry, faults) for entry in read]
    for entry, one in zip(read, found, strict=True):
        name = getattr(one, key, None)
        if name in seen:
            shown = " ".join(name) if isinstance(name, tuple) else str(name)
            faults.append(Fault(path.name, "content.twice", entry.row_of([key]), key, {"name": shown}))
        seen |= {name} - {None}
    if faults:
        raise Faults(faults)
    return [one for one in found if one is not None]


def folder_of(
    model: TypeAdapter[T], folder: Path, misfits: Callable[[T, Entry], list[Fault]] = lambda one, entry: []
) -> list[T]:
    """What the files of a folder hold, one thing each, called as its file is. Raises Faults.

    `misfits` tells what is wrong with a thing that is right in itself.
    """
    faults: list[Fault] = []
    found = []
    for path in sorted(folder.glob("*.yaml")):
        if (entry := document(path, faults)) is not None:
            faults += called_as(entry, path.stem)
            found.append(built(model, entry, faults))
            if found[-1] is not None:
                faults += misfits(found[-1], entry)
    if faults:
        raise Faults(faults)
    return [one for one in found if one is not None]


def called_as(entry: Entry, name: str) -> list[Fault]:
    """Names of files and folders are ids: what is wrong if this one's is another."""
    own = entry.value.get("id")
    if own is None or own == name:
        return []
    params = {"name": str(own), "file": name}
    return [Fault(entry.file, "content.id_not_file", entry.row_of(["id"]), "id", params)]
