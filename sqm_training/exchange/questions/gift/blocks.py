"""A GIFT file cut into its questions, none left out.

Blank lines part questions. Real files have blank lines inside braces, no blank line between two questions, braces
nobody closed; so paragraphs are joined while a brace is open and a sound question cannot have begun, and parted
where one is finished and another begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

COMMENT = re.compile(r"\s*//")
CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*?)\s*$", re.IGNORECASE)
TITLE = re.compile(r"\s*::")
TAG = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]", re.IGNORECASE)
BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
CLOZE = re.compile(r"\{\s*\d*\s*:\s*[A-Z_]+\s*:", re.IGNORECASE)
TRUTH = re.compile(r"\{\s*(?:T|F|TRUE|FALSE)\s*(?:#[^{}]*)?\}\s*\.?\s*$", re.IGNORECASE)
TAIL = re.compile(r"[\s.。!！?？;；,，\"'”’)）]*")
CATEGORY_TOP = re.compile(r"^(?:\$(?:course|system|module|cat\d*|coursecat)\$/)?(?:top/)?", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    row: int
    text: str


@dataclass
class Block:
    """One question as it stands in the file."""

    row: int
    text: str
    category: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()
    open: bool = False  # a brace is opened and never closed
    run_on: bool = False  # no blank line before it


@dataclass
class _Paragraph:
    """Lines without a blank one between them; what comments above them say."""

    lines: list[Line]
    category: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def blocks(text: str) -> Iterator[Block]:
    """Every question of a file, in order."""
    paragraphs = list(_paragraphs(text))
    place = 0
    while place < len(paragraphs):
        whole = paragraphs[place]
        depth, used = _depth(whole.text), 1
        if depth > 0:
            used = _closed_by(paragraphs, place, depth)
            for more in paragraphs[place + 1 : place + used]:
                whole.lines += [Line(more.lines[0].row - 1, ""), *more.lines]
        yield from _parted(whole)
        place += used


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    lines: list[Line] = []
    tags: list[tuple[str, str]] = []
    category = ""
    for row, raw in enumerate([*text.split("\n"), ""], 1):
        named = CATEGORY.match(raw)
        if COMMENT.match(raw):
            tags += [(kind.lower(), re.sub(r"\\(.)", r"\1", value)) for kind, value in TAG.findall(raw)]
        elif raw.strip() and not named:
            lines.append(Line(row, raw))
        elif lines:
            yield _Paragraph(lines, category, tags)
            lines, tags = [], []
        if named:
            category = CATEGORY_TOP.sub("", re.sub(r"\\(.)", r"\1", named[1]))


def _depth(text: str, depth: int = 0) -> int:
    for brace in BRACE.findall(text):
        depth += (brace == "{") - (brace == "}" and depth > 0)
    return depth


def _closed_by(paragraphs: list[_Paragraph], start: int, depth: int) -> int:
    """How many paragraphs a question with a blank line inside its braces takes; one if it is never closed."""
    for place in range(start + 1, len(paragraphs)):
        text = paragraphs[place].text
        first = next((brace for brace in BRACE.findall(text) if brace in "{}"), "")
        if TITLE.match(text) or first == "{":
            return 1
        if first == "}":
            after = _depth(text, depth)
            return place - start + 1 if after == 0 else 1
    return 1


def _parted(whole: _Paragraph) -> Iterator[Block]:
    """The questions of a paragraph: more than one where a blank line was forgotten."""
    starts = [0, *_beginnings(whole.lines)]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(whole.lines)], strict=True)):
        lines = whole.lines[start:end]
        text = "\n".join(line.text for line in lines)
        if not text.strip():
            continue
        tags = whole.tags if number == 0 else []
        yield Block(
            row=lines[0].row,
            text=text,
            category=whole.category,
            id=next((value for kind, value in tags if kind == "id"), ""),
            tags=tuple(value for kind, value in tags if kind == "tag"),
            open=_depth(text) > 0,
            run_on=number > 0,
        )


def _beginnings(lines: list[Line]) -> list[int]:
    """Lines where the next question begins without a blank line before it.

    A title after a finished answer begins one. Without titles, a line after one that ends with an answer does,
    unless the answers are gaps of one text; true and false are never gaps.
    """
    found: list[int] = []
    titled = TITLE.match(lines[0].text) is not None
    gaps = CLOZE.search("\n".join(line.text for line in lines)) is not None
    depth, answered, ended, truth = 0, False, False, False
    for place, line in enumerate(lines):
        begins = TITLE.match(line.text) is not None and (answered or depth > 0)
        untitled = (truth or (ended and not titled and not gaps)) and _has_answer_later(lines, place)
        if place and (untitled or (begins and (depth == 0 or _title_closed(line.text)))):
            found.append(place)
            depth, answered = 0, False
            titled = TITLE.match(line.text) is not None
        before = depth
        depth = _depth(line.text, depth)
        closes = "}" in line.text and depth == 0 and (before > 0 or "{" in line.text)
        answered |= closes
        truth = TRUTH.search(line.text) is not None
        ended = closes and TAIL.fullmatch(_after_last_brace(line.text)) is not None
    return found


def _title_closed(text: str) -> bool:
    return text.count("::") >= 2


def _after_last_brace(text: str) -> str:
    return text.rpartition("}")[2].split("//")[0]


def _has_answer_later(lines: list[Line], place: int) -> bool:
    return any("{" in line.text for line in lines[place:])
