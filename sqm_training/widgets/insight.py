"""Statistics of assessments: whether their decisions can be trusted, and what each item does for that."""

from typing import Any

from sqm_training.widgets import page


class Insight(page.Page):
    """Every paper with its figures; a paper, its items and the pass-mark worksheet are opened by the browser."""

    front = "insight"
    sections = ("insight", "staff", "item")

    def read(self, asked: dict[str, Any]) -> Any:
        return self.records.get("/statistics")


def show() -> None:
    page.show(Insight())
