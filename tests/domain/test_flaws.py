"""Item-writing flaws: each is found where it is and nowhere else."""

from typing import Any

import pytest

from sqm_training.domain import flaws
from sqm_training.domain.item import Item
from tests.domain.items import KINDS, both, item


def words(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def choices(*texts: dict[str, str], key: str = "a", **changes: Any) -> Item:
    """A single choice of these texts, each with its reason."""
    offered = [{"id": "abcdef"[n], "text": text, "why": both("why")} for n, text in enumerate(texts)]
    return item("single", changes.pop("id", "t-1"), options=offered, key=key, **changes)


PLAIN = tuple(words(f"做法{n}", f"way {n}") for n in range(1, 5))


def codes(one: Item, banned: tuple[str, ...] = ()) -> list[str]:
    return [flaw.code for flaw in flaws.of_item(one, banned)]


def of_bank(items: list[Item]) -> list[str]:
    return [flaw.code for flaw in flaws.of_bank(items)]


# --- one item -----------------------------------------------------------------------------------------


def test_a_sound_item_has_none() -> None:
    assert codes(choices(*PLAIN)) == []


@pytest.mark.parametrize(
    ("prompt", "code"),
    [
        (words("先断电,再测量。", "First isolate."), "western_marks"),
        (words("先断电。", "First 断电."), "not_english"),
        (words("你先做什么？", "What first?"), "too_familiar"),
        (words("长" * 161, "Long"), "long_prompt"),
        (words("长", "l" * 481), "long_prompt"),
    ],
)
def test_a_prompt_that_reads_badly_is_found(prompt: dict[str, str], code: str) -> None:
    assert codes(choices(*PLAIN, prompt=prompt)) == [code]


def test_what_a_customer_is_quoted_with_may_be_familiar() -> None:
    assert codes(choices(*PLAIN, prompt=words("客户说：“你快点。”怎么回？", "He says hurry. What now?"))) == []


def test_a_word_the_glossary_replaces_is_named() -> None:
    (flaw,) = flaws.of_item(choices(*PLAIN, prompt=words("业务员怎么做？", "What now?")), ("业务员",))
    assert (flaw.code, flaw.params["word"]) == ("banned_word", "业务员")


def test_a_choice_without_a_reason_is_named() -> None:
    silent = [{"id": name, "text": text} for name, text in zip("abcd", PLAIN, strict=True)]
    (flaw,) = flaws.of_item(item("single", "t-1", options=silent, key="a"))
    assert (flaw.code, flaw.params) == ("no_reason", {"options": "a, b, c, d"})


@pytest.mark.parametrize("text", [words("以上都对", "as said"), words("都可以", "all of the above")])
def test_a_choice_that_is_all_the_others_is_found(text: dict[str, str]) -> None:
    assert codes(choices(*PLAIN[:3], text)) == ["catch_all"]


def test_a_choice_too_long_for_a_phone_is_found() -> None:
    assert codes(choices(*PLAIN[:3], words("长" * 71, "long"))) == ["long_choice"]


def test_marking_everything_must_not_earn_full_marks() -> None:
    assert "all_right" in codes(item("multiple", "t-1", key=["a", "b", "c", "d"]))


def test_regions_no_finger_hits_and_regions_that_overlap_are_found() -> None:
    region: dict[str, Any] = {"text": both("x"), "why": both("why")}
    boxes = {"one": [0.1, 0.1, 0.05, 0.2], "two": [0.12, 0.1, 0.2, 0.2], "three": [0.6, 0.6, 0.2, 0.2]}
    regions = [region | {"id": name, "box": box} for name, box in boxes.items()]
    assert codes(item("hotspot", "t-1", regions=regions, key=["one"])) == ["small_region", "regions_overlap"]


def test_every_text_is_read_however_deep() -> None:
    for kind in KINDS:
        found = flaws.texts(item(kind, "t-1", why=words("深处的字", "deep words")))
        assert "deep words" in [text.en for text in found], kind


# --- many items ---------------------------------------------------------------------------------------


def many(n: int, long: str = "", key: str = "") -> list[Item]:
    """Singles whose keys go round; `long` is the choice that is longer, `key` the key of them all."""
    made = []
    for number in range(n):
        right = key or "abcd"[number % 4]
        texts = [words(f"第{number}题的做法{name}", f"way {name} of {number}") for name in "1234"]
        if long == "key":
            at = "abcd".index(right)
            texts[at] = {language: text * 2 for language, text in texts[at].items()}
        made.append(choices(*texts, key=right, id=f"t-{number}", competency=f"C3.3-{number + 1:02}"))
    return made


def test_a_bank_without_a_pattern_has_none() -> None:
    assert of_bank(many(24)) == []


def test_a_key_that_is_mostly_the_longest_is_found_in_both_languages() -> None:
    assert of_bank(many(24, long="key")) == ["longest_is_key", "longest_is_key"]


def test_a_key_that_is_always_the_same_letter_is_found() -> None:
    assert of_bank(many(24, key="c")) == ["one_letter"]


def test_statements_that_are_nearly_all_true_are_found() -> None:
    statements = [
        item("true_false", f"t-{n}", key=n != 0, prompt=words(f"说法{n}", f"s{n}"), competency=f"C3.3-{n + 1:02}")
        for n in range(9)
    ]
    assert of_bank(statements) == ["true_or_false"]


def test_a_question_asked_twice_is_named_with_its_twin() -> None:
    twins = [choices(*PLAIN, id=name, prompt=words("发现地面有油先做什么？", "What first?")) for name in ("t-1", "t-2")]
    (flaw,) = [one for one in flaws.of_bank(twins) if one.code == "asked_twice"]
    assert (flaw.params["one"], flaw.params["other"]) == ("t-1", "t-2")
