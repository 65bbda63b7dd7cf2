"""One running pages service for a module of tests, with a stand-in for the Hub and the records it asks."""

from collections.abc import Iterator

import pytest
from pages.running import Service, start
from pages.town import Town


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    town = Town()
    running = start(tmp_path_factory.mktemp("state"), town)
    yield running
    running.stop()
    town.close()
