"""Aiken: a stem, lettered options and a line with the answer. People also paste it out of Word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from sqm_training.exchange.questions import kinds
from sqm_training.exchange.questions.account import Account, NotTaken, Question
from sqm_training.exchange.questions.kinds import Offer
from sqm_training.exchange.questions.words import Words, clean

OPTION = re.compile(r"\s*[(（]?([A-Za-zＡ-Ｚ])\s*[.．)）、:：]\s*(.*)")
ANSWER = re.compile(
    r"\s*\**\s*(?:(?:correct|right|richtige|bonne|respuesta|risposta|resposta)\s+)?"
    r"(?:answers?|ans|key|antwort(?:en)?|l(?:ö|oe)sung|respuestas?|r[ée]ponses?|risposta|resposta|odpowied[źz]|ответы?"
    r"|correcta|corretta|correta|正确答案|参考答案|标准答案|答案)\s*\**\s*[:：]\s*(.*?)\s*\**\s*$",
    re.IGNORECASE,
)
LETTERS = re.compile(
    r"[(（]?([A-Za-zＡ-Ｚ](?:(?:\s*[,，、;；/&+]\s*|\s+(?:and|und|et|y|和)\s+|\s*)[A-Za-zＡ-Ｚ])*)[)）]?(?![\w])"
)
EXPLAINED = re.compile(r"\s*(?:feedback|explanation|解析|说明)\s*[:：]\s*(.*)", re.IGNORECASE)
NUMBERED = re.compile(r"\s*(?:\d{1,4}|Q\d{1,4})\s*[.)、．]\s+(?=\S)")


@dataclass
class Block:
    """The lines of one question, and what its answer line says."""

    row: int
    lines: list[tuple[int, str]] = field(default_factory=list)
    answer: str | None = None
    why: list[str] = field(default_factory=list)
    lettered: bool = False  # an option has been met


def likeness(text: str) -> int:
    """How many lines say which letter is right."""
    answers = [found for line in text.split("\n") if (found := ANSWER.match(line)) and LETTERS.match(found[1].strip())]
    return len(answers)


def read(account: Account, text: str) -> None:
    """Take every question of a file into the account."""
    for block in blocks(text):
        name = next((line for _, line in block.lines if line.strip()), block.answer or "")
        account.take(block.row, name, partial(_question, block=block))


def blocks(text: str) -> Iterator[Block]:
    """Every question of a file; one ends at its answer, or where the next begins."""
    block: Block | None = None
    lines = text.split("\n")
    ahead = _new_options_ahead(lines)
    for row, line in enumerate(lines, 1):
        found, explained = ANSWER.match(line), EXPLAINED.match(line)
        if found and ((block and block.lettered) or LETTERS.fullmatch(found[1].strip())):
            if block and block.answer is not None:
                yield block
                block = None
            block = block or Block(row)
            block.answer = found[1]
        elif explained and block and block.answer is not None:
            block.why.append(explained[1])
        elif line.strip() or (block and block.lines and block.answer is None):
            if block and (block.answer is not None or _unfinished(block, lines, row, ahead)):
                yield block
                block = None
            if block is None and line.strip():
                block = Block(row)
            if block:
                block.lines.append((row, line))
                block.lettered |= _letter(line) != ""
    if block and (block.answer is not None or any(line.strip() for _, line in block.lines)):
        yield block


def _unfinished(block: Block, lines: list[str], row: int, ahead: list[bool]) -> bool:
    """Whether the options so far were never answered and this line, after a blank one, begins another question."""
    line = lines[row - 1]
    if not block.lettered or not line.strip() or lines[row - 2].strip() or _letter(line) not in ("", "A"):
        return False
    return ahead[row - 1]


def _new_options_ahead(lines: list[str]) -> list[bool]:
    """For each line whether, from it on, new options come before the next answer, or no answer comes at all."""
    ahead = [True] * len(lines)
    known = True
    for place in range(len(lines) - 1, -1, -1):
        known = False if ANSWER.match(lines[place]) else True if _letter(lines[place]) == "A" else known
        ahead[place] = known
    return ahead


def _letter(line: str) -> str:
    found = OPTION.match(line)
    return _upper(found[1]) if found else ""


def _upper(sign: str) -> str:
    return chr(ord(sign) - 0xFEE0) if "Ａ" <= sign <= "Ｚ" else sign.upper()


def _question(question: Question, block: Block) -> None:
    stem, options = _parts(block)
    if not options and block.answer is None:
        raise NotTaken("no_question")
    if block.answer is None:
        raise NotTaken("aiken_no_answer")
    if not stem:
        raise NotTaken("no_text")
    letters = _letters(block.answer)
    if letters is None:
        raise NotTaken("aiken_answer_unreadable", answer=block.answer[:40])
    if strange := [one for one in letters if one not in options]:
        raise NotTaken("aiken_answer_unknown", answer=", ".join(strange))
    offers = [Offer(Words(text), float(key in letters)) for key, text in options.items()]
    question.document["prompt"] = Words(NUMBERED.sub("", stem, count=1))
    kinds.choice(question, offers, len(letters) > 1, "right_minus_wrong")
    if len(letters) > 1:
        question.warn("scoring_untold", "scoring")
    if block.why:
        kinds.reason(question, general=Words(clean("\n".join(block.why))))


def _parts(block: Block) -> tuple[str, dict[str, str]]:
    """The stem and the options: the last run of lines that begins with A and goes on in order."""
    starts = [place for place, (_, line) in enumerate(block.lines) if _letter(line) == "A"]
    start = starts[-1] if starts else len(block.lines)
    stem = clean("\n".join(line for _, line in block.lines[:start]))
    options: dict[str, list[str]] = {}
    for _, line in block.lines[start:]:
        found = OPTION.match(line)
        key = _letter(line)
        if found and (not options or "A" < key <= chr(ord(max(options)) + 2)) and key not in options:
            options[key] = [found[2]]
        else:
            options[max(options)].append(line)
    return stem, {key: clean("\n".join(lines)) for key, lines in options.items()}


def _letters(answer: str) -> list[str] | None:
    """The letters an answer line names; words after the letter do not matter."""
    found = LETTERS.match(answer.strip())
    if not found:
        return None
    plain = re.sub(r"\b(?:and|und|et|y)\b", "", found[1])
    return list(dict.fromkeys(_upper(sign) for sign in plain if sign.isalpha() and sign != "和"))
