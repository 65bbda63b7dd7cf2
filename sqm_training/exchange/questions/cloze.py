"""Gaps as Moodle embeds them in a text: `{1:SHORTANSWER:=Berlin~%50%Bonn#nearly}`."""

import html
import re
from typing import Any

from sqm_training.exchange.questions import kinds
from sqm_training.exchange.questions.account import NotTaken, Question
from sqm_training.exchange.questions.kinds import Found, Offer
from sqm_training.exchange.questions.prose import prose
from sqm_training.exchange.questions.words import Words, clean, joined

CODE = re.compile(r"\s*(\d*)\s*:\s*([A-Z_]+)\s*:", re.IGNORECASE)
OPEN = re.compile(r"\{\s*\d*\s*:\s*(?:[A-Z]+_?[A-Z]*)\s*:", re.IGNORECASE)
TYPED = re.compile(r"(SHORTANSWER|SA|MW)(_?C)?", re.IGNORECASE)
CHOSEN = re.compile(r"(MULTICHOICE|MC)(_?[VH])?(_?S)?", re.IGNORECASE)
TICKED = re.compile(r"(MULTIRESPONSE|MR)(_?H)?(_?S)?", re.IGNORECASE)
NUMBER = re.compile(r"NUMERICAL|NM", re.IGNORECASE)
WEIGHT = re.compile(r"\s*(?:%\s*(-?\d+(?:[.,]\d+)?)\s*%|=)")
SIGN = re.compile(r"\\([}~#/\"\\=%{])")
HIDDEN = 0xE320  # of a private area: escaped signs out of sight


def parted(text: str) -> tuple[list[str], list[str]]:
    """The words around the gaps, and what is in each pair of braces."""
    around: list[str] = []
    inside: list[str] = []
    start = 0
    while (found := OPEN.search(text, start)) is not None:
        end = _end(text, found.end())
        if end is None:
            raise NotTaken("gap_open", text=text[found.start() : found.start() + 40])
        if len(inside) >= kinds.MOST:
            raise NotTaken("too_many", count=len(inside))
        around.append(text[start : found.start()])
        inside.append(text[found.start() + 1 : end])
        start = end + 1
    return [*around, text[start:]], inside


def _end(text: str, start: int) -> int | None:
    place = start
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == "}":
            return place
        place += 1
    return None


def gap(question: Question, key: str, inside: str) -> dict[str, Any]:
    """One gap; `why` holds what is said of it."""
    code = CODE.match(inside)
    if code is None:
        raise NotTaken("gap_unknown", gap=inside[:40])
    if code[1] not in ("", "1"):
        question.warn("gap_weights")
    kind, found = code[2], _answers(inside[code.end() :])
    why = joined([words for _, _, words in found if words])
    if CHOSEN.fullmatch(kind):
        return kinds.pick(key, [Offer(Words(text), share) for text, share, _ in found if text]) | {"why": why}
    if TYPED.fullmatch(kind):
        return {
            "ask": "words",
            "id": key,
            "accept": kinds.accepted(question, [(text, share) for text, share, _ in found]),
            "why": why,
        }
    if NUMBER.fullmatch(kind):
        return {"ask": "number", "id": key, "why": why} | _number(question, found)
    raise NotTaken("gap_kind", kind=kind.upper())


def _answers(text: str) -> list[tuple[str, float, Words]]:
    """Each answer with its worth and what is said of it."""
    text = SIGN.sub(lambda found: chr(HIDDEN + ord(found[1])), text)
    return [_answer(part) for part in text.split("~") if part.strip()]


def _answer(part: str) -> tuple[str, float, Words]:
    part = re.sub(r"&#?\w{1,31};", lambda found: html.unescape(found[0]), part)
    weight = WEIGHT.match(part)
    share = 0.0
    if weight:
        share = float(weight[1].replace(",", ".")) / 100 if weight[1] else 1.0
        part = part[weight.end() :]
    text, _, why = part.partition("#")
    return _shown(text), share, Words(_shown(why))


def _shown(text: str) -> str:
    plain = re.sub(f"[{chr(HIDDEN)}-{chr(HIDDEN + 0x7F)}]", lambda found: chr(ord(found[0]) - HIDDEN), text)
    return clean(prose(plain, "moodle").plain.shown)


def _number(question: Question, found: list[tuple[str, float, Words]]) -> dict[str, Any]:
    numbers = []
    for text, share, _ in found:
        value, _, off = text.partition(":")
        number, tolerance = kinds.figure(value), kinds.figure(off) if off.strip() else 0.0
        if number is not None and tolerance is not None:
            numbers.append(Found(number, abs(tolerance), share))
        elif share > 0:
            raise NotTaken("number_unreadable", text=text[:60])
    part = Question(question.file, question.row, question.name)
    kinds.numeric(part, numbers)
    question.notes += part.notes
    return {"key": part.document["key"], "tolerance": part.document["tolerance"]}
