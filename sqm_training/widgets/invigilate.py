"""Invigilating: sittings, and who sits them. What happens in a room is asked for from the browser."""

from typing import Any

from sqm_training.widgets import page


class Invigilate(page.Page):
    """Sittings that are on, to come and past."""

    front = "invigilate"
    sections = ("invigilate", "staff", "item")

    def read(self, asked: dict[str, Any]) -> Any:
        return self.records.get("/sittings")


def show() -> None:
    page.show(Invigilate())
