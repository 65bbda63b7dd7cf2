"""The group's roster (花名册), as HR keeps it in Excel: who works where, as what, since when."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqm_training.errors import Fault
from sqm_training.exchange import cells, sheet, tables
from sqm_training.exchange.sheet import Entry, Line, Sheet
from sqm_training.locale import LANGUAGES, Language, section

REQUIRED = ("employee_no", "name", "store", "store_name", "posts", "status")
COLUMNS = (
    "employee_no", "name", "pinyin", "english_name", "phone", "region", "store", "store_name", "team", "posts",
    "access", "status", "since",
)  # fmt: skip
LONGEST_WORDS = 60
LIKE = 0.6  # from here on a name is near enough to be offered; two signs with one in common are not


@dataclass(frozen=True)
class RosterRow:
    """One person's line. `row` is where it stands in the file; what is not given is empty."""

    row: int
    employee_no: str
    name: str
    pinyin: str
    english_name: str
    phone: str
    region: str
    store: str
    store_name: str
    team: str
    posts: tuple[str, ...]
    access: tuple[str, ...]
    status: str  # active, probation, leave, left
    since: date | None


@dataclass(frozen=True)
class Roster:
    """The sound rows, everything wrong with the others, and which columns the file has at all."""

    rows: tuple[RosterRow, ...]
    faults: tuple[Fault, ...]
    columns: frozenset[str]

    @property
    def blocked(self) -> bool:
        """Something must be mended before this can be imported."""
        return any(not fault.warning for fault in self.faults)


def read(name: str, content: bytes, posts: Mapping[str, str], stores: Mapping[str, str] | None = None) -> Roster:
    """Read a roster; every fault in one pass.

    `posts`: post ids by every way they may be written. `stores`: names of the stores already known, by
    code; a store that is not among them is warned about, for it will be new.
    """
    found = sheet.read(name, content, COLUMNS, REQUIRED)
    post_names = {_fold(written): key for written, key in posts.items()}
    rows = [_row(line, post_names) for line in found.lines]
    rows = _one_name_a_store(found, rows)
    _known_stores(found, rows, stores or {})
    _numbers_once(found, rows)
    _alike(found, rows)
    unsound = found.unsound()
    sound = tuple(row for row in rows if row.row not in unsound)
    whole = all(field in found.headers for field in REQUIRED)
    return Roster(sound if whole else (), found.sorted(), frozenset(found.headers))


def _row(line: Line, post_names: Mapping[str, str]) -> RosterRow:
    return RosterRow(
        row=line.row,
        employee_no=cells.number(line["employee_no"]) if "employee_no" in line.sheet.headers else "",
        name=cells.name(line["name"]) if "name" in line.sheet.headers else "",
        pinyin=cells.pinyin(line["pinyin"]),
        english_name=_words(line["english_name"]),
        phone=cells.phone(line["phone"]),
        region=_words(line["region"]),
        store=cells.number(line["store"]).upper() if "store" in line.sheet.headers else "",
        store_name=_words(line["store_name"]),
        team=_words(line["team"]),
        posts=_named(line["posts"], post_names, "post_unknown", required=True),
        access=_named(line["access"], _names("role"), "access_unknown"),
        status=next(iter(_named(line["status"], _names("status"), "status_unknown", required=True)), ""),
        since=cells.day(line["since"]),
    )


def _words(entry: Entry) -> str:
    if entry.cell.kind == "error":
        entry.fault("excel_error", value=entry.text)
    if len(entry.text) > LONGEST_WORDS:
        entry.fault("too_long", limit=LONGEST_WORDS)
    return entry.text if entry.cell.kind != "formula" else ""


def _fold(written: str) -> str:
    return " ".join(written.split()).casefold()


def _names(group: str) -> dict[str, str]:
    """Keys of a group of words in the catalogue, by every way they may be written."""
    prefix = f"import.{group}."
    names: dict[str, str] = {}
    for key, words in section("import").items():
        if key.startswith(prefix):
            ident = key.removeprefix(prefix)
            also = section("import").get(f"import.{group}_also.{ident}", {})
            spellings = [ident] + [words[one] for one in LANGUAGES]
            spellings += [one for language in LANGUAGES for one in also.get(language, "").split("|")]
            names |= {_fold(one): ident for one in spellings if one}
    return names


def _named(entry: Entry, names: Mapping[str, str], code: str, required: bool = False) -> tuple[str, ...]:
    """The ids of what a cell names. What is not known is a fault, with the nearest known name if one is near."""
    if entry.cell.kind == "formula" or not entry.header:
        return ()
    parts = cells.several(entry)
    if required and not parts:
        entry.fault("missing")
    for part in parts:
        if _fold(part) not in names:
            near = difflib.get_close_matches(_fold(part), list(names), 1, LIKE)
            entry.fault(f"{code}_near" if near else code, value=part, **({"near": near[0]} if near else {}))
    return tuple(dict.fromkeys(names[_fold(part)] for part in parts if _fold(part) in names))


def _one_name_a_store(found: Sheet, rows: list[RosterRow]) -> list[RosterRow]:
    """Rows of one store code agree on its name and region; blanks are filled from the others."""
    said: dict[str, dict[str, RosterRow]] = {"store_name": {}, "region": {}}
    for row in rows:
        for field, firsts in said.items():
            value = getattr(row, field)
            first = firsts.setdefault(row.store, row) if row.store and value else row
            if getattr(first, field) != value:
                column = found.headers[field]
                there = {"store": row.store, "value": value, "other": getattr(first, field), "row": first.row}
                found.fault(f"{field}_differs", row.row, column, **there)
    filled = []
    for row in rows:
        names = {field: getattr(firsts.get(row.store, row), field) for field, firsts in said.items()}
        if "store_name" in found.headers and not names["store_name"]:
            found.fault("missing", row.row, found.headers["store_name"])
        filled.append(replace(row, **{field: getattr(row, field) or value for field, value in names.items()}))
    return filled


def _known_stores(found: Sheet, rows: list[RosterRow], stores: Mapping[str, str]) -> None:
    firsts = {row.store: row for row in reversed(rows) if row.store}
    for code, row in sorted(firsts.items(), key=lambda pair: pair[1].row) if stores else ():
        if code not in stores:
            found.warn("store_new", row.row, found.headers["store"], store=code, name=row.store_name)
        elif row.store_name and stores[code] != row.store_name:
            found.warn("store_renamed", row.row, found.headers["store_name"], old=stores[code], new=row.store_name)


def _numbers_once(found: Sheet, rows: list[RosterRow]) -> None:
    for row, rest in _sharing((row, row.employee_no) for row in rows if row.employee_no):
        found.fault("number_twice", row.row, found.headers["employee_no"], value=row.employee_no, rows=rest)


def _alike(found: Sheet, rows: list[RosterRow]) -> None:
    """What is allowed but often a slip: one telephone for two people, two of one name in a store."""
    here = [row for row in rows if row.status != "left"]
    for row, rest in _sharing((row, row.phone) for row in here if row.phone):
        found.warn("phone_twice", row.row, found.headers["phone"], value=row.phone, rows=rest)
    once = {row.employee_no: row for row in here}.values()
    for row, rest in _sharing((row, (row.store, row.name)) for row in once if row.store and row.name):
        found.warn("same_name", row.row, found.headers["name"], name=row.name, rows=rest)


def _sharing(keyed: Iterable[tuple[RosterRow, object]]) -> list[tuple[RosterRow, str]]:
    """Each row whose key others have too, with the numbers of their rows."""
    groups: dict[object, list[RosterRow]] = defaultdict(list)
    for row, key in keyed:
        groups[key].append(row)
    shared = [group for group in groups.values() if len(group) > 1]
    return [(row, sheet.other_rows([one.row for one in group], row.row)) for group in shared for row in group]


def template(language: Language) -> bytes:
    """An empty roster to fill in, with a sheet that explains each column."""
    return tables.template("roster", COLUMNS, REQUIRED, language, choices={"status": _titles("status", language)})


def _titles(group: str, language: Language) -> list[str]:
    prefix = f"import.{group}."
    return [words[language] for key, words in section("import").items() if key.startswith(prefix)]
