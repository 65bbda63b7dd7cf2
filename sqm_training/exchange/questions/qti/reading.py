"""An item of QTI 2 or 3: one interaction, or gaps in a text."""

import re
from collections.abc import Sequence

from sqm_training.exchange.questions import kinds
from sqm_training.exchange.questions.account import NotTaken, Question
from sqm_training.exchange.questions.pictures import Find
from sqm_training.exchange.questions.qti.declared import declarations, processing
from sqm_training.exchange.questions.qti.interactions import INTERACTIONS, gaps
from sqm_training.exchange.questions.qti.item import Item, Remark, for_scorers, inner, is_interaction
from sqm_training.exchange.questions.tree import Node
from sqm_training.exchange.questions.words import Words, clean, joined

INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
SAID = (
    ("wrong", re.compile(r"incorrect|wrong|fout|falsch|not.?correct", re.IGNORECASE)),
    ("partly", re.compile(r"partial", re.IGNORECASE)),
    ("right", re.compile(r"correct|right|goed|richtig", re.IGNORECASE)),
)


def read(question: Question, node: Node, find: Find, stimulus: Sequence[str] = ()) -> None:
    """Fill in a question from an item. `stimulus` is what several items share and is shown before each."""
    question.title = clean(node.get("title"))
    question.document["id"] = node.get("identifier")
    body = node.first("itemBody")
    _plain_item(node)
    interactions = [one for one in body.walk() if is_interaction(one)] if body else []
    if body is None or not interactions:
        raise NotTaken("no_question")
    item = Item(node, question, find, declarations(node), processing(node))
    item.remarks = _remarks(item)
    names = [one.name for one in interactions]
    if strange := [name for name in names if name not in INTERACTIONS and name not in INLINE]:
        raise NotTaken("kind_unknown", kind=", ".join(dict.fromkeys(strange)))
    if all(name in INLINE for name in names):
        gaps(item, body, interactions, stimulus)
    elif len(interactions) > 1:
        raise NotTaken("qti_composite", kinds=", ".join(names))
    else:
        INTERACTIONS[names[0]](item, interactions[0], _around(item, body, interactions[0], stimulus))
    _said_after(item)


def _plain_item(node: Node) -> None:
    """Items that change while they are met are no items of ours."""
    names = {one.name for one in node.children}
    if names & {"templateDeclaration", "templateProcessing"}:
        raise NotTaken("kind_unknown", kind="templateProcessing")
    if node.get("adaptive") == "true":
        raise NotTaken("kind_unknown", kind="adaptive")


def _around(item: Item, body: Node, interaction: Node, stimulus: Sequence[str]) -> list[str]:
    """What is asked: what stands around the interaction, and its prompt."""
    around = inner(body, lambda node: "" if is_interaction(node) or node.name == "endAttemptInteraction" else None)
    prompt = interaction.first("prompt")
    return [*stimulus, around, inner(prompt) if prompt else ""]


def _remarks(item: Item) -> list[Remark]:
    found = []
    for one in item.node.walk():
        if one.name in ("modalFeedback", "feedbackBlock", "feedbackInline"):
            words = item.said(inner(one))[0]
            if words and one.get("showHide", "show") == "show":
                found.append(Remark(one.get("identifier"), words))
        elif one.name == "rubricBlock" and for_scorers(one):
            found.append(Remark("\0scorer", item.said(inner(one))[0]))
    return found


def _said_after(item: Item) -> None:
    """The reason, from what is said after answering apart from what belongs to an option."""
    sorted_out: dict[str, list[Words]] = {}
    for remark in item.remarks:
        if remark.identifier == "\0scorer":
            sorted_out.setdefault("scorer", []).append(remark.words)
            continue
        kind = next((kind for kind, name in SAID if name.search(remark.identifier)), "general")
        sorted_out.setdefault(kind, []).append(remark.words)
    scorer = joined(sorted_out.pop("scorer", []))
    if scorer and item.question.document.get("kind") == "free_text" and not item.question.document.get("model"):
        item.question.document["model"] = [scorer]
    elif scorer:
        item.question.feedback["scorer"] = scorer
    general = sorted_out.pop("general", [])
    if len(general) > 1:
        item.question.warn("remarks_joined", "why", count=len(general))
    kinds.reason(item.question, general=joined(general), **{kind: joined(said) for kind, said in sorted_out.items()})
