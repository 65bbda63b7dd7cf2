"""Papers are written, published, put back and retired by somebody; candidates meet only what was published."""

from typing import Any

import pytest
from services.story import PAPER, Story, refused
from sqlalchemy import select

from sqm_training.errors import Faults
from sqm_training.records.tables import audit, paper_version
from sqm_training.services import compose, prove, publish, sit, survey

TRAINER = "TR01"


def document(story: Story, paper: str = PAPER) -> dict[str, Any]:
    found: dict[str, Any] = survey.one(story.house, paper)["document"]
    return found


def digest(story: Story, paper: str = PAPER) -> str:
    return survey.sheet(story.house, paper).digest


def save(story: Story, paper: str | None, written: dict[str, Any], base: str | None = None) -> dict[str, Any]:
    known = base if base is not None else digest(story, paper) if paper else ""
    return compose.save(story.house, story.who(TRAINER), paper, written, known)


def edit(story: Story, **changes: Any) -> dict[str, Any]:
    return save(story, PAPER, document(story) | changes)


def issue(story: Story, paper: str = PAPER) -> int:
    return compose.issue(story.house, story.who(TRAINER), paper, digest(story, paper))


def mark(story: Story, status: Any, paper: str = PAPER) -> int | None:
    return compose.mark(story.house, story.who(TRAINER), paper, status, digest(story, paper))


def logged(story: Story) -> list[tuple[str, str]]:
    rows = story.house.store.rows(select(audit).where(audit.c.by == story.who(TRAINER)).order_by(audit.c.seq))
    return [(row["verb"], row["subject"]) for row in rows]


def row(story: Story, paper: str = PAPER) -> dict[str, Any]:
    return next(one for one in survey.listing(story.house) if one["paper"] == paper)


def number(story: Story) -> int:
    """The version its file says the paper is."""
    blueprint = survey.sound(story.house, PAPER).blueprint
    assert blueprint is not None
    return blueprint.version


# --- writing ------------------------------------------------------------------------------------------


def test_a_changed_paper_is_the_next_version_once_published_and_a_running_attempt_keeps_its_own(story: Story) -> None:
    running, before = sit.start(story.house, story.who("00086"), PAPER), number(story)
    edit(story, minutes=50)
    assert (row(story)["changed"], number(story)) == ("blueprint", before + 1)
    edit(story, minutes=55)
    assert number(story) == before + 1
    assert issue(story) == 2
    assert row(story)["changed"] == ""
    assert story.row(running)["version"] == 1
    newest = publish.newest_paper(story.house, PAPER)
    assert newest is not None
    assert (newest.paper.blueprint.minutes, newest.by) == (55, story.who(TRAINER))
    saved = ("paper.save", f"{PAPER}-{before + 1}")
    assert logged(story) == [saved, saved, ("paper.publish", f"{PAPER}-2")]
    assert story.house.store.verify() == []


def test_what_says_the_same_is_not_written_and_what_is_taken_back_is_no_change(story: Story) -> None:
    before = digest(story)
    assert edit(story)["digest"] == before
    assert logged(story) == []
    minutes = document(story)["minutes"]
    edit(story, minutes=minutes + 1)
    edit(story, minutes=minutes)
    assert row(story)["changed"] == ""
    assert issue(story) == 1


def test_a_draft_with_faults_is_not_written_and_all_are_told(story: Story) -> None:
    before = digest(story)
    with pytest.raises(Faults) as wrong:
        edit(story, minutes=0, pass_mark=101, title={"zh": "只有中文"})
    assert {fault.column for fault in wrong.value.faults} == {"minutes", "pass_mark", "title.en"}
    assert digest(story) == before


def test_nobody_writes_over_what_somebody_else_has_written_meanwhile(story: Story) -> None:
    began = digest(story)
    edit(story, minutes=50)
    with refused("paper.changed_meanwhile"):
        save(story, PAPER, document(story) | {"minutes": 51}, began)
    with refused("paper.changed_meanwhile"):
        compose.issue(story.house, story.who(TRAINER), PAPER, began)
    assert document(story)["minutes"] == 50


def test_a_copy_is_a_draft_of_its_own_that_takes_nobodys_name(story: Story) -> None:
    copy = document(story)
    for taken in (PAPER, PAPER.upper()):
        with pytest.raises(Faults) as wrong:
            save(story, None, copy | {"id": taken})
        assert [(one.column, one.code) for one in wrong.value.faults] == [("id", "papers.fault.taken")]
    with pytest.raises(Faults) as wrong:
        save(story, None, copy | {"id": "../../policy/access"})
    assert [one.column for one in wrong.value.faults] == ["id"]
    assert save(story, None, copy | {"id": "own-L1"})["paper"] == "own-L1"
    made = row(story, "own-L1")
    assert (made["status"], made["published"], made["questions"]) == ("draft", None, row(story)["questions"])
    assert "own-L1" not in {one["id"] for one in sit.papers(story.house, story.who("00086"))}


def test_a_look_at_a_draft_counts_what_there_is_for_each_slice(story: Story) -> None:
    asked = document(story)
    asked["slices"][0]["count"] = 40
    told = compose.look(story.house, asked, PAPER)
    assert told["faults"] == []
    assert told["slices"][0]["missing"] == 40 - told["slices"][0]["items"] > 0


def test_what_is_no_json_or_far_too_long_is_not_looked_at(story: Story) -> None:
    for bad in ({"minutes": float("inf")}, {"title": {"zh": "长" * 200_000}}):
        with refused("request.invalid"):
            compose.look(story.house, bad, PAPER)


# --- handing out --------------------------------------------------------------------------------------


def test_a_copy_is_mended_proven_published_and_drawn(story: Story) -> None:
    copy = document(story) | {"id": "own-L1", "title": {"zh": "自编试卷", "en": "Our own paper"}}
    copy["slices"][0]["count"] = 60
    save(story, None, copy)
    with refused("paper.too_few"):
        issue(story, "own-L1")
    assert row(story, "own-L1")["status"] == "draft", "nothing is written where it cannot be drawn"
    mended = document(story, "own-L1")
    mended["slices"][0]["count"] = 2
    save(story, "own-L1", mended)
    assert survey.proof(story.house, "own-L1")["faults"] == []
    assert issue(story, "own-L1") == 1
    assert row(story, "own-L1")["status"] == "live"
    key = sit.start(story.house, story.who("00086"), "own-L1")
    assert len(sit.questions(story.house, story.row(key))) == row(story, "own-L1")["questions"]


def test_only_what_can_be_drawn_is_called_live(story: Story) -> None:
    short = document(story) | {"id": "own-L1"}
    short["slices"][0]["count"] = 60
    save(story, None, short)
    with refused("paper.too_few"):
        mark(story, "live", "own-L1")
    save(story, "own-L1", document(story, "own-L1") | {"slices": document(story)["slices"]})
    assert mark(story, "live", "own-L1") is None
    assert row(story, "own-L1")["published"] is None, "live is not published yet"
    assert prove.papers(story.house, ["own-L1"], 2)[0]["status"] == "live"


def test_a_paper_put_back_to_draft_is_sat_as_it_was_published(story: Story) -> None:
    assert mark(story, "draft") is None
    assert [one["id"] for one in sit.papers(story.house, story.who("00086"))] == [PAPER]
    assert row(story)["changed"] == "blueprint"
    assert mark(story, "live") is None
    assert row(story)["changed"] == ""


def test_a_retired_paper_is_begun_by_nobody_until_it_is_published_again(story: Story) -> None:
    running = sit.start(story.house, story.who("00087"), PAPER)
    assert mark(story, "retired") == 2
    assert sit.papers(story.house, story.who("00086")) == []
    assert story.row(running)["state"] == "open"
    with refused("paper.retired"):
        issue(story)
    mark(story, "live")
    assert issue(story) == 3
    assert [one["id"] for one in sit.papers(story.house, story.who("00086"))] == [PAPER]


def test_a_draft_nobody_published_is_retired_without_a_version(story: Story) -> None:
    save(story, None, document(story) | {"id": "own-L1"})
    assert mark(story, "retired", "own-L1") is None
    rows = story.house.store.rows(select(paper_version).where(paper_version.c.paper == "own-L1"))
    assert rows == []


def test_a_faulty_file_is_shown_with_its_faults_and_left_alone(story: Story) -> None:
    path = story.house.settings.assessments / "papers" / "technician-L2.yaml"
    path.write_text(path.read_text("utf-8").replace("minutes:", "minuets:"), "utf-8")
    shown = row(story, "technician-L2")
    assert not shown["sound"]
    assert {fault["file"] for fault in shown["faults"]} == {"technician-L2.yaml"}
    with refused("paper.file_faulty"):
        mark(story, "retired", "technician-L2")
    assert row(story)["sound"]


def test_there_is_no_paper_of_that_name(story: Story) -> None:
    for name in ("none", "../policy/access"):
        with refused("paper.unknown"):
            survey.one(story.house, name)


# --- looking ------------------------------------------------------------------------------------------


def test_the_list_tells_size_lack_and_what_is_published(story: Story) -> None:
    shown = row(story)
    assert (shown["questions"], shown["points"], shown["missing"], shown["changed"]) == (25, 100, 0, "")
    assert shown["published"]["version"] == 1
    assert (shown["post"]["id"], shown["grade"], shown["pass_mark"]) == ("technician", "L1", 60)
    draft = row(story, "cashier-L1")
    assert (draft["status"], draft["published"]) == ("draft", None)
    assert draft["missing"] == sum(part["missing"] for part in draft["slices"]) > 0


def test_items_that_came_to_the_bank_since_are_a_difference_of_their_own(story: Story) -> None:
    def retire(items: list[dict[str, Any]]) -> None:
        next(one for one in items if (one["use"], one["kind"]) == ("exam", "single"))["status"] = "retired"

    story.edit(story.house.settings.assessments / "banks" / "5s.yaml", retire)
    assert row(story)["changed"] == "items"
    assert issue(story) == 2
    assert row(story)["changed"] == ""


def test_a_sample_tells_the_questions_of_one_draw_and_no_key(story: Story) -> None:
    drawn = survey.sample(story.house, PAPER, 7)
    assert len(drawn["questions"]) == 25
    assert drawn == survey.sample(story.house, PAPER, 7)
    assert drawn != survey.sample(story.house, PAPER, 8)
    assert set(drawn["questions"][0]) == {
        "section", "slice", "pilot", "points", "item", "kind", "difficulty", "competency", "prompt",
    }  # fmt: skip
    with refused("paper.too_few"):
        survey.sample(story.house, "cashier-L1", 1)
