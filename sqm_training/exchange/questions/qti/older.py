"""QTI 1.2, as Canvas, Blackboard, ILIAS and others still export it: choices, short answers, numbers, essays, pairs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqm_training.exchange.questions import kinds
from sqm_training.exchange.questions.account import Account, NotTaken, Question
from sqm_training.exchange.questions.kinds import Found, Offer
from sqm_training.exchange.questions.pictures import Find, told
from sqm_training.exchange.questions.prose import looks_like_html
from sqm_training.exchange.questions.tree import Node, Tree
from sqm_training.exchange.questions.words import NOTHING, Words, clean, folded, joined

KIND = re.compile(r"(qmd_itemtype|question_?type|bbmd_questiontype|cc_profile|type)$", re.IGNORECASE)
TRUE, FALSE = {"true", "对", "正确", "wahr", "vrai"}, {"false", "错", "错误", "falsch", "faux"}
LAST = re.compile(r"<item\b")


@dataclass(frozen=True)
class Condition:
    """What must be answered for these points: (response, value) pairs, and pairs that must not be."""

    wanted: tuple[tuple[str, str], ...]
    unwanted: tuple[tuple[str, str], ...]
    low: float | None
    high: float | None
    points: float
    shows: tuple[str, ...]


@dataclass
class Item:
    node: Node
    question: Question
    find: Find

    def said(self, node: Node | None, picture: bool = False) -> tuple[Words, dict[str, Any] | None]:
        """The words of material, and its picture where it may have one."""
        source = "".join(_material(node)) if node else ""
        return told(self.question, source, "html", self.find, picture)

    @property
    def kind(self) -> str:
        """What the file calls this kind of question, where it does."""
        for one in self.node.walk():
            if one.name == "qtimetadatafield" and KIND.search(clean(one.text("fieldlabel"))):
                return clean(one.text("fieldentry")).lower()
            if one.name in ("qmd_itemtype", "bbmd_questiontype"):
                return clean("".join(one.strings())).lower()
        return ""


def _material(node: Node) -> Iterator[str]:
    """Words and pictures of `material` elements, as HTML. Those of nested responses are not among them."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one.name == "mattext":
            text = one.markup()
            html = "html" in one.get("texttype") or looks_like_html(text)
            yield f"<div>{text if html else _escaped(text)}</div>"
        elif one.name == "matimage":
            yield f'<img src="{one.get("uri")}" alt="{one.get("label")}">'
        elif one.name in ("mataudio", "matvideo", "matapplet", "matapplication"):
            yield "<video></video>"
        elif one is node or not one.name.startswith(("response_", "render_")):
            stack += reversed(one.children)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def read(account: Account, tree: Tree, find: Find, within: str) -> None:
    """Take every item of a document into the account."""
    root = tree.root
    assert root is not None
    for node, category in _items(root):
        name = (
            clean(node.get("title")) or clean(re.sub(r"<[^<>]*>", " ", node.text("presentation"))) or node.get("ident")
        )
        if node.closed:
            account.take(node.row, name, partial(_question, node=node, find=find, category=category), within)
        else:
            account.report(node.row, name, "xml_cut", within)
    for _ in LAST.findall(tree.rest):
        account.report(tree.row, "item", "xml_cut", within)


def _items(root: Node) -> Iterator[tuple[Node, str]]:
    stack: list[tuple[Node, tuple[str, ...]]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if node.name == "item":
            yield node, "/".join(path)
            continue
        title = clean(node.get("title")) if node.name in ("assessment", "section", "objectbank") else ""
        stack += [(child, (*path, title) if title else path) for child in reversed(node.children)]


def _question(question: Question, node: Node, find: Find, category: str) -> None:
    item = Item(node, question, find)
    shown = node.first("presentation")
    if shown is None:
        raise NotTaken("no_question")
    question.title, question.category = clean(node.get("title")), category
    question.document["id"] = node.get("ident")
    question.document["prompt"], picture = item.said(shown, picture=True)
    if picture:
        question.document["picture"] = picture
    responses = [one for one in shown.walk() if one.name.startswith("response_") and one.name != "response_label"]
    names = [one.name for one in responses]
    if not responses:
        _without_response(item)
    elif set(names) == {"response_lid"}:
        _lids(item, responses)
    elif names == ["response_str"] or names == ["response_num"]:
        _typed(item, responses[0])
    else:
        raise NotTaken("kind_unknown", kind=item.kind or ", ".join(dict.fromkeys(names)))
    _feedback(item)


def _without_response(item: Item) -> None:
    if "text_only" in item.kind or not item.kind:
        raise NotTaken("no_question")
    raise NotTaken("kind_unknown", kind=item.kind)


def _conditions(item: Item) -> list[Condition]:
    return [_condition(one) for part in item.node.all("resprocessing") for one in part.all("respcondition")]


def _condition(node: Node) -> Condition:
    wanted: list[tuple[str, str]] = []
    unwanted: list[tuple[str, str]] = []
    ends: dict[str, float | None] = {}
    stack = [(child, False) for child in (node.first("conditionvar") or node).children]
    while stack:
        one, negated = stack.pop()
        value = clean("".join(one.strings()))
        if one.name in ("varequal", "varsubset"):
            (unwanted if negated else wanted).append((one.get("respident"), value))
        elif one.name in ("vargte", "vargt", "varlte", "varlt"):
            ends.setdefault(one.name[:4], kinds.figure(value))
        else:
            stack += [(child, negated != (one.name == "not")) for child in one.children]
    points = sum(_points(one) for one in node.all("setvar"))
    shows = tuple(one.get("linkrefid") for one in node.all("displayfeedback"))
    return Condition(tuple(wanted[::-1]), tuple(unwanted), ends.get("varg"), ends.get("varl"), points, shows)


def _points(setvar: Node) -> float:
    value = kinds.figure(clean("".join(setvar.strings()))) or 0.0
    return -value if setvar.get("action").lower() == "subtract" else value


def _labels(response: Node) -> list[Node]:
    return [one for one in response.walk() if one.name == "response_label"]


def _lids(item: Item, responses: Sequence[Node]) -> None:
    if len(responses) > 1:
        _pairs(item, responses)
        return
    response = responses[0]
    if response.get("rcardinality", "Single").lower() == "ordered":
        raise NotTaken("kind_unknown", kind=item.kind or "ordered")
    several = response.get("rcardinality", "Single").lower() == "multiple"
    labels = _labels(response)
    worth, scoring = _worth(item, [one.get("ident") for one in labels], several)
    words = [folded(clean(re.sub(r"<[^<>]*>", "", "".join(one.strings())))) for one in labels]
    if "true_false" in item.kind or "true/false" in item.kind:
        place = max(range(len(labels)), key=lambda at: worth.get(labels[at].get("ident"), 0.0), default=None)
        if place is not None and words[place] in TRUE | FALSE and worth:
            kinds.true_false(item.question, words[place] in TRUE)
            return
    offers = []
    for one in labels:
        said, picture = item.said(one, picture=True)
        offers.append(Offer(said, worth.get(one.get("ident"), 0.0), _own_remark(item, one.get("ident")), picture))
    kinds.choice(item.question, offers, several, scoring)


def _worth(item: Item, idents: Sequence[str], several: bool) -> tuple[dict[str, float], str | None]:
    """What each option is worth, and the rule where the whole answer is compared."""
    best = [one for one in _conditions(item) if one.points > 0 and any(value in idents for _, value in one.wanted)]
    if several and best and (len(best[0].wanted) > 1 or best[0].unwanted):
        top = max(best, key=lambda one: one.points)
        if len(best) > 1:
            item.question.warn("scoring_all_or_nothing", "scoring")
        return {value: 1 / len(top.wanted) for _, value in top.wanted}, "all_or_nothing"
    points: dict[str, float] = {}
    for one in _conditions(item):
        for _, value in one.wanted:
            if value in idents and one.points:
                points[value] = points.get(value, 0.0) + one.points
    positive = [value for value in points.values() if value > 0]
    whole = (sum(positive) if several else max(positive, default=0)) if positive else 0
    return ({key: value / whole for key, value in points.items()} if whole else {}), None


def _own_remark(item: Item, ident: str) -> Words:
    """What is shown to those who chose this alone."""
    for one in _conditions(item):
        if [value for _, value in one.wanted] == [ident] and not one.unwanted and not one.points:
            found = [_remark(item, name) for name in one.shows]
            return joined([words for words in found if words])
    return NOTHING


def _remark(item: Item, ident: str) -> Words:
    node = next((one for one in item.node.all("itemfeedback") if one.get("ident") == ident), None)
    return item.said(node)[0]


def _pairs(item: Item, responses: Sequence[Node]) -> None:
    """Several lists of the same words: pairs. Other lists are gaps that only their own program knows."""
    lists = [[item.said(one)[0].shown for one in _labels(response)] for response in responses]
    if "matching" not in item.kind and any(one != lists[0] for one in lists):
        raise NotTaken("kind_unknown", kind=item.kind or "response_lid ×" + str(len(responses)))
    right = {respident: value for one in _conditions(item) if one.points > 0 for respident, value in one.wanted}
    words = {one.get("ident"): item.said(one)[0] for response in responses for one in _labels(response)}
    pairs = []
    for response in responses:
        material = response.first("material")
        partner = words.get(right.get(response.get("ident"), ""), NOTHING)
        left, picture = item.said(material, picture=True)
        if not partner:
            raise NotTaken("pair_half", left=left.shown)
        pairs.append((Offer(left, 1, picture=picture), partner))
    kinds.match(item.question, pairs, list(words.values()))


def _typed(item: Item, response: Node) -> None:
    found = [one for one in _conditions(item) if one.points > 0]
    number = "numerical" in item.kind or response.name == "response_num"
    if number and found:
        kinds.numeric(item.question, _numbers(found))
        return
    answers = [(value, 1.0) for one in found for _, value in one.wanted]
    if "essay" in item.kind or not answers:
        kinds.free_text(item.question, joined([Words(text) for text, _ in answers]))
    else:
        kinds.short_text(item.question, [(text.replace("*", "\\*"), share) for text, share in answers])


def _numbers(conditions: Sequence[Condition]) -> list[Found]:
    """The numbers and spans that earn points, the exact one for a span around it only once."""
    best = max(one.points for one in conditions)
    found = []
    for one in conditions:
        exact = [value for _, text in one.wanted if (value := kinds.figure(text)) is not None]
        if one.low is not None and one.high is not None:
            middle, off = kinds.span(one.low, one.high)
            found.append(Found(exact[0] if exact else middle, off, one.points / best))
        elif exact:
            found.append(Found(exact[0], 0.0, one.points / best))
    if not found:
        raise NotTaken("no_number")
    return found


def _feedback(item: Item) -> None:
    """The general remark is the reason; those for right and wrong stand in for it."""
    said: dict[str, Words] = {}
    names: dict[str, Callable[[str], bool]] = {
        "general": lambda name: name.startswith(("general", "solution")),
        "right": lambda name: name.startswith(("correct", "right")),
        "wrong": lambda name: "incorrect" in name or name.startswith("wrong"),
    }
    for one in item.node.all("itemfeedback"):
        ident = one.get("ident").lower()
        for key, meant in names.items():
            if meant(ident):
                said[key] = item.said(one)[0]
    kinds.reason(item.question, general=said.pop("general", NOTHING), **said)
