"""The house's words: what a thing is called in both languages, and which words are not used for it."""

import csv
import re
from pathlib import Path

BANNED = re.compile(r"avoid ([\u4e00-\u9fff]+)")


def banned(path: Path) -> tuple[str, ...]:
    """Words the glossary replaces, from its column of notes."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(word for row in csv.DictReader(file) for word in BANNED.findall(row["notes_avoid"] or ""))
