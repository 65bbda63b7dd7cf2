"""GIFT: Moodle's text format for questions. The reader is ours, for it has to account for every question."""

import re
from functools import partial

from sqm_training.exchange.questions import kinds
from sqm_training.exchange.questions.account import Account, NotTaken, Question
from sqm_training.exchange.questions.gift import answers
from sqm_training.exchange.questions.gift.blocks import Block, blocks
from sqm_training.exchange.questions.gift.signs import Marked, hidden, shown
from sqm_training.exchange.questions.pictures import told
from sqm_training.exchange.questions.prose import Form
from sqm_training.exchange.questions.words import NOTHING, clean, joined

FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
UNNAMED = re.compile(r"\[(html|markdown|plain|moodle)\]|\{[^}]*\}?", re.IGNORECASE)
TITLED = re.compile(r"^\s*::[^:\n]", re.MULTILINE)
ANSWERED = re.compile(r"(?<!\\)\{\s*(?:\}|[=~#]|(?:T|F|TRUE|FALSE)\s*[#}]|\d*:[A-Za-z_]+:)", re.IGNORECASE)
BLANK = "_____"
EMBEDDED = re.compile(r"\s*\d*\s*:\s*[A-Z_]+\s*:", re.IGNORECASE)
TRAILING_COMMENT = re.compile(r"[.\s\"';]*//|[\"';\s]*;[\"'\s]*$")


def likeness(text: str) -> int:
    """How many titles and answers in braces there are."""
    return len(TITLED.findall(text)) + len(ANSWERED.findall(text))


def read(account: Account, text: str) -> None:
    """Take every question of a file into the account."""
    for block in blocks(text):
        account.take(block.row, _name(block), partial(_question, block=block))


def _name(block: Block) -> str:
    title = re.match(r"\s*::(.*?)(?<!\\)::", block.text, re.DOTALL)
    name = title[1] if title and title[1].strip() else UNNAMED.sub(" ", block.text)
    return re.sub(r"<[^<>]*>|\\(?=[~=#{}:])", "", name)


def _question(question: Question, block: Block) -> None:
    """Fill in one question, or say why it is none."""
    question.category, question.tags = block.category, block.tags
    if block.id:
        question.document["id"] = block.id
    title, rest = _titled(hidden(block.text))
    question.title = clean(shown(title))
    form, rest = formed(rest, "moodle")
    before, groups = _groups(rest)
    if block.open:
        raise NotTaken("brace_open")
    if not groups:
        raise NotTaken("brace_stray" if "}" in rest else "no_question")
    if block.run_on:
        question.warn("run_on")
    if len(groups) > 1 or EMBEDDED.match(shown(groups[0][0])):
        _cloze(question, form, before, groups)
    else:
        _single(question, form, before, *groups[0])


def _titled(text: str) -> tuple[str, str]:
    found = re.match(r"\s*::(.*?)::", text, re.DOTALL)
    if found:
        return found[1], text[found.end() :]
    return "", re.sub(r"^\s*::", "", text)


def formed(text: str, default: Form) -> tuple[Form, str]:
    """The format a text says it is in, and the text."""
    found = FORM.match(text)
    return (found[1].lower(), text[found.end() :]) if found else (default, text)  # type: ignore[return-value]


def _groups(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first braces; then what is in each and what follows it. Braces in braces are words."""
    parts: list[str] = []
    start = depth = 0
    for found in re.finditer(r"[{}]", text):
        if found[0] == "{":
            depth += 1
            if depth == 1:
                parts.append(text[start : found.start()])
                start = found.end()
        elif depth:
            depth -= 1
            if depth == 0:
                parts.append(text[start : found.start()])
                start = found.end()
    if len(parts) < 2:
        return text, []
    parts = parts[: len(parts) // 2 * 2]
    parts.append(text[start:])
    return parts[0], list(zip(parts[1::2], parts[2::2], strict=True))


def _single(question: Question, form: Form, before: str, inside: str, after: str) -> None:
    """A question with one answer; words after it make a missing word."""
    inside, general = _general(inside, form)
    if general:
        said, _ = told(question, shown(general[1]), general[0])
        kinds.reason(question, general=said)
    if TRAILING_COMMENT.match(after) or not after.strip(" \n\t.;\"'"):
        after = after.strip() if after.strip() in (".", "。") and before.strip() else ""
    blank = f" {BLANK}" + (" " if re.match(r"\w", after.lstrip()) else "") if after.strip() else ""
    words, picture = told(question, shown(before + blank + after).replace("  ", " "), form, picture=True)
    question.document["prompt"] = words
    if picture:
        question.document["picture"] = picture
    answers.read(question, Marked(inside, form))


def _general(inside: str, default: Form) -> tuple[str, tuple[Form, str] | None]:
    inside, mark, general = inside.partition("####")
    if not mark:
        return inside, None
    form, text = formed(general, default)
    return inside, (form, text)


def _cloze(question: Question, form: Form, before: str, groups: list[tuple[str, str]]) -> None:
    """Several answers in one text: a cloze."""
    parts, gaps = [kinds.literal(before)], []
    if len(groups) > kinds.MOST:
        raise NotTaken("too_many", count=len(groups))
    if not all(EMBEDDED.match(shown(inside)) for inside, _ in groups):
        question.warn("several_answers", count=len(groups))
    for number, (inside, after) in enumerate(groups, 1):
        gap = answers.gap(question, f"g{number}", Marked(inside, form))
        gaps.append(gap)
        parts += [f"[[g{number}]]", kinds.literal(after)]
    passage, picture = told(question, shown("".join(parts)), form, picture=True)
    if picture:
        question.document["picture"] = picture
    said = joined([gap.pop("why", NOTHING) for gap in gaps])
    kinds.cloze(question, passage, gaps)
    kinds.reason(question, general=said)
