"""The pass-mark worksheet: judges rate the items of a paper version in two rounds, every rating a fact."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from sqm_training.domain import angoff
from sqm_training.domain.angoff import JUDGES, Rating, Round, Worksheet
from sqm_training.domain.item import Item, Multiple, Single
from sqm_training.domain.paper import PaperVersion
from sqm_training.domain.person import WORKING
from sqm_training.errors import Refused
from sqm_training.records import people
from sqm_training.records.store import Reader, Row
from sqm_training.records.tables import angoff_rating
from sqm_training.services import compose, publish
from sqm_training.services.installation import Installation


def worksheet(house: Installation, name: str, version: int | None = None) -> dict[str, Any]:
    """The worksheet of a version, the newest unless one is named: items in words, judges, what each has rated."""
    paper = _paper(house, name, version)
    rows = _rows(house.store, paper)
    sheet = _sheet(paper, rows)
    items = {item.id: item for slot in paper.slots for item in slot.pool}
    newest = publish.newest_paper(house, name)
    assert newest is not None
    force = {"version": newest.paper.version, "pass_mark": newest.paper.blueprint.pass_mark}
    return {
        "paper": {"id": name, "title": paper.blueprint.title.model_dump(), "pass_mark": paper.blueprint.pass_mark},
        "version": paper.version,
        "in_force": force,
        "panel": JUDGES,
        "rated_on": rows[-1]["at"] if rows else None,
        "judges": _judges(house, rows),
        "rounds": [_round(one) for one in sheet.rounds],
        "items": [_item(items[key].example) for key in sheet.items],
        "ratings": _standing(rows),
    } | cut(sheet)


def of(reader: Reader, paper: PaperVersion) -> Worksheet:
    """What follows from the ratings of a version."""
    return _sheet(paper, _rows(reader, paper))


def cut(sheet: Worksheet) -> dict[str, Any]:
    """The cut, how it came about, and no judge."""
    counts = sheet.rounds[sheet.standing - 1]
    shown = {"cut": sheet.cut.model_dump(mode="json"), "spread": counts.spread, "round": sheet.standing}
    return shown | {"finished": len(counts.cuts), "final": sheet.final}


def rate(
    house: Installation, by: str, name: str, version: int, number: int, judge: str, given: Mapping[str, float]
) -> dict[str, Any]:
    """Keep what a judge, named by employee number, gives in a round; what has not changed is not written again."""
    paper, person = _paper(house, name, version), _judge(house, judge)
    if strange := sorted(set(given) - set(angoff.pool(paper))):
        raise Refused("angoff.item_unknown", 422, item=", ".join(strange)[:200])
    with house.store.write(by, house.now()) as ledger:
        rows = _rows(ledger, paper)
        if number == 2 and person not in _sheet(paper, rows).rounds[0].cuts:
            raise Refused("angoff.first_round_first", 409)
        before = _standing(rows).get(str(number), {}).get(person, {})
        changed = {item: value for item, value in given.items() if before.get(item) != value}
        fact = {"paper": name, "version": paper.version, "round": number, "judge": person}
        ledger.add_many(angoff_rating, [fact | {"item": item, "rating": value} for item, value in changed.items()])
        if changed:
            ledger.log("angoff.rate", f"{name}-{paper.version}", judge=person, round=number, items=len(changed))
    return worksheet(house, name, version)


def adopt(house: Installation, by: str, name: str, version: int) -> dict[str, Any]:
    """Make what a whole panel came to the pass mark of the paper, in a new version."""
    paper = _paper(house, name, version)
    sheet, newest = of(house.store, paper), publish.newest_paper(house, name)
    if not sheet.final or sheet.cut.value is None:
        raise Refused("angoff.not_final", 409)
    if newest is None or newest.paper.version != version:
        raise Refused("angoff.not_newest", 409)
    mark = round(sheet.cut.value, 1)
    published = compose.pass_mark(house, by, name, mark)
    with house.store.write(by, house.now()) as ledger:
        ledger.log("angoff.adopt", f"{name}-{version}", pass_mark=mark, published=published)
    return worksheet(house, name, version)


def _paper(house: Installation, name: str, version: int | None) -> PaperVersion:
    newest = publish.newest_paper(house, name)
    if newest is None:
        raise Refused("paper.unknown", 404, paper=name)
    return publish.frozen(house, name, version).paper if version else newest.paper


def _judge(house: Installation, employee_no: str) -> str:
    line = people.by_number(house.store, employee_no.strip())
    if line is None or line["status"] not in WORKING:
        raise Refused("angoff.judge_unknown", 404, number=employee_no[:40])
    return str(line["person"])


def _rows(reader: Reader, paper: PaperVersion) -> list[Row]:
    mine = (angoff_rating.c.paper == paper.blueprint.id, angoff_rating.c.version == paper.version)
    return reader.rows(select(angoff_rating).where(*mine).order_by(angoff_rating.c.id))


def _sheet(paper: PaperVersion, rows: list[Row]) -> Worksheet:
    return angoff.worksheet(paper, [Rating(row["judge"], row["round"], row["item"], row["rating"]) for row in rows])


def _standing(rows: list[Row]) -> dict[str, dict[str, dict[str, float]]]:
    """Ratings by round, judge and item; the newest of each."""
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        found[str(row["round"])][row["judge"]][row["item"]] = row["rating"]
    return found


def _judges(house: Installation, rows: list[Row]) -> list[dict[str, Any]]:
    """Everybody who has rated, in the order they began."""
    lines = [people.one(house.store, person) for person in dict.fromkeys(row["judge"] for row in rows)]
    return [{key: line[key] for key in ("person", "name", "employee_no")} for line in lines if line]


def _round(one: Round) -> dict[str, Any]:
    return one.model_dump(mode="json", include={"number", "begun", "cuts", "items"})


def _item(item: Item) -> dict[str, Any]:
    """An item in words."""
    shown = {"id": item.id, "version": item.version, "kind": item.kind, "prompt": item.prompt.model_dump()}
    right = (item.key,) if isinstance(item, Single) else item.key if isinstance(item, Multiple) else ()
    parts = item.options if isinstance(item, Single | Multiple) else ()
    return shown | {"options": [{"text": one.text.model_dump(), "right": one.id in right} for one in parts]}
