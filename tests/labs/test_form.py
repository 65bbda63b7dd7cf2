import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqm_training.labs import bill, form
from sqm_training.labs.form import OPEN, Number, Pick
from tests.labs.specs import number, pick, text

WHAT = Pick.model_validate(pick("what", needs="asked"))
TOTAL = Number.model_validate(number("total", "total"))


def line(kind: str, quantity: float, price: float) -> bill.Line:
    spec = {"id": kind, "text": text(kind), "kind": kind, "quantity": quantity, "price": price}
    return bill.Line.model_validate(spec)


def test_what_was_heard_is_worth_everything_and_the_same_word_unheard_is_a_guess() -> None:
    assert form.worth(WHAT, "right", {"asked"}) == 1
    assert form.worth(WHAT, "right") == 0


def test_saying_that_one_does_not_know_is_worth_half_where_one_cannot_and_nothing_where_one_could() -> None:
    assert form.worth(WHAT, OPEN) == 0.5
    assert form.worth(WHAT, OPEN, {"asked"}) == 0


def test_an_entry_that_needs_nothing_cannot_be_left_open() -> None:
    with pytest.raises(ValueError, match="owner: open"):
        form.read([Pick.model_validate(pick("owner"))], {"owner": OPEN})


def test_a_sum_is_right_to_the_cent() -> None:
    sums = bill.sums((line("labour", 0.7, 380), line("part", 3, 33.33)))
    assert sums == {"labour": 266.0, "parts": 99.99, "total": 365.99}
    assert form.worth(TOTAL, 365.99, sums=sums) == 1
    assert form.worth(TOTAL, 366, sums=sums) == 0


@given(st.lists(st.tuples(st.sampled_from(["labour", "part"]), st.floats(0.1, 99), st.floats(0, 9999)), max_size=8))
def test_labour_and_parts_are_always_the_total(lines: list[tuple[str, float, float]]) -> None:
    sums = bill.sums(tuple(line(*each) for each in lines))
    assert sums["labour"] + sums["parts"] == pytest.approx(sums["total"])


@pytest.mark.parametrize("answer", [{"total": "12"}, {"total": True}, {"total": float("nan")}, {"sum": 3}, [3], None])
def test_a_number_that_is_none_is_refused(answer: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        form.read([TOTAL], answer)


def test_a_key_that_is_not_offered_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no option gone"):
        form.check([Pick.model_validate(pick("what", key="gone"))])
