"""A real pages service, started as its own process, and browsers that have logged in."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pages.town import SCOPES, Town

WIDGET = """
import anywidget, traitlets
class Sample(anywidget.AnyWidget):
    _esm = 'export default {render({model, el}) {el.textContent = "widget " + model.get("n"); el.dataset.done = "yes"}}'
    n = traitlets.Int(7).tag(sync=True)
Sample()
"""
ENVIRONMENT = """
import json, os
print("ENV" + json.dumps(dict(os.environ)) + "VNE")
"""
MARKUP = """
from IPython.display import HTML, display
print("<script>alert(1)</script>")
display(HTML("<b>display</b><script>alert(2)</script>"))
"""
DYING = """
import os, threading
threading.Timer(1, os._exit, [1]).start()
"""
NOTEBOOKS = {
    "home": [WIDGET],
    "environment": [ENVIRONMENT],
    "markup": [MARKUP],
    "broken": ["1 / 0", WIDGET],
    "slow": ["import time; time.sleep(2)"],
    "dying": [DYING],
}
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

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def restart(self) -> "Service":
        self.stop()
        return start(self.state, self.town)


def notebook(path: Path, *cells: str | dict[str, Any], **about: Any) -> None:
    """Write a notebook; text is code, a dict a whole cell."""
    whole = [
        cell
        if isinstance(cell, dict)
        else {"cell_type": "code", "metadata": {}, "source": cell, "execution_count": None, "outputs": []}
        for cell in cells
    ]
    for number, cell in enumerate(whole):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {"cells": whole, "metadata": {"kernelspec": kernel, **about}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


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
    apps = state / "apps"
    for name, cells in NOTEBOOKS.items():
        notebook(apps / f"{name}.ipynb", *cells)
    program.append(f"--Pages.apps={apps}")
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
