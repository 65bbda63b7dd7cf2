"""Markdown as lessons use it: no raw HTML, pictures from the lesson's own folder only."""

import re
from html import escape
from urllib.parse import quote

import mistune

PICTURE = re.compile(r"img/([A-Za-z0-9][A-Za-z0-9_-]*\.(?:svg|png|jpg|webp))")
LINK = re.compile(r"(?:https?://|/services/pages/|#|mailto:)")


class _Prose(mistune.HTMLRenderer):
    """HTML of one text; `pictures` is the address of the lesson's pictures."""

    def __init__(self, pictures: str) -> None:
        super().__init__(escape=True)
        self._pictures = pictures

    def image(self, text: str, url: str, title: str | None = None) -> str:
        found = PICTURE.fullmatch(url)
        if not found:
            return escape(text)
        source = escape(f"{self._pictures}/{quote(found[1])}")
        picture = f'<img src="{source}" alt="{escape(text)}" loading="lazy">'
        if not title:
            return picture
        return f"<figure>{picture}<figcaption>{escape(title)}</figcaption></figure>"

    def paragraph(self, text: str) -> str:
        whole = text.strip()
        return f"{whole}\n" if whole.startswith("<figure>") else super().paragraph(text)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not LINK.match(url):
            return text
        away = ' target="_blank" rel="noopener noreferrer"' if url.startswith("http") else ""
        return f'<a href="{escape(url)}"{away}>{text}</a>'


def html(markdown: str, pictures: str) -> str:
    """The text as HTML; whatever looks like markup in it is shown as typed."""
    parse = mistune.create_markdown(renderer=_Prose(pictures), plugins=["table", "strikethrough", "def_list"])
    return str(parse(markdown))
