from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sqm_training.domain.review import (
    CertificatePoints,
    Part,
    Policy,
    Standing,
    assessment_part,
    certificate_part,
    kpi_part,
    score,
)
from tests.domain.test_kpi import figure, kpi

POLICY = Policy(
    post="technician",
    weights={"kpi": 60, "assessment": 25, "certificate": 15},
    kpis={"FTFR": 60, "RWK": 40},
    minimum_coverage=0.6,
)


WORTH = CertificatePoints.model_validate({"expired": 40})


def part(code: str, worth: float | None) -> Part:
    return Part(code=code, group="kpi", score=worth)


def scored(ftfr: float | None, rwk: float | None, percent: float | None, state: Standing | None) -> Any:
    parts = [part("FTFR", ftfr), part("RWK", rwk), assessment_part(percent, "a1"), certificate_part(state, "N1", WORTH)]
    return score(POLICY, parts)


def test_a_full_review_weighs_every_part() -> None:
    came = scored(100, 50, 80, "valid")
    assert came.value == pytest.approx(0.36 * 100 + 0.24 * 50 + 0.25 * 80 + 0.15 * 100)
    assert came.coverage == 1
    assert came.groups == {"kpi": 80, "assessment": 80, "certificate": 100}


def test_a_missing_figure_drops_out_and_is_not_zero() -> None:
    came = scored(100, None, 100, "valid")
    assert came.value == 100
    assert came.coverage == pytest.approx(0.76)
    assert [one.weight for one in came.parts if one.score is None] == [0]
    assert sum(one.weight for one in came.parts) == pytest.approx(1)


def test_with_too_little_known_there_is_no_score_but_a_reason() -> None:
    came = scored(None, 50, None, "valid")
    assert (came.value, came.reason) == (None, "coverage")
    assert came.coverage == pytest.approx(0.39)


def test_coverage_that_just_reaches_the_minimum_is_enough() -> None:
    assert scored(100, 100, None, None).value == 100


def test_with_nothing_known_there_is_no_score() -> None:
    assert scored(None, None, None, None).value is None


def test_a_small_sample_is_drawn_to_the_stores_mean_and_says_so() -> None:
    one = kpi_part(kpi(), [figure(0.6, 10)], store_mean=0.9)
    assert one.small_sample
    assert (one.raw, one.n, one.rule, one.note) == (0.6, 10, "kpi.shrunk", "shrunk")
    assert one.value == pytest.approx((10 * 0.6 + 50 * 0.9) / 60)


def test_without_a_store_mean_a_small_sample_is_flagged_but_stays_as_it_is() -> None:
    one = kpi_part(kpi(), [figure(0.8, 10)], store_mean=None)
    assert (one.small_sample, one.value, one.rule, one.note) == (True, 0.8, "kpi.linear", None)


def test_a_large_sample_stands_for_itself() -> None:
    one = kpi_part(kpi(), [figure(0.8, 30), figure(0.8, 20, "2026-02")], store_mean=0.1)
    assert (one.small_sample, one.value, one.n) == (False, pytest.approx(0.8), 50)


def test_a_stores_figure_is_nobodys_small_sample() -> None:
    assert not kpi_part(kpi(level="store"), [figure(0.8, 5)], store_mean=0.9).small_sample


def test_a_kpi_without_figures_is_missing() -> None:
    one = kpi_part(kpi(), [], store_mean=0.9)
    assert (one.score, one.note) == (None, "missing")


def test_every_part_names_its_rule() -> None:
    parts = kpi_part(kpi(), [figure(0.8, 60)], None), assessment_part(80, "a1"), certificate_part("valid", "N1", WORTH)
    assert [one.rule for one in parts] == ["kpi.linear", "assessment.best", "certificate.standing"]


@pytest.mark.parametrize(
    ("state", "worth"), [("valid", 100), ("expiring", 100), ("expired", 40), ("revoked", 0), (None, None)]
)
def test_a_certificate_counts_as_it_stands(state: Standing | None, worth: float | None) -> None:
    assert certificate_part(state, None, WORTH).score == worth


@given(*[st.none() | st.floats(0, 100)] * 3)
def test_a_score_lies_between_its_lowest_and_its_highest_part(
    ftfr: float | None, rwk: float | None, percent: float | None
) -> None:
    came = scored(ftfr, rwk, percent, "valid")
    known = [one for one in (ftfr, rwk, percent, 100.0) if one is not None]
    assert came.value is None or min(known) - 0.06 <= came.value <= max(known) + 0.06


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(ValidationError, match="weights"):
        Policy(post="technician", weights={"kpi": 0}, kpis={})
    with pytest.raises(ValidationError, match="weights"):
        Policy(post="technician", weights={"kpi": 60, "assessment": 40}, kpis={})


@pytest.mark.parametrize("points", [{"expired": 101}, {"none": -1}, {"valid": 50}, {"lapsed": 10}])
def test_points_that_make_no_sense_are_refused(points: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        CertificatePoints.model_validate(points)
