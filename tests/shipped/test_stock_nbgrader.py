"""Stock nbgrader, run by an administrator on an export, gives every shipped item the mark our rule gives.

`make test` takes one notebook of items chosen by chance; `make check-content` takes them all.
"""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from sqm_training.domain.attempt import SlotAnswer
from sqm_training.domain.item import BY_HAND, Item
from sqm_training.domain.marking import fraction, samples
from sqm_training.domain.paper import PaperVersion, Slot
from sqm_training.records.gradebook import Gradebook, export
from tests.domain.papers import blueprint, part
from tests.records.candidates import HANDED_IN
from tests.records.test_gradebook_export import nbgrader
from tests.shipped.content import items

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own
    pytest.mark.timeout(900),
]

POINTS = 6.0
IN_ONE = 90  # items in a notebook
SAMPLE = 24
HALF_A_DIGIT = 5e-5  # a mark is kept to four decimals
NAME = "all-v1-a1"


def notebooks() -> list[list[Item]]:
    """Items a machine marks, each notebook a mixture of all banks and kinds."""
    found = [item for item in items() if item.use == "exam" and item.kind not in BY_HAND]
    random.Random(20261125).shuffle(found)
    chunks = [found[at : at + IN_ONE] for at in range(0, len(found), IN_ONE)]
    return chunks if os.environ.get("SQM_FULL") else [found[:SAMPLE]]


def answers(chosen: list[Item], which: str) -> list[SlotAnswer]:
    return [
        SlotAnswer(
            slot=f"s{at:02d}",
            item=item.id,
            version=item.version,
            prompt=item.prompt,
            parameters=item.values(at),
            answer=given(item, at, which),
        )
        for at, item in enumerate(chosen, 1)
    ]


def given(item: Item, seed: int, which: str) -> Any:
    """Right, wrong, or by turns."""
    proof = samples(item.variant(item.values(seed)))
    return proof.right if which == "right" or (which == "mixed" and seed % 2) else proof.wrong


@pytest.mark.parametrize("chosen", notebooks(), ids=lambda chosen: chosen[0].id)
def test_stock_nbgrader_agrees_with_the_rule_on_what_we_ship(chosen: list[Item], tmp_path: Path) -> None:
    slots = tuple(
        Slot(id=f"s{at:02d}", slice="all", points=POINTS, marking="machine", pool=(item,))
        for at, item in enumerate(chosen, 1)
    )
    paper = PaperVersion(blueprint=blueprint(part("all", len(chosen), points=POINTS)), version=1, slots=slots)
    book = Gradebook(tmp_path / "nbgrader")
    book.publish(NAME, paper)
    marks = {}
    for which in ("right", "wrong", "mixed"):
        book.mark(NAME, which, answers(chosen, which), HANDED_IN)
        marks[which] = book.points(NAME, which)
        rule = {
            f"s{at:02d}": fraction(item.variant(item.values(at)), given(item, at, which))
            for at, item in enumerate(chosen, 1)
        }
        assert marks[which] == {
            slot: pytest.approx(POINTS * (share or 0), abs=HALF_A_DIGIT) for slot, share in rule.items()
        }
    export(book, tmp_path / "course")
    nbgrader(tmp_path / "course", "autograde", NAME, "--force")
    copy = Gradebook(tmp_path / "course")
    assert {which: copy.points(NAME, which) for which in marks} == marks
