"""Two hundred technicians who sat a paper of five items, one of them with a wrong key, and are marked."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.story import PAPER, PaperBook, Story
from sqlalchemy import select

from sqm_training.domain.item import Single, TrueFalse
from sqm_training.domain.paper import Draw, PaperVersion, draw
from sqm_training.records import tables
from sqm_training.services import enrol, gather, mark, publish
from sqm_training.services.installation import Installation

HEAD = "工号,姓名,门店编码,门店,岗位,权限,用工状态"
STAFF = "AP01,冯批,HQ,集团总部,人力资源,approver,在职\nAP02,卫批,HQ,集团总部,维修技师,approver,在职\n"
KPIS = "月份,工号,指标代码,数值,样本数\n" + "".join(
    f"2026-10,{number},{code},{value},60\n"
    for number in ("T000", "T100")
    for code, value in (("FTFR", "95%"), ("RWK", "2%"), ("TEFF", "1.0"), ("TUT", "0.85"))
)


@dataclass(frozen=True)
class Group:
    """People who answered alike: the item in question, and so many of the four others right."""

    first: int
    last: int
    chose: str | None  # the option of the item in question
    others: int

    @property
    def numbers(self) -> list[str]:
        return [f"T{number:03d}" for number in range(self.first, self.last)]


@dataclass(frozen=True)
class Cohort:
    """The item, the key it was published with, the key it should have had, and who answered what."""

    item: str
    old: str
    new: str
    groups: dict[str, Group]

    def numbers(self, *names: str) -> list[str]:
        return [number for name in names for number in self.groups[name].numbers]


def paper(blueprint: dict[str, Any]) -> None:
    """One single choice and four statements, 20 points each; 80 passes."""
    common = {"title": {"zh": "题", "en": "items"}, "points": 20, "marking": "machine"}
    asked = common | {"id": "asked", "competencies": ["C2.4-01"], "kinds": ["single"], "count": 1}
    others = common | {"id": "others", "competencies": ["C3.3-06"], "kinds": ["true_false"], "count": 4}
    for rule in ("sections", "each_competency", "pilots", "exposure_cap"):
        blueprint.pop(rule, None)
    blueprint |= {"slices": [asked, others], "pass_mark": 80}


def gather_cohort(house: Installation) -> Cohort:
    """Enrol them, have them sit, mark them: certificates are awarded for the paper alone."""
    story = Story(house)
    story.edit(house.settings.assessments / "papers" / f"{PAPER}.yaml", paper)
    story.edit_rules(lambda found: found[0].update(courses=[], practical=None))
    version = publish.paper(house, PAPER, "administrator")
    (item,) = publish.frozen(house, PAPER, version).paper.slots[0].pool
    assert isinstance(item, Single)
    new, wrong, *_ = (option.id for option in item.options if option.id != item.key)
    cohort = Cohort(item.id, item.key, new, _groups(item.key, new, wrong))
    lines = [f"{number},技师{number},SH001,上海浦东店,维修技师,,在职" for number in cohort.numbers(*cohort.groups)]
    enrol.apply(house, "cohort.csv", "\n".join([HEAD, *lines, STAFF]).encode(), "administrator")
    _sit(story, version, cohort)
    mark.by_machine(house, PaperBook())
    _marked_by_hand(story, cohort)
    gather.figures(house, "kpis.csv", KPIS.encode(), "HR", True)
    return cohort


def _groups(old: str, new: str, wrong: str) -> dict[str, Group]:
    return {
        "robbed of a pass": Group(0, 80, new, 3),
        "robbed of points": Group(80, 100, new, 4),
        "passed by the mistake": Group(100, 140, old, 3),
        "given points": Group(140, 150, old, 4),
        "wrong": Group(150, 180, wrong, 4),
        "silent": Group(180, 190, None, 3),
        "marked by hand": Group(190, 200, new, 3),
    }


def _sit(story: Story, version: int, cohort: Cohort) -> None:
    """All at once, as the facts that sitting one by one leaves behind."""
    now, sat = story.house.now(), publish.frozen(story.house, PAPER, version).paper
    rows, steps = [], []
    for group in cohort.groups.values():
        for number in group.numbers:
            drawn, key = draw(sat, int(number[1:])), f"a{number}"
            common = {"paper": PAPER, "version": version, "number": 1, "deadline": now + timedelta(minutes=40)}
            rows.append(common | {"id": key, "person": story.who(number), "draw": drawn.model_dump(mode="json")})
            given = _answers(sat, drawn, group)
            steps += [_step(key, "answer", slot=slot, seq=1, answer=answer) for slot, answer in given]
            steps.append(_step(key, "submit"))
    with story.house.store.write("cohort", now) as ledger:
        ledger.add_many(tables.attempt, rows)
        ledger.add_many(tables.attempt_step, steps)


def _step(attempt: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"attempt": attempt, "kind": kind, "slot": None, "seq": None, "answer": None, "late": False, **more}


def _answers(sat: PaperVersion, drawn: Draw, group: Group) -> list[tuple[str, Any]]:
    items = {item.id: item for slot in sat.slots for item in slot.pool}
    found, right = list[tuple[str, Any]](), group.others
    for question in drawn.questions:
        item = items[question.item]
        if isinstance(item, TrueFalse):
            found.append((question.slot, item.key if right > 0 else not item.key))
            right -= 1
        elif group.chose is not None:
            found.append((question.slot, group.chose))
    return found


def _marked_by_hand(story: Story, cohort: Cohort) -> None:
    """A person once gave these five points, for a reason of their own."""
    with story.house.store.write(story.who("TR01"), story.house.now()) as ledger:
        for number in cohort.numbers("marked by hand"):
            row = ledger.row(select(tables.attempt).where(tables.attempt.c.person == story.who(number)))
            assert row is not None
            fact = {"attempt": row["id"], "slot": "s01", "points": 5.0, "source": "person"}
            ledger.add(tables.mark, **fact, rubric={}, comment="当场说明了理由")
