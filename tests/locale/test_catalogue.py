"""Every string stands in both languages, with the same places to fill in, under its section's name."""

import re
from pathlib import Path

import pytest

from sqm_training import locale

SECTIONS = sorted(path.stem for path in Path(locale.__file__).parent.glob("*.yaml"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWN_PLACES = {"import.column_missing", "print.day"}  # a name in each language; a date in each form
SAME_IN_BOTH = {"common.to_english", "common.to_chinese"}


def places(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_speaks_both_languages(section: str) -> None:
    for key, words in locale.section(section).items():
        assert key.startswith(f"{section}."), key
        assert set(words) == {"zh", "en"}, key
        assert any(text.strip() for text in words.values()), key
        if not key.endswith(".one") and key not in OWN_PLACES:  # said where n is 1: English often leaves the number out
            assert places(words["zh"]) == places(words["en"]), key


@pytest.mark.parametrize("section", SECTIONS)
def test_english_is_not_left_in_chinese(section: str) -> None:
    left = [key for key, words in locale.section(section).items() if CHINESE.search(words["en"])]
    assert set(left) <= SAME_IN_BOTH


def test_refusals_have_words() -> None:
    """Every code the package refuses with is in the catalogue."""
    package = Path(locale.__file__).parents[1]
    codes = {
        code
        for path in package.rglob("*.py")
        for code in re.findall(r"Refused\(\s*\"([a-z_.]+)\"", path.read_text(encoding="utf-8"))
    }
    known = locale.section("errors", "login")
    assert sorted(code for code in codes if f"errors.{code}" not in known and code not in known) == []
