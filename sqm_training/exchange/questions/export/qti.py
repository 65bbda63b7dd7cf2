"""QTI 2.1 as a package: an item a file, the pictures, the manifest; one language."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from sqm_training.domain.drawing import MEDIA
from sqm_training.domain.item import (
    Cloze,
    Figure,
    FreeText,
    Hotspot,
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
from sqm_training.exchange.questions.export.writing import Writing, labels
from sqm_training.exchange.questions.pictures import size_of

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
FIXED = (2020, 1, 1, 0, 0, 0)  # so that the same items give the same bytes
KINDS = (Single, Multiple, TrueFalse, Order, Match, Numeric, Cloze, ShortText, FreeText, Hotspot)


def write(items: Sequence[Item], writing: Writing) -> bytes:
    out = io.BytesIO()
    manifest = Element("manifest", xmlns=PACKAGE, identifier="sqm-items")
    resources = SubElement(manifest, "resources")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        packed: set[str] = set()
        for item in items:
            node = _written(item, writing)
            if node is None:
                continue
            writing.written += 1
            path = f"items/{item.id}.xml"
            _pack(package, path, b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(node, encoding="utf-8"))
            files = [one.file for one in item.pictures if one.file in writing.pictures]
            for file in dict.fromkeys(files):
                if file not in packed:
                    _pack(package, f"items/{file}", writing.pictures[file])
                    packed.add(file)
            _resource(resources, item, path, files)
        _pack(package, "imsmanifest.xml", tostring(manifest, encoding="utf-8", xml_declaration=True))
    return out.getvalue()


def _pack(package: zipfile.ZipFile, path: str, data: bytes) -> None:
    package.writestr(zipfile.ZipInfo(path, FIXED), data, zipfile.ZIP_DEFLATED)


def _resource(resources: Element, item: Item, path: str, files: Sequence[str]) -> None:
    node = SubElement(resources, "resource", identifier=f"r-{item.id}", type="imsqti_item_xmlv2p1", href=path)
    general = SubElement(SubElement(SubElement(node, "metadata"), "lom", xmlns=LOM), "general")
    for one in labels(item):
        SubElement(SubElement(general, "keyword"), "string").text = one
    for file in [path, *(f"items/{one}" for one in dict.fromkeys(files))]:
        SubElement(node, "file", href=file)


def _written(item: Item, writing: Writing) -> Element | None:
    if item.parameters:
        writing.leave_out(item, "parameters")
        return None
    if not isinstance(item, KINDS):
        writing.leave_out(item, "kind", kind=item.kind)
        return None
    if isinstance(item, Hotspot) and not size_of(writing.pictures.get(item.picture.file, b"")):
        writing.leave_out(item, "picture_needed", picture=item.picture.file)
        return None
    return _Pen(item, writing).item_node()


class _Pen:
    """Writes one item."""

    def __init__(self, item: Item, writing: Writing) -> None:
        self.item = item
        self.writing = writing
        language = "zh-CN" if writing.language == "zh" else "en"
        self.node = Element("assessmentItem", {
            "xmlns": QTI, "identifier": item.id, "title": writing.text(item.prompt)[:80].replace("\n", " "),
            "adaptive": "false", "timeDependent": "false", "xml:lang": language,
        })  # fmt: skip
        self.body = Element("itemBody")

    def item_node(self) -> Element:
        """Declarations first, then the body, the processing, the reason."""
        item = self.item
        if not isinstance(item, Hotspot):
            self._picture(self.body, item.picture)
        processing = self._answers()
        for name, base in (("SCORE", "float"), ("FEEDBACK", "identifier")):
            SubElement(self.node, "outcomeDeclaration", identifier=name, cardinality="single", baseType=base)
        self.node.append(self.body)
        if processing is not None:
            self.node.append(processing)
        self._remark("general", self.writing.text(item.why))
        return self.node

    def _remark(self, name: str, words: str) -> None:
        node = SubElement(self.node, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
        self._lines(node, words)

    def _lines(self, parent: Element, words: str) -> None:
        for line in words.split("\n"):
            SubElement(parent, "p").text = line

    def _picture(self, parent: Element, picture: Picture | None) -> None:
        if picture and self.writing.picture(self.item, picture):
            SubElement(parent, "p").append(Element("img", src=picture.file, alt=self.writing.text(picture.alt)))

    def _declare(
        self, base: str, correct: Sequence[str], cardinality: str = "single", name: str = "RESPONSE"
    ) -> Element:
        node = SubElement(self.node, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)
        if correct:
            right = SubElement(node, "correctResponse")
            for one in correct:
                SubElement(right, "value").text = one
        return node

    def _interaction(self, name: str, **given: str) -> Element:
        node = SubElement(self.body, name, {"responseIdentifier": "RESPONSE", **given})
        prompt = SubElement(node, "prompt")
        lines = self.writing.text(self.item.prompt).split("\n")
        prompt.text = lines[0]
        for line in lines[1:]:
            SubElement(prompt, "br").tail = line
        return node

    def _option(self, parent: Element, name: str, option: Option, remark: bool = False, **given: str) -> None:
        node = SubElement(parent, name, {"identifier": option.id, **given})
        lines = self.writing.text(option.text).split("\n")
        node.text = lines[0]
        for line in lines[1:]:
            SubElement(node, "br").tail = line
        if option.picture and self.writing.picture(self.item, option.picture):
            node.append(Element("img", src=option.picture.file, alt=self.writing.text(option.picture.alt)))
        if option.why and remark:
            said = SubElement(
                node, "feedbackInline", outcomeIdentifier="FEEDBACK", identifier=option.id, showHide="show"
            )
            said.text = self.writing.text(option.why)
        elif option.why:
            self.writing.warn(self.item, "remarks", "options")

    def _answers(self) -> Element | None:
        """Write the interaction; returns how it is scored."""
        item = self.item
        match item:
            case Single():
                self._declare("identifier", [item.key])
                self._choices("choiceInteraction", item.options, "1")
                return _template("match_correct")
            case Multiple():
                return self._multiple(item)
            case TrueFalse():
                return self._truth(item)
            case Order():
                self._declare("identifier", item.key, "ordered")
                node = self._interaction("orderInteraction", shuffle="true")
                for option in item.options:
                    self._option(node, "simpleChoice", option)
                return _template("match_correct")
            case Match():
                return self._match(item)
            case Numeric():
                return self._number(item)
            case ShortText():
                return self._short(item)
            case FreeText():
                self._written(item)
                return None
            case Cloze():
                return self._cloze(item)
            case Hotspot():
                return self._hotspot(item)
            case _:
                raise AssertionError(item.kind)

    def _choices(self, name: str, options: Sequence[Option], most: str) -> None:
        node = self._interaction(name, maxChoices=most, shuffle="true")
        for option in options:
            self._option(node, "simpleChoice", option, remark=True)

    def _multiple(self, item: Multiple) -> Element:
        node = self._declare("identifier", item.key, "multiple")
        self._choices("choiceInteraction", item.options, "0")
        if item.scoring == "all_or_nothing":
            return _template("match_correct")
        if item.scoring == "each_option":
            self.writing.warn(item, "scoring", "scoring", scoring=item.scoring)
        loss = len(item.key) if item.scoring == "wrong_is_zero" else 1
        mapping = SubElement(node, "mapping", lowerBound="0", defaultValue="0")
        for option in item.options:
            value = 1 if option.id in item.key else -loss
            SubElement(mapping, "mapEntry", mapKey=option.id, mappedValue=f"{value}")
        return _template("map_response")

    def _truth(self, item: TrueFalse) -> Element:
        self._declare("identifier", [str(item.key).lower()])
        node = self._interaction("choiceInteraction", maxChoices="1", shuffle="false")
        words = {"true": {"zh": "对", "en": "True"}, "false": {"zh": "错", "en": "False"}}
        for key, forms in words.items():
            SubElement(node, "simpleChoice", identifier=key).text = forms[self.writing.language]
        return _template("match_correct")

    def _match(self, item: Match) -> Element:
        self._declare("directedPair", [f"{left} {right}" for left, right in item.key.items()], "multiple")
        node = self._interaction("matchInteraction", shuffle="true", maxAssociations=f"{len(item.left)}")
        for options, most in ((item.left, "1"), (item.right, "0")):
            side = SubElement(node, "simpleMatchSet")
            for option in options:
                self._option(side, "simpleAssociableChoice", option, matchMax=most)
        self.writing.warn(item, "scoring", "scoring", scoring="share of pairs")
        return _template("match_correct")

    def _entry(self, after: str = "") -> None:
        self._lines(self.body, self.writing.text(self.item.prompt))
        paragraph = SubElement(self.body, "p")
        SubElement(paragraph, "textEntryInteraction", responseIdentifier="RESPONSE").tail = after

    def _number(self, item: Numeric) -> Element:
        self._declare("float", [f"{float(item.key):.15g}"])
        self._entry(f" {self.writing.text(item.unit)}" if item.unit else "")
        if item.unit:
            self.writing.warn(item, "unit", "unit", unit=self.writing.text(item.unit))
        return _compared("RESPONSE", item.tolerance)

    def _short(self, item: ShortText) -> Element:
        node = self._declare("string", [item.accept[0]])
        mapping = SubElement(node, "mapping", defaultValue="0")
        for one in item.accept:
            SubElement(mapping, "mapEntry", mapKey=one, mappedValue="1", caseSensitive="false")
        self._entry()
        return _template("map_response")

    def _written(self, item: FreeText) -> None:
        self._declare("string", [])
        self.writing.warn(item, "rubric_as_text", "rubric")
        notes = SubElement(self.body, "rubricBlock", view="scorer")
        for model in item.model:
            self._lines(notes, self.writing.text(model))
        for line in item.rubric:
            SubElement(notes, "p").text = f"{self.writing.text(line.text)} ({line.points:g})"
        self._interaction("extendedTextInteraction")

    def _cloze(self, item: Cloze) -> Element:
        self._lines(self.body, self.writing.text(item.prompt))
        gaps = {gap.id: gap for gap in item.gaps}
        for gap in item.gaps:
            self._gap_declared(gap)
        for line in self.writing.text(item.passage).split("\n"):
            paragraph = SubElement(self.body, "p")
            pieces = GAP.split(line)
            paragraph.text = pieces[0]
            for key, after in zip(pieces[1::2], pieces[2::2], strict=True):
                self._gap(paragraph, gaps[key]).tail = after
        return _summed({gap.id: gap.tolerance if isinstance(gap, Figure) else None for gap in item.gaps})

    def _gap_declared(self, gap: Any) -> None:
        if isinstance(gap, Pick):
            self._declare("identifier", [gap.key], name=gap.id)
        elif isinstance(gap, Figure):
            self._declare("float", [f"{float(gap.key):.15g}"], name=gap.id)
            if gap.unit:
                self.writing.warn(self.item, "gap_unit", "gaps", gap=gap.id)
        else:
            node = self._declare("string", [gap.accept[0]], name=gap.id)
            mapping = SubElement(node, "mapping", defaultValue="0")
            for one in gap.accept:
                SubElement(mapping, "mapEntry", mapKey=one, mappedValue="1", caseSensitive="false")

    def _gap(self, paragraph: Element, gap: Any) -> Element:
        if not isinstance(gap, Pick):
            return SubElement(paragraph, "textEntryInteraction", responseIdentifier=gap.id)
        node = SubElement(paragraph, "inlineChoiceInteraction", responseIdentifier=gap.id, shuffle="true")
        for option in gap.options:
            SubElement(node, "inlineChoice", identifier=option.id).text = self.writing.text(option.text)
        return node

    def _hotspot(self, item: Hotspot) -> Element:
        size = size_of(self.writing.pictures[item.picture.file])
        assert size is not None
        self._declare("identifier", item.key, "multiple")
        node = self._interaction("hotspotInteraction", maxChoices=f"{len(item.key)}")
        media = MEDIA["." + item.picture.file.rpartition(".")[2]]
        shown = SubElement(
            node, "object", data=item.picture.file, type=media, width=f"{size[0]:g}", height=f"{size[1]:g}"
        )
        shown.text = self.writing.text(item.picture.alt)
        for region in item.regions:
            left, top, width, height = region.box
            corners = (left * size[0], top * size[1], (left + width) * size[0], (top + height) * size[1])
            SubElement(node, "hotspotChoice", {
                "identifier": region.id, "shape": "rect", "coords": ",".join(f"{one:.6g}" for one in corners),
                "hotspotLabel": self.writing.text(region.text),
            })  # fmt: skip
        if any(region.why for region in item.regions):
            self.writing.warn(item, "remarks", "regions")
        return _template("match_correct")


def _template(name: str) -> Element:
    return Element("responseProcessing", template=TEMPLATES + name)


def _compared(response: str, tolerance: float) -> Element:
    """Right when the number is near enough."""
    node = Element("responseProcessing")
    condition = _near(node, response, tolerance)
    SubElement(SubElement(condition, "setOutcomeValue", identifier="SCORE"), "baseValue", baseType="float").text = "1"
    return node


def _near(node: Element, response: str, tolerance: float | None) -> Element:
    """A condition that the response is the right one, or near it."""
    condition = SubElement(SubElement(node, "responseCondition"), "responseIf")
    if tolerance is None:
        compared = SubElement(condition, "match")
    else:
        span = f"{tolerance:.15g} {tolerance:.15g}"
        compared = SubElement(condition, "equal", toleranceMode="absolute", tolerance=span)
    SubElement(compared, "variable", identifier=response)
    SubElement(compared, "correct", identifier=response)
    return condition


def _summed(tolerances: Mapping[str, float | None]) -> Element:
    """Each gap that is right counts the same."""
    node = Element("responseProcessing")
    for response, tolerance in tolerances.items():
        condition = _near(node, response, tolerance)
        total = SubElement(SubElement(condition, "setOutcomeValue", identifier="SCORE"), "sum")
        SubElement(total, "variable", identifier="SCORE")
        SubElement(total, "baseValue", baseType="float").text = "1"
    return node
