"""The questions we ship: fair, in both languages, and enough of them."""

from collections import Counter
from pathlib import Path

import pytest

from sqm_training.content import banks, competencies, glossary
from sqm_training.domain import flaws
from sqm_training.domain.item import BY_HAND, Item, Single
from tests.shipped.content import blueprints

ROOT = Path(__file__).parents[2]
BANKS = ROOT / "assessments" / "banks"
ITEMS = banks.load(BANKS, competencies.load(ROOT / "courses" / "competencies.csv"))
USUAL = {"single", "multiple", "true_false", "order", "match", "numeric", "hotspot", "free_text"}
KINDS = USUAL | {"cloze", "short_text", "dialogue", "task", "code"}
LESSONS = ("01-sort", "02-set-in-order", "03-shine", "04-standardise", "05-sustain")
BANNED = glossary.banned(ROOT / "courses" / "terms.csv")

each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


def of_use(use: str) -> list[Item]:
    return [item for item in ITEMS if item.use == use and item.status == "live"]


def test_the_exam_bank_is_large_and_holds_every_kind() -> None:
    count = Counter(item.kind for item in of_use("exam"))
    assert set(count) == KINDS
    assert count.total() >= 48


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_practice(lesson: str) -> None:
    assert len([item for item in of_use("practice") if item.lesson == f"5s/{lesson}"]) >= 4


def test_every_new_kind_can_be_practised_and_every_pattern_has_values_of_its_own() -> None:
    assert {"cloze", "short_text", "dialogue", "task", "free_text"} <= {item.kind for item in of_use("practice")}
    for use in ("exam", "practice"):
        assert any(item.parameters for item in of_use(use)), use
        assert any(part.picture for item in of_use(use) if isinstance(item, Single) for part in item.options), use


def test_there_is_a_paper_to_try_every_kind_a_machine_can_mark() -> None:
    (paper,) = (one for one in blueprints() if one.id == "try-every-kind")
    assert {kind for one in paper.slices for kind in one.kinds} == KINDS - set(BY_HAND)


def test_every_slice_of_a_paper_can_choose_among_twice_what_it_draws() -> None:
    for blueprint in (one for one in blueprints() if one.status == "live"):
        for one in blueprint.slices:
            pool = [item for item in ITEMS if one.takes(item)]
            assert len(pool) >= 2 * one.count, one.id


def test_the_technician_paper_asks_in_every_kind_for_a_hundred_points() -> None:
    (paper,) = (one for one in blueprints() if one.id == "technician-L1")
    assert {kind for one in paper.slices for kind in one.kinds} == USUAL
    assert sum(one.count * one.points for one in paper.slices) == 100


@each_item
def test_an_item_has_no_flaw_of_its_own(item: Item) -> None:
    assert flaws.of_item(item, BANNED) == []


def test_the_bank_gives_no_key_away_and_asks_nothing_twice() -> None:
    assert flaws.of_bank(ITEMS) == []


def test_much_of_the_bank_asks_for_judgement() -> None:
    """Of what was written since items say what they ask for."""
    told = [item for item in ITEMS if (item.lesson or "").split("/")[0] not in ("", "5s")]
    assert sum(item.asks == "judgement" for item in told) >= 0.4 * len(told)


@pytest.mark.parametrize("picture", sorted((BANKS / "img").glob("*.svg")), ids=lambda path: path.name)
def test_pictures_serve_both_languages_and_are_all_used(picture: Path) -> None:
    drawing = picture.read_text(encoding="utf-8")
    assert "<text" not in drawing
    assert "href" not in drawing
    assert any(f"img/{picture.name}" == one.file for item in ITEMS for one in item.pictures)
