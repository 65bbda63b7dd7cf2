"""Whether an item really stands in both languages: a text copied from the other one is none."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sqm_training.domain.item import Item
from sqm_training.domain.text import Language, Text

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


def untranslated(item: Item) -> set[Language]:
    """Languages an item lacks: its question without a Chinese character, a text whose English is mostly Chinese."""
    lacks: set[Language] = set()
    if not HAN.search(item.prompt.zh):
        lacks.add("zh")
    if any(len(HAN.findall(text.en)) > len(LATIN.findall(text.en)) for text in _texts(item)):
        lacks.add("en")
    return lacks


def _texts(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for _, part in value:
            yield from _texts(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)
