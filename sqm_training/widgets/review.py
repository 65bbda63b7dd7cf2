"""Reviews: a score per person and period, each figure open to its source."""

from typing import Any

from sqm_training.widgets import chart, page


class Review(page.Page):
    """The table of a period and a picture of it by store."""

    front = "review"
    sections = ("review", "staff", "people")

    def read(self, asked: dict[str, Any]) -> Any:
        table = self.records.get("/reviews", period=asked.get("period"))
        return table | {"chart": chart.scores_by_store(table["rows"])}


def show() -> None:
    page.show(Review())
