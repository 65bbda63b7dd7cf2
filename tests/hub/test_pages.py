"""The door as people see it, on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.hub.house import House

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
pytestmark = pytest.mark.browser


def phone(chromium: Browser, language: str) -> Page:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale=language)
    return context.new_page()


@pytest.mark.parametrize(("browser_language", "shown"), [("zh-CN", "登录"), ("en-GB", "Log in"), ("fr", "登录")])
def test_the_first_visit_speaks_the_language_of_the_browser(
    house: House, chromium: Browser, browser_language: str, shown: str
) -> None:
    page = phone(chromium, browser_language)
    page.goto(f"{house.address}/hub/login")
    assert page.inner_text("h1") == shown
    assert page.title().startswith(shown)


def test_switching_keeps_what_was_typed_and_is_remembered(house: House, chromium: Browser) -> None:
    page = phone(chromium, "zh-CN")
    page.goto(f"{house.address}/hub/login")
    page.fill("#username", "00123")
    page.fill("#password", "half typed")
    page.click("#language")
    assert page.inner_text("button.main") == "Log in"
    assert page.input_value("#password") == "half typed"
    page.goto(f"{house.address}/hub/activate")
    assert page.inner_text("h1") == "Set your password"


def test_logging_in_takes_the_language_of_the_person(house: House, chromium: Browser) -> None:
    house.at_home("A-7")
    page = phone(chromium, "zh-CN")
    page.goto(f"{house.address}/hub/login")
    page.fill("#username", "A-7")
    page.fill("#password", "correct horse battery")
    page.click("button.main")
    page.wait_for_url("**/services/pages/home")
    page.goto(f"{house.address}/hub/nothing-here")
    assert page.inner_text("h1") == "This page cannot be opened"


@pytest.mark.parametrize("path", ["login", "activate", "nothing-here"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_everything_fits_a_phone_and_can_be_read(house: House, chromium: Browser, path: str, language: str) -> None:
    page = phone(chromium, language)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "404" not in message.text else None)
    page.goto(f"{house.address}/hub/{path}")
    page.screenshot(path=str(ARTEFACTS / f"door-{path}-{language}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    sizes = "[...document.querySelectorAll('body *')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    assert min(page.evaluate(sizes)) >= 16
    heights = "[...document.querySelectorAll('button, input:not([type=hidden])')].map(e => e.offsetHeight)"
    assert min(page.evaluate(heights)) >= 44
    assert complaints == []
