"""One installation: its settings, store, clock and the content on its shelf."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqm_training.content import banks, competencies, courses, papers, policy, practicals
from sqm_training.domain.competency import Competency
from sqm_training.domain.course import Course
from sqm_training.domain.item import Item
from sqm_training.domain.kpi import Kpi
from sqm_training.domain.paper import Blueprint
from sqm_training.domain.practical import Practical
from sqm_training.records.store import Store
from sqm_training.settings import Settings


class Shelf:
    """The files of an installation as they stand. Each part is read when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def access(self) -> dict[str, Any]:
        return policy.access(self.settings.assessments / "policy")

    @cached_property
    def posts(self) -> Mapping[str, Any]:
        return policy.posts(self.settings.assessments / "policy")

    @cached_property
    def rules(self) -> tuple[Any, ...]:
        """Certification rules, one per post and grade."""
        return tuple(policy.certification(self.settings.assessments / "policy"))

    @cached_property
    def kpis(self) -> Mapping[str, Kpi]:
        return policy.kpis(self.settings.assessments / "policy")

    @cached_property
    def review(self) -> Mapping[str, Any]:
        return policy.review(self.settings.assessments / "policy")

    @cached_property
    def competencies(self) -> Mapping[str, Competency]:
        return competencies.load(self.settings.courses / "competencies.csv")

    @cached_property
    def items(self) -> Mapping[str, Item]:
        loaded = banks.load(self.settings.assessments / "banks", self.competencies)
        return {item.id: item for item in loaded}

    @cached_property
    def blueprints(self) -> Mapping[str, Blueprint]:
        return {paper.id: paper for paper in papers.load(self.settings.assessments / "papers")}

    @cached_property
    def practicals(self) -> Mapping[str, Practical]:
        return {one.id: one for one in practicals.load(self.settings.assessments / "practicals")}

    def draft(self, course: str) -> Course:
        """A course as its files stand now, published or not."""
        return courses.load(self.settings.courses / course)

    def post_names(self) -> dict[str, str]:
        """Post ids by every way a roster may write them."""
        names = {key: key for key in self.posts}
        for key, post in self.posts.items():
            names |= {post.title.zh: key, post.title.en: key}
        return names


@dataclass
class Installation:
    """What every service is handed. `clock` is an argument so that any day can be lived through."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    frozen_papers: dict[tuple[str, int], Any] = field(default_factory=dict)
    _shelf: tuple[float, Shelf] | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Installation":
        """Open an installation, bringing its store up to date."""
        settings.state.mkdir(parents=True, exist_ok=True)
        store = Store(settings.database, settings.secret("audit"))
        store.migrate()
        return cls(settings, store)

    @property
    def shelf(self) -> Shelf:
        """The content, read anew when a file of it has changed."""
        stamp = _stamp(self.settings.assessments, self.settings.courses)
        if self._shelf is None or self._shelf[0] != stamp:
            self._shelf = (stamp, Shelf(self.settings))
        return self._shelf[1]

    def now(self) -> datetime:
        return self.clock()

    def today(self) -> date:
        """The day it is where the stores are."""
        return self.now().astimezone(self.zone).date()


def _stamp(*folders: Path) -> float:
    return max(
        (path.stat().st_mtime for folder in folders for path in folder.rglob("*") if path.is_file()),
        default=0.0,
    )
