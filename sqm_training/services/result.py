"""What came of an attempt, as far as the paper's release rule lets its candidate see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqm_training.domain.attempt import CLOSED
from sqm_training.domain.blueprint import Blueprint, Section, Slice
from sqm_training.domain.item import Item
from sqm_training.domain.outcome import Condition, Outcome, by_competency, outcome
from sqm_training.domain.paper import Draw, Question
from sqm_training.domain.shown import public_view, reasons
from sqm_training.records import attempts
from sqm_training.records.store import Row
from sqm_training.services import correct, publish, sit
from sqm_training.services.correct import Approved
from sqm_training.services.installation import Installation
from sqm_training.services.publish import Frozen

REASONS = (
    "key",
    "why",
    "options",
    "regions",
    "source",
    "turns",
    "worth",
    "fatal",
    "filled",
    "result",
    "best",
    "exercise",
    "checks",
)


def of(house: Installation, person: str, key: str) -> dict[str, Any]:
    """The result of one's own attempt. Where marks are never released, nor are reasons: they would tell them."""
    row = sit.own(house, person, key)
    marks = attempts.marks(house.store, [key]).get(key, {})
    frozen = publish.frozen(house, row["paper"], row["version"])
    blueprint = frozen.paper.blueprint
    shown = {
        "id": key,
        "paper": {"id": blueprint.id, "title": blueprint.title.model_dump()},
        "number": row["number"],
        "state": row["state"],
        "started": row["at"],
        "closed_at": row["closed_at"],
        "pass_mark": blueprint.pass_mark,
        "released": False,
    }
    if row["state"] == "void":
        return shown | {"notice": sit.notice(house, row)}
    if row["state"] not in CLOSED or not marks:
        return shown
    points = {slot: one["points"] for slot, one in marks.items()}
    won = outcome(frozen.paper, points, Draw.model_validate(row["draw"]).items)
    if not won.complete:
        return shown | {"waiting_for": "person"}
    if blueprint.release.marks == "never":
        return shown | {"state": "marked"}
    return shown | _released(house, frozen, row, marks, won)


def _released(house: Installation, frozen: Frozen, row: Row, marks: dict[str, Row], won: Outcome) -> dict[str, Any]:
    answers = {slot: step["answer"] for slot, step in attempts.answers(house.store, row["id"]).items()}
    points = {slot: one["points"] for slot, one in marks.items()}
    touched = by_competency(frozen.paper, points, Draw.model_validate(row["draw"]).items)
    competencies = [
        {"id": key, "title": _title(house, key), "points": got, "of": offered}
        for key, (got, offered) in touched.items()
    ]
    told = _tells(frozen.paper.blueprint.release.reasons, won)
    corrections = correct.in_force(house.store)
    items = [
        _item(house, frozen, pair, answers.get(pair[0].slot), marks, told, _corrections(corrections, pair[1]))
        | {"place": place}
        for place, pair in enumerate(sit.questions(house, row), 1)
        if not pair[0].pilot
    ]
    return {
        "state": "marked",
        "released": True,
        "score": won.points,
        "of": won.of,
        "percent": won.percent,
        "passed": won.passed,
        "conditions": [_condition(house, frozen.paper.blueprint, one) for one in won.conditions],
        "reasons_after_passing": frozen.paper.blueprint.release.reasons == "after_passing" and not told,
        "pilots": len(frozen.paper.slots) - len(frozen.paper.scored),
        "by_competency": competencies,
        "items": items,
    }


def _tells(rule: str, won: Outcome) -> bool:
    """Whether key and reasons are released by now."""
    return rule == "after_marking" or (rule == "after_passing" and won.passed)


def _condition(house: Installation, blueprint: Blueprint, one: Condition) -> dict[str, Any]:
    """A condition of the pass rule with the name of what it is about."""
    parts: tuple[Section | Slice, ...] = blueprint.sections if one.code == "section" else blueprint.slices
    titles = {part.id: part.title.model_dump() for part in parts}
    title = _title(house, one.id) if one.code == "competency" else titles.get(one.id)
    return one.model_dump() | {"met": one.met, "title": title}


def _corrections(found: Mapping[tuple[str, int], Sequence[Approved]], item: Item) -> Sequence[Approved]:
    return found.get((item.id, item.version), ())


def _title(house: Installation, competency: str) -> dict[str, str]:
    known = house.shelf.competencies.get(competency)
    return known.title.model_dump() if known else {"zh": competency, "en": competency}


def _item(
    house: Installation,
    frozen: Frozen,
    pair: tuple[Question, Item],
    answer: Any,
    marks: dict[str, Row],
    tell: bool,
    corrections: Sequence[Approved],
) -> dict[str, Any]:
    question, item = pair
    view = public_view(question, item, frozen.pictures, answer)
    mark = marks[question.slot]
    right = mark["points"] >= question.points
    shown = {"view": view, "answer": answer, "points": mark["points"], "of": question.points, "right": right}
    if mark["source"] == "person":
        shown |= {"comment": mark["comment"], "rubric": mark["rubric"]}
    told = reasons(correct.as_it_is_now(corrections, question, item), answer)
    if not tell:
        told |= {name: None for name in REASONS if name in told}
    remarked = _remarked(corrections[-1], mark, told) if corrections else None
    return shown | told | {"remarked": remarked, "lesson": _lesson(house, item.lesson)}


def _remarked(last: Approved, mark: Row, told: dict[str, Any]) -> dict[str, Any]:
    """That the item was corrected, and whether this mark changed; why, where reasons are told at all."""
    why = last.row["reason"] if told["why"] else None
    return {"at": last.row["decided_at"], "reason": why, "changed": mark["regrade"] is not None}


def _lesson(house: Installation, place: str | None) -> dict[str, Any] | None:
    """The lesson to go back to, if it is published."""
    if not place:
        return None
    name, _, lesson = place.partition("/")
    newest = publish.newest_course(house, name)
    found = [one for one in newest.course.lessons if one.id == lesson] if newest else []
    return {"id": place, "title": found[0].title.model_dump(), "href": f"courses/{place}"} if found else None
