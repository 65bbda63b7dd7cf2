"""People come, move and leave by roster; each gets a one-time code for the first login."""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import select, update

from sqm_training.domain.access import Role
from sqm_training.domain.person import WORKING
from sqm_training.errors import Fault, Faults, Refused
from sqm_training.exchange import roster, slips
from sqm_training.locale import Language
from sqm_training.locale.fonts import font_path
from sqm_training.records import people
from sqm_training.records.store import Ledger, Reader, Row
from sqm_training.records.tables import access_right, code, code_try, employment, page_grant, person
from sqm_training.services.admit import ANY_STORE, Scope
from sqm_training.services.installation import Installation

CODE_LASTS = timedelta(days=14)
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that are read for another
WRONG_CODES_AN_HOUR = 10
HEAD_OFFICE = "HQ"  # people of this store act for every store
COMPARED = (
    "employee_no", "name", "pinyin", "phone", "region", "store", "store_name", "team", "posts", "status", "since",
    "access",
)  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What a roster would do. Nothing is written while there are faults."""

    adds: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    leaves: list[dict[str, Any]]
    same: int
    faults: list[Fault]

    @property
    def blocked(self) -> bool:
        return any(not fault.warning for fault in self.faults)


def preview(house: Installation, name: str, content: bytes) -> Preview:
    """Compare a roster file with who is here, by employee number. A column the file lacks changes nothing."""
    return _compared(house.store, _read(house, name, content))


def _read(house: Installation, name: str, content: bytes) -> roster.Roster:
    stores = {row["store"]: row["store_name"] for row in people.everybody(house.store)}
    return roster.read(name, content, house.shelf.post_names(), stores)


def _compared(reader: Reader, sheet: roster.Roster) -> Preview:
    here = {row["employee_no"]: row for row in people.everybody(reader)}
    rights = people.all_rights(reader)
    adds, changes, same = [], [], 0
    for row in sheet.rows:
        if row.employee_no not in here:
            adds.append(_settled(_line(row)))
            continue
        known = here[row.employee_no]
        before = dict(known) | {"access": sorted({role for role, _ in rights.get(known["person"], [])})}
        after = _settled(_line(row) | {key: before[key] for key in COMPARED if key not in sheet.columns})
        if differences := {key: before[key] for key in COMPARED if before[key] != after[key]}:
            changes.append(after | {"person": before["person"], "before": differences})
        else:
            same += 1
    leaves = [_shown(row) for row in changes if row["status"] == "left"]
    return Preview(adds, changes, leaves, same, list(sheet.faults))


def apply(house: Installation, name: str, content: bytes, by: str) -> tuple[Preview, list[str]]:
    """Import a roster as a whole. Returns what it did and the ids of the people added.

    It is compared with who is here in the writing transaction, so that two imports at once add nobody twice.
    """
    sheet = _read(house, name, content)
    if sheet.blocked:
        raise Faults(list(sheet.faults))
    added: list[str] = []
    digest = hashlib.sha256(content).hexdigest()
    with house.store.write(by, house.now()) as ledger:
        seen = _compared(ledger, sheet)
        for row in seen.adds:
            key = "p" + secrets.token_hex(6)
            ledger.add(person, id=key)
            added.append(key)
            _write(ledger, key, row)
        for row in seen.changes:
            _write(ledger, row["person"], row)
        _shut_out([row["person"] for row in seen.changes if row["status"] not in WORKING], ledger)
        ledger.log("roster.import", digest[:12], added=len(added), changed=len(seen.changes), digest=digest)
    return seen, added


def _line(row: roster.RosterRow) -> dict[str, Any]:
    return asdict(row) | {"posts": list(row.posts), "access": sorted(row.access)}


def _settled(line: dict[str, Any]) -> dict[str, Any]:
    """Who has left keeps no rights, to come back with or otherwise."""
    return line | {"access": []} if line["status"] == "left" else line


def _shut_out(persons: list[str], ledger: Ledger) -> None:
    """The pages of who no longer works end at once."""
    theirs = (page_grant.c.person.in_(persons), page_grant.c.revoked_at.is_(None))
    ledger.connection.execute(update(page_grant).where(*theirs).values(revoked_at=ledger.now))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("employee_no", "name", "store_name")}


def _write(ledger: Ledger, key: str, row: dict[str, Any]) -> None:
    ledger.add(employment, person=key, **{field: row[field] for field in COMPARED if field != "access"})
    held = set(people.rights(ledger, key))
    wanted = {(role, _reach(role, row["store"])) for role in row["access"]}
    for role, at_store in sorted(held ^ wanted):
        ledger.add(access_right, person=key, role=role, store=at_store, granted=(role, at_store) in wanted)


def _reach(role: str, at_store: str) -> str:
    """People of the group's head office act for every store."""
    return ANY_STORE if at_store == HEAD_OFFICE else at_store


# --- codes --------------------------------------------------------------------------------------------


def issue_code(house: Installation, whose: str, by: str) -> tuple[str, datetime]:
    """A fresh one-time code for somebody at work; the one before it stops working. Shown once, kept hashed."""
    line = people.one(house.store, whose)
    if line is None or line["status"] not in WORKING:
        raise Refused("login.left", 403)
    plain, until = _fresh(), house.now() + CODE_LASTS
    _keep_codes(house, by, {whose: plain}, until)
    return _printed(plain), until


def _fresh() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


def _printed(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}"


def _keep_codes(house: Installation, by: str, codes: dict[str, str], until: datetime) -> None:
    with house.store.write(by, house.now()) as ledger:
        for whose, plain in codes.items():
            ledger.add(code, person=whose, digest=_digest(house, whose, plain), expires_at=until)
            ledger.log("code.issue", whose)


def may_have_code_from(house: Installation, scope: Scope, line: Row) -> bool:
    """Whether somebody who issues codes within `scope` may issue one to this person.

    A code is as good as the account: whose rights reach further than the issuer's stores has it from HR.
    """
    if scope.everything or not scope.covers(line):
        return scope.everything
    roles = house.shelf.access.roles
    held = people.rights(house.store, line["person"])
    return all(store in scope.stores and "all" not in roles.get(cast(Role, role), {}).values() for role, store in held)


def resolve(house: Installation, employee_no: str) -> Row:
    """The person at work who carries this employee number."""
    line = people.by_number(house.store, employee_no)
    if line is None:
        raise Refused("login.unknown", 404)
    if line["status"] not in WORKING:
        raise Refused("login.left", 403)
    return line


def redeem(house: Installation, employee_no: str, plain: str) -> Row:
    """Use up a one-time code. Each try is kept; too many wrong ones lock the code for an hour.

    Tries at a locked code do not lock it for longer, and a fresh code is not locked.
    """
    line = resolve(house, employee_no)
    whose, now = line["person"], house.now()
    letters = plain.strip().upper().replace("-", "").replace(" ", "")
    with house.store.write(whose, now) as ledger:
        newest = ledger.row(select(code).where(code.c.person == whose).order_by(code.c.id.desc()))
        key = newest["id"] if newest else None
        tries = ledger.rows(select(code_try).where(code_try.c.person == whose, code_try.c.code == key))
        refusal = _refusal(newest, _digest(house, whose, letters), tries, now)
        if refusal != "code.locked":
            ledger.add(code_try, person=whose, code=key, right=refusal is None)
        ledger.log("code.redeem" if refusal is None else "code.refuse", whose, reason=refusal)
    if refusal:
        raise Refused(refusal, 403)
    return line


def _refusal(newest: Row | None, digest: str, tries: list[Row], now: datetime) -> str | None:
    """What is wrong with a code, of which these are the tries so far."""
    wrong = [t for t in tries if not t["right"] and t["at"] > now - timedelta(hours=1)]
    if len(wrong) >= WRONG_CODES_AN_HOUR:
        return "code.locked"
    if newest is None or not secrets.compare_digest(newest["digest"], digest):
        return "code.wrong"
    if any(t["right"] for t in tries):
        return "code.used"
    return "code.expired" if newest["expires_at"] <= now else None


def _digest(house: Installation, whose: str, letters: str) -> str:
    """Keyed outside the store: who steals the store can not try codes on it."""
    key = house.settings.secret("codes").encode()
    return hmac.new(key, f"{whose}:{letters}".encode(), hashlib.sha256).hexdigest()


def never_in(house: Installation, scope: Scope) -> list[Row]:
    """People at work, in scope, who have not used a code yet."""
    used = {row["person"] for row in house.store.rows(select(code_try).where(code_try.c.right))}
    lines = people.everybody(house.store)
    return [line for line in lines if line["status"] in WORKING and line["person"] not in used and scope.covers(line)]


def slips_pdf(house: Installation, scope: Scope, by: str) -> bytes:
    """Fresh codes for everybody who never logged in, as slips to print and cut. All of them hold, or none."""
    lines = [line for line in never_in(house, scope) if may_have_code_from(house, scope, line)]
    if not lines:
        raise Refused("code.nobody", 409)
    codes, until = {line["person"]: _fresh() for line in lines}, house.now() + CODE_LASTS
    expires = until.astimezone(house.zone).date()
    printed = [
        slips.Slip(line["name"], line["employee_no"], line["store_name"], _printed(codes[line["person"]]), expires)
        for line in lines
    ]
    rendered = slips.render(printed, font_path("regular"), font_path("bold"), house.settings.public_url)
    _keep_codes(house, by, codes, until)
    return rendered


def template(house: Installation, language: Language) -> bytes:
    """An empty roster to fill in."""
    return roster.template(language)


def shown(seen: Preview) -> dict[str, Any]:
    """A preview as pages show it."""
    faults = [asdict(fault) for fault in seen.faults]
    counts = {"adds": seen.adds, "changes": seen.changes, "leaves": seen.leaves, "same": seen.same}
    return counts | {"faults": faults, "blocked": seen.blocked}
