from pathlib import Path

import pytest

from sqm_training.content import courses
from sqm_training.domain.course import Course
from sqm_training.domain.text import Text
from sqm_training.errors import Fault, Faults
from tests.content.test_banks import DRAWING
from tests.domain.items import item

COVER = """id: demo
version: 1
title: {zh: 演示, en: Demo}
summary: {zh: 一段话, en: A few words}
minutes: 10
picture: img/bay.svg
audience: [technician]
competencies: [C3.3-01]
lessons: [01-sort]
"""
HEAD = """---
title: {zh: 整理, en: Sort}
minutes: 5
competencies: [C3.3-01]
goal: {zh: 会整理, en: Can sort}
---
"""
PROSE = """:::{zh}
## 要与不要

只问一句话。[国标](https://example.org/gb)
:::
:::{en}
## Needed or not

Ask one question. [Standard](https://example.org/gb)
:::
"""
FIGURE = """:::{figure} img/bay.svg
:alt-zh: 工位
:alt-en: A bay
:caption-zh: 周一早上
:caption-en: Monday morning
:::
"""
EXERCISE = """```{exercise} sort-bay
kind: sort
task: {zh: 怎么定, en: What happens}
bins:
  - {id: keep, text: {zh: 留下, en: Stays}}
  - {id: tag, text: {zh: 红牌, en: Red tag}}
things:
  - {id: nut, picture: img/bay.svg, text: {zh: 螺母, en: Nut}, bin: keep, why: {zh: 要用, en: Needed}}
  - {id: rag, picture: img/bay.svg, text: {zh: 抹布, en: Rag}, bin: tag, why: {zh: 不用, en: Not needed}}
```
"""
CHECK = """```{check} t-single t-order
```
"""
CODE = """```{code-cell} python
print(6 * 7)
```
"""
WHOLE = HEAD + PROSE + FIGURE + "\n+++\n" + EXERCISE + CHECK + "+++\n" + CODE


def write(folder: Path, lesson: str = WHOLE, cover: str = COVER) -> Path:
    course = folder / "demo"
    (course / "img").mkdir(parents=True, exist_ok=True)
    (course / "img" / "bay.svg").write_text(DRAWING)
    (course / "course.yaml").write_text(cover, encoding="utf-8")
    (course / "01-sort.md").write_text(lesson, encoding="utf-8")
    return course


def load(folder: Path, lesson: str = WHOLE, cover: str = COVER) -> Course:
    return courses.load(write(folder, lesson, cover))


def faults_of(folder: Path, lesson: str = WHOLE, cover: str = COVER) -> list[Fault]:
    with pytest.raises(Faults) as wrong:
        load(folder, lesson, cover)
    return wrong.value.faults


def codes_of(folder: Path, lesson: str = WHOLE, cover: str = COVER) -> list[str]:
    return [fault.code.removeprefix("content.") for fault in faults_of(folder, lesson, cover)]


def test_a_lesson_is_steps_of_blocks(tmp_path: Path) -> None:
    (lesson,) = load(tmp_path).lessons
    assert lesson.title.zh == "整理"
    assert [[block.kind for block in step.blocks] for step in lesson.steps] == [
        ["prose", "figure"],
        ["exercise", "check"],
        ["code"],
    ]


def test_blocks_carry_both_languages(tmp_path: Path) -> None:
    prose, figure, exercise, check, _ = load(tmp_path).lessons[0].blocks
    assert prose.kind == "prose"
    assert prose.text.zh.startswith("## 要与不要")
    assert prose.text.en.startswith("## Needed or not")
    assert figure.kind == "figure"
    assert figure.caption is not None
    assert (figure.file, figure.alt.en, figure.caption.zh) == ("img/bay.svg", "A bay", "周一早上")
    assert exercise.kind == "exercise"
    assert (exercise.id, exercise.spec["kind"]) == ("sort-bay", "sort")
    assert check.kind == "check"
    assert check.items == ("t-single", "t-order")


EXAMPLE = """:::{zh} technician,dispatcher 车间里
看一眼工单。
:::
:::{en} technician,dispatcher In the workshop
Look at the order.
:::
"""


def test_an_example_says_for_which_posts_it_is(tmp_path: Path) -> None:
    prose = load(tmp_path, WHOLE + EXAMPLE).lessons[0].blocks[-1]
    assert prose.kind == "prose"
    assert prose.posts == ("technician", "dispatcher")
    assert prose.title == Text(zh="车间里", en="In the workshop")
    assert prose.text.en == "Look at the order."


def test_an_example_for_a_post_there_is_not_is_astray(tmp_path: Path) -> None:
    course = load(tmp_path, HEAD + PROSE + EXAMPLE)
    (fault,) = courses.strays(course, [], {"C3.3-01"}, {"technician"})
    assert (fault.code, fault.params) == ("content.course.post_unknown", {"post": "dispatcher"})


def test_code_shown_in_prose_is_prose(tmp_path: Path) -> None:
    shown = PROSE.replace("Ask one", "```\n+++\n```\nAsk one")
    assert len(load(tmp_path, HEAD + shown).lessons[0].steps) == 1


@pytest.mark.parametrize(
    "words",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<!-- hidden -->",
        "![picture](https://example.org/a.png)",
        "![picture](img/bay.svg)",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](data:text/html,x)",
        "[click](&#106;avascript:alert(1))",
        "[click](http://example.org)",
        "[click](",
        "> [ref]: javascript:alert(1)",
        "<https://example.org>",
        "<javascript:alert(1)>",
    ],
)
@pytest.mark.parametrize("language", ["一句话", "one question"])
def test_html_script_pictures_and_doubtful_links_are_refused_in_their_row(
    tmp_path: Path, words: str, language: str
) -> None:
    lesson = HEAD + PROSE.replace(language, f"\n{words}\n")
    (fault,) = faults_of(tmp_path, lesson)
    assert fault.code == "content.lesson.unsafe"
    assert lesson.splitlines()[(fault.row or 0) - 1] == words


@pytest.mark.parametrize(
    "words",
    [
        "误差 < 5 mm",
        "n < k",
        "a <- b",
        "三包（2 年）",
        "the data: three rows",
        "- [ ] 待办",
        "真的![是]".replace("!", "！"),
    ],
)
def test_ordinary_writing_is_let_through(tmp_path: Path, words: str) -> None:
    assert load(tmp_path, HEAD + PROSE.replace("一句话", words))


def test_captions_keep_to_the_same_rules(tmp_path: Path) -> None:
    assert codes_of(tmp_path, HEAD + PROSE + FIGURE.replace("Monday", "<i>Monday</i>")) == ["lesson.unsafe"]


@pytest.mark.parametrize("code", ["%%html\n<b>x</b>", "!rm -rf", "from IPython.display import HTML", "display_html(x)"])
def test_code_that_writes_into_the_page_is_refused(tmp_path: Path, code: str) -> None:
    assert codes_of(tmp_path, HEAD + CODE.replace("print(6 * 7)", code)) == ["lesson.unsafe"]


@pytest.mark.parametrize(
    "file", ["https://example.org/a.svg", "../secret.svg", "img/gone.svg", "course.yaml", "img/../course.yaml"]
)
def test_figures_lie_in_the_courses_own_folder(tmp_path: Path, file: str) -> None:
    assert codes_of(tmp_path, HEAD + PROSE + FIGURE.replace("img/bay.svg", file)) == ["picture.missing"]


def test_a_picture_nobody_names_is_checked_too_for_it_is_published(tmp_path: Path) -> None:
    course = write(tmp_path)
    (course / "img" / "other.svg").write_text(DRAWING.replace("<rect", '<rect onclick="1"'))
    with pytest.raises(Faults) as wrong:
        courses.load(course)
    assert [(fault.file, fault.code) for fault in wrong.value.faults] == [("img/other.svg", "content.picture.unsafe")]


@pytest.mark.parametrize(
    ("lesson", "codes"),
    [
        (HEAD + ":::{zh}\n只有中文\n:::\n", ["lesson.no_twin"]),
        (HEAD + ":::{en}\nEnglish only\n:::\n", ["lesson.no_twin"]),
        (HEAD + ":::{zh}\n一\n:::\n+++\n:::{en}\nOne\n:::\n", ["lesson.no_twin", "lesson.no_twin"]),
        (HEAD + ":::{zh} technician 车间\n一\n:::\n:::{en} cashier Till\nOne\n:::\n", ["lesson.other_posts"]),
        (HEAD + PROSE + "stray words\n", ["lesson.stray"]),
        (HEAD + ":::{zh}\n没有关上\n", ["lesson.not_closed"]),
        (HEAD + ":::{note} x\nwords\n:::\n" + PROSE, ["lesson.unknown_block"]),
        (HEAD + PROSE + FIGURE.replace(":alt-en: A bay\n", ""), ["missing"]),
        (HEAD + PROSE + FIGURE.replace(":alt-en:", ":alt-fr:"), ["missing", "extra_forbidden"]),
        (HEAD + PROSE + "```{check}\n```\n", ["invalid"]),
        (HEAD + EXERCISE + EXERCISE, ["twice"]),
        (HEAD + EXERCISE.replace("bin: keep", "bin: nowhere"), ["invalid"]),
        (HEAD, ["lesson.empty"]),
        (PROSE, ["lesson.no_head", *["lesson.stray"] * 0]),
        (HEAD.replace("minutes: 5", "minutes: 500") + PROSE, ["invalid"]),
        (HEAD.replace(", en: Can sort", "") + PROSE, ["missing"]),
    ],
)
def test_what_is_wrong_with_a_lesson_is_told(tmp_path: Path, lesson: str, codes: list[str]) -> None:
    assert codes_of(tmp_path, lesson) == codes


def test_a_block_left_open_is_named_by_its_own_row(tmp_path: Path) -> None:
    lesson = HEAD + PROSE.replace("[国标](https://example.org/gb)\n:::", "")
    faults = faults_of(tmp_path, lesson)
    assert ("content.lesson.not_closed", 7) in [(fault.code, fault.row) for fault in faults]


def test_a_fault_in_an_exercise_is_placed_in_its_row(tmp_path: Path) -> None:
    lesson = HEAD + PROSE + EXERCISE.replace("why: {zh: 不用, en: Not needed}", "why: {zh: 不用}")
    (fault,) = faults_of(tmp_path, lesson)
    assert (fault.code, fault.column) == ("content.missing", "things.1.why.en")
    assert "rag" in lesson.splitlines()[(fault.row or 0) - 1]


def test_a_comma_that_splits_a_sentence_is_found(tmp_path: Path) -> None:
    lesson = HEAD + PROSE + EXERCISE.replace("en: Not needed", "en: Old, and not needed")
    assert codes_of(tmp_path, lesson) == ["extra_forbidden"]


def test_a_picture_in_an_exercise_must_be_there(tmp_path: Path) -> None:
    lesson = HEAD + PROSE + EXERCISE.replace("{id: rag, picture: img/bay.svg", "{id: rag, picture: img/gone.svg")
    (fault,) = faults_of(tmp_path, lesson)
    assert (fault.code, fault.params["picture"]) == ("content.picture.missing", "img/gone.svg")
    assert "gone" in lesson.splitlines()[(fault.row or 0) - 1]


def test_faults_of_all_lessons_and_of_the_cover_come_at_once(tmp_path: Path) -> None:
    course = write(
        tmp_path,
        HEAD + "stray\n",
        COVER.replace("minutes: 10", "minutes: 0").replace("01-sort]", "01-sort, 02-more, 03-gone]"),
    )
    (course / "02-more.md").write_text(PROSE, encoding="utf-8")
    with pytest.raises(Faults) as wrong:
        courses.load(course)
    assert {(fault.file, fault.code) for fault in wrong.value.faults} == {
        ("course.yaml", "content.invalid"),
        ("01-sort.md", "content.lesson.stray"),
        ("02-more.md", "content.lesson.no_head"),
        ("course.yaml", "content.lesson.missing"),
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("id: demo", "id: other"), "id_not_file"),
        (("[01-sort]", "[../01-sort]"), "invalid"),
        (("[01-sort]", "01-sort"), "invalid"),
        (("[01-sort]", "[01-sort, 01-sort]"), "twice"),
        (("[01-sort]", "[]"), "missing"),
        (("audience: [technician]", "audiance: [technician]"), "extra_forbidden"),
        (("picture: img/bay.svg", "picture: img/gone.svg"), "picture.missing"),
    ],
)
def test_what_is_wrong_with_a_cover_is_told(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    assert codes_of(tmp_path, cover=COVER.replace(*change)) == [code]


def test_a_course_names_only_what_there_is(tmp_path: Path) -> None:
    course = load(tmp_path)
    practice = [item("single", use="practice"), item("order", use="practice")]
    assert courses.strays(course, practice, {"C3.3-01"}, set()) == []
    found = courses.strays(course, [item("single"), *practice[1:]], {"C1.0-01"}, set())
    assert [(fault.file, fault.code) for fault in found] == [
        ("course.yaml", "content.course.competency_unknown"),
        ("01-sort.md", "content.course.item_unknown"),
        ("01-sort.md", "content.course.competency_unknown"),
    ]
