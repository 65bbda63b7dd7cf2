"""The kernel side of the learner's pages: reads with the visitor's grant, shows refusals, keeps no secret."""

import json
from collections.abc import Callable

import pytest

from sqm_training import widgets
from sqm_training.client import Client
from sqm_training.errors import Refused
from sqm_training.widgets.certificates import Certificates
from sqm_training.widgets.home import Home
from sqm_training.widgets.learn import Learn
from sqm_training.widgets.self_check import SelfCheck
from sqm_training.widgets.sit import Sit

Kernel = Callable[..., Client]


def test_home_shows_the_next_step_of_the_path(kernel: Kernel) -> None:
    home = Home(kernel("home"))
    assert home.data["next"]["kind"] == "course"
    assert home.texts["home.next"]["zh"]


def test_learn_shows_all_courses_or_the_one_asked_for(kernel: Kernel) -> None:
    assert [course["id"] for course in Learn(kernel("learn")).data["courses"]] == ["5s"]
    assert Learn(kernel("learn"), course="5s").data["course"]["lessons"]


def test_certificates_tell_what_each_still_needs(kernel: Kernel) -> None:
    (rung,) = Certificates(kernel("certificates")).data["rungs"]
    assert {clause["code"] for clause in rung["clauses"]} == {"course", "paper", "practical"}


def test_a_refusal_is_shown_in_place_of_the_data(kernel: Kernel) -> None:
    learn = Learn(kernel("learn"), course="none")
    assert learn.data == {"refused": {"code": "course.unknown", "params": {"course": "none"}}}


def test_the_sitting_page_holds_no_item(kernel: Kernel) -> None:
    sit = Sit(kernel("sit"))
    assert [paper["id"] for paper in sit.data["papers"]] == ["technician-L1"]
    assert "prompt" not in json.dumps(sit.data)


def test_practice_items_come_without_key_or_reason(kernel: Kernel) -> None:
    place = {"course": "5s", "lesson": "01-sort"}
    check = SelfCheck(kernel("course", **place), **place, items=["5s-sort-p01", "5s-sort-p02"])
    assert [item["item"] for item in check.data["items"]] == ["5s-sort-p01", "5s-sort-p02"]
    assert all("key" not in item and "why" not in item for item in check.data["items"])


def test_a_page_reads_again_when_its_front_end_asks_with_the_renewed_grant(kernel: Kernel) -> None:
    client, fresh = kernel("home"), kernel("home")
    home = Home(client)
    client.grant = "run out"
    home._hear(home, {"reload": {}}, [])
    assert home.data["refused"]["code"] == "grant.unknown"
    home._hear(home, {"reload": {}, "grant": fresh.grant}, [])
    assert home.data["next"]["kind"] == "course"


@pytest.mark.parametrize("nonsense", [None, 1, "reload", {"reload": "all"}, {"other": {}}])
def test_other_messages_change_nothing(kernel: Kernel, nonsense: object) -> None:
    home = Home(kernel("home"))
    before = home.data
    home._hear(home, nonsense, [])
    assert home.data is before


def test_lessons_find_the_functions_they_call() -> None:
    assert callable(widgets.check)
    assert callable(widgets.exercise)


def test_the_client_tells_refusals_by_their_code(kernel: Kernel) -> None:
    with pytest.raises(Refused) as denied:
        kernel("home").get("/people")
    assert (denied.value.code, denied.value.status) == ("access.denied", 403)
    with pytest.raises(Refused) as lost:
        Client("http://127.0.0.1:9", "").get("/me")
    assert lost.value.code == "network.lost"
