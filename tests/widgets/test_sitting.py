"""A sitting in a real browser against real records: what the store holds in the end is what counts."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Clock
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from widgets.every_kind import until
from widgets.stage import Stage

from sqm_training.records import attempts
from sqm_training.services import sit

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
NET = "**/services/records/**"


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(**PHONE)
    yield context
    context.close()


@pytest.fixture
def begun(stage: Stage, phone: BrowserContext) -> Page:
    """The first question of a paper just begun."""
    page = phone.new_page()
    page.goto(stage.address)
    page.get_by_role("button", name="参加考试").click()
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator(".sqm-question")).to_be_visible()
    return page


def attempt(stage: Stage) -> str:
    (row,) = attempts.of(stage.house.store, stage.person)[stage.person]
    return str(row["id"])


def stored(stage: Stage) -> dict[str, Any]:
    """The standing answers in the store, by slot."""
    return {slot: row["answer"] for slot, row in attempts.answers(stage.house.store, attempt(stage)).items()}


def to_kind(stage: Stage, page: Page, *kinds: str) -> tuple[str, Any]:
    """Go to the first question of one of these kinds; returns its slot and item."""
    row = attempts.one(stage.house.store, attempt(stage))
    assert row is not None
    drawn = sit.questions(stage.house, row)
    place, (question, item) = next((n, pair) for n, pair in enumerate(drawn) if pair[1].kind in kinds)
    page.locator(".sqm-map-open").click()
    page.locator("dialog .sqm-tiles .sqm-tile").nth(place).click()
    expect(page.locator(".sqm-question-head h2")).to_contain_text(str(place + 1))
    return question.slot, item


def choose(page: Page, place: int) -> None:
    page.locator(".sqm-option input").nth(place).check()


def test_an_answer_is_in_the_store_before_the_page_calls_it_saved(stage: Stage, begun: Page) -> None:
    slot, _ = to_kind(stage, begun, "single")
    choose(begun, 1)
    expect(begun.locator(".sqm-saving")).to_contain_text("已保存")
    assert slot in stored(stage)


def test_what_is_being_typed_is_stored_while_the_field_is_still_open(stage: Stage, begun: Page) -> None:
    slot, _ = to_kind(stage, begun, "free_text")
    begun.locator("textarea").press_sequentially("先向客户说明情况，再带客户看旧件", delay=20)
    until(lambda: stored(stage).get(slot) == "先向客户说明情况，再带客户看旧件")
    expect(begun.locator("textarea")).to_be_focused()


def test_a_cut_is_told_within_five_seconds_and_nothing_is_lost(
    stage: Stage, phone: BrowserContext, begun: Page
) -> None:
    slot, _ = to_kind(stage, begun, "single")
    phone.route(NET, lambda route: route.abort())
    choose(begun, 0)
    alarm = begun.locator(".sqm-sit-alarm")
    expect(alarm).to_be_visible(timeout=5000)
    choose(begun, 2)
    expect(begun.locator(".sqm-saving")).to_contain_text("1 题尚未保存")
    assert slot not in stored(stage)
    phone.unroute(NET)
    expect(alarm).to_be_hidden(timeout=15000)
    until(lambda: slot in stored(stage))


def test_a_service_that_does_not_answer_is_told_too(stage: Stage, phone: BrowserContext, begun: Page) -> None:
    to_kind(stage, begun, "single")
    phone.route(NET, lambda route: None)
    choose(begun, 0)
    expect(begun.locator(".sqm-sit-alarm")).to_be_visible(timeout=5000)


def test_a_reload_comes_back_to_the_same_question_with_what_was_not_yet_sent(
    stage: Stage, phone: BrowserContext, begun: Page
) -> None:
    slot, item = to_kind(stage, begun, "single")
    phone.route("**/answers/**", lambda route: route.abort())
    choose(begun, 1)
    head = begun.locator(".sqm-question-head h2").inner_text()
    begun.once("dialog", lambda dialog: dialog.accept())
    begun.reload()
    expect(begun.locator(".sqm-question-head h2")).to_have_text(head)
    expect(begun.locator(".sqm-option input").nth(1)).to_be_checked()
    phone.unroute("**/answers/**")
    until(lambda: slot in stored(stage))
    assert stored(stage)[slot] in {option.id for option in item.options}


def test_an_older_tab_saving_late_is_told_and_shows_the_newer_answer(
    stage: Stage, phone: BrowserContext, begun: Page
) -> None:
    slot, _ = to_kind(stage, begun, "single")
    other = phone.new_page()
    other.goto(begun.url)
    to_kind(stage, other, "single")
    held: list[Route] = []
    begun.route("**/answers/**", lambda route: held.append(route))
    choose(begun, 0)
    while not held:
        begun.wait_for_timeout(50)
    choose(other, 2)
    expect(other.locator(".sqm-saving")).to_contain_text("已保存")
    newer = stored(stage)[slot]
    held[0].continue_()
    expect(begun.locator(".sqm-toast")).to_contain_text("已在另一个页面改过")
    expect(begun.locator(".sqm-option input").nth(2)).to_be_checked()
    assert stored(stage)[slot] == newer


def test_another_device_takes_over_and_the_first_is_told(stage: Stage, chromium: Browser, begun: Page) -> None:
    slot, _ = to_kind(stage, begun, "single")
    choose(begun, 1)
    until(lambda: slot in stored(stage))
    tablet = chromium.new_context(**PHONE).new_page()
    tablet.goto(begun.url)
    tablet.get_by_role("button", name="在这台设备上继续").click()
    expect(tablet.locator(".sqm-question")).to_be_visible()
    to_kind(stage, tablet, "single")
    expect(tablet.locator(".sqm-option input").nth(1)).to_be_checked()
    expect(begun.get_by_role("button", name="在这台设备上继续")).to_be_visible(timeout=12000)
    tablet.context.close()


def test_the_clock_is_the_servers_and_more_time_is_shown(stage: Stage, begun: Page, clock: Clock) -> None:
    expect(begun.locator(".sqm-clock")).to_contain_text("40:00")
    clock.forward(minutes=10)
    expect(begun.locator(".sqm-clock")).to_contain_text("29:5", timeout=12000)


def test_when_time_is_up_the_page_says_so_and_the_stored_answers_stand(stage: Stage, begun: Page, clock: Clock) -> None:
    slot, _ = to_kind(stage, begun, "single")
    choose(begun, 0)
    until(lambda: slot in stored(stage))
    clock.forward(minutes=40, seconds=5)
    expect(begun.get_by_role("heading", name="考试时间到")).to_be_visible(timeout=12000)
    clock.forward(minutes=1)
    sit.expire(stage.house)
    expect(begun.get_by_text("系统已自动交卷")).to_be_visible(timeout=12000)
    assert slot in stored(stage)
    assert begun.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('sqm:answers'))") == []


def test_handing_in_waits_until_every_answer_has_arrived(stage: Stage, phone: BrowserContext, begun: Page) -> None:
    slot, _ = to_kind(stage, begun, "single")
    phone.route("**/answers/**", lambda route: route.abort())
    choose(begun, 0)
    begun.locator(".sqm-map-open").click()
    begun.get_by_role("button", name="检查并交卷").last.click()
    begun.get_by_role("button", name="交卷").click()
    begun.locator("dialog").get_by_role("button", name="交卷").click()
    expect(begun.get_by_text("正在保存最后 1 题")).to_be_visible()
    row = attempts.one(stage.house.store, attempt(stage))
    assert row is not None
    assert row["state"] == "open"
    phone.unroute("**/answers/**")
    expect(begun.get_by_text("交卷成功")).to_be_visible(timeout=15000)
    row = attempts.one(stage.house.store, attempt(stage))
    assert row is not None
    assert row["state"] == "submitted"
    assert slot in stored(stage)


def test_switching_the_language_keeps_the_answer(stage: Stage, begun: Page) -> None:
    to_kind(stage, begun, "single")
    choose(begun, 1)
    begun.evaluate(
        "document.documentElement.lang = 'en'; dispatchEvent(new CustomEvent('sqm:language', {detail: 'en'}))"
    )
    expect(begun.locator(".sqm-question-head")).to_contain_text("Question")
    expect(begun.locator(".sqm-option input").nth(1)).to_be_checked()


def test_places_in_a_picture_can_be_marked_from_the_keyboard(stage: Stage, begun: Page) -> None:
    slot, _ = to_kind(stage, begun, "hotspot")
    begun.locator(".sqm-picture-sheet").focus()
    for key in ("ArrowRight", "Shift+ArrowUp", "Enter"):
        begun.keyboard.press(key)
    until(lambda: stored(stage).get(slot) == [[0.52, 0.4]])
    begun.keyboard.press("Delete")
    until(lambda: stored(stage).get(slot) == [])


def test_every_kind_fits_the_narrowest_phone(stage: Stage, begun: Page) -> None:
    begun.set_viewport_size({"width": 320, "height": 640})
    row = attempts.one(stage.house.store, attempt(stage))
    assert row is not None
    for kind in {item.kind for _, item in sit.questions(stage.house, row)}:
        to_kind(stage, begun, kind)
        assert begun.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind


def test_on_a_wide_screen_the_map_stands_beside_the_question(stage: Stage, begun: Page) -> None:
    begun.set_viewport_size({"width": 1280, "height": 860})
    side = begun.locator(".sqm-sit-side")
    side.get_by_role("button", name="第 3 题").click()
    expect(begun.locator(".sqm-question-head h2")).to_contain_text("第 3 题")
    side.get_by_role("button", name="检查并交卷").click()
    expect(begun.get_by_role("heading", name="交卷前检查")).to_be_visible()
