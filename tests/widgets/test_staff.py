"""The kernel side of the staff's pages: what the records service gave and nothing beyond, refusals said."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Caller, Clock
from fastapi.testclient import TestClient
from services.story import Story

from sqm_training import locale
from sqm_training.api.app import PREFIX, create
from sqm_training.client import Client
from sqm_training.locale import LANGUAGES
from sqm_training.services import admit, mark
from sqm_training.services.installation import Installation
from sqm_training.widgets import chart, page
from sqm_training.widgets.assign import Assign
from sqm_training.widgets.author import Author
from sqm_training.widgets.bank import Bank
from sqm_training.widgets.invigilate import Invigilate
from sqm_training.widgets.mark import Mark
from sqm_training.widgets.observe import Observe
from sqm_training.widgets.people import People
from sqm_training.widgets.regrade import Regrade
from sqm_training.widgets.review import Review

Desk = Callable[[str, str], Client]
Call = Callable[..., Caller]
PAGES: dict[str, type[page.Page]] = {
    "people": People,
    "review": Review,
    "mark": Mark,
    "observe": Observe,
    "assign": Assign,
    "author": Author,
    "bank": Bank,
    "invigilate": Invigilate,
    "regrade": Regrade,
}
FIGURES = "月份,工号,指标代码,数值,样本数\n2026-07,00086,FTFR,95%,60\n2026-04,00086,FTFR,80%,60\n"


@pytest.fixture
def desk(house: Installation, who: Callable[[str], str]) -> Desk:
    """`desk("HR01", "people")`: the client inside the kernel of that person's page, on real records."""
    app = create(house)

    def opened(employee_no: str, name: str) -> Client:
        client = Client(f"http://testserver{PREFIX}", admit.issue(house, who(employee_no), name, {})[0])
        client._http = TestClient(app, base_url=f"http://testserver{PREFIX}")
        return client

    return opened


def names(rows: list[dict[str, Any]]) -> set[str]:
    return {row["name"] for row in rows}


# --- whose page it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_on_another_page_s_grant_one_is_told_no_and_nothing_else(desk: Desk, name: str) -> None:
    assert PAGES[name](desk("00086", "home")).data == {"refused": {"code": "access.denied", "params": {}}}


@pytest.mark.parametrize("name", PAGES)
def test_what_is_refused_can_be_said_in_both_languages(desk: Desk, name: str) -> None:
    shown = PAGES[name](desk("00086", "home"))
    assert set(shown.texts[f"errors.{shown.data['refused']['code']}"]) == set(LANGUAGES)


def test_a_page_holds_no_more_than_the_service_gave(desk: Desk, call: Call) -> None:
    assert People(desk("SM01", "people")).data == call("SM01", "people")("GET", "/people")
    observing = call("TR01", "observe")
    assert Observe(desk("TR01", "observe")).data == {
        "practicals": observing("GET", "/practicals"),
        "candidates": {"technician-L1": observing("GET", "/practicals/technician-L1/candidates")},
    }
    assigning = call("TR01", "assign")
    assert Assign(desk("TR01", "assign")).data == {
        "assignments": assigning("GET", "/assignments"),
        "choices": assigning("GET", "/assignments/choices"),
    }
    looking = call("TR01", "bank")
    assert Bank(desk("TR01", "bank")).data == {
        "list": looking("GET", "/bank"),
        "choices": looking("GET", "/bank/choices"),
    }
    assert Invigilate(desk("TR01", "invigilate")).data == call("TR01", "invigilate")("GET", "/sittings")
    assert Author(desk("TR01", "author")).data == {"courses": call("TR01", "author")("GET", "/authoring")}


# --- people -------------------------------------------------------------------------------------------


def test_hr_sees_everybody_and_a_manager_the_own_store(desk: Desk) -> None:
    assert {"王芳", "张伟", "郑离"} <= names(People(desk("HR01", "people")).data["rows"])
    assert names(People(desk("SM01", "people")).data["rows"]) == {"张伟", "李娜", "陈老师", "孙经理", "郑离"}


def test_who_needs_no_certificate_is_told_apart_from_who_lacks_one(desk: Desk) -> None:
    states = {row["name"]: row["certificate"]["state"] for row in People(desk("HR01", "people")).data["rows"]}
    assert (states["张伟"], states["王芳"]) == ("none", "no_rule")


def test_people_brings_words_for_every_fault_a_file_can_have(desk: Desk) -> None:
    assert set(locale.section("import")) <= set(People(desk("HR01", "people")).texts)


def test_a_preview_says_what_the_posts_of_a_roster_are_called(call: Call) -> None:
    head = "工号,姓名,门店编码,门店,岗位,用工状态"
    file = {"file": ("roster.csv", f"{head}\nT-1,欧阳雨,SH001,上海浦东店,服务顾问,在职\n".encode())}
    seen: Any = call("HR01", "people")("POST", "/people/import", files=file, data={"apply": "false"})
    assert seen["adds"][0]["posts"] == ["service_advisor"]
    assert seen["titles"]["service_advisor"]["zh"] == "服务顾问"


# --- reviews ------------------------------------------------------------------------------------------


def with_figures(call: Call) -> None:
    file = {"file": ("kpis.csv", FIGURES.encode())}
    call("HR01", "people")("POST", "/kpis/import", files=file, data={"apply": "true"})


def test_another_period_is_read_when_asked_for(desk: Desk, call: Call) -> None:
    with_figures(call)
    review = Review(desk("HR01", "review"))
    periods = review.data["periods"]
    assert len(periods) == 2
    other = next(one for one in periods if one != review.data["period"])
    review._hear(review, {"reload": {"period": other}}, [])
    assert review.data["period"] == other
    assert {k: v for k, v in review.data.items() if k != "chart"} == call("HR01", "review")(
        "GET", f"/reviews?period={other}"
    )


def test_a_period_there_is_not_is_refused_in_words(desk: Desk) -> None:
    review = Review(desk("HR01", "review"))
    review._hear(review, {"reload": {"period": "soon"}}, [])
    assert review.data["refused"]["code"] == "review.period_unknown"
    assert "errors.review.period_unknown" in review.texts


def scored(store: str, score: float | None) -> dict[str, Any]:
    return {"store": {"id": store, "name": store}, "score": score}


def test_without_a_score_there_is_no_picture() -> None:
    assert chart.scores_by_store([scored("上海浦东店", None)]) is None


def drawing(uri: str) -> str:
    return base64.b64decode(uri.removeprefix("data:image/svg+xml;base64,")).decode()


def test_a_picture_is_drawn_in_both_languages_for_phone_and_desk() -> None:
    drawn = chart.scores_by_store([scored("上海浦东店", 80.0), scored("北京亦庄店", 60.0)])
    assert drawn
    pictures = {drawn[language][size] for language in LANGUAGES for size in ("narrow", "wide")}
    assert len(pictures) == 4
    assert all("<svg" in drawing(one) for one in pictures)


def test_words_in_the_picture_are_legible_on_the_smallest_phone() -> None:
    drawn = chart.scores_by_store([scored("上海浦东店", 80.0)])
    assert drawn
    found = re.search(r'width="([\d.]+)pt"', drawing(drawn["zh"]["narrow"]))
    assert found
    shown = 360 - 2 * 16 - 2 * 21  # pixels between the edges of a card
    assert chart.NARROW.font * shown / float(found[1]) >= 14


def test_of_many_stores_those_are_drawn_whose_people_score_lowest(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(chart, "_boxes", lambda scores, *_: seen.append(list(scores)) or "")
    chart.scores_by_store([scored(f"{number}", float(number)) for number in range(chart.MOST + 5)])
    assert seen[0] == [f"{number}" for number in reversed(range(chart.MOST))]


# --- marking ------------------------------------------------------------------------------------------


def test_what_waits_for_marking_names_nobody(desk: Desk, story: Story) -> None:
    attempt = story.hand_in("00086")
    mark.by_machine(story.house, story.book)
    (waiting,) = Mark(desk("TR01", "mark")).data["waiting"]
    assert waiting["attempt"] == attempt
    told = json.dumps(waiting, ensure_ascii=False)
    assert not [word for word in ("张伟", "00086", story.who("00086"), "上海浦东店") if word in told]
    assert "rubric" not in waiting


def test_what_another_marker_has_opened_is_shown_as_taken(desk: Desk, story: Story) -> None:
    story.hand_in("00086")
    mark.by_machine(story.house, story.book)
    page_of_one = Mark(desk("TR01", "mark"))
    (waiting,) = page_of_one.data["waiting"]
    page_of_one.records.get(f"/marking/{waiting['attempt']}/{waiting['slot']}")
    page_of_one._hear(page_of_one, {"reload": {}}, [])
    assert page_of_one.data["waiting"][0]["claimed"] is False
    story.house.store.engine.dispose()
    elsewhere = mark.waiting(story.house, admit.Scope(everything=True), story.who("TR02"))
    assert elsewhere[0]["claimed"] is True


# --- practicals ---------------------------------------------------------------------------------------


def test_an_assessor_finds_the_people_of_the_store_whose_post_has_the_practical(desk: Desk, story: Story) -> None:
    story.observed("00087", ok=False)
    found = Observe(desk("TR01", "observe")).data["candidates"]["technician-L1"]
    assert names(found) == {"张伟", "李娜"}
    assert {one["name"]: one["last"] and one["last"]["passed"] for one in found} == {"张伟": None, "李娜": False}


# --- assignments --------------------------------------------------------------------------------------


def test_what_is_assigned_says_which_posts_it_is_for(desk: Desk) -> None:
    choices = Assign(desk("TR01", "assign")).data["choices"]
    assert [(one["id"], one["posts"]) for one in choices["papers"]] == [("technician-L1", ["technician"])]
    assert "technician" in choices["courses"][0]["posts"]


def test_the_people_one_may_choose_from_are_those_one_reaches(desk: Desk) -> None:
    people = Assign(desk("TR01", "assign")).data["choices"]["people"]
    assert {one["store"] for one in people} == {"SH001"}
    assert {one["name"] for one in people if "technician" in one["posts"]} == {"张伟", "李娜"}


def test_who_gave_an_assignment_may_take_it_back_and_another_trainer_may_not(desk: Desk, call: Call) -> None:
    new = {"kind": "course", "target": "5s", "to_kind": "post", "to": "technician", "due": "2026-10-20"}
    made: Any = call("TR01", "assign")("POST", "/assignments", json=new)
    may = {
        number: desk(number, "assign").get(f"/assignments/{made['id']}")["may_withdraw"]
        for number in ("TR01", "SM01", "HR01")
    }
    assert may == {"TR01": True, "SM01": False, "HR01": True}


def test_once_the_day_is_past_whoever_has_not_finished_is_late(
    desk: Desk, call: Call, story: Story, clock: Clock
) -> None:
    new = {"kind": "course", "target": "5s", "to_kind": "post", "to": "technician", "due": "2026-10-20"}
    call("TR01", "assign")("POST", "/assignments", json=new)
    story.read("00086")
    clock.forward(days=9)
    (given,) = Assign(desk("TR01", "assign")).data["assignments"]
    assert given["counts"] == {"all": 2, "begun": 0, "finished": 1, "late": 1}


# --- invigilating -------------------------------------------------------------------------------------


def test_an_auditor_reads_sittings_and_may_do_nothing_about_them(desk: Desk) -> None:
    may = {number: Invigilate(desk(number, "invigilate")).data["may_act"] for number in ("TR01", "HR01", "AU01")}
    assert may == {"TR01": True, "HR01": True, "AU01": False}


def test_a_page_about_sittings_tells_no_question_and_no_answer(desk: Desk, story: Story) -> None:
    story.hand_in("00086")
    shown = json.dumps(Invigilate(desk("TR01", "invigilate")).data)
    assert "prompt" not in shown
    assert "answer" not in shown


# --- authoring ----------------------------------------------------------------------------------------


def test_a_broken_draft_is_shown_with_file_and_row(desk: Desk, house: Installation) -> None:
    lesson: Path = house.settings.courses / "5s" / "01-sort.md"
    rows = lesson.read_text(encoding="utf-8").splitlines()
    lesson.write_text("\n".join([*rows, "", "<script>alert(1)</script>", ""]), encoding="utf-8")
    (course,) = Author(desk("TR01", "author")).data["courses"]
    (fault,) = course["faults"]
    assert (Path(fault["file"]).name, fault["row"]) == ("01-sort.md", len(rows) + 2)


def test_a_draft_that_changed_says_so(desk: Desk, house: Installation) -> None:
    author = Author(desk("TR01", "author"))
    assert author.data["courses"][0]["draft_changed"] is False
    lesson: Path = house.settings.courses / "5s" / "01-sort.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    author._hear(author, {"reload": {}}, [])
    assert author.data["courses"][0]["draft_changed"] is True
