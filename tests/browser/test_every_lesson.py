"""Every shipped lesson runs behind a real page, and opens in both languages on a phone.

`make test` opens the first lesson of a few courses; the others are only run, and laboratories are seen among the pages.
`make check-content` opens all of them, step by step.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import LOCALES, PHONE
from browser.group import Group
from browser.look import CHINESE, Eye, Watch
from browser.visitor import PAGES, Visitor
from playwright.sync_api import Browser, Page, expect

from sqm_training.domain.course import Course, Lesson, Prose
from sqm_training.locale import LANGUAGES, text
from tests.shipped.content import course, course_names

pytestmark = pytest.mark.browser

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
ALL = bool(os.environ.get("SQM_FULL"))
EACH = 6  # of so many courses one is opened
WAIT = 20_000  # milliseconds until every widget of a lesson has drawn itself


@pytest.fixture(scope="module")
def reader(group: Group, chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone who may learn."""
    context = chromium.new_context(**PHONE, locale=LOCALES["zh"], base_url=group.address)
    visitor = Visitor(group, context.new_page(), "zh", True).log_in("00086")
    yield visitor
    context.close()


@pytest.fixture(scope="module")
def eye(group: Group) -> Eye:
    """Who knows that English lessons name Chinese terms."""
    eye = Eye(group)
    lessons = [lesson for name in course_names() for lesson in course(name).lessons]
    prose = [block.text.en for lesson in lessons for block in lesson.blocks if isinstance(block, Prose)]
    eye.own += [term for words in prose for term in CHINESE.findall(words)]
    eye.own.sort(key=len, reverse=True)
    return eye


def to_do(lesson: Lesson) -> int:
    return sum(block.kind in ("exercise", "check") for block in lesson.blocks)


def is_opened(course: Course, lesson: Lesson) -> bool:
    return ALL or (lesson is course.lessons[0] and course_names().index(course.id) % EACH == 0)


@pytest.mark.parametrize("name", course_names())
def test_every_lesson_runs(reader: Visitor, name: str) -> None:
    for lesson in course(name).lessons:
        if not is_opened(course(name), lesson):
            page = reader.page.request.get(f"{PAGES}courses/{name}/{lesson.id}").text()
            assert page.count('class="sqm-widget"') == to_do(lesson), lesson.id
            assert text("common.part_failed", "zh") not in page, lesson.id


@pytest.mark.parametrize("name", course_names())
def test_lessons_open_in_both_languages_on_a_phone(reader: Visitor, eye: Eye, name: str) -> None:
    for lesson in (one for one in course(name).lessons if is_opened(course(name), one)):
        page, wrong = reader.page.context.new_page(), list[str]()
        watch = Watch(page, reader.group.address)
        page.goto(f"{PAGES}courses/{name}/{lesson.id}")
        expect(page.locator(".sqm-widget:not(:empty)")).to_have_count(to_do(lesson), timeout=WAIT)
        visitor = Visitor(reader.group, page, reader.language, True)
        for language in LANGUAGES:
            visitor.speak(language)
            for step in range(len(lesson.steps)) if ALL else (0,):
                wrong += [f"{language} {step}: {one}" for one in seen(page, eye, visitor, step)]
        page.close()
        assert wrong + watch.errors + watch.strangers == [], lesson.id


def seen(page: Page, eye: Eye, visitor: Visitor, step: int) -> list[str]:
    """What is wrong with one step on the screen; its picture is kept where all are looked at."""
    page.evaluate("step => { location.hash = step }", step)
    expect(page.locator(f'.sqm-step[data-step="{step}"]')).to_be_visible()
    found = eye.faults(page, visitor.language)
    if ALL:
        ARTEFACTS.mkdir(exist_ok=True)
        name = page.url.rpartition("courses/")[2].partition("#")[0].replace("/", "-")
        page.screenshot(path=ARTEFACTS / f"lesson-{name}-{step}-{visitor.language}.png", full_page=True)
    return found
