"""Marking: free-text answers that wait for a trainer, without names."""

from typing import Any

from sqm_training.widgets import page


class Mark(page.Page):
    """What waits; each answer is opened and marked from the browser."""

    front = "mark"
    sections = ("mark", "staff")

    def read(self, asked: dict[str, Any]) -> Any:
        return {"waiting": self.records.get("/marking")}


def show() -> None:
    page.show(Mark())
