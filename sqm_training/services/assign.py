"""A course or paper is given to people, a post or a store with a due day; who has begun, finished, is late."""

from datetime import date
from typing import Any

from sqlalchemy import select

from sqm_training.errors import Refused
from sqm_training.records import attempts, people
from sqm_training.records.store import Row
from sqm_training.records.tables import assignment, assignment_withdrawal
from sqm_training.services import learn, publish
from sqm_training.services.admit import WORKING, Scope
from sqm_training.services.installation import Installation

KINDS = ("course", "paper")
TO_KINDS = ("person", "post", "store")


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
    """Assign something; refused when it reaches nobody the assigner may assign to."""
    _title(house, kind, target)
    if to_kind not in TO_KINDS:
        raise Refused("assign.to_unknown", 422)
    if due < house.today():
        raise Refused("assign.due_past", 422)
    if not [line for line in _reached(house, to_kind, to_id) if scope.covers(line)]:
        raise Refused("assign.nobody", 422)
    with house.store.write(by, house.now()) as ledger:
        fact = {"kind": kind, "target": target, "to_kind": to_kind, "to_id": to_id}
        key = ledger.add(assignment, **fact, due=due, note=note)
        ledger.log("assignment.create", str(key), **fact, due=due.isoformat())
    return int(key)


def withdraw(house: Installation, scope: Scope, by: str, key: int, reason: str) -> None:
    """Take an assignment back, with a reason. What people did for it stays."""
    row = _one(house, key)
    if not (scope.everything or row["by"] == by):
        raise Refused("access.denied", 403)
    with house.store.write(by, house.now()) as ledger:
        ledger.add(assignment_withdrawal, assignment=key, reason=reason)
        ledger.log("assignment.withdraw", str(key))


def listing(house: Installation, scope: Scope) -> list[dict[str, Any]]:
    """Standing assignments with how many of the people in scope have begun, finished, are late."""
    board = Board(house)
    shown = [_shown(house, board, row, scope) for row in standing(house)]
    return [one for one in shown if one["counts"]["all"]]


def detail(house: Installation, scope: Scope, key: int) -> dict[str, Any]:
    """One assignment, person by person."""
    row, board = _one(house, key), Board(house)
    lines = [line for line in _reached(house, row["to_kind"], row["to_id"]) if scope.covers(line)]
    persons = [
        {
            "id": line["person"],
            "name": line["name"],
            "employee_no": line["employee_no"],
            "store": line["store_name"],
        }
        | board.state(line["person"], row)
        for line in lines
    ]
    return _shown(house, board, row, scope) | {"note": row["note"], "people": persons}


def mine(house: Installation, line: Row) -> list[dict[str, Any]]:
    """What is assigned to one person, nearest due day first."""
    board = Board(house)
    rows = [row for row in standing(house) if is_for(row, line)]
    shown = [
        {
            "id": row["id"],
            "kind": row["kind"],
            "target": row["target"],
            "title": _title(house, row["kind"], row["target"]),
            "due": row["due"],
            "href": _href(row["kind"], row["target"]),
        }
        | board.state(line["person"], row)
        for row in rows
    ]
    return sorted(shown, key=lambda one: (one["state"] == "finished", one["due"]))


def choices(house: Installation, scope: Scope) -> dict[str, Any]:
    """What may be assigned and to whom."""
    lines = [line for line in people.everybody(house.store) if line["status"] in WORKING and scope.covers(line)]
    posts = sorted({post for line in lines for post in line["posts"]})
    stores = {line["store"]: line["store_name"] for line in lines}
    courses = [row["document"] for row in publish.newest_courses(house)]
    papers = [row["document"]["blueprint"] for row in publish.newest_papers(house)]
    return {
        "courses": [{"id": one["id"], "title": one["title"]} for one in courses],
        "papers": [{"id": one["id"], "title": one["title"]} for one in papers],
        "posts": [{"id": key, "title": house.shelf.posts[key].title.model_dump()} for key in posts],
        "stores": [{"id": key, "name": stores[key]} for key in sorted(stores)],
        "people": [
            {"id": line["person"]} | {key: line[key] for key in ("name", "pinyin", "employee_no", "store_name")}
            for line in lines
        ],
        "today": house.today(),
    }


class Board:
    """Everybody's progress, read once for many questions."""

    def __init__(self, house: Installation) -> None:
        self.house = house
        self.steps = learn.everybodys_steps(house)
        self.courses = {row["course"]: row["document"] for row in publish.newest_courses(house)}
        self.attempts = attempts.of(house.store)

    def progress(self, person: str, kind: str, target: str) -> float:
        """0 to 1: share of a course read; a paper is half done when begun, done when handed in."""
        if kind == "course":
            document = self.courses.get(target)
            return learn.share_done(document, self.steps.get(person, {})) if document else 0.0
        states = [row["state"] for row in self.attempts.get(person, ()) if row["paper"] == target]
        return 0.0 if not states else 0.5 if set(states) == {"open"} else 1.0

    def state(self, person: str, row: Row) -> dict[str, Any]:
        progress = self.progress(person, row["kind"], row["target"])
        state = "finished" if progress == 1 else "begun" if progress else "not_begun"
        return {
            "state": state,
            "late": progress < 1 and row["due"] < self.house.today(),
            "progress": progress,
        }


def _shown(house: Installation, board: Board, row: Row, scope: Scope) -> dict[str, Any]:
    lines = [line for line in _reached(house, row["to_kind"], row["to_id"]) if scope.covers(line)]
    states = [board.state(line["person"], row) for line in lines]
    counts = {
        "all": len(states),
        "begun": sum(one["state"] == "begun" for one in states),
        "finished": sum(one["state"] == "finished" for one in states),
        "late": sum(one["late"] for one in states),
    }
    to = {"kind": row["to_kind"], "id": row["to_id"], "title": _to_title(house, row)}
    title = _title(house, row["kind"], row["target"])
    shown = {key: row[key] for key in ("id", "kind", "target", "due", "at")}
    by = people.one(house.store, row["by"])
    return shown | {"title": title, "to": to, "counts": counts, "by": by["name"] if by else row["by"]}


def _one(house: Installation, key: int) -> Row:
    found = next((row for row in standing(house) if row["id"] == key), None)
    if found is None:
        raise Refused("assign.unknown", 404)
    return found


def is_for(row: Row, line: Row) -> bool:
    whom = {"person": [line["person"]], "store": [line["store"]], "post": line["posts"]}
    return row["to_id"] in whom[row["to_kind"]]


def _reached(house: Installation, to_kind: str, to_id: str) -> list[Row]:
    row = {"to_kind": to_kind, "to_id": to_id}
    return [line for line in people.everybody(house.store) if line["status"] in WORKING and is_for(row, line)]


def _href(kind: str, target: str) -> str:
    return f"learn?course={target}" if kind == "course" else f"sit?paper={target}"


def _title(house: Installation, kind: str, target: str) -> dict[str, str]:
    found = publish.newest_course(house, target) if kind == "course" else publish.newest_paper(house, target)
    if kind not in KINDS or found is None:
        raise Refused("assign.target_unknown", 422)
    document = found["document"]
    title: dict[str, str] = document["title"] if kind == "course" else document["blueprint"]["title"]
    return title


def _to_title(house: Installation, row: Row) -> dict[str, str]:
    if row["to_kind"] == "post":
        post = house.shelf.posts.get(row["to_id"])
        return post.title.model_dump() if post else {"zh": row["to_id"], "en": row["to_id"]}
    lines = _reached(house, row["to_kind"], row["to_id"])
    name = (lines[0]["name"] if row["to_kind"] == "person" else lines[0]["store_name"]) if lines else row["to_id"]
    return {"zh": name, "en": name}
