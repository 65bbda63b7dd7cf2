"""Widgets with a real records service behind them; pages in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from widgets.stage import Stage

from sqm_training.client import Client
from sqm_training.services.installation import Installation

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


@pytest.fixture
def stage(house: Installation, who: Callable[[str], str]) -> Iterator[Stage]:
    """The installation as 张伟, a technician, reaches it."""
    stage = Stage(house, who("00086"))
    stop = stage.start()
    yield stage
    stop()


@pytest.fixture
def kernel(stage: Stage) -> Callable[..., Client]:
    """`kernel("home")`: the client inside the kernel of that page."""

    def opened(page: str, **params: str) -> Client:
        return Client(stage.records, stage.grant(page, **params))

    return opened


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*QUIET])
        yield browser
        browser.close()
