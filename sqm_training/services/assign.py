"""A course or paper is given to people, a post or a store with a due day; who has begun, finished, is late."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from sqm_training.domain.attempt import RUNNING
from sqm_training.domain.person import WORKING
from sqm_training.domain.progress import share_done
from sqm_training.errors import Refused
from sqm_training.records import attempts, lessons, people
from sqm_training.records.store import Row
from sqm_training.records.tables import assignment, assignment_withdrawal
from sqm_training.services import publish
from sqm_training.services.admit import Scope
from sqm_training.services.installation import Installation

KINDS = ("course", "paper")
TO_KINDS = ("person", "post", "store")
AT = "@"  # a post of one store: technician@SH001


def standing(house: Installation) -> list[Row]:
    """Assignments that were not withdrawn, newest first."""
    withdrawn = select(assignment_withdrawal.c.assignment)
    query = select(assignment).where(assignment.c.id.not_in(withdrawn)).order_by(assignment.c.id.desc())
    return house.store.rows(query)


def create(
    house: Installation,
    scope: Scope,
    by: str,
    kind: str,
    target: str,
    to_kind: str,
    to_id: str,
    due: date,
    note: str,
) -> int:
    """Assign something; refused when it reaches nobody the assigner may assign to.

    A post is assigned to no further than the assigner reaches: in all stores, or in their own.
    """
    board = Board(house)
    if kind not in KINDS or board.title(kind, target) is None:
        raise Refused("assign.target_unknown", 422)
    if to_kind not in TO_KINDS:
        raise Refused("assign.to_unknown", 422)
    if due < house.today():
        raise Refused("assign.due_past", 422)
    reached = [line for line in board.reached(to_kind, to_id) if scope.covers(line)]
    if not reached:
        raise Refused("assign.nobody", 422)
    with house.store.write(by, house.now()) as ledger:
        for _, one in narrowed(scope, to_kind, to_id, reached):
            fact = {"kind": kind, "target": target, "to_kind": to_kind, "to_id": one}
            key = ledger.add(assignment, **fact, due=due, note=note)
            ledger.log("assignment.create", str(key), **fact, due=due.isoformat())
    return int(key)


def narrowed(scope: Scope, to_kind: str, to_id: str, reached: Sequence[Row]) -> list[tuple[str, str]]:
    """Whom a giver may name: a post no further than the stores of those reached, everything else as it is."""
    if to_kind == "post" and not scope.everything and AT not in to_id:
        return [(to_kind, f"{to_id}{AT}{store}") for store in sorted({line["store"] for line in reached})]
    return [(to_kind, to_id)]


def withdraw(house: Installation, scope: Scope, by: str, key: int, reason: str) -> None:
    """Take an assignment back, with a reason. What people did for it stays."""
    row = _one(house, key)
    if not _may_withdraw(scope, by, row):
        raise Refused("access.denied", 403)
    with house.store.write(by, house.now()) as ledger:
        if ledger.row(select(assignment_withdrawal.c.id).where(assignment_withdrawal.c.assignment == key)):
            return
        ledger.add(assignment_withdrawal, assignment=key, reason=reason)
        ledger.log("assignment.withdraw", str(key))


def _may_withdraw(scope: Scope, by: str, row: Row) -> bool:
    """Who gave it, and who acts for all stores."""
    return scope.everything or bool(row["by"] == by)


def _one(house: Installation, key: int) -> Row:
    found = next((row for row in standing(house) if row["id"] == key), None)
    if found is None:
        raise Refused("assign.unknown", 404)
    return found


def is_for(row: Row, line: Row) -> bool:
    """Whether an assignment is for the person of a roster line."""
    if row["to_kind"] == "post":
        post, _, store = row["to_id"].partition(AT)
        return post in line["posts"] and store in ("", line["store"])
    return bool(row["to_id"] == line[row["to_kind"]])


# --- who is how far -----------------------------------------------------------------------------------


class Board:
    """Everybody's progress, read once for many questions; of one person only where one is named."""

    def __init__(self, house: Installation, person: str | None = None) -> None:
        self.house, self.person, self.shelf, self.today = house, person, house.shelf, house.today()
        self.courses = {one.course.id: one.course for one in publish.newest_courses(house)}
        self.papers = {one.paper.blueprint.id: one.paper.blueprint for one in publish.newest_papers(house)}
        self._known: dict[tuple[str, str, str], float] = {}

    @cached_property
    def lines(self) -> list[Row]:
        return people.everybody(self.house.store)

    @cached_property
    def names(self) -> dict[str, str]:
        return people.named(self.lines)

    @cached_property
    def steps(self) -> dict[str, lessons.Steps]:
        return lessons.steps(self.house.store, self.person)

    @cached_property
    def attempts(self) -> dict[str, list[Row]]:
        return attempts.of(self.house.store, self.person)

    def title(self, kind: str, target: str) -> dict[str, str] | None:
        """What is assigned; None for what is not published."""
        found = self.courses.get(target) if kind == "course" else self.papers.get(target)
        return found.title.model_dump() if found else None

    def to_title(self, row: Row) -> dict[str, str]:
        """To whom."""
        if row["to_kind"] == "post":
            post, _, store = row["to_id"].partition(AT)
            where = f" · {self._store_name(store)}" if store else ""
            return {language: f"{title}{where}" for language, title in self.shelf.post_title(post).items()}
        to: str = row["to_id"]
        name = self.names.get(to, to) if row["to_kind"] == "person" else self._store_name(to)
        return {"zh": name, "en": name}

    def _store_name(self, store: str) -> str:
        return next((str(line["store_name"]) for line in self.lines if line["store"] == store), store)

    def reached(self, to_kind: str, to_id: str) -> list[Row]:
        """People at work something is for."""
        row = {"to_kind": to_kind, "to_id": to_id}
        return [line for line in self.lines if line["status"] in WORKING and is_for(row, line)]

    def progress(self, person: str, kind: str, target: str) -> float:
        """0 to 1: share of a course read; a paper is half done when begun, done when handed in."""
        key = (person, kind, target)
        if key not in self._known:
            self._known[key] = self._progress(*key)
        return self._known[key]

    def _progress(self, person: str, kind: str, target: str) -> float:
        if kind == "course":
            course = self.courses.get(target)
            return share_done(course, lessons.of_course(self.steps.get(person, {}), target)) if course else 0.0
        sat = attempts.counting(row for row in self.attempts.get(person, ()) if row["paper"] == target)
        states = {row["state"] for row in sat}
        return 0.0 if not states else 0.5 if states <= RUNNING else 1.0

    def state(self, person: str, row: Row) -> dict[str, Any]:
        """How far somebody is with an assignment; late from the day after the due day."""
        progress = self.progress(person, row["kind"], row["target"])
        state = "finished" if progress == 1 else "begun" if progress else "not_begun"
        return {"state": state, "late": progress < 1 and row["due"] < self.today, "progress": progress}


def listing(house: Installation, scope: Scope) -> list[dict[str, Any]]:
    """Standing assignments with how many of the people in scope have begun, finished, are late."""
    board = Board(house)
    shown = [_shown(board, row, _in_scope(board, row, scope)) for row in standing(house)]
    return [one for one in shown if one["counts"]["all"]]


def detail(house: Installation, scope: Scope, by: str, key: int) -> dict[str, Any]:
    """One assignment, person by person, and whether who asks may take it back."""
    row, board = _one(house, key), Board(house)
    lines = _in_scope(board, row, scope)
    if not lines and not scope.everything:
        raise Refused("assign.unknown", 404)
    persons = [
        {"id": line["person"], "store": line["store_name"]}
        | {key: line[key] for key in ("name", "employee_no")}
        | board.state(line["person"], row)
        for line in lines
    ]
    more = {"note": row["note"], "people": persons, "may_withdraw": _may_withdraw(scope, by, row)}
    return _shown(board, row, lines) | more


def _in_scope(board: Board, row: Row, scope: Scope) -> list[Row]:
    return [line for line in board.reached(row["to_kind"], row["to_id"]) if scope.covers(line)]


def _shown(board: Board, row: Row, lines: Sequence[Row]) -> dict[str, Any]:
    states = [board.state(line["person"], row) for line in lines]
    counts = {
        "all": len(states),
        "begun": sum(one["state"] == "begun" for one in states),
        "finished": sum(one["state"] == "finished" for one in states),
        "late": sum(one["late"] for one in states),
    }
    return {key: row[key] for key in ("id", "kind", "target", "due", "at")} | {
        "title": _title(board, row),
        "to": {"kind": row["to_kind"], "id": row["to_id"], "title": board.to_title(row)},
        "counts": counts,
        "by": board.names.get(row["by"], row["by"]),
    }


def _title(board: Board, row: Row) -> dict[str, str]:
    return board.title(row["kind"], row["target"]) or {"zh": row["target"], "en": row["target"]}


def mine(house: Installation, line: Row) -> list[dict[str, Any]]:
    """What is assigned to one person, nearest due day first."""
    board = Board(house, line["person"])
    shown = [
        {key: row[key] for key in ("id", "kind", "target", "due")}
        | {"title": _title(board, row), "href": _href(row["kind"], row["target"])}
        | board.state(line["person"], row)
        for row in standing(house)
        if is_for(row, line)
    ]
    return sorted(shown, key=lambda one: (one["state"] == "finished", one["due"]))


def _href(kind: str, target: str) -> str:
    return f"learn?course={target}" if kind == "course" else f"sit?paper={target}"


def choices(house: Installation, scope: Scope) -> dict[str, Any]:
    """What may be assigned and to whom."""
    board = Board(house)
    lines = [line for line in board.lines if line["status"] in WORKING and scope.covers(line)]
    posts = sorted({post for line in lines for post in line["posts"]})
    stores = {line["store"]: line["store_name"] for line in lines}
    return {
        "courses": [
            {"id": key, "title": board.title("course", key), "posts": course.audience}
            for key, course in board.courses.items()
        ],
        "papers": [
            {"id": key, "title": board.title("paper", key), "posts": [paper.post]}
            for key, paper in board.papers.items()
        ],
        "posts": [{"id": key, "title": board.shelf.post_title(key)} for key in posts],
        "stores": [{"id": key, "name": stores[key]} for key in sorted(stores)],
        "people": [
            {"id": line["person"]}
            | {key: line[key] for key in ("name", "pinyin", "employee_no", "store", "store_name", "posts")}
            for line in lines
        ],
        "today": board.today,
    }
