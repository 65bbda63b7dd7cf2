"""Builds a course's notebooks. Two builds of the same text are byte-identical."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqm_training.content import courses
from sqm_training.domain.course import Block, Check, Code, Course, Exercise, Figure, Lesson, Prose

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def build(folder: Path, out: Path, version: int) -> Course:
    """Build the course in `folder` into `out`, all of it or nothing. Raises Faults."""
    course = courses.load(folder)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".building-") as temporary:
        made = Path(temporary) / "course"
        made.mkdir()
        for lesson in course.lessons:
            text = json.dumps(notebook(course, lesson, version), ensure_ascii=False, indent=1, sort_keys=True)
            (made / f"{lesson.id}.ipynb").write_text(text + "\n", encoding="utf-8")
        if (folder / "img").is_dir():
            shutil.copytree(folder / "img", made / "img")
        made.rename(out)
    return course


def notebook(course: Course, lesson: Lesson, version: int) -> dict[str, Any]:
    """One lesson as a notebook: both languages as cells of their own, marked with step and language."""
    cells = [
        cell
        for number, step in enumerate(lesson.steps)
        for block in step.blocks
        for cell in _cells(course, lesson, block, number)
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"{lesson.id}-{number:02d}"
    about = {"course": course.id, "lesson": lesson.id, "version": version, "minutes": lesson.minutes}
    about |= {
        "title": lesson.title.model_dump(),
        "goal": lesson.goal.model_dump(),
        "steps": len(lesson.steps),
    }
    about |= {"course_title": course.title.model_dump(), "next": _next(course, lesson)}
    return {
        "cells": cells,
        "metadata": {"kernelspec": KERNEL, "sqm": about},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _next(course: Course, lesson: Lesson) -> str | None:
    ids = [one.id for one in course.lessons]
    place = ids.index(lesson.id) + 1
    return ids[place] if place < len(ids) else None


def _cells(course: Course, lesson: Lesson, block: Block, step: int) -> Iterator[dict[str, Any]]:
    where = f"{course.id!r}, {lesson.id!r}"
    match block:
        case Prose():
            yield _markdown(block.text.zh, step, "zh")
            yield _markdown(block.text.en, step, "en")
        case Figure():
            for language in ("zh", "en"):
                caption = f"\n\n*{getattr(block.caption, language)}*" if block.caption else ""
                yield _markdown(f"![{getattr(block.alt, language)}]({block.file}){caption}", step, language)
        case Exercise():
            call = f"exercise({where}, {block.id!r}, {block.spec!r})"
            yield _code(f"from sqm_training.widgets import exercise\n{call}", step)
        case Check():
            yield _code(f"from sqm_training.widgets import check\ncheck({where}, {list(block.items)!r})", step)
        case Code():
            yield _code(block.source, step)


def _markdown(source: str, step: int, language: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {"sqm": {"step": step, "lang": language}}, "source": source}


def _code(source: str, step: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {"sqm": {"step": step}}, "source": source}
    return cell | {"execution_count": None, "outputs": []}
