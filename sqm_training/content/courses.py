"""Courses: `course.yaml` and one MyST file per lesson, both languages in it. All faults at once."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sqm_training.content import pictures
from sqm_training.content.reading import Entry, built, called_as, document, faults_of, list_of, parsed, text
from sqm_training.domain.course import (
    Block,
    Check,
    Course,
    CourseHead,
    LearningPath,
    Lesson,
    LessonHead,
    LessonId,
    Prose,
    Step,
)
from sqm_training.domain.item import Item
from sqm_training.errors import Fault, Faults
from sqm_training.labs import kinds

COURSE, LESSON = TypeAdapter(CourseHead), TypeAdapter(LessonHead)
LESSONS: TypeAdapter[list[str]] = TypeAdapter(list[LessonId])
BLOCK: TypeAdapter[Block] = TypeAdapter(Block)
NEW_STEP = "+++"
PROSE = ("zh", "en")
OPENING = re.compile(r"^(:::+|```+)\{([a-z-]+)\}\s*(.*?)\s*$")
RAW_HTML = re.compile(r"<[a-zA-Z/!?]")
LIVE_LINK = re.compile(r"!\[|\]\((?!\s*(?:https://|#))|\[[^\]]*\]:|javascript:|data:\w+/", re.IGNORECASE)
LIVE_CODE = re.compile(r"^\s*[%!]|HTML|Javascript|IFrame|SVG|display_|get_ipython", re.MULTILINE)
PICTURE = re.compile(r"img/\S+")


@dataclass
class Fence:
    """A fenced block of a lesson as it stands in the file."""

    row: int
    name: str
    argument: str = ""
    lines: list[str] = field(default_factory=list)
    english: "Fence | None" = None  # of a piece of prose, the block after it

    @property
    def body(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass
class Desk:
    """A lesson file being read, and what was found wrong with it so far."""

    folder: Path
    file: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, row: int, column: str = "", **params: Any) -> None:
        self.faults.append(Fault(self.file, f"content.{code}", row, column, params))


def load(folder: Path) -> Course:
    """A course as its files stand. Raises Faults."""
    faults: list[Fault] = []
    cover = document(folder / "course.yaml", faults)
    if cover is None:
        raise Faults(faults)
    faults += called_as(cover, folder.name)
    faults += _card(folder, cover)
    for path in sorted((folder / "img").glob("*")):  # all of them are published, named in a lesson or not
        faults += pictures.faults(folder, f"img/{path.name}", f"img/{path.name}", None)
    head = built(COURSE, _without(cover, "version", "lessons"), faults)
    lessons = [_lesson(folder, name, row, faults) for name, row in _names(cover, faults)]
    if faults or head is None:
        raise Faults(faults)
    return Course(**dict(head), lessons=tuple(lesson for lesson in lessons if lesson))


def paths(file: Path) -> tuple[LearningPath, ...]:
    """The learning paths in a file, lowest grade of each post first; none where there is no such file."""
    return tuple(list_of(TypeAdapter(LearningPath), file, "rung")) if file.exists() else ()


def strays(
    course: Course, items: Collection[Item], competencies: Collection[str], posts: Collection[str]
) -> list[Fault]:
    """What a course names that there is not: practice items of its self-checks, competencies, posts."""
    practice = {item.id for item in items if item.use == "practice"}
    found = [
        Fault("course.yaml", "content.course.competency_unknown", params={"competency": one})
        for one in course.competencies
        if one not in competencies
    ]
    for lesson in course.lessons:
        asked = [name for block in lesson.blocks if isinstance(block, Check) for name in block.items]
        wrong = [("item", name) for name in asked if name not in practice]
        wrong += [("competency", one) for one in lesson.competencies if one not in competencies]
        named = [post for block in lesson.blocks if isinstance(block, Prose) for post in block.posts]
        wrong += [("post", one) for one in named if one not in posts]
        found += [Fault(f"{lesson.id}.md", f"content.course.{what}_unknown", params={what: one}) for what, one in wrong]
    return found


def _without(entry: Entry, *names: str) -> Entry:
    kept = {key: value for key, value in entry.value.items() if key not in names}
    return Entry(entry.file, kept, entry.node, entry.above)


def _card(folder: Path, cover: Entry) -> list[Fault]:
    picture = cover.value.get("picture")
    return pictures.faults(folder, picture, cover.file, cover.row_of(["picture"])) if isinstance(picture, str) else []


def _names(cover: Entry, faults: list[Fault]) -> list[tuple[str, int]]:
    """The lessons of a course, each with the row that names it."""
    listed = cover.value.get("lessons") or []
    try:
        names = LESSONS.validate_python(listed)
    except ValidationError as wrong:
        faults += faults_of(wrong, Entry(cover.file, listed, None, cover.row_of(["lessons"]) - 1))
        return []
    if not names:
        faults.append(Fault(cover.file, "content.missing", cover.row, "lessons", {"name": str(cover.value.get("id"))}))
    for place, name in enumerate(names):
        if name in names[:place]:
            row = cover.row_of(["lessons", place])
            faults.append(Fault(cover.file, "content.twice", row, "lessons", {"name": name}))
    return [(name, cover.row_of(["lessons", place])) for place, name in enumerate(names)]


def _lesson(folder: Path, name: str, named_in: int, faults: list[Fault]) -> Lesson | None:
    desk = Desk(folder, f"{name}.md")
    if not (folder / desk.file).is_file():
        faults.append(Fault("course.yaml", "content.lesson.missing", named_in, "lessons", {"lesson": desk.file}))
        return None
    source = text(folder / desk.file, desk.faults)
    lesson = _read(source.splitlines(), name, desk) if source is not None else None
    faults += desk.faults
    return lesson


def _read(source: list[str], name: str, desk: Desk) -> Lesson | None:
    head, start = _head(source, desk)
    steps: list[list[Block]] = [[]]
    for fence in _paired(_fences(source, start, desk), desk):
        if fence.name == NEW_STEP:
            steps.append([])
        elif (block := _block(fence, desk)) is not None:
            steps[-1].append(block)
    _once([block.id for step in steps for block in step if block.kind == "exercise"], desk)
    if head is None or desk.faults:
        return None
    filled = tuple(Step(blocks=tuple(blocks)) for blocks in steps if blocks)
    if not filled:
        desk.fault("lesson.empty", start)
        return None
    return Lesson(**dict(head), id=name, steps=filled)


def _head(source: list[str], desk: Desk) -> tuple[LessonHead | None, int]:
    """The YAML between the first two `---` lines, and where the text begins."""
    marks = [number for number, line in enumerate(source) if line.rstrip() == "---"]
    if marks[:1] != [0] or len(marks) < 2:
        desk.fault("lesson.no_head", 1)
        return None, 0
    entry = parsed("\n".join(source[1 : marks[1]]), desk.file, 1, desk.faults)
    return built(LESSON, entry, desk.faults) if entry else None, marks[1] + 1


def _fences(source: list[str], start: int, desk: Desk) -> Iterator[Fence]:
    """Fenced blocks and step marks in order; anything else between them is a fault."""
    fence: Fence | None = None
    marker = ""
    for row, line in enumerate(source[start:], start + 1):
        found = OPENING.match(line)
        if fence is not None and line.strip() == marker:
            yield fence
            fence = None
        elif fence is not None and not (found and found[1] == marker):
            fence.lines.append(line)
        elif found:
            if fence is not None:
                desk.fault("lesson.not_closed", fence.row)
            marker, fence = found[1], Fence(row, found[2], found[3])
        elif line.strip() == NEW_STEP:
            yield Fence(row, NEW_STEP)
        elif line.strip():
            desk.fault("lesson.stray", row, line=line.strip()[:40])
    if fence is not None:
        desk.fault("lesson.not_closed", fence.row)


def _paired(fences: Iterator[Fence], desk: Desk) -> Iterator[Fence]:
    """A Chinese block and the English one after it become one piece of prose."""
    chinese: Fence | None = None
    for fence in fences:
        if fence.name in PROSE:
            _refuse_live(fence, desk)
        if chinese is not None and fence.name == "en":
            if chinese.argument.split()[:1] != fence.argument.split()[:1]:
                desk.fault("lesson.other_posts", fence.row, posts=chinese.argument)
            yield replace(chinese, english=fence)
            chinese = None
            continue
        if chinese is not None or fence.name == "en":
            alone = chinese or fence
            desk.fault("lesson.no_twin", alone.row, "en" if alone.name == "zh" else "zh")
        chinese = fence if fence.name == "zh" else None
        if fence.name not in PROSE:
            yield fence
    if chinese is not None:
        desk.fault("lesson.no_twin", chinese.row, "en")


def _refuse_live(fence: Fence, desk: Desk) -> None:
    for row, line in enumerate(fence.lines, fence.row + 1):
        if RAW_HTML.search(line) or LIVE_LINK.search(line):
            desk.fault("lesson.unsafe", row, line=line.strip()[:40])


def _block(fence: Fence, desk: Desk) -> Block | None:
    if fence.name == "zh" and fence.english:
        value: dict[str, Any] = _prose(fence, fence.english)
    elif fence.name == "figure":
        value = _figure(fence, desk)
    elif fence.name == "check":
        value = {"kind": "check", "items": fence.argument.split()}
    elif fence.name == "exercise":
        value = {"kind": "exercise", "id": fence.argument, "spec": _spec(fence, desk)}
    elif fence.name == "code-cell":
        value = _code(fence, desk)
    else:
        desk.fault("lesson.unknown_block", fence.row, block=fence.name)
        return None
    return built(BLOCK, Entry(desk.file, value, None, fence.row - 1), desk.faults)


def _prose(chinese: Fence, english: Fence) -> dict[str, Any]:
    """Text for everybody, or `{zh} technician,dispatcher 车间里`: an example for these posts under a title."""
    value: dict[str, Any] = {"kind": "prose", "text": {"zh": chinese.body, "en": english.body}}
    if not chinese.argument:
        return value
    posts, _, title = chinese.argument.partition(" ")
    titles = {"zh": title.strip(), "en": english.argument.partition(" ")[2].strip()}
    return value | {"posts": posts.split(","), "title": titles}


def _figure(fence: Fence, desk: Desk) -> dict[str, Any]:
    _refuse_live(fence, desk)
    desk.faults += pictures.faults(desk.folder, fence.argument, desk.file, fence.row)
    found = (re.match(r"^:([a-z-]+):\s*(.*)$", line) for line in fence.lines)
    said = {match[1]: match[2].strip() for match in found if match}
    value: dict[str, Any] = {"kind": "figure", "file": fence.argument}
    for name in ("alt", "caption"):
        words = {language: said.pop(f"{name}-{language}", "") for language in PROSE}
        if any(words.values()) or name == "alt":
            value[name] = words
    return value | said


def _code(fence: Fence, desk: Desk) -> dict[str, Any]:
    if fence.argument != "python" or LIVE_CODE.search(fence.body):
        desk.fault("lesson.unsafe", fence.row, line=fence.argument or "{code-cell}")
    return {"kind": "code", "source": fence.body}


def _spec(fence: Fence, desk: Desk) -> dict[str, Any]:
    """An exercise as it stands, once it is known to be one and its pictures are there."""
    entry = parsed("\n".join(fence.lines), desk.file, fence.row, desk.faults)
    if entry is None:
        return {}
    try:
        kinds.read(entry.value)
    except ValidationError as wrong:
        desk.faults += faults_of(
            wrong, Entry(entry.file, entry.value | {"id": fence.argument}, entry.node, entry.above)
        )
    for path, file in _pictures(entry.value):
        desk.faults += pictures.faults(desk.folder, file, desk.file, entry.row_of(path))
    spec: dict[str, Any] = entry.value
    return spec


def _pictures(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every picture an exercise names, with the way to it."""
    if isinstance(value, str) and PICTURE.fullmatch(value):
        yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inside:
        yield from _pictures(part, (*path, step))


def _once(names: list[str], desk: Desk) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        desk.fault("twice", 1, "exercise", name=name)
