"""Builds a course's notebooks. Two builds of the same text are byte-identical."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, assert_never

from sqm_training.content import courses
from sqm_training.domain.course import Block, Check, Code, Course, Exercise, Figure, Lesson, Prose
from sqm_training.domain.text import Language

LANGUAGES: tuple[Language, Language] = ("zh", "en")
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
        if out.exists():  # left by a build that was cut off before its version was kept
            out.rename(Path(temporary) / "before")
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
            for language in LANGUAGES:
                yield _prose(block, step, language)
        case Figure():
            for language in LANGUAGES:
                yield _markdown(_figure(block, language), step, language)
        case Exercise():
            call = f"exercise({where}, {block.id!r}, {block.spec!r})"
            yield _code(f"from sqm_training.widgets import exercise\n{call}", step)
        case Check():
            yield _code(f"from sqm_training.widgets import check\ncheck({where}, {list(block.items)!r})", step)
        case Code():
            yield _code(block.source, step)
        case _:
            assert_never(block)


def _prose(prose: Prose, step: int, language: Language) -> dict[str, Any]:
    cell = _markdown(prose.text.of(language), step, language)
    if prose.title:
        cell["metadata"]["sqm"] |= {"posts": list(prose.posts), "title": prose.title.of(language)}
    return cell


def _figure(figure: Figure, language: Language) -> str:
    alt = re.sub(r"([\[\]\\])", r"\\\1", figure.alt.of(language))
    caption = f"\n\n*{figure.caption.of(language)}*" if figure.caption else ""
    return f"![{alt}]({figure.file}){caption}"


def _markdown(source: str, step: int, language: Language) -> dict[str, Any]:
    metadata = {"sqm": {"step": step, "lang": language}, "tags": [language]}
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def _code(source: str, step: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {"sqm": {"step": step}}, "source": source}
    return cell | {"execution_count": None, "outputs": []}
