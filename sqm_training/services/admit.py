"""Who is asking and what they may: page grants, the Hub's word for a person, the access matrix."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, select, update

from sqm_training.domain.access import Matrix, Role
from sqm_training.domain.person import WORKING
from sqm_training.errors import Refused
from sqm_training.records import people
from sqm_training.records.store import Row
from sqm_training.records.tables import page_grant
from sqm_training.services.installation import Installation

GRANT_LASTS = timedelta(minutes=15)
GRANT_KEPT = timedelta(days=7)  # an expired one may still be renewed by who is logged in
EVERYBODY: Role = "learner"
ANY_STORE = "*"

Rights = tuple[tuple[Role, str], ...]  # access roles, each with the store it is for


@dataclass(frozen=True)
class Scope:
    """Whose data a verb reaches: everybody's, some stores', or one's own."""

    everything: bool = False
    stores: frozenset[str] = frozenset()
    own: str = ""

    def __bool__(self) -> bool:
        return bool(self.everything or self.stores or self.own)

    def covers(self, line: Row) -> bool:
        """Whether a roster line lies within."""
        return self.everything or line["store"] in self.stores or line["person"] == self.own


@dataclass(frozen=True)
class Visitor:
    """A person on a page. Everything a route may do hangs on `scope`."""

    person: str
    page: str
    params: dict[str, str]
    rights: Rights
    access: Matrix = field(repr=False)

    def scope(self, verb: str) -> Scope:
        """How far `verb` reaches for this visitor on this page; refused if it does not reach at all."""
        found = reach(self.access, self.person, self.rights, verb, self.page)
        if not found:
            raise Refused("access.denied", 403)
        return found

    def has(self, verb: str) -> bool:
        """Whether `verb` reaches anything for this visitor on this page."""
        return bool(reach(self.access, self.person, self.rights, verb, self.page))

    def may(self, verb: str, line: Row) -> bool:
        """Whether this visitor may do `verb` to that person, on this page."""
        return reach(self.access, self.person, self.rights, verb, self.page).covers(line)

    def need(self, verb: str, line: Row | None) -> Row:
        """The roster line, if this visitor may do `verb` to that person."""
        if line is None or not self.may(verb, line):
            raise Refused("access.denied", 403)
        return line


def reach(access: Matrix, person: str, rights: Rights, verb: str, page: str | None = None) -> Scope:
    """The union of what a person's roles give for `verb`, on a page or anywhere; empty when that is nothing."""
    given = [(access.reach(role, verb, page), store) for role, store in rights]
    return Scope(
        everything=any(far == "all" or (far == "stores" and store == ANY_STORE) for far, store in given),
        stores=frozenset(store for far, store in given if far == "stores" and store != ANY_STORE),
        own=person if any(far == "own" for far, _ in given) else "",
    )


def rights_of(house: Installation, person: str) -> Rights:
    """The access roles of somebody at work; refused for leavers and strangers."""
    line = people.one(house.store, person)
    if line is None or line["status"] not in WORKING:
        raise Refused("login.left", 403)
    held = people.rights(house.store, person)
    return ((EVERYBODY, line["store"]), *((cast(Role, role), store) for role, store in held))


def menu(house: Installation, person: str, rights: Rights) -> list[str]:
    """Pages this person finds in the menu."""
    access = house.shelf.access
    return [door.page for door in access.menu if reach(access, person, rights, door.verb)]


def issue(house: Installation, person: str, page: str, params: dict[str, str]) -> tuple[str, datetime]:
    """A grant for one person on one page, good for 15 minutes."""
    access, rights = house.shelf.access, rights_of(house, person)
    verb = access.opener(page)
    if verb is None:
        raise Refused("page.unknown", 404)
    if not reach(access, person, rights, verb):
        raise Refused("access.denied", 403)
    token, now = secrets.token_urlsafe(32), house.now()
    values = {"digest": _digest(token), "person": person, "page": page, "params": params}
    with house.store.write(person, now) as ledger:
        stale = (page_grant.c.person == person, page_grant.c.expires_at < now - GRANT_KEPT)
        ledger.connection.execute(delete(page_grant).where(*stale))
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


def revoke(house: Installation, person: str, token: str) -> None:
    """End a grant of this person's."""
    mine = (page_grant.c.digest == _digest(token)) & (page_grant.c.person == person)
    with house.store.write(person, house.now()) as ledger:
        ledger.connection.execute(update(page_grant).where(mine).values(revoked_at=house.now()))


def visitor(house: Installation, token: str) -> Visitor:
    """Who holds this grant, with the rights they have at this moment."""
    row = house.store.row(select(page_grant).where(page_grant.c.digest == _digest(token)))
    if row is None:
        raise Refused("grant.unknown", 401)
    rights = rights_of(house, row["person"])  # first: a leaver is told so
    if row["revoked_at"] is not None:
        raise Refused("grant.unknown", 401)
    if row["expires_at"] <= house.now():
        raise Refused("grant.expired", 401)
    return Visitor(row["person"], row["page"], row["params"], rights, house.shelf.access)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
