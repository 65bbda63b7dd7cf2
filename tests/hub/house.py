"""A house for the tests of the Hub: the real proxy and Hub under the real supervisor, records by a stand-in."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from sqm_training.settings import Settings

PASSWORD = "correct horse battery"
PEOPLE = {
    "00123": {"person": "p-learner", "name": "王芳", "roles": ["learner"], "language": "zh"},
    "A-7": {"person": "p-lowered", "name": "Anna", "roles": ["learner"], "language": "en"},
    "T01": {"person": "p-trainer", "name": "李师傅", "roles": ["learner", "trainer"], "language": "zh"},
    "HR1": {"person": "p-hr", "name": "陈晨", "roles": ["hr"], "language": "zh"},
    "L55": {"person": "p-leaver", "name": "赵强", "roles": ["learner"], "language": "zh"},
    "K77": {"person": "p-locked", "name": "孙丽", "roles": ["learner"], "language": "zh"},
    "N11": {"person": "p-new", "name": "周敏", "roles": ["learner"], "language": "zh"},
}
START = """
import sys
from sqm_training.hub.supervise import start
from sqm_training.settings import Settings
sys.exit(start(Settings.from_env(), "BANNER", ("proxy", "hub")))
"""


class House:
    """One running installation and what a test does with it."""

    def __init__(self, state: Path, port: int) -> None:
        self.settings = Settings(state, port)
        self.address = f"http://127.0.0.1:{port}"
        self.roster = state / "people.json"
        (state / "courses").mkdir(parents=True)
        (state / "hub").mkdir()
        (state / "hub" / "local_config.py").write_text(
            "c.StaffAuthenticator.recheck_seconds = 1\nc.DeskSpawner.poll_interval = 1\n"
        )
        codes = {f"{number} CODE": "good" for number in PEOPLE} | {"N11 OLD": "expired"}
        self.write({"people": PEOPLE, "codes": codes})
        self.environment = os.environ | {"SQM_STATE": str(state), "SQM_PORT": str(port)}
        self.process = self.launch()
        self.shown = ""

    def launch(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", START],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_ready(self) -> str:
        """What the terminal shows until everything answers."""
        shown = ""
        assert self.process.stdout
        for line in self.process.stdout:
            shown += line
            if "Ctrl-C" in line:
                return shown
        raise AssertionError(f"the house did not start:\n{shown}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def read(self) -> dict[str, Any]:
        return json.loads(self.roster.read_text())

    def write(self, table: dict[str, Any]) -> None:
        fresh = self.roster.with_suffix(".new")
        fresh.write_text(json.dumps(table))
        fresh.replace(self.roster)

    def change(self, number: str, **what: Any) -> None:
        table = self.read()
        table["people"][number] |= what
        self.write(table)

    def new_code(self, number: str, code: str) -> None:
        table = self.read()
        table["codes"][f"{number} {code}"] = "good"
        self.write(table)

    def pid(self, name: str) -> int | None:
        """The process of that name under the supervisor."""
        sign = {"hub": "jupyterhub", "proxy": "configurable-http-proxy"}[name]
        found = self.running(sign)
        return found.pid if found else None

    def running(self, sign: str) -> psutil.Process | None:
        """The first process below the supervisor with this in its command, wherever it hangs in the tree."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if any(sign in part for part in child.cmdline()[:3]):
                    return child
        return None

    def routes(self) -> dict[str, Any]:
        """Where the proxy sends whom."""
        known = {"Authorization": f"token {self.settings.secret('proxy-token')}"}
        found = httpx.get(f"http://127.0.0.1:{self.settings.proxy_api_port}/api/routes", headers=known).json()
        return {path.rstrip("/") + "/": route for path, route in found.items()}

    def browser(self) -> "Browser":
        return Browser(self.address)

    def at_home(self, number: str) -> "Browser":
        """A person who has just activated the account and is logged in."""
        browser = self.browser()
        code = f"code-{time.monotonic_ns()}"
        self.new_code(number, code)
        assert browser.activate(number, code).status_code == 302
        return browser


class Browser(httpx.Client):
    """A visitor with cookies who follows nothing by itself."""

    def __init__(self, address: str) -> None:
        super().__init__(base_url=address, timeout=30, trust_env=False)

    def token(self, path: str) -> str:
        found = re.search(r'name="_xsrf" value="([^"]*)"', self.get(path).text)
        assert found
        return found[1]

    def log_in(self, number: str, password: str = PASSWORD) -> httpx.Response:
        form = {"_xsrf": self.token("/hub/login"), "username": number, "password": password}
        return self.post("/hub/login", data=form)

    def activate(self, number: str, code: str, password: str = PASSWORD, repeat: str = "") -> httpx.Response:
        form = {"username": number, "code": code, "password": password, "repeat": repeat or password}
        return self.post("/hub/activate", data=form | {"_xsrf": self.token("/hub/activate")})

    def logged_in(self) -> bool:
        """Whether the Hub lets this visitor on to the pages service without asking for a password."""
        return "/services/pages/oauth_callback?code=" in self.authorize().headers.get("location", "")

    def authorize(self) -> httpx.Response:
        question = {
            "client_id": "service-pages",
            "redirect_uri": "/services/pages/oauth_callback",
            "response_type": "code",
            "state": "test",
        }
        return self.get("/hub/api/oauth2/authorize", params=question)

    def open_desk(self, person: str) -> httpx.Response:
        """Start JupyterLab and follow every redirect into it."""
        url, end = "/hub/spawn", time.monotonic() + 60
        while time.monotonic() < end:
            answer = self.get(url)
            if answer.is_redirect:
                url = answer.headers["location"]
            elif 'http-equiv="refresh"' in answer.text:
                time.sleep(0.3)
            else:
                return answer
        raise AssertionError(f"the desk of {person} did not open")


def refusal(answer: httpx.Response) -> str:
    """The code of the message shown."""
    found = re.search(r'data-code="([^"]*)"', answer.text)
    return found[1] if found else ""


def free_ports() -> int:
    """A first port with which all five of an installation are free."""
    for port in range(20100 + os.getpid() % 60 * 100, 32000, 100):  # below what the system hands out itself
        try:
            for offset in (0, 1, 81, 82, 83):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports")
