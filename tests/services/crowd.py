"""Many candidates at once: their attempts as facts in a real store, each answer as able as they are."""

import math
import random
from datetime import timedelta
from typing import Any

from sqm_training.domain import marking
from sqm_training.domain.item import Item, Single
from sqm_training.domain.paper import Question, draw
from sqm_training.records import people
from sqm_training.records.tables import attempt, attempt_step, mark
from sqm_training.services import enrol, publish
from sqm_training.services.installation import Installation

HEAD = "工号,姓名,门店编码,门店,岗位,用工状态\n"
STORES = ("SH001,上海浦东店", "BJ001,北京亦庄店")


def crowd(
    house: Installation, n: int, seed: int = 1, paper: str = "technician-L1", named: str = "C", ability: float = 1.0
) -> list[str]:
    """`n` new technicians of two stores who have each sat the paper once, marked to the end; their internal ids."""
    lines = [f"{named}{who:04},学员{who},{STORES[who % 2]},维修技师,在职\n" for who in range(n)]
    enrol.apply(house, "crowd.csv", (HEAD + "".join(lines)).encode(), "administrator")
    known = {row["employee_no"]: row["person"] for row in people.everybody(house.store)}
    persons = [known[f"{named}{who:04}"] for who in range(n)]
    chance = random.Random(seed)
    for person in persons:
        sat(house, person, chance, ability=chance.gauss(ability, 1), paper=paper)
    return persons


def sat(
    house: Installation, person: str, chance: random.Random, ability: float = 1.0, number: int = 1,
    paper: str = "technician-L1", pace: float = 1.0, whole: bool = True,
) -> str:  # fmt: skip
    """One attempt of somebody of this ability; `pace` stretches its times, `whole` marks the written answers too."""
    newest = publish.newest_paper(house, paper)
    assert newest is not None
    drawn = draw(newest.paper, chance.getrandbits(48))
    pools = {(slot.id, item.id): item for slot in newest.paper.slots for item in slot.pool}
    key, began = f"{person}-{number}", house.now()
    steps: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    at = began
    for seq, question in enumerate(drawn.questions, 1):
        item = pools[question.slot, question.item]
        answer, share = _answered(item, chance, ability)
        at += timedelta(seconds=pace * math.exp(chance.gauss(3.5, 0.4)))
        step = {"attempt": key, "kind": "answer", "slot": question.slot, "seq": seq, "answer": answer, "at": at}
        steps.append(step | {"device": "phone", "late": False})
        if whole or item.kind != "free_text":
            marks.append(_marked(key, question, item, share))
    with house.store.write(person, began) as ledger:
        frame = {"paper": paper, "version": newest.paper.version, "deadline": began + timedelta(minutes=40)}
        ledger.add(attempt, id=key, person=person, number=number, draw=drawn.model_dump(mode="json"), **frame)
        ledger.add_many(attempt_step, steps)
        closing = {"attempt": key, "slot": None, "seq": None, "answer": None, "late": False, "at": at}
        ledger.add_many(attempt_step, [closing | {"kind": kind, "device": None} for kind in ("submit", "mark")])
        ledger.add_many(mark, marks)
        ledger.log("attempt.start", key, person=person)
    return key


def _answered(item: Item, chance: random.Random, ability: float) -> tuple[Any, float]:
    known = marking.samples(item)
    hard = random.Random(item.id).gauss(0, 0.8)  # the same for everybody
    right = chance.random() < 1 / (1 + math.exp(hard - ability))
    if item.kind == "free_text":
        return known.right, float(right)
    if right:
        return known.right, 1.0
    if isinstance(item, Single):
        wrong = [option.id for option in item.options if option.id != item.key]
        return chance.choices(wrong, range(len(wrong), 0, -1))[0], 0.0
    return known.wrong, marking.fraction(item, known.wrong) or 0.0


def _marked(key: str, question: Question, item: Item, share: float) -> dict[str, Any]:
    source = "person" if item.kind == "free_text" else "machine"
    mine = {"attempt": key, "slot": question.slot, "points": round(share * question.points, 4)}
    return mine | {"source": source, "rubric": {}, "comment": ""}
