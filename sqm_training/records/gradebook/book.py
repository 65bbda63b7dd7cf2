"""The live gradebook: an nbgrader course folder, marked in process by one worker."""

import fcntl
import json
import logging
import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import api
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, OverwriteCells
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from sqm_training.domain.attempt import SlotAnswer
from sqm_training.domain.paper import PaperVersion
from sqm_training.records.gradebook import notebook
from sqm_training.records.gradebook.inject import Given, InjectAnswers, given
from sqm_training.records.gradebook.rule import RuleMarker

SETTINGS: dict[str, dict[str, Any]] = {
    "CourseDirectory": {"course_id": "sqm-training"},
    "Exchange": {"timezone": "UTC"},
    "NbGraderAPI": {"timezone": "UTC"},
    "GenerateFeedback": {
        "preprocessors": [
            "nbgrader.preprocessors.GetGrades",
            "sqm_training.records.gradebook.ScrubKeys",
            "sqm_training.records.gradebook.QuoteComments",
            "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
        ]
    },
}
STOCK_STEPS = ("sanitize_preprocessors", "autograde_preprocessors")
NOTEBOOK = f"{notebook.NAME}.ipynb"
ANSWERS = "answers.json"  # beside a submitted notebook: the frozen draw with the answers
SEAL = "marked"  # beside an autograded notebook, written last: what exactly was marked
LOCK = ".lock"
NAME = re.compile(r"[A-Za-z0-9_-]+")  # ids become globs and parts of paths

log = logging.getLogger(__name__)
log.setLevel(logging.ERROR)  # nbgrader tells every step, and warns of each hidden test it puts back


class NotMarked(Exception):
    """A submission nbgrader could not mark. Nothing of it counts; the log has the reason."""


class Gradebook:
    """An nbgrader course in one folder: source, release, submitted, autograded, feedback, gradebook.db."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._published: dict[str, PaperVersion] = {}

    def publish(self, assignment: str, paper: PaperVersion) -> None:
        """Make the assignment of a paper's version, once. Raises ValueError if it holds another paper."""
        if self._published.get(assignment) is paper:
            return
        with self.alone():
            if self._released(assignment):
                if self._offered(assignment) != {slot.id: slot.points for slot in paper.slots}:
                    raise ValueError(f"{assignment} has been published with other slots")
            else:
                _write(self.folder("source", assignment) / NOTEBOOK, nbformat.writes(notebook.build(paper)))
                self._run(GenerateAssignment, assignment, force=True)
        self._published[assignment] = paper

    def mark(
        self, assignment: str, person: str, answers: Sequence[SlotAnswer], submitted_at: datetime
    ) -> dict[str, float | None]:
        """Points per slot; None waits for a person.

        May be cut off anywhere and called again: what was begun is done anew, what was finished stays as it is.
        Raises ValueError when other answers have been handed in, NotMarked when nbgrader fails.
        """
        handed_in = given(answers)
        with self.alone():
            self._hand_in(assignment, person, handed_in, submitted_at)
            seal = self._digest(assignment, person)
            if not self._is_sealed(assignment, person, seal):
                self._autograde(assignment, person, handed_in)
                _write(self.folder("autograded", assignment, person) / SEAL, seal)
            return self.points(assignment, person)

    def points(self, assignment: str, person: str) -> dict[str, float | None]:
        """What stands in the gradebook: a person's mark before the machine's; empty if nothing was handed in."""
        with self._open() as gb:
            try:
                grades = gb.find_submission_notebook(notebook.NAME, assignment, person).grades
            except api.MissingEntry:
                return {}
            return {one.name: _standing(one) for one in sorted(grades, key=lambda one: str(one.name))}

    def set_mark(self, assignment: str, person: str, slot: str, points: float, comment: str) -> None:
        """Keep a person's mark; it outranks the machine's. Raises ValueError if there is no such place for it."""
        with self.alone(), self._open() as gb:
            where = (notebook.NAME, assignment, person)
            grade = gb.find_grade(slot, *where)
            if not 0 <= points <= grade.max_score:
                raise ValueError(f"{points} points of {grade.max_score}")
            by_rule = grade.cell_type == "code"
            note = gb.find_comment(notebook.answer_cell(slot) if by_rule else slot, *where)
            grade.manual_score, grade.needs_manual_grade, note.manual_comment = points, False, comment
            gb.db.commit()

    def feedback(self, assignment: str, person: str) -> Path:
        """Write nbgrader's feedback page, without keys."""
        with self.alone():
            self._run(GenerateFeedback, assignment, person, force=True)
        return self.folder("feedback", assignment, person) / f"{notebook.NAME}.html"

    @property
    def database(self) -> Path:
        return self.root / "gradebook.db"

    def folder(self, step: str, assignment: str, person: str | None = None) -> Path:
        """Where nbgrader keeps a step. Raises ValueError for ids it would misread."""
        names = [assignment] if person is None else [person, assignment]
        for name in names:
            if not NAME.fullmatch(name):
                raise ValueError(f"not an id for nbgrader: {name!r}")
        return self.root.joinpath(step, *names)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time; and nobody notices that nbgrader changes folder and environment."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        here, path = os.getcwd(), os.environ.get("PATH", os.defpath)
        with (self.root / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{path}"  # a new gradebook calls `alembic`
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own way with its sessions
                    yield
            finally:
                os.chdir(here)
                os.environ["PATH"] = path
                os.environ.pop("NBGRADER_EXECUTION", None)  # stays behind when marking fails

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with api.Gradebook(f"sqlite:///{self.database}", SETTINGS["CourseDirectory"]["course_id"]) as gb:
            yield gb

    def _released(self, assignment: str) -> bool:
        """The release is written last; a torn one does not count."""
        try:
            json.loads((self.folder("release", assignment) / NOTEBOOK).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return False
        return bool(self._offered(assignment))

    def _offered(self, assignment: str) -> dict[str, float]:
        with self._open() as gb:
            try:
                cells = gb.find_notebook(notebook.NAME, assignment).grade_cells
            except api.MissingEntry:
                return {}
            return {cell.name: cell.max_score for cell in cells}

    def _hand_in(self, assignment: str, person: str, answers: dict[str, Given], at: datetime) -> None:
        """The release notebook, the answers beside it, and when."""
        if at.tzinfo is None:
            raise ValueError("a time without its zone")
        folder = self.folder("submitted", assignment, person)
        standing = folder / ANSWERS
        if standing.exists() and json.loads(standing.read_text("utf-8")) != answers:
            raise ValueError(f"{person} has handed in other answers to {assignment}")
        _write(standing, json.dumps(answers, indent=1, sort_keys=True))
        _write(folder / "timestamp.txt", f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC")
        _write(folder / NOTEBOOK, (self.folder("release", assignment) / NOTEBOOK).read_text("utf-8"))

    def _digest(self, assignment: str, person: str) -> str:
        folder = self.folder("submitted", assignment, person)
        return sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir()))).hexdigest()

    def _is_sealed(self, assignment: str, person: str, seal: str) -> bool:
        """Marked to the end, and the gradebook has not been set back since."""
        path = self.folder("autograded", assignment, person) / SEAL
        if not path.exists() or path.read_text("utf-8") != seal:
            return False
        with self._open() as gb:
            try:
                grades = gb.find_submission_notebook(notebook.NAME, assignment, person).grades
            except api.MissingEntry:
                return False
            return all(one.auto_score is not None for one in grades if one.cell_type == "code")

    def _autograde(self, assignment: str, person: str, answers: dict[str, Given]) -> None:
        shutil.rmtree(self.folder("autograded", assignment, person), ignore_errors=True)
        ours = {OverwriteCells: [OverwriteCells, InjectAnswers(answers)], Execute: [RuleMarker()]}
        steps = {step: getattr(Autograde, step).default() for step in STOCK_STEPS}
        changed = {step: [new for old in stock for new in ours.get(old, [old])] for step, stock in steps.items()}
        self._run(Autograde, assignment, person, **changed)

    def _run(self, converter: Any, assignment: str, person: str = "*", **traits: Any) -> None:
        course = self._course(assignment, person)
        try:
            converter(coursedir=course, config=Config(SETTINGS), log=log, **traits).start()
        except (NbGraderException, SystemExit) as failure:
            raise NotMarked(f"{converter.__name__} of {assignment} for {person}") from failure

    def _course(self, assignment: str, person: str) -> Any:
        self.folder("source", assignment)  # a fit name
        ids = {"assignment_id": assignment, "student_id": person}
        return CourseDirectory(root=str(self.root), config=Config(SETTINGS), log=log, **ids)


def _standing(grade: Any) -> float | None:
    points = grade.auto_score if grade.manual_score is None else grade.manual_score
    return None if points is None else float(points)


def _write(path: Path, text: str) -> None:
    """All of it or nothing, whenever the power goes; an unchanged file is left alone."""
    if path.exists() and path.read_bytes() == text.encode():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    with draft.open("wb") as file:
        file.write(text.encode())
        os.fsync(file.fileno())
    os.replace(draft, path)
