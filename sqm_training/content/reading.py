"""Reads YAML into domain models and gathers every fault with its file and row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from sqm_training.errors import Fault

T = TypeVar("T")
KNOWN = ("missing", "extra_forbidden")  # pydantic's own kinds of fault that the catalogue words


def entries(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Any]]:
    """The entries of a YAML list with the row each begins in. A broken file is one fault."""
    loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.SequenceNode):
            faults.append(Fault(path.name, "content.not_a_list", 1))
            return
        for child in node.value:
            yield child.start_mark.line + 1, loader.construct_object(child, deep=True)
    except yaml.MarkedYAMLError as wrong:
        row = wrong.problem_mark.line + 1 if wrong.problem_mark else None
        faults.append(Fault(path.name, "content.yaml", row, params={"problem": str(wrong.problem)}))
    finally:
        loader.dispose()


def document(path: Path, faults: list[Fault]) -> Any:
    """A whole YAML file."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as wrong:
        row = wrong.problem_mark.line + 1 if wrong.problem_mark else None
        faults.append(Fault(path.name, "content.yaml", row, params={"problem": str(wrong.problem)}))
        return None


def built(model: TypeAdapter[T], value: Any, file: str, row: int | None, faults: list[Fault]) -> T | None:
    """The domain object, or None with everything wrong with it added to `faults`."""
    try:
        return model.validate_python(value)
    except ValidationError as wrong:
        faults.extend(_fault(error, file, row, value) for error in wrong.errors())
        return None


def _fault(error: Any, file: str, row: int | None, value: Any) -> Fault:
    name = value.get("id", value.get("code", "")) if isinstance(value, dict) else ""
    kind, params = error["type"], {"name": name} | dict(error.get("ctx", {}))
    column = ".".join(str(part) for part in error["loc"])
    if kind.startswith("item."):
        return Fault(file, f"content.{kind}", row, column, params)
    if kind in KNOWN:
        return Fault(file, f"content.{kind}", row, column, {"name": name})
    return Fault(file, "content.invalid", row, column, {"name": name, "problem": error["msg"]})
