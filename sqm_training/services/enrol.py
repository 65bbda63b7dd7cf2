"""People come, move and leave by roster; each gets a one-time code for the first login."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from sqm_training.errors import Fault, Faults, Refused
from sqm_training.exchange import roster, slips
from sqm_training.locale import Language
from sqm_training.locale.fonts import font_path
from sqm_training.records import people
from sqm_training.records.store import Ledger, Row
from sqm_training.records.tables import access_right, code, code_try, employment, person
from sqm_training.services.admit import WORKING, Scope
from sqm_training.services.installation import Installation

CODE_LASTS = timedelta(days=14)
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that are read for another
WRONG_CODES_AN_HOUR = 10
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
    everybody, rights = people.everybody(house.store), people.all_rights(house.store)
    stores = {row["store"]: row["store_name"] for row in everybody}
    sheet = roster.read(name, content, house.shelf.post_names(), stores)
    here = {row["employee_no"]: row for row in everybody}
    adds, changes, same = [], [], 0
    for row in sheet.rows:
        if row.employee_no not in here:
            adds.append(_line(row))
            continue
        known = here[row.employee_no]
        before = dict(known) | {"access": sorted({role for role, _ in rights.get(known["person"], [])})}
        after = _line(row) | {key: before[key] for key in COMPARED if key not in sheet.columns}
        if differences := {key: before[key] for key in COMPARED if before[key] != after[key]}:
            changes.append(after | {"person": before["person"], "before": differences})
        else:
            same += 1
    leaves = [_shown(row) for row in changes if row["status"] == "left"]
    return Preview(adds, changes, leaves, same, list(sheet.faults))


def apply(house: Installation, name: str, content: bytes, by: str) -> tuple[Preview, list[str]]:
    """Import a roster as a whole. Returns what it did and the ids of the people added."""
    seen = preview(house, name, content)
    if seen.blocked:
        raise Faults(seen.faults)
    added: list[str] = []
    digest = hashlib.sha256(content).hexdigest()
    with house.store.write(by, house.now()) as ledger:
        for row in seen.adds:
            key = "p" + secrets.token_hex(6)
            ledger.add(person, id=key)
            added.append(key)
            _write(ledger, key, row)
        for row in seen.changes:
            _write(ledger, row["person"], row)
        ledger.log("roster.import", digest[:12], added=len(added), changed=len(seen.changes), digest=digest)
    return seen, added


def _line(row: roster.RosterRow) -> dict[str, Any]:
    return asdict(row) | {"posts": list(row.posts), "access": sorted(row.access)}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("employee_no", "name", "store_name")}


def _write(ledger: Ledger, key: str, row: dict[str, Any]) -> None:
    ledger.add(employment, person=key, **{field: row[field] for field in COMPARED if field != "access"})
    rows = ledger.rows(select(access_right).where(access_right.c.person == key).order_by(access_right.c.id))
    newest = {(right["role"], right["store"]): right["granted"] for right in rows}
    held = {right for right, granted in newest.items() if granted}
    wanted = {(role, _reach(role, row["store"])) for role in row["access"]}
    for role, at_store in sorted(held ^ wanted):
        ledger.add(access_right, person=key, role=role, store=at_store, granted=(role, at_store) in wanted)


def _reach(role: str, at_store: str) -> str:
    """People of the group's head office act for every store."""
    return "*" if at_store == "HQ" else at_store


def issue_code(house: Installation, whose: str, by: str) -> tuple[str, datetime]:
    """A fresh one-time code for somebody; the one before it stops working. Shown once, kept hashed."""
    plain = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    until = house.now() + CODE_LASTS
    with house.store.write(by, house.now()) as ledger:
        ledger.add(code, person=whose, digest=_digest(whose, plain), expires_at=until)
        ledger.log("code.issue", whose)
    return f"{plain[:4]}-{plain[4:]}", until


def resolve(house: Installation, employee_no: str) -> Row:
    """The person at work who carries this employee number."""
    line = people.by_number(house.store, employee_no)
    if line is None:
        raise Refused("login.unknown", 404)
    if line["status"] not in WORKING:
        raise Refused("login.left", 403)
    return line


def redeem(house: Installation, employee_no: str, plain: str) -> Row:
    """Use up a one-time code. Each try is kept; too many wrong ones lock the number for an hour."""
    line = resolve(house, employee_no)
    whose, now = line["person"], house.now()
    letters = plain.strip().upper().replace("-", "").replace(" ", "")
    with house.store.write(whose, now) as ledger:
        tries = ledger.rows(select(code_try).where(code_try.c.person == whose))
        recent = [t for t in tries if not t["right"] and t["at"] > now - timedelta(hours=1)]
        query = select(code).where(code.c.person == whose).order_by(code.c.id.desc()).limit(1)
        newest = next(iter(ledger.rows(query)), None)
        refusal = _refusal(newest, letters, whose, tries, len(recent), now)
        ledger.add(code_try, person=whose, code=newest["id"] if newest else None, right=refusal is None)
        ledger.log("code.redeem" if refusal is None else "code.refuse", whose, reason=refusal)
    if refusal:
        raise Refused(refusal, 403)
    return line


def _refusal(newest: Row | None, letters: str, whose: str, tries: list[Row], wrong: int, now: datetime) -> str | None:
    if wrong >= WRONG_CODES_AN_HOUR:
        return "code.locked"
    if newest is None or not secrets.compare_digest(newest["digest"], _digest(whose, letters)):
        return "code.wrong"
    if any(t["right"] and t["code"] == newest["id"] for t in tries):
        return "code.used"
    return "code.expired" if newest["expires_at"] <= now else None


def _digest(whose: str, letters: str) -> str:
    return hashlib.sha256(f"{whose}:{letters}".encode()).hexdigest()


def never_in(house: Installation, scope: Scope) -> list[Row]:
    """People at work, in scope, who have not used a code yet."""
    used = {row["person"] for row in house.store.rows(select(code_try).where(code_try.c.right))}
    lines = people.everybody(house.store)
    return [line for line in lines if line["status"] in WORKING and line["person"] not in used and scope.covers(line)]


def slips_pdf(house: Installation, scope: Scope, by: str) -> bytes:
    """Fresh codes for everybody who never logged in, as slips to print and cut."""
    lines = never_in(house, scope)
    if not lines:
        raise Refused("code.nobody", 409)
    printed = []
    for line in lines:
        plain, until = issue_code(house, line["person"], by)
        expires = until.astimezone(house.zone).date()
        printed.append(slips.Slip(line["name"], line["employee_no"], line["store_name"], plain, expires))
    return slips.render(printed, font_path("regular"), font_path("bold"), house.settings.public_url)


def template(house: Installation, language: Language) -> bytes:
    """An empty roster to fill in."""
    return roster.template(language)


def shown(seen: Preview) -> dict[str, Any]:
    """A preview as pages show it."""
    faults = [asdict(fault) for fault in seen.faults]
    counts = {"adds": seen.adds, "changes": seen.changes, "leaves": seen.leaves, "same": seen.same}
    return counts | {"faults": faults, "blocked": seen.blocked}
