"""Re-marking through the API: a trainer tries and proposes, another person approves, nobody else does either."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Caller
from services.story import Story, refused

from sqm_training.services import enrol, sit
from sqm_training.services.installation import Installation

APPROVER = "工号,姓名,门店编码,门店,岗位,权限,用工状态\nAP01,冯批,HQ,集团总部,人力资源,approver,在职\n"
Call = Callable[..., Caller]


@pytest.fixture
def wrong(house: Installation) -> dict[str, Any]:
    """A single choice that 00086 got wrong."""
    story = Story(house)
    key = story.sat("00086", right=False)
    item = next(item for _, item in sit.questions(house, story.row(key)) if item.kind == "single")
    return {"item": item.id, "version": item.version}


def propose(call: Call, wrong: dict[str, Any], by: str = "TR01") -> int:
    made: Any = call(by, "regrade")("POST", "/regrades", json=wrong | {"kind": "full", "reason": "题干缺图"})
    return int(made["id"])


def test_a_trainer_finds_tries_and_proposes_and_an_approver_decides(
    house: Installation, call: Call, wrong: dict[str, Any]
) -> None:
    enrol.apply(house, "r.csv", APPROVER.encode(), "HR")
    trainer, approver = call("TR01", "regrade"), call("AP01", "regrade")
    found: Any = trainer("GET", "/regrades/items", params={"words": wrong["item"]})
    assert [(one["item"], one["met"]) for one in found["items"]] == [(wrong["item"], 1)]
    shown: Any = trainer("GET", f"/regrades/items/{wrong['item']}/{wrong['version']}")
    assert (shown["met"], shown["editable"], bool(shown["answer"])) == (1, True, True)
    tried: Any = trainer("POST", "/regrades/rehearsal", json=wrong | {"kind": "full"})
    assert tried["counts"]["up"] == 1
    assert [row["name"] for row in tried["people"]] == ["张伟"]

    key = propose(call, wrong)
    seen: Any = approver("GET", f"/regrades/{key}", params={"lower": False})
    assert (seen["state"], seen["mine"], seen["by"]) == ("open", False, "陈老师")
    done = approver("POST", f"/regrades/{key}/approve", json={"digest": seen["report"]["digest"]})
    assert done == {"marks": 1}
    listed: Any = call("AU01", "regrade")("GET", "/regrades")
    assert listed["may"] == {"propose": False, "approve": False}
    assert [(row["state"], row["marks"]) for row in listed["proposals"]] == [("approved", 1)]


def test_who_may_propose_does_not_approve_and_the_other_way_round(call: Call, wrong: dict[str, Any]) -> None:
    key = propose(call, wrong)
    assert call("TR02", "regrade").status("POST", f"/regrades/{key}/approve", json={"digest": "x"})[0] == 403
    assert call("HR01", "regrade").status("POST", "/regrades", json=wrong | {"kind": "full", "reason": "x"})[0] == 403
    assert call("HR01", "regrade").status("POST", "/regrades/rehearsal", json=wrong | {"kind": "full"})[0] == 403
    for number in ("00086", "SM01", "AD01"):
        with refused("access.denied"):
            call(number, "regrade")


def test_another_digest_than_the_one_that_stands_is_refused(call: Call, wrong: dict[str, Any]) -> None:
    key = propose(call, wrong)
    office = call("HR01", "regrade")
    assert office.status("POST", f"/regrades/{key}/approve", json={"digest": "0" * 64}) == (409, "regrade.moved")
    assert office.status("POST", f"/regrades/{key}/approve", json={"digest": "0", "lower": True}) == (
        422,
        "regrade.reason",
    )


@pytest.mark.parametrize("body", [{"reason": " "}, {"reason": ""}, {"reason": "x", "kind": "void"}, {"version": 0}])
def test_what_is_half_said_is_refused(call: Call, wrong: dict[str, Any], body: dict[str, Any]) -> None:
    asked = wrong | {"kind": "full", "reason": "x"} | body
    assert call("TR01", "regrade").status("POST", "/regrades", json=asked) == (422, "request.invalid")


def test_a_proposal_is_turned_down_or_taken_back_with_a_reason(call: Call, wrong: dict[str, Any]) -> None:
    office, trainer = call("HR01", "regrade"), call("TR01", "regrade")
    key = propose(call, wrong)
    assert trainer.status("POST", f"/regrades/{key}/withdraw", json={"reason": " "})[0] == 422
    trainer("POST", f"/regrades/{key}/withdraw", json={"reason": "看错了"})
    key = propose(call, wrong)
    office("POST", f"/regrades/{key}/reject", json={"reason": "题目无误"})
    told: Any = office("GET", f"/regrades/{key}")
    assert (told["state"], told["decision"]["reason"], told["report"]) == ("rejected", "题目无误", None)


def test_the_dry_run_can_be_taken_along_as_a_workbook(call: Call, wrong: dict[str, Any]) -> None:
    key = propose(call, wrong)
    assert bytes(call("HR01", "regrade")("GET", f"/regrades/{key}.xlsx?language=en"))[:2] == b"PK"  # type: ignore[arg-type]
