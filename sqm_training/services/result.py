"""What came of an attempt, as far as the paper's release rule lets its candidate see it."""

from typing import Any

from sqm_training.domain.attempt import Outcome, outcome
from sqm_training.domain.item import Item
from sqm_training.domain.paper import Draw, Question, public_view
from sqm_training.records import attempts
from sqm_training.records.store import Row
from sqm_training.services import learn, publish, sit
from sqm_training.services.installation import Installation


def outcome_of(house: Installation, row: Row, marks: dict[str, Row]) -> Outcome:
    """Points of one attempt. The denominator is the paper's, whatever was answered."""
    paper = publish.frozen(house, row["paper"], row["version"]).paper
    return outcome(paper, Draw.model_validate(row["draw"]), {slot: one["points"] for slot, one in marks.items()})


def of(house: Installation, person: str, key: str) -> dict[str, Any]:
    """The result of one's own attempt."""
    row = sit.own(house, person, key)
    marks = attempts.marks(house.store, [key]).get(key, {})
    blueprint = publish.frozen(house, row["paper"], row["version"]).paper.blueprint
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
    if row["state"] == "open" or not marks:
        return shown
    won = outcome_of(house, row, marks)
    if not won.complete:
        return shown | {"waiting_for": "person"}
    return shown | _released(house, row, marks, won)


def _released(house: Installation, row: Row, marks: dict[str, Row], won: Outcome) -> dict[str, Any]:
    answers = {slot: step["answer"] for slot, step in attempts.answers(house.store, row["id"]).items()}
    by_competency = [
        {"id": key, "title": house.shelf.competencies[key].title.model_dump(), "points": points, "of": total}
        for key, (points, total) in won.by_competency.items()
    ]
    items = [_item(house, row, pair, answers.get(pair[0].slot), marks) for pair in sit.questions(house, row)]
    score = {"score": won.points, "of": won.of, "percent": won.percent, "passed": won.passed}
    return {"state": "marked", "released": True, **score, "by_competency": by_competency, "items": items}


def _item(
    house: Installation, row: Row, pair: tuple[Question, Item], answer: Any, marks: dict[str, Row]
) -> dict[str, Any]:
    question, item = pair
    pictures = publish.frozen(house, row["paper"], row["version"]).pictures
    view = public_view(question, item, pictures.get(item.picture.file) if item.picture else None)
    mark = marks[question.slot]
    right = mark["points"] >= question.points
    shown = {"view": view, "answer": answer, "points": mark["points"], "of": question.points, "right": right}
    if mark["source"] == "person":
        shown |= {"comment": mark["comment"], "rubric": mark["rubric"]}
    reasons = learn.reasons(item)
    return shown | reasons | {"lesson": _lesson(house, reasons["lesson"])}


def _lesson(house: Installation, place: str | None) -> dict[str, Any] | None:
    """The lesson to go back to, if it is published."""
    if not place:
        return None
    name, _, lesson = place.partition("/")
    newest = publish.newest_course(house, name)
    found = [one for one in newest["document"]["lessons"] if one["id"] == lesson] if newest else []
    return {"id": place, "title": found[0]["title"], "href": f"courses/{place}"} if found else None
