"""Clock and rules of an attempt over plain HTTP: what any client may send, and what comes of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import Caller, Clock

from sqm_training.domain import marking
from sqm_training.records import attempts
from sqm_training.services import sit
from sqm_training.services.installation import Installation

PAPER = "technician-L1"
Call = Callable[..., Caller]


@pytest.fixture
def me(call: Call) -> Caller:
    return call("00086", "sit")


@pytest.fixture
def attempt(me: Caller) -> str:
    begun: Any = me("POST", f"/papers/{PAPER}/attempts")
    return str(begun["attempt"])


@pytest.fixture
def trainer(call: Call) -> Caller:
    return call("TR01", "invigilate")


def choice(house: Installation, attempt: str) -> tuple[str, str]:
    row = attempts.one(house.store, attempt)
    assert row
    return next((q.slot, marking.samples(item).right) for q, item in sit.questions(house, row) if item.kind == "single")


def put(house: Installation, attempt: str, seq: int) -> dict[str, Any]:
    slot, answer = choice(house, attempt)
    body = {"answer": answer, "seq": seq, "device": "phone"}
    return {"method": "PUT", "path": f"/attempts/{attempt}/answers/{slot}", "json": body}


def test_twenty_starts_at_once_are_one_attempt_and_one_draw(house: Installation, me: Caller) -> None:
    with ThreadPoolExecutor(20) as pool:
        begun: list[Any] = list(pool.map(lambda _: me("POST", f"/papers/{PAPER}/attempts"), range(20)))
    assert len({one["attempt"] for one in begun}) == 1
    assert sum(len(rows) for rows in attempts.of(house.store).values()) == 1


def test_a_save_around_the_end_is_taken_flagged_or_refused_and_told(
    house: Installation, call: Call, attempt: str, clock: Clock
) -> None:
    clock.forward(minutes=39, seconds=59)
    me = call("00086", "sit")
    me(**put(house, attempt, 1))
    clock.forward(seconds=30)
    me(**put(house, attempt, 2))
    clock.forward(seconds=2)
    assert me.status(**put(house, attempt, 3)) == (409, "attempt.late")
    told = [(one["kind"], one["seq"], one["late"], one["detail"]) for one in attempts.steps(house.store, attempt)[1:]]
    assert told == [
        ("answer", 1, False, None),
        ("answer", 2, True, None),
        ("refuse", None, False, {"step": "answer", "code": "attempt.late"}),
    ]


def test_who_is_offline_at_the_end_is_closed_with_the_last_saved_answers_as_of_the_end(
    house: Installation, me: Caller, attempt: str, clock: Clock
) -> None:
    me(**put(house, attempt, 1))
    end = clock.moment
    clock.forward(minutes=41)
    assert sit.expire(house) == [attempt]
    row = attempts.one(house.store, attempt)
    assert row
    assert (row["closed_at"] - end).total_seconds() == 40 * 60
    assert len(attempts.answers(house.store, attempt)) == 1


def test_no_header_or_body_of_a_client_moves_the_clock(
    house: Installation, call: Call, attempt: str, clock: Clock
) -> None:
    clock.forward(hours=3)
    sent = put(house, attempt, 1)
    sent["json"] |= {"at": "2020-01-01T00:00:00Z", "late": False, "deadline": "2030-01-01T00:00:00Z"}
    assert call("00086", "sit").status(**sent) == (409, "attempt.late")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("extra-time", {"minutes": 0, "reason": "…"}),
        ("extra-time", {"minutes": -10, "reason": "…"}),
        ("extra-time", {"minutes": 100000, "reason": "…"}),
        ("extra-time", {"minutes": 10}),
        ("pause", {"reason": ""}),
        ("pause", {"reason": "   "}),
        ("reset", {}),
    ],
)
def test_no_measure_without_a_reason_or_with_senseless_minutes(
    house: Installation, trainer: Caller, attempt: str, path: str, body: dict[str, Any]
) -> None:
    assert trainer.status("POST", f"/invigilation/{attempt}/{path}", json=body) == (422, "request.invalid")
    assert attempts.steps(house.store, attempt) == []


def test_a_candidate_reaches_no_measure_and_no_story(me: Caller, call: Call, attempt: str) -> None:
    for path in ("extra-time", "pause", "resume", "reset"):
        body = {"minutes": 60, "reason": "…"}
        assert me.status("POST", f"/invigilation/{attempt}/{path}", json=body) == (403, "access.denied")
    assert me.status("GET", f"/invigilation/{attempt}/story") == (403, "access.denied")


def test_who_may_read_a_story_and_who_may_act(call: Call, attempt: str) -> None:
    read = {one: call(one, "invigilate").status("GET", f"/invigilation/{attempt}/story") for one in ("TR01", "HR01")}
    assert {status for status, _ in read.values()} == {200}
    auditor = call("AU01", "invigilate")
    assert auditor.status("GET", f"/invigilation/{attempt}/story")[0] == 200
    assert call("AU01", "people").status("GET", f"/invigilation/{attempt}/story")[0] == 200
    assert auditor.status("POST", f"/invigilation/{attempt}/pause", json={"reason": "…"}) == (403, "access.denied")
    assert call("SM01", "people").status("GET", f"/invigilation/{attempt}/story") == (403, "access.denied")
    other = call("TR02", "invigilate")
    assert other.status("GET", f"/invigilation/{attempt}/story") == (404, "attempt.unknown")
    assert other.status("POST", f"/invigilation/{attempt}/reset", json={"reason": "…"}) == (404, "attempt.unknown")


def test_a_trainer_sees_the_own_stores_people_in_a_sitting_of_all(
    call: Call, clock: Clock, who: Callable[[str], str]
) -> None:
    whom = [{"kind": "person", "to": who(one)} for one in ("00086", "00088")]
    window = {"opens": "2026-10-20T06:00:00Z", "closes": "2026-10-20T08:00:00+00:00"}
    made: Any = call("HR01", "invigilate")("POST", "/sittings", json={"paper": PAPER, "whom": whom} | window)
    for number, names in (("TR01", ["张伟"]), ("TR02", ["王芳"]), ("HR01", ["张伟", "王芳"])):
        seen: Any = call(number, "invigilate")("GET", f"/sittings/{made['id']}")
        assert sorted(one["name"] for one in seen["candidates"]) == sorted(names)


def test_a_window_needs_its_time_zone(call: Call) -> None:
    body = {"paper": PAPER, "opens": "2026-10-20T06:00:00", "closes": "2026-10-20T08:00:00", "whom": []}
    assert call("HR01", "invigilate").status("POST", "/sittings", json=body) == (422, "request.invalid")


def test_notes_of_another_kind_or_without_measure_are_refused(house: Installation, me: Caller, attempt: str) -> None:
    for wrong in (
        {"kind": "answer"},
        {"kind": "refuse"},
        {"kind": "drop", "seconds": -1},
        {"kind": "focus", "ago": 1e9},
    ):
        body = {"device": "phone", "notes": [wrong]}
        assert me.status("POST", f"/attempts/{attempt}/notes", json=body) == (422, "request.invalid")
    many = {"device": "phone", "notes": [{"kind": "drop", "seconds": 1}] * 51}
    assert me.status("POST", f"/attempts/{attempt}/notes", json=many) == (422, "request.invalid")
    assert attempts.steps(house.store, attempt) == []


def test_notes_for_somebody_elses_attempt_are_refused(call: Call, attempt: str) -> None:
    body = {"device": "phone", "notes": [{"kind": "drop", "seconds": 1}]}
    other = call("00087", "sit")
    assert other.status("POST", f"/attempts/{attempt}/notes", json=body) == (404, "attempt.unknown")
