"""Question banks in other people's formats: GIFT, Aiken, Moodle XML, QTI and the Excel template."""

from sqm_training.exchange.questions import aiken, gift
from sqm_training.exchange.questions.account import Account
from sqm_training.exchange.questions.draft import Draft, Import
from sqm_training.exchange.questions.encoding import decoded

__all__ = ["Draft", "Import", "read"]

LARGEST = 50_000_000  # bytes of a file


def read(name: str, data: bytes) -> Import:
    """Every question of a file as a draft or as a fault. The format is told by what is in the file, not its name."""
    if len(data) > LARGEST:
        return _refused(name, "too_large", limit=LARGEST // 1_000_000)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return _refused(name, "empty")
    return _text(name, data)


def _refused(name: str, code: str, **params: object) -> Import:
    account = Account(name, "")
    account.note(code, warning=False, **params)
    return account.done()


def _text(name: str, data: bytes) -> Import:
    """A text file: GIFT or Aiken, whichever more of it is."""
    text, encoding, certain = decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    marks = {"gift": gift.likeness(text), "aiken": aiken.likeness(text)}
    best = max(marks, key=lambda one: marks[one])
    if not marks[best]:
        return _refused(name, "format_unknown")
    account = Account(name, best)
    if not certain:
        account.note("encoding_guessed", encoding=encoding)
    if broken := text.count("\ufffd"):
        account.note("encoding_broken", count=broken)
    {"gift": gift.read, "aiken": aiken.read}[best](account, text)
    return account.done()
