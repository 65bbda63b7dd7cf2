"""A trainer and a candidate in real browsers: what one does the other sees, and the store holds both."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from conftest import Clock
from playwright.sync_api import Browser, BrowserContext, Page, expect
from services.story import PAPER
from sqlalchemy import select
from widgets.stage import Stage
from widgets.test_sitting import NET, attempt, choose, stored, to_kind, until
from widgets.watch import Watch

from sqm_training.domain.attempt import Step
from sqm_training.records import attempts, sittings, tables
from sqm_training.services import invigilate, schedule, sit
from sqm_training.services.admit import Scope

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "timezone_id": "Asia/Shanghai"}
DESK: dict[str, Any] = {"viewport": {"width": 1360, "height": 900}, "timezone_id": "Asia/Shanghai"}
SH001 = Scope(stores=frozenset({"SH001"}))
SOON = 10_000  # milliseconds within which an open page must follow


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(**PHONE)
    yield context
    context.close()


@pytest.fixture
def begun(stage: Stage, phone: BrowserContext) -> Page:
    """The candidate's first question."""
    page = phone.new_page()
    page.goto(stage.address)
    page.get_by_role("button", name="参加考试").click()
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator(".sqm-question")).to_be_visible()
    return page


@pytest.fixture
def desk(stage: Stage, who: Callable[[str], str], chromium: Browser) -> Iterator[Page]:
    """TR01 at the page, with the list of sittings before them."""
    watch = Watch(stage.house, who("TR01"))
    stop = watch.start()
    context = chromium.new_context(**DESK)
    page = context.new_page()
    page.goto(watch.address)
    expect(page.get_by_role("heading", name="监考")).to_be_visible()
    yield page
    context.close()
    stop()


@pytest.fixture
def room(desk: Page, begun: Page) -> Page:
    """The room of those who sit outside sittings; 张伟 is in it."""
    desk.get_by_role("button", name="刷新").click()
    desk.get_by_role("button", name="随时可考").click()
    expect(desk.locator("tbody tr")).to_have_count(1)
    return desk


def act(room: Page, button: str, reason: str, minutes: str = "") -> None:
    """Open the candidate, choose what to do, say why."""
    room.locator("tbody").get_by_role("button", name="张伟").click()
    room.locator("dialog").get_by_role("button", name=button, exact=True).click()
    dialog = room.locator("dialog")
    if minutes:
        dialog.get_by_label("分钟").fill(minutes)
    dialog.get_by_label("原因").fill(reason)
    dialog.get_by_role("button", name=button, exact=True).click()


def steps(stage: Stage, kind: Step) -> list[Any]:
    return [one for one in attempts.steps(stage.house.store, attempt(stage)) if one["kind"] == kind]


# --- what the trainer does ----------------------------------------------------------------------------


def test_more_time_is_on_the_open_clock_within_ten_seconds(stage: Stage, begun: Page, room: Page) -> None:
    act(room, "加时", "更换设备", minutes="15")
    expect(begun.locator(".sqm-clock")).to_contain_text(re.compile("5[45]:"), timeout=SOON)
    expect(begun.locator(".sqm-toast")).to_contain_text("交卷时间已调整")
    (step,) = steps(stage, "extend")
    assert step["detail"] == {"minutes": 15, "reason": "更换设备"}
    expect(room.locator("tbody tr")).to_contain_text("含加时 15 分钟", timeout=SOON)


def test_nothing_is_done_without_a_reason(stage: Stage, begun: Page, room: Page) -> None:
    room.locator("tbody").get_by_role("button", name="张伟").click()
    room.locator("dialog").get_by_role("button", name="暂停", exact=True).click()
    room.locator("dialog").get_by_role("button", name="暂停", exact=True).click()
    expect(room.locator("dialog").get_by_role("alert")).to_contain_text("请填写原因")
    assert steps(stage, "pause") == []


def test_a_pause_hides_the_questions_says_why_and_loses_nothing(
    stage: Stage, phone: BrowserContext, begun: Page, room: Page, clock: Clock
) -> None:
    slot, _ = to_kind(stage, begun, "single")
    clock.forward(minutes=10)
    act(room, "暂停", "消防演练")
    until(lambda: bool(steps(stage, "pause")))
    begun.locator(".sqm-option input").nth(1).check()  # before the page has heard of it
    expect(begun.get_by_role("heading", name="考试已暂停")).to_be_visible(timeout=SOON)
    notice = begun.locator(".sqm-sit-notice")
    expect(notice).to_contain_text("陈老师")
    expect(notice).to_contain_text("消防演练")
    expect(begun.locator(".sqm-question")).to_have_count(0)
    expect(begun.locator(".sqm-watermark span").first).to_have_attribute("data-words", "张伟 00086")
    assert slot not in stored(stage)
    clock.forward(hours=1)
    expect(begun.locator(".sqm-clock")).to_contain_text("30:00")
    act(room, "继续", "演练结束")
    expect(begun.locator(".sqm-question")).to_be_visible(timeout=SOON)
    until(lambda: slot in stored(stage))
    expect(begun.locator(".sqm-clock")).to_contain_text(re.compile("29:5|30:00"))


def test_a_page_opened_while_paused_shows_no_question_and_goes_on_by_itself(
    stage: Stage, begun: Page, room: Page
) -> None:
    act(room, "暂停", "核对身份")
    expect(begun.get_by_role("heading", name="考试已暂停")).to_be_visible(timeout=SOON)
    begun.reload()
    expect(begun.get_by_role("heading", name="考试已暂停")).to_be_visible()
    expect(begun.locator(".sqm-item-prompt")).to_have_count(0)
    act(room, "继续", "身份无误")
    expect(begun.locator(".sqm-question .sqm-item-prompt")).to_be_visible(timeout=SOON)


def test_a_reset_is_told_with_its_reason_and_one_may_begin_anew(stage: Stage, begun: Page, room: Page) -> None:
    to_kind(stage, begun, "single")
    choose(begun, 0)
    until(lambda: bool(stored(stage)))
    old = attempt(stage)
    act(room, "重置", "拿错试卷")
    expect(begun.get_by_role("heading", name="这次考试已作废")).to_be_visible(timeout=SOON)
    expect(begun.locator(".sqm-sit-notice")).to_contain_text("拿错试卷")
    begun.get_by_role("button", name="返回").click()
    expect(begun.locator(".sqm-past")).to_contain_text("已作废")
    begun.get_by_role("button", name="参加考试").click()
    begun.get_by_role("button", name="开始考试").click()
    expect(begun.locator(".sqm-question")).to_be_visible()
    rows = attempts.of(stage.house.store, stage.person)[stage.person]
    assert [row["state"] for row in rows] == ["void", "open"]
    assert rows[0]["id"] == old
    assert len(attempts.answers(stage.house.store, old)) == 1


# --- what the page notices ----------------------------------------------------------------------------


def hide(page: Page, hidden: bool) -> None:
    """As when another tab or app comes to the front."""
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


def test_leaving_the_page_and_coming_back_is_noted(stage: Stage, begun: Page, room: Page) -> None:
    hide(begun, True)
    begun.wait_for_timeout(1500)
    hide(begun, False)
    until(lambda: len(steps(stage, "focus")) == 2)
    left, back = (step["detail"] for step in steps(stage, "focus"))
    assert (left["away"], back["away"]) == (True, False)
    assert 1 <= back["seconds"] <= 3
    expect(room.locator("tbody tr")).to_contain_text("离开页面 1 次", timeout=SOON)


def test_a_lost_connection_is_noted_once_it_is_back_and_holds_nothing_up(
    stage: Stage, phone: BrowserContext, begun: Page
) -> None:
    slot, _ = to_kind(stage, begun, "single")
    phone.route(NET, lambda route: route.abort())
    choose(begun, 0)
    begun.wait_for_timeout(4500)
    phone.unroute(NET)
    until(lambda: slot in stored(stage))
    until(lambda: bool(steps(stage, "drop")))
    (step,) = steps(stage, "drop")
    assert 3 <= step["detail"]["seconds"] <= 20


def test_notes_that_are_refused_hold_no_answer_up(stage: Stage, phone: BrowserContext, begun: Page) -> None:
    phone.route("**/notes", lambda route: route.fulfill(status=500, body="{}"))
    hide(begun, True)
    hide(begun, False)
    slot, _ = to_kind(stage, begun, "single")
    choose(begun, 0)
    expect(begun.locator(".sqm-saving")).to_contain_text("已保存")
    assert slot in stored(stage)
    expect(begun.locator(".sqm-sit-alarm")).to_be_hidden()


def test_name_and_number_stand_behind_every_screen_of_a_sitting(stage: Stage, begun: Page) -> None:
    mark = begun.locator(".sqm-watermark span").first
    expect(mark).to_have_attribute("data-words", "张伟 00086")
    assert "张伟 00086" in str(mark.evaluate("node => getComputedStyle(node, '::before').content"))
    begun.locator(".sqm-map-open").click()
    begun.locator("dialog").get_by_role("button", name="检查并交卷").click()
    expect(begun.get_by_role("heading", name="交卷前检查")).to_be_visible()
    expect(mark).to_have_attribute("data-words", "张伟 00086")


# --- the story ----------------------------------------------------------------------------------------


def test_the_story_is_told_in_plain_words_in_both_languages(
    stage: Stage, begun: Page, room: Page, clock: Clock
) -> None:
    slot, item = to_kind(stage, begun, "single")
    choose(begun, 0)
    until(lambda: slot in stored(stage))
    first = stored(stage)[slot]
    choose(begun, 1)
    until(lambda: stored(stage)[slot] != first)
    second = stored(stage)[slot]
    clock.forward(minutes=3)
    invigilate.extend(stage.house, SH001, "nobody", attempt(stage), 5, "补时")
    room.locator("tbody").get_by_role("button", name="张伟").click()
    room.locator("dialog").get_by_role("button", name="考试经过").click()
    dialog = room.locator("dialog")
    said = {option.id: option.text for option in item.options}
    lines = dialog.locator(".sqm-story > li")
    expect(lines.filter(has_text=f"由 “{said[first].zh}” 改为 “{said[second].zh}”")).to_have_count(1)
    expect(lines.filter(has_text="加时 5 分钟：补时")).to_have_count(1)
    expect(lines.filter(has_text="09:03:00")).to_have_count(1)
    dialog.get_by_label("显示").select_option("events")
    expect(lines.filter(has_text="改为")).to_have_count(0)
    dialog.get_by_label("搜索经过").fill("补时")
    expect(lines).to_have_count(1)
    dialog.get_by_role("button", name="关闭").click()
    room.evaluate(
        "document.documentElement.lang = 'en'; dispatchEvent(new CustomEvent('sqm:language', {detail: 'en'}))"
    )
    room.locator("tbody").get_by_role("button", name="张伟").click()
    room.locator("dialog").get_by_role("button", name="Story").click()
    expect(lines.filter(has_text=f"changed from “{said[first].en}” to “{said[second].en}”")).to_have_count(1)
    assert room.locator(".sqm-story").get_by_text(re.compile(r"invigilate\.|undefined|\{")).count() == 0


# --- sittings -----------------------------------------------------------------------------------------


def test_a_sitting_is_arranged_and_those_invited_see_when_and_where(
    stage: Stage, phone: BrowserContext, desk: Page, who: Callable[[str], str]
) -> None:
    desk.get_by_role("button", name="安排场次").click()
    form = desk.locator("form")
    form.get_by_label("开始时间").fill("2026-10-20T14:00")
    form.get_by_label("地点").fill("二楼培训教室")
    form.get_by_role("button", name="确认安排").click()
    expect(desk.locator(".sqm-toast")).to_contain_text("请选择至少一个邀请对象")
    form.get_by_role("combobox", name="邀请").select_option("person")
    form.get_by_label("搜索姓名").fill("00086")
    form.locator(".sqm-pick").get_by_role("checkbox").check()
    expect(form.get_by_role("status")).to_contain_text("将邀请 1 人")
    form.get_by_role("button", name="确认安排").click()
    expect(desk.locator("form")).to_have_count(0)
    (row,) = sittings.every(stage.house.store)
    assert (row["paper"], row["opens_at"].isoformat()) == (PAPER, "2026-10-20T06:00:00+00:00")
    assert (row["closes_at"] - row["opens_at"]).total_seconds() == 60 * 60
    assert [(one["to_kind"], one["to_id"]) for one in row["invited"]] == [("person", who("00086"))]
    desk.get_by_role("button", name="即将开始").click()
    expect(desk.locator("tbody tr")).to_contain_text("二楼培训教室")
    candidate = phone.new_page()
    candidate.goto(stage.address)
    expect(candidate.locator(".sqm-places")).to_contain_text("2026年10月20日 14:00–15:00")
    expect(candidate.locator(".sqm-places")).to_contain_text("二楼培训教室")


def test_extra_time_is_granted_before_the_start_and_a_sitting_is_called_off(
    stage: Stage, desk: Page, who: Callable[[str], str], clock: Clock
) -> None:
    window = (clock(), clock() + timedelta(hours=2))
    key = schedule.create(
        stage.house,
        SH001,
        who("TR01"),
        PAPER,
        *window,
        "教室",
        "",
        [("person", who("00086")), ("person", who("00087"))],
    )
    desk.get_by_role("button", name="刷新").click()
    desk.locator("tbody").get_by_role("button").first.click()
    expect(desk.locator("tbody tr")).to_have_count(2)
    act(desk, "加时", "手部受伤", minutes="20")
    expect(desk.locator("tbody tr", has_text="张伟")).to_contain_text("已批准加时 20 分钟", timeout=SOON)
    begun = sit.start(stage.house, who("00086"), PAPER)
    told = sit.clock(stage.house, who("00086"), begun)
    assert told["deadline"] - told["now"] == timedelta(minutes=60)
    desk.get_by_role("button", name="取消场次").click()
    desk.locator("dialog").get_by_label("原因").fill("停电")
    desk.locator("dialog").get_by_role("button", name="取消场次").click()
    expect(desk.get_by_text("场次已取消。原因：停电")).to_be_visible()
    (gone,) = stage.house.store.rows(select(tables.sitting_withdrawal))
    assert (gone["sitting"], gone["reason"]) == (key, "停电")
