"""A review explains: missing is not zero, small samples are drawn to the store, each figure opens to file and row."""

from typing import Any

import pytest
from conftest import Clock
from services.story import BJ001, EVERYBODY, SH001, Story, refused

from sqm_training.services import enrol, gather, review

HEAD = "月份,工号,指标代码,数值,样本数"
ALL_FOUR = """2026-07,00086,FTFR,95%,60
2026-07,00086,RWK,2%,60
2026-07,00086,TEFF,1.0,60
2026-07,00086,TUT,0.85,60
"""
Q3, Q4 = "2026-Q3", "2026-Q4"


def bring(story: Story, rows: str, name: str = "kpis.csv") -> None:
    gather.figures(story.house, name, f"{HEAD}\n{rows}".encode(), "HR", True)


def row(story: Story, period: str = Q3, employee_no: str = "00086") -> dict[str, Any]:
    rows = review.table(story.house, EVERYBODY, period)["rows"]
    return next(one for one in rows if one["employee_no"] == employee_no)


def part(story: Story, code: str, period: str = Q3, employee_no: str = "00086") -> dict[str, Any]:
    parts = review.of(story.house, story.who(employee_no), period)["parts"]
    return next(one for one in parts if one["code"] == code)


# --- figures ------------------------------------------------------------------------------------------


def test_a_missing_figure_is_not_zero_but_leaves_its_weight_to_the_others(story: Story) -> None:
    bring(story, ALL_FOUR)
    whole = row(story)
    bring(story, ALL_FOUR.replace("2026-07", "2026-04").replace("2026-04,00086,TUT,0.85,60\n", ""))
    partly = row(story, "2026-Q2")
    assert part(story, "TUT", "2026-Q2")["score"] is None
    assert part(story, "TUT", "2026-Q2")["weight"] == 0
    assert (whole["parts"]["kpi"], partly["parts"]["kpi"]) == (100, 100)
    assert partly["coverage"] < whole["coverage"]


def test_a_month_without_cases_says_nothing(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,0%,0\n2026-08,00086,FTFR,90%,60\n")
    assert part(story, "FTFR")["value"] == 0.9


def test_months_weigh_by_their_cases(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,80%,60\n2026-08,00086,FTFR,90%,180\n")
    assert part(story, "FTFR")["value"] == pytest.approx(0.875)


def test_a_small_sample_is_drawn_to_its_stores_mean_and_says_so(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,50%,10\n2026-07,00087,FTFR,90%,190\n2026-07,00088,FTFR,10%,500\n")
    seen = part(story, "FTFR")
    mean = (0.5 * 10 + 0.9 * 190) / 200
    assert (seen["small_sample"], seen["raw"], seen["n"]) == (True, 0.5, 10)
    assert seen["store_mean"] == pytest.approx(mean), "of the own store alone"
    assert seen["value"] == pytest.approx((10 * 0.5 + 50 * mean) / 60)
    assert row(story)["small_sample"]
    assert not part(story, "FTFR", employee_no="00087")["small_sample"]


def test_a_stores_month_without_cases_does_not_pull_its_mean(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,50%,10\n2026-07,00087,FTFR,0%,0\n")
    assert part(story, "FTFR")["store_mean"] == 0.5


def test_below_the_minimum_coverage_there_is_no_score_but_a_reason(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,95%,60\n")
    seen = row(story)
    assert (seen["score"], seen["reason_code"]) == (None, "coverage")
    assert seen["coverage"] == pytest.approx(0.39)
    bring(story, ALL_FOUR)
    assert (row(story)["reason_code"], row(story)["coverage"]) == (None, 0.75)


def test_each_figure_opens_to_its_file_and_row(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,90%,60\n2026-08,00086,FTFR,91%,61\n", "july.csv")
    bring(story, "2026-08,00086,RWK,2%,60\n2026-08,00086,FTFR,94%,62\n", "august.csv")
    seen = part(story, "FTFR")
    assert seen["months"] == [
        {"month": "2026-07", "value": 0.9, "n": 60, "file": "july.csv", "row": 2},
        {"month": "2026-08", "value": 0.94, "n": 62, "file": "august.csv", "row": 3},
    ]
    assert seen["definition"]["target"]


def test_a_kpi_policy_weighs_but_nobody_defines_is_missing_and_breaks_nothing(story: Story) -> None:
    bring(story, ALL_FOUR)
    story.edit(story.policy / "review.yaml", lambda rows: rows[0]["kpis"].update(GONE=10))
    assert part(story, "GONE")["note"] == "missing"
    assert row(story)["parts"]["kpi"] == 100


# --- attempts and certificates ------------------------------------------------------------------------


def test_attempt_and_certificate_count_in_the_period_they_fall_in_and_after_it(story: Story, clock: Clock) -> None:
    bring(story, ALL_FOUR)
    story.certified("00086")
    clock.forward(days=100)
    assert (row(story, Q3)["parts"]["assessment"], row(story, Q3)["parts"]["certificate"]) == (None, 0)
    assert (row(story, Q4)["parts"]["assessment"], row(story, Q4)["parts"]["certificate"]) == (100, 100)
    assert row(story, "2027-Q1")["parts"]["certificate"] == 100


def test_a_past_review_does_not_change_when_a_certificate_runs_out(story: Story, clock: Clock) -> None:
    story.certified("00086")
    bring(story, ALL_FOUR.replace("2026-07", "2026-12"))
    clock.forward(days=100)
    before = review.of(story.house, story.who("00086"), Q4)
    clock.forward(days=800)
    assert review.of(story.house, story.who("00086"), Q4) == before
    assert part(story, "certificate", "2028-Q4")["note"] == "expired"


def test_a_day_ends_at_midnight_where_the_stores_are(story: Story, clock: Clock) -> None:
    clock.moment = clock.moment.replace(month=9, day=30, hour=15, minute=50)  # ten to midnight in Shanghai
    late = story.sat("00086")
    clock.moment = clock.moment.replace(hour=16, minute=1)
    story.sat("00087")
    clock.forward(days=30)
    assert part(story, "assessment", Q3)["source"] == late
    assert part(story, "assessment", Q3, "00087")["score"] is None
    assert part(story, "assessment", Q4, "00087")["score"] == 100


def test_policy_says_what_a_standing_is_worth(story: Story, clock: Clock) -> None:
    story.certified("00086")
    clock.forward(days=800)
    assert part(story, "certificate", "2028-Q4")["score"] == 40
    story.edit(story.policy / "review.yaml", lambda rows: rows[0].update(certificate_points={"expired": 10}))
    assert part(story, "certificate", "2028-Q4")["score"] == 10


def test_where_no_certificate_is_asked_for_its_weight_drops_out(story: Story) -> None:
    bring(story, "2026-07,00088,EST,90%,60\n")
    seen = part(story, "certificate", employee_no="00088")
    assert (seen["score"], seen["note"]) == (None, "no_rule")


# --- the table ----------------------------------------------------------------------------------------


def test_the_table_shows_people_at_work_in_scope_whose_post_is_reviewed(story: Story) -> None:
    assert {one["employee_no"] for one in review.table(story.house, SH001, Q3)["rows"]} == {"00086", "00087", "SM01"}
    assert {one["employee_no"] for one in review.table(story.house, BJ001, Q3)["rows"]} == {"00088"}
    text = "工号,姓名,门店编码,门店,岗位,用工状态\n00087,李娜,SH001,上海浦东店,维修技师,离职\n"
    enrol.apply(story.house, "r.csv", text.encode(), "HR")
    assert "00087" not in {one["employee_no"] for one in review.table(story.house, SH001, Q3)["rows"]}


def test_the_newest_whole_quarter_is_shown_first(story: Story) -> None:
    months = "".join(f"2026-{month:02},00086,FTFR,95%,60\n" for month in range(4, 11))
    bring(story, months)
    shown = review.table(story.house, EVERYBODY, "")
    assert (shown["period"], shown["periods"]) == (Q3, [Q4, Q3, "2026-Q2"])


@pytest.mark.parametrize("period", ["2026", "2026-Q5", "2026-Q", "²026-Q1", "0000-Q4", "9999-Q4\n", "x" * 1000])
def test_a_period_there_is_not_is_refused(story: Story, period: str) -> None:
    with refused("review.period_unknown"):
        review.table(story.house, EVERYBODY, period)


def test_a_post_without_a_rule_has_no_review(story: Story) -> None:
    with refused("review.no_rule"):
        review.of(story.house, story.who("TR01"), Q3)


def test_who_took_the_table_is_in_the_trail(story: Story) -> None:
    bring(story, ALL_FOUR)
    assert review.xlsx(story.house, EVERYBODY, story.who("HR01"), Q3, "zh").startswith(b"PK")
    assert story.house.store.verify() == []
