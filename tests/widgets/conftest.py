"""Widgets with a real records service behind them; pages in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from services.story import Story
from widgets.stage import Stage

from sqm_training.client import Client
from sqm_training.services.installation import Installation


@pytest.fixture
def story(house: Installation) -> Story:
    return Story(house)


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
