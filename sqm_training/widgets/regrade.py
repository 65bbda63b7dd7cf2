"""Re-marking: proposals to correct an item that was drawn, each with its dry run; keys come to the browser alone."""

from typing import Any

from sqm_training.widgets import page


class Regrade(page.Page):
    """All proposals; items, keys and dry runs are asked for from the browser."""

    front = "regrade"
    sections = ("regrade", "staff", "item", "exercise", "review")

    def read(self, asked: dict[str, Any]) -> Any:
        return self.records.get("/regrades")


def show() -> None:
    page.show(Regrade())
