"""HTML, Markdown and what Moodle makes of plain text, as plain text: lines and lists kept, pictures set aside."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from sqm_training.exchange.questions.words import Words, clean

Form = Literal["html", "moodle", "plain", "markdown"]

MARK = "\ufffc"  # stands where a picture was


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


BLOCKS = _names(
    "p div h1 h2 h3 h4 h5 h6 ul ol li table caption thead tbody tfoot tr blockquote pre section article header footer"
    " dl dt dd figure figcaption hr address center form fieldset details summary nav aside main"
)
DECORATION = _names("b strong i em font big small mark tt h1 h2 h3 h4 h5 h6 table")
STRUCK = {"u": "underline", "ins": "underline", "s": "strike", "del": "strike", "strike": "strike"}
SILENT = _names("script style annotation annotation-xml title head template noscript")
MEDIA = _names("iframe video audio embed applet canvas svg")
FIELDS = _names("input select textarea button")
OTHERS = _names(
    "a abbr acronym area base basefont bdi bdo body br center cite code col colgroup data dfn html img kbd label lang"
    " link map math meta nolink object optgroup option param picture q rb rp rt rtc ruby samp source span sub sup td th"
    " time track var wbr mrow mi mn mo ms mtext mfrac msup msub msubsup msqrt mroot mover munder munderover mtable mtr"
    " mtd mfenced mstyle mspace menclose mpadded mphantom merror semantics mmultiscripts none mprescripts"
)
KNOWN = BLOCKS | DECORATION | frozenset(STRUCK) | SILENT | MEDIA | FIELDS | OTHERS
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
MULTILANG = re.compile(r"class\s*=\s*[\"']?multilang|<lang\s|\{mlang\s+\w", re.IGNORECASE)
MLANG = re.compile(r"\{mlang(?:\s+([\w,-]+))?\}", re.IGNORECASE)
LEFT_OVER = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<!\[[^<>]*+>", re.DOTALL)  # of Word and of XML
ANGLE = re.compile(  # a tag, quoted or not quite, or an angle bracket that is none; each is looked at once
    r"<(?:(?P<tag>[a-zA-Z/][^\s<>\"'/]*+(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>)|(?P<odd>/?[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>)?"
)
LOWER = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)) | {"−": "₋"}
RAISED = dict(zip("0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
RAISED |= {"−": "⁻"}
DEEPEST = 200


@dataclass(frozen=True)
class Image:
    """A picture a text shows: where it lies and what it shows."""

    source: str
    alt: str
    width: str = ""
    height: str = ""


@dataclass
class Prose:
    """A text as words, with a mark wherever a picture stood, and what could not be kept."""

    words: Words
    images: list[Image] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    @property
    def plain(self) -> Words:
        """The words without the marks."""
        return self.words.each(lambda text: clean(text.replace(MARK, "")))


def prose(source: str, form: Form = "html") -> Prose:
    """Read a text. Spans of Moodle's multilang filter become the two languages."""
    if form == "plain":
        return Prose(Words(clean(source)))
    if form == "markdown":
        source = _markdown(source)
    if MULTILANG.search(source):
        return _languages(MLANG.sub(_span, source), form)
    found = _rendered(source, form, "")
    return Prose(Words(found.text()), found.images, found.lost)


def _span(match: re.Match[str]) -> str:
    return f'<span class="multilang" lang="{match[1]}">' if match[1] else "</span>"


def _languages(source: str, form: Form) -> Prose:
    said = _rendered(source, form, "?").languages
    if not {"zh", "en"} & set(said):
        found = _rendered(source, form, said[0] if said else "")
        return Prose(Words(found.text()), found.images, found.lost | {"languages"})
    each = {language: _rendered(source, form, language) for language in ("zh", "en") if language in said}
    first = next(iter(each.values()))
    others = {"languages"} if set(said) - {"zh", "en"} else set()
    words = Words.by({language: one.text() for language, one in each.items()})
    return Prose(words, first.images, first.lost | others)


def _rendered(source: str, form: Form, language: str) -> "_Reader":
    marked = form == "html" or looks_like_html(source)
    reader = _Reader(language, keep_lines=form != "html")
    if marked:
        reader.feed(ANGLE.sub(_angle, LEFT_OVER.sub("", source)))
        reader.close()
    else:
        reader.handle_data(ENTITY.sub(lambda match: html.unescape(match[0]), source))
    return reader


def _angle(found: re.Match[str]) -> str:
    """A tag as it is, a botched one bare, any other angle bracket as words."""
    return found[0] if found["tag"] else f"<{found['odd']}>" if found["odd"] else "&lt;" + found[0][1:]


def looks_like_html(source: str) -> bool:
    """Tags that are meant as such: a break, a picture, or one that is opened and closed again."""
    if "<" not in source:
        return False
    opened: set[str] = set()
    for match in TAG.finditer(source):
        name = match[1].lower()
        if name in ("br", "img", "hr"):
            return True
        if match[0].startswith("</"):
            if name in opened:
                return True
        elif name in KNOWN:
            opened.add(name)
    return False


def _markdown(source: str) -> str:
    """Markdown with its pictures and links as HTML and its stars gone; the rest reads well as it is."""
    source = re.sub(
        r"!\[([^\]\n]{0,300})\]\(\s{0,9}([^\s()]+)(?:\s+\"[^\"\n]{0,300}\")?\s{0,9}\)", _markdown_image, source
    )
    source = re.sub(r"\[([^\]\n]{1,300})\]\((https?://[^\s()]+)\)", r"\1 (\2)", source)
    source = re.sub(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1", r"\2", source)
    return re.sub(r"(?m)^#{1,6}\s+", "", source)


def _markdown_image(match: re.Match[str]) -> str:
    return f'<img alt="{html.escape(match[1])}" src="{html.escape(match[2])}">'


def language_of(code: str) -> str:
    """`zh` and `en` whatever the region; other languages as they are."""
    plain = code.strip().lower().replace("_", "-")
    return "zh" if re.match(r"zh|cn\b", plain) else "en" if re.match(r"en\b", plain) else plain or "?"


class _Reader(HTMLParser):
    """Collects what a page shows, in one language where a span says which it is for."""

    def __init__(self, language: str, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.keep_lines = keep_lines
        self.languages: list[str] = []
        self.images: list[Image] = []
        self.lost: set[str] = set()
        self._parts: list[str] = []
        self._open: list[tuple[str, bool]] = []  # tag, and whether what is in it is left out
        self._lists: list[int | None] = []
        self._shifted: list[tuple[str, int]] = []  # sub and sup, and where their words begin
        self._links: list[tuple[str, int]] = []
        self._pre = 0

    def text(self) -> str:
        return clean("".join(self._parts))

    @property
    def _hidden(self) -> bool:
        return any(hidden for _, hidden in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag not in KNOWN and ":" not in tag:
            self._put(self.get_starttag_text() or "")  # no tag but somebody's <angle brackets>
        elif tag in ("br", "hr"):
            self._put("\n")
        elif tag == "img":
            self._image(given.get("src", ""), given.get("alt") or given.get("title", ""), given)
        elif tag in ("wbr", "meta", "link", "col", "source", "track", "param", "input", "embed"):
            self._lose(tag)
        else:
            self._enter(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self._open and self._open[-1][0] == tag:
            self.handle_endtag(tag)

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        self._lose(tag)
        hidden = tag in SILENT or tag == "svg" or self._other_language(tag, given)
        if tag == "object" and given.get("type", "image/").startswith("image/") and given.get("data"):
            self._image(given["data"], given.get("alt") or given.get("aria-label", ""), given)
        elif tag == "object":
            self.lost.add("media")
        elif tag == "math" and given.get("alttext"):
            self._put(given["alttext"])
            hidden = True
        if len(self._open) < DEEPEST:
            self._open.append((tag, hidden))
        self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag in BLOCKS:
            self._line()
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag in ("td", "th"):
            self._cell()
        elif tag in ("sub", "sup"):
            self._shifted.append((tag, len(self._parts)))
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._parts)))
        elif tag == "pre":
            self._pre += 1

    def _other_language(self, tag: str, given: dict[str, str]) -> bool:
        if tag != "lang" and "multilang" not in given.get("class", "").split():
            return False
        language = language_of(given.get("lang", ""))
        if language not in self.languages:
            self.languages.append(language)
        return language != self.language

    def handle_endtag(self, tag: str) -> None:
        if tag not in KNOWN and ":" not in tag:
            self._put(f"</{tag}>")
        if not any(name == tag for name, _ in self._open):
            return
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag in ("sub", "sup") and self._shifted:
            self._shift(*self._shifted.pop())
        elif tag == "a" and self._links:
            self._link(*self._links.pop())
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._pre -= 1
        if tag in BLOCKS:
            self._line()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        data = data.replace(MARK, "")
        if not self._pre and not self.keep_lines:
            data = re.sub(r"[\s\u00a0]+", " ", data)
        if data.strip() or self._parts:
            self._parts.append(data)

    def _put(self, text: str) -> None:
        if not self._hidden:
            self._parts.append(text)

    def _line(self) -> None:
        if not self._hidden and self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")

    def _item(self) -> None:
        bullet = "- "
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            bullet = f"{self._lists[-1]}. "
        self._put(bullet)

    def _cell(self) -> None:
        if self._parts and not self._parts[-1].endswith("\n"):
            self._put(" | ")

    def _image(self, source: str, alt: str, given: dict[str, str]) -> None:
        if not self._hidden:
            self.images.append(Image(source.strip(), clean(alt), given.get("width", ""), given.get("height", "")))
            self._parts.append(MARK)

    def _shift(self, tag: str, start: int) -> None:
        inner = "".join(self._parts[start:])
        signs = LOWER if tag == "sub" else RAISED
        plain = inner.strip()
        if plain and all(sign in signs for sign in plain):
            shifted = "".join(signs[sign] for sign in plain)
        elif plain:
            shifted = ("_" if tag == "sub" else "^") + (plain if len(plain) == 1 else f"({plain})")
        else:
            shifted = inner
        self._parts[start:] = [shifted]

    def _link(self, target: str, start: int) -> None:
        inner = "".join(self._parts[start:])
        if re.match(r"https?://", target) and target not in inner and MARK not in inner:
            self._put(f" ({target})")

    def _lose(self, tag: str) -> None:
        if tag in DECORATION:
            self.lost.add("formatting")
        elif tag in STRUCK:
            self.lost.add(STRUCK[tag])
        elif tag == "script":
            self.lost.add("script")
        elif tag in MEDIA:
            self.lost.add("media")
        elif tag in FIELDS:
            self.lost.add("form")
        elif tag == "math":
            self.lost.add("math")


def unmarked(words: Words, named: Callable[[int], str]) -> Words:
    """The words with each mark of a picture replaced by what `named` gives for its number."""

    def one(text: str) -> str:
        parts = text.split(MARK)
        return clean(
            "".join(part + (named(place) if place < len(parts) - 1 else "") for place, part in enumerate(parts))
        )

    return words.each(one)
