from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from sqm_training.content import banks
from sqm_training.domain.competency import Competency
from sqm_training.domain.text import Text
from sqm_training.errors import Fault, Faults
from tests.domain.items import KINDS, raw

SORTING = Competency(
    id="C3.3-01", title=Text(zh="整理", en="Sort"), chapter="三", section="3.3", roles=("TEC",), lab_type="SIM", kpis=()
)
MAP = {SORTING.id: SORTING}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "img").mkdir()
    for name in ("bay", "thing"):
        (tmp_path / "img" / f"{name}.svg").write_text(DRAWING)
    return tmp_path


def write(folder: Path, *items: dict[str, Any], name: str = "bank.yaml") -> None:
    (folder / name).write_text(yaml.safe_dump(list(items), allow_unicode=True, sort_keys=False), encoding="utf-8")


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(Faults) as wrong:
        banks.load(folder, MAP)
    return wrong.value.faults


def codes_of(folder: Path) -> list[str]:
    return [fault.code for fault in faults_of(folder)]


def test_a_bank_of_every_kind_loads_in_order(folder: Path) -> None:
    write(folder, *(raw(kind) for kind in KINDS))
    assert [item.kind for item in banks.load(folder, MAP)] == list(KINDS)


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    write(folder, raw("single", key="z"), raw("order", competency="C9.9-99"), name="a.yaml")
    write(folder, raw("single"), raw("match", key={}), name="b.yaml")
    (folder / "c.yaml").write_text("- id: [unclosed")
    assert [(fault.file, fault.code) for fault in faults_of(folder)] == [
        ("a.yaml", "content.item.key_unknown"),
        ("a.yaml", "content.item.competency_unknown"),
        ("b.yaml", "content.item.key_not_all"),
        ("c.yaml", "content.yaml"),
    ]


def test_a_fault_names_the_row_it_stands_in(folder: Path) -> None:
    lines = yaml.safe_dump([raw("true_false", "first"), raw("single", expert=1)], allow_unicode=True).splitlines()
    (folder / "bank.yaml").write_text("\n".join(lines), encoding="utf-8")
    (fault,) = faults_of(folder)
    assert (fault.code, fault.column, fault.params["name"]) == ("content.extra_forbidden", "expert", "t-single")
    assert "expert" in lines[(fault.row or 0) - 1]


def test_what_is_missing_is_placed_at_the_thing_that_lacks_it(folder: Path) -> None:
    item = raw("single", prompt={"zh": "只有中文"})
    write(folder, item)
    (fault,) = faults_of(folder)
    rows = (folder / "bank.yaml").read_text(encoding="utf-8").splitlines()
    assert (fault.code, fault.column) == ("content.missing", "prompt.en")
    assert rows[(fault.row or 0) - 1].strip() == "prompt:"


def test_an_empty_translation_is_a_missing_one(folder: Path) -> None:
    write(folder, raw("single", why={"zh": "因为", "en": " "}))
    assert codes_of(folder) == ["content.missing"]


def test_an_id_used_twice_is_named_with_its_first_place(folder: Path) -> None:
    write(folder, raw("single"), name="a.yaml")
    write(folder, raw("single"), name="b.yaml")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.code, fault.params["first"]) == ("b.yaml", "content.item.id_twice", "a.yaml:1")


def test_a_broken_item_does_not_hide_the_next_one(folder: Path) -> None:
    (folder / "bank.yaml").write_text("- {id: a, id: b}\n- {id: c, kind: single}\n")
    codes = codes_of(folder)
    assert codes[0] == "content.yaml"
    assert set(codes[1:]) == {"content.missing"}


def test_a_picture_that_is_not_there_is_a_fault(folder: Path) -> None:
    write(folder, raw("hotspot", picture={"file": "img/gone.svg", "alt": {"zh": "无", "en": "none"}}))
    assert codes_of(folder) == ["content.picture.missing"]


def test_a_picture_an_exercise_of_a_task_names_must_be_there_too(folder: Path) -> None:
    task = deepcopy(raw("task"))
    task["exercise"]["things"][0]["picture"] = "img/gone.svg"
    write(folder, task)
    (fault,) = faults_of(folder)
    assert (fault.code, fault.params["picture"]) == ("content.picture.missing", "img/gone.svg")
    rows = (folder / "bank.yaml").read_text(encoding="utf-8").splitlines()
    assert rows[(fault.row or 0) - 1].strip() == "exercise:"


def test_a_picture_of_a_task_that_lies_elsewhere_is_a_fault(folder: Path) -> None:
    task = deepcopy(raw("task"))
    task["exercise"]["things"][0]["picture"] = "../../secret.svg"
    write(folder, task)
    assert codes_of(folder) == ["content.item.picture_elsewhere"]


def test_a_picture_with_a_script_is_a_fault(folder: Path) -> None:
    (folder / "img" / "bay.svg").write_text(DRAWING.replace("<rect", "<script>1</script><rect"))
    write(folder, raw("hotspot"))
    assert codes_of(folder) == ["content.picture.unsafe"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("题目：坏".encode("gb18030"), "content.encoding"),
        (b"- id: a\x07", "content.yaml"),
        (b"id: a", "content.not_a_list"),
        (b"", "content.empty"),
    ],
)
def test_a_file_that_is_no_bank_is_a_fault_not_a_crash(folder: Path, content: bytes, code: str) -> None:
    (folder / "bank.yaml").write_bytes(content)
    assert codes_of(folder) == [code]


def test_a_mark_at_the_beginning_of_a_file_does_no_harm(folder: Path) -> None:
    write(folder, raw("single"))
    (folder / "bank.yaml").write_bytes(b"\xef\xbb\xbf" + (folder / "bank.yaml").read_bytes())
    assert len(banks.load(folder, MAP)) == 1


def test_words_that_only_look_like_something_else_stay_words(folder: Path) -> None:
    text = (folder / "bank.yaml", yaml.safe_dump([raw("numeric")], allow_unicode=True, sort_keys=False))
    text[0].write_text(text[1] + "  source: {zh: 2026-03-01, en: 08:30}\n", encoding="utf-8")
    (item,) = banks.load(folder, MAP)
    assert item.source is not None
    assert (item.source.zh, item.source.en) == ("2026-03-01", "08:30")
