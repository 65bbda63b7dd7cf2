"""What a thousand drawn papers have in common."""

import pytest

from sqm_training.domain.rehearsal import rehearse
from tests.domain.items import item
from tests.domain.papers import PaperVersion, paper, part


def pool(kind: str, number: int, **changes: object) -> list[object]:
    return [item(kind, f"{kind}-{n}", **changes) for n in range(number)]


FLAT = paper(part("one", 4), items=pool("single", 16))


def test_an_item_comes_as_often_as_the_slice_asks_for_items_of_its_pool() -> None:
    came = rehearse(FLAT, 300)
    ((group,),) = (came.groups,)
    assert (group.slices, group.items, group.exposure) == (("one",), 16, pytest.approx(0.25))
    assert (came.exposure, came.exposure_most) == (pytest.approx(0.25), pytest.approx(0.25))


def test_neighbours_share_what_chance_lets_them_share() -> None:
    came = rehearse(FLAT, 1000)
    assert came.overlap == pytest.approx(0.25, abs=0.03)
    assert came.overlap_most >= 0.75
    assert came.again == 0, "a second attempt meets twelve other items"


def test_a_pool_as_small_as_its_slice_makes_all_papers_alike() -> None:
    came = rehearse(paper(part("one", 4), items=pool("single", 4)), 20)
    assert (came.exposure_most, came.overlap, came.overlap_most, came.again) == (1, 1, 1, 1)


@pytest.mark.parametrize(("cap", "enough"), [(0.25, None), (0.2, 20), (0.1, 40)])
def test_a_cap_on_exposure_says_how_many_items_it_takes(cap: float, enough: int | None) -> None:
    assert [one.enough(cap) for one in rehearse(FLAT, 100).over(cap)] == ([enough] if enough else [])


def test_an_item_two_slices_may_take_comes_more_often() -> None:
    shared = paper(
        part("narrow", 2, kinds=["single"]), part("wide", 2), items=[*pool("single", 6), *pool("numeric", 6)]
    )
    found = {one.slices: one.exposure for one in rehearse(shared, 400).groups}
    assert found[("narrow", "wide")] == pytest.approx(2 / 6 + 4 / 6 * 2 / 10, abs=0.03)
    assert found[("wide",)] == pytest.approx(2 / 10, abs=0.03)
    assert sum(found.values()) * 6 == pytest.approx(4)


def test_points_and_difficulty_vary_as_far_as_the_blueprint_lets_them() -> None:
    easy, hard = pool("single", 6, difficulty=1), pool("numeric", 6, difficulty=3, competency="C3.3-03")
    split = paper(part("a", 2, kinds=["single"]), part("b", 1, competencies=["C3.3-03"]), items=[*easy, *hard])
    fixed = rehearse(split, 100)
    assert (fixed.difficulty.mean, fixed.difficulty.sd) == (pytest.approx(5 / 3), pytest.approx(0))
    assert {key: (one.mean, one.sd) for key, one in fixed.points.items()} == {"C3.3-01": (10, 0), "C3.3-03": (5, 0)}
    loose = rehearse(paper(part("any", 3, competencies=["C3.3-01", "C3.3-03"]), items=[*easy, *hard]), 400)
    assert loose.difficulty.mean == pytest.approx(2, abs=0.1)
    assert loose.difficulty.sd > 0.4
    assert loose.points["C3.3-01"].mean + loose.points["C3.3-03"].mean == pytest.approx(15)


def test_items_on_trial_are_left_out() -> None:
    tried: PaperVersion = paper(
        part("one", 4), items=[*pool("single", 16), *pool("numeric", 2, status="pilot")], pilots=2
    )
    assert len(tried.slots) == 6
    assert rehearse(tried, 50).groups == rehearse(FLAT, 50).groups
