"""My certificates: what holds until when, why, and what the next one still needs."""

from typing import Any

from sqm_training.widgets import page


class Certificates(page.Page):
    """The visitor's own certificates, and their path towards the next."""

    front = "certificates"
    sections = ("certificates",)

    def read(self, asked: dict[str, Any]) -> Any:
        return {"certificates": self.records.get("/me/certificates"), "path": self.records.get("/me/path")}


def show() -> None:
    page.show(Certificates())
