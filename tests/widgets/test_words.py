"""Every word a front end says stands in the catalogue sections its page brings along."""

import re
from pathlib import Path

import pytest

from sqm_training import locale
from sqm_training.widgets import page

FRONT = Path(page.__file__).parent / "front"
PAGES = {
    "home": ("home",),
    "learn": ("learn",),
    "sit": ("sit", "result", "item"),
    "check": ("check", "item"),
    "certificates": ("certificates",),
}


def sources(name: str) -> dict[str, str]:
    """A page's module and every module it imports, by file name."""
    found: dict[str, str] = {}
    waiting = [f"{name}.js"]
    while waiting:
        file = waiting.pop()
        if file in found or file == "kit.js":
            continue
        found[file] = (FRONT / file).read_text(encoding="utf-8")
        waiting += re.findall(r'from "\./([\w.]+)"', found[file])
    return found


def said(name: str) -> set[str]:
    """Keys said as plain strings; keys put together are tested by what they are put together from."""
    keys: set[str] = set()
    for file, text in sources(name).items():
        keys |= set(re.findall(r'"((?:home|learn|sit|result|item|check|certificates)(?:\.\w+)+)"', text))
        if file == "_sitting.js":
            keys |= {f"sit.{key}" for key in re.findall(r'this\.say\("([\w.]+)"', text)}
    return {key for key in keys if not key.endswith((".css", ".js"))}


@pytest.mark.parametrize("name", PAGES)
def test_every_key_that_is_said_is_in_the_catalogue(name: str) -> None:
    keys = said(name)
    assert len(keys) > 5
    assert keys <= set(locale.section(*PAGES[name]))


STATES = {
    "home.state": "not_published begun not_begun passed open failed being_marked done",
    "home.kind": "course paper practical certificate",
    "home.go": "course paper practical",
    "certificates.state": "valid expiring expired suspended revoked",
    "certificates.clause": "not_published begun not_begun passed open failed being_marked done",
    "certificates.kind": "course paper practical",
    "sit.fact": "items minutes pass left",
    "sit.mark": "answered open flagged unsaved",
    "sit.rule": "size time sitting saved back final noted honest",
    "item.hint": "multiple order match hotspot cloze short_text dialogue free_text",
    "item.scoring": "all_or_nothing wrong_is_zero each_option",
    "item.mood": "calm worried cross pleased",
    "result": "void.title void.body marking.title trainer.title held.title marking.body trainer.body held.body",
}


@pytest.mark.parametrize("prefix", STATES)
def test_every_state_has_its_words(prefix: str) -> None:
    words = locale.section(prefix.split(".", 1)[0])
    assert {f"{prefix}.{state}" for state in STATES[prefix].split()} <= set(words)


@pytest.mark.parametrize("name", sorted({section for sections in PAGES.values() for section in sections}))
def test_both_languages_have_the_same_places_to_fill(name: str) -> None:
    for key, text in locale.section(name).items():
        zh, en = (set(re.findall(r"{(\w+)}", text[language])) for language in locale.LANGUAGES)
        assert en <= zh if key.endswith(".one") else en == zh, key
