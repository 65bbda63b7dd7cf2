"""Papers are made by authors on the authoring page, and by nobody else."""

from collections.abc import Callable
from typing import Any

from conftest import Caller

PAPER = "technician-L1"


def test_a_paper_is_copied_mended_and_published_over_the_wire(call: Callable[..., Caller]) -> None:
    author = call("TR01", "author")
    rows: Any = author("GET", "/blueprints")
    assert {"paper", "title", "post", "grade", "status", "missing", "published", "changed"} <= set(rows[0])
    paper: Any = author("GET", f"/blueprints/{PAPER}")
    copy = paper["document"] | {"id": "own-L1", "minutes": 0}
    assert author.status("POST", "/blueprints", json={"document": copy}) == (422, "file.faults")
    told: Any = author("POST", "/blueprints/look", json={"document": copy, "paper": None})
    assert [one["column"] for one in told["faults"]] == ["minutes"]
    kept: Any = author("POST", "/blueprints", json={"document": copy | {"minutes": 30}})
    kept = author("PUT", "/blueprints/own-L1", json={"document": paper["document"], "base": kept["digest"]})
    stale = {"base": "something else"}
    assert author.status("POST", "/blueprints/own-L1/publish", json=stale) == (409, "paper.changed_meanwhile")
    assert author("POST", "/blueprints/own-L1/publish", json={"base": kept["digest"]}) == {"version": 1}
    proof: Any = author("GET", "/blueprints/own-L1/proof")
    assert (proof["published"], proof["faults"]) == (1, [])
    drawn: Any = author("GET", "/blueprints/own-L1/sample?seed=3")
    assert len(drawn["questions"]) == paper["questions"]
    now: Any = author("GET", "/blueprints/own-L1")
    done = author("POST", "/blueprints/own-L1/status", json={"status": "retired", "base": now["digest"]})
    assert done == {"version": 2}
    mine: Any = call("00086", "sit")("GET", "/papers")
    assert "own-L1" not in str(mine)


def test_who_is_no_author_sees_no_blueprint(call: Callable[..., Caller]) -> None:
    for who, page in (("00086", "sit"), ("HR01", "insight"), ("AU01", "insight"), ("SM01", "people")):
        for path in ("/blueprints", f"/blueprints/{PAPER}", f"/blueprints/{PAPER}/sample"):
            assert call(who, page).status("GET", path) == (403, "access.denied")
        body = {"version": 1}
        assert call(who, page).status("POST", f"/statistics/{PAPER}/angoff/adopt", json=body) == (403, "access.denied")


def test_the_worksheet_is_adopted_from_the_statistics_page(call: Callable[..., Caller]) -> None:
    author = call("TR01", "insight")
    refused = author.status("POST", f"/statistics/{PAPER}/angoff/adopt", json={"version": 1})
    assert refused == (409, "angoff.not_final")
