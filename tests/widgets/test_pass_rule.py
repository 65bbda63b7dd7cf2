"""What passing takes, told before the start, while answering and in the result, in both languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from services.story import Story
from widgets.stage import Stage

from sqm_training.services import mark

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def to_english(page: Page) -> None:
    page.evaluate("document.documentElement.lang = 'en'; window.dispatchEvent(new Event('sqm:language'))")


def test_before_the_start_every_clause_and_the_items_on_trial_are_told(stage: Stage, phone: Page) -> None:
    story = Story(stage.house)
    story.put_on_trial(3, pilots=2)
    story.made_strict()
    phone.goto(stage.address)
    phone.get_by_role("button", name="参加考试").click()
    rules = phone.locator(".sqm-rules")
    expect(rules).to_contain_text("“安全部分”部分须单独达到 80%。")
    expect(rules).to_contain_text("“安全：单项选择”一票否决：必须全部答对，错一题即不通过。")
    expect(rules).to_contain_text("每项能力（分值足够时）不得低于 50%。")
    expect(rules).to_contain_text("其中 2 题是试测题，不计分，也不影响成绩。")
    phone.get_by_role("button", name="开始考试").click()
    expect(phone.locator(".sqm-section")).to_have_text("安全部分")
    to_english(phone)
    expect(phone.locator(".sqm-section")).to_have_text("Safety part")


def test_the_result_says_in_words_which_clause_was_missed(stage: Stage, phone: Page) -> None:
    story = Story(stage.house)
    story.put_on_trial(3, pilots=2)
    story.made_strict()
    key = story.hand_in("00086", wrong_in="safety-single")
    mark.by_machine(story.house, story.book)
    story.marked(key)
    phone.goto(stage.address)
    phone.get_by_role("button", name="查看结果").click()
    told = phone.locator(".sqm-conditions")
    expect(phone.locator(".sqm-verdict-word")).to_contain_text("未通过")
    expect(told.locator(".sqm-bad")).to_have_count(2)
    expect(told).to_contain_text("“安全部分”部分 59%，要求 80%")
    expect(told).to_contain_text("“安全：单项选择”须全部答对：答对 0 题，共 3 题")
    expect(told).to_contain_text("总分 91%，要求 60%")
    expect(phone.locator(".sqm-miss")).to_have_count(25)
    expect(phone.get_by_text("另有 2 道试测题")).to_be_visible()
    to_english(phone)
    expect(told).to_contain_text("“Safety: single choice” must all be right: 0 of 3")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
