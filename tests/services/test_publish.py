"""A version never changes; a draft that says the same publishes nothing; a faulty one not at all."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from services.story import COURSE, PAPER, Story, refused
from sqlalchemy import select

from sqm_training.errors import Faults, Refused
from sqm_training.records import tables
from sqm_training.services import learn, publish


@pytest.fixture
def draft(story: Story) -> Path:
    return story.house.settings.courses / COURSE


def published(story: Story, version: int) -> dict[str, bytes]:
    folder = story.house.settings.published / COURSE / str(version)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def change(draft: Path, before: str, after: str) -> None:
    lesson = draft / "01-sort.md"
    lesson.write_text(lesson.read_text("utf-8").replace(before, after, 1), "utf-8")


def add(draft: Path, block: str) -> None:
    lesson = draft / "01-sort.md"
    lesson.write_text(lesson.read_text("utf-8") + f"\n+++\n\n{block}\n", "utf-8")


# --- courses ------------------------------------------------------------------------------------------


def test_the_same_draft_publishes_nothing_new(story: Story) -> None:
    before = published(story, 1)
    assert publish.course(story.house, COURSE, "again", "somebody") == 1
    assert published(story, 1) == before
    assert len(story.house.store.rows(select(tables.course_version))) == 1


def test_a_changed_draft_is_a_new_version_and_the_old_one_stays_as_it_was(story: Story, draft: Path) -> None:
    before, old = published(story, 1), publish.newest_course(story.house, COURSE)
    add(draft, ":::{zh}\n新的一步。\n:::\n:::{en}\nA new step.\n:::")
    assert publish.authoring(story.house)[0]["draft_changed"]
    assert publish.course(story.house, COURSE, "one step more", "somebody") == 2
    newest = publish.newest_course(story.house, COURSE)
    assert old is not None
    assert newest is not None
    assert len(newest.course.lessons[0].steps) == len(old.course.lessons[0].steps) + 1
    assert published(story, 1) == before
    assert "新的一步" in json.loads(published(story, 2)["01-sort.ipynb"])["cells"][-2]["source"]


def test_progress_stays_and_the_new_step_is_still_to_read(story: Story, draft: Path) -> None:
    story.read("00086")
    add(draft, ":::{zh}\n新的一步。\n:::\n:::{en}\nA new step.\n:::")
    publish.course(story.house, COURSE, "", "somebody")
    assert 0.9 < learn.course(story.house, story.who("00086"), COURSE)["progress"] < 1


def test_a_faulty_draft_is_not_published_and_its_faults_are_named(story: Story, draft: Path) -> None:
    change(draft, ":::{en}", ":::{fr}")
    with pytest.raises(Faults):
        publish.course(story.house, COURSE, "", "somebody")
    (shown,) = publish.authoring(story.house)
    assert shown["faults"]
    assert shown["published"]["version"] == 1


@pytest.mark.parametrize("item", ["no-such-item", "5s-sort-01"])
def test_a_self_check_on_an_item_that_is_none_or_for_exams_is_a_fault(story: Story, draft: Path, item: str) -> None:
    add(draft, f"```{{check}} {item}\n```")
    with pytest.raises(Faults) as wrong:
        publish.course(story.house, COURSE, "", "somebody")
    assert [(fault.code, fault.params) for fault in wrong.value.faults] == [
        ("content.course.item_unknown", {"item": item})
    ]
    assert publish.authoring(story.house)[0]["faults"] == wrong.value.faults


def test_published_by_four_at_once_there_is_one_new_version(story: Story, draft: Path) -> None:
    change(draft, ":::{zh}", ":::{zh}\n又及：")

    def once(_: int) -> str:
        try:
            return str(publish.course(story.house, COURSE, "", "somebody"))
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(once, range(4))) <= {"2", "course.being_published"}
    assert len(story.house.store.rows(select(tables.course_version))) == 2
    assert set(published(story, 2)) == set(published(story, 1))
    assert not list((story.house.settings.published / COURSE).glob(".*")), "nothing is left lying about"


def test_a_build_cut_off_before_its_version_was_kept_is_replaced(story: Story, draft: Path) -> None:
    stray = story.house.settings.published / COURSE / "2" / "stray.ipynb"
    stray.parent.mkdir()
    stray.write_text("{}")
    change(draft, ":::{zh}", ":::{zh}\n又及：")
    assert publish.course(story.house, COURSE, "", "somebody") == 2
    assert "stray.ipynb" not in published(story, 2)


@pytest.mark.parametrize("name", ["..", ".", "", "6s", "../secrets"])
def test_a_name_is_a_course_and_never_a_path(story: Story, name: str) -> None:
    for verb in (lambda: publish.course(story.house, name, "", "x"), lambda: publish.preview(story.house, name)):
        with refused("course.unknown"):
            verb()
    assert (story.house.settings.state / "secrets").is_dir()


def test_a_preview_is_for_its_authors_and_no_version(story: Story, draft: Path) -> None:
    change(draft, ":::{zh}", ":::{zh}\n又及：")
    publish.preview(story.house, COURSE)
    params = {"course": COURSE, "lesson": "01-sort"}
    assert publish.notebook(story.house, "preview", params) == f"{COURSE}/draft/01-sort.ipynb"
    assert publish.notebook(story.house, "course", params) == f"{COURSE}/1/01-sort.ipynb"
    assert publish.notebook(story.house, "home", params) is None
    with refused("course.unknown"):
        publish.notebook(story.house, "course", {"course": COURSE, "lesson": "../../../secrets/audit"})


# --- papers -------------------------------------------------------------------------------------------


def test_the_same_paper_again_is_the_same_version(story: Story) -> None:
    assert publish.paper(story.house, PAPER, "somebody") == 1
    assert len(story.house.store.rows(select(tables.paper_version))) == 1


@pytest.mark.parametrize("what", ["blueprint", "picture"])
def test_a_change_of_blueprint_or_picture_is_a_new_version(story: Story, what: str) -> None:
    old = publish.frozen(story.house, PAPER, 1)
    if what == "blueprint":
        story.edit_paper(minutes=45)
    else:
        file = story.house.settings.assessments / "banks" / sorted(old.pictures)[0]
        file.write_text(file.read_text("utf-8").replace("</svg>", "<desc>changed</desc></svg>"), "utf-8")
    assert publish.paper(story.house, PAPER, "somebody") == 2
    newest = publish.newest_paper(story.house, PAPER)
    assert newest is not None
    assert newest.paper.version == 2
    assert publish.frozen(story.house, PAPER, 1) == old


def test_published_by_four_at_once_a_paper_has_one_new_version(story: Story) -> None:
    story.edit_paper(minutes=45)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: publish.paper(story.house, PAPER, "x"), range(4))) == {2}


def test_a_paper_with_too_few_items_is_refused_naming_each_slice(story: Story) -> None:
    def greedy(paper: dict[str, Any]) -> None:
        paper["slices"][0]["count"] = 60

    story.edit(story.house.settings.assessments / "papers" / f"{PAPER}.yaml", greedy)
    with pytest.raises(Refused) as few:
        publish.paper(story.house, PAPER, "somebody")
    assert few.value.code == "paper.too_few"
    assert "5s-single" in few.value.params["slices"]
    assert len(story.house.store.rows(select(tables.paper_version))) == 1


def test_there_is_no_paper_of_that_name(story: Story) -> None:
    with refused("paper.unknown"):
        publish.paper(story.house, "none", "somebody")


def test_a_bank_with_a_fault_stops_the_paper_but_not_the_learners(story: Story) -> None:
    items = len(story.house.shelf.items)
    bank = story.house.settings.assessments / "banks" / "5s.yaml"
    bank.write_text(bank.read_text("utf-8").replace("kind: single", "kind: singel", 1), "utf-8")
    story.house.look_again()
    with pytest.raises(Faults):
        publish.paper(story.house, PAPER, "somebody")
    assert len(story.house.shelf.items) == items, "practice goes on with the bank as it last stood"
