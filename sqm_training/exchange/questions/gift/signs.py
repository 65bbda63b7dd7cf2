"""Signs that mean something in GIFT and, with a backslash before them, only themselves."""

import re
from dataclasses import dataclass

from sqm_training.exchange.questions.prose import Form

CONTROL = "~=#{}:\\"
FIRST = 0xE300  # of a private area of Unicode, where each stands while a question is taken apart
HIDDEN = {sign: chr(FIRST + place) for place, sign in enumerate(CONTROL)}
SHOWN = {ord(code): sign for sign, code in HIDDEN.items()}
NEWLINE = chr(FIRST + len(CONTROL))
ESCAPED = re.compile(r"\\([~=#{}:\\n])")
LITERAL = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*/?>|&\#?\w{1,31};|\bhttps?://[^\s{}~\#]+"
)


@dataclass(frozen=True)
class Marked:
    """What stands in a question's braces, and the format of the words around them."""

    text: str
    form: Form


def hidden(text: str) -> str:
    """Escaped signs put out of sight, so that those left mean something."""
    return ESCAPED.sub(lambda found: NEWLINE if found[1] == "n" else HIDDEN[found[1]], text)


def literal(text: str) -> str:
    """Signs inside tags, entities and addresses put out of sight too: nobody escapes them and all mean them."""
    return LITERAL.sub(lambda found: "".join(HIDDEN.get(sign, sign) for sign in found[0]), text)


def shown(text: str) -> str:
    """The signs as themselves again."""
    return text.translate(SHOWN).replace(NEWLINE, "\n")
