"""Every kind of question in a sitting: answered by finger and by keyboard, and what the store holds in the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from widgets.every_kind import EXERCISES, FITS, SMALL, Sat, published, speak, until
from widgets.stage import Stage

from sqm_training.domain.item import Dialogue, Task
from sqm_training.services import sit

pytestmark = pytest.mark.browser

NET = "**/services/records/**"
KINDS = ("single", "multiple", "order", "match", "numeric", "cloze", "short_text", "dialogue")
CARDS = (*KINDS, *(f"task-{kind}" for kind in EXERCISES))


@pytest.fixture(scope="module")
def laid_out(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a paper of every kind."""
    return published(laid_out, tmp_path_factory.mktemp("every-kind") / "state")


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


@pytest.fixture
def sat(stage: Stage, phone: BrowserContext) -> Sat:
    return Sat.begin(stage, phone)


# ---------------------------------------------------------------- gaps and words


def test_gaps_are_chosen_and_typed_and_a_word_is_stored_while_its_gap_is_still_open(sat: Sat) -> None:
    item = sat.to("cloze")
    sat.page.get_by_label("空 1").select_option("star")
    sat.kept(item, {"pattern": "star"})
    sat.page.get_by_label("空 3").press_sequentially("最小刻度", delay=20)
    sat.kept(item, {"pattern": "star", "scale": "最小刻度"})
    expect(sat.page.get_by_label("空 3")).to_be_focused()
    sat.page.get_by_label("空 1").select_option("")
    sat.kept(item, {"scale": "最小刻度"})


def test_what_is_typed_in_gaps_is_large_enough_for_a_phone_not_to_zoom(sat: Sat) -> None:
    sat.to("cloze")
    size = "nodes => nodes.map((node) => parseFloat(getComputedStyle(node).fontSize))"
    assert min(sat.page.locator(".sqm-gap :is(input, select)").evaluate_all(size)) >= 16


def test_gaps_keep_their_words_when_the_language_changes(sat: Sat) -> None:
    sat.to("cloze")
    sat.page.get_by_label("空 3").fill("最小刻度")
    speak(sat.page, "en")
    expect(sat.page.get_by_label("Gap 3")).to_have_value("最小刻度")


def test_a_short_answer_is_stored_as_typed(sat: Sat) -> None:
    item = sat.to("short_text")
    field = sat.page.get_by_placeholder("请输入")
    field.press_sequentially("增项", delay=20)
    sat.kept(item, "增项")
    assert field.get_attribute("maxlength") == "100"


# ---------------------------------------------------------------- a talk


def talk(item: Any) -> Dialogue:
    assert isinstance(item, Dialogue)
    return item


def say(sat: Sat, words: str) -> None:
    sat.page.get_by_role("button", name=words).click()


def test_a_talk_goes_on_only_where_records_say_and_what_was_said_stays(sat: Sat) -> None:
    item = talk(sat.to("dialogue"))
    later = [turn.says.zh for turn in item.turns[1:]]
    expect(sat.page.get_by_text(item.turns[0].says.zh)).to_be_visible()
    assert not any(words in sat.page.content() for words in later), "nothing of what may come is in the page"
    say(sat, "让您跑了三趟")
    expect(sat.page.get_by_text(item.turn("detail").says.zh)).to_be_visible()
    sat.kept(item, ["listen"])
    expect(sat.page.get_by_role("button", name="您先消消气")).to_have_count(0)
    sat.page.reload()
    expect(sat.page.locator(".sqm-said-mine")).to_have_count(1)
    expect(sat.page.get_by_text(item.turn("detail").says.zh)).to_be_visible()


def test_a_talk_is_held_by_keyboard_alone_to_its_end(sat: Sat) -> None:
    item = talk(sat.to("dialogue"))
    for words in ("让您跑了三趟", "这回请您坐副驾", "谢谢您。今天由我一个人"):
        expect(sat.page.get_by_role("button", name=words)).to_be_enabled()
        sat.page.get_by_role("button", name=words).focus()
        sat.page.keyboard.press("Enter")
        expect(sat.page.get_by_role("button", name=words)).to_have_count(0)
    expect(sat.page.get_by_text("对话已结束")).to_be_visible()
    sat.kept(item, ["listen", "together", "close"])
    latest = sat.page.locator(".sqm-said-theirs").last
    expect(latest).to_contain_text(item.turn("end").says.zh)
    expect(latest).to_be_focused()


def test_the_mood_of_a_customer_stands_in_words_beside_the_face(sat: Sat) -> None:
    sat.to("dialogue")
    expect(sat.page.get_by_text("客户 · 生气")).to_be_visible()


def test_a_second_tap_of_the_same_finger_gives_no_second_reply(sat: Sat) -> None:
    item = talk(sat.to("dialogue"))
    place = sat.page.get_by_role("button", name="让您跑了三趟").bounding_box()
    assert place
    sat.page.wait_for_timeout(500)
    sat.page.mouse.dblclick(place["x"] + 40, place["y"] + 20)
    expect(sat.page.get_by_text(item.turn("detail").says.zh)).to_be_visible()
    sat.page.wait_for_timeout(600)
    assert sat.stored(item) == ["listen"]


def test_without_a_network_the_talk_waits_says_so_and_goes_on_by_itself(sat: Sat, phone: BrowserContext) -> None:
    item = talk(sat.to("dialogue"))
    phone.route(NET, lambda route: route.abort())
    say(sat, "让您跑了三趟")
    expect(sat.page.get_by_text("等待网络")).to_be_visible(timeout=6000)
    expect(sat.page.locator(".sqm-reply")).to_have_count(0)
    assert sat.stored(item) is None
    phone.unroute(NET)
    expect(sat.page.get_by_text(item.turn("detail").says.zh)).to_be_visible(timeout=15000)
    expect(sat.page.get_by_text("等待网络")).to_have_count(0)
    sat.kept(item, ["listen"])


def test_a_reply_given_offline_outlives_a_reload(sat: Sat, phone: BrowserContext) -> None:
    item = talk(sat.to("dialogue"))
    phone.route("**/answers/**", lambda route: route.abort())
    say(sat, "让您跑了三趟")
    expect(sat.page.get_by_text("等待网络")).to_be_visible(timeout=6000)
    sat.page.once("dialog", lambda dialog: dialog.accept())
    sat.page.reload()
    expect(sat.page.locator(".sqm-said-mine")).to_have_count(1)
    expect(sat.page.locator(".sqm-reply")).to_have_count(0)
    phone.unroute("**/answers/**")
    expect(sat.page.get_by_text(item.turn("detail").says.zh)).to_be_visible(timeout=15000)
    sat.kept(item, ["listen"])


def test_of_two_windows_the_reply_that_came_first_stands(sat: Sat) -> None:
    item = talk(sat.to("dialogue"))
    slot = next(question.slot for question, one in sat.drawn if one.id == item.id)
    device = sat.page.evaluate("JSON.parse(localStorage.getItem('sqm:device')).id")
    sit.save(sat.stage.house, sat.stage.person, sat.key, slot, ["calm"], 1, device)
    sat.page.evaluate('key => localStorage.setItem(key, \'{"last": 5, "answers": {}, "flags": []}\')', copy_of(sat))
    say(sat, "这款车都有点响")
    expect(sat.page.locator(".sqm-toast")).to_contain_text("已在另一个页面")
    expect(sat.page.get_by_text(item.turn("hotter").says.zh)).to_be_visible()
    expect(sat.page.locator(".sqm-said-mine")).to_contain_text("您先消消气")
    assert sat.stored(item) == ["calm"]


def copy_of(sat: Sat) -> str:
    """Where the browser keeps what is not yet delivered."""
    return f"sqm:answers:{sat.stage.person}:{sat.key}"


# ---------------------------------------------------------------- tasks


def task(item: Any) -> Any:
    assert isinstance(item, Task)
    return item.exercise


def test_things_are_sorted_without_a_verdict_and_stored_at_every_tap(sat: Sat) -> None:
    item = sat.to("task-sort")
    exercise = task(item)
    first, second = exercise.things[:2]
    sat.page.locator(".sqm-sort-choice").first.click()
    sat.kept(item, {first.id: exercise.bins[0].id})
    sat.page.locator(".sqm-sort-choice").nth(1).click()
    sat.kept(item, {first.id: exercise.bins[0].id, second.id: exercise.bins[1].id})
    sat.page.reload()
    expect(sat.page.get_by_text(f"第 3 样，共 {len(exercise.things)} 样")).to_be_visible()
    sat.page.get_by_role("button", name=f"拿回：{first.text.zh}").click()
    sat.kept(item, {second.id: exercise.bins[1].id})
    assert not any(thing.why.zh in sat.page.content() for thing in exercise.things)
    expect(sat.page.locator(".sqm-sort-card img")).to_have_js_property("complete", True)
    assert sat.page.locator(".sqm-sort-card img").evaluate("node => node.naturalWidth") > 0, "its picture came along"


def test_things_are_put_in_their_places(sat: Sat) -> None:
    item = sat.to("task-shadow")
    exercise = task(item)
    sat.page.locator(".sqm-thing").first.click()
    sat.page.locator(".sqm-spot").nth(1).click()
    sat.kept(item, {exercise.things[0].id: exercise.places[1].id})
    sat.page.locator(".sqm-spot").nth(1).click()
    sat.kept(item, {})


def test_hazards_are_marked_and_unmarked_by_tap_and_by_key(sat: Sat) -> None:
    item = sat.to("task-hotspots")
    sheet = sat.page.get_by_role("application")
    sheet.click(position={"x": 40, "y": 60})
    until(lambda: len((sat.stored(item) or {}).get("taps", [])) == 1)
    assert sat.stored(item)["shown"] is True
    sheet.focus()
    for key in ("ArrowRight", "Shift+ArrowUp", "Enter"):
        sat.page.keyboard.press(key)
    until(lambda: sat.stored(item)["taps"][1:] == [[0.52, 0.4]])
    expect(sat.page.get_by_text("已标 2 处，共有 8 处隐患")).to_be_visible()
    sat.page.get_by_role("button", name="取消标记 1").last.click()
    until(lambda: sat.stored(item)["taps"] == [[0.52, 0.4]])
    sat.page.get_by_role("button", name="取消标记 1").last.click()
    sat.kept(item, {})


def test_lines_are_scored_without_a_hint_where_to_look(sat: Sat) -> None:
    item = sat.to("task-audit")
    exercise = task(item)
    sat.page.locator(".sqm-audit-scale button").nth(3).click()
    sat.kept(item, {exercise.lines[0].id: 3})
    expect(sat.page.get_by_role("button", name="提示看哪里")).to_have_count(0)
    sat.page.get_by_role("button", name="下一项").click()
    sat.page.locator(".sqm-audit-scale button").nth(0).click()
    sat.kept(item, {exercise.lines[0].id: 3, exercise.lines[1].id: 0})


def test_decisions_are_taken_in_order_and_may_be_taken_anew(sat: Sat) -> None:
    item = sat.to("task-trend")
    first, second = task(item).decisions[:2]
    onward = sat.page.get_by_role("button", name="下一次决定")
    expect(onward).to_be_disabled()
    expect(sat.page.locator(".sqm-chart-point")).to_have_count(first.week)
    sat.page.locator(".sqm-decision-option").nth(1).click()
    sat.kept(item, {first.id: first.options[1].id})
    onward.click()
    expect(sat.page.locator(".sqm-chart-point")).to_have_count(second.week)
    sat.page.locator(".sqm-decision-option").nth(0).click()
    sat.page.get_by_role("button", name="上一次决定").click()
    expect(sat.page.locator(".sqm-decision-option[aria-pressed=true]")).to_have_text(first.options[1].text.zh)
    sat.page.locator(".sqm-decision-option").nth(2).click()
    sat.kept(item, {first.id: first.options[2].id, second.id: second.options[0].id})
    assert first.then.zh not in sat.page.content()


def give(page: Page, mark: int, who: str) -> None:
    """Give the work order with that number to somebody."""
    number = page.locator(".sqm-dispatch-mark").get_by_text(str(mark), exact=True)
    page.locator(".sqm-dispatch-order > button").filter(has=number).click()
    page.get_by_role("button", name=f"派给{who}").click()


def test_orders_are_given_out_moved_and_taken_back_and_the_day_fills(sat: Sat) -> None:
    item = sat.to("task-dispatch")
    first, second = (one.id for one in task(item).orders[:2])
    give(sat.page, 1, "小陆")
    sat.kept(item, {"lu": [first]})
    give(sat.page, 2, "小陆")
    expect(sat.page.locator(".sqm-dispatch-step").get_by_text("技能等级不够，今天做不了")).to_be_visible()
    sat.kept(item, {"lu": [first, second]})
    sat.page.locator(".sqm-dispatch-step > button").nth(1).click()
    sat.page.get_by_role("button", name="往前排").click()
    sat.kept(item, {"lu": [second, first]})
    sat.page.get_by_role("button", name="派给周师傅").click()
    sat.kept(item, {"zhou": [second], "lu": [first]})
    sat.page.reload()
    expect(sat.page.locator(".sqm-lanes-work")).to_have_count(2)
    sat.page.locator(".sqm-dispatch-step > button").first.click()
    sat.page.get_by_role("button", name="收回").click()
    sat.kept(item, {"lu": [first]})
    expect(sat.page.get_by_role("button", name="看结果")).to_have_count(0)


def test_a_workshop_is_tried_and_decided_without_a_kernel_or_a_verdict(sat: Sat) -> None:
    item = sat.to("task-workshop")
    (one,) = task(item).rounds
    sat.page.get_by_role("button", name="先看现在的样子").click()
    expect(sat.page.locator(".sqm-kpis b").first).to_have_text("33 分钟")
    sat.page.locator(".sqm-lever > button").first.click()
    sat.page.get_by_role("button", name="错开，排到12:30").click()
    sat.page.get_by_role("button", name="按这样跑").click()
    expect(sat.page.locator(".sqm-kpis b").first).to_have_text("0 分钟")
    assert sat.stored(item) is None, "a try decides nothing"
    sat.page.get_by_role("button", name="就用这个方案").click()
    sat.kept(item, {one.id: {"setting": one.today | {"bookings": "morning"}, "done": True}})
    sat.page.reload()
    expect(sat.page.get_by_text("已决定：错开，排到12:30")).to_be_visible()
    assert one.why.zh not in sat.page.content()


def test_a_parts_store_is_decided_step_by_step_and_every_step_is_stored(sat: Sat) -> None:
    item = sat.to("task-stock")
    exercise = task(item)
    today = {one.id: list(one.today) for one in exercise.articles}
    empty = {"abc": {}, "count": [], "dead": {}, "boxes": {}, "policy": today, "done": True}
    first = exercise.articles[0]
    sat.page.locator(f"[data-focus=abc-{first.id}-B]").click()
    sat.kept(item, empty | {"abc": {first.id: "B"}})
    sat.page.get_by_role("button", name="接着做循环盘点").click()
    sat.page.locator(f"[data-focus=count-{first.id}]").click()
    expect(sat.page.locator(f"[data-focus=count-{exercise.articles[1].id}]")).to_be_disabled()
    sat.page.locator(".sqm-stock-steps button").nth(3).click()
    sat.page.locator(f"[data-focus=boxes-{exercise.boxes[0].id}-hold]").click()
    sat.page.get_by_role("button", name="接着做再订货点").click()
    expect(sat.page.get_by_role("button", name="试跑一个季度")).to_have_count(0)
    sat.page.locator(f"[data-focus=point-{first.id}-{first.points[2]}]").click()
    wanted = today | {first.id: [first.points[2], first.today[1]]}
    sat.kept(
        item,
        empty
        | {"abc": {first.id: "B"}, "count": [first.id], "boxes": {exercise.boxes[0].id: "hold"}, "policy": wanted},
    )
    sat.page.reload()
    expect(sat.page.locator(f"[data-focus=abc-{first.id}-B][aria-pressed=true]")).to_be_visible()


def test_a_complaint_is_handled_under_examination_and_comes_back_as_far_as_it_went(sat: Sat) -> None:
    item = sat.to("task-desk")
    (first, *_) = task(item).best()
    case = next(one for one in task(item).cases if one.id == first["case"])
    replies = {reply.id: reply.text.zh for turn in case.turns for reply in turn.replies}
    sat.page.locator(".sqm-desk-card").filter(has_text=case.name.zh).click()
    for reply in first["said"]:
        sat.page.get_by_role("button", name=replies[reply], exact=True).click()
    sat.kept(item, [{"case": case.id, "said": first["said"]}])
    entry = case.record[0]
    right = next(option.text.zh for option in entry.options if option.id == entry.key)
    sat.page.get_by_role("button", name=right, exact=True).click()
    sat.kept(item, [{"case": case.id, "said": first["said"], "record": {entry.id: entry.key}}])
    sat.page.reload()
    expect(sat.page.locator(".sqm-entry-filled")).to_contain_text(right)
    assert case.debrief.empathy.zh not in sat.page.content()
    assert entry.why.zh not in sat.page.content()


def test_a_reception_goes_back_and_forth_under_examination_and_every_stage_is_stored(sat: Sat) -> None:
    item = sat.to("task-reception")
    question = task(item).questions[1]
    sat.page.get_by_role("button", name="下一步").click()
    sat.page.locator(f"[data-focus=ask-{question.id}]").click()
    expect(sat.page.get_by_text(question.says.zh)).to_be_visible()
    sat.kept(item, {"ask": [question.id]})
    sat.page.get_by_role("button", name="上一步").click()
    sat.page.locator(".sqm-sheet-ground").click(position={"x": 40, "y": 40})
    expect(sat.page.locator(".sqm-mark-through")).to_have_count(1)
    expect(sat.page.get_by_role("button", name="这一步做完了")).to_have_count(0)
    assert task(item).views[0].regions[0].why.zh not in sat.page.content()


def test_charts_are_moved_and_what_is_decided_at_each_is_stored_without_a_hint(sat: Sat) -> None:
    item = sat.to("task-figures")
    exercise = task(item)
    hot, promise, _ = exercise.stages
    decide = sat.page.locator("[data-focus=decide]")
    expect(decide).to_be_disabled()
    cell = hot.best()
    sat.page.locator(f'[data-focus="cell-{cell}"]').click()
    decide.click()
    sat.kept(item, {hot.id: cell})
    sat.page.get_by_role("button", name="下一张").click()
    sat.page.get_by_role("slider").fill("3")
    expect(sat.page.get_by_role("img", name=f"P{promise.percentiles[3]} 承诺")).to_be_visible()
    decide.click()
    sat.kept(item, {hot.id: cell, promise.id: promise.percentiles[3]})
    assert hot.why.zh not in sat.page.content()
    sat.page.reload()
    expect(sat.page.locator(".sqm-decision-count")).to_contain_text("3")


# ---------------------------------------------------------------- pictures, order, scoring


def test_an_option_that_is_a_picture_is_chosen_by_a_tap_and_enlarged_without_choosing(sat: Sat) -> None:
    item = sat.to("single")
    sat.page.get_by_role("button", name="放大图片：乙箱").click()
    expect(sat.page.locator("dialog").get_by_alt_text("封条完整")).to_be_visible()
    sat.page.keyboard.press("Escape")
    expect(sat.page.locator("dialog")).to_have_count(0)
    assert sat.stored(item) is None
    sat.page.get_by_alt_text("封条完整").click()
    sat.kept(item, "b")


def test_pictures_stand_two_in_a_row(sat: Sat) -> None:
    sat.to("single")
    boxes = [sat.page.locator(".sqm-option-cell").nth(place).bounding_box() for place in range(2)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]


def shown(sat: Sat) -> list[str]:
    return sat.page.locator(".sqm-order-row").evaluate_all("rows => rows.map((row) => row.dataset.id)")


def test_an_order_is_changed_by_dragging_a_handle(sat: Sat) -> None:
    sat.page.set_viewport_size({"width": 390, "height": 1100})
    item = sat.to("order")
    before = shown(sat)
    expect(sat.page.get_by_text("还没有确认顺序")).to_be_visible()
    handle = sat.page.locator(".sqm-order-handle").first.bounding_box()
    third = sat.page.locator(".sqm-order-row").nth(2).bounding_box()
    assert handle
    assert third
    sat.page.mouse.move(handle["x"] + 20, handle["y"] + 20)
    sat.page.mouse.down()
    sat.page.mouse.move(handle["x"] + 20, third["y"] + 20, steps=8)
    assert sat.stored(item) is None, "not before it is dropped"
    sat.page.mouse.up()
    wanted = [before[1], before[2], before[0], *before[3:]]
    sat.kept(item, wanted)
    assert shown(sat) == wanted
    expect(sat.page.get_by_text("还没有确认顺序")).to_be_hidden()


def test_a_drag_that_comes_to_nothing_confirms_nothing(sat: Sat) -> None:
    item = sat.to("order")
    handle = sat.page.locator(".sqm-order-handle").first.bounding_box()
    assert handle
    sat.page.mouse.move(handle["x"] + 20, handle["y"] + 20)
    sat.page.mouse.down()
    sat.page.mouse.move(handle["x"] + 22, handle["y"] + 25)
    sat.page.mouse.up()
    sat.page.wait_for_timeout(300)
    assert sat.stored(item) is None
    expect(sat.page.get_by_text("还没有确认顺序")).to_be_visible()


def test_an_order_is_changed_by_arrow_keys_and_the_handle_keeps_the_focus(sat: Sat) -> None:
    item = sat.to("order")
    before = shown(sat)
    sat.page.locator(".sqm-order-handle").first.focus()
    sat.page.keyboard.press("ArrowDown")
    sat.page.keyboard.press("ArrowDown")
    wanted = [before[1], before[2], before[0], *before[3:]]
    sat.kept(item, wanted)
    expect(sat.page.locator(".sqm-order-handle").nth(2)).to_be_focused()
    sat.page.keyboard.press("ArrowUp")
    sat.kept(item, [before[1], before[0], *before[2:]])


def test_where_ticks_are_scored_otherwise_than_usual_the_hint_says_so(sat: Sat) -> None:
    sat.to("multiple")
    expect(sat.page.get_by_text("错选不得分，漏选得部分分。")).to_be_visible()


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_card_fits_a_phone_with_targets_for_a_thumb(sat: Sat, language: str) -> None:
    for name in CARDS:
        sat.to(name)
        speak(sat.page, language)
        assert sat.page.evaluate(FITS), name
        assert sat.page.evaluate(SMALL) == [], name


def test_every_card_is_accessible(sat: Sat) -> None:
    for name in CARDS:
        sat.to(name)
        sat.page.wait_for_timeout(500)
        found = Axe().run(sat.page, context=".sqm-question")
        wrong = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], one["nodes"][0]["html"]) for one in wrong] == [], name
