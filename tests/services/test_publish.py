"""A version never changes; a draft that says the same publishes nothing; a faulty one not at all."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from services.story import COURSE, PAPER, Story, refused
from sqlalchemy import select

from sqm_training.errors import Faults, Refused
from sqm_training.records import tables
from sqm_training.services import learn, publish, sit


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
    assert len(shown["lessons"]) == 5, "called as it was published, so that one finds what to mend"


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


def test_a_draft_is_not_published(story: Story) -> None:
    story.edit_paper(status="draft")
    with refused("paper.draft"):
        publish.paper(story.house, PAPER, "somebody")


def test_a_paper_can_be_withdrawn_though_its_items_are_gone(story: Story) -> None:
    bank = story.house.settings.assessments / "banks" / "safety.yaml"
    bank.write_text(bank.read_text("utf-8").replace("status: live", "status: retired"), "utf-8")
    with refused("paper.too_few"):
        publish.paper(story.house, PAPER, "somebody")
    story.edit_paper(status="retired")
    assert publish.paper(story.house, PAPER, "somebody") == 2
    assert sit.papers(story.house, story.who("00086")) == []


def test_a_pool_too_small_for_its_cap_is_refused_saying_what_it_takes(story: Story) -> None:
    story.edit_paper(exposure_cap=0.4)
    assert publish.paper(story.house, PAPER, "somebody") == 2
    story.edit_paper(exposure_cap=0.34)
    with pytest.raises(Refused) as few:
        publish.paper(story.house, PAPER, "somebody")
    assert (few.value.code, few.value.params["cap"]) == ("paper.overexposed", 34)
    assert "5s-multiple: 5 → 6" in few.value.params["slices"]


def test_where_public_items_are_refused_only_the_installations_own_are_drawn(story: Story) -> None:
    banks = story.house.settings.assessments / "banks"
    own = yaml.safe_load((banks / "5s.yaml").read_text("utf-8"))
    singles = [one for one in own if (one["use"], one["kind"]) == ("exam", "single")]
    for number, one in enumerate(singles):
        one["id"] = f"own-{number}"
        one["prompt"]["zh"] += "" if number < 2 else "（本店）"  # two are copies with another name
    (banks / "own.yaml").write_text(yaml.safe_dump(singles, allow_unicode=True), "utf-8")

    def shorten(paper: dict[str, Any]) -> None:
        paper["slices"], paper["sections"] = paper["slices"][:1], paper["sections"][:1]
        paper["public_items"] = "refused"

    story.edit(story.house.settings.assessments / "papers" / f"{PAPER}.yaml", shorten)
    assert publish.paper(story.house, PAPER, "somebody") == 2
    pool = publish.frozen(story.house, PAPER, 2).paper.slots[0].pool
    assert {item.id for item in pool} == {f"own-{number}" for number in range(2, len(singles))}


def as_once_stored(document: dict[str, Any]) -> dict[str, Any]:
    """The document as the first release wrote it: items in every pool, none of the newer fields."""
    items = {one["id"]: one for one in document["items"]}
    slots = [slot | {"pool": [items[key] for key in slot["pool"]]} for slot in document["slots"]]
    newer = ("sections", "each_competency", "exposure_cap", "pilots")
    blueprint = {key: value for key, value in document["blueprint"].items() if key not in newer}
    parts = ("section", "difficulty", "knock_out")
    blueprint["slices"] = [
        {key: value for key, value in one.items() if key not in parts} for one in blueprint["slices"]
    ]
    return {"blueprint": blueprint, "version": 2, "slots": [drop(slot, "pilot") for slot in slots]}


def drop(of: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in of.items() if key not in keys}


def test_a_paper_an_earlier_release_published_stays_the_version_it_is(story: Story) -> None:
    plain(story)
    publish.paper(story.house, PAPER, "somebody")
    (*_, row) = story.house.store.rows(select(tables.paper_version).order_by(tables.paper_version.c.version))
    old = {"paper": "old-L1", "version": 2, "pictures": row["pictures"], "digest": "as it was then"}
    document = as_once_stored(row["document"])
    document["blueprint"]["id"] = "old-L1"
    with story.house.store.write("administrator", story.house.now()) as ledger:
        ledger.add(tables.paper_version, document=document, **old)
    papers = story.house.settings.assessments / "papers"
    (papers / "old-L1.yaml").write_text((papers / f"{PAPER}.yaml").read_text("utf-8").replace(PAPER, "old-L1"), "utf-8")
    assert publish.paper(story.house, "old-L1", "somebody") == 2, "it says the same, so it is the same"
    old_one, new_one = publish.frozen(story.house, "old-L1", 2), publish.frozen(story.house, PAPER, row["version"])
    assert old_one.digest == "as it was then"
    assert old_one.paper.slots == new_one.paper.slots


def plain(story: Story) -> None:
    """A paper that uses nothing the first release did not know."""

    def simplify(paper: dict[str, Any]) -> None:
        for key in ("sections", "each_competency", "exposure_cap", "pilots"):
            paper.pop(key, None)
        paper["slices"] = [drop(one, "section", "difficulty", "knock_out") for one in paper["slices"]]

    story.edit(story.house.settings.assessments / "papers" / f"{PAPER}.yaml", simplify)


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
