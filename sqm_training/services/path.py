"""My path: what my post and next grade require, what is done, what to do next, what expires."""

from typing import Any

from sqm_training.errors import Refused
from sqm_training.records import people
from sqm_training.services import assign, certify
from sqm_training.services.certify import Evidences, Rung
from sqm_training.services.installation import Installation


def mine(house: Installation, person: str) -> dict[str, Any]:
    """One person's path for all their posts."""
    line = people.one(house.store, person)
    if line is None:
        raise Refused("login.unknown", 404)
    evidences = Evidences(house, person)
    ladder = certify.ladder(evidences, line)
    rung = next((one for one in ladder if one.is_open), None)
    asked = certify.own_leaves(evidences, certify.leaves(rung)) if rung else []
    requirements = [_requirement(leaf) for leaf in asked]
    given = assign.mine(house, line)
    post = next(iter(line["posts"]), None)
    return {
        "post": {"id": post, "title": house.shelf.post_title(post)} if post else None,
        "grade_next": rung.rule.grade if rung else None,
        "title_next": rung.rule.title.model_dump() if rung else None,
        "certificates": [_held(one) for one in ladder if one.until is not None],
        "requirements": requirements,
        "assignments": given,
        "next": _next(requirements, given),
        "expiring": [_held(one) for one in ladder if one.state in ("expiring", "expired")],
    }


def _requirement(leaf: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": leaf["code"],
        "id": leaf["id"],
        "title": leaf["title"],
        "done": leaf["met"],
        "progress": leaf["progress"],
        "state": leaf["state"],
        "value": leaf["value"],
        "need": leaf["need"],
        "href": leaf["href"],
    }


def _held(rung: Rung) -> dict[str, Any]:
    return {
        "post": rung.rule.post,
        "grade": rung.rule.grade,
        "title": rung.rule.title.model_dump(),
        "number": rung.stands.number,
        "from": rung.stands.since,
        "until": rung.until,
        "state": rung.state,
    }


def _next(requirements: list[dict[str, Any]], given: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The next thing to do: what is late first, then what the grade asks for, then what is assigned."""
    late = [one for one in given if one["late"]]
    undone = [one for one in requirements if not one["done"] and one["href"]]
    waiting = [one for one in given if one["state"] != "finished"]
    first = next(iter([*late, *undone, *waiting]), None)
    return {key: first[key] for key in ("kind", "title", "href")} if first else None
