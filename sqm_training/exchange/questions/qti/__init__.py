"""QTI: items, tests and packages of 2.1, 2.2 and 3.0, and the plainer items of 1.2."""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqm_training.exchange.questions.account import Account, Question
from sqm_training.exchange.questions.packed import Package, Rejected
from sqm_training.exchange.questions.pictures import Find, nowhere
from sqm_training.exchange.questions.qti import older, reading
from sqm_training.exchange.questions.qti.declared import modern
from sqm_training.exchange.questions.qti.item import inner
from sqm_training.exchange.questions.tree import Hostile, Node, Tree, parsed
from sqm_training.exchange.questions.words import clean

ROOTS = {"assessmentItem", "assessmentTest", "assessmentSection", "assessmentStimulus", "questestinterop", "manifest"}
ITEM_TYPES = ("imsqti_item", "imsqti_apipitem")


def is_qti(root: Node) -> bool:
    modern(root)
    return root.name in ROOTS


def read_tree(account: Account, tree: Tree) -> None:
    """A file on its own: an item, or a test whose items are elsewhere."""
    root = tree.root
    assert root is not None
    if root.name == "assessmentItem":
        _take(account, root, Around())
    elif root.name == "questestinterop":
        older.read(account, tree, nowhere, "")
    else:
        for node in [one for one in root.walk() if one.name == "assessmentItemRef" or _is_item(one)]:
            account.report(node.row, node.get("href") or node.get("identifier"), "qti_item_missing")


def _is_item(node: Node) -> bool:
    return node.name == "resource" and node.get("type").startswith(ITEM_TYPES)


@dataclass(frozen=True)
class Around:
    """What a package says of an item."""

    find: Find = nowhere
    within: str = ""
    category: str = ""
    stimulus: Sequence[str] = ()
    tags: tuple[str, ...] = ()


def _take(account: Account, root: Node, around: Around) -> None:
    name = clean(root.get("title")) or root.get("identifier") or around.within
    if root.closed:
        account.take(root.row, name, partial(_item, root=root, around=around), around.within)
    else:
        account.report(root.row, name, "xml_cut", around.within)


def _item(question: Question, root: Node, around: Around) -> None:
    question.category, question.tags = around.category, around.tags
    reading.read(question, root, around.find, around.stimulus)


class _Shelf:
    """The documents of a package, each read once."""

    def __init__(self, account: Account, package: Package) -> None:
        self.account = account
        self.package = package
        self.trees: dict[str, Tree] = {}
        self.broken: dict[str, str] = {}  # files that cannot be read, and why
        for name in package.names:
            if name.lower().endswith((".xml", ".qti")) or "." not in posixpath.basename(name):
                self._read(name)

    def _read(self, name: str) -> None:
        try:
            data = self.package.read(name)
            if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
                return
            tree = parsed(data)
        except (Hostile, Rejected) as wrong:
            self.broken[name] = wrong.code
            self.account.note(wrong.code, warning=False, within=name, file=name)
            return
        if tree.root is not None and is_qti(tree.root):
            self.trees[name] = tree
        if tree.problem:
            self.broken[name] = "xml_broken"
            self.account.note("xml_broken", tree.row, warning=False, within=name, problem=tree.problem)

    def of(self, *roots: str) -> Iterator[tuple[str, Tree]]:
        return ((name, tree) for name, tree in self.trees.items() if tree.root and tree.root.name in roots)

    def near(self, place: str, path: str) -> str | None:
        return self.package.near(place, path.split("#")[0].split("?")[0])

    def find(self, place: str) -> Find:
        """Where the pictures of the document at `place` are."""

        def found(path: str) -> bytes | None:
            name = self.near(place, path) or self.package.near("", path)
            try:
                return self.package.read(name) if name else None
            except Rejected:
                return None

        return found


def read_package(account: Account, package: Package) -> bool:
    """Every question of a package; those a manifest or a test names and that are not there are reported.

    False where there is nothing of QTI in it.
    """
    shelf = _Shelf(account, package)
    categories, wanted = _tests(shelf)
    listed = _listed(shelf)
    wanted |= set(listed)
    if not shelf.trees and not wanted:
        return False
    taken = set()
    for name, tree in shelf.of("assessmentItem"):
        assert tree.root is not None
        taken.add(name)
        stimulus = _stimulus(shelf, name, tree.root)
        around = Around(shelf.find(name), name, categories.get(name, ""), stimulus, listed.get(name, ()))
        _take(account, tree.root, around)
    for name, tree in shelf.of("questestinterop"):
        taken.add(name)
        older.read(account, tree, shelf.find(name), name)
    for name in sorted(wanted - taken):
        code = shelf.broken.get(name)
        account.report(None, name, "qti_item_broken" if code else "qti_item_missing", name)
    return True


def _tests(shelf: _Shelf) -> tuple[dict[str, str], set[str]]:
    """Under which test and section each item stands, and every item a test names."""
    categories: dict[str, str] = {}
    wanted: set[str] = set()
    for place, tree in shelf.of("assessmentTest", "assessmentSection"):
        assert tree.root is not None
        stack: list[tuple[Node, tuple[str, ...]]] = [(tree.root, ())]
        while stack:
            node, path = stack.pop()
            if node.name == "assessmentItemRef":
                name = shelf.near(place, node.get("href")) or node.get("href")
                wanted.add(name)
                categories.setdefault(name, "/".join(path))
            title = clean(node.get("title")) if node.name in ("assessmentTest", "assessmentSection") else ""
            stack += [(child, (*path, title) if title else path) for child in reversed(node.children)]
    return categories, wanted


def _listed(shelf: _Shelf) -> dict[str, tuple[str, ...]]:
    """Every item the manifest names, with its keywords."""
    named: dict[str, tuple[str, ...]] = {}
    for place, tree in shelf.of("manifest"):
        assert tree.root is not None
        for node in tree.root.walk():
            if _is_item(node):
                file = node.first("file")
                path = node.get("href") or (file.get("href") if file else "") or node.get("identifier")
                words = tuple(clean("".join(one.strings())) for one in node.walk() if one.name == "keyword")
                named[shelf.near(place, path) or path] = words
    return named


def _stimulus(shelf: _Shelf, place: str, root: Node) -> list[str]:
    """What an item shares with others and shows before its own text."""
    found = []
    for one in root.all("assessmentStimulusRef"):
        name = shelf.near(place, one.get("href"))
        tree = shelf.trees.get(name) if name else None
        body = tree.root.first("stimulusBody") if tree and tree.root else None
        if body is not None:
            found.append(inner(body))
    return found
