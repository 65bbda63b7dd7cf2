"""Items with parameters: each candidate meets values of their own, and the key follows."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.domain.expression import Broken, names, value
from sqm_training.domain.item import ITEM, Item
from sqm_training.domain.key import key, points
from sqm_training.domain.marking import fraction, samples
from sqm_training.domain.paper import draw
from tests.domain.items import both, item
from tests.domain.papers import paper, part

BILL: dict[str, Any] = {
    "prompt": {
        "zh": "{car}：工时{hours}小时，每小时{rate}元，配件{parts}元。",
        "en": "{car}: {hours} h at {rate}, parts {parts}.",
    },
    "parameters": {
        "hours": {"low": 0.5, "high": 3, "step": 0.5},
        "rate": {"of": [80, 100, 120]},
        "parts": {"low": 1000, "high": 2000, "step": 50},
        "car": {"of": [{"zh": "轿车", "en": "a saloon"}, {"zh": "越野车", "en": "an SUV"}]},
    },
    "derived": {"labour": "hours * rate"},
    "key": "labour + parts",
    "tolerance": 0.5,
    "why": {"zh": "工时费{labour}元加配件费{parts}元。", "en": "Labour {labour} plus parts {parts}."},
}


def bill(**changes: Any) -> Item:
    return item("numeric", "t-bill", **BILL | changes)


def faults_of(**changes: Any) -> set[str]:
    with pytest.raises(ValidationError) as wrong:
        bill(**changes)
    return {error["type"] for error in wrong.value.errors()}


@given(seed=st.integers())
def test_the_key_follows_the_values(seed: int) -> None:
    one = bill()
    met = one.values(seed)
    variant = one.variant(met)
    assert fraction(variant, str(met["hours"] * met["rate"] + met["parts"])) == 1.0
    assert fraction(variant, samples(variant).wrong) == 0.0


def test_who_only_looks_sees_an_item_as_somebody_meets_it() -> None:
    assert "{" not in bill().example.prompt.zh + bill().example.why.en
    assert bill().example == bill().example
    plain = item("single", "t-plain")
    assert plain.example is plain


def test_the_same_seed_gives_the_same_item_and_another_another() -> None:
    one = bill()
    assert one.values(7) == one.values(7)
    assert len({json.dumps(one.values(seed)) for seed in range(20)}) > 10


def test_words_are_filled_in_in_the_language_around_them() -> None:
    shown = bill().variant(
        {"hours": 1.5, "rate": 100.0, "parts": 1050.0, "car": {"zh": "轿车", "en": "a saloon"}, "labour": 150.0}
    )
    assert shown.prompt.zh == "轿车：工时1.5小时，每小时100元，配件1,050元。"
    assert shown.prompt.en == "a saloon: 1.5 h at 100, parts 1,050."
    assert shown.why.en == "Labour 150 plus parts 1,050."


def test_a_statement_is_true_or_false_by_its_values() -> None:
    limits = {"wear": {"low": 1, "high": 4, "step": 1}}
    one = item(
        "true_false",
        prompt={"zh": "剩{wear}毫米应更换。", "en": "{wear} mm left: replace."},
        parameters=limits,
        key="wear < 3",
    )
    met = {seed: one.values(seed) for seed in range(12)}
    assert {one.variant(values).key for values in met.values()} == {True, False}  # type: ignore[union-attr]
    assert all(one.variant(values).key == (values["wear"] < 3) for values in met.values())  # type: ignore[union-attr]


def test_a_gap_may_be_worked_out() -> None:
    gaps = [{"ask": "number", "id": "sum", "key": "a + 1"}]
    passage = {"zh": "{a}加1等于[[sum]]", "en": "{a} and 1 make [[sum]]"}
    one = item("cloze", passage=passage, gaps=gaps, parameters={"a": {"low": 1, "high": 9}})
    assert fraction(one.variant({"a": 4.0}), {"sum": "5"}) == 1.0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": "labour + tax"}, "item.expression"),
        ({"key": "__import__('os')"}, "item.expression"),
        ({"key": "labour / (hours - hours)"}, "item.expression"),
        ({"derived": {"labour": "hours *"}}, "item.expression"),
        ({"derived": {"labour": "parts * car"}}, "item.expression"),
        ({"derived": {"hours": "1 + 1"}}, "item.parameter_twice"),
        ({"prompt": both("{nobody}")}, "item.placeholder_unknown"),
        ({"parameters": {}, "derived": {}}, "item.expression_without_parameters"),
        ({"parameters": BILL["parameters"] | {"hours": {"low": 3, "high": 1}}}, "item.span_empty"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused(changes: dict[str, Any], code: str) -> None:
    assert code in faults_of(**changes)


def test_options_that_come_out_alike_are_refused() -> None:
    options = [{"id": one, "text": both(words)} for one, words in (("a", "{n}"), ("b", "3"))]
    with pytest.raises(ValidationError, match="option_text_twice"):
        item("single", options=options, key="a", parameters={"n": {"low": 1, "high": 3}})


def test_a_drawn_question_keeps_its_values_and_the_hidden_test_marks_by_them() -> None:
    one = bill()
    drawn = draw(paper(part("sum", 1, kinds=["numeric"]), items=[one]), 5).questions[0]
    right = samples(one.variant(drawn.parameters)).right
    given = {"item": one.id, "version": 1, "parameters": drawn.parameters, "answer": right}
    pool = json.loads(json.dumps({one.id: key(one)}))
    assert points(pool, given, 4.0) == 4.0
    assert points(pool, given | {"answer": "0"}, 4.0) == 0.0
    assert ITEM.validate_json(ITEM.dump_json(one)) == one


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("2 + 3 * 4", 14),
        ("-(a - 1) / 2", -1.5),
        ("round(a * 0.3)", 1),
        ("max(a, 9)", 9),
        ("a >= 4", True),
        ("1 if a > 5 else 2", 2),
    ],
)
def test_expressions_are_arithmetic(code: str, found: float) -> None:
    assert value(code, {"a": 4}) == found


@pytest.mark.parametrize(
    "code",
    [
        "a.real",
        "[a]",
        "a ** 9",
        "(lambda: 1)()",
        "open('x')",
        "'a' * 3",
        "a if",
        "f'{a}'",
        "round(a, b=1)",
        "9" * 301,
        "(" * 200 + ")" * 200,
        "1 < a < 3",
        "True + x.y",
    ],
)
def test_and_nothing_else(code: str) -> None:
    with pytest.raises(Broken):
        names(code)
