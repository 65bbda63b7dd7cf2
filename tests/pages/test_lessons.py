"""Lessons: steps, both languages, pictures, drafts."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pages.running import WIDGET, Service, notebook

from sqm_training.pages import prose

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def text(source: str, step: int, lang: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {"sqm": {"step": step, "lang": lang}}, "source": source}


def example(source: str, lang: str, title: str, post: str) -> dict[str, Any]:
    made = text(source, 1, lang)
    made["metadata"]["sqm"] |= {"posts": [post], "title": title}
    return made


def code(source: str, step: int) -> dict[str, Any]:
    about = {"cell_type": "code", "metadata": {"sqm": {"step": step}}, "execution_count": None, "outputs": []}
    return about | {"source": source}


@pytest.fixture(scope="module")
def lesson(service: Service) -> Iterator[str]:
    """A published lesson and a draft of it."""
    about = {
        "course": "5s",
        "lesson": "01-sort",
        "version": 1,
        "minutes": 8,
        "steps": 3,
        "next": "02-order",
        "title": {"zh": "整理：要与不要", "en": "Sort"},
        "goal": {"zh": "分清要与不要", "en": "Tell needed from unneeded"},
        "course_title": {"zh": "5S 基础", "en": "5S basics"},
    }
    cells = (
        text("## 十一分钟\n\n周一早上 <b>raw</b>", 0, "zh"),
        text("## Eleven minutes\n\nMonday <b>raw</b>", 0, "en"),
        text("![工位](img/bay.svg)\n\n*周一早上的5号工位*", 0, "zh"),
        text("![bay](img/bay.svg)\n\n*Bay 5*", 0, "en"),
        text("第二步", 1, "zh"),
        example("看工单", "zh", "车间里", "technician"),
        example("看库存", "zh", "仓库里", "parts_specialist"),
        text("step two", 1, "en"),
        code(WIDGET, 1),
        text("第三步", 2, "zh"),
        text("step three", 2, "en"),
    )
    for version in ("1", "draft"):
        folder = service.state / "published" / "5s" / version
        notebook(folder / "01-sort.ipynb", *cells, sqm=about)
        (folder / "img").mkdir(exist_ok=True)
        (folder / "img" / "bay.svg").write_text(SVG)
        (folder / "img" / "secret.yaml").write_text("canary: 1")
        (folder / "secret.svg").write_text("canary outside img")
    service.town.notebooks = {"course/5s/01-sort": "5s/1/01-sort.ipynb", "preview/5s/01-sort": "5s/draft/01-sort.ipynb"}
    yield "courses/5s/01-sort"
    service.town.notebooks = {}


@pytest.fixture
def learner(service: Service) -> httpx.Client:
    return service.visitor("p-li")


def test_a_lesson_is_steps_in_both_languages(learner: httpx.Client, lesson: str) -> None:
    page = learner.get(lesson).text
    assert re.findall(r'<section class="sqm-step" data-step="(\d)"', page) == ["0", "1", "2"]
    assert page.count("</section>") == 3
    assert '<div class="sqm-prose" lang="zh-CN">' in page
    assert "整理：要与不要" in page
    assert "Tell needed from unneeded" in page
    assert 'data-course="5s" data-lesson="01-sort" data-next="02-order"' in page


def test_the_example_of_ones_own_post_is_open_and_others_are_folded(learner: httpx.Client, lesson: str) -> None:
    page = learner.get(lesson).text
    own, other = (page[: page.index(title)].rpartition("<details")[2] for title in ("车间里", "仓库里"))
    assert " open" in own
    assert " open" not in other


def test_a_lesson_shows_no_raw_markup(learner: httpx.Client, lesson: str) -> None:
    page = learner.get(lesson).text
    assert "<b>raw</b>" not in page
    assert "&lt;b&gt;raw&lt;/b&gt;" in page


def test_a_figure_has_its_caption_and_its_courses_own_picture(learner: httpx.Client, lesson: str) -> None:
    page = learner.get(lesson).text
    figure = '<figure><img src="/services/pages/pictures/5s/1/bay.svg" alt="工位" loading="lazy">'
    assert figure + "<figcaption><em>" not in page
    assert figure + "<figcaption>周一早上的5号工位</figcaption></figure>" in page


def test_pictures_come_without_the_power_to_run(learner: httpx.Client, lesson: str) -> None:
    learner.get(lesson)
    answer = learner.get("pictures/5s/1/bay.svg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [
        "pictures/5s/1/secret.yaml",
        "pictures/5s/1/01-sort.ipynb",
        "pictures/5s/1/..%2fsecret.svg",
        "pictures/5s/1/%2e%2e%2fsecret.svg",
        "pictures/5s/2/bay.svg",
        "pictures/..%2f5s/1/bay.svg",
        "pictures/5s/draft/bay.svg",
        "courses/5s/img/bay.svg",
        "courses/5s/01-sort.ipynb",
        "courses/5s/1/01-sort.ipynb",
    ],
)
def test_only_a_versions_pictures_are_given(learner: httpx.Client, lesson: str, address: str) -> None:
    assert lesson
    answer = learner.get(address)
    assert answer.status_code == 404
    assert b"canary" not in answer.content


def test_a_drafts_pictures_are_for_who_may_open_it(service: Service, lesson: str) -> None:
    author, other = service.visitor("p-wang"), service.visitor("p-li")
    assert author.get("preview/5s/01-sort").status_code == 200
    assert author.get("pictures/5s/draft/bay.svg").status_code == 200
    assert other.get("pictures/5s/draft/bay.svg").status_code == 404
    assert lesson


def test_records_decide_which_notebook_a_lesson_is(service: Service, learner: httpx.Client, lesson: str) -> None:
    told = dict(service.town.notebooks)
    for wrong in ("../apps/home.ipynb", "/etc/passwd", "5s/1/img/bay.svg", "other/1/01-sort.ipynb", "5s/01-sort.ipynb"):
        service.town.notebooks = {"course/5s/01-sort": wrong}
        assert learner.get(lesson).status_code == 404
    service.town.notebooks = {}
    assert learner.get(lesson).status_code == 404
    service.town.notebooks = told
    assert learner.get(lesson).status_code == 200


def test_the_kernel_is_told_course_and_lesson(service: Service, learner: httpx.Client, lesson: str) -> None:
    learner.get(lesson)
    assert service.town.asked_for("/services/records/api/grants")[-1][2] == {
        "page": "course",
        "params": {"course": "5s", "lesson": "01-sort"},
    }


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img"),
        ("[x](javascript:alert(1))", "x"),
        ("[x](data:text/html,<b>)", "x"),
        ("![x](https://elsewhere.example/p.png)", "x"),
        ("![x](../../secret.svg)", "x"),
        ("![x](img/../secret.svg)", "x"),
        ('![" onload="alert(1)](img/a.svg)', "&quot; onload"),
        ('[x](https://a.example "t" onclick="y")', "x"),
    ],
)
def test_a_text_cannot_smuggle_markup(typed: str, shown: str) -> None:
    made = prose.html(typed, "/pictures")
    assert shown in made
    assert not re.search(r"<(?!/?(?:p|em|a|img|strong|figure|figcaption)\b)", made)
    assert not re.search(r"<[^>]*\s(?:on\w+|src=\"(?!/pictures/))", made.replace("&quot; onload=&quot;", "")), made
    assert "javascript:" not in made


def test_tables_and_emphasis_are_kept() -> None:
    made = prose.html("| a | b |\n|---|---|\n| **1** | 2 |\n", "")
    assert "<table>" in made
    assert "<strong>1</strong>" in made
