"""The fictional group: always the same, sound to import, and believable enough to review."""

import importlib.util
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean
from types import ModuleType

import pytest

from sqm_training.content import policy
from sqm_training.exchange import kpis, roster
from sqm_training.exchange.kpis import KpiRow
from sqm_training.exchange.roster import Roster

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "demo"
POLICY = ROOT / "assessments" / "policy"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_demo", FOLDER / "build_demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def people() -> Roster:
    posts = {name: key for key, post in policy.posts(POLICY).items() for name in (key, post.title.zh, post.title.en)}
    return roster.read("roster.xlsx", (FOLDER / "roster.xlsx").read_bytes(), posts)


@pytest.fixture(scope="module")
def figures() -> list[KpiRow]:
    definitions = policy.kpis(POLICY)
    rows: list[KpiRow] = []
    for path in sorted(FOLDER.glob("kpi-*.xlsx")):
        sheet = kpis.read(path.name, path.read_bytes(), definitions)
        assert sheet.faults == ()
        rows += sheet.rows
    return rows


def test_the_files_are_what_the_generator_makes(generator: ModuleType, tmp_path: Path) -> None:
    generator.build(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in FOLDER.glob("*.xlsx")}
    assert sum(map(len, made.values())) < 300_000


def test_the_roster_is_imported_without_a_word(people: Roster) -> None:
    assert people.faults == ()
    assert 60 <= len(people.rows) <= 65
    assert Counter(row.status for row in people.rows).keys() == {"active", "probation", "leave", "left"}
    assert {row.region for row in people.rows if row.store != "HQ"} == {"华东大区", "西南大区"}


def test_the_group_is_plainly_fictional(people: Roster) -> None:
    assert all("虚构" in row.store_name for row in people.rows)
    assert not any(row.phone for row in people.rows)


def test_the_accounts_of_the_start_page_are_who_they_say(generator: ModuleType, people: Roster) -> None:
    by_number = {row.employee_no: row for row in people.rows}
    posts = [by_number[number].posts[0] for number in generator.ACCOUNTS]
    assert posts == [
        "technician", "service_advisor", "parts_specialist", "trainer", "hr", "service_manager", "administrator",
    ]  # fmt: skip
    assert set(by_number["TR01"].access) == {"trainer", "assessor"}
    assert (by_number["SM01"].access, by_number["SM01"].store) == (("manager",), by_number["00086"].store)


def test_every_access_role_has_somebody(people: Roster) -> None:
    held = {role for row in people.rows for role in row.access}
    assert held == {"trainer", "assessor", "manager", "hr", "approver", "auditor", "administrator"}


def test_every_kpi_of_a_review_has_figures(people: Roster, figures: list[KpiRow]) -> None:
    rules, definitions = policy.review(POLICY), policy.kpis(POLICY)
    known = {(row.subject, row.code) for row in figures}
    for row in people.rows:
        rule = rules.get(row.posts[0])
        if rule and row.status == "active" and row.store != "HQ":
            subjects = {
                code: row.employee_no if definitions[code].level == "person" else row.store for code in rule.kpis
            }
            assert {(subject, code) for code, subject in subjects.items()} <= known, row.name


def test_figures_are_believable(figures: list[KpiRow]) -> None:
    definitions = policy.kpis(POLICY)
    by_code = defaultdict(list)
    for row in figures:
        by_code[row.code].append(row.value)
    for code, values in by_code.items():
        kpi = definitions[code]
        low, high = sorted((kpi.floor, kpi.target))
        assert low - (high - low) < mean(values) < high + (high - low), code
    technicians = defaultdict(list)
    for row in figures:
        if row.code == "FTFR" and row.n and row.n < 60:
            technicians[row.subject].append(row.value)
    averages = [mean(values) for values in technicians.values()]
    assert max(averages) - min(averages) > 0.05, "people differ"


def test_there_are_gaps_small_samples_and_seasons(figures: list[KpiRow]) -> None:
    visits = {(row.subject, row.month): row.n or 0 for row in figures if row.code == "APT"}
    assert visits["SH001", "2026-01"] > 1.3 * visits["SH001", "2026-02"]
    assert any(row.n is not None and row.n < 10 for row in figures)
    csi = {row.month for row in figures if row.code == "CSI" and row.subject == "HZ0022"}
    assert "2026-03" not in csi
    assert {row.month for row in figures if row.subject == "HZ0071"} == {
        "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04",
    }  # fmt: skip
