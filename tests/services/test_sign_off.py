"""A practical is signed off by an assessor who is somebody else; a broken veto step fails the whole."""

from typing import Any

import pytest
import yaml
from services.story import BJ001, EVERYBODY, PRACTICAL, SH001, Story, refused
from sqlalchemy import select

from sqm_training.domain.practical import Practical, Tick
from sqm_training.records import tables
from sqm_training.services import enrol, sign_off

HEAD = "工号,姓名,门店编码,门店,岗位,用工状态"


@pytest.fixture
def practical(story: Story) -> Practical:
    return story.house.shelf.practicals[PRACTICAL]


def observe(story: Story, ticks: dict[str, Tick], by: str = "TR01", whom: str = "00086") -> dict[str, Any]:
    return sign_off.observe(story.house, story.who(by), story.who(whom), PRACTICAL, ticks, "")


def ticks(practical: Practical, **changed: Tick) -> dict[str, Tick]:
    return {step.id: changed.get(step.id, "ok") for step in practical.steps}


def roster(story: Story, line: str) -> None:
    enrol.apply(story.house, "r.csv", f"{HEAD}\n{line}\n".encode(), "HR")


def test_all_ticked_is_passed_and_kept_with_who_saw_it(story: Story, practical: Practical) -> None:
    came = observe(story, ticks(practical))
    assert (came["score"], came["vetoed"], came["passed"]) == (100, False, True)
    (row,) = sign_off.observations(story.house, person=story.who("00086"))
    assert (row["by"], row["version"], row["steps"]) == (story.who("TR01"), practical.version, ticks(practical))


def test_one_broken_veto_step_fails_the_whole_however_good_the_rest(story: Story, practical: Practical) -> None:
    veto = next(step.id for step in practical.steps if step.veto)
    for tick in ("not_ok", "na"):
        came = observe(story, {**ticks(practical), veto: tick})
        assert (came["vetoed"], came["passed"]) == (True, False)


def test_every_step_is_ticked_and_no_other(story: Story, practical: Practical) -> None:
    full = ticks(practical)
    missing = dict(list(full.items())[1:])
    for wrong in (missing, {**full, "made-up": "ok"}, {**missing, practical.steps[0].id: "maybe"}):
        with refused("practical.incomplete"):
            observe(story, wrong)  # type: ignore[arg-type]
    assert story.house.store.rows(select(tables.observation)) == []


def test_nobody_signs_off_themselves(story: Story, practical: Practical) -> None:
    roster(story, "TR01,陈老师,SH001,上海浦东店,维修技师,在职")
    with refused("observe.self"):
        observe(story, ticks(practical), by="TR01", whom="TR01")
    names = {one["name"] for one in sign_off.candidates(story.house, SH001, story.who("TR01"), PRACTICAL)}
    assert names == {"张伟", "李娜"}


def test_only_people_at_work_in_the_post_are_observed(story: Story, practical: Practical) -> None:
    roster(story, "00087,李娜,SH001,上海浦东店,维修技师,离职")
    for whom in ("00087", "00088"):
        with refused("observe.not_theirs"):
            observe(story, ticks(practical), whom=whom)


def test_an_assessor_sees_candidates_of_their_stores_with_the_latest_result(story: Story, practical: Practical) -> None:
    observe(story, {**ticks(practical), practical.steps[0].id: "not_ok"})
    observe(story, ticks(practical))
    found = {one["name"]: one["last"] for one in sign_off.candidates(story.house, SH001, "somebody", PRACTICAL)}
    assert found["李娜"] is None
    assert found["张伟"]["passed"]
    assert sign_off.candidates(story.house, BJ001, "somebody", PRACTICAL) == []


def test_checklists_come_in_the_order_of_the_ladder(story: Story, practical: Practical) -> None:
    folder = story.house.settings.assessments / "practicals"
    for name in ("cashier-L1", "technician-L2"):
        other = practical.model_dump(mode="json") | {"id": name}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(other, allow_unicode=True), "utf-8")
    story.edit_rules(lambda rules: rules.append(rules[0] | {"grade": "L2", "practical": "technician-L2"}))
    came = [one.id for one in sign_off.checklists(story.house)]
    assert came == [PRACTICAL, "technician-L2", "cashier-L1"], "what no rule asks for comes last"


def test_there_is_no_practical_of_that_name(story: Story) -> None:
    with refused("practical.unknown"):
        sign_off.candidates(story.house, EVERYBODY, "somebody", "none")
