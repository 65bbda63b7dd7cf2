"""QTI 2.1 to 3.0, items and packages, and the plain items of 1.2."""

import pytest

from sqm_training.exchange.questions import Import, read
from tests.exchange.questions.banks import PNG, codes, draft, item, manifest, one, package, response, template

CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{0}"><prompt>Which?</prompt>'
    '<simpleChoice identifier="A">a<feedbackInline outcomeIdentifier="F" identifier="A">Not that.</feedbackInline>'
    '</simpleChoice><simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C">c</simpleChoice>'
    "</choiceInteraction>"
)
SINGLE = item("<p>Look.</p>" + CHOICE.format(1), response("identifier", "B"), template("match_correct"))
MAPPING = (
    '<mapping><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="C" mappedValue="1"/>'
    '<mapEntry mapKey="B" mappedValue="{0}"/></mapping>'
)


def qti(text: str) -> Import:
    return read("item.xml", text.encode())


def test_a_choice_with_its_text_its_prompt_and_its_remarks() -> None:
    found = draft(qti(SINGLE))
    assert found.document["prompt"] == {"en": "Look.\n\nWhich?"}
    assert (found.document["key"], found.document["options"][0]["why"]) == ("b", {"en": "Not that."})
    assert (found.title, found.document["id"]) == ("Title", "q1")


@pytest.mark.parametrize(
    ("loss", "processing", "scoring"),
    [
        ("-1", "map_response", "right_minus_wrong"),
        ("-2", "map_response", "wrong_is_zero"),
        ("-1", "match_correct", "all_or_nothing"),
    ],
)
def test_how_several_right_options_are_scored(loss: str, processing: str, scoring: str) -> None:
    declared = response("identifier", "A", "C", cardinality="multiple", more=MAPPING.format(loss))
    found = one(qti(item(CHOICE.format(0), declared, template(processing))))
    assert (found["kind"], found["key"], found["scoring"]) == ("multiple", ["a", "c"], scoring)


def test_scoring_nobody_can_tell_is_said() -> None:
    declared = response("identifier", "A", "C", cardinality="multiple")
    assert "scoring_all_or_nothing" in codes(qti(item(CHOICE.format(0), declared)))


def test_the_third_edition_under_its_own_names() -> None:
    text = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="m3" title="质量">
    <qti-response-declaration identifier="R" cardinality="single" base-type="identifier"><qti-correct-response>
    <qti-value>b</qti-value></qti-correct-response></qti-response-declaration>
    <qti-item-body><p>哪一个？</p><qti-choice-interaction response-identifier="R" max-choices="1">
    <qti-simple-choice identifier="a">甲</qti-simple-choice><qti-simple-choice identifier="b">乙</qti-simple-choice>
    </qti-choice-interaction></qti-item-body>
    <qti-modal-feedback outcome-identifier="F" identifier="rationale" show-hide="show">因为乙。</qti-modal-feedback>
    </qti-assessment-item>"""
    found = one(qti(text))
    assert (found["key"], found["prompt"], found["why"]) == ("b", {"zh": "哪一个？"}, {"zh": "因为乙。"})


def test_a_word_typed_into_a_sentence() -> None:
    more = '<mapping><mapEntry mapKey="York" mappedValue="2"/><mapEntry mapKey="york" mappedValue="1"/></mapping>'
    body = '<p>Winter of <textEntryInteraction responseIdentifier="RESPONSE"/> made</p>'
    found = qti(item(body, response("string", "York", more=more), template("map_response")))
    assert (one(found)["prompt"], one(found)["accept"]) == ({"en": "Winter of _____ made"}, ["York"])
    assert codes(found) == {"half_right_lost"}


def test_a_number_with_the_tolerance_it_is_compared_with() -> None:
    processing = (
        '<responseProcessing><responseCondition><responseIf><equal toleranceMode="relative" tolerance="5 5">'
        '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal></responseIf></responseCondition>'
        "</responseProcessing>"
    )
    body = '<p>How many?</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    found = one(qti(item(body, response("float", "40"), processing)))
    assert (found["prompt"], found["key"], found["tolerance"]) == ({"en": "How many?"}, 40, 2)


def test_gaps_to_choose_and_to_type_make_a_cloze() -> None:
    body = (
        '<p>Intro.</p><p>First <inlineChoiceInteraction responseIdentifier="R"><inlineChoice identifier="X">sort'
        '</inlineChoice><inlineChoice identifier="Y">shine</inlineChoice></inlineChoiceInteraction>, then '
        '<textEntryInteraction responseIdentifier="S"/>.</p>'
    )
    found = one(qti(item(body, response("identifier", "X", name="R") + response("string", "shine", name="S"))))
    assert (found["prompt"], found["passage"]) == ({"en": "Intro."}, {"en": "First [[g1]], then [[g2]]."})


def test_pairs_gaps_and_orders() -> None:
    sides = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{one}" matchMax="1">{one}</simpleAssociableChoice>' for one in side
        )
        + "</simpleMatchSet>"
        for side in ("CD", "XYZ")
    )
    pairs = response("directedPair", "C Y", "D X", cardinality="multiple")
    found = one(
        qti(
            item(
                f'<matchInteraction responseIdentifier="RESPONSE"><prompt>Match</prompt>{sides}</matchInteraction>',
                pairs,
            )
        )
    )
    assert [found["right"][int(found["key"][left][1]) - 1]["text"]["en"] for left in ("l1", "l2")] == ["Y", "X"]
    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill</prompt><gapText identifier="W" matchMax="1">w'
        '</gapText><gapText identifier="V" matchMax="1">v</gapText><p>A <gap identifier="G"/> b</p>'
        "</gapMatchInteraction>"
    )
    found = one(qti(item(body, response("directedPair", "V G", cardinality="multiple"))))
    assert (found["passage"], found["gaps"][0]["key"]) == ({"en": "A [[g1]] b"}, "b")
    body = CHOICE.format(0).replace("choiceInteraction", "orderInteraction")
    found = one(qti(item(body, response("identifier", "C", "A", "B", cardinality="ordered"))))
    assert found["key"] == ["c", "a", "b"]


def test_what_is_no_single_question_is_reported_by_name() -> None:
    two = item(CHOICE.format(1) + CHOICE.format(1).replace("choiceInter", "orderInter"), response("identifier", "A"))
    upload = item('<uploadInteraction responseIdentifier="RESPONSE"/>', response("file"))
    templated = item(CHOICE.format(1), '<templateDeclaration identifier="X"/>' + response("identifier", "A"))
    nothing = item("<p>Read this.</p>")
    told = [
        (fault.code, fault.params.get("kind"))
        for text in (two, upload, templated, nothing)
        for fault in qti(text).reported
    ]
    assert told == [
        ("questions.qti_composite", None), ("questions.kind_unknown", "uploadInteraction"),
        ("questions.kind_unknown", "templateProcessing"), ("questions.no_question", None),
    ]  # fmt: skip


def test_a_package_is_read_whole_with_pictures_shared_text_and_categories() -> None:
    hotspot = item(
        '<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Where?</prompt>'
        '<object data="../img/a.png" type="image/png" width="100" height="50">map</object>'
        '<hotspotChoice identifier="A" shape="rect" coords="20,20,40,40"/></hotspotInteraction>',
        response("identifier", "A"), identifier="hot",
    )  # fmt: skip
    shared = SINGLE.replace("<itemBody>", '<assessmentStimulusRef identifier="s" href="../s.xml"/><itemBody>')
    test = (
        '<assessmentTest title="Test"><testPart><assessmentSection title="Part 1"><assessmentItemRef identifier="a"'
        ' href="items/a.xml"/><assessmentItemRef identifier="n" href="items/none.xml"/></assessmentSection></testPart>'
        "</assessmentTest>"
    )
    found = read("p.zip", package({
        "imsmanifest.xml": manifest("items/a.xml", "items/hot.xml", "items/gone.xml"),
        "test.xml": test, "items/a.xml": shared, "items/hot.xml": hotspot, "img/a.png": PNG,
        "s.xml": "<assessmentStimulus><stimulusBody><p>The case.</p></stimulusBody></assessmentStimulus>",
        "items/stray.xml": SINGLE.replace('"q1"', '"q2"'),
        "items/broken.xml": "<assessmentItem identifier='b'><itemBody>",
    }))  # fmt: skip
    assert (found.seen, len(found.drafts)) == (6, 3)
    assert {fault.params["name"] for fault in found.reported} == {"items/gone.xml", "items/none.xml", "b"}
    first = next(one for one in found.drafts if one.category)
    assert (first.category, first.document["prompt"]) == ("Test/Part 1", {"en": "The case.\n\nLook.\n\nWhich?"})
    spot = next(one for one in found.drafts if one.document["kind"] == "hotspot")
    assert spot.document["regions"][0]["box"] == [0.2, 0.4, 0.2, 0.4]
    assert spot.pictures[spot.document["picture"]["file"]] == PNG


def test_a_test_without_its_items_names_each() -> None:
    found = qti('<assessmentTest title="T"><assessmentItemRef identifier="a" href="a.xml"/></assessmentTest>')
    assert [fault.params["name"] for fault in found.reported] == ["a.xml"]


OLD = """<questestinterop><assessment title="Quiz"><section>
<item ident="i1" title="One"><presentation><material><mattext texttype="text/html">&lt;p&gt;What?&lt;/p&gt;</mattext>
</material><response_lid ident="r" rcardinality="Single"><render_choice><response_label ident="1"><material>
<mattext>a</mattext></material></response_label><response_label ident="2"><material><mattext>b</mattext></material>
</response_label></render_choice></response_lid></presentation><resprocessing><respcondition><conditionvar>
<varequal respident="r">2</varequal></conditionvar><setvar action="Set">100</setvar></respcondition>
</resprocessing></item>
<item ident="i2" title="Two"><presentation><material><mattext>Who?</mattext></material><response_str ident="r">
<render_fib/></response_str></presentation><resprocessing><respcondition><conditionvar><or>
<varequal respident="r">Ford</varequal><varequal respident="r">Henry</varequal></or></conditionvar>
<setvar>1</setvar></respcondition></resprocessing></item>
<item ident="i3" title="Three"><presentation><response_xy ident="r"/></presentation></item>
</section></assessment></questestinterop>"""


def test_plain_items_of_the_first_edition_and_others_by_name() -> None:
    found = qti(OLD)
    assert [(one.document["kind"], one.category) for one in found.drafts] == [
        ("single", "Quiz"),
        ("short_text", "Quiz"),
    ]
    assert (found.drafts[0].document["key"], found.drafts[1].document["accept"]) == ("b", ["Ford", "Henry"])
    assert [fault.params["kind"] for fault in found.reported] == ["response_xy"]
