"""Our items written in other people's formats and read back: what a format can hold comes back as it was."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.domain.item import ITEM, Item
from sqm_training.exchange.questions import read
from sqm_training.exchange.questions.export import SUFFIXES, export
from sqm_training.locale import Language
from tests.exchange.questions.banks import PNG

SIGNS = "ab Zé质量。，·3.5~=#{}:\\<>&\"'%[]/*-_$"
WORDS = st.text(SIGNS, min_size=1, max_size=14).map(lambda text: " ".join(text.split())).filter(
    lambda text: bool(text.strip(" *")) and "->" not in text
)  # fmt: skip
ENGLISH = WORDS.map(lambda text: " ".join(f"x{text}".replace("质", "").replace("量", "").split()))


@st.composite
def text(draw: st.DrawFn) -> dict[str, str]:
    return {"zh": "这里的题目是用中文写成的一句话" + draw(WORDS), "en": draw(ENGLISH)}


@st.composite
def options(draw: st.DrawFn, least: int = 2, prefix: str = "", whys: bool = True) -> list[dict[str, Any]]:
    texts = draw(st.lists(text(), min_size=least, max_size=5, unique_by=(lambda one: one["zh"], lambda one: one["en"])))
    made: list[dict[str, Any]] = []
    for place, words in enumerate(texts):
        one: dict[str, Any] = {"id": f"{prefix}{place + 1}" if prefix else "abcde"[place], "text": words}
        if whys and draw(st.booleans()):
            one["why"] = draw(text())
        made.append(one)
    return made


@st.composite
def items(draw: st.DrawFn, kinds: tuple[str, ...]) -> Item:
    kind = draw(st.sampled_from(kinds))
    document: dict[str, Any] = {
        "id": "it-1", "version": 1, "kind": kind, "use": draw(st.sampled_from(["exam", "practice"])),
        "competency": "C3.3-01", "difficulty": draw(st.integers(1, 3)), "prompt": draw(text()), "why": draw(text()),
        "author": "A",
    }  # fmt: skip
    match kind:
        case "single":
            document["options"] = draw(options())
            document["key"] = draw(st.sampled_from([one["id"] for one in document["options"]]))
        case "multiple":
            document["options"] = draw(options(3))
            ids = [one["id"] for one in document["options"]]
            document["key"] = sorted(
                draw(st.lists(st.sampled_from(ids), min_size=2, max_size=len(ids) - 1, unique=True))
            )
            document["scoring"] = draw(st.sampled_from(["right_minus_wrong", "wrong_is_zero"]))
        case "true_false":
            document["key"] = draw(st.booleans())
        case "numeric":
            document["key"] = draw(st.floats(-1e6, 1e6).map(lambda number: round(number, 3)))
            document["tolerance"] = draw(st.sampled_from([0, 0.5, 2]))
        case "short_text":
            document["accept"] = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
        case "match":
            document["left"] = draw(options(2, "l", whys=False))
            rights = draw(options(3, "r", whys=False))[: len(document["left"]) + 2]
            document["right"] = rights
            document["key"] = {left["id"]: draw(st.sampled_from(rights))["id"] for left in document["left"]}
        case "order":
            document["options"] = draw(options(3, whys=False))
            document["key"] = draw(st.permutations([one["id"] for one in document["options"]]))
    return ITEM.validate_python(document)


def meaning(document: dict[str, Any], language: str) -> Any:
    """What an item asks and holds right, apart from ids and from the order things stand in."""

    def said(words: Any) -> Any:
        return words.get(language) if words else None

    kind = document["kind"]
    found = {"kind": kind, "why": said(document.get("why"))}
    found |= {name: document.get(name) for name in ("competency", "difficulty", "use", "scoring", "tolerance")}
    found["prompt"] = said(document["prompt"])
    words = {one["id"]: said(one["text"]) for name in ("options", "left", "right") for one in document.get(name, [])}
    key = document.get("key")
    match kind:
        case "single":
            found["key"], found["options"] = words[key], sorted(words.values())
        case "multiple":
            found["key"], found["options"] = sorted(words[one] for one in key), sorted(words.values())
        case "order":
            found["key"] = [words[one] for one in key]
        case "match":
            found["key"] = {words[left]: words[right] for left, right in key.items()}
        case "short_text":
            found["accept"] = sorted(document["accept"])
        case _:
            found["key"] = key
    if kind in ("single", "multiple"):
        found["remarks"] = sorted(f"{said(one['why'])}" for one in document["options"] if one.get("why"))
    return found


def same(item: Item, format: str, language: Language) -> None:
    made = export([item], format, language)
    found = read("back", made.data)
    assert (made.written, found.seen, len(found.drafts)) == (1, 1, 1), found.faults
    back = found.drafts[0].document
    assert meaning(dict(back), language) == meaning(item.model_dump(mode="json", exclude_none=True), language)


PLAIN = ("single", "multiple", "true_false", "numeric", "short_text", "match")


@settings(deadline=None, max_examples=120)
@given(items(PLAIN), st.sampled_from(["zh", "en"]))
def test_gift_brings_back_what_it_can_hold(item: Item, language: Language) -> None:
    same(item, "gift", language)


@settings(deadline=None, max_examples=120)
@given(items((*PLAIN, "order")))
def test_moodle_xml_brings_back_both_languages(item: Item) -> None:
    same(item, "moodle_xml", "zh")
    same(item, "moodle_xml", "en")


@settings(deadline=None, max_examples=120)
@given(items((*PLAIN, "order")), st.sampled_from(["zh", "en"]))
def test_qti_brings_back_what_it_can_hold(item: Item, language: Language) -> None:
    same(item, "qti", language)


BASE: dict[str, Any] = {
    "version": 1, "use": "exam", "competency": "C3.3-01", "difficulty": 1, "prompt": {"zh": "问", "en": "ask"},
    "why": {"zh": "因", "en": "why"}, "author": "A",
}  # fmt: skip
SPOT = ITEM.validate_python(BASE | {
    "id": "spot", "kind": "hotspot", "picture": {"file": "img/a.png", "alt": {"zh": "图", "en": "map"}},
    "regions": [{"id": "s1", "box": [0, 0, 0.5, 0.5], "text": {"zh": "漏油", "en": "leak"}}], "key": ["s1"],
})  # fmt: skip
GAPS = ITEM.validate_python(BASE | {
    "id": "gaps", "kind": "cloze",
    "passage": {"zh": "先[[g1]]，再[[g2]]，用[[g3]]分钟", "en": "[[g1]], [[g2]], [[g3]]"},
    "gaps": [
        {"ask": "words", "id": "g1", "accept": ["整理", "so}rt"]},
        {"ask": "choose", "id": "g2", "key": "a", "options": [
            {"id": "a", "text": {"zh": "整~顿", "en": "set"}}, {"id": "b", "text": {"zh": "清扫", "en": "shine"}}]},
        {"ask": "number", "id": "g3", "key": 5, "tolerance": 1},
    ],
})  # fmt: skip
TALK = ITEM.validate_python(BASE | {
    "id": "talk", "kind": "dialogue", "turns": [{"id": "t", "says": {"zh": "嗨", "en": "hi"}, "replies": [
        {"id": "r", "text": {"zh": "好", "en": "ok"}, "points": 1, "why": {"zh": "好", "en": "ok"}}]}],
})  # fmt: skip
PATTERN = ITEM.validate_python(BASE | {
    "id": "pattern", "kind": "numeric", "key": "a * 2", "parameters": {"a": {"low": 1, "high": 9}},
    "prompt": {"zh": "{a} 的两倍？", "en": "Twice {a}?"},
})  # fmt: skip


@pytest.mark.parametrize("format", SUFFIXES)
def test_what_a_format_cannot_say_is_said_of_each_item(format: str) -> None:
    made = export([SPOT, GAPS, TALK, PATTERN], format, "zh", {"img/a.png": PNG})
    left = {fault.params["name"] for fault in made.faults if not fault.warning}
    assert made.written == 4 - len(left)
    assert left == {"talk", "pattern"} | {"qti": set(), "moodle_xml": {"spot"}}.get(format, {"spot", "gaps"})


def test_an_arrow_in_a_pair_does_not_part_it_in_gift() -> None:
    document = BASE | {
        "id": "pairs", "kind": "match", "key": {"l1": "r1", "l2": "r2"},
        "left": [{"id": f"l{n}", "text": {"zh": f"a->b{n}", "en": f"a->b{n}"}} for n in (1, 2)],
        "right": [{"id": f"r{n}", "text": {"zh": f"c{n}", "en": f"c{n}"}} for n in (1, 2, 3)],
    }  # fmt: skip
    made = export([ITEM.validate_python(document)], "gift", "en")
    (back,) = read("back", made.data).drafts
    assert [one["text"] for one in back.document["left"]] == [{"en": "a→b1"}, {"en": "a→b2"}]
    assert [fault.code for fault in made.faults] == ["questions.export_arrow"]


@pytest.mark.parametrize("format", ["moodle_xml", "qti"])
def test_a_cloze_comes_back_with_its_gaps(format: str) -> None:
    (back,) = read("back", export([GAPS], format, "zh").data).drafts
    assert back.document["passage"] == {"zh": "先[[g1]]，再[[g2]]，用[[g3]]分钟"}
    words, choose, number = back.document["gaps"]
    assert words["accept"] == ["整理", "so}rt"]
    assert (choose["key"], choose["options"][0]["text"]) == ("a", {"zh": "整~顿"})
    assert (number["key"], number["tolerance"]) == (5, 1)


def test_a_hotspot_comes_back_from_a_package_with_its_picture() -> None:
    (back,) = read("back", export([SPOT], "qti", "en", {"img/a.png": PNG}).data).drafts
    assert back.document["regions"] == [{"id": "s1", "box": [0, 0, 0.5, 0.5], "text": {"en": "leak"}}]
    assert back.pictures[back.document["picture"]["file"]] == PNG


def test_a_picture_nobody_handed_over_is_missed_aloud() -> None:
    with_picture = SPOT.model_dump(include={"picture"}) | BASE | {"id": "t", "kind": "true_false", "key": True}
    for format in SUFFIXES:
        made = export([ITEM.validate_python(with_picture)], format, "zh")
        assert [fault.code for fault in made.faults] == ["questions.export_picture_missing"]


def test_the_same_items_give_the_same_package() -> None:
    first, second = (export([GAPS], "qti", "zh").data for _ in range(2))
    assert first == second
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None
