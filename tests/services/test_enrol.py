"""A roster changes what it says and nothing else."""

from collections.abc import Callable

from conftest import ROSTER

from sqm_training.records import people
from sqm_training.services import enrol
from sqm_training.services.installation import Installation

HEAD = "工号,姓名,门店编码,门店,岗位,用工状态"


def apply(house: Installation, text: str) -> enrol.Preview:
    return enrol.apply(house, "roster.csv", text.encode(), "HR")[0]


def test_the_same_roster_again_changes_nothing(house: Installation) -> None:
    seen = apply(house, ROSTER)
    assert (seen.adds, seen.changes, seen.faults) == ([], [], [])


def test_a_column_the_file_lacks_changes_nothing(house: Installation, who: Callable[[str], str]) -> None:
    seen = apply(house, f"{HEAD}\nTR01,陈平,SH001,上海浦东店,培训师,在职\n")
    assert [row["before"] for row in seen.changes] == [{"name": "陈老师"}]
    line = people.one(house.store, who("TR01"))
    assert line is not None
    assert (line["name"], line["region"], str(line["since"])) == ("陈平", "华东大区", "2018-03-01")
    assert people.rights(house.store, who("TR01")) == [("assessor", "SH001"), ("trainer", "SH001")]


def test_rights_alone_may_change(house: Installation, who: Callable[[str], str]) -> None:
    seen = apply(house, f"{HEAD},权限\n00086,张伟,SH001,上海浦东店,维修技师,在职,考评员\n")
    assert [row["before"] for row in seen.changes] == [{"access": []}]
    assert people.rights(house.store, who("00086")) == [("assessor", "SH001")]
    apply(house, f"{HEAD},权限\n00086,张伟,SH001,上海浦东店,维修技师,在职,\n")
    assert people.rights(house.store, who("00086")) == []


def test_who_is_not_in_the_file_stays(house: Installation, who: Callable[[str], str]) -> None:
    before = len(people.everybody(house.store))
    seen = apply(house, f"{HEAD}\n00086,张伟,SH001,上海浦东店,维修技师,离职\n")
    assert [row["employee_no"] for row in seen.leaves] == ["00086"]
    assert len(people.everybody(house.store)) == before
