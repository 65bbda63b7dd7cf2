"""Certificates: the rule as clauses, each with value and source; awards; standing on any day."""

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from sqm_training.domain.attempt import Outcome
from sqm_training.domain.certificate import Rule, standing_on
from sqm_training.errors import Refused
from sqm_training.exchange import certificate_pdf
from sqm_training.locale.fonts import font_path
from sqm_training.records import attempts, people
from sqm_training.records.store import Row
from sqm_training.records.tables import certificate, certificate_event, observation
from sqm_training.services import learn, publish, result
from sqm_training.services.admit import WORKING, Scope
from sqm_training.services.installation import Installation

Leaf = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where a person stands on one rung of a post's ladder, and why."""

    rule: Rule
    state: str  # none · ready · valid · expiring · expired · suspended · revoked
    leaves: list[Leaf] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    number: str | None = None


class Evidences:
    """What rules ask for, read once for many people."""

    def __init__(self, house: Installation, person: str | None = None) -> None:
        self.house = house
        self.steps = learn.everybodys_steps(house, person)
        self.courses = {row["course"]: row["document"] for row in publish.newest_courses(house)}
        self.attempts = attempts.of(house.store, person)
        keys = [row["id"] for row in self.attempts[person]] if person else None
        self.marks = attempts.marks(house.store, keys)
        self.observed = _by_person(house, observation, person)
        self.held = _by_person(house, certificate, person)
        self.events: dict[int, list[Row]] = defaultdict(list)
        for row in house.store.rows(select(certificate_event).order_by(certificate_event.c.id)):
            self.events[row["certificate"]].append(row)

    def outcome(self, row: Row) -> Outcome:
        return result.outcome_of(self.house, row, self.marks.get(row["id"], {}))


def _by_person(house: Installation, table: Any, person: str | None) -> dict[str, list[Row]]:
    query = select(table).order_by(table.c.id)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in house.store.rows(query.where(table.c.person == person) if person else query):
        found[row["person"]].append(row)
    return found


def ladder(house: Installation, evidences: Evidences, line: Row) -> list[Standing]:
    """Every rung the policy has for a person's posts, lowest first."""
    return [_standing(house, evidences, line, rule) for rule in house.shelf.rules if rule.post in line["posts"]]


def _standing(house: Installation, evidences: Evidences, line: Row, rule: Rule) -> Standing:
    held = [row for row in evidences.held[line["person"]] if (row["post"], row["grade"]) == (rule.post, rule.grade)]
    leaves = _leaves(house, evidences, line["person"], rule)
    if not held:
        return Standing(rule, "ready" if all(leaf["met"] for leaf in leaves) else "none", leaves)
    newest = held[-1]
    kinds = [event["kind"] for event in evidences.events[newest["id"]]]
    state = standing_on(newest["valid_from"], newest["valid_until"], kinds, rule.window_months, house.today())
    return Standing(rule, state, leaves, newest["valid_from"], newest["valid_until"], newest["number"])


def _leaves(house: Installation, evidences: Evidences, person: str, rule: Rule) -> list[Leaf]:
    leaves = [_course_leaf(evidences, person, name) for name in rule.courses]
    if rule.paper:
        leaves.append(_paper_leaf(house, evidences, person, rule.paper))
    if rule.practical:
        leaves.append(_practical_leaf(house, evidences, person, rule.practical))
    return leaves


def _leaf(code: str, key: str, title: Any, progress: float, state: str, href: str | None, **more: Any) -> Leaf:
    shown = {
        "code": code,
        "id": key,
        "title": title,
        "met": progress >= 1,
        "progress": progress,
        "state": state,
    }
    return shown | {"href": href, "value": None, "need": None, "source": None, "at": None} | more


def _course_leaf(evidences: Evidences, person: str, name: str) -> Leaf:
    document = evidences.courses.get(name)
    if document is None:
        return _leaf("course", name, {"zh": name, "en": name}, 0.0, "not_published", None)
    done = learn.share_done(document, evidences.steps.get(person, {}))
    state = "done" if done == 1 else "begun" if done else "not_begun"
    return _leaf("course", name, document["title"], done, state, f"learn?course={name}", value=done, need=1.0)


def _paper_leaf(house: Installation, evidences: Evidences, person: str, name: str) -> Leaf:
    newest = publish.newest_paper(house, name)
    if newest is None:
        return _leaf("paper", name, {"zh": name, "en": name}, 0.0, "not_published", None)
    sat = [row for row in evidences.attempts.get(person, []) if row["paper"] == name]
    scored = [(evidences.outcome(row), row) for row in sat if evidences.marks.get(row["id"])]
    complete = [(won, row) for won, row in scored if won.complete]
    best = max(complete, key=lambda pair: pair[0].percent, default=None)
    state = _paper_state(sat, bool(complete), best[0].passed if best else False)
    progress = {"passed": 1.0, "not_begun": 0.0}.get(state, 0.5)
    blueprint = newest["document"]["blueprint"]
    more = {"source": best[1]["id"], "at": best[1]["closed_at"], "value": best[0].percent} if best else {}
    href = f"sit?paper={name}"
    return _leaf("paper", name, blueprint["title"], progress, state, href, need=blueprint["pass_mark"], **more)


def _paper_state(sat: list[Row], complete: bool, passed: bool) -> str:
    if passed:
        return "passed"
    if not sat:
        return "not_begun"
    if sat[-1]["state"] == "open":
        return "open"
    return "failed" if complete else "being_marked"


def _practical_leaf(house: Installation, evidences: Evidences, person: str, name: str) -> Leaf:
    practical = house.shelf.practicals[name]
    seen = [row for row in evidences.observed.get(person, []) if row["practical"] == name]
    if not seen:
        return _leaf("practical", name, practical.title.model_dump(), 0.0, "not_begun", None)
    last = seen[-1]
    more = {"value": last["score"], "need": practical.pass_mark, "source": last["id"], "at": last["at"]}
    progress, state = (1.0, "passed") if last["passed"] else (0.5, "failed")
    return _leaf("practical", name, practical.title.model_dump(), progress, state, None, **more)


def award(house: Installation, person: str) -> list[str]:
    """Issue every certificate this person has earned and does not hold; returns the numbers.

    The rule and the clauses met are frozen with it. One row per period: a later rule changes nothing here.
    """
    line = people.one(house.store, person)
    if line is None or line["status"] not in WORKING:
        return []
    ready = [rung for rung in ladder(house, Evidences(house, person), line) if rung.state == "ready"]
    return [_issue(house, person, rung) for rung in ready]


def _issue(house: Installation, person: str, rung: Standing) -> str:
    start = house.today()
    basis = [{key: leaf[key] for key in ("code", "id", "value", "need", "source")} for leaf in rung.leaves]
    with house.store.write("policy", house.now()) as ledger:
        count = len(ledger.rows(select(certificate.c.id)))
        number = f"SQM-{start:%Y}-{count + 1:05d}"
        ledger.add(
            certificate,
            person=person,
            number=number,
            post=rung.rule.post,
            grade=rung.rule.grade,
            valid_from=start,
            valid_until=months_later(start, rung.rule.valid_months),
            terms=rung.rule.model_dump(mode="json"),
            basis=basis,
        )
        ledger.log("certificate.award", number, person=person)
    return number


def months_later(day: date, months: int) -> date:
    """The same day of the month, so many months on; the last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def sat(house: Installation, evidences: Evidences, person: str) -> list[dict[str, Any]]:
    """A person's attempts with what came of them."""
    shown = []
    for row in evidences.attempts.get(person, []):
        won = evidences.outcome(row) if evidences.marks.get(row["id"]) else None
        score = {"percent": won.percent, "passed": won.passed, "complete": won.complete} if won else {}
        keys = ("id", "paper", "version", "number", "state", "at", "closed_at")
        shown.append({key: row[key] for key in keys} | score)
    return shown


def mine(house: Installation, person: str) -> dict[str, Any]:
    """One's own ladder: what is held, until when, and why or why not yet."""
    line = people.one(house.store, person)
    rungs = ladder(house, Evidences(house, person), line) if line else []
    return {"rungs": [shown(house, rung) for rung in rungs]}


def shown(house: Installation, rung: Standing) -> dict[str, Any]:
    """A rung as pages show it."""
    return {
        "post": {"id": rung.rule.post, "title": house.shelf.posts[rung.rule.post].title.model_dump()},
        "grade": rung.rule.grade,
        "title": rung.rule.title.model_dump(),
        "state": rung.state,
        "from": rung.since,
        "until": rung.until,
        "number": rung.number,
        "clauses": rung.leaves,
    }


def pdf(house: Installation, scope: Scope, number: str) -> bytes:
    """A certificate to print, for whoever may see its holder."""
    row = house.store.row(select(certificate).where(certificate.c.number == number))
    line = people.one(house.store, row["person"]) if row else None
    if row is None or line is None or not scope.covers(line):
        raise Refused("certificate.unknown", 404)
    return certificate_pdf.render(
        certificate_pdf.Certificate(
            number=number,
            name=line["name"],
            employee_no=line["employee_no"],
            store=line["store_name"],
            post=house.shelf.posts[row["post"]].title,
            grade=row["grade"],
            title=Rule.model_validate(row["terms"]).title,
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
        ),
        font_path("regular"),
        font_path("bold"),
    )
