"""Looking through the bank: the list, one item with its history, what a candidate would meet."""

import random
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from sqm_training.content import drafts, pictures
from sqm_training.content.changes import changes
from sqm_training.domain import marking
from sqm_training.domain.item import DECISIONS, Deed, Dialogue, Item, Kind, Status
from sqm_training.domain.item.life import may
from sqm_training.domain.paper import question
from sqm_training.domain.shown import public_view, reasons, whole_talk
from sqm_training.errors import Refused
from sqm_training.records import attempts, people
from sqm_training.records import items as records
from sqm_training.records.items import Save, Version
from sqm_training.services import bank, items, publish, worth
from sqm_training.services.bank import Entry
from sqm_training.services.installation import Installation

AT_ONCE = 50  # rows
MOST_IDS = 2000
LONGEST_PROMPT = 160
EXAMPLES = 5
STATUSES: tuple[Status, ...] = get_args(Status)

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. Empty is everything."""

    search: str = ""
    competency: str = ""  # an id, or a group such as C3.3
    kind: str = ""
    status: str = ""
    use: str = ""
    difficulty: str = ""
    gap: str = ""
    origin: str = ""
    doubt: str = ""  # "reports", or "flags" of statistics
    sort: str = ""
    down: bool = False
    page: int = 1


# --- the list -----------------------------------------------------------------------------------------


def listing(house: Installation, asked: Asked, measured: bool = False) -> dict[str, Any]:
    """One page of the items somebody looks for, and how many of each status there are.

    `measured` adds what papers have shown of them.
    """
    rows = _told(house, measured)
    without_status = [row for row in rows if _fits(row, asked)]
    found = [row for row in without_status if not asked.status or asked.status in _statuses(row)]
    counts = Counter(status for row in without_status for status in _statuses(row))
    begin = (max(asked.page, 1) - 1) * AT_ONCE
    shown = _sorted(found, asked)[begin : begin + AT_ONCE]
    names = people.names(house.store, {row["by"] for row in shown if row["by"]})
    return {
        "rows": [{key: value for key, value in row.items() if key != "words"} | _by(row, names) for row in shown],
        "found": len(found),
        "of": len(rows),
        "page": max(asked.page, 1),
        "at_once": AT_ONCE,
        "counts": {status: counts[status] for status in STATUSES} | {"all": len(without_status)},
        "gaps": sum(1 for row in without_status if row["gap"]),
    }


def ids(house: Installation, asked: Asked, measured: bool = False) -> list[str]:
    """Every item somebody looks for, in the order of the list."""
    found = [row for row in _told(house, measured) if _fits(row, asked)]
    found = [row for row in found if not asked.status or asked.status in _statuses(row)]
    return [row["id"] for row in _sorted(found, asked)][:MOST_IDS]


def _by(row: Row, names: Mapping[str, str]) -> Row:
    return {"by": names.get(row["by"], row["by"])}


def _told(house: Installation, measured: bool) -> list[Row]:
    """The lines of the list with what candidates said of the items and how they fared."""
    doubts, figures = records.reported(house.store), worth.figures(house) if measured else {}
    found = []
    for row in _rows(house):
        version = row["stands"]["version"] if row["stands"] else row["version"]
        figure = worth.short(figures, row["id"], version)
        found.append(row | {"reports": doubts[row["id"], version], "worth": figure})
    return found


def _rows(house: Installation) -> list[Row]:
    """Every item as a line of the list; made anew only where the item has changed."""
    known: dict[str, tuple[Entry, Row]] = house.held.get("bank.rows", {})
    found = {}
    for key, entry in bank.entries(house).items():
        before = known.get(key)
        found[key] = before if before and before[0] is entry else (entry, _row(entry))
    house.held["bank.rows"] = found
    return [row for _, row in found.values()]


def _row(entry: Entry) -> Row:
    document, last = entry.document, entry.newest
    words = " ".join(words for _, text in drafts.texts(document) for words in text.values())
    stands = entry.stands_at
    return {
        "id": entry.id,
        **{key: document.get(key) for key in ("kind", "use", "competency", "difficulty")},
        "prompt": {key: words[:LONGEST_PROMPT] for key, words in _prompt(document).items()},
        "version": entry.at.version,
        "status": entry.status,
        "stands": {"version": stands.version, "status": entry.stands_as} if stands and stands != entry.at else None,
        "gap": drafts.gap(document),
        "origin": "own" if not entry.file else "changed" if last else "file",
        "at": last.last.at if last else None,
        "by": last.last.by if last else "",
        "words": plain(f"{entry.id} {words}"),
    }


def _prompt(document: Mapping[str, Any]) -> Mapping[str, str]:
    """What is asked, as some candidate meets it."""
    asked: Mapping[str, str] = document.get("prompt", {})
    item = drafts.checked(document, "")[1] if asked and document.get("parameters") else None
    return item.example.prompt.model_dump() if item else asked


def plain(words: str) -> str:
    """As people search: whatever the case, the width and the spaces."""
    return "".join(unicodedata.normalize("NFKC", words).lower().split())


def prompts(house: Installation) -> dict[str, str]:
    """Which item asks in these words, in either language."""
    asked = ((entry.id, entry.document.get("prompt", {})) for entry in bank.entries(house).values())
    return {plain(words): name for name, prompt in asked for words in prompt.values()}


def _statuses(row: Row) -> set[str]:
    return {row["status"], row["stands"]["status"]} if row["stands"] else {row["status"]}


def _fits(row: Row, asked: Asked) -> bool:
    return (
        (not asked.search or plain(asked.search) in row["words"])
        and (not asked.competency or _within(row["competency"] or "", asked.competency))
        and (not asked.kind or row["kind"] == asked.kind)
        and (not asked.use or row["use"] == asked.use)
        and (not asked.difficulty or str(row["difficulty"]) == asked.difficulty)
        and (not asked.gap or (row["gap"] != "" if asked.gap == "any" else row["gap"] in (asked.gap, "both")))
        and (not asked.origin or row["origin"] == asked.origin)
        and (not asked.doubt or _doubted(row, asked.doubt))
    )


def _doubted(row: Row, asked: str) -> bool:
    return row["reports"] > 0 if asked == "reports" else bool(row["worth"] and row["worth"]["flags"])


def _within(competency: str, asked: str) -> bool:
    if asked == "none":
        return competency == ""
    return competency == asked or competency.startswith(f"{asked}-")


def _sorted(rows: list[Row], asked: Asked) -> list[Row]:
    """By a column; what is not known stands last either way. Without one, what was written last comes first."""
    if asked.sort not in ("id", "kind", "competency", "difficulty", "status", "at", "worth", "reports"):
        return sorted(rows, key=lambda row: (row["at"] is None, -row["at"].timestamp() if row["at"] else 0, row["id"]))
    worths = {row["id"]: _worth(row, asked.sort) for row in rows}
    known = [row for row in rows if worths[row["id"]] is not None]
    known.sort(key=lambda row: worths[row["id"]], reverse=asked.down)
    return known + [row for row in rows if worths[row["id"]] is None]


def _worth(row: Row, column: str) -> Any:
    """What a line is sorted by."""
    if column == "status":
        return STATUSES.index(row["status"])
    return row["worth"] and row["worth"]["facility"] if column == "worth" else row[column]


def choices(house: Installation) -> dict[str, Any]:
    """What an item may be about: competencies by group, lessons to go back to."""
    count = Counter(row["competency"] for row in _rows(house))
    return {
        "competencies": [
            {"id": one.id, "title": one.title.model_dump(), "section": one.section, "items": count[one.id]}
            for one in house.shelf.competencies.values()
        ],
        "lessons": [
            {"id": f"{edition.course.id}/{lesson.id}", "title": lesson.title.model_dump()}
            for edition in publish.newest_courses(house)
            for lesson in edition.course.lessons
        ],
        "kinds": list(get_args(Kind)),
    }


# --- one item -----------------------------------------------------------------------------------------


def sheet(house: Installation, person: str, name: str, verbs: Sequence[str], measured: bool = False) -> dict[str, Any]:
    """All there is to know of an item: as it is written, its key, its history, what this person may do with it."""
    refuse_while_sat(house, person, name)
    entry = bank.one(house, house.store, name)
    saves = [one.by for version in entry.versions for one in version.saves]
    events = [one.by for version in entry.versions for one in version.events]
    names = people.names(house.store, {*saves, *events})
    return {
        "id": name,
        "at": asdict(entry.at),
        "status": entry.status,
        "stands": asdict(entry.stands_at) | {"status": entry.stands_as} if entry.stands_at else None,
        "origin": "own" if not entry.file else "changed" if entry.newest else "file",
        "author": entry.file.author if entry.file and not entry.newest else None,
        "document": entry.document,
        "sources": sources(house, entry.document),
        "gap": drafts.gap(entry.document),
        "faults": [asdict(one) for one in items.faults(house, entry, entry.document)],
        "history": _history(entry, names),
        "worth": _figures(house, name) if measured else [],
        "reports": [_report(row) for row in records.reports(house.store, name)],
        "may": _may(entry, person, verbs),
    }


def _figures(house: Installation, name: str) -> list[dict[str, Any]]:
    """What papers have shown of an item, version by version, the newest first."""
    found = worth.figures(house)
    return [
        {"version": version} | one
        for item, version in sorted(found, reverse=True)
        if item == name
        for one in found[item, version]
    ]


def _report(row: Any) -> dict[str, Any]:
    said = {key: row[key] for key in ("version", "text", "at")}
    return said | {"met": "exam" if row["attempt"] else "practice"}


def refuse_while_sat(house: Installation, person: str, name: str) -> None:
    """Nobody looks up the key of a question that may stand in the paper they are sitting."""
    if name in being_sat(house, person):
        raise Refused("bank.being_sat", 403)


def being_sat(house: Installation, person: str) -> frozenset[str]:
    """Items that may stand in a paper this person has begun and not handed in."""
    running = [row for row in attempts.of(house.store, person)[person] if row["closed_at"] is None]
    papers = [publish.frozen(house, row["paper"], row["version"]).paper for row in running]
    return frozenset(item.id for paper in papers for slot in paper.slots for item in slot.pool)


def _may(entry: Entry, person: str, verbs: Sequence[str]) -> dict[str, Any]:
    """Deeds this person may do: each with the place it is done at, or why not."""
    found: dict[str, Any] = {"save": "author" in verbs}
    for deed in get_args(Deed):
        needed = "approve_items" if deed in DECISIONS else "author"
        for place, now, version in (
            (entry.at, entry.status, entry.newest),
            (entry.stands_at, entry.stands_as, entry.approved),
        ):
            if needed in verbs and place and now and deed not in found and may(now, deed):
                own = deed in DECISIONS and version is not None and person in version.writers
                found[deed] = asdict(place) | {"own": own}
    return found


def _history(entry: Entry, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Versions, newest first; each save says what it changed."""
    before: Mapping[str, Any] | None = drafts.written(entry.file) if entry.file else None
    found = []
    for version in entry.versions:
        told = []
        for save in version.saves:
            told.append(_save(save, before, names))
            before = save.document
        found.append(_version(entry, version, told, names))
    if entry.file and all(version.number != entry.file.version for version in entry.versions):
        found.append(_version(entry, Version(entry.file.version, ()), [], names))
    return sorted(found, key=lambda one: -one["version"])


def _version(entry: Entry, version: Version, saves: list[dict[str, Any]], names: Mapping[str, str]) -> dict[str, Any]:
    files = entry.file is not None and entry.file.version == version.number and not version.saves
    return {
        "version": version.number,
        "file": not version.saves,
        "status": version.status if version.saves else entry.file_status if files else None,
        "saves": saves,
        "events": [asdict(one) | {"by": names.get(one.by, one.by)} for one in version.events],
    }


def _save(save: Save, before: Mapping[str, Any] | None, names: Mapping[str, str]) -> dict[str, Any]:
    changed = changes(before, save.document) if before is not None else None
    shown = {"save": save.number, "at": save.at, "by": names.get(save.by, save.by), "note": save.note}
    return shown | {"changes": changed, "document": save.document}


def sources(house: Installation, document: Mapping[str, Any]) -> dict[str, str]:
    """The pictures of a draft, those that are there and safe, as data URIs by file."""
    banks, found = house.settings.assessments / "banks", dict[str, str]()
    for file in {file for _, file in drafts.files(document)}:
        if not pictures.faults(banks, file, "", None):
            found[file] = pictures.data_uri(banks / file)
    return found


# --- as a candidate meets it --------------------------------------------------------------------------


def preview(
    house: Installation, document: Mapping[str, Any], seed: int, entry: str | None, answer: Any
) -> dict[str, Any]:
    """A draft as a candidate would meet it, with what is missing left open; after `answer` also what is told."""
    known = bank.one(house, house.store, entry) if entry else None
    document = drafts.pruned(document)
    wrong = [asdict(one) for one in items.faults(house, known, document)]
    _, item = drafts.checked(document, items.THIS)
    pictured = sources(house, document)
    shown: dict[str, Any] = {"faults": wrong, "view": None, "sources": pictured}
    if item is None:
        return shown
    asked = question("", 1.0, item, random.Random(seed))
    met = item.variant(asked.parameters)
    view = public_view(asked, met, pictured, answer)
    if isinstance(met, Dialogue):
        view["turns"] = whole_talk(met)
    told = {"values": asked.parameters, "told": _afterwards(met, answer), "examples": _examples(item)}
    return shown | {"view": view} | told


def _afterwards(item: Item, answer: Any) -> dict[str, Any]:
    given = marking.tidy(answer)
    try:
        share = marking.fraction(item, given) if not marking.is_empty(given) else None
    except marking.InvalidAnswer:
        share, given = None, None
    return {"fraction": share, "right": share == 1.0} | reasons(item, given)


def _examples(item: Item) -> list[dict[str, Any]]:
    """A few draws of an item with parameters: the values and the key they make."""
    if not item.parameters:
        return []
    found = []
    for seed in range(EXAMPLES):
        values = item.values(f"example {seed}")
        found.append({"values": values, "key": reasons(item.variant(values))["key"]})
    return found
