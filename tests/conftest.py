"""Real stores and shipped content; only the clock is ours, so that any day can be lived through."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect, sync_playwright

from sqm_training.api.app import PREFIX, create
from sqm_training.content import layout
from sqm_training.records import people
from sqm_training.services import admit, enrol, publish
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

ROSTER = """工号,姓名,门店编码,门店,大区,班组,岗位,权限,用工状态,入职日期
00086,张伟,SH001,上海浦东店,华东大区,机电一组,维修技师,,在职,2021-03-01
00087,李娜,SH001,上海浦东店,华东大区,机电一组,维修技师,,在职,2022-03-01
00088,王芳,BJ001,北京亦庄店,华北大区,前台,服务顾问,,在职,2022-05-01
TR01,陈老师,SH001,上海浦东店,华东大区,,培训师,trainer;assessor,在职,2018-03-01
TR02,周老师,BJ001,北京亦庄店,华北大区,,培训师,trainer;assessor,在职,2018-03-01
SM01,孙经理,SH001,上海浦东店,华东大区,,服务经理,manager,在职,2017-03-01
HR01,赵敏,HQ,集团总部,总部,,人力资源,hr,在职,2016-03-01
AU01,钱审,HQ,集团总部,总部,,系统管理员,auditor,在职,2016-03-01
AD01,吴管,HQ,集团总部,总部,,系统管理员,administrator,在职,2016-03-01
09999,郑离,SH001,上海浦东店,华东大区,,维修技师,,离职,2016-03-01
"""

BANKS = ("5s", "5s-more", "5s-tasks", "safety", "standards", "workshop", "complaints")
RUNG = ("technician", "L1")
PAPERS = ("technician-L1", "try-every-kind", "try-code")


@dataclass
class Clock:
    """Stands still until told to move."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 10, 12, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with shipped content, ten people, the 5S course and the technician paper published."""
    state = tmp_path_factory.mktemp("laid-out") / "state"
    layout.lay_out(state)
    _narrow(state)
    house = Installation.open(Settings(state))
    house.clock = Clock()
    enrol.apply(house, "roster.csv", ROSTER.encode(), "administrator")
    publish.course(house, "5s", "", "administrator")
    publish.paper(house, "technician-L1", "administrator")
    house.store.engine.dispose()
    return state


def _narrow(state: Path) -> None:
    """Leave what tests speak of: to read the whole curriculum for each of them would take minutes."""
    for course in (state / "courses").glob("*/course.yaml"):
        if course.parent.name != "5s":
            shutil.rmtree(course.parent)
    for bank in (state / "assessments" / "banks").glob("*.yaml"):
        if bank.stem not in BANKS:
            bank.unlink()
    more = state / "assessments" / "banks" / "5s-more.yaml"  # of which the course's self-checks name some
    asked = [one for one in yaml.safe_load(more.read_text("utf-8")) if one["use"] == "practice"]
    more.write_text(yaml.safe_dump(asked, allow_unicode=True, sort_keys=False), "utf-8")
    for paper in (state / "assessments" / "papers").glob("*.yaml"):
        if paper.stem not in PAPERS:  # their items are gone: drafts that say what is missing
            paper.write_text(paper.read_text("utf-8").replace("\nstatus: live\n", "\nstatus: draft\n"), "utf-8")
    for checklist in (state / "assessments" / "practicals").glob("*.yaml"):
        if checklist.stem != "technician-L1":
            checklist.unlink()
    for rules in (state / "assessments" / "policy" / "certification.yaml", state / "courses" / "paths.yaml"):
        kept = [one for one in yaml.safe_load(rules.read_text("utf-8")) if (one["post"], one.get("grade")) == RUNG]
        rules.write_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture
def house(laid_out: Path, tmp_path: Path, clock: Clock) -> Installation:
    """A copy of that installation for one test."""
    shutil.copytree(laid_out, tmp_path / "state")
    house = Installation.open(Settings(tmp_path / "state"))
    house.clock = clock
    return house


@pytest.fixture
def who(house: Installation) -> Callable[[str], str]:
    """The internal id behind an employee number."""

    def look(employee_no: str) -> str:
        line = people.by_number(house.store, employee_no)
        assert line is not None
        return str(line["person"])

    return look


@dataclass
class Caller:
    """The records API as one person on one page reaches it."""

    client: TestClient
    grant: str

    def __call__(self, method: str, path: str, **more: object) -> object:
        answer = self.client.request(method, PREFIX + path, headers={"Authorization": f"Bearer {self.grant}"}, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        is_json = "json" in answer.headers.get("content-type", "") and answer.content
        return answer.json() if is_json else answer.content

    def status(self, method: str, path: str, **more: object) -> tuple[int, str]:
        """Status and refusal code, for calls that must not succeed."""
        answer = self.client.request(method, PREFIX + path, headers={"Authorization": f"Bearer {self.grant}"}, **more)
        is_json = "json" in answer.headers.get("content-type", "") and answer.content
        body = answer.json() if is_json else {}
        return answer.status_code, body.get("code", "") if isinstance(body, dict) else ""


@pytest.fixture
def client(house: Installation) -> TestClient:
    return TestClient(create(house))


@pytest.fixture
def call(house: Installation, client: TestClient, who: Callable[[str], str]) -> Callable[..., Caller]:
    """`call("00086", "sit")`: that person on that page."""

    def opened(employee_no: str, page: str, **params: str) -> Caller:
        return Caller(client, admit.issue(house, who(employee_no), page, params)[0])

    return opened


CHROMIUM = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
# a browser in a test must reach nothing but this machine
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window where that is there: it needs less than half the time.

    One module at a time: while it runs, nothing else can have an event loop.
    """
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(os.path.exists, CHROMIUM)), args=[*QUIET])
        yield browser
        browser.close()
