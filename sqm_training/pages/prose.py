"""Markdown as lessons use it: no raw HTML, pictures from the lesson's own folder only."""

import re
from html import escape, unescape
from urllib.parse import quote

import mistune
from mistune.util import striptags

FIGURE = re.compile(r"(!\[[^\n]*\]\([^)\n]*\))\n\n\*([^\n]*)\*\s*")  # a picture and its caption, alone
PICTURE = re.compile(r"img/([A-Za-z0-9][A-Za-z0-9_-]*\.(?:svg|png|jpg|webp))")
LINK = re.compile(r"(?:https?://|/services/pages/|#|mailto:)")


class _Prose(mistune.HTMLRenderer):
    """HTML of one text; `pictures` is the address of the lesson's pictures."""

    def __init__(self, pictures: str) -> None:
        super().__init__(escape=True)
        self._pictures = pictures

    def image(self, text: str, url: str, title: str | None = None) -> str:
        found, words = PICTURE.fullmatch(url), escape(unescape(striptags(text)))
        if not found:
            return words
        source = escape(f"{self._pictures}/{quote(found[1])}")
        return f'<img src="{source}" alt="{words}" loading="lazy">'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not LINK.match(url):
            return text
        away = ' target="_blank" rel="noopener noreferrer"' if url.startswith("http") else ""
        return f'<a href="{escape(url)}"{away}>{text}</a>'


def html(markdown: str, pictures: str) -> str:
    """The text as HTML; whatever looks like markup in it is shown as typed."""
    parse = mistune.create_markdown(renderer=_Prose(pictures), plugins=["table", "strikethrough", "def_list"])
    figure = FIGURE.fullmatch(markdown)
    if not figure:
        return str(parse(markdown))
    picture, caption = (_inside(str(parse(part))) for part in figure.groups())
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>\n"


def _inside(paragraph: str) -> str:
    return paragraph.strip().removeprefix("<p>").removesuffix("</p>")
