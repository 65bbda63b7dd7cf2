"""Moodle XML: every kind of question there is one of ours for, and every other by its name."""

import pytest

from sqm_training.exchange.questions import Import, read
from tests.exchange.questions.banks import PNG, PNG_TEXT, SCRIPTED, answer, codes, draft, one, question, quiz


def moodle(*questions: str) -> Import:
    return read("bank.xml", quiz(*questions))


def test_one_right_option_with_remarks_tags_and_an_id() -> None:
    found = draft(
        moodle(
            question(
                "multichoice",
                "<single>true</single>" + answer("<b>yes</b>", 100, "Right.") + answer("no", 0)
                + "<generalfeedback><text>Because.</text></generalfeedback><idnumber>BR_7</idnumber>"
                + "<tags><tag><text>difficulty:2</text></tag></tags><defaultgrade>2</defaultgrade>",
            )
        )
    )  # fmt: skip
    assert (found.document["kind"], found.document["key"], found.document["id"]) == ("single", "a", "br-7")
    assert found.document["options"][0] == {"id": "a", "text": {"en": "yes"}, "why": {"en": "Right."}}
    assert (found.document["why"], found.document["difficulty"], found.points) == ({"en": "Because."}, 2, 2.0)


def test_several_right_options_keep_their_rule() -> None:
    answers = answer("a", 50) + answer("b", 50) + answer("c", -100)
    found = one(moodle(question("multichoice", "<single>false</single>" + answers)))
    assert (found["key"], found["scoring"]) == (["a", "b"], "wrong_is_zero")


def test_all_or_nothing_has_a_type_of_its_own() -> None:
    found = one(moodle(question("multichoiceset", answer("a", 100) + answer("b", 100) + answer("c", 0))))
    assert (found["kind"], found["scoring"]) == ("multiple", "all_or_nothing")


def test_true_or_false_says_why_to_those_who_missed_it() -> None:
    found = draft(moodle(question("truefalse", answer("true", 0, "It is not.") + answer("false", 100))))
    assert (found.document["key"], found.document["why"]) == (False, {"en": "It is not."})


def test_numbers_have_a_tolerance_and_a_unit_in_both_languages() -> None:
    units = "".join(
        f"<unit><multiplier>1</multiplier><unit_name>{name}</unit_name></unit>" for name in ("牛·米", "N·m")
    )
    inner = '<answer fraction="100"><text>3,5</text><tolerance>0.1</tolerance></answer>' + answer("*", 0)
    found = one(moodle(question("numerical", inner + f"<units>{units}</units>")))
    assert (found["key"], found["tolerance"], found["unit"]) == (3.5, 0.1, {"zh": "牛·米", "en": "N·m"})


def test_pairs_and_partners_too_many() -> None:
    pairs = "".join(
        f"<subquestion><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in (("oil", "drum"), ("rags", "bin"), ("", "shelf"))
    )
    found = one(moodle(question("matching", pairs)))
    assert found["key"] == {"l1": "r1", "l2": "r2"}
    assert [option["text"]["en"] for option in found["right"]] == ["drum", "bin", "shelf"]


def test_an_order_is_told_by_the_weights() -> None:
    found = one(moodle(question("ordering", answer("two", 2) + answer("one", 1) + answer("three", 3))))
    assert [option["text"]["en"] for option in found["options"]] == ["one", "two", "three"]


def test_embedded_answers_become_gaps() -> None:
    text = "<p>Fill in.</p><p>{1:SHORTANSWER:=Sort~%50%Tidy} then {2:NM:=3.5:0.1} or {1:MCV:=x &amp; \\} y#so~z}</p>"
    found = moodle(question("cloze", "", text))
    document = one(found)
    assert document["prompt"] == {"en": "Fill in."}
    assert document["passage"] == {"en": "[[g1]] then [[g2]] or [[g3]]"}
    assert document["gaps"][0]["accept"] == ["Sort"]
    assert document["gaps"][1] == {"ask": "number", "id": "g2", "key": 3.5, "tolerance": 0.1}
    assert document["gaps"][2]["options"][0]["text"] == {"en": "x & } y"}
    assert codes(found) == {"half_right_lost", "gap_weights"}


@pytest.mark.parametrize(("kind", "tag"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_words_to_be_put_into_gaps(kind: str, tag: str) -> None:
    words = "".join(
        f"<{tag}><text>{word}</text><group>{g}</group></{tag}>" for word, g in (("a", 1), ("b", 1), ("c", 2))
    )
    found = one(moodle(question(kind, words, "The [[2]] and [[3]].")))
    assert found["passage"] == {"en": "The [[g1]] and [[g2]]."}
    assert [option["text"]["en"] for option in found["gaps"][0]["options"]] == ["a", "b"]
    assert found["gaps"][0]["key"] == "b"


def test_markers_on_a_picture_become_places_to_find() -> None:
    drop = "<drop><no>1</no><shape>{0}</shape><coords>{1}</coords><choice>1</choice></drop>"
    inner = f'<file name="a.png" encoding="base64">{PNG_TEXT}</file><drag><no>1</no><text>leak</text></drag>'
    found = moodle(
        question("ddmarker", inner + drop.format("rectangle", "0,0;1,0.5") + drop.format("circle", "1,1;0.2"))
    )
    regions = one(found)["regions"]
    assert regions[0] == {"id": "s1", "box": [0.0, 0.0, 1.0, 0.5], "text": {"en": "leak"}}
    assert "shape_boxed" in codes(found)


def test_gaps_between_signs_of_the_question_itself() -> None:
    found = one(moodle(question("gapfill", "<delimitchars>%%</delimitchars>", "First %sort|tidy%, then %shine%.")))
    assert [gap["accept"] for gap in found["gaps"]] == [["sort", "tidy"], ["shine"]]


def test_both_languages_of_the_multilang_filter_are_used() -> None:
    span = '<span lang="{0}" class="multilang">{1}</span>'
    text = span.format("zh_cn", "哪一个？") + span.format("en", "Which one?")
    inner = (
        "<single>true</single>" + answer("3.5", 100) + answer(span.format("zh", "无") + span.format("en", "none"), 0)
    )
    found = one(moodle(question("multichoice", inner, text)))
    assert found["prompt"] == {"zh": "哪一个？", "en": "Which one?"}
    assert [option["text"] for option in found["options"]] == [{"zh": "3.5", "en": "3.5"}, {"zh": "无", "en": "none"}]


def test_a_picture_in_the_file_is_kept_and_an_unsafe_or_distant_one_is_named() -> None:
    import base64

    file = '<file name="{0}" path="/" encoding="base64">{1}</file>'
    see = '看图 <img src="@@PLUGINFILE@@/a%20b.png" alt="标牌">'
    found = draft(moodle(question("essay", "", see, files=file.format("a b.png", PNG_TEXT))))
    assert found.pictures[found.document["picture"]["file"]] == PNG
    bad = base64.b64encode(SCRIPTED).decode()
    text = '<img src="@@PLUGINFILE@@/x.svg" alt="drawing"> and <img src="http://a.b/c.png">'
    unsafe = moodle(question("essay", "", text, files=file.format("x.svg", bad)))
    assert one(unsafe)["prompt"] == {"en": "[drawing] and […]"}
    assert {"picture_unsafe", "picture_outside"} <= codes(unsafe)


def test_script_and_media_are_left_out_aloud() -> None:
    found = moodle(question("essay", "", "a<script>steal()</script><video src='x'></video> b"))
    assert one(found)["prompt"] == {"en": "a b"}
    assert {"lost_script", "lost_media"} <= codes(found)


def test_kinds_we_do_not_have_are_reported_by_name() -> None:
    names = ["stack", "calculated", "coderunner", "ddimageortext", "brandnew"]
    found = moodle(*(question(name, "") for name in names), question("description", ""))
    assert [fault.params.get("kind") for fault in found.reported] == [*names, "description"]
    assert found.reported[-1].code == "questions.no_question"
    assert found.reported[-1].warning


def test_a_broken_file_gives_what_is_whole_and_names_the_rest() -> None:
    whole, cut = question("truefalse", answer("true", 100) + answer("false", 0)), question("essay", "", "a & b")
    data = quiz(whole, cut.replace("<![CDATA[", "").replace("]]>", ""), question("numerical", ""))
    found = read("bank.xml", data)
    assert (found.seen, len(found.drafts)) == (3, 1)
    assert [fault.code for fault in found.reported] == ["questions.xml_cut"] * 2
    assert next(fault for fault in found.notes if fault.code == "questions.xml_broken").row == 4


def test_names_of_html_signs_and_chinese_encodings_are_understood() -> None:
    text = '<?xml version="1.0" encoding="gb2312"?><quiz>' + question("essay", "", "质量&nbsp;第一").replace(
        "<![CDATA[", ""
    )
    found = read("bank.xml", text.replace("]]>", "").encode("gb18030") + b"</quiz>")
    assert one(found)["prompt"] == {"zh": "质量 第一"}
