"""Who is asking and what they may: page grants, the Hub's word for a person, the access matrix."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from sqm_training.errors import Refused
from sqm_training.records import people
from sqm_training.records.store import Row
from sqm_training.records.tables import page_grant
from sqm_training.services.installation import Installation

GRANT_LASTS = timedelta(minutes=15)
EVERYBODY = "learner"
WORKING = ("active", "probation")


@dataclass(frozen=True)
class Scope:
    """Whose data a verb reaches: everybody's, some stores', or one's own."""

    everything: bool = False
    stores: frozenset[str] = frozenset()
    own: str = ""

    def covers(self, line: Row) -> bool:
        """Whether a roster line lies within."""
        return self.everything or line["store"] in self.stores or line["person"] == self.own


@dataclass(frozen=True)
class Visitor:
    """A person on a page. Everything a route may do hangs on `scope`."""

    person: str
    page: str
    params: dict[str, str]
    rights: tuple[tuple[str, str], ...]
    access: dict[str, Any] = field(repr=False)

    def scope(self, verb: str) -> Scope:
        """How far `verb` reaches for this visitor on this page; refused if it does not reach at all."""
        if verb not in self.access["pages"].get(self.page, ()):
            raise Refused("access.denied", 403)
        return reach(self.access, self.person, self.rights, verb)

    def need(self, verb: str, line: Row | None) -> Row:
        """The roster line, if this visitor may do `verb` to that person."""
        if line is None or not self.scope(verb).covers(line):
            raise Refused("access.denied", 403)
        return line


def reach(access: dict[str, Any], person: str, rights: tuple[tuple[str, str], ...], verb: str) -> Scope:
    """The union of what a person's roles give for `verb`; refused when that is nothing."""
    everything, stores, own = False, set[str](), ""
    for role, store in rights:
        scope = access["roles"].get(role, {}).get(verb)
        if scope == "all" or (scope == "stores" and store == "*"):
            everything = True
        elif scope == "stores":
            stores.add(store)
        elif scope == "own":
            own = person
    if not (everything or stores or own):
        raise Refused("access.denied", 403)
    return Scope(everything, frozenset(stores), own)


def rights_of(house: Installation, person: str) -> tuple[tuple[str, str], ...]:
    """The access roles of somebody at work; refused for leavers and strangers."""
    line = people.one(house.store, person)
    if line is None or line["status"] not in WORKING:
        raise Refused("login.left", 403)
    return ((EVERYBODY, line["store"]), *people.rights(house.store, person))


def menu(house: Installation, person: str, rights: tuple[tuple[str, str], ...]) -> list[str]:
    """Pages this person finds in the menu."""
    return [entry["page"] for entry in house.shelf.access["menu"] if _reaches(house, person, rights, entry["verb"])]


def _reaches(house: Installation, person: str, rights: tuple[tuple[str, str], ...], verb: str) -> bool:
    try:
        reach(house.shelf.access, person, rights, verb)
    except Refused:
        return False
    return True


def _opens(access: dict[str, Any], page: str) -> str:
    verbs = {entry["page"]: entry["verb"] for entry in access["menu"]} | access["opens"]
    if page not in verbs:
        raise Refused("page.unknown", 404)
    return str(verbs[page])


def issue(house: Installation, person: str, page: str, params: dict[str, str]) -> tuple[str, datetime]:
    """A grant for one person on one page, good for 15 minutes."""
    access = house.shelf.access
    reach(access, person, rights_of(house, person), _opens(access, page))
    token, now = secrets.token_urlsafe(32), house.now()
    values = {"digest": _digest(token), "person": person, "page": page, "params": params}
    with house.store.write(person, now) as ledger:
        ledger.connection.execute(page_grant.insert().values(**values, issued_at=now, expires_at=now + GRANT_LASTS))
    return token, now + GRANT_LASTS


def renew(house: Installation, person: str, token: str) -> datetime:
    """Another 15 minutes for a grant of this person's; an expired one comes back, a revoked one does not."""
    rights_of(house, person)
    until = house.now() + GRANT_LASTS
    mine = (page_grant.c.digest == _digest(token)) & (page_grant.c.person == person)
    with house.store.write(person, house.now()) as ledger:
        change = update(page_grant).where(mine, page_grant.c.revoked_at.is_(None)).values(expires_at=until)
        if ledger.connection.execute(change).rowcount == 0:
            raise Refused("grant.unknown", 401)
    return until


def revoke(house: Installation, person: str, token: str | None = None) -> None:
    """End one grant of a person's, or all of them."""
    mine = page_grant.c.person == person
    if token is not None:
        mine &= page_grant.c.digest == _digest(token)
    with house.store.write(person, house.now()) as ledger:
        ledger.connection.execute(update(page_grant).where(mine).values(revoked_at=house.now()))


def visitor(house: Installation, token: str) -> Visitor:
    """Who holds this grant, with the rights they have at this moment."""
    row = house.store.row(select(page_grant).where(page_grant.c.digest == _digest(token)))
    if row is None or row["revoked_at"] is not None:
        raise Refused("grant.unknown", 401)
    if row["expires_at"] <= house.now():
        raise Refused("grant.expired", 401)
    rights = rights_of(house, row["person"])
    return Visitor(row["person"], row["page"], row["params"], rights, house.shelf.access)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
