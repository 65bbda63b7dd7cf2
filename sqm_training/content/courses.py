"""Courses: `course.yaml` and one MyST file per lesson, both languages in it. All faults at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from sqm_training.content import pictures
from sqm_training.content.reading import built, document
from sqm_training.domain.course import Course, Lesson
from sqm_training.errors import Fault, Faults

COURSE, LESSON = TypeAdapter(Course), TypeAdapter(Lesson)
OPENING = re.compile(r"^(:::+|```+)\{(zh|en|figure|exercise|check|code-cell)\}\s*(.*?)\s*$")
RAW_HTML = re.compile(r"<\s*[a-zA-Z/!?]")
LIVE_LINK = re.compile(r"!\[|\]\(\s*(?!https://|#)", re.IGNORECASE)
NEW_STEP = "+++"


@dataclass
class Fence:
    """A fenced block of a lesson as it stands in the file."""

    row: int
    name: str
    argument: str
    lines: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n".join(self.lines).strip()


def load(folder: Path) -> Course:
    """A course as its files stand. Raises Faults."""
    faults: list[Fault] = []
    head = document(folder / "course.yaml", faults)
    if not isinstance(head, dict):
        raise Faults(faults or [Fault("course.yaml", "content.not_a_mapping", 1)])
    head.pop("version", None)
    lessons = [_lesson(folder, name, faults) for name in head.get("lessons", [])]
    course = None
    if not faults:
        course = built(COURSE, head | {"id": head.get("id"), "lessons": lessons}, "course.yaml", 1, faults)
    if course is None:
        raise Faults(faults)
    return course


def _lesson(folder: Path, name: str, faults: list[Fault]) -> Lesson | None:
    path = folder / f"{name}.md"
    if not path.is_file():
        faults.append(Fault("course.yaml", "content.lesson.missing", params={"lesson": f"{name}.md"}))
        return None
    source = path.read_text(encoding="utf-8").splitlines()
    head, start = _front_matter(source, path.name, faults)
    steps: list[dict[str, Any]] = [{"blocks": []}]
    for part in _fences(source, start, path.name, faults):
        if part.name == NEW_STEP:
            steps.append({"blocks": []})
        else:
            _add(steps[-1]["blocks"], part, folder, path.name, faults)
    steps = [step for step in steps if step["blocks"]]
    _twins(steps, path.name, faults)
    return built(LESSON, head | {"id": name, "steps": steps}, path.name, 1, faults) if not faults else None


def _front_matter(source: list[str], file: str, faults: list[Fault]) -> tuple[dict[str, Any], int]:
    if not source or source[0].strip() != "---" or "---" not in source[1:]:
        faults.append(Fault(file, "content.lesson.no_head", 1))
        return {}, 0
    end = source.index("---", 1)
    try:
        head = yaml.safe_load("\n".join(source[1:end]))
    except yaml.YAMLError as wrong:
        faults.append(Fault(file, "content.yaml", 1, params={"problem": str(wrong)}))
        return {}, end + 1
    return head if isinstance(head, dict) else {}, end + 1


def _fences(source: list[str], start: int, file: str, faults: list[Fault]) -> Iterator[Fence]:
    """Fenced blocks and step marks in order; anything else between them is a fault."""
    open_fence: Fence | None = None
    marker = ""
    for row, line in enumerate(source[start:], start + 1):
        if open_fence is not None:
            if line.strip() == marker:
                yield open_fence
                open_fence = None
            else:
                open_fence.lines.append(line)
        elif found := OPENING.match(line):
            marker, open_fence = found[1], Fence(row, found[2], found[3])
        elif line.strip() == NEW_STEP:
            yield Fence(row, NEW_STEP, "")
        elif line.strip():
            faults.append(Fault(file, "content.lesson.stray", row, params={"line": line.strip()[:40]}))
    if open_fence is not None:
        faults.append(Fault(file, "content.lesson.not_closed", open_fence.row))


def _add(blocks: list[dict[str, Any]], part: Fence, folder: Path, file: str, faults: list[Fault]) -> None:
    if part.name in ("zh", "en"):
        faults.extend(_unsafe(part, file))
        _pair(blocks, part, file, faults)
    elif part.name == "figure":
        blocks.append(_figure(part, folder, file, faults))
    elif part.name == "check":
        blocks.append({"kind": "check", "items": tuple(part.argument.split())})
    elif part.name == "exercise":
        blocks.append(_exercise(part, file, faults))
    else:
        blocks.append({"kind": "code", "source": part.body})


def _unsafe(part: Fence, file: str) -> Iterator[Fault]:
    for offset, line in enumerate(part.lines, 1):
        if RAW_HTML.search(line) or LIVE_LINK.search(line):
            yield Fault(file, "content.lesson.unsafe", part.row + offset, params={"line": line.strip()[:40]})


def _pair(blocks: list[dict[str, Any]], part: Fence, file: str, faults: list[Fault]) -> None:
    """A Chinese block and the English one after it are one piece of prose."""
    if part.name == "zh":
        blocks.append({"kind": "prose", "text": {"zh": part.body}, "row": part.row})
    elif blocks and blocks[-1]["kind"] == "prose" and "en" not in blocks[-1]["text"]:
        blocks[-1]["text"]["en"] = part.body
    else:
        faults.append(Fault(file, "content.lesson.no_twin", part.row, "zh"))


def _twins(steps: list[dict[str, Any]], file: str, faults: list[Fault]) -> None:
    for block in (block for step in steps for block in step["blocks"] if block["kind"] == "prose"):
        row = block.pop("row")
        if "en" not in block["text"]:
            faults.append(Fault(file, "content.lesson.no_twin", row, "en"))


def _options(part: Fence) -> dict[str, str]:
    found = (re.match(r"^:([a-z-]+):\s*(.*)$", line) for line in part.lines)
    return {match[1]: match[2].strip() for match in found if match}


def _figure(part: Fence, folder: Path, file: str, faults: list[Fault]) -> dict[str, Any]:
    options = _options(part)
    if part.argument.startswith("img/"):
        faults.extend(pictures.faults(folder, part.argument, file, part.row))
    else:
        faults.append(Fault(file, "content.picture.missing", part.row, params={"picture": part.argument}))
    figure: dict[str, Any] = {"kind": "figure", "file": part.argument}
    for name in ("alt", "caption"):
        text = {language: options.get(f"{name}-{language}", "") for language in ("zh", "en")}
        if any(text.values()) or name == "alt":
            figure[name] = text
    return figure


def _exercise(part: Fence, file: str, faults: list[Fault]) -> dict[str, Any]:
    try:
        spec = yaml.safe_load(part.body)
    except yaml.MarkedYAMLError as wrong:
        row = part.row + (wrong.problem_mark.line + 1 if wrong.problem_mark else 0)
        faults.append(Fault(file, "content.yaml", row, params={"problem": str(wrong.problem)}))
        spec = {}
    return {"kind": "exercise", "id": part.argument, "spec": spec if isinstance(spec, dict) else {}}
