"""The demo: a fictional dealer group, loaded through the same doors a customer uses."""

import random
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import repeat
from pathlib import Path

import httpx

from sqm_training.content import layout
from sqm_training.domain import marking
from sqm_training.domain.practical import Tick
from sqm_training.hub import supervise
from sqm_training.locale import LANGUAGES, text
from sqm_training.records import attempts, people
from sqm_training.records.store import Row
from sqm_training.services import (
    assign,
    enrol,
    gather,
    items,
    learn,
    mark,
    publish,
    regrade,
    schedule,
    sign_off,
    sit,
    trace,
    worker,
)
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

GROUP = Path(__file__).parents[2] / "deploy" / "demo"
PASSWORD = "demo-2026-sqm"
ACCOUNTS = ("00086", "SA-000123", "P0001", "TR01", "SM01", "HR01", "AD01")
SEED = 20261124
ADVISOR, ADVISOR_DAYS_AGO = "service_advisor-L1", 70
CERTIFIED_DAYS_AGO = (705, 210, 150, 120, 96, 80, 61, 44, 30)  # the first is about to run out
EVERYBODY = Scope(everything=True)
DOUBT = "题干有歧义，多名学员按另一种理解作答，建议抽到此题的都给满分。"
SUBMITTED = {
    "kind": "numeric",
    "use": "exam",
    "competency": "C3.3-02",
    "difficulty": 2,
    "prompt": {
        "zh": "清洗剂每天用 {n} 瓶，供应商 {days} 天到货，另留 1 天余量。剩几瓶时就该叫货？",
        "en": "{n} bottles of cleaner are used a day, delivery takes {days} days, one day is kept in reserve. "
        "At what count does one reorder?",
    },
    "parameters": {"n": {"low": 3, "high": 8}, "days": {"of": [2, 3, 4]}},
    "key": "n * (days + 1)",
    "unit": {"zh": "瓶", "en": "bottles"},
    "why": {
        "zh": "叫货点等于每天用量乘以到货天数加余量天数。",
        "en": "The point to reorder at is the daily use times the days of delivery and reserve.",
    },
}
BEGUN = {
    "kind": "single",
    "use": "exam",
    "competency": "C3.3-06",
    "difficulty": 1,
    "prompt": {
        "zh": "地面有一滩机油，旁边的同事正在拆轮。您第一步做什么？",
        "en": "There is a pool of oil on the floor and a colleague is taking off a wheel beside it. What comes first?",
    },
    "options": [
        {"id": "a", "text": {"zh": "告诉同事，再用吸油棉盖住油", "en": "Tell the colleague, then cover it"}},
        {"id": "b", "text": {"zh": "等同事拆完再清理", "en": "Clean up once the wheel is off"}},
        {"id": "c", "text": {"zh": "放一张纸板踩过去", "en": "Put down cardboard and walk over it"}},
    ],
}


def run(settings: Settings) -> int:
    """Load the group on first use, then start everything. Returns an exit code."""
    fresh = not (settings.state / "records.sqlite").exists()
    if fresh:
        print(_both("start.demo_loading"), flush=True)
        load(settings)
    return supervise.start(settings, banner(), when_ready=lambda: activate(settings))


def _both(key: str) -> str:
    return " · ".join(text(key, language) for language in LANGUAGES)


def banner() -> str:
    """The demo accounts, by role."""
    lines = [_both("start.demo_accounts"), ""]
    lines += [f"    {number:<10} {PASSWORD}   {_both(f'start.demo_role.{number}')}" for number in ACCOUNTS]
    return "\n".join([*lines, "", _both("start.demo_fictional")])


def load(settings: Settings, certified: Sequence[int] = CERTIFIED_DAYS_AGO) -> Installation:
    """Lay out, publish, import roster and figures, and let some people be half-way.

    `certified`: how many days ago each of the certified got there.
    """
    layout.lay_out(settings.state)
    house = Installation.open(settings)
    for draft in sorted(settings.courses.glob("*/course.yaml")):
        publish.course(house, draft.parent.name, "", "administrator")
    publish.live_papers(house, "administrator")
    roster = GROUP / "roster.xlsx"
    enrol.apply(house, roster.name, roster.read_bytes(), "administrator")
    for file in sorted(GROUP.glob("kpi-*.xlsx")):
        gather.figures(house, file.name, file.read_bytes(), "administrator", apply=True)
    Story(house).tell(certified)
    return house


def activate(settings: Settings) -> None:
    """Set the demo accounts' passwords as people do: with a one-time code, on the login page."""
    house = Installation.open(settings)
    waiting = {line["employee_no"] for line in enrol.never_in(house, EVERYBODY)}
    for number in ACCOUNTS:
        if number in waiting:
            code, _ = enrol.issue_code(house, enrol.resolve(house, number)["person"], "administrator")
            _set_password(f"http://127.0.0.1:{settings.port}", number, code)


def _set_password(door: str, number: str, code: str) -> None:
    with closing(httpx.Client(base_url=door, trust_env=False, timeout=30)) as browser:
        page = browser.get("/hub/activate").text
        token = re.search(r'name="_xsrf"[^>]*value="([^"]*)"', page)
        form = {"username": number, "code": code, "password": PASSWORD, "repeat": PASSWORD}
        browser.post("/hub/activate", data=form | {"_xsrf": token[1] if token else ""})


@dataclass
class Days:
    """A clock that can be set, so that the past months are lived through in order."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


class Story:
    """Some have finished, some are half-way, some have not begun; one certificate runs out soon."""

    def __init__(self, house: Installation) -> None:
        self.now = house.now()
        self.days = Days(self.now)
        self.house = replace(house, clock=self.days)
        self.chance = random.Random(SEED)
        self.lines = {row["employee_no"]: row for row in people.everybody(house.store)}
        self.open = {one.course.id for one in publish.newest_courses(house)}
        self.sat = {one.paper.blueprint.id for one in publish.newest_papers(house)}

    def tell(self, certified_days_ago: Sequence[int]) -> None:
        technicians, advisors, storekeepers = map(self._of, ("technician", "service_advisor", "parts_specialist"))
        trainer = self.lines["TR01"]["person"]
        certified, failed, reading = technicians[:9], technicians[9:11], technicians[11:16]
        waiting = technicians[16:18]
        due = [*zip(certified_days_ago, certified, repeat("technician-L1")), (ADVISOR_DAYS_AGO, advisors[0], ADVISOR)]
        for days_ago, row, rung in sorted(due, key=lambda one: -one[0]):
            self._go_to(days_ago)
            self._certify(row, trainer, rung)
        self._go_to(14)
        self._assign(trainer)
        self._go_to(12)
        for row in failed:
            self._try(row, share=0.35)
        self._go_to(5)
        for row in reading:
            self._read(row, "technician-L1", self.chance.uniform(0.2, 0.9))
        for row in advisors[1:4]:
            self._read(row, ADVISOR, self.chance.uniform(0.1, 0.6))
        for row in storekeepers[:2]:
            self._read(row, "parts_specialist-L1", self.chance.uniform(0.2, 0.7))
        self._go_to(1)
        for row in waiting:
            self._try(row, share=0.85)
        self._arrange(trainer)
        self._doubt(self.lines["TR02"]["person"])
        self._write(trainer)

    def _of(self, post: str) -> list[Row]:
        """Who works at a post and is nobody's demo account, in any order."""
        found = [
            row
            for row in self.lines.values()
            if post in row["posts"] and row["status"] == "active" and row["employee_no"] not in ACCOUNTS
        ]
        self.chance.shuffle(found)
        return found

    def _go_to(self, days_ago: int) -> None:
        """That day, at ten in the morning where the stores are."""
        day = (self.now - timedelta(days=days_ago)).date()
        self.days.moment = datetime.combine(day, time(2, 0), UTC)

    def _assign(self, by: str) -> None:
        due = self.house.today() + timedelta(days=60)
        for kind, target in (("course", "5s"), ("paper", "technician-L1")):
            assign.create(self.house, EVERYBODY, by, kind, target, "post", "technician", due, "")

    def _arrange(self, by: str) -> None:
        """A sitting in three days, at nine where the stores are."""
        day = (self.now + timedelta(days=3)).date()
        opens = datetime.combine(day, time(1, 0), UTC)
        window, whom = (opens, opens + timedelta(hours=1)), [("post", "technician")]
        schedule.create(self.house, EVERYBODY, by, "technician-L1", *window, "二楼培训教室", "", whom)

    def _write(self, by: str) -> None:
        """An item that a colleague has submitted, and one the trainer has only begun."""
        rights = people.all_rights(self.house.store)
        colleague = next(who for who, held in rights.items() if who != by and "trainer" in {role for role, _ in held})
        place = items.save(self.house, colleague, None, SUBMITTED, "", None)
        items.do(self.house, colleague, "submit", place)
        items.save(self.house, by, None, BEGUN, "", None)

    def _read(self, row: Row, rung: str, share: float = 1.0) -> None:
        """So much of the courses that a rung asks for, one after the other as people do."""
        rule = next(one for one in self.house.shelf.rules if one.paper == rung)
        lessons = [
            (course, lesson) for course in rule.courses if course in self.open for lesson in self._lessons(row, course)
        ]
        left = round(share * sum(lesson["steps"] for _, lesson in lessons))
        for course, lesson in lessons:
            for step in range(min(left, lesson["steps"])):
                learn.keep_step(self.house, row["person"], course, lesson["id"], step)
            left = max(0, left - lesson["steps"])

    def _lessons(self, row: Row, course: str) -> list[Row]:
        return list(learn.course(self.house, row["person"], course)["lessons"])

    def _try(self, row: Row, share: float, rung: str = "technician-L1") -> str:
        """Sit the paper and get about `share` of it right; the able make no mistake where a part has its own mark."""
        self._read(row, rung)
        strict = {one.id for one in self.house.shelf.blueprints[rung].sections if one.pass_mark}
        key = sit.start(self.house, row["person"], rung)
        for number, (question, item) in enumerate(sit.questions(self.house, _attempt(self.house, key)), 1):
            known = marking.samples(item)
            sure = item.kind == "free_text" or (share > 0.5 and question.section in strict)
            answer = known.right if self.chance.random() < share or sure else known.wrong
            sit.save(self.house, row["person"], key, question.slot, answer, number, "demo")
        self.days.moment = min(self.days.moment + timedelta(minutes=25), self.now)
        sit.submit(self.house, row["person"], key, "demo")
        return key

    def _certify(self, row: Row, trainer: str, rung: str) -> None:
        if rung not in self.sat:  # a draft: nobody can sit it yet
            return self._read(row, rung)
        self._mark(self._try(row, 0.92, rung), trainer)
        practical = self.house.shelf.practicals[rung]
        ticks: dict[str, Tick] = {step.id: "ok" for step in practical.steps}
        sign_off.observe(self.house, trainer, row["person"], practical.id, ticks, "")

    def _doubt(self, by: str) -> None:
        """A trainer finds a question unclear that some got wrong; somebody else has yet to decide."""
        for row in sorted(trace.items(self.house, "")["items"], key=lambda row: -int(row["met"])):
            what, asked = (row["item"], row["version"]), {"kind": "full"}
            made = regrade.correction(self.house, *what, asked)
            if regrade.dry_run(self.house, *what, made)["counts"]["up"] > 1:
                regrade.propose(self.house, by, *what, asked, DOUBT)
                return

    def _mark(self, key: str, trainer: str) -> None:
        worker.turn(self.house, self._book, 0)
        for slot in (
            q.slot for q, item in sit.questions(self.house, _attempt(self.house, key)) if item.kind == "free_text"
        ):
            script = mark.script(self.house, EVERYBODY, trainer, key, slot)
            points = {line["id"]: line["points"] for line in script["rubric"]}
            mark.by_person(self.house, EVERYBODY, trainer, key, slot, points, "")

    @property
    def _book(self) -> "mark.Book":
        from sqm_training.records.gradebook import Gradebook

        if not hasattr(self, "_opened"):
            self._opened = Gradebook(self.house.settings.nbgrader)
        return self._opened


def _attempt(house: Installation, key: str) -> Row:
    row = attempts.one(house.store, key)
    assert row is not None
    return row
