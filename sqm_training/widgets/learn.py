"""Courses: the list, and one course with its lessons."""

from typing import Any

from sqm_training.widgets import page


class Learn(page.Page):
    """The courses there are, or with `course` that one alone."""

    front = "learn"
    sections = ("learn",)

    def read(self, asked: dict[str, Any]) -> Any:
        if course := asked.get("course"):
            return {"course": self.records.get(f"/courses/{course}")}
        return {"courses": self.records.get("/courses")}


def show() -> None:
    opened = page.opened()
    course = opened.get("course") or opened.get("params", {}).get("course")
    page.show(Learn(course=course))
