"""Keeps the account while a file is read: each question begun ends as a draft or as a report."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from sqm_training.domain.item import ITEM
from sqm_training.errors import Fault
from sqm_training.exchange.questions.draft import Draft, Import
from sqm_training.exchange.questions.words import Words, settled, shortened

TONGUES = {"zh", "en"}
STAND_IN = {"zh": "-", "en": "-"}
UNTOLD: dict[str, Any] = {  # what a file need not tell: people add it in the bank
    "id": "x",
    "version": 1,
    "use": "practice",
    "competency": "C0.0-00",
    "difficulty": 1,
    "why": STAND_IN,
    "author": "-",
}
LACKING = {
    "missing": "lacks",
    "too_short": "too_few",
    "string_too_short": "lacks",
    "string_too_long": "too_long",
}


class NotTaken(Exception):
    """This question cannot be an item; `code` says why."""

    def __init__(self, code: str, /, column: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.params = params


@dataclass
class Question:
    """A question while it is being read. Its parts are filled in; what is lost on the way is said."""

    file: str
    row: int | None
    name: str
    document: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    points: float | None = None
    feedback: dict[str, Words] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    notes: list[Fault] = field(default_factory=list)
    plain: bool = False  # bold, colours and the like were left behind

    def warn(self, code: str, column: str = "", /, **params: Any) -> None:
        """Say what is lost or was decided on the way."""
        fault = Fault(self.file, f"questions.{code}", self.row, column, {"name": self.name, **params}, warning=True)
        if fault not in self.notes:
            self.notes.append(fault)

    def keep(self, data: bytes, kind: str, called: str) -> str:
        """The name under which the document uses this picture."""
        stem = unquote(called).rsplit("/", 1)[-1].rsplit(".", 1)[0]
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:40]
        file = f"img/{stem or 'picture'}-{hashlib.sha256(data).hexdigest()[:8]}{kind}"
        self.pictures[file] = data
        return file


@dataclass
class Account:
    """What has been found in a file so far."""

    file: str
    format: str
    seen: int = 0
    drafts: list[Draft] = field(default_factory=list)
    reported: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    _plain: int = 0
    _foreign: int = 0
    _ids: set[str] = field(default_factory=set)

    def take(self, row: int | None, name: str, read: Callable[[Question], None], within: str = "") -> None:
        """Read one question; whatever happens, it is counted."""
        self.seen += 1
        where = f"{self.file}: {within}" if within else self.file
        question = Question(where, row, shortened(name) or f"#{self.seen}")
        try:
            read(question)
            draft = self._draft(question)
        except NotTaken as why:
            self.reported.append(self._fault(question, why.code, why.params, why.column))
        except Exception as wrong:  # a question we did not foresee must not take the others with it
            self.reported.append(self._fault(question, "unforeseen", {"problem": f"{type(wrong).__name__}: {wrong}"}))
        else:
            self.drafts.append(draft)
            self.notes += question.notes
            self._plain += question.plain

    def report(self, row: int | None, name: str, code: str, within: str = "", /, **params: Any) -> None:
        """Count a question that cannot even be begun."""

        def refuse(_: Question) -> None:
            raise NotTaken(code, **params)

        self.take(row, name, refuse, within)

    def note(
        self, code: str, row: int | None = None, /, *, warning: bool = True, within: str = "", **params: Any
    ) -> None:
        """Say something of the file as a whole, or of a file within it."""
        file = f"{self.file}: {within}" if within else self.file
        fault = Fault(file, f"questions.{code}", row, params=params, warning=warning)
        if fault not in self.notes:
            self.notes.append(fault)

    def done(self) -> Import:
        if self._plain:
            self.note("formatting", count=self._plain)
        if self._foreign:
            self.note("language_other", count=self._foreign)
        return Import(self.format, self.seen, tuple(self.drafts), tuple(self.reported), tuple(self.notes))

    def _fault(self, question: Question, code: str, params: Mapping[str, Any], column: str = "") -> Fault:
        harmless = code == "no_question"
        named = {"name": question.name, **params}
        return Fault(question.file, f"questions.{code}", question.row, column, named, harmless)

    def _draft(self, question: Question) -> Draft:
        if not question.document.get("prompt"):
            if not question.title:
                raise NotTaken("no_text")
            question.warn("text_from_title")
            question.document["prompt"] = Words(question.title)
        question.document = _told_by_tags(question.tags) | question.document
        document, foreign = settled(question.document)
        self._identity(question, document)
        question.notes += unfit(document, question)
        self._foreign += foreign
        return Draft(
            document=document,
            row=question.row,
            title=question.title,
            category=question.category,
            tags=question.tags,
            points=question.points,
            feedback={key: words.shown for key, words in question.feedback.items() if words},
            pictures={file: data for file, data in question.pictures.items() if file in str(document)},
        )

    def _identity(self, question: Question, document: dict[str, Any]) -> None:
        """Keep the file's own id where it can be one of ours and is the only one of its kind."""
        own = re.sub(r"[^a-z0-9]+", "-", str(document.pop("id", "")).lower()).strip("-")[:60]
        if own and own in self._ids:
            question.warn("id_twice", "id", id=own)
        elif own:
            self._ids.add(own)
            document["id"] = own


def _told_by_tags(tags: Sequence[str]) -> dict[str, Any]:
    """What our own exports, and whoever writes as they do, say in tags."""
    found: dict[str, Any] = {}
    for tag in tags:
        key, _, value = tag.partition(":")
        if re.fullmatch(r"C\d\.\d-\d\d", tag):
            found["competency"] = tag
        elif key == "difficulty" and value in ("1", "2", "3"):
            found["difficulty"] = int(value)
        elif key == "use" and value in ("exam", "practice"):
            found["use"] = value
        elif key == "lesson" and re.fullmatch(r"[a-z0-9-]+/\d\d-[a-z0-9-]+", value):
            found["lesson"] = value
    return found


def unfit(document: Mapping[str, Any], question: Question) -> list[Fault]:
    """What stands between a draft and an item, apart from what a file need not tell."""
    whole = UNTOLD | {key: _both(part) for key, part in document.items()}
    try:
        ITEM.validate_python(whole)
    except ValidationError as wrong:
        return [_unfit(error, document, question) for error in wrong.errors(include_url=False)]
    return []


def _both(part: Any) -> Any:
    """A part with words in one language put in for the other too."""
    if type(part) is dict:
        if part and part.keys() <= TONGUES:
            one = next(iter(part.values()))
            return {"zh": part.get("zh", one), "en": part.get("en", one)}
        return {key: _both(inner) for key, inner in part.items()}
    return [_both(inner) for inner in part] if type(part) is list else part


def _unfit(error: Any, document: Mapping[str, Any], question: Question) -> Fault:
    kind, path = error["type"], error["loc"]
    path = path[1:] if path and path[0] == document.get("kind") else path
    column, params = ".".join(str(part) for part in path), {"name": question.name}
    if "." in kind:
        return Fault(question.file, f"content.{kind}", question.row, column, params | error.get("ctx", {}), True)
    code = LACKING.get(kind, "unfit")
    extra = {"problem": error["msg"]} if code == "unfit" else {}
    return Fault(question.file, f"questions.{code}", question.row, column, params | extra, True)
