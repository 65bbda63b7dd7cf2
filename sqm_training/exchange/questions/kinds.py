"""Builds an item's document from what formats have in common: options with weights, pairs, gaps, accepted words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqm_training.exchange.questions.account import NotTaken, Question
from sqm_training.exchange.questions.words import NOTHING, Words, clean, stock

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST = 500  # options, pairs or gaps of one question; more is no question
NEAR = 0.02  # weights are rounded: 33.333 %, 33.3 %, 33 %
NUMBER = re.compile(r"[-+−]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:\s*(?:[eE]|[x×*]\s*10\s*\^)\s*[-+]?\d+)?")
LITERAL_GAP = re.compile(r"\[\[(?=[a-z0-9][a-z0-9-]*\]\])")


@dataclass(frozen=True)
class Offer:
    """Something to choose. `share` is what choosing it is worth, from -1 to 1."""

    words: Words
    share: float
    why: Words = NOTHING
    picture: dict[str, Any] | None = None
    own: str = ""  # how the file calls it


def letter(place: int) -> str:
    """a, b, … z, aa, ab, …"""
    return letter(place // 26 - 1) + LETTERS[place % 26] if place >= 26 else LETTERS[place]


def options(offers: Sequence[Offer], prefix: str = "") -> list[dict[str, Any]]:
    """The offers as a document has them; one that shows only a picture is named by its letter."""
    made = []
    for place, offer in enumerate(offers):
        key = f"{prefix}{place + 1}" if prefix else letter(place)
        words = offer.words or (Words(letter(place).upper()) if offer.picture else Words())
        one: dict[str, Any] = {"id": key, "text": words}
        one |= {"picture": offer.picture} if offer.picture else {}
        made.append(one | ({"why": offer.why} if offer.why else {}))
    return made


def choice(question: Question, offers: Sequence[Offer], several: bool, scoring: str | None = None) -> None:
    """Choosing one, or several. `scoring` where the format says it; else the weights say it."""
    if not 2 <= len(offers) <= MOST:
        raise NotTaken("too_few_options" if len(offers) < 2 else "too_many", count=len(offers))
    if blank := sum(not offer.words and not offer.picture for offer in offers):
        raise NotTaken("option_empty", count=blank)
    right = [place for place, offer in enumerate(offers) if offer.share > 0]
    whole = [place for place in right if offers[place].share >= 1 - NEAR]
    question.document |= {"kind": "multiple" if several else "single", "options": options(offers)}
    if several:
        question.document |= {"key": [letter(place) for place in right] or None}
        question.document["scoring"] = scoring or _scoring(question, offers, right)
    elif len(whole) > 1:
        question.document |= {"kind": "multiple", "key": [letter(place) for place in whole]}
        question.document["scoring"] = "right_minus_wrong"
        question.warn("several_right", "key", count=len(whole))
    elif right:
        best = max(right, key=lambda place: offers[place].share)
        question.document["key"] = letter(best)
        if offers[best].share < 1 - NEAR:
            question.warn("best_not_whole", "key", percent=round(offers[best].share * 100))
        if lost := [offers[place].words.shown for place in right if place != best]:
            question.warn("partly_right_lost", "options", options=" / ".join(lost))
    if not right:
        question.document.pop("key", None)


def _scoring(question: Question, offers: Sequence[Offer], right: Sequence[int]) -> str:
    """The rule that the weights follow; the nearest one, said aloud, where they follow none."""
    if not right:
        return "right_minus_wrong"
    share = 1 / len(right)
    if any(abs(offers[place].share - share) > NEAR for place in right):
        question.warn("weights_unequal", "scoring")
    wrong = [-offer.share for offer in offers if offer.share <= 0]
    if not wrong or all(abs(loss - share) <= NEAR for loss in wrong):
        return "right_minus_wrong"
    if all(loss >= 1 - NEAR for loss in wrong):
        return "wrong_is_zero"
    nearest = "wrong_is_zero" if sum(wrong) / len(wrong) > (1 + share) / 2 else "right_minus_wrong"
    question.warn(f"weights_{nearest}", "scoring")
    return nearest


def true_false(question: Question, truth: bool, right: Words = NOTHING, wrong: Words = NOTHING) -> None:
    """Right or wrong. What is said to those who missed it becomes the reason where there is no other."""
    question.document |= {"kind": "true_false", "key": truth}
    reason(question, right=right, wrong=wrong)


def reason(question: Question, general: Words = NOTHING, **others: Words) -> None:
    """The reason told after answering, and what an item has no place for."""
    question.feedback |= {key: words for key, words in others.items() if words}
    if general:
        question.document["why"] = general
    elif not question.document.get("why") and any(others.values()):
        question.document["why"] = max(others.values(), key=lambda words: len(words.shown))


def order(question: Question, offers: Sequence[Offer]) -> None:
    """The offers stand in the right order."""
    question.document |= {
        "kind": "order",
        "options": options(offers),
        "key": [letter(place) for place in range(len(offers))],
    }


def match(question: Question, pairs: Sequence[tuple[Offer, Words]], spare: Sequence[Words] = ()) -> None:
    """Things and their partners; partners of the same words are one."""
    if not 2 <= len(pairs) <= MOST:
        raise NotTaken("too_few_pairs" if len(pairs) < 2 else "too_many", count=len(pairs))
    rights: list[Words] = list(dict.fromkeys([right for _, right in pairs] + [one for one in spare if one]))
    places = {words: f"r{place}" for place, words in enumerate(rights, 1)}
    question.document |= {
        "kind": "match",
        "left": options([left for left, _ in pairs], "l"),
        "right": [{"id": place, "text": words} for words, place in places.items()],
        "key": {f"l{place}": places[right] for place, (_, right) in enumerate(pairs, 1)},
    }


@dataclass(frozen=True)
class Found:
    """A number that is accepted, how far off it may be, and what it is worth."""

    value: float
    tolerance: float
    share: float = 1.0


def numeric(question: Question, found: Sequence[Found], unit: Words = NOTHING) -> None:
    best = _one_number(question, found)
    question.document |= {"kind": "numeric", "key": best.value, "tolerance": best.tolerance}
    question.document |= {"unit": unit} if unit else {}


def _one_number(question: Question, found: Sequence[Found]) -> Found:
    """The number to be found; others that are worth something are named."""
    worth = sorted((one for one in found if one.share > 0), key=lambda one: (-one.share, one.tolerance))
    if not worth:
        raise NotTaken("no_number")
    if len(worth) > 1:
        question.warn(
            "numbers_lost", "key", numbers=" / ".join(f"{one.value:g}±{one.tolerance:g}" for one in worth[1:])
        )
    return worth[0]


def span(low: float, high: float) -> tuple[float, float]:
    """A range as its middle and how far off one may be."""
    return round((low + high) / 2, 10), round(abs(high - low) / 2, 10)


def figure(text: str) -> float | None:
    """A number as people of any country write it; None for anything else."""
    plain = text.strip().replace("−", "-").replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    if not NUMBER.fullmatch(plain):
        return None
    plain = re.sub(r"\s*[x×*]\s*10\s*\^\s*", "e", plain).replace(",", ".").replace(" ", "")
    try:
        return float(plain)
    except (ValueError, OverflowError):
        return None


def accepted(question: Question, answers: Sequence[tuple[str, float]]) -> list[str]:
    """The words that are fully right. Patterns and half-right ones are named, for they cannot be kept."""
    whole = [clean(text).replace("\\*", "*") for text, share in answers if share >= 1 - NEAR and not _pattern(text)]
    half = [clean(text) for text, share in answers if NEAR < share < 1 - NEAR]
    patterns = [clean(text) for text, share in answers if share >= 1 - NEAR and _pattern(text)]
    if half:
        question.warn("half_right_lost", "accept", answers=" / ".join(half))
    if patterns:
        question.warn("patterns_lost", "accept", answers=" / ".join(patterns))
    return list(dict.fromkeys(text for text in whole if text))


def _pattern(text: str) -> bool:
    return re.search(r"(?<!\\)\*", text) is not None and figure(text) is None


def short_text(question: Question, answers: Sequence[tuple[str, float]]) -> None:
    question.document |= {"kind": "short_text", "accept": accepted(question, answers) or None}
    if question.document["accept"] is None:
        question.document.pop("accept")


def free_text(question: Question, model: Words = NOTHING) -> None:
    """A text of one's own; a rubric must be added before anybody can mark it."""
    question.document["kind"] = "free_text"
    if model:
        question.document["model"] = [model]


def pick(key: str, offers: Sequence[Offer]) -> dict[str, Any]:
    """A gap to choose for."""
    right = [place for place, offer in enumerate(offers) if offer.share > 0]
    best = max(right, key=lambda place: offers[place].share) if right else None
    gap: dict[str, Any] = {"ask": "choose", "id": key, "options": options(offers)}
    return gap | ({"key": letter(best)} if best is not None else {})


def cloze(question: Question, passage: Words, gaps: Sequence[dict[str, Any]]) -> None:
    """A passage with gaps written `[[id]]`; what stands before the first gap's paragraph is what is asked."""
    if not 1 <= len(gaps) <= MOST:
        raise NotTaken("too_many" if gaps else "no_gaps", count=len(gaps))
    asked, rest = _asked(passage)
    question.document |= {"kind": "cloze", "passage": rest, "gaps": list(gaps)}
    if not question.document.get("prompt"):
        question.document["prompt"] = asked or stock("fill_in")


def _asked(passage: Words) -> tuple[Words, Words]:
    """The paragraphs without a gap at the beginning, and the rest, if it can be told in every language."""

    def cut(text: str) -> tuple[str, str]:
        lines = text.split("\n")
        first = next((place for place, line in enumerate(lines) if "[[" in line), 0)
        return clean("\n".join(lines[:first])), clean("\n".join(lines[first:]))

    forms = {name: cut(getattr(passage, name)) for name in ("any", "zh", "en") if getattr(passage, name)}
    if not forms or not all(asked for asked, _ in forms.values()):
        return Words(), passage
    asked, rest = ({name: form[part] for name, form in forms.items()} for part in (0, 1))
    return Words.by(asked), Words.by(rest)


def literal(text: str) -> str:
    """Words of a file that must not be taken for a gap."""
    return LITERAL_GAP.sub("[ [", text)


@dataclass(frozen=True)
class Spot:
    """A region of a picture as shares of it."""

    box: tuple[float, float, float, float]
    words: Words
    right: bool


def hotspot(question: Question, picture: dict[str, Any], spots: Sequence[Spot]) -> None:
    regions = []
    for place, spot in enumerate(spots, 1):
        left, top, width, height = spot.box
        left, top = min(max(left, 0.0), 1.0), min(max(top, 0.0), 1.0)
        box = [round(part, 4) for part in (left, top, min(width, 1 - left), min(height, 1 - top))]
        regions.append({"id": f"s{place}", "box": box, "text": spot.words or Words(f"{place}")})
    question.document |= {"kind": "hotspot", "picture": picture, "regions": regions}
    key = [f"s{place}" for place, spot in enumerate(spots, 1) if spot.right]
    question.document |= {"key": key} if key else {}
