"""Self-check inside a lesson: practice items with the reason at once."""

from typing import Any

from sqm_training.widgets import page


class SelfCheck(page.Page):
    """Public views of practice items; answers go from the browser to records, which replies with the reason."""

    front = "check"
    sections = ("check", "item", "exercise")

    def read(self, asked: dict[str, Any]) -> Any:
        place = {"course": asked["course"], "lesson": asked["lesson"]}
        return place | {"items": self.records.get("/practice", ids=",".join(asked["items"]))}


def check(course: str, lesson: str, items: list[str]) -> None:
    """Show these practice items of a lesson, in this order."""
    page.show(SelfCheck(course=course, lesson=lesson, items=items))
