"""Question banks in other people's formats: GIFT, Aiken, Moodle XML, QTI and the Excel template."""

import re
from typing import Any

from sqm_training.exchange.questions import aiken, gift, moodle, packed, qti, table
from sqm_training.exchange.questions.account import Account
from sqm_training.exchange.questions.draft import Draft, Import
from sqm_training.exchange.questions.encoding import decoded
from sqm_training.exchange.questions.tree import Hostile, parsed, xml_text

__all__ = ["Draft", "Import", "read"]

XML = re.compile(
    r"\ufeff?\s*(<\?xml\b|<!--|<!DOCTYPE\s+(?!html)|<(quiz|assessment|qti-|questestinterop|manifest))", re.I
)
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
LARGEST = 50_000_000  # bytes of a file


def read(name: str, data: bytes) -> Import:
    """Every question of a file as a draft or as a fault. The format is told by what is in the file, not its name."""
    if len(data) > LARGEST:
        return _refused(name, "too_large", limit=LARGEST // 1_000_000)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return _refused(name, "empty")
    if data.startswith(ZIP):
        return _package(name, data)
    if data.startswith(table.OLD):
        return _table(name, data)
    if XML.match(xml_text(data[:4000])[0]):
        return _xml(name, data)
    return _text(name, data)


def _refused(name: str, code: str, **params: Any) -> Import:
    account = Account(name, "")
    account.note(code, warning=False, **params)
    return account.done()


def _package(name: str, data: bytes) -> Import:
    """A zip file: a workbook or a QTI package."""
    account = Account(name, "qti")
    try:
        package = packed.opened(data)
        if "xl/workbook.xml" in package:
            return _table(name, data)
        if qti.read_package(account, package):
            return account.done()
    except packed.Rejected as wrong:
        return _refused(name, wrong.code, **wrong.params)
    return _refused(name, "format_unknown")


def _table(name: str, data: bytes) -> Import:
    account = Account(name, "table")
    table.read(account, data)
    return account.done()


def _xml(name: str, data: bytes) -> Import:
    """An XML file: Moodle's or QTI, as its outermost element says."""
    try:
        tree = parsed(data)
    except Hostile as wrong:
        account = Account(name, "xml")
        account.note(wrong.code, wrong.row, warning=False)
        return account.done()
    root = tree.root
    found = "" if root is None else "moodle_xml" if root.name == "quiz" else "qti" if qti.is_qti(root) else ""
    account = Account(name, found)
    _encoding(account, tree.encoding, tree.certain, tree.text)
    if tree.problem:
        account.note("xml_broken", tree.row, warning=False, problem=tree.problem)
    if found == "moodle_xml":
        moodle.read(account, tree)
    elif found == "qti":
        qti.read_tree(account, tree)
    elif not tree.problem:
        account.note("format_unknown", warning=False)
    return account.done()


def _encoding(account: Account, encoding: str, certain: bool, text: str) -> None:
    if not certain:
        account.note("encoding_guessed", encoding=encoding)
    if broken := text.count("\ufffd"):
        account.note("encoding_broken", count=broken)


def _text(name: str, data: bytes) -> Import:
    """A text file: a table, GIFT or Aiken, whichever more of it is."""
    text, encoding, certain = decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if table.likeness(text):
        return _table(name, data)
    marks = {"gift": gift.likeness(text), "aiken": aiken.likeness(text)}
    best = max(marks, key=lambda one: marks[one])
    if not marks[best]:
        return _refused(name, "format_unknown")
    account = Account(name, best)
    _encoding(account, encoding, certain, text)
    {"gift": gift.read, "aiken": aiken.read}[best](account, text)
    return account.done()
