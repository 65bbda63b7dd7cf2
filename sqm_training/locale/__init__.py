"""The catalogue of both languages: every string a person sees, one YAML file per section."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")


@cache
def _file(section: str) -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / f"{section}.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}


def section(*names: str) -> dict[str, dict[str, str]]:
    """All texts of the named sections, in both languages."""
    return {key: text for name in names for key, text in _file(name).items()}


def text(key: str, language: Language, **params: Any) -> str:
    """The words for a key ("section.rest") with its parameters filled in."""
    return _file(key.split(".", 1)[0])[key][language].format(**params)
