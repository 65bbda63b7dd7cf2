from pathlib import Path

from sqm_training.content import competencies


def test_the_map_is_read_in_its_order_with_or_without_a_mark_at_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "competencies.csv"
    head = "id,case_uuid,chapter,section,zh_title,en_title,roles,roles_zh,lab_type,lab,kpi_codes,kpi_zh\n"
    row = 'C3.3-01,u,3,三,整理,Sort,"TEC,PRT",维修技师,SIM,x,"FTFR,RWK",一次修复率\n'
    for mark in ("", "\ufeff"):
        path.write_text(mark + head + row, encoding="utf-8")
        (one,) = competencies.load(path).values()
        assert (one.id, one.title.en, one.roles, one.kpis) == ("C3.3-01", "Sort", ("TEC", "PRT"), ("FTFR", "RWK"))
