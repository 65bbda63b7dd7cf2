from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sqm_training.content import papers, policy, practicals
from sqm_training.domain.access import Matrix
from sqm_training.domain.blueprint import Blueprint
from sqm_training.errors import Faults
from tests.content.test_papers import MAP, POSTS
from tests.domain.items import both
from tests.domain.papers import blueprint
from tests.domain.test_access import MATRIX
from tests.domain.test_certificate import RULE
from tests.domain.test_kpi import kpi
from tests.domain.test_practical import practical


def load_papers(folder: Path) -> list[Blueprint]:
    return papers.load(folder, MAP, POSTS)


def codes(load: Callable[[Path], Any], folder: Path) -> list[str]:
    with pytest.raises(Faults) as wrong:
        load(folder)
    return [fault.code for fault in wrong.value.faults]


def write(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")


def plain(model: Any) -> dict[str, Any]:
    return dict(model.model_dump(mode="json", exclude_none=True))


def test_posts_kpis_rules_and_weights_load_by_their_names(tmp_path: Path) -> None:
    write(tmp_path / "posts.yaml", [{"id": "technician", "title": both("Technician"), "grades": ["L1"]}])
    write(tmp_path / "kpis.yaml", [plain(kpi())])
    write(tmp_path / "certification.yaml", [plain(RULE)])
    write(tmp_path / "review.yaml", [{"post": "technician", "weights": {"kpi": 1}, "kpis": {"FTFR": 1}}])
    write(tmp_path / "access.yaml", MATRIX)
    assert set(policy.posts(tmp_path)) == {"technician"}
    assert policy.kpis(tmp_path)["FTFR"] == kpi()
    assert policy.certification(tmp_path) == [RULE]
    assert policy.review(tmp_path)["technician"].minimum_coverage == 0.6
    assert policy.access(tmp_path) == Matrix.model_validate(MATRIX)


def test_the_same_kpi_twice_is_a_fault_not_a_surprise(tmp_path: Path) -> None:
    write(tmp_path / "kpis.yaml", [plain(kpi()), plain(kpi(target=0.95))])
    assert codes(policy.kpis, tmp_path) == ["content.twice"]


def test_two_rules_for_one_rung_are_a_fault(tmp_path: Path) -> None:
    write(tmp_path / "certification.yaml", [plain(RULE), plain(RULE)])
    assert codes(policy.certification, tmp_path) == ["content.twice"]


@pytest.mark.parametrize("load", [policy.posts, policy.kpis, policy.certification, policy.review, policy.access])
def test_a_policy_file_that_is_not_there_is_a_fault(tmp_path: Path, load: Callable[[Path], Any]) -> None:
    assert codes(load, tmp_path) == ["content.file_missing"]


def test_a_right_nobody_has_is_found_in_the_matrix(tmp_path: Path) -> None:
    write(tmp_path / "access.yaml", MATRIX | {"opens": {"course": "lern"}})
    assert codes(policy.access, tmp_path) == ["content.access.verb_unknown"]


def test_a_kpi_that_points_the_wrong_way_is_found(tmp_path: Path) -> None:
    write(tmp_path / "kpis.yaml", [plain(kpi()) | {"better": "lower"}])
    assert codes(policy.kpis, tmp_path) == ["content.kpi.target_not_better"]


def test_papers_and_practicals_are_called_as_their_files(tmp_path: Path) -> None:
    write(tmp_path / "technician-L1.yaml", plain(blueprint()))
    assert [one.id for one in load_papers(tmp_path)] == ["technician-L1"]
    write(tmp_path / "technician-L1.yaml", plain(practical(False)))
    assert [one.id for one in practicals.load(tmp_path)] == ["technician-L1"]
    (tmp_path / "technician-L1.yaml").rename(tmp_path / "copy.yaml")
    assert codes(practicals.load, tmp_path) == ["content.id_not_file"]


def test_all_faults_of_all_papers_come_at_once(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", plain(blueprint()) | {"id": "a", "minutes": 0})
    write(tmp_path / "b.yaml", plain(blueprint()) | {"id": "b", "slices": []})
    write(tmp_path / "c.yaml", ["not a paper"])
    assert codes(load_papers, tmp_path) == ["content.invalid", "content.invalid", "content.not_a_mapping"]
