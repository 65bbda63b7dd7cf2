"""Sittings: a paper in a window of time at a place, for people, posts or stores; withdrawn with a reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqm_training.domain.person import WORKING
from sqm_training.domain.sitting import phase
from sqm_training.errors import Refused
from sqm_training.records import people, sittings
from sqm_training.records.store import Ledger, Reader, Row
from sqm_training.records.tables import invitation, sitting, sitting_withdrawal
from sqm_training.services import assign, publish
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

Whom = tuple[str, str]  # person, post or store, and which

LONGEST = timedelta(days=31)


# --- for those who sit --------------------------------------------------------------------------------


def invites(row: Row, line: Row) -> bool:
    """Whether a sitting is for the person of a roster line."""
    return any(assign.is_for(one, line) for one in row["invited"])


def coming(house: Installation, reader: Reader, line: Row) -> list[Row]:
    """Sittings one is invited to that are not over, soonest first."""
    now = house.now()
    return [row for row in sittings.standing(reader) if row["closes_at"] > now and invites(row, line)]


def now_open(rows: Iterable[Row], now: datetime) -> Row | None:
    """Of these sittings the one in which one may begin now; where windows overlap, the one that lasts longest."""
    found = [row for row in rows if phase(now, row["opens_at"], row["closes_at"]) == "open"]
    return max(found, key=lambda row: row["closes_at"]) if found else None


def shown(house: Installation, row: Row) -> dict[str, Any]:
    """A sitting as its candidates see it."""
    keys = ("id", "opens_at", "closes_at", "place", "note")
    return {key: row[key] for key in keys} | {"phase": phase(house.now(), row["opens_at"], row["closes_at"])}


# --- for those who arrange them -----------------------------------------------------------------------


def create(
    house: Installation,
    scope: Scope,
    by: str,
    paper: str,
    opens: datetime,
    closes: datetime,
    place: str,
    note: str,
    whom: Sequence[Whom],
) -> int:
    """Arrange a sitting; refused where nobody invited could finish the paper in it."""
    frozen = publish.newest_paper(house, paper)
    if frozen is None or frozen.paper.blueprint.status != "live":
        raise Refused("sitting.paper_unknown", 422)
    if closes <= house.now():
        raise Refused("sitting.past", 422)
    if not timedelta(minutes=frozen.paper.blueprint.minutes) <= closes - opens <= LONGEST:
        raise Refused("sitting.window", 422, minutes=frozen.paper.blueprint.minutes)
    given = _given(house, scope, whom)
    with house.store.write(by, house.now()) as ledger:
        key = ledger.add(sitting, paper=paper, opens_at=opens, closes_at=closes, place=place, note=note)
        ledger.log("sitting.create", str(key), paper=paper, opens=opens.isoformat(), closes=closes.isoformat())
        _invite(ledger, key, given)
    return int(key)


def invite(house: Installation, scope: Scope, by: str, key: int, whom: Sequence[Whom]) -> None:
    """Invite more people to a sitting that is not over."""
    row = standing(house, scope, by, key)
    if row["closes_at"] <= house.now():
        raise Refused("sitting.past", 409)
    given = [one for one in _given(house, scope, whom) if one not in _kept(row)]
    with house.store.write(by, house.now()) as ledger:
        _invite(ledger, key, given)


def withdraw(house: Installation, scope: Scope, by: str, key: int, reason: str) -> None:
    """Call a sitting off. Attempts begun in it go on; nobody begins another."""
    row = seen(house, scope, by, key)
    if not may_withdraw(scope, by, row):
        raise Refused("access.denied", 403)
    with house.store.write(by, house.now()) as ledger:
        newest = sittings.one(ledger, key)
        if newest is None or newest["withdrawn"] is not None:
            return
        ledger.add(sitting_withdrawal, sitting=key, reason=reason)
        ledger.log("sitting.withdraw", str(key))


def may_withdraw(scope: Scope, by: str, row: Row) -> bool:
    """Who arranged it, and who acts for all stores."""
    return scope.everything or bool(row["by"] == by)


def visible(house: Installation, scope: Scope, by: str) -> list[Row]:
    """Sittings one arranged or that invite somebody within one's reach."""
    lines = [line for line in people.everybody(house.store) if scope.covers(line)]
    return [row for row in sittings.every(house.store) if _visible(row, scope, by, lines)]


def _visible(row: Row, scope: Scope, by: str, lines: Sequence[Row]) -> bool:
    return scope.everything or row["by"] == by or any(invites(row, line) for line in lines)


def seen(house: Installation, scope: Scope, by: str, key: int) -> Row:
    """One of those; any other is as good as unknown."""
    row = sittings.one(house.store, key)
    lines = [line for line in people.everybody(house.store) if scope.covers(line)]
    if row is None or not _visible(row, scope, by, lines):
        raise Refused("sitting.unknown", 404)
    return row


def standing(house: Installation, scope: Scope, by: str, key: int) -> Row:
    """The same, and not withdrawn."""
    row = seen(house, scope, by, key)
    if row["withdrawn"] is not None:
        raise Refused("sitting.withdrawn", 409)
    return row


def choices(house: Installation, scope: Scope) -> dict[str, Any]:
    """What may be sat, and who may be invited."""
    known = assign.choices(house, scope)
    live = [one.paper.blueprint for one in publish.newest_papers(house) if one.paper.blueprint.status == "live"]
    keys = {"id", "title", "post", "minutes", "sittings"}
    papers = [one.model_dump(mode="json", include=keys) for one in live]
    return {key: known[key] for key in ("posts", "stores", "people")} | {"papers": papers, "now": house.now()}


def _given(house: Installation, scope: Scope, whom: Sequence[Whom]) -> list[Whom]:
    """Whom a sitting invites, no further than the inviter reaches; refused when one of them reaches nobody."""
    lines = [line for line in people.everybody(house.store) if line["status"] in WORKING and scope.covers(line)]
    given: list[Whom] = []
    for kind, key in whom:
        reached = [line for line in lines if assign.is_for({"to_kind": kind, "to_id": key}, line)]
        if not reached:
            raise Refused("sitting.nobody", 422)
        given += assign.narrowed(scope, kind, key, reached)
    if not given:
        raise Refused("sitting.nobody", 422)
    return list(dict.fromkeys(given))


def _invite(ledger: Ledger, key: int, given: Sequence[Whom]) -> None:
    for kind, to in given:
        ledger.add(invitation, sitting=key, to_kind=kind, to_id=to)
        ledger.log("sitting.invite", str(key), to_kind=kind, to_id=to)


def _kept(row: Row) -> set[Whom]:
    return {(one["to_kind"], one["to_id"]) for one in row["invited"]}
