"""The source notebook of a paper: per slot a title, a place for the answer, and what marks it."""

import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sqm_training.domain.key import key
from sqm_training.domain.paper import PaperVersion, Slot
from sqm_training.domain.text import Text
from sqm_training.locale import LANGUAGES, text

NAME = "paper"  # the one notebook of every assignment
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SLOT = re.compile(r"[a-z][a-z0-9_]*")  # it becomes part of a Python name


def build(paper: PaperVersion) -> NotebookNode:
    """The notebook with all keys in it. Two builds are the same to the byte."""
    titles = {one.id: one.title for one in paper.blueprint.slices}
    titles[""] = Text(zh=text("gradebook.pilot", "zh"), en=text("gradebook.pilot", "en"))
    cells = [cell for slot in paper.slots for cell in _cells(slot, titles[slot.slice])]
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    built: NotebookNode = new_notebook(cells=cells, metadata=metadata)
    return built


def answer_cell(slot: str) -> str:
    """What the code cell holding a machine-marked answer is called."""
    return f"{slot}-answer"


def both(code: str, **params: Any) -> str:
    """A label in both languages, for those who open the notebook."""
    return " · ".join(text(code, language, **params) for language in LANGUAGES)


def fenced(*parts: str) -> str:
    """People's words as a block that shows them as typed: its fence is longer than any in them."""
    words = "\n".join(parts).encode("utf-8", "replace").decode()
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{words}\n{fence}"


def _cells(slot: Slot, title: Text) -> list[NotebookNode]:
    if not SLOT.fullmatch(slot.id):
        raise ValueError(f"no name for a slot: {slot.id!r}")
    heading = f"### {slot.id} · {both('gradebook.worth', points=f'{slot.points:g}')}\n\n{fenced(title.zh, title.en)}"
    shown = _cell(new_markdown_cell, f"{slot.id}-title", heading, locked=True)
    if slot.marking == "person":
        return [shown, _cell(new_markdown_cell, slot.id, "", grade=True, solution=True, points=slot.points)]
    name = answer_cell(slot.id)
    empty = f"# answer {slot.id}\nanswer_{slot.id} = None\n### BEGIN SOLUTION\n### END SOLUTION"
    return [
        shown,
        _cell(new_code_cell, name, empty, solution=True),
        _cell(new_code_cell, slot.id, _test(slot), grade=True, locked=True, points=slot.points),
    ]


def _test(slot: Slot) -> str:
    """A hidden test whose last line has the points as its value, which nbgrader takes as partial credit."""
    keys = [f"    {item.id!r}: {_literal(key(item))},\n" for item in slot.pool]
    return (
        f"# marks {slot.id}\n"
        "### BEGIN HIDDEN TESTS\n"
        "from sqm_training.domain.key import points\n"
        f"keys = {{\n{''.join(keys)}}}\n"
        f"points(keys, answer_{slot.id}, {slot.points!r})\n"
        "### END HIDDEN TESTS"
    )


def _literal(value: Any) -> str:
    """As Python writes it, but never a word that ends a hidden test before its time."""
    return repr(value).replace("BEGIN ", r"BEGIN\x20").replace("END ", r"END\x20")


def _cell(make: Any, name: str, source: str, **role: Any) -> NotebookNode:
    about = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    cell: NotebookNode = make(source, metadata={"nbgrader": about | role | {"grade_id": name}})
    cell["id"] = name
    return cell
