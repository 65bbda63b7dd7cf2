"""Exercises: judged in the kernel, shown in the browser, kept by records as practice."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from widgets.workbench import Workbench

from sqm_training import locale
from sqm_training.labs import crm, reception
from sqm_training.labs.desk import ASPECTS
from sqm_training.labs.workday import SPENT, USED
from sqm_training.labs.workshop import LEVERS, Goal
from sqm_training.services import learn
from sqm_training.services.installation import Installation
from sqm_training.widgets import page as page_module
from tests.shipped.content import course

FRONT = Path(page_module.__file__).parent / "front"
SOURCES = (
    "exercise",
    "_verdict",
    "_sheet",
    "_sort",
    "_shadow",
    "_hazards",
    "_audit",
    "_trend",
    "_dispatch",
    "_workshop",
    "_form",
    "_stages",
    "_desk",
    "_reception",
    "_crm",
    "_order",
)
EXERCISES = {
    "sort-bay": "01-sort",
    "place-station": "02-set-in-order",
    "find-hazards": "03-shine",
    "audit-bay": "04-standardise",
    "eight-weeks": "05-sustain",
}
DISPATCH = ("unplanned", "unable", "in_time", "late", "behind", "better", "better_late")
DISPATCH += ("scarce", "lounge", "gap", "on_time", "idle", "cost")
STOCK = ("veto", "issued", "counted", "adrift", "adrift_found", "ran", "ran_best", "fills", "stocks", "point", "lot")
STOCK += tuple(f"{kind}.{step}" for kind in ("step", "task") for step in ("abc", "count", "dead", "boxes", "policy"))
STOCK += tuple(f"kpi.{kpi}" for kpi in ("fill", "turn", "dead", "count", "cost"))
FIGURES = tuple(f"worth.{how}" for how in ("good", "partly", "bad"))
FIGURES += tuple(f"told.{code}" for code in ("thin", "crowd", "hot", "hottest", "kept", "early", "padded", "triangle"))
FIGURES += tuple(f"told.{code}" for code in ("missed_fill", "missed_turn", "missed_dead", "saved", "mixed"))
FIGURES += ("told.noise", "told.outside", "told.run", "control.noise", "control.real")
FIGURES += tuple(f"told.{code}" for code in ("none_right", "none_wrong"))
FIGURES += tuple(f"told.replies_{code}" for code in ("few", "within", "above", "below"))
FIGURES += tuple(f"replies.{place}" for place in ("above", "below", "unclear"))
FIGURES += tuple(f"control.width_{width}" for width in (0, 2, 3))
STOCK += ("box.in", "box.claim", "box.hold")
Open = Callable[[str], Workbench]


@pytest.fixture
def workbench(house: Installation, who: Callable[[str], str]) -> Iterator[Open]:
    """`workbench("sort-bay")`: that exercise, served to 张伟."""
    stops = []

    def opened(exercise: str) -> Workbench:
        bench = Workbench(house, who("00086"), lesson=EXERCISES[exercise], exercise=exercise)
        stops.append(bench.start())
        return bench

    yield opened
    for stop in stops:
        stop()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


def kept(bench: Workbench) -> dict[str, Any]:
    """What records know of the exercise."""
    known = learn.progress(bench.house, bench.person, "5s", bench.lesson)["exercises"]
    return dict(known.get(bench.exercise, {}))


# ---------------------------------------------------------------- words and the kernel side


def test_every_word_of_the_front_end_is_in_the_catalogue() -> None:
    known = locale.section("exercise")
    said = {
        f"exercise.{key}"
        for name in SOURCES
        for key in re.findall(
            r'(?:say\(\s*|key: |done: )"([\w.]+)"', (FRONT / f"{name}.js").read_text(encoding="utf-8")
        )
    }
    made = {f"exercise.audit.{code}" for code in ("in_step", "out_of_step", "lenient", "strict", "all_alike")}
    made |= {f"exercise.trend.{how}" for how in ("good", "partly", "bad")}
    made |= {f"exercise.desk.{one}" for one in ("desk", "phone", "message", *ASPECTS)}
    made |= {f"exercise.desk.weak.{one}" for one in ASPECTS}
    made |= {f"exercise.desk.mood.{one}" for one in ("calm", "worried", "cross", "pleased")}
    made |= {f"exercise.reception.{one}" for one in (*reception.STAGES, "labour", "part", "weakest")}
    made |= {f"exercise.reception.{how}_{what}" for how in ("was", "is") for what in ("kept", "struck")}
    made |= {f"exercise.crm.{one}" for one in (*crm.STAGES, *crm.WHEN, *crm.FIRST, *crm.GROUPS, "same", "other")}
    made |= {f"exercise.dispatch.{code}" for code in DISPATCH}
    made |= {f"exercise.workshop.{code}" for code in ("reached", "missed", "matters", "differs")}
    made |= {f"exercise.workshop.lever.{lever}" for lever in LEVERS}
    made |= {f"exercise.workshop.spent.{what}" for what in SPENT}
    made |= {f"exercise.workshop.load.{what}" for what in USED}
    made |= {f"exercise.workshop.kpi.{kpi}" for kpi in Goal.model_fields["kpi"].annotation.__args__}
    made |= {f"exercise.stock.{code}" for code in STOCK}
    made |= {f"exercise.figures.{code}" for code in FIGURES}
    made |= {
        f"exercise.figures.{key}"
        for name in ("_explore", "_explore_charts")
        for key in re.findall(r'(?<!stage\.)say\(\s*"([\w.]+)"', (FRONT / f"{name}.js").read_text(encoding="utf-8"))
    }
    assert len(said) > 30
    assert said | made <= set(known)


def test_the_kernel_judges_and_names_the_question_it_answers(workbench: Open) -> None:
    reply = workbench("sort-bay").reply({"score": {"ratchet": "keep"}, "ask": 7})
    assert reply is not None
    assert (reply["ask"], reply["result"]["complete"]) == (7, False)


def test_an_answer_the_kernel_cannot_read_is_refused_in_words(workbench: Open) -> None:
    reply = workbench("sort-bay").reply({"score": ["nonsense"], "ask": 8})
    assert reply == {"refused": "exercise.invalid", "ask": 8}
    assert locale.text("exercise.invalid", "zh")


# ---------------------------------------------------------------- in the browser


def sort_right(page: Page) -> None:
    spec = next(block.spec for lesson in course("5s").lessons for block in lesson.blocks if block.kind == "exercise")
    bins = [each["id"] for each in spec["bins"]]
    for thing in spec["things"]:
        page.locator(".sqm-sort-choice").nth(bins.index(thing["bin"])).click()
    page.get_by_role("button", name="看结果").click()


@pytest.mark.browser
def test_a_result_is_shown_with_reasons_and_kept(workbench: Open, phone: BrowserContext) -> None:
    bench = workbench("sort-bay")
    page = bench.open(phone)
    sort_right(page)
    expect(page.locator(".sqm-outcome-score")).to_have_text("得分 100%")
    expect(page.locator(".sqm-part")).to_have_count(10)
    page.wait_for_timeout(300)
    assert kept(bench)["score"] == 1.0


@pytest.mark.browser
def test_what_was_done_before_is_there_on_coming_back(workbench: Open, phone: BrowserContext) -> None:
    bench = workbench("sort-bay")
    sort_right(bench.open(phone))
    again = bench.open(phone)
    expect(again.locator(".sqm-outcome-score")).to_have_text("得分 100%")
    again.get_by_role("button", name="再做一次").click()
    expect(again.locator(".sqm-sort-card")).to_be_visible()


@pytest.mark.browser
def test_without_a_kernel_choices_stay_and_a_word_says_why(workbench: Open, phone: BrowserContext) -> None:
    bench = workbench("sort-bay")
    bench.silent = True
    page = bench.open(phone)
    sort_right(page)
    expect(page.get_by_role("alert")).to_contain_text("暂时无法评分", timeout=15000)
    bench.silent = False
    page.get_by_role("button", name="看结果").click()
    expect(page.locator(".sqm-outcome-score")).to_have_text("得分 100%")


@pytest.mark.browser
def test_a_result_that_records_did_not_take_is_sent_when_the_network_is_back(
    workbench: Open, phone: BrowserContext
) -> None:
    bench = workbench("sort-bay")
    page = bench.open(phone)
    page.route("**/progress/**", lambda route: route.abort())
    sort_right(page)
    expect(page.get_by_text("练习结果还没有保存")).to_be_visible()
    page.unroute("**/progress/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("练习结果还没有保存")).to_be_hidden()
    assert kept(bench)["score"] == 1.0


@pytest.mark.browser
def test_a_language_change_keeps_what_was_chosen(workbench: Open, phone: BrowserContext) -> None:
    page = workbench("audit-bay").open(phone)
    page.locator(".sqm-audit-scale button").nth(3).click()
    page.evaluate("document.documentElement.lang = 'en'; window.dispatchEvent(new CustomEvent('sqm:language'))")
    expect(page.get_by_text("Line 1 of 10")).to_be_visible()
    expect(page.locator(".sqm-audit-scale [aria-pressed=true]")).to_have_text("3")


@pytest.mark.browser
def test_things_are_put_away_by_keyboard_alone(workbench: Open, phone: BrowserContext) -> None:
    page = workbench("place-station").open(phone)
    page.get_by_role("button", name="手锤").focus()
    page.keyboard.press("Enter")
    place = page.get_by_role("button", name="2 号位")
    place.focus()
    page.keyboard.press("Enter")
    expect(place).to_have_accessible_name(re.compile("现在放着手锤"))
    expect(page.get_by_role("status")).to_have_text(re.compile("手锤 已放到 2 号位"))


@pytest.mark.browser
def test_hazards_are_found_by_keyboard_alone(workbench: Open, phone: BrowserContext) -> None:
    page = workbench("find-hazards").open(phone)
    page.get_by_role("application").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已找到 1 处，共 8 处")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("托垫")


@pytest.mark.browser
def test_later_weeks_are_not_shown_before_the_decision(workbench: Open, phone: BrowserContext) -> None:
    page = workbench("eight-weeks").open(phone)
    expect(page.locator(".sqm-chart-point")).to_have_count(3)
    page.get_by_role("button", name="去问那周发生了什么").click()
    page.get_by_role("button", name="接着看").click()
    expect(page.locator(".sqm-chart-point")).to_have_count(6)


@pytest.mark.browser
@pytest.mark.parametrize("exercise", EXERCISES)
def test_targets_are_large_and_nothing_sticks_out_on_a_phone(
    workbench: Open, phone: BrowserContext, exercise: str
) -> None:
    page = workbench(exercise).open(phone)
    expect(page.locator(".sqm-exercise button").first).to_be_visible()
    small = page.evaluate(
        "[...document.querySelectorAll('button, summary')].map((b) => [b.textContent, b.getBoundingClientRect()])"
        ".filter(([, r]) => r.width && (r.width < 44 || r.height < 44)).map(([t, r]) => `${t} ${r.width}×${r.height}`)"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_exercise_is_accessible(workbench: Open, phone: BrowserContext, exercise: str) -> None:
    page = workbench(exercise).open(phone)
    expect(page.locator(".sqm-exercise button").first).to_be_visible()
    found = Axe().run(page, context=".sqm-exercise")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
