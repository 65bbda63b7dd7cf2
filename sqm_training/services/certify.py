"""Certificates: the rule as clauses, each with value and source; awards; standing on any day."""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from sqm_training.domain.attempt import RUNNING
from sqm_training.domain.blueprint import Blueprint
from sqm_training.domain.certificate import (
    IN_FORCE,
    RENEWABLE,
    Certificate,
    Clause,
    Event,
    Facts,
    Leaf,
    LeafState,
    Rule,
    Standing,
    State,
    in_force,
    period,
    requirements,
    standing,
)
from sqm_training.domain.course import Course
from sqm_training.domain.outcome import Outcome, outcome
from sqm_training.domain.person import WORKING
from sqm_training.domain.progress import share_done
from sqm_training.domain.text import Text
from sqm_training.errors import Refused
from sqm_training.exchange import certificate_pdf
from sqm_training.locale.fonts import font_path
from sqm_training.records import attempts, certificates, lessons, people
from sqm_training.records.store import Row
from sqm_training.records.tables import certificate, observation
from sqm_training.services import publish
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

HREFS = {"course": "learn?course={}", "paper": "sit?paper={}"}


@dataclass(frozen=True)
class Rung:
    """Where a person stands on one rung of a post's ladder, and why.

    `clause` is what is asked now: for the first award everything ever shown counts; once the certificate
    may be renewed, only papers and practicals newer than it.
    """

    rule: Rule
    stands: Standing
    clause: Clause
    newest: Row | None = None  # the certificate awarded last, whatever became of it
    counts: Row | None = None  # the one that counts

    @property
    def state(self) -> State:
        first = self.stands.state == "none"
        return "ready" if first and self.clause.met else self.stands.state

    @property
    def is_open(self) -> bool:
        """Whether there is something to do for it."""
        return self.stands.state == "none" or self.stands.state in RENEWABLE

    @property
    def earned(self) -> bool:
        """Whether a certificate is due. A renewal needs something shown anew, not courses read once alone."""
        anew = self.newest is None or any(leaf.at for leaf in self.leaves)
        return self.is_open and self.clause.met and anew

    @property
    def leaves(self) -> list[Leaf]:
        return [leaf for leaf in self.clause.leaves if isinstance(leaf, Leaf)]

    @property
    def until(self) -> date | None:
        return self.stands.until


# --- the facts rules ask for --------------------------------------------------------------------------


class Evidences:
    """What rules ask for, read once for many people."""

    def __init__(self, house: Installation, person: str | None = None) -> None:
        self.house, self.person, self.shelf, self.today = house, person, house.shelf, house.today()
        self.courses = {one.course.id: one.course for one in publish.newest_courses(house)}
        self.papers = {one.paper.blueprint.id: one.paper.blueprint for one in publish.newest_papers(house)}
        self.attempts = attempts.of(house.store, person)
        keys = [row["id"] for row in self.attempts[person]] if person else None
        self.points = attempts.points(house.store, keys)
        self.certificates = certificates.of(house.store, person)
        self.events: dict[str, list[Row]] = defaultdict(list)
        for row in certificates.events(house.store):
            self.events[row["person"]].append(row)

    @cached_property
    def steps(self) -> dict[str, lessons.Steps]:
        return lessons.steps(self.house.store, self.person)

    @cached_property
    def observed(self) -> dict[str, list[Row]]:
        return _observed(self.house, self.person)

    @cached_property
    def drawn(self) -> dict[str, dict[str, str]]:
        return attempts.drawn(self.house.store, self.person)

    def outcome(self, row: Row) -> Outcome | None:
        """What came of an attempt; None while nothing of it is marked."""
        points = self.points.get(row["id"])
        if not points:
            return None
        paper = publish.frozen(self.house, row["paper"], row["version"]).paper
        return outcome(paper, points, self.drawn[row["id"]] if paper.blueprint.each_competency else {})

    def held(self, person: str) -> tuple[list[Certificate], list[Event]]:
        """A person's certificates and what became of them, as the domain knows them."""
        events = [certificates.as_event(row, self.house.zone) for row in self.events[person]]
        return [certificates.as_certificate(row) for row in self.certificates[person]], events


def _observed(house: Installation, person: str | None) -> dict[str, list[Row]]:
    query = select(observation).order_by(observation.c.id)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in house.store.rows(query.where(observation.c.person == person) if person else query):
        found[row["person"]].append(row)
    return found


def ladder(evidences: Evidences, line: Row) -> list[Rung]:
    """Every rung the policy has for a person's posts, lowest first, as it stands today."""
    return [_rung(evidences, line["person"], rule) for rule in _rules(evidences, line)]


def standings(evidences: Evidences, line: Row, on: date) -> list[tuple[Rule, Standing]]:
    """How the same rungs stood on a day, without what they ask for."""
    return [(rule, _standing(evidences, line["person"], rule, on)[0]) for rule in _rules(evidences, line)]


def _rules(evidences: Evidences, line: Row) -> list[Rule]:
    return [rule for rule in evidences.shelf.rules if rule.post in line["posts"]]


def _standing(evidences: Evidences, person: str, rule: Rule, on: date) -> tuple[Standing, list[Row]]:
    rows = [row for row in evidences.certificates[person] if (row["post"], row["grade"]) == rule.rung]
    if not rows:
        return Standing(state="none"), []
    held, events = evidences.held(person)
    return standing([one for one in held if (one.post, one.grade) == rule.rung], events, on), rows


def _rung(evidences: Evidences, person: str, rule: Rule) -> Rung:
    stands, rows = _standing(evidences, person, rule, evidences.today)
    after = _after(evidences, person, rows) if stands.state in RENEWABLE else None
    clause = requirements(rule, _facts(evidences, person, rule, after))
    counts = next((row for row in rows if row["number"] == stands.number), None)
    return Rung(rule, stands, clause, rows[-1] if rows else None, counts)


def _after(evidences: Evidences, person: str, rows: Sequence[Row]) -> datetime:
    """Since when evidence counts towards renewal: the last award or, if later, a revocation."""
    numbers = {row["number"] for row in rows}
    revoked = [e["at"] for e in evidences.events[person] if e["kind"] == "revoke" and e["number"] in numbers]
    moments: list[datetime] = [*(row["at"] for row in rows), *revoked]
    return max(moments)


def _facts(evidences: Evidences, person: str, rule: Rule, after: datetime | None) -> Facts:
    """What is known of everything a rule asks for. What is nowhere to be found stays unknown."""
    facts: dict[tuple[str, str], Leaf] = {}
    for name in rule.courses:
        if course := evidences.courses.get(name):
            facts["course", name] = _course_leaf(course, evidences.steps.get(person, {}))
    if rule.paper and (blueprint := evidences.papers.get(rule.paper)):
        facts["paper", rule.paper] = _paper_leaf(evidences, person, blueprint, after)
    if rule.practical and rule.practical in evidences.shelf.practicals:
        facts["practical", rule.practical] = _practical_leaf(evidences, person, rule.practical, after)
    for grade in rule.prerequisites:
        if before := next((one for one in evidences.shelf.rules if one.rung == (rule.post, grade)), None):
            facts["grade", grade] = _grade_leaf(evidences, person, before)
    return facts


def _course_leaf(course: Course, seen: lessons.Steps) -> Leaf:
    done = share_done(course, lessons.of_course(seen, course.id))
    state: LeafState = "done" if done == 1 else "begun" if done else "not_begun"
    return Leaf(code="course", id=course.id, title=course.title, state=state, progress=done, value=done, need=1.0)


def _paper_leaf(evidences: Evidences, person: str, blueprint: Blueprint, after: datetime | None) -> Leaf:
    """The attempt that counts by the paper's rule: the best one or the last one."""
    rows = attempts.counting(row for row in evidences.attempts.get(person, ()) if row["paper"] == blueprint.id)
    sat = [row for row in rows if after is None or row["at"] > after]
    marked = [(won, row) for row in sat if (won := evidences.outcome(row)) and won.complete]
    if blueprint.attempts.counts == "best":
        marked.sort(key=lambda pair: (pair[0].passed, pair[0].percent))
    won, row = marked[-1] if marked else (None, None)
    state = _paper_state(sat, won)
    leaf = Leaf(
        code="paper",
        id=blueprint.id,
        title=blueprint.title,
        state=state,
        progress={"passed": 1.0, "not_begun": 0.0}.get(state, 0.5),
        need=blueprint.pass_mark,
    )
    if won is None or row is None:
        return leaf
    missed = tuple(dict.fromkeys(one.code for one in won.missed if one.code != "total"))
    more = {"value": won.percent, "missed": missed, "source": row["id"], "at": row["closed_at"]}
    return leaf.model_copy(update=more)


def _paper_state(sat: Sequence[Row], won: Outcome | None) -> LeafState:
    if won is not None and won.passed:
        return "passed"
    if not sat:
        return "not_begun"
    if sat[-1]["state"] in RUNNING:
        return "open"
    return "failed" if won is not None else "being_marked"


def _practical_leaf(evidences: Evidences, person: str, name: str, after: datetime | None) -> Leaf:
    practical = evidences.shelf.practicals[name]
    rows = [row for row in evidences.observed.get(person, ()) if row["practical"] == name]
    seen = [row for row in rows if after is None or row["at"] > after]
    leaf = Leaf(code="practical", id=name, title=practical.title, state="not_begun", need=practical.pass_mark)
    if not seen:
        return leaf
    last = seen[-1]
    came = {"state": "passed", "progress": 1.0} if last["passed"] else {"state": "failed", "progress": 0.5}
    return leaf.model_copy(update=came | {"value": last["score"], "source": str(last["id"]), "at": last["at"]})


def _grade_leaf(evidences: Evidences, person: str, rule: Rule) -> Leaf:
    holds = _standing(evidences, person, rule, evidences.today)[0]
    held = holds.state in IN_FORCE
    state: LeafState = "held" if held else "not_held"
    more = {"progress": float(held), "source": holds.number}
    return Leaf(code="grade", id=rule.grade, title=rule.title, state=state).model_copy(update=more)


# --- awards -------------------------------------------------------------------------------------------


def award(house: Installation, person: str) -> list[str]:
    """Issue every certificate this person has earned; returns the numbers.

    The rule and the clauses met are frozen with it. One row per period: a later rule changes nothing here,
    and two facts at the same moment issue one certificate.
    """
    line = people.one(house.store, person)
    if line is None or line["status"] not in WORKING:
        return []
    issued: list[str] = []
    while found := _award_once(house, Evidences(house, person), line):  # one grade may open the next
        issued += found
    return issued


def award_everybody(house: Installation) -> list[str]:
    """The same for everybody: what no single fact brought about, such as a new rule, post or renewal window."""
    evidences = Evidences(house)
    lines = [line for line in people.everybody(house.store) if line["status"] in WORKING]
    due = [line["person"] for line in lines if any(rung.earned for rung in ladder(evidences, line))]
    return [number for person in due for number in award(house, person)]


def _award_once(house: Installation, evidences: Evidences, line: Row) -> list[str]:
    earned = [rung for rung in ladder(evidences, line) if rung.earned]
    numbers = [_issue(house, line["person"], rung) for rung in earned]
    return [number for number in numbers if number is not None]


def _issue(house: Installation, person: str, rung: Rung) -> str | None:
    """Write one certificate, unless somebody else has since this rung was looked at."""
    made = _made(house, person, rung)
    with house.store.write("policy", house.now()) as ledger:
        rows = certificates.of(ledger, person)[person]
        newest = next((row for row in reversed(rows) if (row["post"], row["grade"]) == rung.rule.rung), None)
        if (newest and newest["id"]) != (rung.newest and rung.newest["id"]):
            return None
        number = f"SQM-{made['valid_from']:%Y}-{certificates.count(ledger) + 1:05d}"
        ledger.add(certificate, number=number, **made)
        ledger.log("certificate.award", number, person=person)
    return number


def _made(house: Installation, person: str, rung: Rung) -> dict[str, Any]:
    start, until = period(rung.rule, house.today(), rung.until if rung.state == "expiring" else None)
    return {
        "person": person,
        "post": rung.rule.post,
        "grade": rung.rule.grade,
        "valid_from": start,
        "valid_until": until,
        "terms": rung.rule.model_dump(mode="json"),
        "basis": [_leaf(leaf) for leaf in rung.leaves],
    }


def foresee(evidences: Evidences, line: Row) -> list[Row]:
    """The certificates that would be awarded were these evidences the facts; nothing is written."""
    if line["status"] not in WORKING:
        return []
    person, then, due = line["person"], copy(evidences), list[Row]()
    then.certificates = defaultdict(list, evidences.certificates)
    while earned := [rung for rung in ladder(then, line) if rung.earned]:  # one grade may open the next
        for rung in earned:
            due.append({"id": 0, "number": "", "at": then.house.now(), **_made(then.house, person, rung)})
        then.certificates[person] = [*evidences.certificates[person], *due]
    return due


# --- what pages show ----------------------------------------------------------------------------------


def _leaf(leaf: Leaf) -> dict[str, Any]:
    """A leaf as pages and the basis of an award have it, with the page to go on to."""
    href = HREFS[leaf.code].format(leaf.id) if leaf.code in HREFS and leaf.state != "not_published" else None
    return leaf.model_dump(mode="json") | {"met": leaf.met, "href": href}


def leaves(rung: Rung) -> list[dict[str, Any]]:
    """What a rung asks for now, leaf by leaf."""
    return [_leaf(leaf) for leaf in rung.leaves]


def own_leaves(evidences: Evidences, shown: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same for the candidate: where a paper's marks are never released they are not told here either."""
    secret = {name for name, blueprint in evidences.papers.items() if blueprint.release.marks == "never"}
    untold: dict[str, Any] = {"value": None, "missed": []}
    return [leaf | untold if leaf["code"] == "paper" and leaf["id"] in secret else leaf for leaf in shown]


def sat(evidences: Evidences, person: str) -> list[dict[str, Any]]:
    """A person's attempts with what came of them."""
    shown = []
    for row in evidences.attempts.get(person, ()):
        won = evidences.outcome(row) if row["state"] != "void" else None
        keys = ("id", "paper", "version", "number", "state", "at", "closed_at")
        score = {"percent": won.percent, "passed": won.passed, "complete": won.complete} if won else {}
        shown.append({key: row[key] for key in keys} | score)
    return shown


def mine(house: Installation, person: str) -> dict[str, Any]:
    """One's own ladder: what is held, until when, and why or why not yet."""
    line, evidences = people.one(house.store, person), Evidences(house, person)
    return {"rungs": [_own(evidences, rung) for rung in ladder(evidences, line)] if line else []}


def _own(evidences: Evidences, rung: Rung) -> dict[str, Any]:
    """A rung as its holder sees it: why it was awarded, and what a renewal asks for."""
    asked = own_leaves(evidences, leaves(rung))
    return {
        "post": {"id": rung.rule.post, "title": evidences.shelf.post_title(rung.rule.post)},
        "grade": rung.rule.grade,
        "title": rung.rule.title.model_dump(),
        "state": rung.state,
        "from": rung.stands.since,
        "until": rung.stands.until,
        "number": rung.stands.number,
        "clauses": own_leaves(evidences, rung.counts["basis"]) if rung.counts else asked,
        "renewal": asked if rung.counts and rung.is_open else [],
    }


def holders(house: Installation, scope: Scope, on: date) -> list[dict[str, Any]]:
    """Who was valid for what on a day, by store and name."""
    held = [certificates.as_certificate(row) for rows in certificates.of(house.store).values() for row in rows]
    events = [certificates.as_event(row, house.zone) for row in certificates.events(house.store)]
    found: dict[str, list[Certificate]] = defaultdict(list)
    for one in in_force(held, events, on):
        found[one.person].append(one)
    return [
        {key: line[key] for key in ("person", "name", "employee_no", "store", "store_name")}
        | {"post": one.post, "grade": one.grade, "number": one.number, "from": one.valid_from, "until": one.valid_until}
        for line in people.everybody(house.store)
        if scope.covers(line)
        for one in found.get(line["person"], ())
    ]


def pdf(house: Installation, scope: Scope, number: str) -> bytes:
    """A certificate to print, for whoever may see its holder; refused once it is suspended or revoked."""
    row = certificates.one(house.store, number)
    line = people.one(house.store, row["person"]) if row else None
    if row is None or line is None or not scope.covers(line):
        raise Refused("certificate.unknown", 404)
    events = [e for e in certificates.events(house.store) if e["number"] == number]
    stands = standing(
        [certificates.as_certificate(row)], [certificates.as_event(e, house.zone) for e in events], house.today()
    )
    if stands.state in ("suspended", "revoked"):
        raise Refused("certificate.withdrawn", 409)
    return certificate_pdf.render(
        certificate_pdf.Certificate(
            number=number,
            name=line["name"],
            employee_no=line["employee_no"],
            store=line["store_name"],
            post=Text.model_validate(house.shelf.post_title(row["post"])),
            grade=row["grade"],
            title=Rule.model_validate(row["terms"]).title,
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
            basis=[Text.model_validate(leaf["title"]) for leaf in row["basis"]],
        ),
        font_path("regular"),
        font_path("bold"),
    )
