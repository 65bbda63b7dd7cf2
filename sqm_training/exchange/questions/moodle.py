"""Moodle XML: the richest of the formats people bring their banks in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqm_training.exchange.questions import cloze, kinds, spots
from sqm_training.exchange.questions.account import Account, NotTaken, Question
from sqm_training.exchange.questions.gift.blocks import CATEGORY_TOP
from sqm_training.exchange.questions.kinds import Found, Offer
from sqm_training.exchange.questions.pictures import Find, kept_picture, loaded, nowhere, told
from sqm_training.exchange.questions.prose import Form, Image
from sqm_training.exchange.questions.tree import Node, Tree
from sqm_training.exchange.questions.words import HAN, NOTHING, Words, clean, folded, joined

FORMS: dict[str, Form] = {"html": "html", "plain_text": "plain", "markdown": "markdown", "": "moodle"}
REST = re.compile(r"<question\b[^>]*\btype\s*=\s*[\"'](?!category)([^\"']*)")
PLACE = re.compile(r"\[\[(\d+)\]\]")
YES = {"true", "1", "yes", "t", "wahr", "richtig", "verdadero", "vrai", "vero", "对", "正确", "верно"}
NO = {"false", "0", "no", "f", "falsch", "falso", "faux", "错", "错误", "неверно"}
LONG_REMARK = 60  # shorter ones are “Your answer is correct.”


@dataclass(frozen=True)
class Source:
    """A question's element, with the files that lie in it."""

    node: Node
    question: Question

    def __getitem__(self, name: str) -> str:
        """A plain value, such as `single` or `defaultgrade`."""
        found = self.node.first(name)
        return "" if found is None else clean("".join((found.first("text") or found).strings()))

    def said(self, node: Node | None, picture: bool = False) -> tuple[Words, dict[str, Any] | None]:
        """The words of an element that holds a text, and its picture where it may have one."""
        if node is None:
            return NOTHING, None
        form = FORMS.get(node.get("format"), "moodle")
        return told(self.question, (node.first("text") or node).markup(), form, self.find(node), picture)

    def words(self, *path: str) -> Words:
        return self.said(self.node.first(*path))[0]

    def find(self, node: Node) -> Find:
        """Where the files named in an element's text are: in it, else anywhere in the question."""

        def found(name: str) -> bytes | None:
            files = [*node.all("file"), *(one for one in self.node.walk() if one.name == "file")]
            file = next((one for one in files if name in _names(one)), None)
            return _bytes(file) if file else None

        return found

    @property
    def answers(self) -> list[Node]:
        return self.node.all("answer")


def _names(file: Node) -> tuple[str, str]:
    path = file.get("path").strip("/")
    return f"{path}/{file.get('name')}".lstrip("/"), file.get("name")


def _bytes(file: Node) -> bytes:
    raw = "".join(file.strings())
    if file.get("encoding", "base64") != "base64":
        return raw.encode()
    return loaded("data:;base64," + raw, nowhere) or b""


def read(account: Account, tree: Tree) -> None:
    """Take every question of a file into the account, those of a broken one as far as they are whole."""
    category = ""
    for node in tree.root.all("question") if tree.root else []:
        if node.get("type") == "category":
            category = CATEGORY_TOP.sub("", clean(node.text("category"))) or category
        elif not node.closed:
            account.report(node.row, _name(node), "xml_cut")
        else:
            account.take(node.row, _name(node), partial(_question, node=node, category=category))
    row, counted = tree.row, 0
    for found in REST.finditer(tree.rest):
        row, counted = row + tree.rest.count("\n", counted, found.start()), found.start()
        account.report(row, found[1], "xml_cut")


def _name(node: Node) -> str:
    return clean(node.text("name")) or clean(re.sub(r"<[^<>]*>", " ", node.text("questiontext"))) or node.get("type")


def _question(question: Question, node: Node, category: str) -> None:
    kind = node.get("type")
    if kind not in KINDS:
        raise NotTaken("no_question" if kind == "description" else "kind_unknown", kind=kind or "?")
    source = Source(node, question)
    question.title, question.category = clean(node.text("name")), category
    question.tags = tuple(clean("".join(tag.strings())) for tags in node.all("tags") for tag in tags.all("tag"))
    question.points = kinds.figure(source["defaultgrade"])
    if source["idnumber"]:
        question.document["id"] = source["idnumber"]
    if kind not in PASSAGES:
        _prompt(source)
    KINDS[kind](source)
    _remarks(source)


def _prompt(source: Source) -> None:
    words, picture = source.said(source.node.first("questiontext"), picture=True)
    picture = picture or _old_picture(source)
    source.question.document["prompt"] = words
    if picture:
        source.question.document["picture"] = picture


def _old_picture(source: Source) -> dict[str, Any] | None:
    """The picture as Moodle 1.9 wrote it."""
    name, data = source["image"], source["image_base64"]
    if not name and not data:
        return None
    return kept_picture(source.question, Image(f"data:;base64,{data}" if data else name, ""), lambda _: None)


def _remarks(source: Source) -> None:
    """What is said after answering, whatever the answer or by how good it was."""
    said = {
        "right": source.words("correctfeedback"),
        "partly": source.words("partiallycorrectfeedback"),
        "wrong": source.words("incorrectfeedback"),
    }
    question = source.question
    general = source.words("generalfeedback")
    if question.document.get("why") and general:
        general = joined([general, question.document["why"]])
    kinds.reason(question, general=general)
    question.feedback = {key: words for key, words in said.items() if words} | question.feedback
    if not question.document.get("why"):
        long = [words for words in said.values() if len(words.shown) >= LONG_REMARK]
        kinds.reason(question, general=joined(long))
    if hints := [one for one in source.node.all("hint") if clean(one.text("text"))]:
        question.warn("hints_lost", count=len(hints))


def _share(answer: Node) -> float:
    return (kinds.figure(answer.get("fraction", "0")) or 0.0) / 100


def _offers(source: Source) -> list[Offer]:
    found = []
    for answer in source.answers:
        words, picture = source.said(answer, picture=True)
        why, _ = source.said(answer.first("feedback"))
        found.append(Offer(words, _share(answer), why, picture))
    return found


def _choice(source: Source) -> None:
    several = source["single"].lower() in ("false", "0")
    kinds.choice(source.question, _offers(source), several)


def _choice_set(source: Source) -> None:
    """All or nothing, as the type of that name marks it."""
    kinds.choice(source.question, _offers(source), several=True, scoring="all_or_nothing")


def _choice_response(source: Source) -> None:
    kinds.choice(source.question, _offers(source), several=True, scoring="right_minus_wrong")
    source.question.warn("scoring_untold", "scoring")


def _truth(source: Source) -> None:
    shares: dict[bool, float] = {}
    remarks: dict[bool, Words] = {}
    for answer in source.answers:
        said = folded(clean(answer.text("text") or "".join(answer.strings())))
        if said not in YES | NO:
            raise NotTaken("truth_unreadable", answer=said[:40])
        shares[said in YES] = _share(answer)
        remarks[said in YES] = source.said(answer.first("feedback"))[0]
    if not shares or max(shares.values()) <= 0:
        raise NotTaken("no_right")
    truth = max(shares, key=lambda one: shares[one])
    right, wrong = remarks.get(truth, NOTHING), remarks.get(not truth, NOTHING)
    kinds.true_false(source.question, truth, right=right, wrong=wrong)


def _short(source: Source) -> None:
    answers = [(source.said(answer)[0].shown, _share(answer)) for answer in source.answers]
    kinds.short_text(source.question, answers)
    if source["usecase"] in ("1", "true"):
        source.question.warn("case_lost", "accept")
    _answer_remarks(source)


def _answer_remarks(source: Source) -> None:
    """What is said to the right answer is the reason; other remarks have no place."""
    said = [(_share(one), source.said(one.first("feedback"))[0]) for one in source.answers]
    right = next((words for share, words in said if share >= 1 and words), NOTHING)
    kinds.reason(source.question, right=right)
    if lost := [words for _, words in said if words and words != right]:
        source.question.warn("remarks_lost", count=len(lost))


def _number(source: Source) -> None:
    found = []
    for answer in source.answers:
        text, share = source.said(answer)[0].shown, _share(answer)
        value = kinds.figure(text)
        off = kinds.figure(clean(answer.text("tolerance"))) if answer.first("tolerance") else 0.0
        if value is not None:
            found.append(Found(value, abs(off or 0.0), share))
        elif share > 0:
            raise NotTaken("number_unreadable", text=text[:60])
    kinds.numeric(source.question, found, _unit(source))
    _answer_remarks(source)


def _unit(source: Source) -> Words:
    units = source.node.first("units")
    named = (
        [(clean(one.text("unit_name")), kinds.figure(one.text("multiplier"))) for one in units.all("unit")]
        if units
        else []
    )
    named = [(name, factor) for name, factor in named if name]
    if not named:
        return NOTHING
    whole = [name for name, factor in named if factor == 1] or [named[0][0]]
    if len(named) == len(whole) == 2 and HAN.search(whole[0]) and not HAN.search(whole[1]):
        return Words(zh=whole[0], en=whole[1])
    if others := [name for name, _ in named if name != whole[0]]:
        source.question.warn("units_lost", "unit", units=" / ".join(others))
    return Words(whole[0])


def _match(source: Source) -> None:
    pairs, spare = [], []
    for one in source.node.all("subquestion"):
        words, picture = source.said(one, picture=True)
        partner = source.said(one.first("answer"))[0]
        if not partner:
            raise NotTaken("pair_half", left=words.shown)
        if words or picture:
            pairs.append((Offer(words, 1, picture=picture), partner))
        else:
            spare.append(partner)
    kinds.match(source.question, pairs, spare)


def _order(source: Source) -> None:
    placed = [(kinds.figure(answer.get("fraction", "0")) or 0.0, answer) for answer in source.answers]
    if not placed:
        placed = [(kinds.figure(one.text("answer")) or 0.0, one) for one in source.node.all("subquestion")]
    placed.sort(key=lambda pair: pair[0])
    offers = []
    for _, node in placed:
        words, picture = source.said(node, picture=True)
        offers.append(Offer(words, 1, picture=picture))
    kinds.order(source.question, offers)


def _essay(source: Source) -> None:
    kinds.free_text(source.question, source.words("graderinfo"))
    if clean(source.words("responsetemplate").shown):
        source.question.warn("template_lost")


def _passage(source: Source, parts: Sequence[str], gaps: Sequence[dict[str, Any]]) -> None:
    """A cloze from the markup around its gaps."""
    node = source.node.first("questiontext")
    assert node is not None
    text = kinds.literal(parts[0])
    for gap, after in zip(gaps, parts[1:], strict=True):
        text += f"[[{gap['id']}]]" + kinds.literal(after)
    form = FORMS.get(node.get("format"), "moodle")
    words, picture = told(source.question, text, form, source.find(node), picture=True)
    if picture:
        source.question.document["picture"] = picture
    said = joined([gap.pop("why", NOTHING) for gap in gaps])
    kinds.cloze(source.question, words, gaps)
    kinds.reason(source.question, general=said)


def _text(source: Source) -> str:
    node = source.node.first("questiontext")
    return (node.first("text") or node).markup() if node else ""


def _cloze(source: Source) -> None:
    around, inside = cloze.parted(_text(source))
    gaps = [cloze.gap(source.question, f"g{place}", one) for place, one in enumerate(inside, 1)]
    _passage(source, around, gaps)


def _places(source: Source) -> None:
    """Gaps written [[1]], to be filled from lists that belong together by group."""
    choices = []
    for one in source.node.all("selectoption", "dragbox"):
        words, _ = source.said(one)
        choices.append((words, clean(one.text("group")) or "1"))
    pieces = PLACE.split(_text(source))
    around, numbers = pieces[::2], [int(number) for number in pieces[1::2]]
    gaps = []
    for place, number in enumerate(numbers, 1):
        if not 1 <= number <= len(choices):
            raise NotTaken("gap_unknown", gap=f"[[{number}]]")
        group = choices[number - 1][1]
        offers = [
            Offer(words, float(at == number)) for at, (words, own) in enumerate(choices, 1) if own == group and words
        ]
        gaps.append(kinds.pick(f"g{place}", offers))
    _passage(source, around, gaps)


def _gap_fill(source: Source) -> None:
    """Gaps written [word] or with other signs around them."""
    signs = source["delimitchars"] or "[]"
    begin, end = re.escape(signs[0]), re.escape(signs[-1])
    pieces = re.split(f"{begin}([^{begin}{end}]+){end}", _text(source))
    gaps = []
    for place, words in enumerate(pieces[1::2], 1):
        answers = [(clean(re.sub(r"<[^<>]*>", "", one)), 1.0) for one in words.split("|")]
        gaps.append({"ask": "words", "id": f"g{place}", "accept": kinds.accepted(source.question, answers)})
    _passage(source, pieces[::2], gaps)


def _marker(source: Source) -> None:
    """Markers to be dropped on a picture: its places are to be found."""
    file = source.node.first("file")
    labels = {clean(drag.text("no")) or drag.get("no"): source.said(drag)[0] for drag in source.node.all("drag")}
    drops = [
        spots.Shape(
            clean(drop.text("shape")), clean(drop.text("coords")), labels.get(clean(drop.text("choice")), NOTHING)
        )
        for drop in source.node.all("drop")
    ]
    if file is None or not drops:
        raise NotTaken("spots_none")
    spots.fill(source.question, Image(file.get("name"), ""), lambda _: _bytes(file), drops)
    if len({drop.words for drop in drops}) > 1:
        source.question.warn("markers_as_spots")


KINDS: dict[str, Callable[[Source], None]] = {
    "multichoice": _choice,
    "multichoiceset": _choice_set,
    "oumultiresponse": _choice_response,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _number,
    "matching": _match,
    "match": _match,
    "ddmatch": _match,
    "ordering": _order,
    "order": _order,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _places,
    "ddwtos": _places,
    "gapfill": _gap_fill,
    "ddmarker": _marker,
}
PASSAGES = {"cloze", "multianswer", "gapselect", "ddwtos", "gapfill"}
