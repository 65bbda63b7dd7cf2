"""Statistics over the API: figures for those who look after quality, words and keys for authors, names for nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Caller
from fastapi.testclient import TestClient
from services import crowd
from services.story import PAPER

from sqm_training.services.installation import Installation

Call = Callable[..., Caller]


def get(caller: Caller, path: str) -> Any:
    return caller("GET", path)


def rating(**changes: Any) -> dict[str, Any]:
    return {"version": 1, "round": 1, "judge": "TR01", "ratings": {}} | changes


@pytest.mark.parametrize(("number", "author"), [("TR01", True), ("HR01", False), ("AU01", False)])
def test_trainers_hr_and_auditors_see_figures_of_all_stores(
    house: Installation, call: Call, number: str, author: bool
) -> None:
    crowd.crowd(house, 6)
    seen = get(call(number, "insight"), "/statistics")
    assert (seen["minimum"], seen["author"]) == (30, author)
    assert [(one["id"], one["reliability"]["n"]) for one in seen["papers"]] == [(PAPER, 6)]
    assert len(get(call(number, "insight"), f"/statistics/{PAPER}")["items"]) > 25
    assert get(call(number, "insight"), f"/statistics/{PAPER}?version=1")["paper"]["attempts"] == 6


@pytest.mark.parametrize("number", ["HR01", "AU01"])
def test_words_keys_and_the_worksheet_are_for_authors_alone(call: Call, number: str) -> None:
    caller = call(number, "insight")
    for method, path in (("GET", "items/x"), ("GET", "angoff"), ("POST", "angoff")):
        assert caller.status(method, f"/statistics/{PAPER}/{path}") == (403, "access.denied")


@pytest.mark.parametrize("number", ["00086", "SM01", "AD01"])
def test_nobody_else_opens_the_page(client: TestClient, call: Call, number: str) -> None:
    from sqm_training.errors import Refused

    with pytest.raises(Refused, match=r"access\.denied"):
        call(number, "insight")
    assert call(number, "home").status("GET", "/statistics") == (403, "access.denied")


def test_an_author_opens_an_item(house: Installation, call: Call) -> None:
    crowd.crowd(house, 6)
    caller = call("TR01", "insight")
    one = next(row for row in get(caller, f"/statistics/{PAPER}")["items"] if row["kind"] == "single" and row["n"])
    opened = get(caller, f"/statistics/{PAPER}/items/{one['item']}?item_version={one['version']}")
    assert (opened["n"], opened["prompt"]["zh"] != "") == (one["n"], True)
    assert caller.status("GET", f"/statistics/{PAPER}/items/none") == (404, "item.not_in_paper")


def test_ratings_are_kept_and_answered_with_the_worksheet(call: Call) -> None:
    caller = call("TR01", "insight")
    first = get(caller, f"/statistics/{PAPER}/angoff")["items"][0]["id"]
    sheet: Any = caller("POST", f"/statistics/{PAPER}/angoff", json=rating(ratings={first: 55}))
    (ratings,) = sheet["ratings"]["1"].values()
    assert ratings == {first: 55}


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratings": {"x": 101}},
        {"ratings": {"x": -1}},
        {"ratings": {"x": "NaN"}},
        {"ratings": {"x": None}},
        {"round": 3},
        {"version": 0},
        {"judge": ""},
        {"ratings": {str(n): 1 for n in range(3000)}},
    ],
)
def test_ratings_that_make_no_sense_are_refused(call: Call, wrong: dict[str, Any]) -> None:
    told = call("TR01", "insight").status("POST", f"/statistics/{PAPER}/angoff", json=rating(**wrong))
    assert told == (422, "request.invalid")


def test_what_there_is_not_is_told_so(call: Call) -> None:
    caller = call("TR01", "insight")
    assert caller.status("GET", "/statistics/none") == (404, "paper.unknown")
    assert caller.status("GET", f"/statistics/{PAPER}?version=7") == (404, "paper.unknown")
    assert caller.status("GET", f"/statistics/{PAPER}?version=x") == (422, "request.invalid")
    assert caller.status("POST", f"/statistics/{PAPER}/angoff", json=rating(judge="nobody")) == (
        404,
        "angoff.judge_unknown",
    )
    assert caller.status("POST", f"/statistics/{PAPER}/angoff", json=rating(version=99)) == (404, "paper.unknown")
