"""Statistics on the page: honest with few, readable with many, the worksheet kept; nothing sticks out of a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from services import crowd
from services.story import PAPER
from widgets.counter import Counter
from widgets.test_words import sources

from sqm_training import locale
from sqm_training.domain.item import Kind
from sqm_training.domain.statistics import Flag
from sqm_training.services import judge, publish
from sqm_training.services.installation import Installation
from sqm_training.widgets.insight import Insight

SAID = re.compile(r'"((?:insight|staff|item)(?:\.\w+)+)"')
At = Callable[[str], Counter]


@pytest.fixture
def counter(house: Installation, who: Callable[[str], str]) -> Iterator[At]:
    """`counter("HR01")`: the page as that person has it."""
    stops = []

    def opened(employee_no: str) -> Counter:
        one = Counter(house, who(employee_no), employee_no=employee_no)
        stops.append(one.start())
        return one

    yield opened
    for stop in stops:
        stop()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1360, "height": 900})
    yield context
    context.close()


# --- words --------------------------------------------------------------------------------------------


def test_every_key_that_is_said_is_in_the_catalogue() -> None:
    keys = {key for text in sources("insight").values() for key in SAID.findall(text)}
    assert len(keys) > 50
    assert keys <= set(locale.section(*Insight.sections))


def made() -> dict[str, tuple[str, ...]]:
    columns = ("paper", "n", "mean", "passed", "alpha", "error", "wrong", "item", "flags", "facility")
    return {
        "column": (*columns, "discrimination", "seconds", "drawn"),
        "about": ("n", "mean", "alpha", "error", "wrong", "facility", "discrimination", "seconds", "drawn", "flags"),
        "kind": (*Kind.__args__, "other"),  # type: ignore[attr-defined]
        "flag": Flag.__args__,  # type: ignore[attr-defined]
        "why": Flag.__args__,  # type: ignore[attr-defined]
        "which": ("sat", "flagged", "all"),
        "decision": ("key_band", "key_cut", "key_mean"),
        "angoff.round": ("1", "2"),
    }


@pytest.mark.parametrize("part", made())
def test_every_key_that_is_put_together_has_its_words(part: str) -> None:
    assert {f"insight.{part}.{one}" for one in made()[part]} <= set(locale.section("insight"))


# --- in the browser -----------------------------------------------------------------------------------


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        "[...document.querySelectorAll('main *, dialog *')].filter((n) => n.checkVisibility() &&"
        " [...n.childNodes].some((c) => c.nodeType === 3 && c.data.trim()) &&"
        " parseFloat(getComputedStyle(n).fontSize) < 14).map((n) => n.textContent)"
    )
    assert small == []


def clean(page: Page) -> None:
    found = Axe().run(page)
    serious = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == []


def to_paper(page: Page) -> None:
    page.locator(".sqm-table button.sqm-link").first.click()
    expect(page.locator(".sqm-tiles")).to_be_visible()


@pytest.mark.browser
def test_before_anybody_sat_the_page_says_so(counter: At, phone: BrowserContext) -> None:
    page = counter("TR01").open(phone)
    expect(page.get_by_text("还没有人考完并出分")).to_be_visible()
    expect(page.locator(".sqm-table tbody tr")).to_have_count(1)
    fits(page)
    to_paper(page)
    expect(page.get_by_text("还没有人作答")).to_be_visible()
    fits(page)
    clean(page)


@pytest.mark.browser
def test_seven_people_are_counted_and_not_judged(house: Installation, counter: At, phone: BrowserContext) -> None:
    crowd.crowd(house, 7)
    page = counter("TR01").open(phone)
    expect(page.get_by_text("数据不足（n = 7）").first).to_be_visible()
    to_paper(page)
    expect(page.get_by_text("满 30 人后，这里会显示误判概率。")).to_be_visible()
    expect(page.locator(".sqm-chip.sqm-warn")).to_have_count(0)
    fits(page)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_with_many_every_figure_has_its_interval(
    house: Installation, counter: At, phone: BrowserContext, desk: BrowserContext, language: str
) -> None:
    crowd.crowd(house, 150)
    here = counter("TR01")
    for context in (phone, desk):
        page = here.open(context, language)
        to_paper(page)
        expect(page.locator(".sqm-scale .cut")).to_be_visible()
        assert page.locator(".sqm-tile small").count() >= 4
        page.get_by_label("显示哪些题目" if language == "zh-CN" else "Which items").select_option("sat")
        page.locator(".sqm-fold summary").nth(1).click()
        clean(page)
        if context is phone:
            fits(page)
        page.locator(".sqm-cards button.sqm-link").first.click()
        expect(page.locator("dialog .sqm-facts")).to_be_visible()
        clean(page)
        if context is phone:
            fits(page)


@pytest.mark.browser
def test_what_is_flagged_says_why(house: Installation, counter: At, desk: BrowserContext) -> None:
    crowd.crowd(house, 300, ability=6)
    page = counter("TR01").open(desk)
    to_paper(page)
    expect(page.locator(".sqm-chip.sqm-warn").first).to_have_text("太容易")
    page.locator(".sqm-cards button.sqm-link").first.click()
    expect(page.locator("dialog")).to_contain_text("整个区间都在 90% 以上")
    expect(page.locator("dialog .sqm-option").first).to_be_visible()


@pytest.mark.browser
def test_hr_sees_figures_and_no_words(house: Installation, counter: At, desk: BrowserContext) -> None:
    crowd.crowd(house, 35)
    page = counter("HR01").open(desk)
    to_paper(page)
    expect(page.get_by_role("button", name="及格线评定")).to_have_count(0)
    page.locator(".sqm-cards button.sqm-link").first.click()
    expect(page.get_by_text("题目内容和答案只有命题人员可以查看。")).to_be_visible()


@pytest.mark.browser
def test_a_judge_rates_and_the_cut_is_kept(house: Installation, counter: At, phone: BrowserContext) -> None:
    page = counter("TR01").open(phone)
    to_paper(page)
    page.get_by_role("button", name="及格线评定").click()
    expect(page.get_by_text("还没有评委评完全部题目。")).to_be_visible()
    fits(page)
    clean(page)
    page.get_by_label("评委工号").fill("TR02")
    page.get_by_role("button", name="填写评分").click()
    boxes = page.locator(".sqm-rate input")
    expect(boxes.first).to_be_visible()
    fits(page)
    clean(page)
    boxes.first.fill("120")
    page.get_by_role("button", name="保存评分").click()
    expect(page.get_by_text("请填写 0 到 100 之间的数。")).to_be_visible()
    page.evaluate(
        "document.querySelectorAll('.sqm-rate input').forEach((box) => {"
        " box.value = '64'; box.dispatchEvent(new Event('input')); })"
    )
    page.get_by_role("button", name="保存评分").click()
    expect(page.locator(".sqm-total")).to_contain_text("64 分")
    sheet = judge.worksheet(house, PAPER)
    assert (sheet["cut"]["value"], sheet["judges"][0]["employee_no"]) == (pytest.approx(64), "TR02")


@pytest.mark.browser
def test_what_is_typed_and_not_saved_is_there_after_a_reload(
    house: Installation, counter: At, phone: BrowserContext
) -> None:
    page = counter("TR01").open(phone)

    def to_form() -> None:
        to_paper(page)
        page.get_by_role("button", name="及格线评定").click()
        page.get_by_label("评委工号").fill("TR02")
        page.get_by_role("button", name="填写评分").click()

    to_form()
    page.locator(".sqm-rate input").nth(2).fill("55")
    page.reload()
    to_form()
    expect(page.locator(".sqm-rate input").nth(2)).to_have_value("55")


@pytest.mark.browser
def test_in_the_second_round_the_first_is_seen(house: Installation, counter: At, desk: BrowserContext) -> None:
    items = [item["id"] for item in judge.worksheet(house, PAPER)["items"]]
    for number, value in (("TR01", 50), ("TR02", 70)):
        judge.rate(house, "TR01", PAPER, 1, 1, number, dict.fromkeys(items, value))
    page = counter("TR01").open(desk)
    to_paper(page)
    page.get_by_role("button", name="及格线评定").click()
    expect(page.locator(".sqm-total")).to_contain_text("60 分")
    page.get_by_label("评委工号").fill("TR02")
    page.get_by_label("轮次").select_option("2")
    page.get_by_role("button", name="填写评分").click()
    expect(page.get_by_text("第一轮：平均 60，50–70（2 位评委）").first).to_be_visible()
    expect(page.locator(".sqm-rate input").first).to_have_value("70")


@pytest.mark.browser
def test_what_a_whole_panel_came_to_is_adopted_by_a_button(
    house: Installation, counter: At, phone: BrowserContext
) -> None:
    items = [item["id"] for item in judge.worksheet(house, PAPER)["items"]]
    for number in (1, 2):
        for place, who in enumerate(("TR01", "TR02", "SM01", "00086", "00087", "00088")):
            judge.rate(house, "TR01", PAPER, 1, number, who, dict.fromkeys(items, 60.0 + place))
    page = counter("TR01").open(phone)
    to_paper(page)
    page.get_by_role("button", name="及格线评定").click()
    page.get_by_role("button", name="采用为及格线").click()
    expect(page.locator("dialog")).to_contain_text("由 60 分改为 62.5 分")
    page.locator("dialog").get_by_role("button", name="采用为及格线").click()
    expect(page.get_by_text("现行及格线即评定结果：62.5 分（第 2 版）。")).to_be_visible()
    expect(page.get_by_role("button", name="采用为及格线")).to_have_count(0)
    newest = publish.newest_paper(house, PAPER)
    assert newest is not None
    assert newest.paper.blueprint.pass_mark == 62.5
    fits(page)
