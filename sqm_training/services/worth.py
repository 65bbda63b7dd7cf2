"""What papers have shown of the bank's items: how hard, how telling, what to look at. A few minutes old at most."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqm_training.domain.statistics import MINIMUM
from sqm_training.services import publish, statistics
from sqm_training.services.installation import Installation

STALE = timedelta(minutes=10)  # working them out reads every answer there is
SHOWN = ("n", "facility", "discrimination", "flags", "drawn")

Figures = Mapping[tuple[str, int], list[dict[str, Any]]]  # by item and version, one entry a paper


def figures(house: Installation) -> Figures:
    """Figures of every item that was ever answered in a paper."""
    since, found = house.held.get("bank.figures", (None, {}))
    if since is None or house.now() - since > STALE:
        found = {}
        for one in publish.newest_papers(house):
            blueprint = one.paper.blueprint
            about = {"paper": blueprint.id, "title": blueprint.title.model_dump()}
            for item in statistics.paper(house, blueprint.id)["items"]:
                if item["drawn"]:
                    figure = about | {key: item[key] for key in SHOWN}
                    found.setdefault((item["item"], item["version"]), []).append(figure)
        house.held["bank.figures"] = (house.now(), found)
    known: Figures = found
    return known


def short(found: Figures, item: str, version: int) -> dict[str, Any] | None:
    """The figures of the paper that most people met it in."""
    papers = [one for one in found.get((item, version), []) if one["n"]]
    if not papers:
        return None
    most = max(papers, key=lambda one: one["n"])
    flags = sorted({flag for one in papers for flag in one["flags"]})
    enough = most["n"] >= MINIMUM
    return {
        "n": most["n"],
        "facility": most["facility"]["value"],
        "discrimination": most["discrimination"]["value"],
        "enough": enough,
        "flags": flags,
    }
