from pathlib import Path

import nbformat
import pytest

from sqm_training.content import notebooks
from sqm_training.errors import Faults
from tests.content.test_courses import FIGURE, HEAD, PROSE, WHOLE, write


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def built(folder: Path, lesson: str = WHOLE) -> nbformat.NotebookNode:
    notebooks.build(write(folder, lesson), folder / "out" / "1", 1)
    return nbformat.read(folder / "out" / "1" / "01-sort.ipynb", as_version=4)  # type: ignore[no-untyped-call]


def test_a_built_lesson_is_a_valid_notebook(tmp_path: Path) -> None:
    made = built(tmp_path)
    nbformat.validate(made)
    assert (made.nbformat, made.nbformat_minor) == (4, 5)


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    course = write(tmp_path)
    notebooks.build(course, tmp_path / "one", 3)
    notebooks.build(course, tmp_path / "two", 3)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert set(tree(tmp_path / "one")) == {"01-sort.ipynb", "img/bay.svg"}


def test_cell_ids_follow_from_the_lesson(tmp_path: Path) -> None:
    assert [cell.id for cell in built(tmp_path).cells] == [f"01-sort-{number:02d}" for number in range(7)]


def test_each_cell_knows_its_step_and_language(tmp_path: Path) -> None:
    placed = [(cell.cell_type, cell.metadata.sqm.step, cell.metadata.sqm.get("lang")) for cell in built(tmp_path).cells]
    assert placed == [
        ("markdown", 0, "zh"),
        ("markdown", 0, "en"),
        ("markdown", 0, "zh"),
        ("markdown", 0, "en"),
        ("code", 1, None),
        ("code", 1, None),
        ("code", 2, None),
    ]


def test_the_notebook_says_which_lesson_it_is(tmp_path: Path) -> None:
    about = built(tmp_path).metadata.sqm
    assert (about.course, about.lesson, about.version, about.steps, about.minutes) == ("demo", "01-sort", 1, 3, 5)
    assert (about.title.zh, about.goal.en, about.next) == ("整理", "Can sort", None)


def test_exercises_and_checks_call_their_widgets_with_data_only(tmp_path: Path) -> None:
    exercise, check = (cell.source for cell in built(tmp_path).cells[4:6])
    seen: list[tuple[object, ...]] = []
    for source in (exercise, check):
        call = source.splitlines()[1]
        exec(call, {"exercise": lambda *given: seen.append(given), "check": lambda *given: seen.append(given)})
    assert seen[0][:3] == ("demo", "01-sort", "sort-bay")
    assert seen[1] == ("demo", "01-sort", ["t-single", "t-order"])


def test_a_figures_words_cannot_break_out_of_it(tmp_path: Path) -> None:
    made = built(tmp_path, HEAD + PROSE + FIGURE.replace("A bay", "A ] bay [1"))
    assert made.cells[3].source.startswith(r"![A \] bay \[1](img/bay.svg)")


def test_a_faulty_course_builds_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(Faults):
        built(tmp_path, HEAD + "stray")
    assert not (tmp_path / "out").exists()


def test_what_a_build_cut_off_left_behind_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out" / "1" / "half").mkdir(parents=True)
    built(tmp_path)
    assert set(tree(tmp_path / "out" / "1")) == {"01-sort.ipynb", "img/bay.svg"}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["1"]
