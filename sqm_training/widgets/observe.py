"""Practicals: who may be observed, and the checklists."""

from typing import Any

from sqm_training.widgets import page


class Observe(page.Page):
    """Checklists and the people each is for."""

    front = "observe"
    sections = ("observe", "staff")

    def read(self, asked: dict[str, Any]) -> Any:
        practicals = self.records.get("/practicals")
        candidates = {one["id"]: self.records.get(f"/practicals/{one['id']}/candidates") for one in practicals}
        return {"practicals": practicals, "candidates": candidates}


def show() -> None:
    page.show(Observe())
