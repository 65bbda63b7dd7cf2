"""Who reaches the question bank, and what of it: authors write, a second person decides, candidates see nothing."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Caller

from sqm_training.exchange.questions import Draft
from sqm_training.records.tables import access_right
from sqm_training.services import receive, sit
from sqm_training.services.installation import Installation
from tests.services.test_items import document

Call = Callable[..., Caller]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="4"/></svg>'


@pytest.fixture
def approver(house: Installation, who: Callable[[str], str]) -> str:
    """王芳 becomes an approver beside her work."""
    with house.store.write("administrator", house.now()) as ledger:
        ledger.add(access_right, person=who("00088"), role="approver", store="*", granted=True)
    return "00088"


def created(call: Call, **changes: Any) -> dict[str, Any]:
    made: Any = call("TR01", "bank")("POST", "/items", json={"document": document(**changes)})
    return dict(made)


def test_an_approver_decides_and_does_not_write(call: Call, approver: str) -> None:
    made = created(call)
    trainer, second = call("TR01", "bank"), call(approver, "bank")
    here = {"version": made["version"], "save": made["save"]}
    trainer("POST", f"/items/{made['item']}/deeds", json={"do": "submit", **here})
    assert second.status("PUT", f"/items/{made['item']}", json={"document": document()}) == (403, "access.denied")
    assert second.status("POST", f"/items/{made['item']}/deeds", json={"do": "retire", **here})[0] == 403
    sheet: Any = second("GET", f"/items/{made['item']}")
    assert sheet["document"]["key"] == "b"
    assert sheet["may"].keys() == {"save", "approve", "pilot", "reject"}
    assert sheet["may"]["save"] is False
    second("POST", f"/items/{made['item']}/decisions", json={"do": "approve", **here})
    listed: Any = trainer("GET", "/bank?origin=own")
    assert [row["status"] for row in listed["rows"]] == ["live"]


def test_a_writer_is_told_that_somebody_else_decides(call: Call) -> None:
    made = created(call)
    here = {"version": made["version"], "save": made["save"]}
    trainer = call("TR01", "bank")
    trainer("POST", f"/items/{made['item']}/deeds", json={"do": "submit", **here})
    refusal = trainer.status("POST", f"/items/{made['item']}/decisions", json={"do": "approve", **here})
    assert refusal == (403, "bank.own")


@pytest.mark.parametrize("employee_no", ["00086", "SM01", "HR01", "AU01", "AD01"])
def test_keys_are_for_authors_and_approvers_alone(call: Call, employee_no: str) -> None:
    home = call(employee_no, "home")
    for path in ("/bank", "/bank/ids", "/bank/choices", "/items/safe-e01"):
        assert home.status("GET", path) == (403, "access.denied")


def test_a_trainer_s_other_pages_do_not_reach_the_bank(call: Call) -> None:
    for page in ("author", "mark", "learn", "sit"):
        assert call("TR01", page).status("GET", "/items/safe-e01") == (403, "access.denied")


def test_faults_come_with_their_fields(call: Call) -> None:
    made: Any = call("TR01", "bank")("POST", "/items", json={"document": {"kind": "single"}})
    here = {"do": "submit", "version": made["version"], "save": made["save"]}
    assert call("TR01", "bank").status("POST", f"/items/{made['item']}/deeds", json=here) == (422, "file.faults")
    seen: Any = call("TR01", "bank")("POST", "/bank/preview", json={"document": {"kind": "single"}})
    assert {"prompt", "why", "options", "key", "competency"} <= {fault["column"] for fault in seen["faults"]}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"kind": "single", "options": "abc"},
        {"kind": "match", "key": ["l1"], "left": [1], "right": {}},
        {"kind": "hotspot", "regions": [{"box": "x"}], "picture": "img/a.png"},
        {"kind": "dialogue", "turns": [{"id": "t", "replies": [None, {"to": 3}]}]},
        {"kind": "cloze", "gaps": [{"ask": "choose"}, {"ask": "guess"}, 7], "passage": {"zh": "[[a"}},
        {"kind": "numeric", "parameters": {"x": {"low": "a"}, "y": []}, "key": "__import__('os')"},
        {"kind": "task", "exercise": {"kind": "sort", "bins": 3}},
        {"kind": "free_text", "rubric": {"zh": "a"}, "model": "x"},
        {"kind": ["single"]},
        {},
    ],
)
def test_no_document_however_odd_upsets_the_service(call: Call, nonsense: dict[str, Any]) -> None:
    trainer = call("TR01", "bank")
    seen: Any = trainer("POST", "/bank/preview", json={"document": nonsense})
    assert seen["faults"]
    status, _ = trainer.status("POST", "/items", json={"document": nonsense})
    assert status in (200, 422)
    trainer("GET", "/bank?sort=difficulty&origin=own")


def test_a_picture_is_kept_once_and_only_if_it_does_nothing(call: Call, house: Installation) -> None:
    trainer = call("TR01", "bank")
    kept: Any = trainer("POST", "/bank/pictures", files={"file": ("a.svg", SVG)})
    again: Any = trainer("POST", "/bank/pictures", files={"file": ("b.svg", SVG)})
    assert kept == again
    assert (house.settings.assessments / "banks" / kept["file"]).read_bytes() == SVG
    live = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    assert trainer.status("POST", "/bank/pictures", files={"file": ("a.png", live)}) == (422, "file.faults")
    large = b"\x89PNG\r\n\x1a\n" + bytes(1_000_000)
    assert trainer.status("POST", "/bank/pictures", files={"file": ("a.png", large)})[0] == 413


def test_the_list_carries_no_key_and_no_reason(call: Call) -> None:
    created(call, why={"zh": "CANARY", "en": "CANARY"})
    listed = json.dumps(call("TR01", "bank")("GET", "/bank?origin=own"))
    assert "CANARY" not in listed
    assert "WHY" not in listed


def test_what_is_no_filter_finds_nothing_and_breaks_nothing(call: Call) -> None:
    trainer = call("TR01", "bank")
    for asked in ("status=none", "kind=riddle", "sort=secret", "gap=fr", "page=99999", "competency=%27%20or%201"):
        assert trainer.status("GET", f"/bank?{asked}")[0] == 200
    assert trainer.status("GET", "/bank?page=0") == (422, "request.invalid")
    assert trainer.status("GET", "/items/none") == (404, "bank.unknown")


# --- files of others ----------------------------------------------------------------------------------

GIFT = "::brake::先做什么？{=看 ~听 ~闻}\n\n::broken::没有答案{\n"


def test_a_file_is_looked_at_first_and_taken_in_only_when_told_to(call: Call) -> None:
    trainer = call("TR01", "bank")
    file = {"file": ("bank.gift", GIFT.encode())}
    seen: Any = trainer("POST", "/bank/import", files=file, data={"competency": "C3.3-06", "difficulty": "3"})
    assert (seen["seen"], seen["drafted"], seen["reported"], seen["applied"]) == (2, 1, 1, False)
    assert seen["drafts"][0]["gap"] == "en"
    assert [fault["code"] for fault in seen["faults"] if not fault["warning"]] == ["questions.brace_open"]
    assert trainer("GET", "/bank/ids?origin=own") == []
    told = {"competency": "C3.3-06", "difficulty": "3", "apply": "true"}
    done: Any = trainer("POST", "/bank/import", files=file, data=told)
    assert done["added"] == ["i-0001"]
    sheet: Any = trainer("GET", "/items/i-0001")
    assert (sheet["status"], sheet["document"]["difficulty"], sheet["gap"]) == ("draft", 3, "en")
    assert sheet["history"][0]["saves"][0]["note"].startswith("bank.gift")
    assert "approve" not in sheet["may"]


def test_a_question_that_is_there_already_is_remarked_on(call: Call) -> None:
    trainer = call("TR01", "bank")
    for _ in range(2):
        seen: Any = trainer(
            "POST", "/bank/import", files={"file": ("bank.gift", GIFT.encode())}, data={"apply": "true"}
        )
    remarks = [fault for fault in seen["faults"] if fault["code"] == "bank.fault.same"]
    assert [(one["warning"], one["params"]["item"]) for one in remarks] == [(True, "i-0001")]


def test_a_file_without_a_question_writes_nothing(call: Call) -> None:
    trainer = call("TR01", "bank")
    for content in (b"", b"hello", b"\x00\x01\x02", "::a::没有答案{".encode()):
        refused = trainer.status("POST", "/bank/import", files={"file": ("x.txt", content)}, data={"apply": "true"})
        assert refused == (422, "file.faults")
    assert trainer("GET", "/bank/ids?origin=own") == []


def test_the_template_can_be_filled_in_and_imported(call: Call) -> None:
    trainer = call("TR01", "bank")
    empty: Any = trainer("GET", "/bank/template.xlsx?language=zh")
    seen: Any = trainer("POST", "/bank/import", files={"file": ("questions.xlsx", empty)})
    assert (seen["format"], seen["seen"]) == ("table", 0)


@pytest.mark.parametrize("format", ["table", "gift", "moodle_xml", "qti"])
def test_what_is_exported_can_be_imported_again(call: Call, format: str) -> None:
    trainer = call("TR01", "bank")
    made: Any = trainer("GET", f"/bank/export/{format}?kind=single&competency=C3.3-06&language=zh")
    assert made["written"] == made["of"] > 0
    content = base64.b64decode(made["data"])
    seen: Any = trainer("POST", "/bank/import", files={"file": (made["name"], content)})
    assert (seen["drafted"], seen["reported"]) == (made["of"], 0)


def test_what_is_unfinished_or_being_sat_is_not_exported(
    call: Call, house: Installation, who: Callable[[str], str]
) -> None:
    trainer = call("TR01", "bank")
    trainer("POST", "/items", json={"document": {"kind": "single"}})
    made: Any = trainer("GET", "/bank/export/gift?origin=own")
    assert (made["written"], [fault["code"] for fault in made["faults"]]) == (0, ["questions.export_unfinished"])
    with house.store.write("administrator", house.now()) as ledger:
        ledger.add(access_right, person=who("00086"), role="trainer", store="*", granted=True)
    sit.start(house, who("00086"), "technician-L1")
    made = call("00086", "bank")("GET", "/bank/export/gift?search=safe-e01")
    assert [fault["code"] for fault in made["faults"]] == ["questions.export_being_sat"]
    assert call("00086", "bank").status("GET", "/items/safe-e01") == (403, "bank.being_sat")


def test_imported_pictures_lie_in_the_bank_and_unsafe_ones_do_not(house: Installation) -> None:
    live = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    alt = {"zh": "图", "en": "a picture"}
    asked = {"kind": "single", "prompt": alt, "picture": {"file": "img/x.svg", "alt": alt}}
    for data, lies in ((SVG, True), (live, False)):
        draft = Draft(asked, pictures={"img/x.svg": data})
        written = receive._pictured(house, draft, dict(asked))
        file = written["picture"]["file"]
        assert (house.settings.assessments / "banks" / file).exists() is lies
