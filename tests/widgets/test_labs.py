"""Labs played by hand, as a finger does: what the model calls the best is worth everything on the page, too."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import PHONE
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from widgets.every_kind import FITS, SMALL, speak
from widgets.workbench import Workbench

from sqm_training.labs import kinds
from sqm_training.locale import text
from sqm_training.services.installation import Installation

pytestmark = pytest.mark.browser

LABS = {
    "desk-morning": ("complaints", "08-lab-desk"),
    "receive-xu": ("service-process", "08-lab-reception"),
    "order-0417": ("dms", "08-lab-order"),
    "crm-day": ("crm", "08-lab-crm"),
    "half-year": ("pdca", "08-lab-improve"),
    "no-start": ("remote-diagnosis", "08-lab-diagnosis"),
    "own-store": ("data-analysis", "09-own-store"),
}
Open = Callable[[str], tuple[Page, Any]]


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(**PHONE | {"viewport": {"width": 360, "height": 740}})
    yield context
    context.close()


@pytest.fixture
def opened(house: Installation, who: Callable[[str], str], phone: BrowserContext) -> Iterator[Open]:
    """`opened("desk-morning")`: that lab before 张伟, and its model."""
    stops = []

    def lab(name: str) -> tuple[Page, Any]:
        course, lesson = LABS[name]
        bench = Workbench(house, who("00086"), course=course, lesson=lesson, exercise=name)
        stops.append(bench.start())
        page = bench.open(phone)
        expect(page.locator(".sqm-exercise-task")).to_be_visible()
        return page, bench.widget().exercise

    yield lab
    for stop in stops:
        stop()


def say(key: str, **params: Any) -> str:
    return text(f"exercise.{key}", "zh", **params)


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap()


def focus(page: Page | Locator, name: str) -> Locator:
    return page.locator(f'[data-focus="{name}"]')


def fill(form: Locator, entries: Any, values: dict[str, Any]) -> None:
    """Each entry of a form: its choice, or its number."""
    for entry in entries:
        head = focus(form, f"entry-{entry.id}")
        if not hasattr(entry, "options"):
            head.fill(str(values[entry.id]))
            continue
        row = form.locator(".sqm-entry").filter(has=form.page.locator(f'[data-focus="entry-{entry.id}"]'))
        if head.get_attribute("aria-expanded") == "false":
            head.tap()
        press(row, next(each.text.zh for each in entry.options if each.id == values[entry.id]))


def step_done(page: Page) -> None:
    fits(page)
    press(page, say("stages.done"))
    expect(page.locator('[data-focus="told"], .sqm-outcome-score').first).to_be_visible()
    fits(page)
    if page.get_by_role("button", name=say("stages.next")).count():
        press(page, say("stages.next"))


def fits(page: Page) -> None:
    """Nothing too wide, too small for a finger, or closed to a screen reader."""
    assert page.evaluate(FITS)
    assert page.evaluate(SMALL) == []
    found = Axe().run(page, context=".sqm-exercise").response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def scored(page: Page, percent: int) -> None:
    expect(page.locator(".sqm-outcome-score")).to_have_text(say("score", n=percent))


def handle(page: Page, lab: Any, one: dict[str, Any]) -> None:
    """Take a case, talk, fill in the record and file it."""
    case = next(each for each in lab.cases if each.id == one["case"])
    page.locator(".sqm-desk-card").filter(has_text=case.name.zh).tap()
    replies = {reply.id: reply.text.zh for turn in case.turns for reply in turn.replies}
    for reply in one["said"]:
        press(page, replies[reply])
    fill(page.locator(".sqm-form"), case.record, one["record"])
    fits(page)
    press(page, say("desk.file", n=lab.filing))


def test_the_desk_is_worth_everything_when_safety_comes_first_and_every_word_fits(opened: Open) -> None:
    page, lab = opened("desk-morning")
    fits(page)
    for one in lab.best():
        handle(page, lab, one)
        if one is not lab.best()[-1] and page.locator('[data-focus="told"]').count():
            fits(page)
        if (onward := page.locator("button").filter(has_text=re.compile("^继续"))).count():
            onward.tap()
    scored(page, 100)
    fits(page)


def test_the_clock_of_those_who_wait_runs_on_the_page_as_in_the_model(opened: Open) -> None:
    page, lab = opened("desk-morning")
    (first, *_) = lab.best()
    handle(page, lab, first)
    ends = lab.handled([first])[0].ends
    clock = f"{ends // 60:02}:{ends % 60:02}"
    press(page, say("desk.go_on", time=clock))
    expect(page.locator(".sqm-desk-clock")).to_contain_text(clock)


def test_a_reception_from_the_walk_round_to_the_yes_is_worth_everything(opened: Open) -> None:
    page, lab = opened("receive-xu")
    best = lab.best()
    for view in lab.views:
        focus(page, f"view-{view.id}").tap()
        for x, y in best["round"][view.id]:
            ground = page.locator(".sqm-sheet-ground")
            ground.scroll_into_view_if_needed()
            box = ground.bounding_box()
            assert box
            ground.tap(position={"x": x * box["width"], "y": y * box["height"]})
    step_done(page)
    for question in best["ask"]:
        focus(page, f"ask-{question}").tap()
    step_done(page)
    fill(page.locator(".sqm-form"), lab.order, best["order"])
    step_done(page)
    for line in lab.lines:
        if line.id not in best["quote"]["lines"]:
            focus(page, f"line-{line.id}").tap()
    fill(page.locator(".sqm-form"), lab.quote, best["quote"]["filled"])
    step_done(page)
    for move in best["extra"]["moves"]:
        focus(page, f"more-{move}").tap()
    fill(page.locator(".sqm-form"), lab.extra.sums, best["extra"]["filled"])
    step_done(page)
    scored(page, 100)


def test_a_stage_that_is_not_finished_says_so_and_stays(opened: Open) -> None:
    page, _ = opened("receive-xu")
    step_done(page)
    press(page, say("stages.done"))
    expect(page.get_by_text(say("stages.lacking")).locator("visible=true").first).to_be_visible()
    expect(page.get_by_text(say("stages.place", n=2, of=5))).to_be_visible()


def test_an_order_without_a_gap_is_worth_everything(opened: Open) -> None:
    page, lab = opened("order-0417")
    for station in lab.stations:
        fill(page.locator(".sqm-exercise-body > .sqm-form"), station.everything, lab.best()["filled"][station.id])
        fits(page)
        press(page, say("order.pass_on"))
        page.wait_for_function(
            "name => !document.querySelector('.sqm-rail .sqm-now')?.textContent.includes(name)", arg=station.text.zh
        )
    scored(page, 100)
    expect(page.get_by_text(say("order.nothing_lost"))).to_be_visible()


def test_a_gap_comes_to_light_where_it_hurts_and_can_be_mended_there(opened: Open) -> None:
    page, lab = opened("order-0417")
    spoilt = next(each for each in lab.stations[0].entries if each.gap.at == lab.stations[2].id)
    for place, station in enumerate(lab.stations[:2]):
        values = dict(lab.best()["filled"][station.id])
        if place == 0:
            values[spoilt.id] = lab.worst()["filled"][station.id][spoilt.id]
        fill(page.locator(".sqm-exercise-body > .sqm-form"), station.everything, values)
        expect(page.locator(".sqm-gaps")).to_have_count(0)
        press(page, say("order.pass_on"))
    expect(page.locator(".sqm-gaps")).to_contain_text(spoilt.gap.text.zh)
    fits(page)
    fill(page.locator(".sqm-gaps"), [spoilt], {spoilt.id: spoilt.key})
    expect(page.locator(".sqm-gaps .sqm-entry-filled")).to_have_count(1)


def test_a_day_in_customer_relations_done_right_is_worth_everything(opened: Open) -> None:
    page, lab = opened("crm-day")
    best = lab.best()
    for scrap in lab.scraps:
        focus(page, f"{scrap.id}-{'same' if scrap.id in best['merge']['same'] else 'other'}").tap()
    fill(page.locator(".sqm-form"), lab.profile, best["merge"]["filled"])
    step_done(page)
    for place, vin in enumerate(lab.vins.given):
        focus(page, f"digit-{place}").fill(best["vin"]["digits"][vin].lower())
    page.locator(".sqm-vin-work summary").first.tap()
    expect(page.locator(".sqm-vin-cells li").locator("visible=true")).to_have_count(17)
    focus(page, f"vin-{best['vin']['right']}").tap()
    step_done(page)
    for car in lab.cars:
        for what in ("first", "when"):
            focus(page, f"{car.id}-{what}-{best['due'][car.id][what]}").tap()
    step_done(page)
    for customer in lab.customers:
        focus(page, f"{customer.id}-{best['contact'][customer.id]}").tap()
    step_done(page)
    for visitor, group in best["keep"]["groups"].items():
        focus(page, f"{visitor}-{group}").tap()
    focus(page, "rate").fill("６６．７％")
    step_done(page)
    scored(page, 100)


def test_an_improvement_from_the_audit_to_the_last_week_is_worth_everything(opened: Open) -> None:
    page, lab = opened("half-year")
    for step, chosen in lab.best().items():
        expect(page.locator(".sqm-chart")).to_have_count(int(step in ("stores", "before", "early", "late")))
        for asked, choice in chosen.items():
            focus(page, f"{asked}-{choice}").tap()
        step_done(page)
    scored(page, 100)
    fits(page)


def test_a_chart_shows_no_week_that_has_not_come_yet(opened: Open) -> None:
    page, lab = opened("half-year")
    for chosen in list(lab.best().values())[:5]:
        for asked, choice in chosen.items():
            focus(page, f"{asked}-{choice}").tap()
        step_done(page)
    expect(page.locator(".sqm-chart circle")).to_have_count(lab.cycle.looks[0].week)


def test_a_fault_found_by_the_cheapest_way_is_worth_everything(opened: Open) -> None:
    page, lab = opened("no-start")
    for action in lab.best():
        kind, name = action.split(":")
        if kind == "test":
            test = next(one for one in lab.tests if one.id == name)
            page.locator(".sqm-diagnosis-choice").filter(has_text=test.text.zh).tap()
            reading = next(one for one in test.outcomes if lab.cause in one.causes)
            expect(page.locator(".sqm-diagnosis-log li").last).to_contain_text(reading.text.zh)
            fits(page)
            continue
        cause = next(one for one in lab.causes if one.id == name)
        page.locator(".sqm-diagnosis-fit").filter(has_text=cause.text.zh).tap()
        press(page.locator("dialog"), say("diagnosis.fit"))
    scored(page, 100)
    fits(page)


def test_a_part_fitted_on_a_guess_is_on_the_bill_and_costs_points(opened: Open) -> None:
    page, lab = opened("no-start")
    wrong = next(one for one in lab.causes if one.id != lab.cause)
    for cause in (wrong, next(one for one in lab.causes if one.id == lab.cause)):
        page.locator(".sqm-diagnosis-fit").filter(has_text=cause.text.zh).tap()
        press(page.locator("dialog"), say("diagnosis.fit"))
    expected = lab.judge([f"repair:{wrong.id}", f"repair:{lab.cause}"])
    scored(page, round(100 * expected.score))
    expect(page.locator(".sqm-exercise")).to_contain_text(wrong.why.zh)


def decide(page: Page, chart: Any, decision: Any) -> None:
    """Move what a chart has to move until it says the decision."""
    match chart.chart:
        case "promise":
            page.get_by_role("slider").fill(str(chart.percentiles.index(decision)))
        case "stock":
            page.get_by_role("slider").nth(0).fill(str(chart.covers.index(decision["cover"])))
            page.get_by_role("slider").nth(1).fill(str(chart.leasts.index(decision["least"])))
        case "heat":
            focus(page, f"cell-{decision}").tap()
        case "pareto":
            for cause in decision:
                focus(page, f"cause-{cause}").tap()
        case "control":
            for month, what in decision.items():
                focus(page, f"month-{month}-{what}").tap()
        case "replies":
            focus(page, f"tab-{chart.months}").tap()
            for team, place in decision.items():
                focus(page, f"team-{team}-{place}").tap()


def test_every_chart_of_the_data_lab_decided_right_is_worth_everything(opened: Open) -> None:
    page, lab = opened("own-store")
    for chart, decision in zip(lab.stages, lab.best().values(), strict=True):
        expect(page.locator("h3").filter(has_text=chart.title.zh)).to_be_visible()
        decide(page, chart, decision)
        fits(page)
        focus(page, "decide").tap()
        expect(focus(page, "told")).to_contain_text(say("figures.worth.good"))
        page.locator(".sqm-decision-told .sqm-button").tap()
    scored(page, 100)
    fits(page)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_houses_own_months_are_called_by_their_names(
    house: Installation, who: Callable[[str], str], phone: BrowserContext, language: str
) -> None:
    words = {part: {"zh": "返修率", "en": "Comebacks"} for part in ("title", "prompt", "why")}
    months = {
        "period": "2025-09 – 2026-10",
        "baseline": 7,
        "asked": [1, 5, 14],
        "found": [[200, 10]] * 13 + [[200, 40]],
    }
    spec = {
        "kind": "figures",
        "task": {"zh": "看图", "en": "Look"},
        "stages": [{"id": "c", "chart": "control", **words, **months}],
    }
    course, lesson = LABS["own-store"]
    bench = Workbench(house, who("00086"), course=course, lesson=lesson, exercise="own-store", spec=spec)
    stop = bench.start()
    page = bench.open(phone)
    speak(page, language)
    for month, what, name in ((1, "noise", "2025-09"), (5, "noise", "2026-01"), (14, "real", "2026-10")):
        expect(page.locator(".sqm-explore-asked b").filter(has_text=name)).to_be_visible()
        focus(page, f"month-{month}-{what}").tap()
    assert page.locator(".sqm-chart text").all_text_contents()[2:] == ["09", "01", "10"]
    assert page.evaluate(FITS)
    focus(page, "decide").tap()
    expect(focus(page, "told")).to_contain_text("2026-10")
    assert "NaN" not in page.locator(".sqm-exercise").inner_text()
    stop()


@pytest.mark.parametrize("name", LABS)
def test_a_change_of_language_keeps_what_was_done(opened: Open, name: str) -> None:
    page, lab = opened(name)
    assert kinds.read(lab.model_dump(mode="json")) == lab
    speak(page, "en")
    expect(page.locator(".sqm-exercise-task")).to_have_text(lab.task.en)
    assert not re.search("[\u4e00-\u9fff]", page.locator(".sqm-exercise").inner_text())
