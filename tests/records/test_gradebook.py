import ast
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.server_extensions.formgrader.handlers import template_path
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sqm_training.domain.attempt import SlotAnswer
from sqm_training.records.gradebook import Gradebook, NotMarked, ScrubKeys
from tests.domain.items import item
from tests.domain.papers import paper, part
from tests.records.candidates import (
    EARNED,
    EXAM,
    HANDED_IN,
    HOSTILE,
    KEY_NUMBER,
    NAME,
    NASTY,
    PARTIAL,
    RIGHT,
    SLOTS,
    WRONG,
    answered,
)

KEYS = [str(KEY_NUMBER), "WHY-", "MODEL", "RUBRIC-", "'l2': 'r4'", '"l2": "r4"', "HIDDEN"]

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own


def state(root: Path) -> dict[str, Any]:
    """Everything in a course: every row of the gradebook and every file's bytes and time."""
    with sqlite3.connect(root / "gradebook.db") as db:
        rows = list(db.iterdump())
    files = [path for path in root.rglob("*") if path.is_file() and path.name not in ("gradebook.db", ".lock")]
    return {"rows": rows} | {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def marks(root: Path) -> list[Any]:
    """Every mark in the gradebook, whatever nbgrader calls its rows."""
    query = """
        select submitted_assignment.student_id, base_cell.name, auto_score, manual_score, needs_manual_grade
        from grade join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id order by 1, 2"""
    with sqlite3.connect(root / "gradebook.db") as db:
        return db.execute(query).fetchall()


@pytest.mark.parametrize("who", EARNED)
def test_each_kind_of_answer_earns_what_it_is_worth(book: Gradebook, who: str) -> None:
    answers, points = EARNED[who]
    earned = book.mark(NAME, who, answered(answers), HANDED_IN)
    assert list(earned) == list(SLOTS)
    assert list(earned.values()) == pytest.approx(points)
    assert book.points(NAME, who) == earned


def test_a_pattern_is_marked_by_the_values_its_candidate_met(book: Gradebook) -> None:
    one = item(
        "numeric",
        "t-sum",
        prompt={"zh": "{a}加{b}", "en": "{a} and {b}"},
        parameters={"a": {"low": 1, "high": 9}, "b": {"low": 10, "high": 90}},
        key="a + b",
        tolerance=0,
        unit=None,
    )
    book.publish("sums-v1-a1", paper(part("sum", 1, kinds=["numeric"], points=4), items=[one]))
    for who, met in (("p1", {"a": 1.0, "b": 20.0}), ("p2", {"a": 2.0, "b": 20.0})):
        about = {"slot": "s01", "item": one.id, "version": 1, "prompt": one.variant(met).prompt, "parameters": met}
        earned = book.mark("sums-v1-a1", who, [SlotAnswer(**about, answer="21")], HANDED_IN)
        assert earned == {"s01": 4.0 if who == "p1" else 0.0}


def test_only_written_answers_wait_for_a_person(book: Gradebook) -> None:
    book.mark(NAME, "p1", answered(RIGHT), HANDED_IN)
    assert [row[1] for row in marks(book.root) if row[4]] == ["s12"]


def test_marking_again_changes_nothing(book: Gradebook) -> None:
    earned = book.mark(NAME, "p1", answered(PARTIAL), HANDED_IN)
    book.set_mark(NAME, "p1", "s12", 7.5, "有条理")
    before = state(book.root)
    again = Gradebook(book.root)
    again.publish(NAME, EXAM)
    assert again.mark(NAME, "p1", answered(PARTIAL), HANDED_IN) == earned | {"s12": 7.5}
    assert state(book.root) == before


def test_other_answers_to_the_same_attempt_are_refused(book: Gradebook) -> None:
    earned = book.mark(NAME, "p1", answered(WRONG), HANDED_IN)
    with pytest.raises(ValueError, match="other answers"):
        book.mark(NAME, "p1", answered(RIGHT), HANDED_IN)
    assert book.points(NAME, "p1") == earned


def killed(work: Callable[[], object], commits: int) -> bool:
    """Do the work in a process of its own, killed at its nth commit; True if it came to that."""
    child = os.fork()
    if not child:
        left = [commits]

        def count(_: Any) -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "commit", count)
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_kill_at_any_commit_leaves_nothing_half_marked(book: Gradebook, tmp_path: Path) -> None:
    book.mark(NAME, "p0", answered(RIGHT), HANDED_IN)
    untouched = tmp_path / "untouched"
    shutil.copytree(book.root, untouched)
    book.mark(NAME, "p1", answered(PARTIAL), HANDED_IN)
    expected, commits, kills = marks(book.root), 0, 0
    died = True
    while died:
        commits += 3
        root = tmp_path / f"killed-{commits}"
        shutil.copytree(untouched, root)
        died = killed(lambda root=root: Gradebook(root).mark(NAME, "p1", answered(PARTIAL), HANDED_IN), commits)  # type: ignore[misc]
        Gradebook(root).mark(NAME, "p1", answered(PARTIAL), HANDED_IN)
        assert marks(root) == expected, f"killed at commit {commits}"
        kills += died
        shutil.rmtree(root)
    assert kills > 5


def test_a_kill_while_publishing_is_made_good_too(book: Gradebook, tmp_path: Path) -> None:
    commits, kills, died = 0, 0, True
    while died:
        commits += 8
        root = tmp_path / f"killed-{commits}"
        shutil.copytree(book.root, root)
        died = killed(lambda root=root: Gradebook(root).publish("second-v1-a1", EXAM), commits)  # type: ignore[misc]
        again = Gradebook(root)
        again.publish("second-v1-a1", EXAM)
        points = list(again.mark("second-v1-a1", "p1", answered(PARTIAL), HANDED_IN).values())
        assert points == pytest.approx(EARNED["partial"][1]), f"killed at commit {commits}"
        kills += died
        shutil.rmtree(root)
    assert kills > 3


def test_a_kill_after_the_last_mark_is_made_good_too(book: Gradebook) -> None:
    earned = book.mark(NAME, "p1", answered(PARTIAL), HANDED_IN)
    (book.folder("autograded", NAME, "p1") / "marked").unlink()
    notebook = book.folder("autograded", NAME, "p1") / "paper.ipynb"
    whole = notebook.read_text()
    notebook.chmod(0o644)
    notebook.write_text(whole[:100])
    assert book.mark(NAME, "p1", answered(PARTIAL), HANDED_IN) == earned
    assert notebook.read_text() == whole


def test_a_gradebook_set_back_is_filled_again(book: Gradebook, published: Path) -> None:
    earned = book.mark(NAME, "p1", answered(RIGHT), HANDED_IN)
    shutil.copy(published / "gradebook.db", book.database)
    assert book.mark(NAME, "p1", answered(RIGHT), HANDED_IN) == earned


def foreign(answers: Mapping[str, Any], **change: Any) -> list[SlotAnswer]:
    first, *others = answered(answers)
    return [first.model_copy(update=change), *others]


def test_an_item_on_trial_is_marked_and_worth_nothing(book: Gradebook) -> None:
    on_trial = paper(
        part("one", 1, kinds=["single"]),
        items=[item("single", "known"), item("single", "new", status="pilot")],
        pilots=1,
    )
    book.publish("trial-v1-a1", on_trial)
    for who, right in {"p1": True, "p2": False}.items():
        answers = [
            SlotAnswer(slot=slot.id, item=one.id, version=1, prompt=one.prompt, answer="b" if right else "a")
            for slot in on_trial.slots
            for one in slot.pool
        ]
        points = book.mark("trial-v1-a1", who, answers, HANDED_IN)
        assert points == {slot.id: slot.points * right for slot in on_trial.slots}
        assert 0 in points.values()
        assert book.mark("trial-v1-a1", who, answers, HANDED_IN) == points, "marked to the end, so nothing is done anew"
    assert "5.0" in book.feedback("trial-v1-a1", "p1").read_text()


@pytest.mark.parametrize("change", [{"item": "numeric-1"}, {"version": 2}, {"item": "no-such-item"}])
def test_an_item_from_outside_the_slots_pool_is_not_marked(book: Gradebook, change: dict[str, Any]) -> None:
    with pytest.raises(NotMarked):
        book.mark(NAME, "p1", foreign(RIGHT, **change), HANDED_IN)
    assert set(book.points(NAME, "p1").values()) == {None}
    assert book.mark(NAME, "p2", answered(RIGHT), HANDED_IN)["s01"] == 6


def test_a_persons_mark_outranks_the_machines(book: Gradebook) -> None:
    book.mark(NAME, "p1", answered(WRONG), HANDED_IN)
    book.set_mark(NAME, "p1", "s12", 7.5, "有条理")
    book.set_mark(NAME, "p1", "s01", 6, "题目有误")
    book.set_mark(NAME, "p1", "s01", 5, "更正")
    assert book.points(NAME, "p1") == dict(zip(SLOTS, [5, *[0] * 10, 7.5], strict=True))
    assert not [row for row in marks(book.root) if row[4]]


@pytest.mark.parametrize(("slot", "points"), [("s12", 12.5), ("s12", -1), ("s12", float("nan")), ("s99", 1)])
def test_a_mark_that_cannot_be_is_refused(book: Gradebook, slot: str, points: float) -> None:
    book.mark(NAME, "p1", answered(RIGHT), HANDED_IN)
    with pytest.raises(ValueError):  # noqa: PT011
        book.set_mark(NAME, "p1", slot, points, "")
    assert book.points(NAME, "p1")["s12"] is None


def test_who_has_handed_in_nothing_has_no_points(book: Gradebook) -> None:
    assert book.points(NAME, "nobody") == {}


def test_keys_stay_in_the_source_and_beside_the_marks(book: Gradebook) -> None:
    book.mark(NAME, "p1", answered(WRONG), HANDED_IN)
    book.feedback(NAME, "p1")
    assert str(KEY_NUMBER) in (book.root / "source" / NAME / "paper.ipynb").read_text()
    for step in ("release", "submitted", "feedback"):
        written = [path for path in (book.root / step).rglob("*") if path.is_file()]
        assert written
        for path in written:
            text = path.read_text()
            assert not [key for key in KEYS if key in text], path


def test_a_failed_test_quotes_no_key_in_feedback() -> None:
    test = "# marks s01\n### BEGIN HIDDEN TESTS\nkeys = {'key': 'b'}\n### END HIDDEN TESTS"
    error = new_output("error", ename="NameError", evalue="answer_s01", traceback=["----> 1 keys = {'key': 'b'}"])
    cell = new_code_cell(test, outputs=[error], metadata={"nbgrader": {"grade": True}})
    scrubbed, _ = ScrubKeys()(new_notebook(cells=[cell]), {})
    assert "'b'" not in str(scrubbed)


def test_feedback_tells_marks_and_comments(book: Gradebook) -> None:
    book.mark(NAME, "p1", answered(PARTIAL), HANDED_IN)
    book.set_mark(NAME, "p1", "s12", 7.5, NASTY)
    page = Alive(book.feedback(NAME, "p1").read_text())
    assert page.found == []
    assert "54.1" in page.words
    assert "扳手" in page.words


class Alive(HTMLParser):
    """Elements and attributes of a page that a learner may have put there; and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words = ""
        self.quiet = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quiet += tag in ("script", "style")
        if "PWNED" in str(attrs) or tag in ("iframe", "svg"):
            self.found.append(f"{tag} {attrs}")

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.words += data
        elif "PWNED" in data:
            self.found.append(data)


def test_nothing_a_learner_typed_comes_alive(book: Gradebook) -> None:
    book.mark(NAME, "p1", answered(HOSTILE), HANDED_IN)
    notebook = book.folder("autograded", NAME, "p1") / "paper.ipynb"
    formgrade = HTMLExporter(template_name="formgrade", extra_template_basedirs=[template_path])
    pages = [
        HTMLExporter().from_filename(notebook)[0],
        formgrade.from_filename(notebook, resources={"base_url": "", "index": 0, "total": 1})[0],
        book.feedback(NAME, "p1").read_text(),
    ]
    for page in map(Alive, pages):
        assert page.found == []
        shown = NASTY.encode("utf-8", "replace").decode().replace("\r\n", "\n").split("\x00")[0]
        assert shown in page.words


def test_an_answer_is_a_value_in_the_notebook_and_never_code(book: Gradebook) -> None:
    book.mark(NAME, "p1", answered(HOSTILE), HANDED_IN)
    marked = nbformat.read(book.folder("autograded", NAME, "p1") / "paper.ipynb", as_version=4)
    cells = {cell.id: cell for cell in marked.cells}
    values = {}
    for slot in SLOTS[:-1]:
        (line,) = ast.parse(cells[f"{slot}-answer"].source).body
        assert isinstance(line, ast.Assign)
        values[slot] = ast.literal_eval(line.value)["answer"]
    assert values == {slot: HOSTILE[slot] for slot in SLOTS[:-1]} | {"s07": [[None, None]]}


def test_the_gradebook_keeps_utc(book: Gradebook) -> None:
    book.mark(NAME, "p1", answered(RIGHT), HANDED_IN.astimezone(timezone(timedelta(hours=8))))
    with sqlite3.connect(book.database) as db:
        assert db.execute("select timestamp from submitted_assignment").fetchone() == ("2026-10-12 01:40:00.000000",)
    with pytest.raises(ValueError, match="zone"):
        book.mark(NAME, "p2", answered(RIGHT), HANDED_IN.replace(tzinfo=None))


@pytest.mark.parametrize("name", ["", ".", "..", "../p1", "p*", "p 1", "[p]", "王", "p1\n"])
def test_an_id_nbgrader_would_misread_is_refused(book: Gradebook, name: str) -> None:
    before = state(book.root)
    with pytest.raises(ValueError, match="not an id"):
        book.mark(NAME, name, answered(RIGHT), HANDED_IN)
    with pytest.raises(ValueError, match="not an id"):
        book.publish(name, EXAM)
    assert state(book.root) == before


def test_a_published_paper_cannot_become_another(book: Gradebook) -> None:
    with pytest.raises(ValueError, match="other slots"):
        book.publish(NAME, paper())
    book.publish(NAME, EXAM)


def test_a_torn_release_is_made_again(book: Gradebook) -> None:
    release = book.root / "release" / NAME / "paper.ipynb"
    whole = release.read_text()
    release.write_text(whole[:1000])
    book.publish(NAME, EXAM)
    assert release.read_text() == whole


def test_nobody_notices_where_nbgrader_worked(book: Gradebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    with pytest.raises(NotMarked):
        book.mark(NAME, "p1", foreign(RIGHT, version=2), HANDED_IN)
    book.mark(NAME, "p2", answered(RIGHT), HANDED_IN)
    assert Path.cwd() == tmp_path
    assert dict(os.environ) == before


def test_neither_the_api_nor_a_notebooks_kernel_loads_nbgrader() -> None:
    program = "import sys, sqm_training.api.app, sqm_training.domain.key; sys.exit('nbgrader' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
