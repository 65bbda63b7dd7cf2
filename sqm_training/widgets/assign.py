"""Assignments: what was given to whom, and how far they are."""

from typing import Any

from sqm_training.widgets import page


class Assign(page.Page):
    """Standing assignments and what may be assigned."""

    front = "assign"
    sections = ("assign", "staff")

    def read(self, asked: dict[str, Any]) -> Any:
        return {"assignments": self.records.get("/assignments"), "choices": self.records.get("/assignments/choices")}


def show() -> None:
    page.show(Assign())
