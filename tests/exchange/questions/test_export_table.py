"""Items written into the template's columns come back as they were, as far as a table can say them."""

import pytest

from sqm_training.domain.item import Item
from sqm_training.exchange import questions
from sqm_training.exchange.questions.export import export
from tests.domain.items import both, item

SAID = ("single", "multiple", "true_false", "order", "match", "numeric", "short_text", "free_text")
KEPT = ("kind", "use", "competency", "difficulty", "prompt", "key", "scoring", "tolerance", "accept")


def back(one: Item) -> dict[str, object]:
    (draft,) = questions.read("items.xlsx", export([one], "table", "zh").data).drafts
    return dict(draft.document)


@pytest.mark.parametrize("kind", SAID)
def test_what_a_table_can_say_comes_back(kind: str) -> None:
    one = item(kind, why=both("because"))
    before, after = one.model_dump(mode="json"), back(one)
    for field in KEPT:
        if field in before and kind not in ("order", "match", "single", "multiple"):
            assert after.get(field, before[field]) == before[field], field
    assert after["prompt"] == before["prompt"]
    assert after["why"] == before["why"]


def words(document: dict[str, object], part: str) -> dict[str, str]:
    return {one["id"]: one["text"]["en"] for one in document[part]}  # type: ignore[attr-defined, index]


@pytest.mark.parametrize("kind", ["single", "multiple", "order"])
def test_the_key_names_the_same_options(kind: str) -> None:
    one = item(kind)
    before, after = one.model_dump(mode="json"), back(one)
    keys = [[key] if isinstance(key, str) else key for key in (before["key"], after["key"])]
    both_ways = zip((before, after), keys, strict=True)
    told = [[words(document, "options")[key] for key in ones] for document, ones in both_ways]
    assert told[0] == told[1]


def test_pairs_come_back_as_pairs_and_what_is_nobodys_partner_as_such() -> None:
    one = item("match")
    before, after = one.model_dump(mode="json"), back(one)

    def pairs(document: dict[str, object]) -> set[tuple[str, str]]:
        left, right = words(document, "left"), words(document, "right")
        return {(left[key], right[value]) for key, value in document["key"].items()}  # type: ignore[attr-defined]

    assert pairs(before) == pairs(after)
    assert len(after["right"]) == 4  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["hotspot", "dialogue", "task", "cloze"])
def test_what_a_table_cannot_say_is_left_out_and_said(kind: str) -> None:
    made = export([item(kind), item("single")], "table", "en")
    assert made.written == 1
    assert [fault.code for fault in made.faults if not fault.warning] == ["questions.export_no_table"]


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    one = item("single", prompt={"zh": "=1+1", "en": "=HYPERLINK(1)"})
    assert back(one)["prompt"] == {"zh": "=1+1", "en": "=HYPERLINK(1)"}
