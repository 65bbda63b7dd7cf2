"""The bank's page in a real browser on real records: what is written there is what papers draw."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from services.story import PAPER, Story
from widgets.study import studies

from sqm_training.domain.item import Item
from sqm_training.records import items as facts
from sqm_training.services import bank, items, publish
from tests.services.test_items import document

pytestmark = pytest.mark.browser

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000080000000608020000001c5ce6ab0000001549444154789c636460f8cf80"
    "0d3061151d9418000a5e0109c2a9b0e30000000049454e44ae426082"
)


@pytest.fixture
def sits(story: Story, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`sits("TR01")`: that person before the bank's page; with a hash, before an item."""
    yield from studies(story, chromium)


def press(page: Page | Locator, name: str, exact: bool = True) -> None:
    page.get_by_role("button", name=name, exact=exact).first.click()


def write(page: Page | Locator, label: str, zh: str, en: str) -> None:
    page.get_by_label(f"{label}（中文）", exact=True).first.fill(zh)
    page.get_by_label(f"{label}（英文）", exact=True).first.fill(en)


def begin(page: Page, kind: str) -> None:
    press(page, "新建题目")
    page.locator("dialog").get_by_text(kind, exact=True).click()
    press(page.locator("dialog"), "开始编写")
    expect(page.get_by_role("heading", name="新建题目")).to_be_visible()


def about(page: Page, competency: str) -> None:
    page.get_by_label("输入编号或名称查找能力").fill(competency)
    page.locator(".sqm-picker-list li").first.click()


def row(page: Page, number: int) -> Locator:
    return page.locator("li.sqm-row-card").nth(number)


def newest(story: Story, name: str) -> Any:
    return bank.one(story.house, story.house.store, name)


def pool(story: Story) -> dict[str, Item]:
    publish.paper(story.house, PAPER, "administrator")
    paper = publish.newest_paper(story.house, PAPER)
    assert paper
    return {item.id: item for slot in paper.paper.slots for item in slot.pool}


def test_two_items_are_written_submitted_approved_by_another_and_drawn(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01")
    begin(page, "单项选择")
    about(page, "C3.3-06")
    write(page, "题干", "举升前第一步做什么？", "What comes first before lifting?")
    for number, words in enumerate(("看顶点", "鸣笛", "开灯", "关门")):
        write(row(page, number), "文字", words, f"step {number}")
    row(page, 0).get_by_role("radio").check()
    write(page, "解析", "先对顶点。", "Find the lifting points first.")
    expect(page.get_by_text("内容完整，可以送审。")).to_be_visible()
    press(page, "保存并送审")
    expect(page.get_by_text("已送审，等待另一人审批。")).to_be_visible()
    expect(page.get_by_role("button", name="批准启用")).to_be_disabled()

    press(page, "返回题库")
    begin(page, "计算（填数字）")
    about(page, "C3.3-06")
    write(page, "题干", "{x1} 条轮胎各 5 颗螺栓，共几颗？", "{x1} wheels with 5 bolts each: how many bolts?")
    page.get_by_text("参数与算式（每位考生的数值不同）").click()
    press(page, "加一个数值范围")
    page.get_by_label("最小").fill("2")
    page.get_by_label("最大").fill("4")
    page.get_by_label("正确答案（数字或算式）").fill("x1 * 5")
    write(page, "解析", "每轮 5 颗。", "Five a wheel.")
    expect(page.locator(".sqm-examples tbody tr")).to_have_count(5)
    press(page, "保存并送审")
    expect(page.get_by_text("已送审，等待另一人审批。").last).to_be_visible()
    assert not {"i-0001", "i-0002"} & set(pool(story))

    second = sits("TR02")
    press(second, "待审", exact=False)
    expect(second.locator("tbody tr")).to_have_count(2)
    for name in ("i-0001", "i-0002"):
        press(second, name)
        press(second, "批准启用")
        press(second.locator("dialog"), "批准启用")
        expect(second.get_by_text("已批准启用。").last).to_be_visible()
        press(second, "返回题库")
    drawn = pool(story)
    assert {drawn["i-0001"].kind, drawn["i-0002"].kind} == {"single", "numeric"}
    assert drawn["i-0001"].prompt.en == "What comes first before lifting?"


def test_what_is_missing_is_said_at_its_field_when_one_submits(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01")
    begin(page, "单项选择")
    write(page, "题干", "先做什么？", "")
    press(page, "保存并送审")
    expect(page.locator('[data-fault="prompt.en"]')).to_have_text("缺少英文。")
    expect(page.locator('[data-fault="competency"]')).to_have_text("请填写。")
    expect(page.locator('[data-fault="key"]')).to_have_text("请指定正确答案。")
    expect(page.get_by_label("题干（英文）")).to_have_attribute("aria-invalid", "true")
    assert newest(story, "i-0001").status == "draft"


def test_places_of_a_picture_are_drawn_with_the_pointer_and_corrected_by_numbers(
    story: Story, sits: Callable[..., Page]
) -> None:
    page = sits("TR01")
    begin(page, "看图点选")
    page.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    sheet = page.locator(".sqm-region-sheet")
    expect(sheet).to_be_visible()
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    expect(page.get_by_label("左 %")).to_have_value("25")
    page.get_by_label("宽 %").fill("30")
    page.get_by_label("宽 %").blur()
    page.locator(".sqm-region-box").focus()
    page.keyboard.press("ArrowRight")
    row(page, 0).get_by_role("checkbox").check()
    press(page, "保存")
    expect(page.get_by_text("已保存。")).to_be_visible()
    written = newest(story, "i-0001").document
    left, top, width, height = written["regions"][0]["box"]
    assert (left, width) == (0.26, 0.3)
    assert (top, height) == (pytest.approx(0.25, abs=0.01), pytest.approx(0.25, abs=0.01))
    assert written["key"] == [written["regions"][0]["id"]]
    assert (story.house.settings.assessments / "banks" / written["picture"]["file"]).read_bytes() == PNG


def test_what_was_not_saved_comes_back_after_a_reload_and_leaving_is_asked_about(
    story: Story, sits: Callable[..., Page]
) -> None:
    place = items.save(story.house, story.who("TR01"), None, document(), "", None)
    page = sits("TR01", f"#item={place.item}")
    press(page, "编辑")
    page.get_by_label("题干（中文）").fill("改过的题干")
    page.once("dialog", lambda asked: asked.accept())
    page.reload()
    press(page, "编辑")
    expect(page.get_by_label("题干（中文）")).to_have_value("改过的题干")
    press(page, "返回")
    press(page.locator("dialog"), "继续编辑")
    expect(page.get_by_label("题干（中文）")).to_have_value("改过的题干")
    press(page, "返回")
    press(page.locator("dialog"), "不保存并离开")
    expect(page.get_by_role("button", name="返回题库")).to_be_visible()
    assert len(facts.of(story.house.store, place.item)[0].saves) == 1
    press(page, "编辑")
    expect(page.get_by_label("题干（中文）")).to_have_value("prompt（中）")


def test_an_earlier_draft_is_taken_up_again_from_the_history(story: Story, sits: Callable[..., Page]) -> None:
    place = items.save(story.house, story.who("TR01"), None, document(), "", None)
    items.save(story.house, story.who("TR02"), place.item, document(difficulty=3), "太难？", place)
    page = sits("TR01", f"#item={place.item}")
    expect(page.get_by_text("太难？")).to_be_visible()
    page.get_by_text("改动 1 处").click()
    expect(page.locator(".sqm-change")).to_have_text("难度 2 → 3")
    press(page, "用这一稿继续编辑")
    expect(page.get_by_label("难度")).to_have_value("2")
    press(page, "保存")
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert [save.document["difficulty"] for save in newest(story, place.item).newest.saves] == [2, 3, 2]


def test_somebody_else_s_save_is_not_overwritten(story: Story, sits: Callable[..., Page]) -> None:
    place = items.save(story.house, story.who("TR01"), None, document(), "", None)
    page = sits("TR01", f"#item={place.item}")
    press(page, "编辑")
    items.save(story.house, story.who("TR02"), place.item, document(difficulty=3), "", place)
    page.get_by_label("题干（中文）").fill("我的改动")
    press(page, "保存")
    expect(page.get_by_text("这道题刚被别人改过", exact=False)).to_be_visible()
    expect(page.get_by_label("题干（中文）")).to_have_value("我的改动")
    assert newest(story, place.item).document["difficulty"] == 3


def test_the_phone_shows_the_candidate_s_side_and_marks_a_trial_answer(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01", "#item=safe-e01")
    phone = page.locator(".sqm-phone")
    item = story.house.shelf.items["safe-e01"]
    expect(phone.get_by_text(item.prompt.zh)).to_be_visible()
    expect(phone.get_by_text(item.why.zh)).to_have_count(0)
    phone.get_by_text("下降落到机械保险上").click()
    press(phone, "试答判分")
    expect(phone.get_by_text("得分 100%")).to_be_visible()
    page.get_by_role("radio", name="英文").check()
    expect(phone.get_by_text(item.prompt.en)).to_be_visible()
    page.get_by_role("radio", name="答案与解析").check()
    expect(phone.get_by_text(item.why.en)).to_be_visible()


def test_many_are_found_chosen_and_submitted(story: Story, sits: Callable[..., Page]) -> None:
    for number in range(3):
        prompt = {"zh": f"第{number}题", "en": f"number {number}"}
        items.save(story.house, story.who("TR01"), None, document(prompt=prompt), "", None)
    items.save(story.house, story.who("TR01"), None, {"kind": "single"}, "", None)
    page = sits("TR01")
    press(page, "草稿", exact=False)
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_label("选中 i-0001").check()
    press(page, "选中全部")
    expect(page.get_by_text("已选 4 题")).to_be_visible()
    press(page.locator(".sqm-chosen"), "送审")
    press(page.locator("dialog"), "送审")
    expect(page.locator("dialog")).to_contain_text("i-0004")
    press(page.locator("dialog .sqm-dialog-actions"), "关闭")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("searchbox").fill("number 2")
    press(page, "草稿", exact=False)
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("待审")


def test_a_file_is_accounted_for_and_comes_in_as_drafts(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01")
    press(page, "导入题目")
    dialog = page.locator("dialog").last
    gift = "::brake::先做什么？{=看 ~听 ~闻}\n\n::lost::没有答案的题{\n"
    dialog.locator("input[type=file]").set_input_files(
        {"name": "bank.gift", "mimeType": "text/plain", "buffer": gift.encode()}
    )
    dialog.get_by_label("能力").select_option("C3.3-06")
    press(dialog, "检查文件")
    expect(page.locator("dialog")).to_contain_text("共读到 2 题：1 题可以导入，1 题不能导入")
    assert facts.since(story.house.store, facts.NOTHING) == {}
    press(page.locator("dialog"), "导入 1 题")
    expect(page.get_by_text("已导入 1 题，为草稿。")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    written = newest(story, "i-0001").document
    assert (written["kind"], written["competency"], written["use"]) == ("single", "C3.3-06", "exam")


def test_it_can_all_be_done_on_a_phone(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    begin(page, "判断")
    about(page, "C3.3-06")
    write(page, "题干", "举升后即可进入车底。", "One may go under a lifted car at once.")
    page.get_by_label("正确答案").select_option("false")
    write(page, "解析", "先落锁。", "Lock it first.")
    press(page, "保存并送审")
    expect(page.get_by_text("已送审，等待另一人审批。")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 391
    assert newest(story, "i-0001").status == "in_review"
