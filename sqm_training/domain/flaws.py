"""Item-writing flaws: what gives a key away, reads badly or tests the wrong thing.

The rules follow the usual guidelines for multiple-choice items (Haladyna, Downing & Rodriguez,
Applied Measurement in Education 15 (2002) 309); the limits of length are ours, for a phone.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import sqrt
from typing import Any

from sqm_training.domain.item import (
    Cloze,
    Dialogue,
    FreeText,
    Hotspot,
    Item,
    Match,
    Multiple,
    Option,
    Order,
    Region,
    Single,
    TrueFalse,
)
from sqm_training.domain.text import Language, Text

HAN = "\u4e00-\u9fff"
FINGER = 0.06  # of a picture's side: less can not be tapped on a phone
RUBRIC = 10  # points of a written answer
PROMPT = {"zh": 160, "en": 480}  # characters; more is a text to read, not a question
CHOICE = {"zh": 70, "en": 210}
ALIKE = 0.8  # share of common pairs of characters from which two questions are the same one
QUOTED = re.compile("“.*?”|「.*?」")


@dataclass(frozen=True)
class Flaw:
    """`item` is empty for what a whole bank shows; `code` stands in the catalogue as `flaw.<code>`."""

    item: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def of_item(item: Item, banned: Collection[str] = ()) -> list[Flaw]:
    """What is wrong with one item by itself. `banned` are words the house's glossary replaces."""
    checks = (_language, _words(banned), _explained, _no_catch_all, _length, _not_all, _regions, _rubric)
    return [Flaw(item.id, code, params) for check in checks for code, params in check(item)]


def of_bank(items: Collection[Item]) -> list[Flaw]:
    """What many items show together: a key that can be guessed by length or letter, a question asked twice."""
    checks = (_ends, _letters, _truths, _long_keys, _twice)
    return [Flaw("", code, params) for check in checks for code, params in check(items)]


Found = Iterator[tuple[str, dict[str, Any]]]


def texts(item: Item) -> list[Text]:
    """Every text of an item, however deep."""
    return [Text.model_validate(one) for one in _texts(item.model_dump(mode="json"))]


def _texts(part: Any) -> Iterator[dict[str, str]]:
    if isinstance(part, dict) and set(part) == {"zh", "en"} and all(isinstance(one, str) for one in part.values()):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


def choices(item: Item) -> tuple[Option | Region, ...]:
    """What a candidate chooses among, puts in order or points at."""
    if isinstance(item, Single | Multiple | Order):
        return item.options
    if isinstance(item, Match):
        return (*item.left, *item.right)
    return item.regions if isinstance(item, Hotspot) else ()


# ---------------------------------------------------------------- one item


def _language(item: Item) -> Found:
    spoken = [turn.says for turn in item.turns] if isinstance(item, Dialogue) else []  # customers use their own words
    for text in texts(item):
        if re.search(f"[{HAN}][,;:?!]|[,;:?!][{HAN}]", text.zh):
            yield "western_marks", {"text": text.zh[:40]}
        if re.search(f"[{HAN}，。；：？！“”]", QUOTED.sub("", text.en)):
            yield "not_english", {"text": text.en[:60]}
        if text not in spoken and "你" in QUOTED.sub("", text.zh):
            yield "too_familiar", {"text": text.zh[:40]}


def _words(banned: Collection[str]) -> Callable[[Item], Found]:
    def check(item: Item) -> Found:
        for text in texts(item):
            for word in banned:
                if word in text.zh:
                    yield "banned_word", {"word": word, "text": text.zh[:40]}

    return check


def _explained(item: Item) -> Found:
    open_ended = isinstance(item, Single | Multiple | Hotspot)
    if open_ended and (silent := [one.id for one in choices(item) if not one.why]):
        yield "no_reason", {"options": ", ".join(silent)}
    for gap in item.gaps if isinstance(item, Cloze) else ():
        if silent := [one.id for one in getattr(gap, "options", ()) if not one.why]:
            yield "no_reason", {"options": ", ".join(silent)}


def _no_catch_all(item: Item) -> Found:
    for one in choices(item):
        zh = re.search("以上(都|均|全)|以上皆", one.text.zh)
        if zh or re.search(r"(all|none|both) of the (above|others)", one.text.en, re.IGNORECASE):
            yield "catch_all", {"option": one.id}


def _length(item: Item) -> Found:
    for language in ("zh", "en"):
        size = len(getattr(item.prompt, language))
        if item.kind != "code" and size > PROMPT[language]:
            yield "long_prompt", {"lang": language, "n": size, "most": PROMPT[language]}
        for one in choices(item):
            size = len(getattr(one.text, language))
            if size > CHOICE[language]:
                yield "long_choice", {"option": one.id, "lang": language, "n": size, "most": CHOICE[language]}


def _not_all(item: Item) -> Found:
    """Marking everything must not earn full marks."""
    if isinstance(item, Multiple | Hotspot) and len(item.key) >= len(choices(item)):
        yield "all_right", {}


def _regions(item: Item) -> Found:
    if not isinstance(item, Hotspot):
        return
    if small := [one.id for one in item.regions if min(one.box[2:]) < FINGER]:
        yield "small_region", {"regions": ", ".join(small)}
    for one, other in combinations(item.regions, 2):
        if _overlap(one, other):
            yield "regions_overlap", {"one": one.id, "other": other.id}


def _overlap(one: Region, other: Region) -> bool:
    return all(
        one.box[side] < other.box[side] + other.box[side + 2] and other.box[side] < one.box[side] + one.box[side + 2]
        for side in (0, 1)
    )


def _rubric(item: Item) -> Found:
    if isinstance(item, FreeText):
        if (points := sum(line.points for line in item.rubric)) != RUBRIC:
            yield "rubric_points", {"n": points, "most": RUBRIC}
        if len(item.model) < 2:
            yield "few_models", {"n": len(item.model)}


# ---------------------------------------------------------------- many items


def at_most_by_chance(hits: float, of: int, chance: float = 0.25) -> bool:
    """Within two standard deviations of what chance gives."""
    return hits <= of * chance + 2 * sqrt(of * chance * (1 - chance))


def _ends(items: Collection[Item]) -> Found:
    """Whether the longest or the shortest choice is the key more often than chance allows."""
    singles = [item for item in items if isinstance(item, Single) and not item.parameters]
    languages: tuple[Language, Language] = ("zh", "en")
    for language in languages:
        for name, extreme in (("longest", max), ("shortest", min)):
            hits = sum(_hit(item, language, extreme) for item in singles)
            chance = sum(1 / len(item.options) for item in singles) / len(singles) if singles else 0
            if not at_most_by_chance(hits, len(singles), chance):
                yield f"{name}_is_key", {"lang": language, "n": round(hits, 1), "of": len(singles)}


def _hit(item: Single, language: Language, extreme: Callable[[Iterable[int]], int]) -> float:
    lengths = {option.id: len(option.text.of(language)) for option in item.options}
    ends = [key for key, length in lengths.items() if length == extreme(lengths.values())]
    return (item.key in ends) / len(ends)


def _letters(items: Collection[Item]) -> Found:
    singles = [item for item in items if isinstance(item, Single) and len(item.options) == 4]
    places = Counter([option.id for option in item.options].index(item.key) for item in singles)
    for place, hits in places.items():
        if not at_most_by_chance(hits, len(singles)):
            yield "one_letter", {"letter": "abcd"[place], "n": hits, "of": len(singles)}


def _truths(items: Collection[Item]) -> Found:
    keys = [item.key for item in items if isinstance(item, TrueFalse)]
    rarer = min(keys.count(True), keys.count(False))
    if len(keys) >= 6 and rarer < len(keys) / 3:
        yield "true_or_false", {"n": rarer, "of": len(keys)}


def _long_keys(items: Collection[Item]) -> Found:
    """Right choices of multiple items that are longer than wrong ones."""
    several = [item for item in items if isinstance(item, Multiple)]
    for language in ("zh", "en"):
        sizes: dict[bool, list[int]] = {True: [], False: []}
        for item in several:
            for option in item.options:
                sizes[option.id in item.key].append(len(getattr(option.text, language)))
        right, wrong = (sum(one) / len(one) if one else 0.0 for one in (sizes[True], sizes[False]))
        if wrong and right > 1.2 * wrong:
            yield "long_keys", {"lang": language, "right": round(right), "wrong": round(wrong)}


def _twice(items: Collection[Item]) -> Found:
    """Two items of one competency that ask the same in nearly the same words."""
    by_competency: dict[str, list[tuple[Item, frozenset[str]]]] = {}
    for item in items:
        words = item.prompt.zh + "".join(one.text.zh for one in choices(item))
        pairs = frozenset(words[at : at + 2] for at in range(len(words) - 1))
        by_competency.setdefault(item.competency, []).append((item, pairs))
    for group in by_competency.values():
        for (one, a), (other, b) in combinations(group, 2):
            if len(a & b) > ALIKE * len(a | b):
                yield "asked_twice", {"one": one.id, "other": other.id}
