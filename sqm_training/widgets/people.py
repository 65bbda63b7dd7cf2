"""People: who is certified at which grade, what expires, who is missing where."""

from typing import Any

from sqm_training.widgets import page


class People(page.Page):
    """Everybody the visitor may see, a row each; rosters, figures and login codes for those who may."""

    front = "people"
    sections = ("people", "staff", "import", "invigilate", "item")

    def read(self, asked: dict[str, Any]) -> Any:
        return self.records.get("/people")


def show() -> None:
    page.show(People())
