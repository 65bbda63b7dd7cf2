"""Code practicals, run for real: nothing written here is trusted, nothing hidden is told."""

from typing import Any

import pytest

from sqm_training.domain.item import Code
from sqm_training.domain.marking import samples
from sqm_training.sandbox.job import Unavailable
from sqm_training.services import examine
from tests.domain.items import item

ORDERS = "工单号,门店,金额\n" + "\n".join(f"W{n},{'SH001' if n % 3 else 'BJ001'},{n * 10}" for n in range(1, 40)) + "\n"
OTHERS = "工单号,门店,金额\n" + "\n".join(f"W{n},{'SH001' if n % 2 else 'CD001'},{n * n}" for n in range(1, 30)) + "\n"


def task(**changes: Any) -> Code:
    parts = {
        "given": "import pandas as pd\norders = pd.read_csv('工单.csv')",
        "cells": [
            {"id": "mean", "reference": "by_store = orders.groupby('门店')['金额'].mean()"},
            {"id": "top", "reference": "top = by_store.idxmax()"},
        ],
        "names": ["by_store", "top"],
        "checks": [
            {
                "id": "mean",
                "title": {"zh": "均值", "en": "Mean"},
                "points": 3,
                "code": "same(by_store, reference['by_store'])",
            },
            {"id": "top", "title": {"zh": "最高", "en": "Top"}, "points": 1, "code": "same(top, reference['top'])"},
        ],
        "sets": [{"files": {"工单.csv": ORDERS}}, {"files": {"工单.csv": OTHERS}}],
    }
    found = item("code", **parts | changes)
    assert isinstance(found, Code)
    return found


RIGHT = {
    "mean": "by_store = orders.pivot_table(index='门店', values='金额')['金额']",
    "top": "top = by_store.sort_values().index[-1]",
}


def test_the_authors_solution_passes_the_authors_checks() -> None:
    examine.prove(task())
    assert examine.checked(task(), samples(task()).right) == {"mean": 3, "top": 1}


def test_another_way_to_the_same_result_is_right() -> None:
    assert examine.checked(task(), RIGHT) == {"mean": 3, "top": 1}


def test_a_part_earns_its_part() -> None:
    assert examine.checked(task(), RIGHT | {"top": "top = 'nobody'"}) == {"mean": 3, "top": 0}


@pytest.mark.parametrize(
    "cell",
    [
        "by_store = pd.Series({'BJ001': 210.0, 'SH001': 195.0})",  # right for the data everybody sees
        "by_store = None",
        "by_store = float('nan')",
        "raise SystemExit",
        "import os; os._exit(0)",
        "while True: pass",
        "class A(float):\n    __eq__ = lambda *_: True\nby_store = A(1)",
        "import sys; sys.settrace(lambda *a: None); by_store = {'BJ001': True}",
        "by_store = open('sqm-values.json').read()",
        "reference = {'by_store': 1}; by_store = reference['by_store']",
    ],
)
def test_no_trick_earns_a_point(cell: str) -> None:
    assert examine.checked(task(), {"mean": cell, "top": "top = 1"}) == {"mean": 0, "top": 0}


def test_nothing_written_is_nothing_earned_without_a_run() -> None:
    assert examine.checked(task(), {}) == {"mean": 0, "top": 0}


def test_a_task_whose_own_solution_fails_marks_nobody() -> None:
    broken = task(
        cells=[{"id": "mean", "reference": "by_store = orders['none']"}, {"id": "top", "reference": "top = 1"}]
    )
    with pytest.raises(examine.Faulty):
        examine.checked(broken, RIGHT)


def test_without_a_sandbox_nothing_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unavailable):
        examine.checked(task(), RIGHT)


def test_a_try_tells_what_was_printed_and_what_went_wrong_and_no_more() -> None:
    told = examine.tried(task(), {"mean": "print(len(orders)); by_store = 1", "top": "1 / 0"})
    assert told["printed"].strip().startswith("39")
    assert "ZeroDivisionError" in told["errors"]["top"]
    assert told["names"] == {"by_store": True, "top": False}
    assert "reference" not in str(told)


def test_an_endless_try_ends() -> None:
    assert examine.tried(task(), {"mean": "while True: pass"})["ended"] == "timed_out"
