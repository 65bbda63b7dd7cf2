"""A house for the tests of the Hub."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.house import House, free_ports


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"), free_ports())
    settings = house.settings
    standin = [sys.executable, str(Path(__file__).with_name("standin.py")), str(settings.records_port)]
    records = subprocess.Popen([*standin, str(house.roster), settings.secret("hub-records")])
    try:
        house.shown = house.wait_ready()
        yield house
    finally:
        if house.process.poll() is None:
            house.stop()
        records.terminate()
        records.wait()
