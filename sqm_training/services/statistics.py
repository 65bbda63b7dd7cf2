"""What came of a paper and its items, pooled over all stores: figures without names.

Item figures and reliability rest on each candidate's first attempt, marked to the end. How often an item was
drawn counts every attempt. Times come from the steps, see `domain.pace`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqm_training.domain import pace
from sqm_training.domain.item import Choice, FreeText, Item, Multiple, Single, TrueFalse
from sqm_training.domain.marking import InvalidAnswer, fraction, is_empty
from sqm_training.domain.paper import Draw, PaperVersion, Question
from sqm_training.domain.reliability import decision, matrix, reliability
from sqm_training.domain.statistics import MINIMUM, Answer, ItemStatistics, Key, Offer, Sitting, of_items
from sqm_training.errors import Refused
from sqm_training.records import scripts
from sqm_training.records.store import Row
from sqm_training.services import judge, publish
from sqm_training.services.installation import Installation

JUDGEMENT = {True: "true", False: "false"}
TO = "→"  # between the halves of a pair, or a gap and what was put there


# --- what was observed ----------------------------------------------------------------------------------


class Scripts:
    """All attempts at a paper as statistics sees them, of one version or of every one. What is long is read late."""

    def __init__(self, house: Installation, name: str, version: int | None = None) -> None:
        newest = publish.newest_paper(house, name)
        if newest is None:
            raise Refused("paper.unknown", 404, paper=name)
        self.house, self.name, self.newest = house, name, newest.paper
        self.paper = publish.frozen(house, name, version).paper if version else newest.paper
        rows = scripts.attempts(house.store, name)
        self.rows = [row for row in rows if version in (None, row["version"])]
        versions = {row["version"] for row in self.rows} | {self.paper.version}
        self.papers = {one: publish.frozen(house, name, one).paper for one in sorted(versions)}
        self.items = _pooled(self.papers.values())
        self.closed, self.points = scripts.closed(house.store, name), scripts.points(house.store, name)
        self.marked = [row for row in self.rows if self._is_marked(row)]

    def _is_marked(self, row: Row) -> bool:
        """Whether an attempt is closed and marked to the end."""
        needed = _form(self.papers[row["version"]]).keys()
        return row["id"] in self.closed and needed <= self.points[row["id"]].keys()

    @property
    def waiting(self) -> int:
        """First attempts that are open or not marked to the end."""
        return len(_first(self.rows)) - len(_first(self.marked))

    @property
    def matrix(self) -> list[list[float]]:
        """Points by slot of first attempts whose papers had the same slots, worth the same, as the version shown."""
        form = _form(self.paper)
        alike = [row for row in _first(self.marked) if _form(self.papers[row["version"]]) == form]
        return matrix((self.points[row["id"]] for row in alike), form)

    @cached_property
    def draws(self) -> dict[str, tuple[Question, ...]]:
        found = scripts.draws(self.house.store, self.name)
        return {row["id"]: Draw.model_validate(found[row["id"]]).questions for row in self.rows}

    @property
    def drawn(self) -> Counter[Key]:
        """How many attempts drew each item, marked or not."""
        return Counter((one.item, one.version) for questions in self.draws.values() for one in questions)

    @cached_property
    def sittings(self) -> list[Sitting]:
        given = scripts.answers(self.house.store, self.name)
        return [self._sitting(row, given.get(row["id"], [])) for row in self.marked]

    def _sitting(self, row: Row, changes: Sequence[Row]) -> Sitting:
        last = {change["slot"]: change["answer"] for change in changes}
        taken = pace.seconds(row["at"], [(change["slot"], change["at"]) for change in changes])
        spent, worth = self.closed[row["id"]] - row["at"], _form(self.papers[row["version"]])
        answers = [
            Answer(
                slot=question.slot,
                item=question.item,
                version=question.version,
                points=worth.get(question.slot, 0.0),
                share=self._share(row["id"], question, worth, last.get(question.slot)),
                chosen=self._chosen(question, last.get(question.slot)),
                answered=not is_empty(last.get(question.slot)),
                seconds=taken.get(question.slot),
            )
            for question in self.draws[row["id"]]
        ]
        return Sitting(row["id"], tuple(answers), row["number"] == 1, spent.total_seconds())

    def _share(self, key: str, question: Question, worth: Mapping[str, float], given: Any) -> float:
        """Of full marks: by the standing mark, or, where nothing is to be won, by the answer."""
        if of := worth.get(question.slot):
            return min(max(self.points[key][question.slot] / of, 0.0), 1.0)
        known = self.items[question.item, question.version].variant(question.parameters)
        try:
            return fraction(known, given) or 0.0
        except InvalidAnswer:
            return 0.0

    def _chosen(self, question: Question, given: Any) -> tuple[str, ...]:
        return () if is_empty(given) else _chosen(self.items[question.item, question.version], given)


def _first(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["number"] == 1]


def _pooled(papers: Iterable[PaperVersion]) -> dict[Key, Item]:
    """Every item these versions of a paper may draw, by id and version."""
    return {(item.id, item.version): item for paper in papers for slot in paper.slots for item in slot.pool}


def _form(paper: PaperVersion) -> dict[str, float]:
    """What each slot that counts is worth."""
    return {slot.id: slot.points for slot in paper.slots if slot.points}


def _chosen(item: Item, given: Any) -> tuple[str, ...]:
    """An answer as words that can be told alike.

    Nothing of free text, of what has no words such as taps, and of an item that asked each candidate for another
    number.
    """
    if isinstance(item, FreeText) or (item.parameters and not isinstance(item, Choice | TrueFalse)):
        return ()
    if isinstance(given, bool):
        return (JUDGEMENT[given],)
    if isinstance(given, str):
        return (given.strip(),)
    if isinstance(given, dict) and all(isinstance(one, str) for one in given.values()):
        return tuple(f"{part}{TO}{one}" for part, one in sorted(given.items()))
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return tuple(sorted(given) if isinstance(item, Multiple) else given)
    return ()


def _offer(item: Item) -> Offer:
    if isinstance(item, TrueFalse) and isinstance(item.key, bool):
        return Offer(item.id, item.version, tuple(JUDGEMENT.values()), (JUDGEMENT[item.key],))
    if isinstance(item, Single | Multiple):
        right = (item.key,) if isinstance(item, Single) else item.key
        return Offer(item.id, item.version, tuple(option.id for option in item.options), right)
    return Offer(item.id, item.version)


# --- what is shown --------------------------------------------------------------------------------------


def papers(house: Installation) -> dict[str, Any]:
    """Every paper with the figures that tell whether its decisions can be trusted."""
    names = [one.paper.blueprint.id for one in publish.newest_papers(house)]
    return {"minimum": MINIMUM, "papers": [_summary(Scripts(house, name)) for name in names]}


def paper(house: Installation, name: str, version: int | None = None) -> dict[str, Any]:
    """One paper in full: the figures of the paper and of every item it may draw, without their words."""
    found = Scripts(house, name, version)
    items = [_item(found, one) for one in _figures(found, version)]
    return {"minimum": MINIMUM, "paper": _summary(found), "items": items}


def item(house: Installation, name: str, key: Key, version: int | None = None) -> dict[str, Any]:
    """One item in a paper with its words, its key and what was chosen: for its authors."""
    found = Scripts(house, name, version)
    known = found.items.get(key)
    if known is None:
        raise Refused("item.not_in_paper", 404, item=key[0])
    figures = next(one for one in _figures(found, version) if (one.item, one.version) == key)
    met = known.example
    words = _words(met.model_dump())
    return _item(found, figures) | {
        "prompt": met.prompt.model_dump(),
        "options": [one.model_dump() | {"text": words.get(one.option)} for one in figures.options],
        "wrong": [{"n": one.n, "answer": [_said(words, part) for part in one.answer]} for one in figures.wrong],
    }


def _figures(found: Scripts, version: int | None) -> list[ItemStatistics]:
    """Statistics of every item; worked out again only when there is another mark, attempt or item."""
    kept, newest = found.house.figures, (scripts.newest(found.house.store, found.name), tuple(found.items))
    key = (found.name, version or 0)
    if key not in kept or kept[key][0] != newest:
        offers = map(_offer, found.items.values())
        kept[key] = (newest, of_items(found.sittings, offers, found.drawn, len(found.rows)))
    figures: list[ItemStatistics] = kept[key][1]
    return figures


def _summary(found: Scripts) -> dict[str, Any]:
    blueprint, rows, points = found.paper.blueprint, found.matrix, found.paper.points
    keys = {"id", "title", "post", "grade", "minutes", "pass_mark", "status"}
    return blueprint.model_dump(mode="json", include=keys) | {
        "version": found.paper.version,
        "versions": list(range(1, found.newest.version + 1)),
        "attempts": len(found.rows),
        "waiting": found.waiting,
        "reliability": reliability(rows, points).model_dump(mode="json"),
        "decision": decision(rows, points, blueprint.pass_mark).model_dump(mode="json"),
        "angoff": judge.cut(judge.of(found.house.store, found.paper)),
    }


def _item(found: Scripts, figures: ItemStatistics) -> dict[str, Any]:
    known = found.items[figures.item, figures.version]
    current = {(one.id, one.version) for slot in found.newest.slots for one in slot.pool}
    mapped = found.house.shelf.competencies.get(known.competency)
    title = mapped.title.model_dump() if mapped else {"zh": known.competency, "en": known.competency}
    return figures.model_dump(mode="json", exclude={"options", "wrong"}) | {
        "kind": known.kind,
        "competency": {"id": known.competency, "title": title},
        "current": (known.id, known.version) in current,
    }


def _words(part: Any) -> dict[str, dict[str, str]]:
    """What the parts of an item say, by their ids, however deep they lie."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list | tuple) else ()
    found = {key: words for one in inner for key, words in _words(one).items()}
    return found | ({part["id"]: part["text"]} if isinstance(part, dict) and {"id", "text"} <= part.keys() else {})


def _said(words: dict[str, dict[str, str]], part: str) -> dict[str, str]:
    """An answer's part in words: an option's, a pair's, or what was typed."""
    sides = [words.get(side, {"zh": side, "en": side}) for side in part.split(TO)]
    return {language: f" {TO} ".join(side[language] for side in sides) for language in ("zh", "en")}
