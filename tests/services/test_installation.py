"""Files are read anew when they change; a part with faults stays as it was; days are those of the stores."""

import pytest
from conftest import Clock
from services.story import Story

from sqm_training.errors import Faults
from sqm_training.services import installation
from sqm_training.services.installation import Installation


def test_a_day_begins_at_midnight_in_shanghai(house: Installation, clock: Clock) -> None:
    clock.moment = clock.moment.replace(hour=15, minute=59)
    before = house.today()
    clock.forward(minutes=1)
    assert (before.day, house.today().day) == (12, 13)


def test_between_two_looks_the_files_are_not_asked(house: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr(installation, "_stamp", lambda *folders: looks.append(1) or 7)
    for _ in range(100):
        assert house.shelf
    assert len(looks) == 1


@pytest.mark.parametrize("change", ["edited", "removed", "put back with its old date"])
def test_any_change_of_a_file_is_noticed(story: Story, change: str) -> None:
    before = story.house.shelf
    file = story.house.settings.assessments / "practicals" / "technician-L1.yaml"
    if change == "removed":
        file.unlink()
    elif change == "edited":
        file.write_text(file.read_text("utf-8") + "\n# edited\n", "utf-8")
    else:
        import os

        stat = file.stat()
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns - 10**12))
    story.house.look_again()
    assert story.house.shelf is not before


def test_untouched_files_are_read_once(story: Story) -> None:
    before = story.house.shelf
    story.house.look_again()
    assert story.house.shelf is before


def test_a_policy_with_a_fault_stays_as_it_last_stood_through_any_number_of_edits(story: Story) -> None:
    file = story.policy / "access.yaml"
    known, text = story.house.shelf.access, file.read_text("utf-8")
    for number in range(3):
        file.write_text(text.replace("learner:", f"lerner{number}:", 1), "utf-8")
        story.house.look_again()
        assert story.house.shelf.access is known
    with pytest.raises(Faults):
        _ = story.house.desk().access
    file.write_text(text, "utf-8")
    story.house.look_again()
    assert story.house.shelf.access == known


def test_a_fault_there_from_the_beginning_is_raised(story: Story) -> None:
    (story.policy / "kpis.yaml").write_text("- code: X\n", "utf-8")
    story.house.look_again()
    with pytest.raises(Faults):
        _ = story.house.shelf.kpis
