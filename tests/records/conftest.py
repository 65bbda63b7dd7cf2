import shutil
from pathlib import Path

import pytest

from sqm_training.records.gradebook import Gradebook
from tests.records.candidates import EXAM, NAME


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one published assignment; making a gradebook takes seconds, copying it does not."""
    root = tmp_path_factory.mktemp("published") / "nbgrader"
    Gradebook(root).publish(NAME, EXAM)
    return root


@pytest.fixture
def book(published: Path, tmp_path: Path) -> Gradebook:
    shutil.copytree(published, tmp_path / "nbgrader")
    return Gradebook(tmp_path / "nbgrader")
