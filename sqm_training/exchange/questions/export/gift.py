"""GIFT, as Moodle reads it: one language, no cloze, no order."""

import base64
import html
import re
from collections.abc import Sequence

from sqm_training.domain.drawing import MEDIA
from sqm_training.domain.item import (
    FreeText,
    Item,
    Match,
    Multiple,
    Numeric,
    Option,
    Picture,
    ShortText,
    Single,
    TrueFalse,
)
from sqm_training.domain.text import Text
from sqm_training.exchange.questions.export.writing import EXACT, Writing, labels, shares


def write(items: Sequence[Item], writing: Writing) -> bytes:
    blocks = [block for item in items if (block := _block(item, writing)) is not None]
    return ("\n\n".join(blocks) + "\n").encode()


def _block(item: Item, writing: Writing) -> str | None:
    if item.parameters:
        writing.leave_out(item, "parameters")
        return None
    pen = _Pen(item, writing)
    answers = pen.answers()
    if answers is None:
        writing.leave_out(item, "kind", kind=item.kind)
        return None
    writing.written += 1
    tags = "".join(f" [tag:{one}]" for one in labels(item))
    general = pen.said(item.why)
    picture = pen.shown(item.picture)
    return (
        f"// [id:{item.id}]{tags}\n::{escaped(item.id)}::[{pen.form}]{picture}{pen.said(item.prompt)}"
        f"{{{answers}####{general}}}"
    )


def escaped(text: str) -> str:
    """Words in which no sign means anything."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", r"\n")


class _Pen:
    """Writes the parts of one item."""

    def __init__(self, item: Item, writing: Writing) -> None:
        self.item = item
        self.writing = writing
        self.form = "html" if any(one.file in writing.pictures for one in item.pictures) else "plain"

    def said(self, text: Text | None) -> str:
        words = self.writing.text(text)
        if self.form == "html":
            words = html.escape(words, quote=False).replace("\n", "<br>")
        return escaped(words)

    def shown(self, picture: Picture | None) -> str:
        """A picture within the text."""
        data = self.writing.picture(self.item, picture)
        if picture is None or data is None:
            return ""
        media = MEDIA["." + picture.file.rpartition(".")[2]]
        alt = html.escape(self.writing.text(picture.alt))
        return escaped(f'<img src="data:{media};base64,{base64.b64encode(data).decode()}" alt="{alt}">')

    def answers(self) -> str | None:
        item = self.item
        match item:
            case Single():
                return "".join(self._option("=" if option.id == item.key else "~", option) for option in item.options)
            case Multiple():
                return self._multiple(item)
            case TrueFalse():
                return "TRUE" if item.key else "FALSE"
            case Numeric():
                return self._number(item)
            case Match():
                return self._match(item)
            case ShortText():
                return "".join(f"\n\t={escaped(one.replace('*', chr(92) + '*'))}" for one in item.accept) + "\n"
            case FreeText():
                self.writing.warn(item, "rubric", "rubric")
                return ""
            case _:
                return None

    def _option(self, sign: str, option: Option) -> str:
        remark = f"#{self.said(option.why)}" if option.why else ""
        return f"\n\t{sign}{self.shown(option.picture)}{self.said(option.text)}{remark}"

    def _multiple(self, item: Multiple) -> str:
        if item.scoring not in EXACT:
            self.writing.warn(item, "scoring", "scoring", scoring=item.scoring)
        worth = shares(item)
        return "".join(self._option(f"~%{100 * worth[one.id]:.7g}%", one) for one in item.options)

    def _number(self, item: Numeric) -> str:
        if item.unit:
            self.writing.warn(item, "unit", "unit", unit=self.writing.text(item.unit))
        return f"#{float(item.key):.15g}:{item.tolerance:.15g}"

    def _side(self, text: Text) -> str:
        """Words of a pair: an arrow in them would part them, and there is no way to say that it does not."""
        words = self.said(text)
        if "->" in words:
            self.writing.warn(self.item, "arrow", "left")
        return words.replace("->", "→")

    def _match(self, item: Match) -> str:
        if any(option.picture for option in item.right):
            self.writing.warn(item, "picture_lost", "right")
        words = {option.id: self._side(option.text) for option in item.right}
        lines = [f"{self.shown(one.picture)}{self._side(one.text)} -> {words[item.key[one.id]]}" for one in item.left]
        lines += [f" -> {words[one.id]}" for one in item.right if one.id not in item.key.values()]
        return "".join(f"\n\t={line}" for line in lines) + "\n"
