"""A complete nbgrader course for others: stock nbgrader and formgrader open it and show the same marks."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import nbformat

from sqm_training.errors import Refused
from sqm_training.records.gradebook.book import ANSWERS, LOCK, NOTEBOOK, SEAL, SETTINGS, Gradebook
from sqm_training.records.gradebook.inject import inject

CONFIG = "nbgrader_config.py"


def export(book: Gradebook, out: Path) -> None:
    """Write the course into a new or empty folder; any other is refused.

    Submitted notebooks carry their answers, so that `nbgrader autograde` marks them with a kernel of its own,
    given that sqm_training is installed beside it.
    """
    inside = out.resolve().is_relative_to(book.root.resolve())
    if inside or (out.exists() and any(out.iterdir())):
        raise Refused("gradebook.folder_in_use", directory=str(out))
    with book.alone():
        ours = shutil.ignore_patterns("gradebook.db*", LOCK, SEAL, ANSWERS)
        shutil.copytree(book.root, out, ignore=ours, dirs_exist_ok=True)
        for answers in sorted(book.root.glob(f"submitted/*/*/{ANSWERS}")):
            path = out / answers.parent.relative_to(book.root) / NOTEBOOK
            filled = nbformat.read(path, as_version=4)
            inject(filled, json.loads(answers.read_text("utf-8")))
            nbformat.write(filled, path)
        if book.database.exists():
            with closing(sqlite3.connect(book.database)) as live, closing(sqlite3.connect(out / "gradebook.db")) as new:
                live.backup(new)
    (out / CONFIG).write_text(configuration(), "utf-8")


def configuration() -> str:
    """What stock nbgrader needs to be told."""
    lines = [f"c.{part}.{name} = {value!r}" for part, told in SETTINGS.items() for name, value in told.items()]
    return "\n".join(["c = get_config()  # noqa: F821", *lines, ""])
