"""My certificates: what holds until when, why, and what the next one still needs."""

from typing import Any

from sqm_training.widgets import page


class Certificates(page.Page):
    """The visitor's own ladder: certificates held, and those still to earn."""

    front = "certificates"
    sections = ("certificates",)

    def read(self, asked: dict[str, Any]) -> Any:
        return self.records.get("/me/certificates")


def show() -> None:
    page.show(Certificates())
