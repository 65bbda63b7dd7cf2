"""A roster changes what it says and nothing else."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import ROSTER, Clock
from services.story import refused
from sqlalchemy import select

from sqm_training.errors import Faults, Refused
from sqm_training.records import people, tables
from sqm_training.services import enrol
from sqm_training.services.admit import Scope
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


# --- all or nothing -----------------------------------------------------------------------------------


def test_one_fault_blocks_the_whole_file_and_nothing_is_half_written(house: Installation) -> None:
    before = people.everybody(house.store)
    text = f"{HEAD}\nN1,王新,SH001,上海浦东店,维修技师,在职\nN2,李新,SH001,上海浦东店,没有的岗位,在职\n"
    with pytest.raises(Faults) as wrong:
        apply(house, text)
    assert [(fault.row, fault.column) for fault in wrong.value.faults] == [(3, "岗位")]
    assert people.everybody(house.store) == before


def test_a_preview_writes_nothing_and_says_the_same_as_the_import(house: Installation) -> None:
    text = f"{HEAD}\nN1,王新,SH001,上海浦东店,维修技师,在职\n00086,张伟,BJ001,北京亦庄店,维修技师,在职\n"
    shown = enrol.shown(enrol.preview(house, "r.csv", text.encode()))
    assert people.by_number(house.store, "N1") is None
    assert enrol.shown(apply(house, text)) == shown
    assert (len(shown["adds"]), len(shown["changes"]), shown["blocked"]) == (1, 1, False)


def test_two_imports_at_once_add_nobody_twice(house: Installation) -> None:
    text = f"{HEAD}\n" + "".join(f"N{n},王{n},SH001,上海浦东店,维修技师,在职\n" for n in range(20))
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda _: enrol.apply(house, "r.csv", text.encode(), "HR"), range(4))
        assert sorted(len(added) for _, added in done) == [0, 0, 0, 20]


def test_who_comes_back_has_no_rights_left_over(house: Installation, who: Callable[[str], str]) -> None:
    apply(house, f"{HEAD}\nTR01,陈老师,SH001,上海浦东店,培训师,离职\n")
    assert people.rights(house.store, who("TR01")) == []
    apply(house, f"{HEAD}\nTR01,陈老师,SH001,上海浦东店,培训师,在职\n")
    assert people.rights(house.store, who("TR01")) == []


def test_a_leavers_row_with_rights_in_it_gives_none_and_is_no_change_the_second_time(
    house: Installation, who: Callable[[str], str]
) -> None:
    text = f"{HEAD},权限\nTR01,陈老师,SH001,上海浦东店,培训师,离职,trainer\n"
    apply(house, text)
    assert people.rights(house.store, who("TR01")) == []
    assert apply(house, text).changes == []


def test_history_keeps_every_line(house: Installation, who: Callable[[str], str]) -> None:
    apply(house, f"{HEAD}\n00086,张伟,BJ001,北京亦庄店,维修技师,在职\n")
    assert [row["store"] for row in people.history(house.store, who("00086"))] == ["SH001", "BJ001"]


# --- codes --------------------------------------------------------------------------------------------


def wrong(house: Installation, times: int) -> None:
    for _ in range(times):
        with refused("code.wrong"):
            enrol.redeem(house, "00086", "AAAA-AAAA")


@pytest.fixture
def code(house: Installation, who: Callable[[str], str]) -> str:
    return enrol.issue_code(house, who("00086"), "HR")[0]


def test_a_code_is_typed_with_or_without_its_dash_in_small_letters_or_large(house: Installation, code: str) -> None:
    assert enrol.redeem(house, "00086", f" {code.lower().replace('-', ' ')} ")["name"] == "张伟"


def test_a_code_works_once(house: Installation, code: str) -> None:
    enrol.redeem(house, "00086", code)
    with refused("code.used"):
        enrol.redeem(house, "00086", code)


def test_used_by_twenty_at_once_a_code_works_once(house: Installation, code: str) -> None:
    def use(_: int) -> bool:
        try:
            return bool(enrol.redeem(house, "00086", code))
        except Refused:
            return False

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(use, range(20))) == 1


def test_a_code_belongs_to_one_person(house: Installation, code: str) -> None:
    with refused("code.wrong"):
        enrol.redeem(house, "00087", code)


def test_a_code_expires_after_two_weeks(house: Installation, code: str, clock: Clock) -> None:
    clock.forward(days=14)
    with refused("code.expired"):
        enrol.redeem(house, "00086", code)


def test_a_fresh_code_replaces_the_one_before(house: Installation, who: Callable[[str], str], code: str) -> None:
    again, _ = enrol.issue_code(house, who("00086"), "HR")
    with refused("code.wrong"):
        enrol.redeem(house, "00086", code)
    assert enrol.redeem(house, "00086", again)


def test_ten_wrong_codes_lock_for_an_hour_and_no_longer(house: Installation, code: str, clock: Clock) -> None:
    wrong(house, 10)
    for _ in range(3):
        clock.forward(minutes=15)
        with refused("code.locked"):
            enrol.redeem(house, "00086", code)
    clock.forward(minutes=16)
    assert enrol.redeem(house, "00086", code)


def test_a_fresh_code_from_hr_lifts_the_lock(house: Installation, who: Callable[[str], str], code: str) -> None:
    wrong(house, 10)
    again, _ = enrol.issue_code(house, who("00086"), "HR")
    assert enrol.redeem(house, "00086", again)


def test_codes_are_kept_hashed_with_a_key_outside_the_store(house: Installation, code: str) -> None:
    (row,) = house.store.rows(select(tables.code))
    plain = code.replace("-", "")
    assert plain not in str(row)
    assert row["digest"] != hashlib.sha256(f"{row['person']}:{plain}".encode()).hexdigest()


def test_a_leaver_and_a_stranger_get_neither_a_code_nor_in(house: Installation, who: Callable[[str], str]) -> None:
    with refused("login.left"):
        enrol.issue_code(house, who("09999"), "HR")
    with refused("login.left"):
        enrol.redeem(house, "09999", "AAAA-AAAA")
    with refused("login.unknown"):
        enrol.redeem(house, "nobody", "AAAA-AAAA")


def test_a_manager_gives_no_code_to_whose_rights_reach_further(house: Installation) -> None:
    apply(house, f"{HEAD},权限\n00087,李娜,SH001,上海浦东店,维修技师,在职,人力资源\n")
    lines = {row["employee_no"]: row for row in people.everybody(house.store)}
    own_store = Scope(stores=frozenset({"SH001"}))
    may = {number: enrol.may_have_code_from(house, own_store, line) for number, line in lines.items()}
    assert (may["00086"], may["00087"], may["TR01"], may["00088"]) == (True, False, False, False)
    assert all(enrol.may_have_code_from(house, Scope(everything=True), line) for line in lines.values())


def test_slips_are_for_who_was_never_here(house: Installation, who: Callable[[str], str], code: str) -> None:
    enrol.redeem(house, "00086", code)
    assert enrol.slips_pdf(house, Scope(everything=True), "HR").startswith(b"%PDF")
    issued = {row["person"] for row in house.store.rows(select(tables.code).where(tables.code.c.by == "HR"))}
    assert len(issued) == 9, "everybody at work, 00086 by hand"
    with refused("code.nobody"):
        enrol.slips_pdf(house, Scope(stores=frozenset({"nowhere"})), "HR")
