"""A real pages service, with a stand-in for the Hub and the records it asks."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from town import SCOPES, Town

PREFIX = "/services/pages/"


@dataclass
class Service:
    """A running pages service."""

    url: str  # of the service's prefix
    town: Town
    state: Path
    process: subprocess.Popen[bytes]

    def visitor(self, person: str = "p-li") -> httpx.Client:
        """A browser in which this person has logged in."""
        self.town.at_the_door = person
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=60, trust_env=False)
        client.headers["User-Agent"] = person
        client.get("nowhere")
        return client


def start(state: Path, town: Town, *arguments: str) -> Service:
    port = town.port - 1  # as an installation has it: records next to pages
    scopes = json.dumps(SCOPES)
    told = {
        "SQM_STATE": str(state),
        "SQM_PORT": str(port - 82),
        "JUPYTERHUB_API_TOKEN": "secret-of-the-service",
        "JUPYTERHUB_API_URL": town.url + "/hub/api",
        "JUPYTERHUB_HOST": town.url,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "service-pages",
        "JUPYTERHUB_SERVICE_NAME": "pages",
        "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"http://127.0.0.1:{port}{PREFIX}oauth_callback",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": scopes,
        "JUPYTERHUB_OAUTH_SCOPES": scopes,
        "CANARY": "of-the-server",
    }
    log = (state / "pages.log").open("wb")
    program = [sys.executable, "-m", "sqm_training.pages", *arguments]
    process = subprocess.Popen(program, env=os.environ | told, cwd=state, stdout=log, stderr=log)
    service = Service(f"http://127.0.0.1:{port}{PREFIX}", town, state, process)
    for _ in range(150):
        try:
            httpx.get(service.url + "assets/none", trust_env=False)
            return service
        except httpx.HTTPError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    process.kill()
    raise RuntimeError((state / "pages.log").read_text())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    town = Town()
    running = start(tmp_path_factory.mktemp("state"), town)
    yield running
    running.process.terminate()
    running.process.wait(20)
    town.close()
