"""The questions we ship: fair, in both languages, and enough of them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from sqm_training.content import banks, competencies
from sqm_training.domain.item import (
    BY_HAND,
    Dialogue,
    FreeText,
    Hotspot,
    Item,
    Match,
    Multiple,
    Option,
    Order,
    Region,
    Single,
    TrueFalse,
)
from sqm_training.domain.text import Text
from tests.shipped.content import blueprints

ROOT = Path(__file__).parents[2]
BANKS = ROOT / "assessments" / "banks"
ITEMS = banks.load(BANKS, competencies.load(ROOT / "courses" / "competencies.csv"))
USUAL = {"single", "multiple", "true_false", "order", "match", "numeric", "hotspot", "free_text"}
KINDS = USUAL | {"cloze", "short_text", "dialogue", "task", "code"}
LESSONS = ("01-sort", "02-set-in-order", "03-shine", "04-standardise", "05-sustain")
AVOID = ("业务员", "业务接待员", "分店", "职位", "提车")  # words the glossary replaces
HAN = "\u4e00-\u9fff"
FINGER = 0.06  # of a picture's side: less can not be tapped on a phone

each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


def of_use(use: str) -> list[Item]:
    return [item for item in ITEMS if item.use == use and item.status == "live"]


def singles() -> list[Single]:
    return [item for item in ITEMS if isinstance(item, Single)]


def parts(item: Item) -> tuple[Option | Region, ...]:
    if isinstance(item, Single | Multiple | Order):
        return item.options
    if isinstance(item, Match):
        return (*item.left, *item.right)
    return item.regions if isinstance(item, Hotspot) else ()


def texts(item: Item) -> list[Text]:
    """Every text of an item, however deep."""
    return [Text.model_validate(text) for text in _texts(item.model_dump(mode="json"))]


def _texts(part: Any) -> Iterator[dict[str, str]]:
    if isinstance(part, dict) and set(part) == {"zh", "en"}:
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


def at_most_by_chance(hits: float, of: int, chance: float = 0.25) -> bool:
    """Within two standard deviations of what chance gives."""
    return hits <= of * chance + 2 * sqrt(of * chance * (1 - chance))


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


def spoken(item: Item) -> list[Text]:
    """What customers say: they choose their own words."""
    return [turn.says for turn in item.turns] if isinstance(item, Dialogue) else []


@each_item
def test_chinese_is_written_as_chinese_and_english_as_english(item: Item) -> None:
    for text in texts(item):
        assert re.search(f"[{HAN}A-Za-z0-9%]", text.zh)
        assert not re.search(f"[{HAN}][,;:?!]|[,;:?!][{HAN}]", text.zh), text.zh
        assert not re.search(f"[{HAN}，。；：？！“”]", text.en), text.en
        if text not in spoken(item):
            assert "你" not in re.sub("“.*?”", "", text.zh), text.zh


@each_item
def test_words_the_glossary_replaces_are_not_used(item: Item) -> None:
    for text in texts(item):
        assert not [word for word in AVOID if word in text.zh]


@each_item
def test_every_choice_is_explained(item: Item) -> None:
    if isinstance(item, Single | Multiple | Hotspot):
        assert all(part.why for part in parts(item))


@each_item
def test_no_choice_is_all_or_none_of_the_others(item: Item) -> None:
    for part in parts(item):
        assert not re.search("以上(都|均|全)|以上皆", part.text.zh)
        assert not re.search(r"(all|none|both) of the (above|others)", part.text.en, re.IGNORECASE)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("extreme", [max, min], ids=["longest", "shortest"])
def test_length_does_not_give_the_key_away(language: str, extreme: Callable[[Iterable[int]], int]) -> None:
    hits = 0.0
    for item in singles():
        lengths = {option.id: len(getattr(option.text, language)) for option in item.options}
        ends = [key for key, length in lengths.items() if length == extreme(lengths.values())]
        hits += (item.key in ends) / len(ends)
    assert at_most_by_chance(hits, len(singles()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_right_choices_of_multiple_items_are_no_longer_than_wrong_ones(language: str) -> None:
    right: list[int] = []
    wrong: list[int] = []
    for item in ITEMS:
        if isinstance(item, Multiple):
            for option in item.options:
                (right if option.id in item.key else wrong).append(len(getattr(option.text, language)))
    assert sum(right) / len(right) < 1.2 * sum(wrong) / len(wrong)


def test_keys_are_spread_over_the_letters() -> None:
    count = Counter(item.key for item in singles())
    assert set(count) == {"a", "b", "c", "d"}
    assert all(at_most_by_chance(hits, count.total()) for hits in count.values())


def test_true_and_false_both_occur_often() -> None:
    count = Counter(item.key for item in ITEMS if isinstance(item, TrueFalse))
    assert min(count[True], count[False]) >= count.total() / 3


@each_item
def test_marking_everything_never_earns_full_marks(item: Item) -> None:
    if isinstance(item, Multiple):
        assert len(item.key) < len(item.options)
    if isinstance(item, Hotspot):
        assert len(item.key) < len(item.regions)


@each_item
def test_regions_can_be_tapped_and_do_not_overlap(item: Item) -> None:
    if isinstance(item, Hotspot):
        assert all(min(region.box[2:]) >= FINGER for region in item.regions)
        assert not [(a.id, b.id) for a, b in combinations(item.regions, 2) if overlap(a, b)]


def overlap(a: Region, b: Region) -> bool:
    return all(
        a.box[side] < b.box[side] + b.box[side + 2] and b.box[side] < a.box[side] + a.box[side + 2] for side in (0, 1)
    )


@pytest.mark.parametrize("picture", sorted((BANKS / "img").glob("*.svg")), ids=lambda path: path.name)
def test_pictures_serve_both_languages_and_are_all_used(picture: Path) -> None:
    drawing = picture.read_text(encoding="utf-8")
    assert "<text" not in drawing
    assert "href" not in drawing
    assert any(f"img/{picture.name}" == one.file for item in ITEMS for one in item.pictures)


@each_item
def test_rubrics_of_written_answers_come_to_ten_points(item: Item) -> None:
    if isinstance(item, FreeText):
        assert sum(line.points for line in item.rubric) == 10
