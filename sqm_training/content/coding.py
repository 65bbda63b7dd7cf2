"""Tasks in code, each an nbgrader notebook written as MyST: one file of a bank's `code/` folder becomes an item.

The header has the item's words; data files are named there and lie in `code/data/`. Cells are told apart as nbgrader
does, by their metadata: *locked* is given, *solution* is to be written (the author's lines stand between
`### BEGIN SOLUTION` and `### END SOLUTION`), *grade* is a check with points and, in `title`, what it asks in both
languages. Both languages of the task stand in `:::{zh}` and `:::{en}` blocks of the text before the first cell.
"""

import re
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode

from sqm_training.content.reading import Entry, parsed, text
from sqm_training.errors import Fault

SOLUTION = re.compile(r"^ *### BEGIN SOLUTION *\n(.*?)^ *### END SOLUTION *\n?", re.DOTALL | re.MULTILINE)
HEAD = re.compile(r"^---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
PROSE = re.compile(r"^:::\{(zh|en)\}\n(.*?)^:::$", re.DOTALL | re.MULTILINE)


def entries(folder: Path, faults: list[Fault]) -> list[Entry]:
    """Every task of a bank's folder in the shape of its items."""
    read = [_entry(path, faults) for path in sorted(folder.glob("code/*.md"))]
    return [entry for entry in read if entry is not None]


def _entry(path: Path, faults: list[Fault]) -> Entry | None:
    source = text(path, faults)
    head = HEAD.match(source) if source is not None else None
    if source is None or head is None:
        faults += [Fault(path.name, "content.lesson.no_head", 1)] if source is not None else []
        return None
    entry = parsed(head[1], path.name, 1, faults)
    if entry is None:
        return None
    notebook = jupytext.reads(source[head.end() :], fmt="md:myst")
    prompt = {language: words.strip() for language, words in PROSE.findall(source)}
    value = entry.value | {"kind": "code", "id": path.stem, "prompt": prompt, **_cells(notebook)}
    value["sets"] = [_files(path, entry, names, faults) for names in entry.value.get("sets", ())]
    return Entry(entry.file, value, entry.node, entry.above)


def _cells(notebook: NotebookNode) -> dict[str, Any]:
    given: list[str] = []
    cells: list[dict[str, Any]] = []
    checks: list[dict[str, Any]] = []
    for cell in (one for one in notebook.cells if one.cell_type == "code"):
        about = cell.metadata.get("nbgrader", {})
        name, source = about.get("grade_id", ""), cell.source + "\n"
        if about.get("solution"):
            reference = SOLUTION.sub(lambda found: found[1], source).strip()
            cells.append({"id": name, "starter": SOLUTION.sub("", source).strip(), "reference": reference})
        elif about.get("grade"):
            title = cell.metadata.get("title", {})
            checks.append({"id": name, "title": title, "points": about.get("points", 0), "code": source.strip()})
        else:
            given.append(source.strip())
    return {"given": "\n\n".join(given), "cells": cells, "checks": checks}


def _files(path: Path, entry: Entry, names: dict[str, str], faults: list[Fault]) -> dict[str, Any]:
    """The files of one set: the name the code reads → what lies in `data/`."""
    folder = path.parent / "data"
    found = {}
    for shown, file in names.items():
        source = (folder / file).resolve()
        if not source.is_relative_to(folder.resolve()) or not source.is_file():
            faults.append(Fault(path.name, "content.code.data_missing", entry.row_of(["sets"]), "sets", {"file": file}))
            continue
        found[shown] = text(source, faults) or ""
    return {"files": found}
