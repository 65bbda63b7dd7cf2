"""The frame of every page in a real browser: widgets, language, steps, banner, weight, reach."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages.running import Service, notebook, start
from pages.town import Town
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

CONTROLS = """
import ipywidgets
slider, told = ipywidgets.IntSlider(value=3), ipywidgets.Label(value="untouched")
slider.observe(lambda change: setattr(told, "value", f"heard {change.new}"), "value")
ipywidgets.VBox([slider, told])
"""
PRODUCT = "from sqm_training.widgets import certificates; certificates.show()"
FOREIGN = """
import anywidget
class Foreign(anywidget.AnyWidget):
    _esm = "window.PWNED = 1; export default {render({el}) {el.textContent = 'foreign'}}"
    _css = "body {display: none}"
Foreign()
"""
LATER = """
import anywidget, ipywidgets
button, place = ipywidgets.Button(description="more"), ipywidgets.VBox()
class Foreign(anywidget.AnyWidget):
    _esm = "window.PWNED = 1; export default {render({el}) {el.textContent = 'foreign'}}"
button.on_click(lambda _: setattr(place, "children", [Foreign()]))
ipywidgets.VBox([button, place])
"""
MARKUP = """
import ipywidgets
ipywidgets.HTML("<img src=x onerror='window.PWNED = 1'><script>window.PWNED = 1</script>shown")
"""
PHONE = {"width": 360, "height": 740}
WEIGHT = 400_000  # bytes a first visit may load beside fonts


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    state, town = tmp_path_factory.mktemp("house"), Town()
    for name, cell in {
        "learn": CONTROLS,
        "certificates": PRODUCT,
        "foreign": FOREIGN,
        "later": LATER,
        "html": MARKUP,
    }.items():
        notebook(state / "apps" / f"{name}.ipynb", cell)
    lesson(state / "published" / "5s" / "1" / "01-sort.ipynb")
    town.notebooks = {"course/5s/01-sort": "5s/1/01-sort.ipynb", "preview/5s/01-sort": "5s/1/01-sort.ipynb"}
    running = start(state, town)
    time.sleep(2)  # until kernels come warm
    yield running
    running.stop()
    town.close()


def lesson(path: Path) -> None:
    def cell(step: int, lang: str, source: str) -> dict[str, Any]:
        return {"cell_type": "markdown", "metadata": {"sqm": {"step": step, "lang": lang}}, "source": source}

    steps = [cell(n, lang, f"## {word} {n}") for n in range(3) for lang, word in (("zh", "步骤"), ("en", "Part"))]
    about = {"course": "5s", "lesson": "01-sort", "steps": 3, "title": {"zh": "整理", "en": "Sort"}}
    notebook(path, *steps, sqm=about)


@pytest.fixture
def page(house: Service, chromium: Browser) -> Iterator[Page]:
    """A phone in the hands of p-li; what its browser complains about fails the test."""
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    opened = context.new_page()
    house.town.at_the_door = "p-li"
    house.town.seen_steps.clear()

    def records(route: Route) -> None:
        """The two services are neighbours on one address only behind the real proxy."""
        route.continue_(url=house.town.url + re.sub(r"^https?://[^/]+", "", route.request.url))

    context.route("**/services/records/**", records)
    yield opened
    context.close()


def complaints(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


# ---------------------------------------------------------------- widgets


def test_a_control_speaks_with_its_kernel(house: Service, page: Page) -> None:
    heard = complaints(page)
    page.goto(house.url + "learn")
    expect(page.get_by_text("untouched")).to_be_visible()
    page.get_by_role("slider").press("ArrowRight")
    expect(page.get_by_text("heard 4")).to_be_visible()
    assert heard == []


def test_a_widget_of_the_product_is_drawn(house: Service, page: Page) -> None:
    heard = complaints(page)
    page.goto(house.url + "certificates")
    expect(page.locator(".sqm-certificates h1")).to_be_visible()
    assert heard == []


@pytest.mark.parametrize("name", ["foreign", "later", "html"])
def test_a_page_runs_no_code_that_a_kernel_brings(house: Service, page: Page, name: str) -> None:
    page.goto(house.url + name)
    if name == "later":
        page.get_by_role("button", name="more").click()
    if name == "foreign":
        expect(page.locator("#sqm-banner")).to_contain_text("请重新加载")
    if name == "html":
        expect(page.get_by_text("shown")).to_be_attached()
    page.wait_for_timeout(700)
    assert page.evaluate("window.PWNED") is None
    assert "foreign" not in page.inner_text("main")
    assert page.locator("body").is_visible()


def test_a_page_that_is_left_lets_its_kernel_go(house: Service, page: Page) -> None:
    page.goto(house.url + "learn")
    expect(page.get_by_text("untouched")).to_be_visible()
    address = page.locator("#sqm-kernel").get_attribute("data-address")
    assert address
    page.goto("about:blank")
    page.wait_for_timeout(500)
    page.goto(house.url + "certificates")
    assert page.request.get(house.url.replace("/services/pages/", address)).status == 404


def test_a_page_may_say_that_its_kernel_is_done(house: Service, page: Page) -> None:
    page.goto(house.url + "learn")
    expect(page.get_by_text("untouched")).to_be_visible()
    address = house.url.replace("/services/pages/", page.locator("#sqm-kernel").get_attribute("data-address") or "")
    page.evaluate("window.dispatchEvent(new Event('sqm:kernel-done'))")
    page.wait_for_timeout(500)
    assert page.request.get(address).status == 404
    expect(page.locator("#sqm-banner")).to_be_hidden()


# ---------------------------------------------------------------- language


def test_the_language_changes_on_the_spot_and_is_kept(house: Service, page: Page) -> None:
    page.goto(house.url + "learn")
    menu = page.locator(".sqm-menu")
    expect(menu).to_contain_text("课程")
    page.evaluate("window.addEventListener('sqm:language', (event) => (window.told = event.detail))")
    with page.expect_request("**/me/language") as put:
        page.locator("[data-language]").click()
    assert put.value.post_data_json == {"language": "en"}
    expect(menu.get_by_text("Courses")).to_be_visible()
    expect(menu.get_by_text("课程")).to_be_hidden()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("window.told") == "en"
    assert page.title() == "Courses · SQM Training"


# ---------------------------------------------------------------- lessons


def test_a_lesson_goes_step_by_step_and_its_place_is_kept(house: Service, page: Page) -> None:
    page.goto(house.url + "courses/5s/01-sort")
    shown = page.locator(".sqm-step:not([hidden])")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("步骤 0")
    expect(page.get_by_role("button", name="上一步")).to_be_disabled()
    page.get_by_role("button", name="下一步").click()
    expect(shown).to_contain_text("步骤 1")
    expect(page.get_by_text("第 2 步，共 3 步")).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.step") == "1"
    page.go_back()
    expect(shown).to_contain_text("步骤 0")
    page.go_forward()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("link", name="完成本课")).to_be_visible()
    assert house.town.seen_steps == [0, 1]

    page.goto(house.url + "courses/5s/01-sort")
    expect(shown).to_contain_text("步骤 2")
    expect(page.get_by_text("已回到您上次学习的位置")).to_be_visible()
    page.get_by_role("link", name="完成本课").click()
    page.wait_for_url("**/learn?course=5s")
    assert house.town.seen_steps == [0, 1, 2]


def test_a_step_seen_without_a_network_is_recorded_later(house: Service, page: Page) -> None:
    page.goto(house.url + "courses/5s/01-sort")
    expect(page.get_by_role("button", name="下一步")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("网络恢复后会自动记录学习进度")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("网络恢复后会自动记录学习进度")).to_be_hidden()
    assert house.town.seen_steps == [0]


def test_a_preview_records_nothing(house: Service, page: Page) -> None:
    page.goto(house.url + "preview/5s/01-sort")
    expect(page.get_by_text("这是草稿预览")).to_be_visible()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步").click()
    assert house.town.seen_steps == []


# ---------------------------------------------------------------- when something is gone


def test_a_page_says_when_its_kernel_is_gone(house: Service, page: Page) -> None:
    page.goto(house.url + "learn")
    expect(page.get_by_text("untouched")).to_be_visible()
    expect(page.locator("#sqm-banner")).to_be_hidden()
    page.evaluate("""async () => {
      const address = document.getElementById("sqm-kernel").dataset.address;
      const token = document.cookie.match(/_xsrf=([^;]*)/)[1];
      await fetch(address, {method: "DELETE", headers: {"X-XSRFToken": token}});
    }""")
    expect(page.locator("#sqm-banner")).to_contain_text("请重新加载", timeout=10_000)
    page.get_by_role("button", name="重新加载").click()
    expect(page.get_by_text("untouched")).to_be_visible()


def test_a_page_says_when_the_network_is_gone_and_when_it_is_back(house: Service, page: Page) -> None:
    page.goto(house.url + "learn")
    expect(page.get_by_text("untouched")).to_be_visible()
    page.context.set_offline(True)
    expect(page.locator("#sqm-banner")).to_contain_text("正在自动重连", timeout=5_000)
    page.context.set_offline(False)
    expect(page.locator("#sqm-banner")).to_be_hidden(timeout=15_000)
    page.get_by_role("slider").press("ArrowRight")
    expect(page.get_by_text("heard 4")).to_be_visible()


# ---------------------------------------------------------------- reach and weight

EVERY = ("certificates", "courses/5s/01-sort", "nosuchpage")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("who", ["p-li", "p-wang"])
def test_nothing_hangs_over_a_small_phones_edge(house: Service, page: Page, name: str, who: str) -> None:
    house.town.at_the_door = who
    page.goto(house.url + name)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    small = page.evaluate("""() => [...document.querySelectorAll("a, button, summary")]
        .filter((each) => each.offsetParent && !each.closest("p, .sqm-skip"))
        .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < 44).map(([words]) => words)""")
    assert small == []
    tiny = page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((each) => each.offsetParent && each.childElementCount === 0 && each.textContent.trim())
        .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 14).map((each) => each.textContent)""")
    assert tiny == []


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("width", [360, 1280])
def test_nobody_is_shut_out(house: Service, page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(house.url + name)
    page.wait_for_timeout(500)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_menu_is_within_reach_of_the_keyboard(house: Service, page: Page) -> None:
    house.town.at_the_door = "p-wang"
    page.goto(house.url + "learn")
    page.keyboard.press("Tab")
    expect(page.locator(".sqm-skip")).to_be_focused()
    more = page.locator(".sqm-more > summary")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sqm-more a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".sqm-more a").first).to_be_hidden()
    expect(more).to_be_focused()


def test_a_first_visit_is_light_and_a_second_lighter(
    house: Service, chromium: Browser, record_property: Callable[[str, object], None]
) -> None:
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    loaded: dict[str, list[Any]] = {}
    session.on("Network.requestWillBeSent", lambda e: loaded.setdefault(e["requestId"], [e["request"]["url"], 0]))
    session.on("Network.loadingFinished", lambda e: loaded[e["requestId"]].__setitem__(1, e["encodedDataLength"]))
    house.town.at_the_door = "p-li"
    weights = []
    for _ in ("first", "second"):
        loaded.clear()
        page.goto(house.url + "certificates")
        expect(page.locator(".sqm-certificates h1")).to_be_visible()
        page.wait_for_timeout(1000)
        sent = [(url, size) for url, size in loaded.values() if size and not url.startswith("data:")]
        fonts = sum(size for url, size in sent if url.endswith(".woff2"))
        weights.append({"bytes": sum(size for _, size in sent) - fonts, "requests": len(sent), "fonts": fonts})
    context.close()
    record_property("page_weight", weights)
    print("page weight:", weights)
    assert weights[0]["bytes"] < WEIGHT
    assert weights[1]["bytes"] < WEIGHT / 10
