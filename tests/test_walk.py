"""The way of one answer: login code → lesson → paper → mark → practical → certificate → HR's table → review."""

from collections.abc import Callable
from typing import Any

from conftest import Caller, Clock

from sqm_training.domain import marking
from sqm_training.records import attempts, people
from sqm_training.records.gradebook import Gradebook
from sqm_training.services import enrol, sit, worker
from sqm_training.services.installation import Installation

KPIS = """月份,工号,指标代码,数值,样本数
2026-10,00086,FTFR,95%,60
2026-11,00086,FTFR,93%,55
2026-12,00086,FTFR,94%,58
2026-10,00086,TEFF,1.02,60
2026-11,00086,TEFF,1.00,55
2026-12,00086,TEFF,1.05,58
2026-10,00086,RWK,2%,60
2026-11,00086,RWK,3%,55
2026-12,00086,RWK,2%,58
2026-10,00086,TUT,0.86,60
2026-11,00086,TUT,0.84,55
2026-12,00086,TUT,0.85,58
"""


def answer_all(house: Installation, me: Caller, attempt: str) -> None:
    """Answer every question rightly, as a page would: a change at a time."""
    row = attempts.one(house.store, attempt)
    assert row is not None
    right = {question.slot: marking.samples(item).right for question, item in sit.questions(house, row)}
    for number, (slot, answer) in enumerate(right.items(), 1):
        me("PUT", f"/attempts/{attempt}/answers/{slot}", json={"answer": answer, "seq": number, "device": "phone"})


def test_one_answer_from_click_to_review(
    house: Installation, call: Callable[..., Caller], who: Callable[[str], str], clock: Clock
) -> None:
    technician = who("00086")
    code, _ = enrol.issue_code(house, technician, who("HR01"))
    assert enrol.redeem(house, "00086", code)["person"] == technician

    path: Any = call("00086", "home")("GET", "/me/path")
    assert [one["kind"] for one in path["requirements"]] == ["course", "paper", "practical"]
    assert path["next"]["kind"] == "course"

    lesson = call("00086", "course", course="5s", lesson="01-sort")
    course: Any = call("00086", "learn")("GET", "/courses/5s")
    for one in course["lessons"]:
        for step in range(one["steps"]):
            lesson("POST", f"/progress/5s/{one['id']}", json={"step": step})

    candidate = call("00086", "sit")
    attempt: Any = candidate("POST", "/papers/technician-L1/attempts")
    answer_all(house, candidate, attempt["attempt"])
    clock.forward(minutes=12)
    assert candidate("POST", f"/attempts/{attempt['attempt']}/submit", json={"device": "phone"}) == {
        "state": "submitted"
    }

    book = Gradebook(house.settings.nbgrader)
    worker.turn(house, book, 0)
    result: Any = candidate("GET", f"/attempts/{attempt['attempt']}/result")
    assert not result["released"], "free text waits for a trainer"

    trainer = call("TR01", "mark")
    waiting: Any = trainer("GET", "/marking")
    assert len(waiting) == 1
    assert "张伟" not in str(waiting)
    script: Any = trainer("GET", f"/marking/{waiting[0]['attempt']}/{waiting[0]['slot']}")
    full = {line["id"]: line["points"] for line in script["rubric"]}
    trainer("POST", f"/marking/{script['attempt']}/{script['slot']}", json={"rubric": full, "comment": "很好"})
    result = candidate("GET", f"/attempts/{attempt['attempt']}/result")
    assert (result["percent"], result["passed"]) == (100.0, True)

    assessor = call("TR01", "observe")
    practicals: Any = assessor("GET", "/practicals")
    ticks = {step["id"]: "ok" for step in practicals[0]["steps"]}
    seen: Any = assessor(
        "POST", "/observations", json={"person": technician, "practical": practicals[0]["id"], "steps": ticks}
    )
    assert seen["passed"]

    table: Any = call("HR01", "people")("GET", "/people")
    row = next(one for one in table["rows"] if one["employee_no"] == "00086")
    assert (row["certificate"]["state"], row["grade"]) == ("valid", "L1")
    assert row["missing"] == []

    clock.forward(days=90)
    office = call("HR01", "people")
    office("POST", "/kpis/import", files={"file": ("kpis.csv", KPIS.encode())}, data={"apply": "true"})
    reviews: Any = call("HR01", "review")("GET", "/reviews", params={"period": "2026-Q4"})
    scored = next(one for one in reviews["rows"] if one["employee_no"] == "00086")
    assert (scored["parts"]["assessment"], scored["parts"]["certificate"]) == (100, 100)
    opened: Any = call("HR01", "review")("GET", f"/reviews/{technician}", params={"period": "2026-Q4"})
    fixed = next(part for part in opened["parts"] if part["code"] == "FTFR")
    assert [(month["month"], month["file"]) for month in fixed["months"]] == [
        ("2026-10", "kpis.csv"),
        ("2026-11", "kpis.csv"),
        ("2026-12", "kpis.csv"),
    ]

    worker.turn(house, book, 0)
    points = book.points("technician-L1-v1-a1", technician)
    assert sum(point or 0 for point in points.values()) == 100, "the gradebook shows the same marks"
    assert house.store.verify() == []
    assert people.named(people.everybody(house.store))[technician] == "张伟"
