import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from sqm_training.errors import Refused
from sqm_training.records.gradebook import Gradebook, export
from tests.records.candidates import EARNED, EXAM, HANDED_IN, KEY_NUMBER, NAME, NASTY, answered

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own


def nbgrader(course: Path, *command: str) -> str:
    """What anybody types in a course's folder."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=course,
        env=os.environ | {"PATH": path, "HOME": str(course.parent), "JUPYTER_NO_CONFIG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stderr


@pytest.fixture
def marked(book: Gradebook) -> dict[str, dict[str, float | None]]:
    """Everybody's marks; a trainer has read one of the written answers."""
    for who, (answers, _) in EARNED.items():
        book.mark(NAME, who, answered(answers), HANDED_IN)
    book.set_mark(NAME, "partial", "s12", 7.5, "有条理")
    return {who: book.points(NAME, who) for who in EARNED}


@pytest.fixture
def course(book: Gradebook, marked: dict[str, Any], tmp_path: Path) -> Path:
    export(book, tmp_path / "course")
    return tmp_path / "course"


def test_an_export_has_the_same_marks(course: Path, marked: dict[str, Any]) -> None:
    copy = Gradebook(course)
    assert {who: copy.points(NAME, who) for who in EARNED} == marked


def test_stock_nbgrader_marks_an_export_the_same_with_its_own_kernel(course: Path, marked: dict[str, Any]) -> None:
    nbgrader(course, "autograde", NAME, "--force")
    copy = Gradebook(course)
    assert {who: copy.points(NAME, who) for who in EARNED} == marked
    executed = nbformat.read(course / "autograded" / "right" / NAME / "paper.ipynb", as_version=4)
    assert next(cell.execution_count for cell in executed.cells if cell.cell_type == "code") == 1
    nbgrader(course, "generate_feedback", NAME)
    for who in EARNED:
        page = (course / "feedback" / who / NAME / "paper.html").read_text()
        assert "sqm_training.domain.key" not in page
        assert who == "right" or str(KEY_NUMBER) not in page


def test_formgrader_sees_the_same_marks(course: Path, marked: dict[str, Any]) -> None:
    api = NbGraderAPI(CourseDirectory(root=str(course), config=settings(course / "nbgrader_config.py")))
    (assignment,) = api.get_assignments()
    assert (assignment["name"], assignment["num_submissions"]) == (NAME, len(EARNED))
    assert assignment["max_score"] == sum(slot.points for slot in EXAM.slots)
    for submission in api.get_submissions(NAME):
        points = marked[submission["student"]]
        assert submission["autograded"]
        assert submission["score"] == pytest.approx(sum(value or 0 for value in points.values()))
        assert submission["needs_manual_grade"] == (None in points.values())
        assert submission["timestamp"] == "2026-10-12T01:40:00"
        (notebook,) = api.get_student_notebook_submissions(submission["student"], NAME)
        assert notebook["score"] == submission["score"]
        assert notebook["code_score"] == pytest.approx(sum(points[slot.id] or 0 for slot in EXAM.slots[:-1]))


def test_an_export_carries_answers_and_no_files_of_ours(course: Path) -> None:
    submitted = course / "submitted" / "hostile" / NAME
    assert sorted(path.name for path in submitted.iterdir()) == ["paper.ipynb", "timestamp.txt"]
    cells = {cell.id: cell.source for cell in nbformat.read(submitted / "paper.ipynb", as_version=4).cells}
    assert repr(NASTY) in cells["s01-answer"]
    assert NASTY in cells["s12"]
    assert [path.name for path in course.rglob("*") if path.name in (".lock", "marked", "answers.json")] == []
    assert not list(course.glob("gradebook.db?*"))


def test_exporting_leaves_the_live_gradebook_as_it_was(book: Gradebook, marked: dict[str, Any], tmp_path: Path) -> None:
    export(book, tmp_path / "one")
    export(book, tmp_path / "two")
    assert {who: book.points(NAME, who) for who in EARNED} == marked
    for taken in (tmp_path / "one", book.root, book.root / "inside"):
        with pytest.raises(Refused):
            export(book, taken)


def settings(file: Path) -> Config:
    return PyFileConfigLoader(file.name, path=str(file.parent)).load_config()


def test_the_assessments_folder_is_a_course_configured_as_an_export_is(course: Path) -> None:
    shipped = Path(__file__).parents[2] / "assessments" / "nbgrader_config.py"
    assert json.dumps(settings(shipped)) == json.dumps(settings(course / "nbgrader_config.py"))
