from itertools import product
from typing import Any

import pytest

from sqm_training.labs import kinds
from sqm_training.labs.order import WorkOrder
from tests.labs.specs import order


def lab(**changes: Any) -> WorkOrder:
    found = kinds.read(order() | changes)
    assert isinstance(found, WorkOrder)
    return found


def filled(**changes: Any) -> dict[str, Any]:
    """The best answer with some entries filled otherwise."""
    best: dict[str, dict[str, Any]] = lab().best()["filled"]
    return {
        "filled": {
            station: {name: changes.get(name.replace("-", "_"), value) for name, value in entries.items()}
            for station, entries in best.items()
        }
    }


def lost(answer: Any) -> float:
    return next(note.params["n"] for note in lab().judge(answer).notes if note.code == "lost")


def test_an_order_without_a_gap_is_worth_everything_and_loses_no_minute() -> None:
    assert (lab().judge(filled()).score, lost(filled())) == (1.0, 0)


def test_no_way_through_beats_the_best() -> None:
    one = lab()
    offered = {"who": ("wrong", "right", "other"), "torque": ("wrong", "right"), "total": (0, 876.5, 877)}
    best = one.best()["filled"]
    scores = {
        one.judge(
            {
                "filled": {
                    station: entries | {n: v for n, v in zip(offered, chosen, strict=True) if n in entries}
                    for station, entries in best.items()
                }
            }
        ).score
        for chosen in product(*offered.values())
    }
    assert max(scores) == 1
    assert sorted(scores)[-2] < 1


def test_a_gap_costs_its_minutes_even_when_it_is_mended() -> None:
    wrong = filled(issued=2, who="wrong")
    assert lost(wrong) == lost(wrong | {"mended": {"issued": 1}}) == 15 + 25


def test_what_is_put_right_once_it_came_to_light_is_worth_half() -> None:
    wrong = filled(signed="other")
    parts = {part.id: part for part in lab().judge(wrong | {"mended": {"signed": "right"}}).parts}
    assert (parts["parts:signed"].fraction, parts["parts:signed"].given) == (0.5, "other")
    assert lab().judge(wrong).score < lab().judge(wrong | {"mended": {"signed": "right"}}).score < 1


def test_mending_what_was_right_or_mending_it_wrongly_changes_nothing() -> None:
    assert lab().judge(filled() | {"mended": {"signed": "wrong"}}).score == 1
    wrong = filled(signed="other")
    assert lab().judge(wrong | {"mended": {"signed": "wrong"}}).score == lab().judge(wrong).score


def test_the_settlement_is_the_bill_to_the_cent() -> None:
    assert lab().best()["filled"]["settle"]["total"] == 876.5
    assert lab().judge(filled(total=876)).score < 1


def test_stations_still_to_come_are_not_told() -> None:
    result = lab().judge({"filled": {"dispatch": {"who": "right"}}})
    assert {part.id for part in result.parts} == {"dispatch:who", "dispatch:dispatch-gate"}
    assert not result.complete


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"filled": {"wash": {}}},
        {"filled": {"dispatch": {"who": "gone"}}},
        {"filled": {"parts": {"issued": "1"}}},
        {"filled": {}, "mended": {"who": "right"}},
        {"mended": []},
    ],
)
def test_an_order_there_cannot_be_is_refused(answer: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        lab().judge(answer)


def test_a_gap_that_came_to_light_before_it_was_made_is_a_fault() -> None:
    spec = order()
    spec["stations"][3]["entries"][0]["gap"]["at"] = "dispatch"
    with pytest.raises(ValueError, match="torque: its gap"):
        kinds.read(spec)


def test_gaps_and_keys_are_not_shown() -> None:
    shown = str(lab().shown())
    assert not any(word in shown for word in ("'key'", "'why'", "'gap'"))
