import pytest

from sqm_training.domain.paper import TooFew
from sqm_training.domain.translation import untranslated
from tests.domain.items import EACH, item, options
from tests.domain.papers import paper, part

CHINESE = {"zh": "先断电，再验电", "en": "先断电，再验电"}


def test_items_in_both_languages_lack_neither() -> None:
    assert [untranslated(one) for one in EACH] == [set()] * len(EACH)


def test_english_that_is_still_chinese_is_found_however_deep() -> None:
    choices = options("a", "b", "c")
    choices[2]["why"] = CHINESE
    assert untranslated(item("single", options=choices)) == {"en"}
    assert untranslated(item("single", prompt=CHINESE)) == {"en"}
    assert untranslated(item("numeric", unit={"zh": "毫米", "en": "毫米"})) == {"en"}


def test_a_question_without_a_chinese_word_lacks_chinese() -> None:
    assert untranslated(item("single", prompt={"zh": "What next?", "en": "What next?"})) == {"zh"}


@pytest.mark.parametrize(
    "words", [{"zh": "“三包”指什么？", "en": "What does 三包 mean?"}, {"zh": "读数？", "en": "12.5 V?"}]
)
def test_a_term_quoted_and_a_mere_figure_lack_nothing(words: dict[str, str]) -> None:
    assert untranslated(item("single", prompt=words)) == set()


def test_options_may_be_figures_and_codes() -> None:
    figures = [{"id": key, "text": {"zh": code, "en": code}} for key, code in (("a", "P0300"), ("b", "P0171"))]
    assert untranslated(item("single", options=figures)) == set()


def test_nobody_is_asked_what_they_cannot_read() -> None:
    half = item("single", "half", prompt=CHINESE)
    assert [one.id for one in paper(part("one", 1), items=[half, item("single")]).slots[0].pool] == ["t-single"]
    with pytest.raises(TooFew):
        paper(part("one", 1), items=[half])
