"""What a browser of ours never sends: too long, malformed, out of place. It is refused and breaks nothing."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Caller
from fastapi.testclient import TestClient
from services.story import PAPER, Story

from sqm_training.api.app import PREFIX
from sqm_training.api.limit import LONGEST_BODY
from sqm_training.records import attempts
from sqm_training.services import publish, sit
from sqm_training.services.installation import Installation

Call = Callable[..., Caller]


@pytest.fixture
def story(house: Installation) -> Story:
    return Story(house)


@pytest.fixture
def candidate(call: Call) -> Caller:
    return call("00086", "sit")


@pytest.fixture
def attempt(candidate: Caller) -> str:
    begun: Any = candidate("POST", f"/papers/{PAPER}/attempts")
    return str(begun["attempt"])


def slot(story: Story, attempt: str, kind: str) -> str:
    return next(q.slot for q, item in sit.questions(story.house, story.row(attempt)) if item.kind == kind)


def raw(caller: Caller, path: str, body: str) -> tuple[int, str]:
    """A change sent as no library would send it."""
    headers = {"Authorization": f"Bearer {caller.grant}", "Content-Type": "application/json"}
    answer = caller.client.put(PREFIX + path, headers=headers, content=body)
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize("seq", [0, -1, 2**31, 10**30, "x", 1.5])
def test_a_sequence_number_out_of_range_is_refused(story: Story, candidate: Caller, attempt: str, seq: Any) -> None:
    path = f"/attempts/{attempt}/answers/{slot(story, attempt, 'single')}"
    body = {"answer": "a", "seq": seq, "device": "phone"}
    assert candidate.status("PUT", path, json=body) == (422, "request.invalid")


@pytest.mark.parametrize("device", ["", "x" * 41, "\ud800", None])
def test_a_device_has_a_short_name(story: Story, candidate: Caller, attempt: str, device: Any) -> None:
    path = f"/attempts/{attempt}/answers/{slot(story, attempt, 'single')}"
    body = json.dumps({"answer": "a", "seq": 1, "device": device})
    assert raw(candidate, path, body) == (422, "request.invalid")


def test_text_that_is_no_text_is_kept_as_what_can_be_read(story: Story, candidate: Caller, attempt: str) -> None:
    written = slot(story, attempt, "free_text")
    body = json.dumps({"answer": "先说明\ud800情况\0", "seq": 1, "device": "phone"})
    assert raw(candidate, f"/attempts/{attempt}/answers/{written}", body) == (200, "")
    assert attempts.answers(story.house.store, attempt)[written]["answer"] == "先说明情况"
    assert candidate("GET", f"/attempts/{attempt}")


def test_numbers_that_are_none_are_refused(story: Story, candidate: Caller, attempt: str) -> None:
    spot = slot(story, attempt, "hotspot")
    body = '{"answer": [[NaN, Infinity]], "seq": 1, "device": "phone"}'
    assert raw(candidate, f"/attempts/{attempt}/answers/{spot}", body) == (422, "answer.invalid")


def test_a_body_longer_than_any_file_is_refused_whether_it_says_so_or_not(client: TestClient) -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(LONGEST_BODY // 1_000_000 + 2):
            yield b" " * 1_000_000

    for body in (b" " * (LONGEST_BODY + 1), drip()):
        answer = client.post(f"{PREFIX}/hub/redeem", content=body)
        assert (answer.status_code, answer.json()["code"]) == (413, "upload.too_large")


def test_a_refusal_that_names_a_time_arrives(story: Story, candidate: Caller, attempt: str) -> None:
    story.edit_paper(attempts={"limit": 3, "cool_down_hours": 24, "counts": "best"})
    publish.paper(story.house, PAPER, "administrator")
    candidate("POST", f"/attempts/{attempt}/submit", json={"device": "phone"})
    answer = candidate.client.post(
        f"{PREFIX}/papers/{PAPER}/attempts", headers={"Authorization": f"Bearer {candidate.grant}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "attempt.cool_down")
    assert answer.json()["params"]["not_before"].startswith("2026-10-13T01:00:00")


def test_a_grant_for_one_attempt_reaches_no_other(story: Story, call: Call, candidate: Caller, attempt: str) -> None:
    other = call("00086", "sit", attempt="another")
    assert other.status("GET", f"/attempts/{attempt}") == (403, "access.denied")
    assert call("00087", "sit", attempt=attempt).status("GET", f"/attempts/{attempt}") == (404, "attempt.unknown")


def test_a_manager_takes_over_no_account_that_reaches_further(
    story: Story, call: Call, who: Callable[[str], str]
) -> None:
    manager = call("SM01", "people")
    assert manager("POST", f"/people/{who('00086')}/code")
    assert manager.status("POST", f"/people/{who('TR01')}/code") == (403, "code.from_hr")
    assert call("HR01", "people")("POST", f"/people/{who('TR01')}/code")


def test_an_administrator_sees_who_is_certified_but_no_marks(
    story: Story, call: Call, who: Callable[[str], str]
) -> None:
    story.certified("00086")
    sheets: dict[str, Any] = {
        one: call(one, "people")("GET", f"/people/{who('00086')}") for one in ("HR01", "SM01", "AD01")
    }
    assert [len(sheet["attempts"]) for sheet in sheets.values()] == [1, 1, 0]
    assert [len(sheet["observations"]) for sheet in sheets.values()] == [1, 1, 0]
    values = [leaf["value"] for leaf in sheets["AD01"]["ladder"][0]["leaves"]]
    assert values == [1.0, None, None]
    assert sheets["AD01"]["ladder"][0]["state"] == "valid"


def test_who_was_valid_on_a_day_is_asked_by_day(story: Story, call: Call) -> None:
    story.certified("00086")
    office = call("HR01", "people")
    held: Any = office("GET", "/certificates", params={"on": "2027-01-01"})
    assert [(one["employee_no"], one["grade"], one["until"]) for one in held] == [("00086", "L1", "2028-10-12")]
    assert office("GET", "/certificates", params={"on": "2026-01-01"}) == []
    assert office.status("GET", "/certificates", params={"on": "some day"}) == (422, "request.invalid")


def test_pages_read_the_ladder_as_they_always_did(story: Story, call: Call, who: Callable[[str], str]) -> None:
    story.certified("00086")
    sheet: Any = call("HR01", "people")("GET", f"/people/{who('00086')}")
    rung = sheet["ladder"][0]
    assert set(rung) == {"rule", "state", "leaves", "since", "until", "number"}
    wanted = {"code", "id", "title", "met", "progress", "state", "value", "need", "missed", "source", "at", "href"}
    assert all(set(leaf) == wanted for leaf in rung["leaves"])
    own: Any = call("00086", "certificates")("GET", "/me/certificates")
    assert all(set(leaf) == wanted for leaf in own["rungs"][0]["clauses"])
