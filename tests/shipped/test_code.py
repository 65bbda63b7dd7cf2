"""Every task in code is proved as it is marked: the author's solution earns everything, an empty cell nothing."""

from pathlib import Path
from typing import Any

import pytest

from sqm_training.domain.item import Code
from sqm_training.services import examine
from tests.shipped.code_traps import TRAPS, Trap
from tests.shipped.content import items

TASKS = [item for item in items() if isinstance(item, Code)]
TRAPPED = [task for task in TASKS if task.id in TRAPS]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_the_authors_solution_earns_everything_on_every_set_of_data(task: Code) -> None:
    examine.prove(task)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_what_stands_there_at_first_earns_nothing(task: Code) -> None:
    assert sum(examine.checked(task, {task.cells[0].id: "pass"}).values()) == 0


def written(task: Code, trap: Trap | None = None) -> dict[str, str]:
    """The author's cells, or with one part of them as in a trap."""
    cells = {cell.id: cell.reference for cell in task.cells}
    if trap is None:
        return cells
    fallen = {key: source.replace(trap.right, trap.wrong) for key, source in cells.items()}
    assert fallen != cells, trap.says
    return fallen


def left(task: Code, cells: dict[str, str]) -> dict[str, Any]:
    """What cells leave under the names asked for. They are our own, so they need no walls."""
    space: dict[str, Any] = {}
    for source in (task.given, *cells.values()):
        exec(source, space)
    return {name: space[name] for name in task.names}


def unnoticed(task: Code, folder: Path) -> set[str]:
    """The traps into which one may fall and keep every mark."""
    (folder / examine.VALUES).write_text("{}", "utf-8")
    checks = {check.id: check.code for check in task.checks}
    open_yet = set(TRAPS[task.id])
    for data in task.sets:
        for name, text in data.files.items():
            (folder / name).write_text(text, "utf-8")
        tools: dict[str, Any] = {}
        exec(examine.RECEIVE.replace("NAMES", "[]").replace("FILE", repr(examine.VALUES)), tools)
        tools["reference"] = left(task, written(task))
        for trap in tuple(open_yet):
            try:
                exec(checks[trap.loses], tools | left(task, written(task, trap)))
            except AssertionError:
                open_yet.discard(trap)
    return {trap.says for trap in open_yet}


@pytest.mark.parametrize("task", TRAPPED, ids=lambda task: task.id)
def test_nobody_falls_into_a_trap_and_keeps_the_mark(
    task: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert unnoticed(task, tmp_path) == set()


@pytest.mark.parametrize("task", TRAPPED, ids=lambda task: task.id)
def test_a_trap_costs_its_mark_in_the_sandbox_too(task: Code) -> None:
    trap = TRAPS[task.id][0]
    assert examine.checked(task, written(task, trap))[trap.loses] == 0
