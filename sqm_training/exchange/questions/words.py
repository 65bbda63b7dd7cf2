"""What a text says before it is known in which language: a file seldom tells."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqm_training.locale import LANGUAGES, section

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
OTHER = re.compile("[\u0370-\u052f\u0530-\u08ff\u0900-\u1fff\u3040-\u30ff\uac00-\ud7af]")  # Greek to Hangul
SENTENCE = re.compile(r"\b[a-z]{2,}\b")
SPACES = re.compile(r"[ \t\u2003\u2002\u2009]+")
EMPTY_LINES = re.compile(r"\n{3,}")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\ufeff\ufffe\uffff\ud800-\udfff]")
HAN_WEIGHS = 3  # letters of an alphabet that say as much as one Chinese sign


@dataclass(frozen=True)
class Words:
    """Words in a language that is not told, or in those that are told. `stock` is our own, not the file's."""

    any: str = ""
    zh: str = ""
    en: str = ""
    stock: bool = False

    def __bool__(self) -> bool:
        return bool(self.any or self.zh or self.en)

    @property
    def shown(self) -> str:
        """One of its forms, to name it by."""
        return self.any or self.zh or self.en

    @classmethod
    def by(cls, forms: Mapping[str, str]) -> "Words":
        """From forms by language."""
        return cls(forms.get("any", ""), forms.get("zh", ""), forms.get("en", ""))

    def of(self, language: str) -> str:
        return {"zh": self.zh, "en": self.en}[language] or self.any

    def each(self, change: Any) -> "Words":
        """The same with every form changed alike."""
        return Words(change(self.any), change(self.zh), change(self.en), self.stock)


NOTHING = Words()


def stock(key: str) -> Words:
    """Words of our own catalogue, where an item needs some that the file has none for."""
    return Words(**section("questions")[f"questions.{key}"], stock=True)


def joined(parts: list[Words], between: str = "\n") -> Words:
    """Several texts as one."""
    kept = [part for part in parts if part]
    if any(part.zh or part.en for part in kept):
        zh, en = (between.join(part.of(language) for part in kept if part.of(language)) for language in LANGUAGES)
        return Words(zh=zh, en=en)
    return Words(between.join(part.any for part in kept))


def clean(text: str) -> str:
    """Without signs nobody sees, every line without the space around it, no more than one empty line."""
    if "  " not in text and text.isprintable():
        return text.strip()
    plain = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    lines = "\n".join(SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return EMPTY_LINES.sub("\n\n", lines).strip()


def shortened(text: str, most: int = 60) -> str:
    """The beginning of a text on one line, to name a question by."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def settled(document: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The document with its words under their languages, and whether these seem to be neither Chinese nor English."""
    every = [words for words in _every(document, []) if words and not words.stock]
    told: list[str] = [
        language for language in LANGUAGES if any(words.of(language) and not words.any for words in every)
    ]
    neutral = " ".join(words.any for words in every)
    foreign = False
    if not told:
        told = ["zh" if _chinese(neutral) else "en"]
        foreign = len(OTHER.findall(neutral)) > len(LATIN.findall(neutral)) + len(HAN.findall(neutral))
    return _settled(document, told), foreign


def _chinese(text: str) -> bool:
    han = len(HAN.findall(text))
    return han > 0 and han * HAN_WEIGHS >= len(LATIN.findall(text))


def _every(part: Any, found: list[Words]) -> list[Words]:
    """All words in a part of a document."""
    kind = type(part)
    if kind is Words:
        found.append(part)
    elif kind is dict:
        for inner in part.values():
            _every(inner, found)
    elif kind is list:
        for inner in part:
            _every(inner, found)
    return found


def _settled(part: Any, languages: list[str]) -> Any:
    kind = type(part)
    if kind is Words:
        if part.any:
            return dict.fromkeys(_fitting(part.any, languages), part.any)
        return {one: words for one in languages if (words := part.of(one))}
    if kind is dict:
        return {
            key: _settled(inner, languages)
            for key, inner in part.items()
            if inner is not None and (type(inner) is not Words or inner)
        }
    return [_settled(inner, languages) for inner in part] if kind is list else part


def _fitting(text: str, languages: list[str]) -> list[str]:
    """Which of two languages untold words can be in: figures, codes and short names are the same in both."""
    if len(languages) < 2:
        return languages
    return ["zh"] if HAN.search(text) else ["en"] if len(SENTENCE.findall(text)) > 2 else languages


def folded(text: str) -> str:
    """A word of a file without case, width, spaces and stars, to compare it by."""
    return re.sub(r"[\s*_:：.。]", "", unicodedata.normalize("NFKC", text)).casefold()
