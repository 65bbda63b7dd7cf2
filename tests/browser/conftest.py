"""One running group for all browser tests; a browser; people who open pages in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser.group import Group
from browser.visitor import Visitor
from playwright.sync_api import Browser

from sqm_training.locale import Language

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1360, "height": 900}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="session")
def group(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Group]:
    every_worker = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        every_worker = every_worker.parent
    group = Group(tmp_path_factory.mktemp("group") / "state", loaded=every_worker / "demo")
    yield group
    group.stop()


Arrival = Callable[..., Visitor]


def arrivals(group: Group, chromium: Browser, size: dict[str, Any]) -> Iterator[Arrival]:
    contexts = []

    def arrive(language: Language = "zh", touch: bool = "has_touch" in size) -> Visitor:
        context = chromium.new_context(**size, locale=LOCALES[language], base_url=group.address)
        contexts.append(context)
        return Visitor(group, context.new_page(), language, touch)

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def phone(group: Group, chromium: Browser) -> Iterator[Arrival]:
    """`phone("en")`: somebody with a phone of their own, not yet logged in."""
    yield from arrivals(group, chromium, PHONE)


@pytest.fixture
def desk(group: Group, chromium: Browser) -> Iterator[Arrival]:
    """The same at a desk."""
    yield from arrivals(group, chromium, DESK)
