"""A paper in which every kind of item is asked once, also each kind of exercise as a task; and its pages."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import BrowserContext, Page, expect
from services.story import PaperBook
from widgets.stage import Stage

from sqm_training.domain.item import Item, Task
from sqm_training.records import attempts
from sqm_training.services import mark, publish, sit
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings
from tests.conftest import Clock
from tests.shipped.content import COURSES, course, items

OF_THE_COURSE = ("sort", "shadow", "hotspots", "audit", "trend")
OF_THE_BANK = {
    "dispatch": "pfl-dispatch-e01",
    "workshop": "pfl-day-e01",
    "stock": "ptl-store-e01",
    "figures": "dal-fig-e01",
}
OF_THE_LABS = {
    "desk": ("complaints", "08-lab-desk"),
    "reception": ("service-process", "08-lab-reception"),
    "crm": ("crm", "08-lab-crm"),
    "order": ("dms", "08-lab-order"),
}
EXERCISES = (*OF_THE_COURSE, *OF_THE_BANK, *OF_THE_LABS)
FREE = (
    *(f"C7.3-0{n}" for n in range(1, 6)),
    *(f"C7.2-0{n}" for n in range(1, 5)),
    *(f"C7.1-0{n}" for n in range(1, 5)),
)
COMPETENCY = dict(zip(EXERCISES, FREE, strict=True))
PAPER = "every-kind"
FITS = "document.documentElement.scrollWidth <= innerWidth"
SMALL = """[...document.querySelectorAll("main :is(button, select, summary, textarea, input), dialog button")]
  .map((node) => [node, node.closest("label, .sqm-field")?.getBoundingClientRect() ?? node.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 43.5 || box.height < 43.5))
  .map(([node, box]) => `${node.className || node.tagName} ${box.width}×${box.height}`)"""


def until(true: Callable[[], bool], seconds: float = 12) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "never came true"
        time.sleep(0.05)


def speak(page: Page, language: str) -> None:
    page.evaluate(
        "language => { document.documentElement.lang = language; dispatchEvent(new CustomEvent('sqm:language')) }",
        language,
    )


def published(laid_out: Path, where: Path) -> Path:
    """A copy of an installation with a paper of one shipped exam item of each kind.

    As tasks it has the exercises of the 5S course, simulators of the bank and labs.
    """
    shutil.copytree(laid_out, where)
    house = Installation.open(Settings(where))
    house.clock = Clock()
    _publish(house)
    house.store.engine.dispose()
    return where


def _publish(house: Installation) -> None:
    assessments = house.settings.assessments
    for name in ("5s", *(name for name, _ in OF_THE_LABS.values())):
        for picture in (COURSES / name / "img").glob("*.svg"):
            shutil.copy(picture, assessments / "banks" / "img")
    (assessments / "banks" / "course-tasks.yaml").write_text(yaml.safe_dump(_tasks(), allow_unicode=True), "utf-8")
    (assessments / "papers" / f"{PAPER}.yaml").write_text(yaml.safe_dump(_blueprint(), allow_unicode=True), "utf-8")
    house.look_again()
    publish.paper(house, PAPER, "administrator")


def _tasks() -> list[dict[str, Any]]:
    lessons = [*course("5s").lessons]
    lessons += [one for name, lab in OF_THE_LABS.values() for one in course(name).lessons if one.id == lab]
    blocks = [block for lesson in lessons for block in lesson.blocks if block.kind == "exercise"]
    specs = {block.spec["kind"]: block.spec for block in blocks}
    banked = {item.id: item.exercise.model_dump(mode="json") for item in items() if isinstance(item, Task)}
    specs |= {kind: banked[item] for kind, item in OF_THE_BANK.items()}
    words = {"zh": "请完成操作。", "en": "Please do the task."}
    common = {"version": 1, "kind": "task", "use": "exam", "difficulty": 2, "author": "Tests"}
    common |= {"prompt": words, "why": words}
    return [
        common | {"id": f"task-{kind}", "competency": competency, "exercise": specs[kind]}
        for kind, competency in COMPETENCY.items()
    ]


def _blueprint() -> dict[str, Any]:
    words = {"zh": "题", "en": "Part"}

    def part(name: str, kind: str, *of: str) -> dict[str, Any]:
        return {"id": name, "title": words, "competencies": list(of), "kinds": [kind], "count": 1, "points": 5}

    tasks = [part(f"task-{kind}", "task", competency) for kind, competency in COMPETENCY.items()]
    return {
        "id": PAPER,
        "version": 1,
        "status": "live",
        "title": {"zh": "每种一道", "en": "One of every kind"},
        "post": "technician",
        "grade": "L1",
        "minutes": 40,
        "pass_mark": 60,
        "attempts": {"limit": 3},
        "release": {},
        "slices": [
            part("single", "single", "C3.4-07"),
            part("multiple", "multiple", "C3.4-07"),
            part("order", "order", "C2.3-01", "C2.2-04", "C2.2-05", "C3.3-06"),
            part("match", "match", "C3.3-06", "C2.1-05"),
            part("numeric", "numeric", "C3.4-05"),
            part("cloze", "cloze", "C2.3-01"),
            part("short_text", "short_text", "C2.2-04"),
            part("dialogue", "dialogue", "C4.2-04"),
            *tasks,
        ],
    }


@dataclass
class Sat:
    """An attempt at that paper in a browser."""

    stage: Stage
    page: Page

    @classmethod
    def begin(cls, stage: Stage, context: BrowserContext) -> "Sat":
        key = sit.start(stage.house, stage.person, PAPER)
        page = context.new_page()
        page.goto(f"{stage.address}?attempt={key}")
        expect(page.locator(".sqm-question")).to_be_visible()
        return cls(stage, page)

    @property
    def key(self) -> str:
        rows = attempts.of(self.stage.house.store, self.stage.person)[self.stage.person]
        return str(next(row["id"] for row in rows if row["paper"] == PAPER))

    @property
    def drawn(self) -> list[Any]:
        row = attempts.one(self.stage.house.store, self.key)
        assert row is not None
        return sit.questions(self.stage.house, row)

    def to(self, name: str) -> Item:
        """Go to the question of that kind, or of that id."""
        place, item = next((n, item) for n, (_, item) in enumerate(self.drawn) if name in (item.kind, item.id))
        self.page.evaluate("([key, place]) => sessionStorage.setItem(`sqm:place:${key}`, place)", [self.key, place])
        self.page.reload()
        expect(self.page.locator(".sqm-question-head h2")).to_contain_text(str(place + 1))
        return item

    def stored(self, item: Item) -> Any:
        """The standing answer to an item in the store."""
        slot = next(question.slot for question, one in self.drawn if one.id == item.id)
        row = attempts.answers(self.stage.house.store, self.key).get(slot)
        return row["answer"] if row else None

    def kept(self, item: Item, answer: Any) -> None:
        """Wait until that is what the store holds."""
        until(lambda: self.stored(item) == answer)

    def handed_in(self, answers: Callable[[Item], Any]) -> None:
        """Answer everything behind the page's back, hand in, have it marked, and show the result."""
        house, person = self.stage.house, self.stage.person
        device = attempts.holder(house.store, self.key) or "phone"
        for number, (question, item) in enumerate(self.drawn, 100):
            sit.save(house, person, self.key, question.slot, answers(item), number, device)
        sit.submit(house, person, self.key, device)
        mark.by_machine(house, PaperBook())
        self.page.goto(f"{self.stage.address}?attempt={self.key}")
        expect(self.page.locator(".sqm-verdict-word")).to_be_visible()

    def result(self, name: str) -> Any:
        """One item of the result, unfolded."""
        place = next(n for n, (_, item) in enumerate(self.drawn, 1) if name in (item.kind, item.id))
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        heading = self.page.get_by_text(f"第 {place} 题", exact=True)
        return self.page.locator("details.sqm-miss").filter(has=heading)
