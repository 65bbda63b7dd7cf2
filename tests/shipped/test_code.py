"""Every task in code is proved as it is marked: the author's solution earns everything, an empty cell nothing."""

import pytest

from sqm_training.domain.item import Code
from sqm_training.services import examine
from tests.shipped.content import items

TASKS = [item for item in items() if isinstance(item, Code)]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_the_authors_solution_earns_everything_on_every_set_of_data(task: Code) -> None:
    examine.prove(task)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_what_stands_there_at_first_earns_nothing(task: Code) -> None:
    assert sum(examine.checked(task, {task.cells[0].id: "pass"}).values()) == 0
