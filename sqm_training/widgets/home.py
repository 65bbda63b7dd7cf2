"""My path: what my post asks of me, what is done, what comes next."""

from typing import Any

from sqm_training.widgets import page


class Home(page.Page):
    """Requirements of the post and the next grade, assignments, certificates that run out."""

    front = "home"
    sections = ("home",)

    def read(self, asked: dict[str, Any]) -> Any:
        return self.records.get("/me/path")


def show() -> None:
    page.show(Home())
