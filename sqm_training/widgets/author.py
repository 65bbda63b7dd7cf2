"""Authoring: courses with their drafts and versions, and papers, which are asked for from the browser."""

from typing import Any

from sqm_training.widgets import page


class Author(page.Page):
    """Every course, what changed since its last version and what is wrong with the draft."""

    front = "author"
    sections = ("author", "papers", "staff", "content", "bank")

    def read(self, asked: dict[str, Any]) -> Any:
        return {"courses": self.records.get("/authoring")}


def show() -> None:
    page.show(Author())
