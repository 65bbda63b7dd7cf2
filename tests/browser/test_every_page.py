"""Every page in both languages on a phone and at a desk: readable, reachable, translated, and nothing calls out.

`make test` sees each page as it opens and some views of what is done there, on a phone, and the office's pages at a
desk too; `make check-pages` sees all views at both sizes.
Screenshots and the times pages took to open are left in `artefacts/`.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser import nasty
from browser.conftest import DESK, LOCALES, PHONE
from browser.group import PASSWORD, Group
from browser.look import Eye, Watch
from browser.visitor import PAGES, Visitor
from playwright.sync_api import Browser, BrowserContext, Locator, expect
from sqlalchemy import select

from sqm_training.domain import angoff
from sqm_training.domain.item import Item
from sqm_training.hub.demo import EVERYBODY
from sqm_training.locale import LANGUAGES, Language
from sqm_training.records import attempts
from sqm_training.records.tables import certificate
from sqm_training.services import invigilate, judge, publish, regrade, schedule, sit, trace

pytestmark = pytest.mark.browser

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
SIZES: dict[str, dict[str, Any]] = {"phone": PHONE, "desk": DESK}
FIRST: dict[str, Language] = {"phone": "zh", "desk": "en"}  # each page is opened once in each language
NARROW = {"width": 360, "height": 740}
EVERYTHING = bool(os.environ.get("SQM_FULL"))
EACH = 5  # of so many views of what is done on a page one is seen
OFFICE = ("HR01", "SM01", "AD01")  # who mostly sits at a desk
Do = Callable[[Visitor], object]


def as_it_opens(visitor: Visitor) -> None:
    """Nothing is done."""


@dataclass(frozen=True)
class View:
    """A page as somebody has it before them: who, where, and what they then did."""

    name: str
    who: str
    path: str = ""
    then: Do = as_it_opens
    anew: bool = False  # what was done is not kept over a change of language

    def __str__(self) -> str:
        return self.name


def propose_another_key(group: Group) -> None:
    """On a single choice that most got right, so that there is somebody to lower, and if may be somebody to raise."""
    house, found = group.house, dict[tuple[str, int, str], tuple[int, int]]()
    for row in trace.items(house, "")["items"]:
        _, item = trace.met(house, row["item"], row["version"])
        for option in item.options if item.kind == "single" else ():
            if option.id != item.key:
                made = regrade.correction(house, item.id, item.version, another(option.id))
                counts = regrade.dry_run(house, item.id, item.version, made)["counts"]
                found[item.id, item.version, option.id] = (min(counts["up"], counts["kept"]), counts["kept"])
    key, version, option_id = max(found, key=lambda one: found[one])
    reason = "新版标准发布后，另一项才是正确做法。"
    regrade.propose(house, group.person("TR02"), key, version, another(option_id), reason)


def another(option: str) -> dict[str, Any]:
    return {"kind": "key", "changes": {"key": option}}


class House:
    """People who stay logged in, each at both sizes, while the pages are looked at."""

    def __init__(self, group: Group, chromium: Browser) -> None:
        self.group, self.chromium = group, chromium
        propose_another_key(group)
        self.eye = Eye(group)
        self.opened: dict[str, float] = {}
        self.contexts: dict[tuple[str, str], BrowserContext] = {}
        house = group.house
        held = house.store.rows(select(certificate.c.person).order_by(certificate.c.id.desc()))
        numbers = {row["person"]: row["employee_no"] for row in group.everybody()}
        fresh = group.newcomers()
        self.numbers = {"holder": numbers[held[0]["person"]]}
        self.numbers |= {"candidate": fresh[-1], "paused": fresh[-2], "reset": fresh[-3], "absent": fresh[-4]}
        self.places = self._sitting()
        publish.preview(house, "5s")
        self.places["result"] = attempts.of(house.store, held[0]["person"])[held[0]["person"]][-1]["id"]

    def _sitting(self) -> dict[str, str]:
        """A sitting under way: one is at it, one paused, one reset, one not there yet; their attempts."""
        house, trainer = self.group.house, self.group.person("TR01")
        people = {name: self.group.person(number) for name, number in self.numbers.items()}
        window = (house.now(), house.now() + timedelta(hours=3))
        whom = [("person", one) for one in (*people.values(), self.group.person("00086"))]
        schedule.create(house, EVERYBODY, trainer, "technician-L1", *window, "Room 2", "Bring your badge.", whom)
        begun = {name: sit.start(house, people[name], "technician-L1") for name in ("candidate", "paused", "reset")}
        invigilate.pause(house, EVERYBODY, trainer, begun["paused"], "Fire drill")
        invigilate.extend(house, EVERYBODY, trainer, begun["candidate"], 15, "Tablet replaced")
        left, drop = {"kind": "focus", "away": True, "seconds": 0}, {"kind": "drop", "away": False, "seconds": 75}
        noticed = [one | {"ago": 0} for one in (left, drop)]
        sit.notes(house, people["candidate"], begun["candidate"], "phone-1", noticed)
        invigilate.reset(house, EVERYBODY, trainer, begun["reset"], "Power cut")
        return begun | {"attempt": begun["candidate"]}

    def visitor(self, who: str, size: str, language: Language) -> Visitor:
        key = (who, size)
        if key not in self.contexts:
            self.contexts[key] = self._come_in(who, size)
        page = self.contexts[key].new_page()
        return Visitor(self.group, page, language, size == "phone")

    def _come_in(self, who: str, size: str) -> BrowserContext:
        context = self.chromium.new_context(**SIZES[size], locale=LOCALES[FIRST[size]], base_url=self.group.address)
        if who == "nobody":
            return context
        visitor = Visitor(self.group, context.new_page(), FIRST[size], size == "phone")
        if who not in self.numbers:
            visitor.log_in(who)
        elif any(name == who for name, _ in self.contexts):
            visitor.log_in(self.numbers[who], PASSWORD)
        else:
            visitor.activate(self.numbers[who], self.group.code(self.numbers[who]), PASSWORD)
        visitor.page.close()
        return context


@pytest.fixture(scope="module")
def people(group: Group, chromium: Browser) -> Iterator[House]:
    house = House(group, chromium)
    ARTEFACTS.mkdir(exist_ok=True)
    yield house
    (ARTEFACTS / "opening-seconds.json").write_text(json.dumps(house.opened, indent=1, sort_keys=True))
    for context in house.contexts.values():
        context.close()


# ---------------------------------------------------------------- what is done on a page


def press(key: str, **params: Any) -> Do:
    return lambda visitor: visitor.press(visitor.button(key, **params).first)


def wrong_password(visitor: Visitor) -> None:
    visitor.page.locator("[name=username]").fill("00086")
    visitor.page.locator("[name=password]").fill("falsch")
    visitor.press(visitor.button("login.submit"))
    expect(visitor.page.get_by_role("alert")).to_be_visible()


def to_step_with(selector: str) -> Do:
    """The step of a lesson where this stands."""

    def go(visitor: Visitor) -> None:
        step = visitor.page.locator(".sqm-step", has=visitor.page.locator(selector)).first.get_attribute("data-step")
        visitor.page.evaluate("step => { location.hash = step }", step)
        expect(visitor.page.locator(selector).first).to_be_visible()

    return go


def a_workshop_as_it_is(visitor: Visitor) -> None:
    """Its days run in the page's kernel."""
    to_step_with(".sqm-exercise")(visitor)
    visitor.press(visitor.page.locator("[data-focus=begin]"))
    expect(visitor.page.locator(".sqm-kpis").first).to_be_visible()


def to_kind(kind: str) -> Do:
    """The first question of this kind in the paper."""

    def go(visitor: Visitor) -> None:
        house = visitor.group.house
        key = visitor.page.evaluate("JSON.parse(document.getElementById('sqm-page').textContent).params.attempt")
        row = attempts.one(house.store, key)
        assert row
        drawn: list[tuple[Any, Item]] = sit.questions(house, row)
        place = next(n for n, (_, item) in enumerate(drawn) if item.kind == kind)
        expect(visitor.page.locator(".sqm-question")).to_be_visible()
        if visitor.page.locator(".sqm-sit-side").is_visible():
            visitor.press(visitor.page.locator(".sqm-sit-side .sqm-tile").nth(place))
        else:
            visitor.press(visitor.page.locator(".sqm-map-open"))
            visitor.press(visitor.page.locator("dialog .sqm-tiles .sqm-tile").nth(place))
        expect(visitor.page.locator(".sqm-question h2")).to_have_text(
            visitor.say("sit.question", n=place + 1, of=len(drawn))
        )

    return go


def first(selector: str, then: str) -> Do:
    """Press the first of these and wait for what it opens."""

    def go(visitor: Visitor) -> None:
        visitor.press(visitor.page.locator(selector).first)
        expect(visitor.page.locator(then).first).to_be_visible()

    return go


def the_map(visitor: Visitor) -> None:
    """All questions at a glance: in a dialog on a phone, beside the question at a desk."""
    opener = visitor.page.locator(".sqm-map-open")
    if opener.is_visible():
        visitor.press(opener)
    expect(visitor.page.locator(".sqm-tiles").locator("visible=true").first).to_be_visible()


def a_new_sitting(visitor: Visitor) -> None:
    visitor.press(visitor.button("invigilate.new"))
    expect(visitor.page.locator("form .sqm-pick")).to_be_visible()


def in_the_room(visitor: Visitor) -> None:
    first(".sqm-table tbody button", ".sqm-facts")(visitor)
    expect(visitor.page.locator(".sqm-table tbody tr").nth(3)).to_be_visible()


def the_hints(visitor: Visitor) -> None:
    visitor.press(visitor.button("invigilate.hints"))
    expect(visitor.page.locator(".sqm-note")).to_be_visible()


def at_the_candidate(visitor: Visitor) -> None:
    """The sheet of who is at it."""
    in_the_room(visitor)
    at_it = visitor.page.locator("tbody tr", has_text=visitor.say("invigilate.state.open"))
    visitor.press(at_it.get_by_role("button").first)
    expect(visitor.page.locator("dialog .sqm-facts")).to_be_visible()


def at_the_candidate_to(do: str) -> Do:
    def go(visitor: Visitor) -> None:
        at_the_candidate(visitor)
        visitor.press(visitor.button(f"invigilate.{do}", visitor.page.locator("dialog")))
        expect(visitor.page.locator("dialog .sqm-story, dialog input").first).to_be_visible()

    return go


def faulty_roster(visitor: Visitor) -> None:
    visitor.press(visitor.button("people.import_roster"))
    file: Any = {"name": "roster.xlsx", "mimeType": "application/octet-stream", "buffer": nasty.workbook(nasty.FAULTY)}
    dialog: Locator = visitor.page.locator("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    visitor.press(visitor.button("staff.try_file", dialog))
    expect(visitor.page.locator(".sqm-faults li").first).to_be_visible()


def an_open_figure(visitor: Visitor) -> None:
    first(".sqm-table tbody button", "dialog .sqm-figure")(visitor)
    visitor.press(visitor.page.locator("dialog .sqm-figure summary").first)


a_paper = first(".sqm-table button.sqm-link", ".sqm-tiles")


def an_item(visitor: Visitor) -> None:
    a_paper(visitor)
    first(".sqm-table button.sqm-link", "dialog .sqm-facts")(visitor)


def a_worksheet(visitor: Visitor) -> None:
    a_paper(visitor)
    visitor.press(visitor.button("insight.angoff.title"))
    expect(visitor.page.locator("#sqm-judges")).to_be_attached()


def a_judge(visitor: Visitor) -> None:
    a_worksheet(visitor)
    visitor.page.locator("input[list]").fill("TR01")
    visitor.press(visitor.button("insight.angoff.begin"))
    expect(visitor.page.locator(".sqm-rate").first).to_be_visible()


def another_key(visitor: Visitor) -> None:
    """The proposal that names another key."""
    row = visitor.page.locator(".sqm-table tbody tr").filter(has_text=visitor.say("regrade.short.key"))
    visitor.press(row.locator("button").first)
    expect(visitor.page.locator(".sqm-keyed").nth(1)).to_be_visible()


def lowered(visitor: Visitor) -> None:
    another_key(visitor)
    visitor.press(visitor.page.locator("[data-focus=lower-true]"))
    expect(visitor.page.locator(".sqm-tile.bad").first).to_be_visible()


def about_to_approve(visitor: Visitor) -> None:
    lowered(visitor)
    visitor.press(visitor.button("regrade.approve"))
    expect(visitor.page.locator("dialog textarea")).to_be_visible()


def a_correction(visitor: Visitor) -> None:
    """The form for an item that may be given another key."""
    visitor.press(visitor.button("regrade.new"))
    row = visitor.page.locator(".sqm-row-button").filter(has_text=visitor.say("regrade.item_kind.multiple"))
    visitor.press(row.first)
    expect(visitor.page.locator(".sqm-keyed").first).to_be_visible()


def a_dry_run(visitor: Visitor) -> None:
    """What full points for an item some got wrong would change."""
    visitor.press(visitor.button("regrade.new"))
    key, version, _ = visitor.group.doubtful()
    visitor.page.get_by_role("searchbox").fill(key)
    row = visitor.page.locator(".sqm-row-button").filter(
        has_text=visitor.say("regrade.item_version", item=key, version=version)
    )
    expect(visitor.page.locator(".sqm-row-button")).to_have_count(1)
    visitor.press(row)
    visitor.press(visitor.page.locator("[data-focus=kind-full]"))
    visitor.press(visitor.button("regrade.try"))
    expect(visitor.page.locator(".sqm-tile").first).to_be_visible()


def the_papers(visitor: Visitor) -> None:
    visitor.press(visitor.button("papers.tab.papers"))
    expect(visitor.page.locator(".sqm-table tbody tr").nth(9)).to_be_visible()


def a_blueprint(paper: str) -> Do:
    """A paper as its makers see it."""

    def go(visitor: Visitor) -> None:
        the_papers(visitor)
        visitor.page.get_by_role("searchbox").fill(paper)
        expect(visitor.page.locator(".sqm-table tbody tr")).to_have_count(1)
        visitor.press(visitor.page.locator(".sqm-table button.sqm-link"))
        expect(visitor.button("papers.edit")).to_be_visible()

    return go


def a_proven_paper(visitor: Visitor) -> None:
    """With the figures of a thousand draws, and one of them in words."""
    a_blueprint("technician-L1")(visitor)
    visitor.press(visitor.button("papers.prove"))
    expect(visitor.page.locator("details.sqm-lessons")).to_be_visible()
    visitor.press(visitor.page.locator("details.sqm-lessons summary"))
    visitor.press(visitor.button("papers.sample"))
    expect(visitor.page.locator(".sqm-sample li").first).to_be_visible()


def a_blueprint_form(visitor: Visitor) -> None:
    """A slice unfolded, and something wrong said at its fields."""
    a_blueprint("technician-L1")(visitor)
    visitor.press(visitor.button("papers.edit"))
    part = visitor.page.locator("[data-place=slices] > ul > li").first
    visitor.press(part.locator("summary"))
    part.locator("input[data-focus='slices.0.points']").fill("")
    visitor.press(visitor.button("papers.form.save"))
    expect(visitor.page.locator('[data-fault="slices.0.points"]')).to_be_visible()


def a_finished_worksheet(visitor: Visitor) -> None:
    """Both rounds judged by a whole panel, so that the mark may be adopted."""
    house = visitor.group.house
    row = visitor.page.locator(".sqm-table tbody tr").first
    title = row.locator("button.sqm-link").inner_text()
    paper = next(one.paper for one in publish.newest_papers(house) if visitor.said(one.paper.blueprint.title) == title)
    key, items = paper.blueprint.id, angoff.pool(paper)
    working = [one["employee_no"] for one in visitor.group.everybody() if one["status"] == "active"]
    for number in (1, 2):
        for place, judged in enumerate(working[: angoff.JUDGES]):
            judge.rate(house, "TR01", key, paper.version, number, judged, dict.fromkeys(items, 60.0 + place))
    a_worksheet(visitor)
    expect(visitor.button("insight.angoff.adopt")).to_be_visible()


def a_form(visitor: Visitor) -> None:
    """An item being written, what is missing said at its fields."""
    visitor.press(visitor.page.locator("tbody tr").filter(has_text="i-0002").get_by_role("button"))
    visitor.press(visitor.button("bank.edit"))
    expect(visitor.page.locator(".sqm-phone .sqm-item")).to_be_visible()
    visitor.press(visitor.button("bank.submit"))
    expect(visitor.page.locator('[data-fault="why"]')).to_be_visible()


def a_file_of_questions(visitor: Visitor) -> None:
    """Two questions in English, one of which cannot be read."""
    visitor.press(visitor.button("bank.import"))
    gift = "::brake::What comes first?{=Look ~Listen ~Smell}\n\n::lost::No end{\n"
    file: Any = {"name": "new.gift", "mimeType": "text/plain", "buffer": gift.encode()}
    dialog: Locator = visitor.page.locator("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    visitor.press(visitor.button("staff.try_file", dialog))
    expect(visitor.page.locator(".sqm-faults li").first).to_be_visible()


VIEWS = (
    View("login", "nobody", "/hub/login"),
    View("login-refused", "nobody", "/hub/login", wrong_password, anew=True),
    View("activate", "nobody", "/hub/activate"),
    View("home-new", "00086", "home"),
    View("home-certified", "holder", "home"),
    View("home-advisor", "SA-000123", "home"),
    View("learn", "00086", "learn"),
    View("learn-course", "00086", "learn?course=5s"),
    View("lesson", "00086", "courses/5s/01-sort"),
    View("lesson-sort", "00086", "courses/5s/01-sort", to_step_with(".sqm-exercise")),
    View("lesson-check", "00086", "courses/5s/01-sort", to_step_with(".sqm-check")),
    View("lesson-shadow", "00086", "courses/5s/02-set-in-order", to_step_with(".sqm-exercise")),
    View("lesson-hazards", "00086", "courses/5s/03-shine", to_step_with(".sqm-exercise")),
    View("lesson-audit", "00086", "courses/5s/04-standardise", to_step_with(".sqm-exercise")),
    View("lesson-trend", "00086", "courses/5s/05-sustain", to_step_with(".sqm-exercise")),
    View("lesson-desk", "00086", "courses/complaints/08-lab-desk", to_step_with(".sqm-exercise")),
    View("lesson-reception", "00086", "courses/service-process/08-lab-reception", to_step_with(".sqm-exercise")),
    View("lesson-order", "00086", "courses/dms/08-lab-order", to_step_with(".sqm-exercise")),
    View("lesson-crm", "00086", "courses/crm/08-lab-crm", to_step_with(".sqm-exercise")),
    View("lesson-improve", "00086", "courses/pdca/08-lab-improve", to_step_with(".sqm-exercise")),
    View("lesson-dispatch", "00086", "courses/process-flow/08-lab-dispatch", to_step_with(".sqm-exercise")),
    View("lesson-workshop", "00086", "courses/process-flow/09-lab-workshop-day", a_workshop_as_it_is),
    View("lesson-stock", "00086", "courses/parts/08-lab-parts-store", to_step_with(".sqm-exercise")),
    View("lab-diagnosis", "00086", "courses/remote-diagnosis/08-lab-diagnosis", to_step_with(".sqm-exercise")),
    View("lesson-figures", "00086", "courses/data-analysis/09-own-store", to_step_with(".sqm-exercise")),
    View("sit", "00086", "sit"),
    View("sit-rules", "00086", "sit", press("sit.start"), anew=True),
    View("sit-single", "candidate", "sit?attempt={attempt}", to_kind("single")),
    View("sit-multiple", "candidate", "sit?attempt={attempt}", to_kind("multiple")),
    View("sit-judge", "candidate", "sit?attempt={attempt}", to_kind("true_false")),
    View("sit-order", "candidate", "sit?attempt={attempt}", to_kind("order")),
    View("sit-match", "candidate", "sit?attempt={attempt}", to_kind("match")),
    View("sit-numeric", "candidate", "sit?attempt={attempt}", to_kind("numeric")),
    View("sit-hotspot", "candidate", "sit?attempt={attempt}", to_kind("hotspot")),
    View("sit-written", "candidate", "sit?attempt={attempt}", to_kind("free_text")),
    View("sit-map", "candidate", "sit?attempt={attempt}", the_map, anew=True),
    View("sit-paused", "paused", "sit?attempt={paused}", lambda visitor: visitor.sees("sit.paused.title")),
    View("sit-reset", "reset", "sit?attempt={reset}", lambda visitor: visitor.sees("result.void.title")),
    View("result", "holder", "sit?attempt={result}"),
    View("certificates", "holder", "certificates"),
    View("certificates-none", "00086", "certificates"),
    View("refused", "00086", "people"),
    View("missing", "00086", "nowhere"),
    View("mark", "TR01", "mark"),
    View("mark-answer", "TR01", "mark", first("li.sqm-card button", ".sqm-criterion")),
    View("observe", "TR01", "observe"),
    View("observe-steps", "TR01", "observe", first(".sqm-row-button", ".sqm-criterion")),
    View("assign", "TR01", "assign"),
    View("assign-new", "TR01", "assign", press("assign.new")),
    View("assign-detail", "TR01", "assign", first(".sqm-table button.sqm-link", "dialog"), anew=True),
    View("invigilate", "TR01", "invigilate"),
    View("invigilate-new", "TR01", "invigilate", a_new_sitting),
    View("invigilate-room", "TR01", "invigilate", in_the_room),
    View("invigilate-candidate", "TR01", "invigilate", at_the_candidate, anew=True),
    View("invigilate-extend", "TR01", "invigilate", at_the_candidate_to("extend"), anew=True),
    View("invigilate-story", "TR01", "invigilate", at_the_candidate_to("story"), anew=True),
    View("invigilate-office", "HR01", "invigilate", in_the_room),
    View("invigilate-hints", "TR01", "invigilate", the_hints, anew=True),
    View("author", "TR01", "author"),
    View("author-lessons", "TR01", "author", first(".sqm-lessons summary", ".sqm-lessons-list")),
    View("papers", "TR01", "author", the_papers, anew=True),
    View("paper", "TR01", "author", a_proven_paper, anew=True),
    View("paper-form", "TR01", "author", a_blueprint_form, anew=True),
    View("paper-new", "TR01", "author#papers", press("papers.new"), anew=True),
    View("preview", "TR01", "preview/5s/01-sort"),
    View("people", "HR01", "people"),
    View("person", "HR01", "people", first(".sqm-table tbody button", "dialog"), anew=True),
    View("people-import", "HR01", "people", press("people.import_roster"), anew=True),
    View("people-faults", "HR01", "people", faulty_roster, anew=True),
    View("people-manager", "SM01", "people"),
    View("people-administrator", "AD01", "people"),
    View("review", "HR01", "review"),
    View("review-figure", "HR01", "review", an_open_figure, anew=True),
    View("bank", "TR01", "bank"),
    View("bank-item", "TR01", "bank#item=i-0001", anew=True),
    View("bank-hotspot", "TR01", "bank#item=safe-e22", first("[data-focus=edit]", ".sqm-region-box"), anew=True),
    View("bank-form", "TR01", "bank", a_form, anew=True),
    View("bank-new", "TR01", "bank", press("bank.new"), anew=True),
    View("bank-import", "TR01", "bank", press("bank.import"), anew=True),
    View("bank-account", "TR01", "bank", a_file_of_questions, anew=True),
    View("bank-export", "TR01", "bank", press("bank.export"), anew=True),
    View("insight", "HR01", "insight"),
    View("insight-paper", "TR01", "insight", a_paper, anew=True),
    View("insight-item", "TR01", "insight", an_item, anew=True),
    View("insight-angoff", "TR01", "insight", a_worksheet, anew=True),
    View("insight-rating", "TR01", "insight", a_judge, anew=True),
    View("insight-adopt", "TR01", "insight", a_finished_worksheet, anew=True),
    View("regrade", "HR01", "regrade"),
    View("regrade-approve", "HR01", "regrade", another_key),
    View("regrade-lower", "HR01", "regrade", lowered),
    View("regrade-sure", "HR01", "regrade", about_to_approve, anew=True),
    View("regrade-search", "TR01", "regrade", press("regrade.new")),
    View("regrade-form", "TR01", "regrade", a_correction),
    View("regrade-dry-run", "TR01", "regrade", a_dry_run),
)


def go(people: House, visitor: Visitor, view: View, name: str) -> None:
    """Open the page; remember how long it took until its heading stood there."""
    path = view.path.format(**people.places)
    began = time.monotonic()
    visitor.page.goto(path if path.startswith("/") else PAGES + path)
    expect(visitor.page.locator("main h1").first).to_be_attached()
    people.opened[name] = round(time.monotonic() - began, 2)


def speak(visitor: Visitor, language: Language) -> None:
    """By the page's switch; a refusal has none and follows what was last chosen."""
    if visitor.page.locator(visitor.SWITCH).count():
        visitor.speak(language)
        return
    address = visitor.group.address
    visitor.page.context.add_cookies([{"name": "sqm-language", "value": language, "url": address}])
    visitor.page.reload()
    visitor.language = language


def shoot(visitor: Visitor, name: str) -> None:
    whole = not visitor.page.locator("dialog[open]").count()
    visitor.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=whole, animations="disabled")


def looks() -> Iterator[Any]:
    """Each view with the sizes at which it is looked at."""
    done = [view for view in VIEWS if view.then is not as_it_opens]
    for view in VIEWS:
        opens = view.then is as_it_opens
        if EVERYTHING or opens or done.index(view) % EACH == 0:
            yield pytest.param(view, "phone", id=f"{view}-phone")
        if EVERYTHING or (opens and view.who in OFFICE):
            yield pytest.param(view, "desk", id=f"{view}-desk")


@pytest.mark.parametrize(("view", "size"), list(looks()))
def test_is_fit_to_be_seen(people: House, view: View, size: str) -> None:
    visitor = people.visitor(view.who, size, FIRST[size])
    page, wrong = visitor.page, []
    watch = Watch(page, people.group.address)
    for turn, language in enumerate(sorted(LANGUAGES, key=lambda one: one != FIRST[size])):
        if turn == 0 or view.anew:
            go(people, visitor, view, f"{view.name}-{language}-{size}")
        speak(visitor, language)
        if turn == 0 or view.anew:
            view.then(visitor)
        barriers = people.eye.barriers(page) if turn == 0 or EVERYTHING else []  # the same page but for its words
        wrong += [f"{language}: {one}" for one in people.eye.faults(page, language) + barriers]
        shoot(visitor, f"{view.name}-{language}-{SIZES[size]['viewport']['width']}")
        if size == "phone":
            page.set_viewport_size(NARROW)
            if wide := people.eye.too_wide(page):
                wrong += [f"{language} at 360: {one}" for one in wide]
                shoot(visitor, f"{view.name}-{language}-360")
            page.set_viewport_size(PHONE["viewport"])
    page.close()
    expected = ("status of 403", "status of 404") if view.name in ("refused", "missing", "login-refused") else ()
    wrong += [f"console: {one}" for one in watch.errors if not any(sign in one for sign in expected)]
    wrong += [f"asked elsewhere: {one}" for one in watch.strangers]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
