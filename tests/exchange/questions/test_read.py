"""One door for every format: told by what is in the file, hostile ones refused, nothing ever lost count of."""

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqm_training.exchange import questions
from sqm_training.exchange.questions import Import, packed, read
from sqm_training.exchange.questions.template import template
from sqm_training.locale import section
from tests.exchange.questions.banks import (
    answer,
    codes,
    item,
    manifest,
    one,
    package,
    question,
    quiz,
    response,
)
from tests.exchange.questions.banks import (
    template as processing,
)

GIFT = "::刹车::先做什么？{=停车 ~倒车}\n\n::b::Größe? {=naïve ~café}\n"
AIKEN = "Which?\nA) one\nB) two\nANSWER: B\n"
MOODLE = quiz(question("multichoice", "<single>true</single>" + answer("a", 100) + answer("b", 0)))
ITEM = item(
    '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><simpleChoice identifier="A">a</simpleChoice>'
    '<simpleChoice identifier="B">b</simpleChoice></choiceInteraction>',
    response("identifier", "A"),
    processing("match_correct"),
)
PACKAGE = package({"imsmanifest.xml": manifest("a.xml"), "a.xml": ITEM})
TABLE = "题型,题干,选项A,选项B,答案\n单选题,哪个？,甲,乙,A\n".encode()
BANKS = {
    "gift": GIFT.encode(),
    "aiken": AIKEN.encode(),
    "moodle_xml": MOODLE,
    "qti": ITEM.encode(),
    "table": TABLE,
}


@pytest.mark.parametrize("name", ["bank.txt", "bank.xml", "bank.dat", ""])
def test_the_format_is_told_by_what_is_in_the_file(name: str) -> None:
    for format, data in BANKS.items():
        assert read(name, data).format == format
    assert read(name, PACKAGE).format == "qti"
    assert read(name, template("zh")).format == "table"


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"Dear all,\nsee below.", b"<html><p>x</p></html>", b"\x89PNG\r\n\x1a\n\0\0", b"<rss/>"],
)
def test_what_is_no_bank_is_said(data: bytes) -> None:
    found = read("letter.txt", data)
    assert (found.seen, codes(found) <= {"empty", "format_unknown"}) == (0, True)
    assert [fault.warning for fault in found.faults] == [False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_comes_in_every_encoding(encoding: str) -> None:
    found = read("bank.gift", GIFT.split("\n\n")[0].encode(encoding))
    assert one(found)["prompt"] == {"zh": "先做什么？"}
    assert codes(found) == ({"encoding_guessed"} if encoding == "gb18030" else set())


def test_western_letters_come_in_windows_1252() -> None:
    found = read("bank.gift", GIFT.split("\n\n")[1].encode("windows-1252"))
    assert one(found)["options"][0]["text"] == {"en": "naïve"}
    assert found.notes[0].params["encoding"] == "windows-1252"


def test_a_broken_sign_is_counted_and_not_passed_over() -> None:
    found = read("bank.gift", "::a::质量第一，客户至上？{T}".encode() + b"\xe8\n")
    assert "encoding_broken" in codes(found)


def test_a_question_in_another_language_is_told() -> None:
    assert "language_other" in codes(read("bank.gift", "::a::Какой ответ правильный? {=первый ~второй}".encode()))


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
EVIL = {
    "xml_entities": f'<!DOCTYPE quiz [<!ENTITY e0 "ha">{BOMB}]><quiz>&e9;</quiz>'.encode(),
    "xml_entities_outside": b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "xml_deep": b"<quiz>" + b"<a>" * 500,
    "zip_outside": package({"../../evil.xml": ITEM}),
    "zip_outside_absolute": package({"/etc/evil.xml": ITEM}),
    "zip_outside_drive": package({"C:\\evil.xml": ITEM}),
    "zip_bomb": package({"a.xml": b"0" * 20_000_000}),
    "zip_broken": PACKAGE[:-40],
}


@pytest.mark.parametrize("what", EVIL)
def test_hostile_files_are_refused_with_a_reason(what: str) -> None:
    found = read("evil", EVIL[what])
    assert (found.seen, found.drafts) == (0, ())
    (fault,) = found.faults
    assert what.startswith(fault.code.removeprefix("questions."))
    assert not fault.warning


def test_links_and_locks_in_packages_are_refused() -> None:
    for code, change in (("zip_link", {"external_attr": 0o120777 << 16}), ("zip_locked", {"flag_bits": 1})):
        entry = zipfile.ZipInfo("a.xml")
        for name, value in change.items():
            setattr(entry, name, value)
        with pytest.raises(packed.Rejected) as why:
            packed._look_at(entry)
        assert why.value.code == code


def test_a_picture_path_that_leads_out_of_a_package_finds_nothing() -> None:
    evil = ITEM.replace("<itemBody>", '<itemBody><p><img src="../../../etc/passwd.png" alt="x"/>See.</p>')
    found = read("p.zip", package({"imsmanifest.xml": manifest("a.xml"), "a.xml": evil}))
    assert one(found)["prompt"] == {"en": "[x]See."}
    assert "picture_missing" in codes(found)


def test_entities_inside_a_package_stop_that_file_only() -> None:
    files = {"imsmanifest.xml": manifest("a.xml", "b.xml"), "a.xml": ITEM, "b.xml": EVIL["xml_entities"]}
    found = read("p.zip", package(files))
    assert (found.seen, len(found.drafts)) == (2, 1)
    assert {"xml_entities", "qti_item_broken"} <= codes(found)


def test_a_file_too_large_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "LARGEST", 10)
    assert codes(read("bank.gift", GIFT.encode())) == {"too_large"}


def sound(found: Import) -> None:
    assert found.seen == len(found.drafts) + len(found.reported)
    assert "unforeseen" not in codes(found), found.faults


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([*BANKS.values(), PACKAGE]), st.data())
def test_cut_or_garbled_anywhere_a_file_raises_nothing(bank: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(bank)))
    end = data.draw(st.integers(start, len(bank)))
    stuff = data.draw(
        st.binary(max_size=6) | st.sampled_from([b"{", b"}", b"<", b"&", b"]]>", b"::", b"\n\n", b"[[g1]]"])
    )
    sound(read("bank", bank[:end]))
    sound(read("bank", bank[:start] + stuff + bank[end:]))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from([b"", b"<quiz>", b"PK\x03\x04", b"::a::", b"ANSWER: A\n", b"\xff\xfe"]))
def test_no_bytes_whatever_raise_anything(data: bytes, start: bytes) -> None:
    sound(read("bank", start + data))


def test_everything_that_can_be_said_has_words_in_both_languages() -> None:
    said = re.compile(
        r"(?:warn|note|NotTaken|Hostile|Rejected|wrong|leave_out|_refused)\(\s*(?:[a-z_.]+, )*f?\"([a-z_]+)[\"{]"
    )
    known = {key.removeprefix("questions.") for key in section("questions")}
    assert {"xml_cut", "row_cut", "row_width", "row_faults", "qti_item_missing", "qti_item_broken"} <= known
    for path in Path(questions.__file__).parent.rglob("*.py"):
        prefix = "export_" if path.parent.name == "export" else ""
        for code in said.findall(path.read_text(encoding="utf-8")):
            assert any(key.startswith(prefix + code) for key in known), (path.name, code)
