"""What is said of a paper before it is published, by drawing it."""

from typing import Any

from services.story import PAPER, Story, refused

from sqm_training.services import prove, publish


def report(story: Story, paper: str = PAPER, draws: int = 100) -> dict[str, Any]:
    (found,) = prove.papers(story.house, [paper], draws)
    return found


def edit(story: Story, change: Any) -> None:
    story.edit(story.house.settings.assessments / "papers" / f"{PAPER}.yaml", change)


def test_a_sound_paper_has_no_fault_and_tells_its_figures(story: Story) -> None:
    found = report(story)
    assert (found["status"], found["published"], found["questions"], found["points"]) == ("live", 1, 25, 100)
    assert found["faults"] == []
    assert found["public"] == 1.0, "everything shipped is public"
    drawn = found["rehearsal"]
    assert 0 < drawn["exposure"] <= drawn["exposure_most"] <= 0.5
    assert drawn["again"] == 0
    assert round(sum(one["mean"] for one in drawn["points"].values())) == 100
    assert all(one["title"]["zh"] for one in drawn["points"].values())


def test_what_is_missing_is_told_slice_by_slice(story: Story) -> None:
    edit(story, lambda paper: paper["slices"][0].update(count=20, competencies=["C3.3-01"]))
    found = report(story)
    first = found["slices"][0]
    assert first["draws"] - first["items"] == first["missing"] > 0
    assert found["faults"] == [{"code": "missing", "slice": "5s-single", "n": first["missing"]}]
    assert found["rehearsal"] is None
    assert not any(one["missing"] for one in found["slices"][1:])


def test_items_that_lack_a_language_are_counted_and_not_drawn(story: Story) -> None:
    have = report(story)["slices"][0]["items"]

    def forget(bank: list[dict[str, Any]]) -> None:
        for one in [one for one in bank if (one["use"], one["kind"]) == ("exam", "single")][:2]:
            one["prompt"]["en"] = one["prompt"]["zh"]

    story.edit(story.house.settings.assessments / "banks" / "5s.yaml", forget)
    first = report(story)["slices"][0]
    assert (first["items"], first["without_en"], first["without_zh"]) == (have - 2, 2, 0)


def test_where_public_items_are_refused_the_shipped_ones_do_not_help(story: Story) -> None:
    story.edit_paper(public_items="refused")
    found = report(story)
    assert {one["items"] for one in found["slices"]} == {0}
    assert found["slices"][0]["public_refused"] == 12
    assert found["public"] is None


def test_an_item_in_too_many_papers_is_a_fault_that_says_what_it_takes(story: Story) -> None:
    story.edit_paper(exposure_cap=0.34)
    told = {fault["slice"]: (fault["items"], fault["enough"]) for fault in report(story)["faults"]}
    assert told["5s-multiple"] == (5, 6)
    assert report(story)["slices"][1]["wanted"] == 6


def test_items_on_trial_are_counted_but_never_missed(story: Story) -> None:
    story.edit_paper(pilots=3)
    assert (report(story)["pilots"], report(story)["faults"]) == ({"asked": 3, "items": 0}, [])
    story.put_on_trial(2, pilots=3)
    assert report(story)["pilots"] == {"asked": 3, "items": 2}


def test_the_files_count_as_they_stand_not_what_was_published(story: Story) -> None:
    edit(story, lambda paper: paper["slices"][0].update(count=60))
    assert report(story)["faults"]
    assert publish.newest_paper(story.house, PAPER) is not None


def test_a_paper_there_is_not_is_not_looked_at(story: Story) -> None:
    with refused("paper.unknown"):
        report(story, "none")


def test_without_names_every_paper_is_looked_at(story: Story) -> None:
    assert {one["paper"] for one in prove.papers(story.house, draws=2)} == set(story.house.shelf.blueprints)
