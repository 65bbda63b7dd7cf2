"""What people do, in few words, so that a test says only what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from sqm_training.domain import marking
from sqm_training.domain.attempt import SlotAnswer
from sqm_training.domain.paper import PaperVersion
from sqm_training.domain.practical import Tick
from sqm_training.errors import Refused
from sqm_training.records import attempts, people
from sqm_training.records.store import Row
from sqm_training.services import learn, mark, publish, sign_off, sit
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

PAPER, PRACTICAL, COURSE = "technician-L1", "technician-L1", "5s"
EVERYBODY = Scope(everything=True)
SH001 = Scope(stores=frozenset({"SH001"}))
BJ001 = Scope(stores=frozenset({"BJ001"}))


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{re.escape(code)}$")


@dataclass
class PaperBook:
    """A gradebook on paper: the rules of marking without nbgrader, which takes seconds to wake up."""

    papers: dict[str, PaperVersion] = field(default_factory=dict)
    entries: dict[tuple[str, str], dict[str, float | None]] = field(default_factory=dict)
    torn: set[str] = field(default_factory=set)  # people whose page is torn: marking them fails

    def publish(self, assignment: str, paper: PaperVersion) -> None:
        self.papers[assignment] = paper

    def mark(
        self, assignment: str, person: str, answers: Sequence[SlotAnswer], submitted_at: datetime
    ) -> dict[str, float | None]:
        if person in self.torn:
            raise RuntimeError("a torn page")
        entry = self.entries.setdefault((assignment, person), {})
        slots = {slot.id: slot for slot in self.papers[assignment].slots}
        for one in answers:
            item = next(item for item in slots[one.slot].pool if item.id == one.item).variant(one.parameters)
            share = marking.fraction(item, one.answer)
            entry.setdefault(one.slot, None if share is None else share * slots[one.slot].points)
        return dict(entry)

    def set_mark(self, assignment: str, person: str, slot: str, points: float, comment: str) -> None:
        if person in self.torn:
            raise RuntimeError("a torn page")
        self.entries[assignment, person][slot] = points


@dataclass
class Story:
    """An installation and the people in it, by employee number."""

    house: Installation
    book: PaperBook = field(default_factory=PaperBook)

    def who(self, employee_no: str) -> str:
        line = people.by_number(self.house.store, employee_no)
        assert line is not None
        return str(line["person"])

    def read(self, employee_no: str, course: str = COURSE) -> None:
        """Go through a whole course."""
        for lesson in learn.course(self.house, self.who(employee_no), course)["lessons"]:
            for step in range(lesson["steps"]):
                learn.keep_step(self.house, self.who(employee_no), course, lesson["id"], step)

    def hand_in(self, employee_no: str, right: bool = True, paper: str = PAPER, wrong_in: str | None = None) -> str:
        """Sit a paper, with every answer right or every answer wrong; or right but for one slice."""
        person = self.who(employee_no)
        key = sit.start(self.house, person, paper)
        row = self.row(key)
        slots = publish.frozen(self.house, row["paper"], row["version"]).paper.slots
        spoilt = {slot.id for slot in slots if slot.slice == wrong_in}
        for number, (question, item) in enumerate(sit.questions(self.house, row), 1):
            known = marking.samples(item)
            answer = known.right if (right and question.slot not in spoilt) or item.kind == "free_text" else known.wrong
            sit.save(self.house, person, key, question.slot, answer, number, "phone")
        sit.submit(self.house, person, key, "phone")
        return key

    def sat(self, employee_no: str, right: bool = True, paper: str = PAPER) -> str:
        """The same, marked to the end by machine and trainer TR02."""
        key = self.hand_in(employee_no, right, paper)
        mark.by_machine(self.house, self.book)
        self.marked(key, share=float(right))
        return key

    def marked(self, key: str, share: float = 1.0, by: str = "TR02") -> None:
        for question, item in self.written(key):
            rubric = {line.id: line.points * share for line in item.rubric}
            mark.by_person(self.house, EVERYBODY, self.who(by), key, question.slot, rubric, "")

    def observed(self, employee_no: str, ok: bool = True, by: str = "TR01") -> dict[str, Any]:
        steps = self.house.shelf.practicals[PRACTICAL].steps
        ticks: dict[str, Tick] = {step.id: "ok" if ok else "not_ok" for step in steps}
        return sign_off.observe(self.house, self.who(by), self.who(employee_no), PRACTICAL, ticks, "")

    def certified(self, employee_no: str) -> None:
        """Everything the first grade asks for."""
        self.read(employee_no)
        self.sat(employee_no)
        self.observed(employee_no)

    def row(self, key: str) -> Row:
        row = attempts.one(self.house.store, key)
        assert row is not None
        return row

    def written(self, key: str) -> list[Any]:
        """The free-text questions of an attempt."""
        return [pair for pair in sit.questions(self.house, self.row(key)) if pair[1].kind == "free_text"]

    def line(self, employee_no: str) -> Row:
        line = people.by_number(self.house.store, employee_no)
        assert line is not None
        return line

    # --- files an administrator edits

    @property
    def policy(self) -> Path:
        return self.house.settings.assessments / "policy"

    def edit(self, path: Path, change: Any) -> None:
        """Change a YAML file as an editor would, and have it read."""
        value = yaml.safe_load(path.read_text("utf-8"))
        change(value)
        path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")
        self.house.look_again()

    def edit_paper(self, **changes: Any) -> None:
        path = self.house.settings.assessments / "papers" / f"{PAPER}.yaml"
        self.edit(path, lambda paper: paper.update(changes))

    def put_on_trial(self, number: int, pilots: int) -> None:
        """Make pilots of so many single-choice items and publish the paper with room for some."""

        def pilot(bank: list[dict[str, Any]]) -> None:
            for one in [one for one in bank if (one["use"], one["kind"]) == ("exam", "single")][:number]:
                one["status"] = "pilot"

        self.edit(self.house.settings.assessments / "banks" / "5s.yaml", pilot)
        self.edit_paper(pilots=pilots)
        publish.paper(self.house, PAPER, "administrator")

    def made_strict(self) -> None:
        """Publish the paper with every clause there is: safety is a section, its first slice a knock-out."""

        def strict(paper: dict[str, Any]) -> None:
            names = {"safety": {"zh": "安全部分", "en": "Safety part"}, "rest": {"zh": "其余部分", "en": "The rest"}}
            paper["sections"] = [{"id": key, "title": title} for key, title in names.items()]
            paper["sections"][0]["pass_mark"] = 80
            for one in paper["slices"]:
                one["section"] = "safety" if one["id"].startswith("safety") else "rest"
                one["knock_out"] = one["id"] == "safety-single"
            paper["each_competency"] = {"pass_mark": 50, "from_points": 10}

        self.edit(self.house.settings.assessments / "papers" / f"{PAPER}.yaml", strict)
        publish.paper(self.house, PAPER, "administrator")

    def edit_rules(self, change: Any) -> None:
        self.edit(self.policy / "certification.yaml", change)
