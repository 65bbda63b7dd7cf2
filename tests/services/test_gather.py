"""Figures come in whole or not at all; later ones supersede earlier ones; each knows its file and row."""

import pytest
from services.story import Story
from sqlalchemy import select

from sqm_training.errors import Faults
from sqm_training.records import tables
from sqm_training.services import gather

HEAD = "月份,工号,指标代码,数值,样本数"


def bring(story: Story, rows: str, name: str = "kpis.csv", apply: bool = True) -> dict[str, object]:
    return gather.figures(story.house, name, f"{HEAD}\n{rows}".encode(), "HR", apply)


def kept(story: Story) -> int:
    return len(story.house.store.rows(select(tables.kpi_figure)))


def test_a_check_writes_nothing(story: Story) -> None:
    seen = bring(story, "2026-07,00086,FTFR,95%,60\n", apply=False)
    assert (seen["rows"], seen["months"], seen["applied"], kept(story)) == (1, ["2026-07"], False, 0)


def test_one_fault_blocks_the_whole_file(story: Story) -> None:
    rows = "2026-07,00086,FTFR,95%,60\n2026-07,nobody,FTFR,95%,60\n2026-07,00087,NONE,1,1\n"
    with pytest.raises(Faults) as wrong:
        bring(story, rows)
    assert [(fault.row, fault.code) for fault in wrong.value.faults] == [
        (3, "import.person_unknown"),
        (4, "import.code_unknown"),
    ]
    assert kept(story) == 0


def test_a_later_figure_supersedes_the_earlier_one_and_both_are_kept(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,95%,60\n", "first.csv")
    bring(story, "2026-07,00086,RWK,2%,60\n2026-07,00086,FTFR,91%,61\n", "second.csv")
    standing = {
        row["code"]: (row["value"], row["file"], row["row"]) for row in gather.standing(story.house, ["2026-07"])
    }
    assert standing == {"FTFR": (0.91, "second.csv", 3), "RWK": (0.02, "second.csv", 2)}
    assert kept(story) == 3


def test_months_are_those_with_figures(story: Story) -> None:
    bring(story, "2026-08,00086,FTFR,95%,60\n2026-07,00086,FTFR,95%,60\n")
    assert gather.months(story.house) == ["2026-07", "2026-08"]
    assert gather.standing(story.house, ["2026-09"]) == []


def test_a_blank_value_is_no_figure(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,,60\n2026-08,00086,FTFR,95%,60\n")
    assert [row["month"] for row in gather.standing(story.house, ["2026-07", "2026-08"])] == ["2026-08"]


def test_a_store_there_is_not_is_a_fault(story: Story) -> None:
    text = "月份,门店编码,指标代码,数值,样本数\n2026-07,XX999,CNT,97%,60\n"
    with pytest.raises(Faults) as wrong:
        gather.figures(story.house, "kpis.csv", text.encode(), "HR", True)
    assert [fault.code for fault in wrong.value.faults] == ["import.store_unknown"]


def test_the_longest_file_name_fits(story: Story) -> None:
    bring(story, "2026-07,00086,FTFR,95%,60\n", "长" * 300 + ".csv")
    assert gather.standing(story.house, ["2026-07"])[0]["file"].endswith(".csv")
