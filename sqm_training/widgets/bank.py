"""The question bank: the first page of the list; everything further is asked from the browser."""

from typing import Any

from sqm_training.widgets import page


class Bank(page.Page):
    """Items by status, and what an item may be about. Keys come one item at a time, to who may see them."""

    front = "bank"
    sections = ("bank", "staff", "item", "content", "questions", "exercise", "insight")

    def read(self, asked: dict[str, Any]) -> Any:
        return {"list": self.records.get("/bank"), "choices": self.records.get("/bank/choices")}


def show() -> None:
    page.show(Bank())
