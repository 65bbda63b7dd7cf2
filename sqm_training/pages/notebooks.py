"""The notebooks there are to show: the product's own pages and built lessons. Nothing else is ever read."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
PICTURES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


class Shelf:
    """`apps` holds a notebook a page, `published` a folder a course version: <course>/<version>/<lesson>."""

    def __init__(self, apps: Path, published: Path) -> None:
        self.apps = apps.resolve()
        self.published = published.resolve()

    def app(self, page: str) -> Path | None:
        """The notebook of a page of the product."""
        path = self.apps / f"{page}.ipynb"
        return path if NAME.fullmatch(page) and path.is_file() else None

    def lesson(self, course: str, lesson: str, told: str | None) -> Path | None:
        """The built notebook records named for a lesson, if it is that lesson's and lies where such lie."""
        if not told or not NAME.fullmatch(course) or not NAME.fullmatch(lesson):
            return None
        path = (self.published / told).resolve()
        right = path.name == f"{lesson}.ipynb" and path.parent.parent == self.published / course
        return path if right and path.is_file() else None

    def picture(self, course: str, version: str, name: str) -> Path | None:
        """A picture of one published version of a course."""
        stem, dot, kind = name.rpartition(".")
        if not all(NAME.fullmatch(part) for part in (course, version, stem)) or dot + kind not in PICTURES:
            return None
        folder = self.published / course / version / "img"
        path = (folder / name).resolve()
        return path if path.parent == folder and path.is_file() else None


def read(path: Path) -> NotebookNode:
    """A fresh copy of a notebook, to be run."""
    stamp = path.stat()
    document: dict[str, Any] = json.loads(_text(path, stamp.st_mtime_ns, stamp.st_size))
    return cast("NotebookNode", nbformat.from_dict(document))


@lru_cache(maxsize=128)
def _text(path: Path, _changed: int, _size: int) -> str:
    return path.read_text(encoding="utf-8")
