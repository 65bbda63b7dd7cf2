from itertools import product
from typing import Any

import pytest

from sqm_training.labs import kinds
from sqm_training.labs.stock import VETO, Stock
from tests.labs.specs import stock, text


def lab(**changes: Any) -> Stock:
    found = kinds.read(stock() | changes)
    assert isinstance(found, Stock)
    return found


def answer(**changes: Any) -> dict[str, Any]:
    """The best decisions, some of them changed."""
    return lab().best() | changes


def fraction(part: str, **changes: Any) -> float:
    return next(one.fraction for one in lab().judge(answer(**changes)).parts if one.id == part)


def test_the_best_decisions_are_worth_everything_and_the_worst_next_to_nothing() -> None:
    assert lab().judge(lab().best()).score == 1
    assert lab().judge(lab().worst()).score <= 0.2


def test_no_reorder_setting_costs_less_than_the_best() -> None:
    one = lab()
    for article in stock()["articles"]:
        scores = {
            (point, lot): fraction(
                f"policy:{article['id']}", policy=one.best()["policy"] | {article["id"]: [point, lot]}
            )
            for point, lot in product(article["points"], article["lots"])
        }
        best = one.best()["policy"][article["id"]]
        assert scores[tuple(best)] == 1 == max(scores.values())
        assert min(scores.values()) < 0.5


def test_an_article_is_a_until_four_fifths_of_the_money_are_reached() -> None:
    assert answer()["abc"] == {"pads": "A", "filter": "B", "clip": "C"}
    assert fraction("abc:clip", abc={"clip": "A"}) == 0


def test_the_stock_take_counts_by_the_money_it_finds() -> None:
    assert answer()["count"] == ["pads"]
    assert fraction("count", count=["clip"]) == pytest.approx(20 / (4 * 280), abs=1e-4)
    assert fraction("count", count=["filter"]) == 0


def test_a_counterfeit_let_in_halves_the_score_at_least() -> None:
    for way in ("in", "claim"):
        result = lab().judge(answer(boxes=answer()["boxes"] | {"counterfeit": way}))
        assert result.score == VETO
        assert [note.code for note in result.notes] == ["veto"]


def test_holding_a_sound_box_back_is_wrong_without_being_a_veto() -> None:
    result = lab().judge(answer(boxes=answer()["boxes"] | {"sound": "hold"}))
    assert VETO < result.score < 1
    assert result.notes == ()


def test_a_try_shows_the_quarter_and_scores_nothing() -> None:
    result = lab().judge({"policy": {"pads": [20, 24]}})
    assert (result.complete, result.score, result.parts) == (False, 0, ())
    assert result.shown["now"]["articles"]["pads"]["short"] < result.shown["today"]["articles"]["pads"]["short"]


def test_figures_follow_the_formulas_of_the_house() -> None:
    found = lab().judge({}).shown["now"]
    asked, short = (sum(one[what] for one in found["articles"].values()) for what in ("asked", "short"))
    assert found["fill"] == pytest.approx(1 - short / asked, abs=1e-4)
    cost = {one["id"]: one["cost"] for one in stock()["articles"]}
    issued = sum((one["asked"] - one["short"]) * cost[name] for name, one in found["articles"].items())
    assert found["turn"] == pytest.approx(issued * 4 / (sum(found["stocks"]) / 13), abs=0.02)


def test_dead_stock_that_leaves_makes_stock_turn_faster() -> None:
    gone, stays = (lab().judge({"dead": {"lamp": way}}).shown["now"] for way in ("return", "keep"))
    assert gone["turn"] > stays["turn"]
    assert (gone["dead"], stays["dead"] > 0) == (0, True)


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"abc": {"gone": "A"}},
        {"abc": {"pads": "D"}},
        {"count": ["pads", "clip"]},
        {"count": ["pads", "pads"]},
        {"dead": {"lamp": "sell"}},
        {"boxes": {"sound": "out"}},
        {"boxes": {"gone": "in"}},
        {"policy": {"pads": [3, 6]}},
        {"policy": {"gone": [2, 6]}},
        {"colour": "red"},
    ],
)
def test_what_is_no_decision_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab().judge(wrong)


def test_who_is_examined_is_not_told_what_lies_on_the_shelf_or_in_a_box() -> None:
    shown = lab().shown()
    told = {name for one in (*shown["articles"], *shown["boxes"]) for name in one}
    assert not told & {"shelf", "weekly", "rises", "factor", "fake", "holds", "why"}
    assert "seed" not in shown
    assert all("worth" not in way for one in shown["dead"] for way in one["ways"])


def test_a_task_that_names_what_there_is_not_is_a_fault() -> None:
    article, box, dead = stock()["articles"][0], stock()["boxes"][0], stock()["dead"][0]
    with pytest.raises(ValueError, match="no such article"):
        lab(boxes=[box | {"article": "gone"}])
    with pytest.raises(ValueError, match="not on offer"):
        lab(articles=[article | {"today": [3, 6]}, *stock()["articles"][1:]])
    with pytest.raises(ValueError, match="no way is right"):
        lab(dead=[dead | {"ways": [way | {"worth": 0.5, "text": text("x")} for way in dead["ways"]]}])
