"""What stands in a question's braces in GIFT, each kind told by its signs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqm_training.exchange.questions import cloze, kinds
from sqm_training.exchange.questions.account import NotTaken, Question
from sqm_training.exchange.questions.gift.signs import Marked, hidden, literal, shown
from sqm_training.exchange.questions.kinds import Found, Offer
from sqm_training.exchange.questions.pictures import only_words, told
from sqm_training.exchange.questions.prose import Form
from sqm_training.exchange.questions.words import Words, clean

TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(#.*)?$", re.IGNORECASE | re.DOTALL)
WEIGHT = re.compile(r"\s*%\s*(-?\d+(?:[.,]\d+)?)\s*%")
LATE_WEIGHT = re.compile(r"%\s*(-?\d+(?:[.,]\d+)?)\s*%\s*$")
FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
ARROW = re.compile(r"\s*->\s*")


@dataclass(frozen=True)
class Answer:
    """One answer: its sign, what it is worth if that is said, its text and what is said of it."""

    sign: str
    share: float | None
    text: str
    why: str


def read(question: Question, inside: Marked) -> None:
    """Fill in the kind and the key."""
    text = literal(inside.text)
    if not text.strip():
        kinds.free_text(question)
    elif text.lstrip().startswith("#"):
        _numeric(question, text.lstrip()[1:], inside.form)
    elif truth := TRUTH.fullmatch(text):
        _truth(question, truth, inside.form)
    else:
        _listed(question, split(text), inside.form)


def split(text: str) -> list[Answer]:
    """The answers at their signs. Words before the first sign are an answer nobody marked; they are refused."""
    parts = re.split(r"([~=])", text)
    if len(parts) > 2 * kinds.MOST + 2:
        raise NotTaken("too_many", count=len(parts) // 2)
    if parts[0].strip():
        raise NotTaken("answers_unmarked", text=clean(shown(parts[0]))[:80])
    return [_answer(sign, part) for sign, part in zip(parts[1::2], parts[2::2], strict=True)]


def _answer(sign: str, part: str) -> Answer:
    weight = WEIGHT.match(part)
    share = float(weight[1].replace(",", ".")) / 100 if weight else None
    part = part[weight.end() :] if weight else part
    text, _, why = part.partition("#")
    return Answer(sign, share, text, why)


def _late(question: Question, one: Answer) -> Answer:
    """`=Correct%100%`: the weight on the wrong side."""
    late = LATE_WEIGHT.search(one.text) if one.share is None else None
    if late is None or not one.text[: late.start()].strip():
        return one
    question.warn("weight_late", "options", answer=clean(shown(one.text)))
    return Answer(one.sign, float(late[1].replace(",", ".")) / 100, one.text[: late.start()], one.why)


def _listed(question: Question, found: Sequence[Answer], form: Form) -> None:
    found = [_late(question, _coloured(question, one)) for one in found]
    if any(one.sign == "~" for one in found):
        _choice(question, [one for one in found if one.text.strip() or one.why.strip()], form)
    elif all("->" in one.text for one in found):
        _match(question, found, form)
    elif any("->" in one.text for one in found) and len(found) > 1:
        raise NotTaken("pairs_mixed")
    else:
        _short(question, found, form)


def _coloured(question: Question, one: Answer) -> Answer:
    """`=#ff0000` has no answer but a remark; nobody means that."""
    if one.text.strip() or not one.why.strip() or (one.sign == "~" and not re.match(r"\S", one.why)):
        return one
    question.warn("remark_as_answer", "options", answer=clean(shown("#" + one.why))[:60])
    return Answer(one.sign, one.share, "#" + one.why, "")


def _choice(question: Question, found: Sequence[Answer], form: Form) -> None:
    marked = [one for one in found if one.sign == "="]
    weighed = [one for one in found if (one.share or 0) > 0]
    shares = [one.share if one.share is not None else float(one.sign == "=") for one in found]
    if len(marked) > 1 and any((one.share or 1) < 1 for one in marked):
        several = True  # =%50%a =%50%b ~c
    else:
        several = not marked and (len(weighed) > 1 or not any((one.share or 0) >= 1 for one in found))
    offers = []
    for one, share in zip(found, shares, strict=True):
        words, picture = _told(question, one.text, form)
        offers.append(Offer(words, share, _words(question, one.why, form), picture))
    kinds.choice(question, offers, several and sum(share > 0 for share in shares) > 0)


def _short(question: Question, found: Sequence[Answer], form: Form) -> None:
    answers = [(_plain(one.text), 1.0 if one.share is None else one.share) for one in found]
    kinds.short_text(question, answers)
    first = next((one.why for one in found if one.why.strip() and (one.share is None or one.share >= 1)), "")
    kinds.reason(question, right=_words(question, first, form))
    _others_lost(question, [one.why for one in found if one.why.strip() and one.why != first])


def _others_lost(question: Question, remarks: Sequence[str]) -> None:
    if remarks:
        question.warn("remarks_lost", count=len(remarks))


def _match(question: Question, found: Sequence[Answer], form: Form) -> None:
    pairs, spare = [], []
    for one in found:
        left, _, right = one.text.partition("->")
        words, picture = _told(question, left, form)
        partner = _words(question, right, form)
        if not partner:
            raise NotTaken("pair_half", left=words.shown)
        if words or picture:
            pairs.append((Offer(words, 1, picture=picture), partner))
        else:
            spare.append(partner)
    _others_lost(question, [one.why for one in found if one.why.strip()])
    kinds.match(question, pairs, spare)


def _truth(question: Question, found: re.Match[str], form: Form) -> None:
    remarks = (found[2] or "").split("#")[1:]
    wrong, right = (_words(question, remarks[place] if place < len(remarks) else "", form) for place in (0, 1))
    kinds.true_false(question, found[1].upper().startswith("T"), right=right, wrong=wrong)


def _numeric(question: Question, text: str, form: Form) -> None:
    """`#3:2`, `#1..5`, or several with weights; a remark alone is said to all other answers."""
    if not re.match(r"\s*[=~]", text):
        text = "=" + text
    found: list[Found] = []
    remarks: list[str] = []
    for one in split(text):
        number = clean(shown(one.text))
        if number and number != "*":
            share = one.share if one.share is not None else float(one.sign == "=")
            found.append(_found(number, share))
        if one.why.strip():
            remarks.append(one.why)
    kinds.numeric(question, found)
    if remarks:
        kinds.reason(question, right=_words(question, remarks[0], form))
        _others_lost(question, remarks[1:])


def _found(text: str, share: float) -> Found:
    low, dots, high = text.partition("..")
    value, _, tolerance = text.partition(":")
    if dots:
        ends = kinds.figure(low), kinds.figure(high)
        if ends[0] is not None and ends[1] is not None:
            return Found(*kinds.span(ends[0], ends[1]), share)
    else:
        number, off = kinds.figure(value), kinds.figure(tolerance) if tolerance.strip() else 0.0
        if number is not None and off is not None:
            return Found(number, abs(off), share)
    raise NotTaken("number_unreadable", text=text[:60])


def gap(question: Question, key: str, inside: Marked) -> dict[str, Any]:
    """Braces among other words: a gap. `why` holds what is said of it."""
    raw = shown(inside.text)
    if cloze.CODE.match(raw):
        return cloze.gap(question, key, raw)
    text = literal(inside.text)
    if text.lstrip().startswith("#"):
        part = Question(question.file, question.row, question.name)
        _numeric(part, text.lstrip()[1:], inside.form)
        question.notes += part.notes
        return {"ask": "number", "id": key, "key": part.document["key"], "tolerance": part.document["tolerance"]}
    if not text.strip():
        raise NotTaken("gap_empty", gap=key)
    found = split(text)
    why = next((_words(question, one.why, inside.form) for one in found if one.why.strip()), Words())
    if any(one.sign == "~" for one in found):
        shares = [one.share if one.share is not None else float(one.sign == "=") for one in found]
        offers = [Offer(Words(_plain(one.text)), share) for one, share in zip(found, shares, strict=True)]
        return kinds.pick(key, offers) | {"why": why}
    answers = [(_plain(one.text), 1.0 if one.share is None else one.share) for one in found]
    return {"ask": "words", "id": key, "accept": kinds.accepted(question, answers), "why": why}


def _plain(text: str) -> str:
    """The words of an answer that is typed or stands in a list."""
    form = FORM.match(text)
    return clean(shown(text[form.end() :] if form else text))


def _told(question: Question, text: str, form: Form) -> tuple[Words, dict[str, Any] | None]:
    own = FORM.match(text)
    if own:
        form, text = own[1].lower(), text[own.end() :]  # type: ignore[assignment]
    return told(question, shown(text), form, picture=True)


def _words(question: Question, text: str, form: Form) -> Words:
    own = FORM.match(text)
    if own:
        form, text = own[1].lower(), text[own.end() :]  # type: ignore[assignment]
    return only_words(question, shown(text), form)


__all__ = ["Answer", "gap", "hidden", "read", "split"]
