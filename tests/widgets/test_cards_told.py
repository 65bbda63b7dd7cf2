"""What a card tells afterwards, in a self-check and in a result; written answers judged by their writer; reports."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from widgets.every_kind import EXERCISES, FITS, SMALL, Sat, published, speak, until
from widgets.stage import Stage

from sqm_training.domain.item import Item
from sqm_training.domain.marking import samples
from sqm_training.records.tables import practice_answer
from sqm_training.services import report_item

pytestmark = pytest.mark.browser

TALK, TASK, GAPS, WRITING, PICTURES = "5s-sustain-p06", "5s-order-p07", "5s-sort-p06", "5s-standard-p06", "5s-shine-p06"


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
def check(stage: Stage, phone: BrowserContext) -> Any:
    """`check("5s-sort-p06")`: a self-check of that item."""

    def opened(*items: str) -> Page:
        page = phone.new_page()
        page.goto(stage.practice(*items))
        expect(page.locator(".sqm-check-item").first).to_be_visible()
        return page

    return opened


def practised(stage: Stage) -> list[Any]:
    return stage.house.store.rows(select(practice_answer).order_by(practice_answer.c.id))


def ask(page: Page) -> None:
    page.locator(".sqm-check-ask").click()
    expect(page.locator(".sqm-told")).to_be_visible()


def accessible(page: Page, context: str) -> None:
    found = Axe().run(page, context=context)
    wrong = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in wrong] == []


# ---------------------------------------------------------------- self-checks


def test_in_practice_a_talk_runs_to_its_end_and_then_tells_what_each_reply_was_worth(stage: Stage, check: Any) -> None:
    page = check(TALK)
    expect(page.locator(".sqm-check-ask")).to_be_disabled()
    page.get_by_role("button", name="车间不让进").click()
    expect(page.locator(".sqm-check-ask")).to_be_disabled()
    page.get_by_role("button", name="门口写着").click()
    ask(page)
    expect(page.get_by_text("−1 分")).to_be_visible()
    expect(page.get_by_text("这段对话得 −3 分，最好的走法得 6 分。")).to_be_visible()
    page.get_by_text("最好的走法", exact=True).click()
    expect(page.locator(".sqm-talk-better").get_by_text("您先别往前走")).to_be_visible()
    (row,) = practised(stage)
    assert (row["answer"], row["fraction"]) == (["busy", "rule"], 0)
    page.get_by_role("button", name="再做一次").click()
    expect(page.locator(".sqm-said-mine")).to_have_count(0)


def test_a_grave_mistake_is_called_one(sat: Sat) -> None:
    sat.handed_in(lambda item: ["calm", "both", "free", "guarantee"] if item.kind == "dialogue" else None)
    talk = sat.result("dialogue")
    expect(talk.get_by_text("严重失误。")).to_be_visible()
    expect(talk.get_by_text("整段对话不得分")).to_be_visible()


def test_in_practice_a_task_is_told_part_by_part(stage: Stage, check: Any) -> None:
    page = check(TASK)
    for place in (0, 1, 2, 0, 1, 0):
        page.locator(".sqm-sort-choice").nth(place).click()
    ask(page)
    expect(page.get_by_text("您选的是：放在料架")).to_be_visible()
    expect(page.get_by_text("应当是：离开工位")).to_be_visible()
    (row,) = practised(stage)
    assert row["fraction"] == pytest.approx(5 / 6)


def test_of_gaps_each_is_told_with_its_right_words_in_the_language_shown(check: Any) -> None:
    page = check(GAPS)
    page.get_by_label("空 1").select_option("clean")
    page.get_by_label("空 3").fill("七")
    ask(page)
    rows = page.locator(".sqm-gap-list li")
    expect(rows.nth(0)).to_contain_text("您的答案：擦净上油；正确答案：挂上红牌")
    expect(rows.nth(1)).to_contain_text("未作答")
    expect(rows.nth(2)).to_contain_text("您的答案：七；正确答案：7")
    speak(page, "en")
    expect(page.locator(".sqm-gap-list li").nth(0)).to_contain_text("hang a red tag on it")


def test_every_option_has_its_reason(check: Any) -> None:
    page = check(PICTURES)
    page.locator(".sqm-option input").first.check()
    ask(page)
    expect(page.locator(".sqm-option-why")).to_have_count(4)


def test_who_writes_compares_with_model_answers_and_keeps_a_judgement(stage: Stage, check: Any) -> None:
    page = check(WRITING)
    page.locator("textarea").fill("每天下班前当班技师擦净地面，班组长签字。")
    page.get_by_role("button", name="对照参考答案").click()
    expect(page.get_by_text("每天17:30")).to_be_visible()
    assert practised(stage) == [], "nothing is kept before it is judged"
    for line in ("什么时候做", "谁来查"):
        page.get_by_text(line).click()
    page.get_by_role("button", name="记下自评").click()
    expect(page.get_by_text("自评：做到了 50%。")).to_be_visible()
    (row,) = practised(stage)
    assert (row["answer"], row["fraction"]) == ("每天下班前当班技师擦净地面，班组长签字。", 0.5)
    page.get_by_role("button", name="再做一次").click()
    expect(page.locator("textarea")).to_have_value("每天下班前当班技师擦净地面，班组长签字。")


@pytest.mark.parametrize("item", [TALK, TASK, GAPS, WRITING, PICTURES, "5s-order-p06", "5s-order-p08", "5s-order-p05"])
def test_a_self_check_fits_a_phone_and_is_accessible_in_both_languages(check: Any, item: str) -> None:
    page = check(item)
    for language in ("zh-CN", "en"):
        speak(page, language)
        page.wait_for_timeout(500)
        assert page.evaluate(FITS)
        assert page.evaluate(SMALL) == []
        accessible(page, ".sqm-check")


# ---------------------------------------------------------------- results


@pytest.fixture
def sat(stage: Stage, phone: BrowserContext) -> Sat:
    return Sat.begin(stage, phone)


def wrong(item: Item) -> Any:
    return samples(item).wrong


def test_a_result_tells_every_kind_on_its_card(sat: Sat) -> None:
    sat.handed_in(wrong)
    expect(sat.result("cloze").locator(".sqm-gap-list .sqm-gap-wrong")).to_have_count(3)
    expect(sat.result("short_text").get_by_text("正确答案：增项")).to_be_visible()
    expect(sat.result("dialogue").get_by_text("最好的走法得 8 分")).to_be_visible()
    for kind in EXERCISES:
        expect(sat.result(f"task-{kind}").locator(".sqm-outcome-score, .sqm-answer").first).to_be_visible()
    expect(sat.result("task-hotspots").locator(".sqm-outline-missed")).to_have_count(8)
    for language in ("zh-CN", "en"):
        speak(sat.page, language)
        sat.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert sat.page.evaluate(FITS)
    accessible(sat.page, ".sqm-sit-page")


def test_a_task_nobody_did_says_so_and_tells_what_would_have_been_best(sat: Sat) -> None:
    sat.handed_in(lambda _: None)
    expect(sat.result("task-sort").get_by_text("未作答")).to_be_visible()
    expect(sat.result("task-sort").get_by_text("棘轮扳手和套筒 → 留在工位")).to_be_visible()


def test_of_a_plan_nobody_made_the_best_is_told_by_name(sat: Sat) -> None:
    sat.handed_in(lambda _: None)
    expect(sat.result("task-dispatch").get_by_text("周师傅 → 正时异响检修、漏电检查")).to_be_visible()


def test_of_a_plan_both_days_are_drawn(sat: Sat) -> None:
    sat.handed_in(lambda item: {"he": ["minor"], "zhou": ["discs"]} if item.id == "task-dispatch" else None)
    told = sat.result("task-dispatch")
    expect(told.locator(".sqm-lanes")).to_have_count(2)
    expect(told.get_by_text("周师傅没有所需的“底盘”等级")).to_be_visible()


def test_of_simulators_nobody_touched_the_best_is_told_in_words(sat: Sat) -> None:
    sat.handed_in(lambda _: None)
    day, store = sat.result("task-workshop"), sat.result("task-stock")
    expect(day.get_by_text("西门店：错开，排到12:30、料筐先配好，工具车靠工位")).to_be_visible()
    expect(store.get_by_text("一托前制动盘：隔离待验，不入库，上报")).to_be_visible()
    expect(store.get_by_text("火花塞：18 件时订 60 件")).to_be_visible()


def test_of_labs_nobody_touched_the_best_is_told_in_words(sat: Sat) -> None:
    sat.handed_in(lambda _: None)
    said = {
        "desk": "客户要什么 → 车要安全，要知道昨天为什么没做好",
        "reception": "车头 → 标了 2 处",
        "crm": "哪一种写法是对的？ → LAB6F2H74S1038194",
        "order": "派给谁 → 张师傅主做，小孙跟",
    }
    for kind, words in said.items():
        expect(sat.result(f"task-{kind}").get_by_text(words)).to_be_visible()


def test_a_counterfeit_let_in_is_called_what_it_is(sat: Sat) -> None:
    sat.handed_in(lambda item: {"boxes": {"discs-box": "in"}, "done": True} if item.id == "task-stock" else None)
    store = sat.result("task-stock")
    expect(store.get_by_text("“一托前制动盘”是假件，您让它进了库。")).to_be_visible()
    expect(store.locator(".sqm-kpis b").first).to_be_visible()


def test_where_reasons_are_never_released_a_result_tells_none(sat: Sat) -> None:
    rule = sat.stage.house.versions
    sat.handed_in(wrong)
    key = next(key for key in rule if key[1] == "every-kind")
    frozen = rule[key]
    silent = frozen.paper.blueprint.model_copy(
        update={"release": frozen.paper.blueprint.release.model_copy(update={"reasons": "never"})}
    )
    rule[key] = replace(frozen, paper=frozen.paper.model_copy(update={"blueprint": silent}))
    sat.page.reload()
    expect(sat.page.locator(".sqm-verdict-word")).to_be_visible()
    sat.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    expect(sat.result("task-sort").get_by_text("→").first).to_be_visible()
    for told in (".sqm-outcome", ".sqm-gap-list", ".sqm-reply-why", ".sqm-option-why", ".sqm-typed-told", ".sqm-why"):
        expect(sat.page.locator(told)).to_have_count(0)


# ---------------------------------------------------------------- reports


def report(page: Page, words: str) -> None:
    page.get_by_role("button", name="反馈这道题").first.click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请先写明问题")).to_be_visible()
    page.get_by_label("这道题有什么问题？").fill(words)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("button", name="已反馈")).to_be_disabled()


def test_a_question_is_reported_from_a_self_check_once(stage: Stage, check: Any) -> None:
    page = check("5s-order-p06")
    page.get_by_placeholder("请输入").fill("定质")
    ask(page)
    report(page, "“定数”也应当算对。")
    (read,) = report_item.reports(stage.house)
    assert (read["item"], read["text"], read["met"]) == ("5s-order-p06", "“定数”也应当算对。", "practice")
    page.get_by_role("button", name="再做一次").click()
    page.get_by_placeholder("请输入").fill("定质")
    ask(page)
    page.get_by_role("button", name="反馈这道题").click()
    page.get_by_label("这道题有什么问题？").fill("再说一次")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".sqm-toast").last).to_contain_text("您已经反馈过这道题")
    assert len(report_item.reports(stage.house)) == 1


def test_a_question_is_reported_from_a_result(sat: Sat) -> None:
    sat.handed_in(wrong)
    sat.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    report(sat.page, "图看不清。")
    until(lambda: bool(report_item.reports(sat.stage.house)))
    (read,) = report_item.reports(sat.stage.house)
    assert read["met"] == "exam"
    assert read["item"] in {item.id for _, item in sat.drawn}
