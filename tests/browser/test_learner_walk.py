"""A technician's whole way on a phone: login code → course → test → mark → practical → certificate → review."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser.conftest import Arrival
from browser.group import Group, until
from browser.visitor import Visitor
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from sqm_training.domain import marking
from sqm_training.domain.item import Item
from sqm_training.locale import LANGUAGES, Language
from sqm_training.records import attempts
from sqm_training.records.tables import certificate, code_try, exercise_result, observation, practice_answer
from sqm_training.services import correct, learn, mark, sit

pytestmark = pytest.mark.browser

PASSWORD = "wuxu-5s-2026"
WRITTEN = {
    "zh": "先向客户说明旧件的去向，再请客户签字确认；工单上写明项目、用时和更换原因。",
    "en": "First I tell the customer what happens to the old parts, then they sign; the order says what and why.",
}
CHANGE_OF_DEVICE, POWER_CUT, NO_NETWORK = 6, 12, 17  # after so many questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_login_code_to_review(group: Group, phone: Arrival, desk: Arrival, language: Language) -> None:
    number = group.newcomers()[0]
    walk = Walk(group, phone(language), number)
    walk.first_login()
    walk.first_lesson()
    walk.other_lessons()
    walk.begin_the_test()
    walk.answer_everything(another_phone=lambda: phone(language))
    walk.hand_in()
    walk.is_marked_by(phone(language).log_in("TR01"))
    walk.reads_the_result()
    walk.is_observed_by(phone(language).log_in("TR01"))
    walk.has_a_certificate()
    walk.is_seen_by(desk(language).log_in("HR01"))
    assert group.house.store.verify() == []


class Walk:
    """One learner; each step is checked on the page and in the store."""

    def __init__(self, group: Group, me: Visitor, number: str) -> None:
        self.group, self.house, self.me, self.number = group, group.house, me, number
        self.person = group.person(number)
        self.attempt = ""
        self.given: dict[str, Any] = {}

    @property
    def page(self) -> Page:
        return self.me.page

    def rows(self, table: Any) -> list[Any]:
        return self.house.store.rows(select(table).where(table.c.person == self.person).order_by(table.c.id))

    # ------------------------------------------------------------ in

    def first_login(self) -> None:
        self.me.activate(self.number, self.group.code(self.number), PASSWORD)
        assert [row["right"] for row in self.rows(code_try)] == [True]
        expect(self.page.locator(".sqm-home .sqm-todo-row")).not_to_have_count(0)
        self.me.sees("home.requirements")

    # ------------------------------------------------------------ learn

    def first_lesson(self) -> None:
        me, page = self.me, self.page
        me.press(me.link("home.go.course"))
        me.arrived()
        me.press(page.get_by_role("link", name=re.compile(re.escape(me.say("learn.begin")))))
        expect(page.locator(".sqm-lesson")).to_be_visible()
        for _ in range(3):
            self.next_step()
        self.comes_back(4)
        while not page.locator(".sqm-exercise").is_visible():
            self.next_step()
        self.do_the_exercise()
        while not page.locator(".sqm-check").is_visible():
            self.next_step()
        self.check_oneself()
        self.finish_lesson("01-sort")

    def next_step(self) -> None:
        step = self.step()
        self.me.press(self.me.button("common.next", self.page.locator(".sqm-lesson-foot")))
        expect(self.counter).not_to_have_text(step)

    @property
    def counter(self) -> Locator:
        return self.page.locator(".sqm-lesson-progress span").first

    def step(self) -> str:
        return self.counter.inner_text()

    def comes_back(self, step: int) -> None:
        """After a reload, and by the plain address on another day: the same step."""
        here = self.step()
        until(lambda: len(learn.steps_of(self.house, self.person)["5s", "01-sort"]) == step - 1, "steps are kept")
        self.page.reload()
        expect(self.counter).to_have_text(here)
        self.me.open("home")
        self.me.open("courses/5s/01-sort")
        expect(self.counter).to_have_text(here)

    def do_the_exercise(self) -> None:
        exercise = next(block for lesson in self.course.lessons for block in lesson.blocks if block.kind == "exercise")
        bins = {one["id"]: one["text"][self.me.language] for one in exercise.spec["bins"]}
        for thing in exercise.spec["things"]:
            choices = self.page.locator(".sqm-sort-choices")
            expect(self.page.locator(".sqm-sort-card h3")).to_have_text(thing["text"][self.me.language])
            self.me.press(choices.get_by_role("button", name=bins[thing["bin"]], exact=True))
        self.me.press(self.me.button("exercise.ready"))
        self.me.sees("exercise.all_right")
        until(lambda: [row["score"] for row in self.rows(exercise_result)] == [1.0], "the exercise is kept")

    @property
    def course(self) -> Any:
        return self.house.shelf.draft("5s")

    def check_oneself(self) -> None:
        cards = self.page.locator(".sqm-check-item")
        check = next(block for block in self.course.lessons[0].blocks if block.kind == "check")
        for place, name in enumerate(check.items):
            item, card = self.house.shelf.items[name], cards.nth(place)
            self.me.answer(item, card, marking.samples(item).right)
            self.me.press(self.me.button("check.ask", card))
            expect(card.locator(".sqm-told-right")).to_be_visible()
        assert [(row["item"], row["fraction"]) for row in self.rows(practice_answer)] == [
            (one, 1.0) for one in check.items
        ]

    def finish_lesson(self, lesson: str) -> None:
        here = self.page.url
        self.me.press(self.page.locator(".sqm-lesson-foot a"))
        self.page.wait_for_url(lambda url: url != here)
        self.me.arrived()
        steps = next(len(one.steps) for one in self.course.lessons if one.id == lesson)
        assert learn.steps_of(self.house, self.person)["5s", lesson] == set(range(steps))

    def other_lessons(self) -> None:
        for lesson in self.course.lessons[1:]:
            for _ in lesson.steps[1:]:
                self.next_step()
            self.finish_lesson(lesson.id)
        self.me.sees("learn.all_done")

    # ------------------------------------------------------------ sit

    def begin_the_test(self) -> None:
        me = self.me
        me.open("home")
        me.press(me.link("home.go.paper"))
        me.arrived()
        me.press(me.button("sit.start").first)  # the paper the path names comes first
        me.press(me.button("sit.begin"))
        expect(self.question).to_be_visible()
        (row,) = attempts.of(self.house.store, self.person)[self.person]
        self.attempt = row["id"]

    @property
    def question(self) -> Locator:
        return self.page.locator(".sqm-question")

    @property
    def drawn(self) -> list[tuple[str, Item]]:
        row = attempts.one(self.house.store, self.attempt)
        assert row
        return [(question.slot, item) for question, item in sit.questions(self.house, row)]

    def stored(self) -> dict[str, Any]:
        return {slot: row["answer"] for slot, row in attempts.answers(self.house.store, self.attempt).items()}

    def planned(self) -> dict[str, Any]:
        """All right, but for one single choice that nobody has re-marked in the meantime."""
        right = {slot: marking.samples(item).right for slot, item in self.drawn}
        corrected = correct.in_force(self.house.store)
        single = [(slot, one) for slot, one in self.drawn if one.kind == "single"]
        self.missed, item = next((slot, one) for slot, one in single if (one.id, one.version) not in corrected)
        written = next(slot for slot, item in self.drawn if item.kind == "free_text")
        return right | {self.missed: marking.samples(item).wrong, written: WRITTEN[self.me.language]}

    def answer_everything(self, another_phone: Callable[[], Visitor]) -> None:
        """Question by question; on the way the phone is changed, the power goes, the network goes."""
        plan, drawn = self.planned(), self.drawn
        assert {item.kind for _, item in drawn} == {
            "single", "multiple", "true_false", "order", "match", "numeric", "hotspot", "free_text"
        }  # fmt: skip
        self.left_open = drawn[9][0]
        for place, (slot, item) in enumerate(drawn):
            expect(self.question.locator("h2")).to_have_text(self.me.say("sit.question", n=place + 1, of=len(drawn)))
            if slot != self.left_open:
                self.me.answer(item, self.question, plan[slot])
                self.given[slot] = plan[slot]
            if place not in (NO_NETWORK, NO_NETWORK + 1):
                self.is_saved()
            if place == CHANGE_OF_DEVICE:
                self.change_of_device(another_phone())
                self.go_to(place)
            if place == POWER_CUT:
                self.power_cut()
            if place == NO_NETWORK - 1:
                self.page.context.set_offline(True)
            if place == NO_NETWORK + 1:
                self.network_is_back()
            if place + 1 < len(drawn):
                self.me.press(self.me.button("sit.next"))
        self.open_item = dict(drawn)[self.left_open]
        self.given[self.left_open] = plan[self.left_open]

    def is_saved(self) -> None:
        """The page says so, and it is true."""
        expect(self.page.locator(".sqm-saving")).to_contain_text(self.me.say("sit.saved", when="").strip())
        self.same_as_stored()

    def same_as_stored(self) -> None:
        stored = self.stored()
        assert set(stored) == set(self.given)
        for slot, item in self.drawn:
            if slot in self.given:
                assert same(item, stored[slot], self.given[slot]), (slot, item.kind, stored[slot], self.given[slot])

    def go_to(self, place: int) -> None:
        self.me.press(self.page.locator(".sqm-map-open"))
        self.me.press(self.page.locator("dialog .sqm-tiles .sqm-tile").nth(place))
        expect(self.question.locator("h2")).to_have_text(self.me.say("sit.question", n=place + 1, of=len(self.drawn)))

    def change_of_device(self, other: Visitor) -> None:
        """The page is closed; on another phone the test goes on, with all answers and the same clock."""
        before = attempts.one(self.house.store, self.attempt)
        self.page.context.close()
        self.me = other.log_in(self.number, PASSWORD)
        other.open("sit")
        other.press(other.button("sit.continue"))
        other.press(other.button("sit.elsewhere.take"))
        expect(self.question).to_be_visible()
        answered = len(self.given)
        expect(self.page.locator(".sqm-map-open")).to_contain_text(f"{answered}/{len(self.drawn)}")
        devices = {
            step["device"] for step in attempts.steps(self.house.store, self.attempt) if step["kind"] == "device"
        }
        assert len(devices) == 2
        assert attempts.one(self.house.store, self.attempt) == before, "same questions, same end"
        self.same_as_stored()

    def power_cut(self) -> None:
        """Records and pages are killed; the question answered meanwhile arrives by itself."""
        self.group.kill("records")
        self.group.kill("pages")

    def network_is_back(self) -> None:
        alarm = self.page.locator(".sqm-sit-alarm")
        expect(alarm).to_contain_text(self.me.say("sit.offline"))
        expect(self.page.locator(".sqm-saving")).to_contain_text(self.me.say("sit.unsaved", n=2))
        assert set(self.given) - set(self.stored()) == {slot for slot, _ in self.drawn[NO_NETWORK : NO_NETWORK + 2]}
        self.page.context.set_offline(False)
        expect(alarm).to_be_hidden(timeout=20000)
        self.is_saved()

    def hand_in(self) -> None:
        """One question was left open: the page says so before it takes the paper."""
        me, page = self.me, self.page
        me.press(me.button("sit.to_review"))
        expect(page.locator(".sqm-review-group .sqm-tile")).to_have_count(1)
        me.press(me.button("sit.submit"))
        expect(page.locator("dialog")).to_contain_text("1")
        me.press(me.button("sit.back", page.locator("dialog")))
        me.press(page.locator(".sqm-review-group .sqm-tile"))
        me.answer(self.open_item, self.question, self.given[self.left_open])
        self.is_saved()
        self.go_to(len(self.drawn) - 1)
        me.press(me.button("sit.to_review"))
        me.press(me.button("sit.submit"))
        expect(page.locator("dialog")).to_contain_text(me.say("sit.submit.all"))
        me.press(me.button("sit.submit", page.locator("dialog")))
        me.sees("result.handed_in")
        expect(page.get_by_text(me.say("result.trainer.title"))).to_be_visible(timeout=60000)
        kinds = [step["kind"] for step in attempts.steps(self.house.store, self.attempt)]
        assert kinds.count("submit") == 1
        self.same_as_stored()

    # ------------------------------------------------------------ marked and observed

    def is_marked_by(self, trainer: Visitor) -> None:
        trainer.open("mark")
        code = mark.candidate_code(self.attempt)
        mine = trainer.page.locator("li.sqm-card").filter(has_text=code)
        trainer.press(trainer.button("mark.open", mine))
        expect(trainer.page.locator(".sqm-answer")).to_have_text(WRITTEN[trainer.language])
        for line in trainer.page.locator("fieldset").all():
            trainer.press(line.locator("label").last)
        trainer.page.get_by_label(trainer.say("mark.comment")).fill("OK!")
        trainer.press(trainer.button("mark.save"))
        trainer.sees("mark.saved", points=10, of=10)
        marks = attempts.marks(self.house.store, [self.attempt])[self.attempt].values()
        (kept,) = [row for row in marks if row["source"] == "person"]
        assert (kept["points"], kept["comment"], kept["by"]) == (10, "OK!", self.group.person("TR01"))
        expect(mine).to_have_count(0)

    def reads_the_result(self) -> None:
        self.page.reload()
        score = self.page.locator(".sqm-verdict-score")
        expect(score).to_have_text("97%")
        self.me.sees("result.passed")
        miss = self.page.locator(".sqm-miss[open]")
        expect(miss).to_have_count(1)
        item = dict(self.drawn)[self.missed]
        expect(miss.locator(".sqm-why")).to_contain_text(self.me.said(item.why))
        marks = attempts.marks(self.house.store, [self.attempt])[self.attempt]
        assert sum(row["points"] for row in marks.values()) == 97
        assert marks[self.missed]["points"] == 0

    def is_observed_by(self, assessor: Visitor) -> None:
        assessor.open("observe")
        assessor.page.get_by_role("searchbox").fill(self.number)
        row = assessor.page.locator(".sqm-row-button")
        expect(row).to_have_count(1)
        assessor.press(row)
        for step in assessor.page.locator("fieldset").all():
            assessor.press(step.locator("label").filter(has_text=assessor.say("observe.tick.ok")).first)
        assessor.press(assessor.button("observe.sign"))
        assessor.press(assessor.button("observe.sign_yes"))
        name = next(row["name"] for row in self.group.everybody() if row["employee_no"] == self.number)
        assessor.sees("observe.result_passed", name=name, score=100)
        assert [row["passed"] for row in self.rows(observation)] == [True]

    # ------------------------------------------------------------ certified

    def has_a_certificate(self) -> None:
        me = self.me
        me.open("certificates")
        (row,) = self.rows(certificate)
        expect(self.page.locator(".sqm-certificate")).to_contain_text(row["number"])
        me.sees("certificates.state.valid")
        with self.page.expect_download() as paper:
            me.press(me.button("certificates.pdf"))
        assert paper.value.path().read_bytes().startswith(b"%PDF-")

    def is_seen_by(self, office: Visitor) -> None:
        office.open("people")
        office.page.get_by_role("searchbox").fill(self.number)
        row = office.page.locator(".sqm-table tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text(f"L1 {office.say('people.state.valid')}")
        office.open("review")
        office.page.get_by_role("searchbox").fill(self.number)
        office.press(row.locator("button"))
        sheet = office.page.locator("dialog")
        expect(sheet.locator(".sqm-figure")).not_to_have_count(0)


def same(item: Item, stored: Any, meant: Any) -> bool:
    """Whether what was stored is what was meant; a finger on a picture is not exact."""
    if item.kind == "hotspot":
        return marking.fraction(item, stored) == 1
    if item.kind == "multiple":
        return set(stored) == set(meant)
    return stored == meant
