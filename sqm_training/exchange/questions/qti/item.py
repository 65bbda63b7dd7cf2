"""An item of QTI while it is read, and its markup as words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from sqm_training.exchange.questions.account import NotTaken, Question
from sqm_training.exchange.questions.pictures import Find, told
from sqm_training.exchange.questions.qti.declared import Declared, Processing
from sqm_training.exchange.questions.tree import EMPTY, Node
from sqm_training.exchange.questions.words import NOTHING, Words

APART = ("modalFeedback", "feedbackBlock", "feedbackInline", "stylesheet", "templateBlock", "templateInline", "prompt")
FOR_SCORERS = re.compile(r"\b(scorer|tutor|author|testConstructor)\b")
FOR_ALL = re.compile(r"\b(candidate|all)\b")
BLANK = "_____"


@dataclass(frozen=True)
class Remark:
    """Something said after answering, and the outcome it hangs on."""

    identifier: str
    words: Words


@dataclass
class Item:
    """An item while it is read."""

    node: Node
    question: Question
    find: Find
    responses: dict[str, Declared] = field(default_factory=dict)
    processing: Processing = field(default_factory=lambda: Processing(""))
    remarks: list[Remark] = field(default_factory=list)

    def declared(self, interaction: Node) -> Declared:
        found = self.responses.get(interaction.get("responseIdentifier"))
        if found is None:
            raise NotTaken("qti_undeclared", response=interaction.get("responseIdentifier") or "?")
        return found

    def said(self, source: str, picture: bool = False) -> tuple[Words, dict[str, Any] | None]:
        """The words of a piece of markup, and its picture where it may have one."""
        return told(self.question, source, "html", self.find, picture)

    def words(self, node: Node | None, instead: Callable[[Node], str | None] | None = None) -> Words:
        return self.said(inner(node, instead))[0] if node else NOTHING

    def ask(self, *sources: str) -> None:
        """Set what is asked, with the picture that goes with it."""
        words, picture = self.said("\n".join(f"<div>{one}</div>" for one in sources if one.strip()), picture=True)
        self.question.document["prompt"] = words
        if picture:
            self.question.document["picture"] = picture


def inner(node: Node, instead: Callable[[Node], str | None] | None = None) -> str:
    """What is in an element as HTML. `instead` may give other markup for an element; None keeps it."""
    parts = []
    for part in node.parts:
        if isinstance(part, str):
            parts.append(escape(part, quote=False))
        elif part.name not in APART:
            other = instead(part) if instead else None
            parts.append(_tag(part, instead) if other is None else other)
    return "".join(parts)


def _tag(node: Node, instead: Callable[[Node], str | None] | None) -> str:
    if node.name == "rubricBlock" and for_scorers(node):
        return ""
    given = "".join(f' {key}="{escape(value)}"' for key, value in node.attributes.items())
    if node.name in EMPTY:
        return f"<{node.name}{given}>"
    name = "div" if node.name in ("rubricBlock", "itemBody", "gapMatchInteraction", "hottextInteraction") else node.name
    name = "span" if "Interaction" in name or name in ("printedVariable", "positionObjectStage") else name
    return f"<{name}{given}>{inner(node, instead)}</{name}>"


def for_scorers(node: Node) -> bool:
    view = node.get("view")
    return bool(FOR_SCORERS.search(view)) and not FOR_ALL.search(view)


def is_interaction(node: Node) -> bool:
    return node.name.endswith("Interaction") and node.name != "endAttemptInteraction"
