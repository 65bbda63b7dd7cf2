"""XML of strangers as a tree that knows its rows: no entities of its own, nothing fetched, bounded in depth."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from xml.parsers import expat

from sqm_training.exchange.questions.encoding import decoded
from sqm_training.exchange.questions.words import UNSEEN

DEEPEST = 200
MOST = 2_000_000  # elements
DECLARED = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']", re.DOTALL)
NAMED = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z][A-Za-z0-9]*);", re.DOTALL)
EMPTY = ("br", "img", "hr", "input", "col", "source", "wbr")
OWN = ("amp", "lt", "gt", "quot", "apos")  # signs that XML names itself
DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>", re.DOTALL)


class Hostile(Exception):
    """The file tries what no question bank needs; `code` says what."""

    def __init__(self, code: str, row: int) -> None:
        super().__init__(code)
        self.code = code
        self.row = row


@dataclass
class Node:
    """An element: its name without prefix, its attributes likewise, what is in it, the row it begins in."""

    name: str
    attributes: dict[str, str]
    row: int
    parts: list["Node | str"] = field(default_factory=list)
    closed: bool = False

    @property
    def children(self) -> list["Node"]:
        return [part for part in self.parts if isinstance(part, Node)]

    def all(self, *names: str) -> list["Node"]:
        """The children of these names."""
        return [child for child in self.children if child.name in names]

    def first(self, *path: str) -> "Node | None":
        """The first child along a path of names."""
        here: Node | None = self
        for name in path:
            here = next(iter(here.all(name)), None) if here else None
        return here

    def text(self, *path: str) -> str:
        """All words in the first child along a path, or nothing."""
        found = self.first(*path)
        return "".join(found.strings()) if found else ""

    def markup(self) -> str:
        """What is in it as HTML: words alone as they are, for they hold tags of their own; elements as tags."""
        if not self.children:
            return "".join(part for part in self.parts if isinstance(part, str))
        return "".join(escape(part, quote=False) if isinstance(part, str) else part.tag() for part in self.parts)

    def tag(self) -> str:
        """The element itself as HTML."""
        given = "".join(f' {key}="{escape(value)}"' for key, value in self.attributes.items())
        inner = "".join(escape(part, quote=False) if isinstance(part, str) else part.tag() for part in self.parts)
        return f"<{self.name}{given}>{inner}</{self.name}>" if self.name not in EMPTY else f"<{self.name}{given}>"

    def strings(self) -> Iterator[str]:
        stack: list[Node | str] = [self]
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                yield part
            else:
                stack += reversed(part.parts)

    def walk(self) -> Iterator["Node"]:
        """This element and every one in it, in order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)


@dataclass(frozen=True)
class Tree:
    """What could be read. In a broken file elements are open that were not finished, and `problem` says why.

    `rest` is what was not read.
    """

    root: Node | None
    text: str
    encoding: str
    certain: bool
    problem: str = ""
    row: int = 0
    rest: str = ""


def parsed(data: bytes) -> Tree:
    """Read XML as far as it goes. Raises Hostile."""
    text, encoding, certain = xml_text(data)
    builder = _Builder()
    text = UNSEEN.sub("", NAMED.sub(_named, DECLARATION.sub(_lines, text, count=1)))
    try:
        builder.parse(text)
    except expat.ExpatError as wrong:
        problem = expat.ErrorString(wrong.code)
        return Tree(builder.root, text, encoding, certain, problem, wrong.lineno, builder.rest(text))
    return Tree(builder.root, text, encoding, certain)


def _named(found: re.Match[str]) -> str:
    """Names of signs that HTML has and XML has not, such as &nbsp;, as the signs."""
    sign = html5.get(f"{found[1]};", "") if found[1] else ""
    return sign if sign and found[1] not in OWN else found[0]


def _lines(found: re.Match[str]) -> str:
    """As many line ends as there were, so that rows stay right."""
    return "\n" * found[0].count("\n")


def xml_text(data: bytes) -> tuple[str, str, bool]:
    """The text of an XML file, in the encoding it declares if that holds."""
    declared = DECLARED.match(data)
    name = declared[1].decode().lower() if declared else ""
    if name and name not in ("utf-8", "utf8", "utf-16", "utf16") and not data.startswith(codecs.BOM_UTF8):
        name = "gb18030" if name in ("gb2312", "gbk") else "windows-1252" if name == "iso-8859-1" else name
        try:
            return data.decode(name).replace("\r\n", "\n"), name, True
        except (LookupError, UnicodeDecodeError):
            pass
    text, encoding, certain = decoded(data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding, certain


class _Builder:
    """Builds the tree from what expat meets."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.SkippedEntityHandler = self._skipped

    def parse(self, text: str) -> None:
        self._parser.Parse(text, True)

    def rest(self, text: str) -> str:
        """What stands after the place where reading stopped."""
        return text.encode()[max(0, self._parser.ErrorByteIndex) :].decode(errors="replace")

    def _entity(self, *_: object) -> None:
        raise Hostile("xml_entities", self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST:
            raise Hostile("xml_deep", self._parser.CurrentLineNumber)
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(" ")[2], plain, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _: str) -> None:
        self._open.pop().closed = True

    def _words(self, words: str) -> None:
        if self._open:
            self._open[-1].parts.append(words)

    def _skipped(self, name: str, parameter: bool) -> None:
        if not parameter:
            self._words(f"&{name};")
