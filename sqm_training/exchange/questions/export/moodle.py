"""Moodle XML: both languages side by side, as Moodle's multilang filter reads them."""

import base64
import html
import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sqm_training.domain.item import (
    Cloze,
    Figure,
    FreeText,
    Item,
    Match,
    Multiple,
    Numeric,
    Option,
    Order,
    Pick,
    Picture,
    ShortText,
    Single,
    TrueFalse,
)
from sqm_training.domain.item.writing import GAP
from sqm_training.domain.text import Text
from sqm_training.exchange.questions.export.writing import EXACT, Writing, labels, shares

TYPES: dict[type, str] = {
    Single: "multichoice",
    Multiple: "multichoice",
    TrueFalse: "truefalse",
    Order: "ordering",
    Match: "matching",
    Numeric: "numerical",
    Cloze: "cloze",
    ShortText: "shortanswer",
    FreeText: "essay",
}


def write(items: Sequence[Item], writing: Writing) -> bytes:
    quiz = Element("quiz")
    for item in items:
        if item.parameters:
            writing.leave_out(item, "parameters")
        elif type(item) not in TYPES:
            writing.leave_out(item, "kind", kind=item.kind)
        else:
            quiz.append(_Pen(item, writing).question())
            writing.written += 1
    indent(quiz)
    written: bytes = tostring(quiz, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def marked(words: str) -> str:
    return html.escape(words, quote=False).replace("\n", "<br>")


def both(text: Text) -> str:
    """Words in both languages, each in its span; the same in both need none."""
    if text.zh == text.en:
        return marked(text.zh)
    return "".join(f'<span lang="{one}" class="multilang">{marked(text.of(one))}</span>' for one in ("zh", "en"))


class _Pen:
    """Writes the parts of one item."""

    def __init__(self, item: Item, writing: Writing) -> None:
        self.item = item
        self.writing = writing
        self.node = Element("question", type=TYPES[type(item)])

    def question(self) -> Element:
        item = self.item
        self._put(self.node, "name", self.writing.text(item.prompt)[:80], None)
        body = _cloze(item, self.writing) if isinstance(item, Cloze) else both(item.prompt)
        self._put(self.node, "questiontext", body, "html", item.picture)
        self._put(self.node, "generalfeedback", both(item.why), "html")
        self._value("idnumber", item.id)
        self._answers()
        tags = SubElement(self.node, "tags")
        for one in labels(item):
            self._put(tags, "tag", one, None)
        return self.node

    def _answers(self) -> None:
        item = self.item
        match item:
            case Single():
                self._value("single", "true")
                for option in item.options:
                    self._option(option, float(option.id == item.key))
            case Multiple():
                self._multiple(item)
            case TrueFalse():
                for truth in (True, False):
                    self._answer(str(truth).lower(), float(truth == item.key), "moodle_auto_format")
            case Order():
                self._order(item)
            case Match():
                self._match(item)
            case Numeric():
                self._number(item)
            case ShortText():
                self._value("usecase", "0")
                for one in item.accept:
                    self._answer(one.replace("*", "\\*"), 1.0, "moodle_auto_format")
            case FreeText():
                self._essay(item)
            case _:
                pass

    def _put(self, parent: Element, name: str, words: str, form: str | None, picture: Picture | None = None) -> Element:
        node = SubElement(parent, name, {"format": form} if form else {})
        data = self.writing.picture(self.item, picture)
        if picture and data:
            file = picture.file.rpartition("/")[2]
            words = f'{words}<br><img src="@@PLUGINFILE@@/{file}" alt="{html.escape(_alt(picture))}">'
        SubElement(node, "text").text = words
        if picture and data:
            attached = SubElement(node, "file", name=picture.file.rpartition("/")[2], path="/", encoding="base64")
            attached.text = base64.b64encode(data).decode()
        return node

    def _value(self, name: str, value: str) -> None:
        SubElement(self.node, name).text = value

    def _answer(self, words: str, share: float, form: str, picture: Picture | None = None) -> Element:
        node = self._put(self.node, "answer", words, form, picture)
        node.set("fraction", f"{100 * share:.7g}")
        return node

    def _option(self, option: Option, share: float) -> None:
        node = self._answer(both(option.text), share, "html", option.picture)
        self._put(node, "feedback", both(option.why) if option.why else "", "html")

    def _multiple(self, item: Multiple) -> None:
        if item.scoring not in EXACT:
            self.writing.warn(item, "scoring", "scoring", scoring=item.scoring)
        self._value("single", "false")
        worth = shares(item)
        for option in item.options:
            self._option(option, worth[option.id])

    def _order(self, item: Order) -> None:
        options = {option.id: option for option in item.options}
        if any(option.why for option in item.options):
            self.writing.warn(item, "remarks", "options")
        for place, key in enumerate(item.key, 1):
            node = self._answer(both(options[key].text), 0.0, "html", options[key].picture)
            node.set("fraction", f"{place}")

    def _match(self, item: Match) -> None:
        rights = {option.id: option for option in item.right}
        if any(option.picture for option in item.right):
            self.writing.warn(item, "picture_lost", "right")
        if any(option.why for option in (*item.left, *item.right)):
            self.writing.warn(item, "remarks", "left")
        spare = [option for option in item.right if option.id not in item.key.values()]
        for left, right in [*((one, rights[item.key[one.id]]) for one in item.left), *((None, one) for one in spare)]:
            node = self._put(
                self.node, "subquestion", both(left.text) if left else "", "html", left.picture if left else None
            )
            self._put(node, "answer", both(right.text), None)

    def _number(self, item: Numeric) -> None:
        node = self._answer(f"{float(item.key):.15g}", 1.0, "moodle_auto_format")
        SubElement(node, "tolerance").text = f"{item.tolerance:.15g}"
        if item.unit:
            units = SubElement(self.node, "units")
            for name in dict.fromkeys((item.unit.zh, item.unit.en)):
                unit = SubElement(units, "unit")
                SubElement(unit, "multiplier").text = "1"
                SubElement(unit, "unit_name").text = name

    def _essay(self, item: FreeText) -> None:
        self.writing.warn(item, "rubric_as_text", "rubric")
        lines = [both(model) for model in item.model]
        lines += [f"{both(line.text)} ({line.points:g})" for line in item.rubric]
        self._put(self.node, "graderinfo", "<br>".join(lines), "html")


def _alt(picture: Picture) -> str:
    return picture.alt.zh if picture.alt.zh == picture.alt.en else f"{picture.alt.zh} / {picture.alt.en}"


def _cloze(item: Cloze, writing: Writing) -> str:
    """A cloze in one language: the gaps of two would be asked twice."""
    writing.warn(item, "one_language", "passage")
    gaps = {gap.id: gap for gap in item.gaps}
    passage = marked(writing.text(item.passage))
    passage = GAP.sub(lambda found: _gap(gaps[found[1]], writing), passage)
    return f"<p>{marked(writing.text(item.prompt))}</p><p>{passage}</p>"


def _gap(gap: Any, writing: Writing) -> str:
    if isinstance(gap, Pick):
        parts = [("=" if one.id == gap.key else "") + coded(writing.text(one.text)) for one in gap.options]
        return "{1:MULTICHOICE:" + "~".join(parts) + "}"
    if isinstance(gap, Figure):
        return f"{{1:NUMERICAL:={float(gap.key):.15g}:{gap.tolerance:.15g}}}"
    return "{1:SHORTANSWER:" + "~".join("=" + coded(one.replace("*", "\\*")) for one in gap.accept) + "}"


def coded(words: str) -> str:
    """Words within a gap, where some signs part answers."""
    return re.sub(r"([}~#/\"=%{])", r"\\\1", marked(words.replace("\\", "\\\\")))
