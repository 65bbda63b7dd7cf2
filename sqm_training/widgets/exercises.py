"""Exercises of a lesson: the front end shows them, the kernel judges."""

from typing import Any

from sqm_training.labs import kinds
from sqm_training.widgets import page


class Exercise(page.Page):
    """One exercise. Asked {"score": answer, "ask": n}, it replies {"result": …, "ask": n}.

    An answer it cannot read gets {"refused": "exercise.invalid", "ask": n}. Nothing is kept here: the
    browser posts result and answer to records as progress.
    """

    front = "exercise"
    sections = ("exercise",)

    def __init__(self, spec: dict[str, Any], **asked: Any) -> None:
        self.exercise = kinds.read(spec)
        super().__init__(**asked)

    def read(self, asked: dict[str, Any]) -> Any:
        return {**asked, "spec": self.exercise.model_dump(mode="json")}

    def _hear(self, widget: Any, message: Any, buffers: Any) -> None:
        if not isinstance(message, dict) or "score" not in message:
            return super()._hear(widget, message, buffers)
        number = message.get("ask")
        try:
            result = self.exercise.judge(message["score"])
        except (ValueError, TypeError):
            self.send({"refused": "exercise.invalid", "ask": number})
        else:
            self.send({"result": result.model_dump(mode="json"), "ask": number})


def exercise(course: str, lesson: str, id: str, spec: dict[str, Any]) -> None:
    """Show the exercise `id` of a lesson; `spec` is as it stands in the lesson's text."""
    page.show(Exercise(spec, course=course, lesson=lesson, id=id))
