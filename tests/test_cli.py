"""The `sqm` command: what an administrator does from a shell."""

import json
import re
from pathlib import Path

import pytest
from conftest import ROSTER
from openpyxl import load_workbook
from services import crowd
from typer.testing import CliRunner

from sqm_training import cli
from sqm_training.errors import Refused
from sqm_training.exchange import questions
from sqm_training.records import people
from sqm_training.services import bank, statistics
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings


@pytest.fixture
def state(laid_out: Path, house: Installation, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SQM_STATE", str(house.settings.state))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return house.settings.state


def sqm(*words: str | Path) -> tuple[int, str]:
    """Exit code and everything said."""
    done = CliRunner().invoke(cli.app, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_init_lays_out_an_installation_with_its_own_content_and_no_people(tmp_path: Path) -> None:
    code, said = sqm("init", tmp_path / "new")
    assert code == 0
    assert str(tmp_path / "new") in said.replace("\n", "")
    house = Installation.open(Settings(tmp_path / "new"))
    assert (house.settings.courses / "5s" / "course.yaml").is_file()
    assert people.everybody(house.store) == []


def test_a_roster_is_shown_first_and_imported_only_when_told_to(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    newcomer = "00999,高新,SH001,上海浦东店,华东大区,机电一组,维修技师,,在职,2026-03-01\n"
    file.write_text(ROSTER + newcomer, encoding="utf-8")
    before = people.everybody(Installation.open(Settings(state)).store)
    code, said = sqm("people", "import", file)
    assert (code, "1 to add" in said) == (0, True)
    assert people.everybody(Installation.open(Settings(state)).store) == before
    sqm("people", "import", file, "--apply")
    assert "高新" in sqm("people", "list")[1]


def test_a_faulty_roster_names_every_fault_and_writes_nothing(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "faulty.csv"
    file.write_text(
        ROSTER + "00086,重号,SH001,上海浦东店,华东大区,,维修技师,,在职,2026-03-01\n"
        ",无号,SH001,上海浦东店,华东大区,,不存在的岗位,,在职,2026-02-30\n",
        encoding="utf-8",
    )
    code, said = sqm("people", "import", file)
    assert code == 1
    for row in (":2:", ":12:", ":13:"):
        assert row in said
    assert people.by_number(Installation.open(Settings(state)).store, "00086")["name"] == "张伟"  # type: ignore[index]


def test_a_code_is_shown_once_and_works(state: Path) -> None:
    from sqm_training.services import enrol

    code, said = sqm("people", "code", "00086")
    assert code == 0
    assert enrol.redeem(Installation.open(Settings(state)), "00086", said.split()[0])["name"] == "张伟"


def test_slips_are_written_as_pdf(state: Path, tmp_path: Path) -> None:
    sqm("people", "codes", tmp_path / "slips.pdf")
    assert (tmp_path / "slips.pdf").read_bytes().startswith(b"%PDF")


def test_the_audit_chain_is_checked_against_an_anchor(state: Path) -> None:
    anchor = sqm("audit", "anchor")[1].strip()
    assert sqm("audit", "verify", "--anchor", anchor)[0] == 0
    ahead = f"{int(anchor.partition(':')[0]) + 1}:{'0' * 64}"
    assert sqm("audit", "verify", "--anchor", ahead)[0] == 1


def test_publishing_the_same_draft_twice_makes_one_version(state: Path) -> None:
    assert sqm("courses", "publish", "5s")[1].strip() == "5s 1"
    assert sqm("papers", "publish", "technician-L1")[1].strip() == "technician-L1 1"


def test_statistics_of_a_paper_are_those_of_the_page(state: Path) -> None:
    house = Installation.open(Settings(state))
    crowd.crowd(house, 40)
    code, said = sqm("papers", "statistics", "technician-L1", "--json")
    assert (code, json.loads(said)) == (0, json.loads(json.dumps(statistics.paper(house, "technician-L1"))))
    code, said = sqm("papers", "statistics", "technician-L1")
    assert code == 0
    assert re.search(r"^Reliability α\t0\.\d\d \[0\.\d\d, 0\.\d\d\]$", said, re.MULTILINE)
    assert "not enough data (n = " in said, "of the items, each drawn by few"
    assert sqm("papers", "statistics", "technician-L1", "--version", "1")[0] == 0


def test_statistics_of_a_paper_nobody_sat_say_so(state: Path) -> None:
    code, said = sqm("papers", "statistics", "technician-L1")
    assert (code, "Reliability α\tnot enough data (n = 0)" in said) == (0, True)


def test_papers_are_checked_in_the_language_of_the_shell(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = sqm("papers", "check", "technician-L1", "--draws", "20")
    assert code == 0
    for words in ("can be drawn", "5s-single", "exposure of an item", "neighbours", "difficulty", "public (shipped)"):
        assert words in said
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, said = sqm("papers", "check", "technician-L1", "--draws", "20")
    assert "可以组卷" in said
    assert "公开题" in said
    assert "points" not in said


def test_a_live_paper_with_a_fault_fails_the_check_and_a_draft_does_not(state: Path) -> None:
    file = state / "assessments" / "papers" / "technician-L1.yaml"
    file.write_text(file.read_text("utf-8").replace("count: 4", "count: 40", 1), "utf-8")
    code, said = sqm("papers", "check", "--draws", "2")
    assert code == 1
    assert "cannot be drawn" in said
    file.write_text(file.read_text("utf-8").replace("status: live", "status: draft", 1), "utf-8")
    assert sqm("papers", "check", "--draws", "2")[0] == 0
    found = json.loads(sqm("papers", "check", "technician-L1", "--json", "--draws", "2")[1])
    assert [fault["code"] for fault in found[0]["faults"]] == ["missing"]


def test_every_command_is_in_the_readme_or_explains_itself() -> None:
    for words in ((), ("people",), ("courses",), ("papers",), ("kpis",), ("gradebook",), ("audit",)):
        said = CliRunner().invoke(cli.app, [*words, "--help"]).output
        assert "Usage" in said


def test_questions_are_shown_first_and_imported_only_when_told_to(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "bank.gift"
    file.write_text("::brake::先做什么？{=看 ~听 ~闻}\n\n::broken::没有答案{\n", encoding="utf-8")
    code, said = sqm("items", "import", file, "--competency", "C3.3-06")
    assert (code, "1 can be imported" in said, "broken" in said) == (0, True, True)
    house = Installation.open(Settings(state))
    assert "i-0001" not in bank.entries(house)
    sqm("items", "import", file, "--competency", "C3.3-06", "--apply")
    entry = bank.entries(house)["i-0001"]
    assert (entry.status, entry.document["competency"]) == ("draft", "C3.3-06")


def test_a_question_file_is_accounted_for_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    file = tmp_path / "bank.gift"
    file.write_text("::a::Ok? {T}\n\n::b::Open {=x\n", encoding="utf-8")
    code, said = sqm("items", "check", file)
    assert code == 1
    assert "2 questions: 1 can be imported, 1 cannot" in said
    assert f"{file.name}:3" in said
    file.write_text("::a::Ok? {T}\n", encoding="utf-8")
    assert sqm("items", "check", file)[0] == 0
    assert list(tmp_path.iterdir()) == [file]


def test_the_question_template_can_be_filled_in_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    assert sqm("items", "template", file)[0] == 0
    sheet = load_workbook(file)
    sheet.worksheets[0].append(["单选题", "哪一个？", "", "甲", "", "乙", *[""] * 13, "A"])
    sheet.save(file)
    assert sqm("items", "check", file)[0] == 0


@pytest.mark.parametrize("format", ["gift", "moodle_xml", "qti"])
def test_every_item_of_the_house_is_exported_or_named(state: Path, tmp_path: Path, format: str) -> None:
    file = tmp_path / "items.out"
    code, said = sqm("items", "export", format, file)
    every = Installation.open(Settings(state)).shelf.items
    written = questions.read(file.name, file.read_bytes())
    assert (code, written.reported) == (0, ())
    left_out = [line for line in said.splitlines() if line.startswith("✗")]
    assert written.seen + len(left_out) == len(every)
    assert f"{written.seen} of {len(every)} items" in said


def test_the_curriculum_is_told_row_by_row_with_its_holes(state: Path, tmp_path: Path) -> None:
    code, said = sqm("curriculum", "table", "--holes", "--csv", tmp_path / "table.csv")
    assert code == 1
    assert "C1.0-01" in said
    assert "no lesson teaches it" in said
    rows = (tmp_path / "table.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 162
    assert rows[0].split(",")[0] == "competency"
    assert "of them with holes" in said.splitlines()[-1]


def test_flaws_of_questions_are_told_in_words(state: Path) -> None:
    bank = state / "assessments" / "banks" / "safety.yaml"
    bank.write_text(bank.read_text("utf-8").replace("？", "，业务员？"), "utf-8")
    code, said = sqm("curriculum", "flaws")
    assert code == 1
    assert "The glossary does not use 业务员" in said


def test_where_there_is_no_installation_it_is_said_and_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQM_STATE", str(tmp_path / "nowhere"))
    with pytest.raises(Refused, match="nothing_there"):
        sqm("people", "list")
    assert not (tmp_path / "nowhere").exists()
