"""Papers in a real browser on real records: what a trainer builds there is what candidates draw."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from services.story import PAPER, Story
from widgets.study import studies

from sqm_training.services import publish, sit, survey
from sqm_training.widgets.author import Author

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
OWN = "own-L1"


@pytest.fixture
def sits(story: Story, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`sits("TR01", "#papers")`: that person before the authoring page."""
    yield from studies(story, chromium, Author)


def press(page: Page, name: str, within: str = "body") -> None:
    page.locator(within).get_by_role("button", name=name, exact=True).first.click()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def clean(page: Page) -> None:
    found = Axe().run(page)
    serious = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == []


def slice_(page: Page, number: int) -> Any:
    """A slice of the form, unfolded."""
    card = page.locator(".sqm-form-body [data-place=slices] > ul > li").nth(number)
    if not card.locator("details").evaluate("one => one.open"):
        card.locator("summary").click()
    return card


def test_a_paper_is_built_from_a_copy_mended_proven_published_and_drawn(
    story: Story, sits: Callable[..., Page]
) -> None:
    page = sits("TR01")
    press(page, "试卷")
    page.get_by_label("搜索试卷名称或编号").fill(PAPER)
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody .sqm-link").click()
    press(page, "复制为新试卷")
    expect(page.get_by_role("heading", name="新建试卷")).to_be_visible()

    page.get_by_label("试卷编号").fill("own L1")
    page.get_by_label("名称（中文）").first.fill("自编机修一级")
    page.get_by_label("名称（英文）").first.fill("Our own technician paper")
    slice_(page, 0).get_by_label("抽几题").fill("60")
    slice_(page, 1).get_by_label("每题几分").fill("0")
    press(page, "保存草稿")
    expect(page.locator('[data-fault="id"]')).to_be_visible()
    expect(page.locator('[data-fault="slices.1.points"]')).to_be_visible()
    assert OWN not in survey.sheets(story.house)

    page.get_by_label("试卷编号").fill(OWN)
    slice_(page, 1).get_by_label("每题几分").fill("4")
    press(page, "保存草稿")
    expect(page.get_by_role("heading", name="自编机修一级")).to_be_visible()
    press(page, "发布")
    expect(page.locator("dialog")).to_contain_text("抽 60 题")
    press(page, "关闭", "dialog .sqm-dialog-actions")
    assert publish.newest_paper(story.house, OWN) is None

    press(page, "编辑")
    slice_(page, 0).get_by_label("抽几题").fill("3")
    expect(slice_(page, 0).locator("[data-have]")).to_contain_text("抽 3 题")
    press(page, "保存草稿")
    press(page, "运行验证")
    expect(page.get_by_text("验证通过")).to_be_visible()
    press(page, "抽一份看看")
    expect(page.locator(".sqm-sample > li").first).to_be_visible()
    press(page, "发布")
    press(page, "发布", "dialog")
    expect(page.get_by_text("已发布第 1 版。")).to_be_visible()
    expect(page.get_by_text("与发布版一致")).to_be_visible()

    key = sit.start(story.house, story.who("00086"), OWN)
    drawn = sit.questions(story.house, story.row(key))
    newest = publish.newest_paper(story.house, OWN)
    assert newest is not None
    assert newest.by == story.who("TR01")
    assert len(drawn) == sum(one.count for one in newest.paper.blueprint.slices)
    assert newest.paper.blueprint.slices[0].count == 3


def test_a_new_paper_is_written_from_nothing(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01", "#papers", **PHONE)
    press(page, "新建试卷")
    page.get_by_label("试卷编号").fill(OWN)
    page.get_by_label("名称（中文）").first.fill("小测")
    page.get_by_label("名称（英文）").first.fill("A short test")
    page.get_by_role("combobox", name="岗位", exact=True).select_option("technician")
    page.get_by_role("combobox", name="等级", exact=True).select_option("L1")
    press(page, "加一个部分")
    section = page.locator("[data-place=sections] > ul > li").first
    section.get_by_label("名称（中文）").fill("基础")
    section.get_by_label("名称（英文）").fill("Basics")
    part = slice_(page, 0)
    part.get_by_label("名称（中文）").fill("单选")
    part.get_by_label("名称（英文）").fill("Single choice")
    for group in ("C3.3-01", "C3.3-06"):
        part.get_by_label("输入编号或名称添加能力").fill(group)
        part.locator(".sqm-picker-list li").first.click()
    part.get_by_role("checkbox", name="单项选择").check()
    part.get_by_label("抽几题").fill("2")
    expect(page.get_by_text("填写完整，可以保存。")).to_be_visible()
    fits(page)
    clean(page)
    press(page, "保存草稿")
    expect(page.get_by_role("heading", name="小测")).to_be_visible()
    fits(page)
    clean(page)
    made = survey.sound(story.house, OWN).blueprint
    assert made is not None
    (one,) = made.slices
    assert (one.competencies, one.kinds, one.difficulty, one.count) == (("C3.3-01", "C3.3-06"), ("single",), (1, 2), 2)
    assert (one.section, made.sections[0].title.en) == (made.sections[0].id, "Basics")
    assert made.status == "draft"


def test_what_is_not_saved_is_not_lost_by_going_back(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01", f"#paper={PAPER}")
    press(page, "编辑")
    page.get_by_label("时长（分钟）").fill("77")
    page.go_back()
    press(page, "继续编辑", "dialog")
    expect(page.get_by_label("时长（分钟）")).to_have_value("77")
    press(page, "返回试卷")
    press(page, "不保存并离开", "dialog")
    expect(page.get_by_role("button", name="编辑", exact=True)).to_be_visible()
    assert survey.one(story.house, PAPER)["minutes"] != 77


def test_a_paper_is_retired_and_nobody_begins_it(story: Story, sits: Callable[..., Page]) -> None:
    page = sits("TR01", f"#paper={PAPER}")
    press(page, "停用")
    press(page, "停用", "dialog")
    expect(page.get_by_text("试卷已停用。", exact=True)).to_be_visible()
    assert sit.papers(story.house, story.who("00086")) == []


def test_papers_are_filtered_by_post_and_status_on_a_phone(sits: Callable[..., Page]) -> None:
    page = sits("TR01", "#papers", **PHONE)
    rows = page.locator("tbody tr")
    page.get_by_role("combobox", name="岗位", exact=True).select_option("cashier")
    expect(rows).to_have_count(4)
    page.get_by_role("combobox", name="状态", exact=True).select_option("live")
    expect(page.get_by_text("没有符合条件的试卷。")).to_be_visible()
    page.get_by_role("combobox", name="状态", exact=True).select_option("draft")
    expect(rows).to_have_count(4)
    fits(page)
    clean(page)
