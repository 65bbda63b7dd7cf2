"""One installation: its settings, store, clock and the content on its shelf."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqm_training.content import banks, competencies, courses, papers, policy, practicals
from sqm_training.domain.access import Matrix
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.certificate import Rule
from sqm_training.domain.competency import Competency
from sqm_training.domain.course import Course, LearningPath
from sqm_training.domain.item import Item
from sqm_training.domain.kpi import Kpi
from sqm_training.domain.post import Post
from sqm_training.domain.practical import Practical
from sqm_training.domain.review import Policy
from sqm_training.errors import Faults
from sqm_training.records.store import Store
from sqm_training.settings import Settings

T = TypeVar("T")
LOOK_AGAIN_SECONDS = 2.0
log = logging.getLogger(__name__)


class Shelf:
    """The files of an installation as they stand. Each part is read when first asked for.

    A part that is being edited and has faults just now stays as `before` had it, so that nobody at work
    notices. Without a `before` the faults are raised.
    """

    def __init__(self, settings: Settings, before: "Shelf | None" = None) -> None:
        self.settings = settings
        self._before: dict[str, Any] = before._parts if before else {}
        self._stamps: dict[str, int] = dict(before._stamps) if before else {}

    @property
    def _parts(self) -> dict[str, Any]:
        """What has been read so far, here or before."""
        return self._before | {part: value for part, value in vars(self).items() if part[0] != "_"}

    def _read(self, part: str, load: Callable[[], T]) -> T:
        try:
            return load()
        except Faults as wrong:
            if part not in self._before:
                raise
            log.warning("%s has faults and stays as it was: %s", part, wrong)
            kept: T = self._before[part]
            return kept

    def _read_if_changed(self, part: str, load: Callable[[], T], *where: Path) -> T:
        """The same for what takes long to read: not again while its files are as they were."""
        stamp = _stamp(*where)
        if part in self._before and self._stamps.get(part) == stamp:
            unchanged: T = self._before[part]
            return unchanged
        found = self._read(part, load)
        if found is not self._before.get(part):
            self._stamps[part] = stamp
        return found

    @property
    def _policy(self) -> Path:
        return self.settings.assessments / "policy"

    @cached_property
    def access(self) -> Matrix:
        return self._read("access", lambda: policy.access(self._policy))

    @cached_property
    def posts(self) -> Mapping[str, Post]:
        return self._read("posts", lambda: policy.posts(self._policy))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Certification rules, lowest grade of each post first."""
        return self._read("rules", lambda: tuple(policy.certification(self._policy)))

    @cached_property
    def kpis(self) -> Mapping[str, Kpi]:
        return self._read("kpis", lambda: policy.kpis(self._policy))

    @cached_property
    def review(self) -> Mapping[str, Policy]:
        return self._read("review", lambda: policy.review(self._policy))

    @cached_property
    def paths(self) -> tuple[LearningPath, ...]:
        """Learning paths, lowest grade of each post first."""
        return self._read("paths", lambda: courses.paths(self.settings.courses / "paths.yaml"))

    @cached_property
    def competencies(self) -> Mapping[str, Competency]:
        return self._read("competencies", lambda: competencies.load(self.settings.courses / "competencies.csv"))

    @cached_property
    def items(self) -> Mapping[str, Item]:
        banks, chart = self.settings.assessments / "banks", self.settings.courses / "competencies.csv"
        return self._read_if_changed("items", self._items, banks, chart)

    def _items(self) -> Mapping[str, Item]:
        loaded = banks.load(self.settings.assessments / "banks", self.competencies)
        return {item.id: item for item in loaded}

    @cached_property
    def blueprints(self) -> Mapping[str, Blueprint]:
        folder = self.settings.assessments / "papers"
        return self._read("blueprints", lambda: _named(papers.load(folder, self.competencies, self.posts)))

    @cached_property
    def practicals(self) -> Mapping[str, Practical]:
        return self._read("practicals", lambda: _named(practicals.load(self.settings.assessments / "practicals")))

    def draft(self, course: str) -> Course:
        """A course as its files stand now, published or not."""
        return courses.load(self.settings.courses / course)

    def post_title(self, post: str) -> dict[str, str]:
        """What a post is called; one that policy no longer has is called by its id."""
        known = self.posts.get(post)
        return known.title.model_dump() if known else {"zh": post, "en": post}

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
    versions: dict[tuple[str, str, int], Any] = field(default_factory=dict)  # published, so they never change
    figures: dict[tuple[str, int], Any] = field(default_factory=dict)  # with what they were worked out from
    held: dict[str, Any] = field(default_factory=dict)  # made of facts and files, with how far they were read
    _shelf: Shelf | None = None
    _stamp: int = 0
    _looked: float = 0.0

    @classmethod
    def open(cls, settings: Settings) -> "Installation":
        """Open an installation, bringing its store up to date."""
        settings.state.mkdir(parents=True, exist_ok=True)
        store = Store(settings.database, settings.secret("audit"))
        store.migrate()
        return cls(settings, store)

    @property
    def shelf(self) -> Shelf:
        """The content in use. A change of a file is noticed within two seconds."""
        if self._shelf is None or time.monotonic() - self._looked > LOOK_AGAIN_SECONDS:
            self.look_again()
        assert self._shelf is not None
        return self._shelf

    def look_again(self) -> None:
        """Read anew what has changed on the shelf."""
        stamp = _stamp(self.settings.assessments, self.settings.courses)
        if self._shelf is None or self._stamp != stamp:
            self._shelf, self._stamp = Shelf(self.settings, self._shelf), stamp
        self._looked = time.monotonic()

    def desk(self) -> Shelf:
        """The files as their authors have them this moment, faults and all."""
        return Shelf(self.settings)

    def now(self) -> datetime:
        return self.clock()

    def today(self) -> date:
        """The day it is where the stores are."""
        return self.now().astimezone(self.zone).date()


Named = TypeVar("Named", Blueprint, Practical)


def _named(loaded: list[Named]) -> dict[str, Named]:
    return {one.id: one for one in loaded}


def _stamp(*places: Path) -> int:
    """Another number after any change of any file, be it put back, removed or renamed."""
    found = (path for place in places for path in (sorted(place.rglob("*")) if place.is_dir() else [place]))
    files = (path for path in found if path.is_file())
    return hash(tuple((str(path), *_age_and_size(path)) for path in files))


def _age_and_size(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except FileNotFoundError:  # an editor put it aside that very moment
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
