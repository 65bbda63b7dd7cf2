"""Sitting a paper. The kernel only lists the papers; the sitting itself lives in the browser and records."""

from typing import Any

from sqm_training.widgets import page


class Sit(page.Page):
    """The papers a person may sit. Items and answers never pass through here."""

    front = "sit"
    sections = ("sit", "result", "item", "exercise")

    def read(self, asked: dict[str, Any]) -> Any:
        return {"papers": self.records.get("/papers")}


def show() -> None:
    page.show(Sit())
