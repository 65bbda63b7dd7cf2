"""The data lab pointed at exports: charts of the house's own figures, or a reason why one stays as it is."""

import csv
import io
import random
import shutil
from datetime import datetime, timedelta
from typing import Any

import pytest

from sqm_training.content import courses, lesson_text
from sqm_training.content.layout import SHIPPED
from sqm_training.errors import Faults, Refused
from sqm_training.labs import kinds
from sqm_training.labs.charts.heat import Heat
from sqm_training.labs.charts.promise import Promise
from sqm_training.services import own_charts, own_data, publish
from sqm_training.services.installation import Installation
from sqm_training.services.own_charts import Months

COURSE, LESSON = "data-analysis", "09-own-store"
NEWEST = datetime(2026, 10, 29)


def table(*rows: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("gb18030")


def orders(days: int = 600, each: int = 4) -> tuple[str, bytes]:
    rng = random.Random(1)
    rows: list[Any] = [("客户姓名", "进厂时间", "交车时间", "车型", "作业类型", "是否返修")]
    for day in range(days):
        for place in range(each):
            arrived = NEWEST - timedelta(days=day, minutes=60 * place)
            work, minutes = ("保养", 70) if place < each - 1 else ("维修", 240)
            done = arrived + timedelta(minutes=round(minutes * rng.uniform(0.7, 1.9)))
            model = ("轿车", "越野", "电动")[(day + place) % 3]
            rows.append(
                (
                    "赵客户",
                    f"{arrived:%Y-%m-%d %H:%M}",
                    f"{done:%Y-%m-%d %H:%M}",
                    model,
                    work,
                    "否是"[rng.random() < 0.05],
                )
            )
    return "工单.csv", table(*rows)


def complaints(hot: int = 20) -> tuple[str, bytes]:
    rows: list[Any] = [("投诉日期", "车型", "问题", "原因", "花费")]
    causes = ("没按时交车", "没修好", "车没洗", "账单有误", "等配件", "其他")
    for place in range(120):
        when = NEWEST - timedelta(days=place)
        rows.append(
            (
                f"{when:%Y-%m-%d}",
                ("轿车", "越野", "电动")[place % 3],
                ("等待", "异响", "费用")[place % 2],
                causes[place % 6],
                100 * (place % 6),
            )
        )
    rows += [(f"{NEWEST - timedelta(days=place):%Y-%m-%d}", "电动", "费用", "账单有误", 50) for place in range(hot)]
    return "投诉.csv", table(*rows)


@pytest.fixture
def pointed(house: Installation) -> Installation:
    """An installation that has the data lab as a draft, with the items it asks."""
    shutil.copytree(SHIPPED / "courses" / COURSE, house.settings.courses / COURSE, dirs_exist_ok=True)
    for bank in (SHIPPED / "assessments" / "banks").glob(f"{COURSE}*.yaml"):
        shutil.copy(bank, house.settings.assessments / "banks" / bank.name)
    house.look_again()
    return house


def spec(house: Installation) -> dict[str, Any]:
    block = own_data._charts(house, COURSE, LESSON)
    return block.spec


def stages(house: Installation) -> dict[str, Any]:
    return {one["id"]: one for one in spec(house)["stages"]}


def test_a_preview_writes_nothing_and_says_what_each_chart_would_show(pointed: Installation) -> None:
    before = spec(pointed)
    told = own_data.put(pointed, COURSE, LESSON, {"orders": orders(), "complaints": complaints()}, apply=False)
    states = {one["title"]["en"]: one["state"] for one in told["charts"]}
    assert spec(pointed) == before
    assert told["rows"]["orders"] == 2400
    assert list(states.values()) == ["own", "left", "own", "left", "own", "own"]


def test_the_charts_show_the_houses_own_sums_and_no_row_of_the_export(pointed: Installation) -> None:
    own_data.put(pointed, COURSE, LESSON, {"orders": orders(), "complaints": complaints()}, apply=True)
    made = stages(pointed)
    assert made["hot"]["period"] == "2026-05 – 2026-10"
    lab = kinds.read(spec(pointed))
    heat = next(one for one in lab.stages if isinstance(one, Heat))  # type: ignore[attr-defined]
    names = {one.id: one.text.zh for one in (*heat.models, *heat.problems)}
    assert [names[one] for one in heat.best().split("/")] == ["电动", "费用"]
    promise = next(one for one in lab.stages if isinstance(one, Promise))  # type: ignore[attr-defined]
    assert [heap.text.zh for heap in promise.heaps] == ["保养", "维修"]
    assert sum(sum(months) for months in heat.found.values()) == 140
    text = (pointed.settings.courses / COURSE / f"{LESSON}.md").read_text(encoding="utf-8")
    assert "赵客户" not in text
    assert made["satisfaction"]["seed"] == 5  # no replies were given: still generated


def test_what_was_written_can_be_published_and_keeps_the_rest_of_the_lesson(pointed: Installation) -> None:
    file = pointed.settings.courses / COURSE / f"{LESSON}.md"
    before = file.read_text(encoding="utf-8")
    own_data.put(pointed, COURSE, LESSON, {"orders": orders(), "complaints": complaints()}, apply=True)
    after = file.read_text(encoding="utf-8")
    start, end = before.index("```{exercise}"), before.index("```{check}")
    assert after.startswith(before[:start])
    assert after.endswith(before[before.rindex("+++", start, end) :])
    assert publish.course(pointed, COURSE, "", "TR01") >= 1


def test_an_export_with_a_fault_changes_nothing(pointed: Installation) -> None:
    before = spec(pointed)
    name, content = orders(days=3)
    bad = content + "x,昨天,,轿车,保养,否\r\n".encode("gb18030")
    with pytest.raises(Faults) as wrong:
        own_data.put(pointed, COURSE, LESSON, {"orders": (name, bad)}, apply=True)
    assert [fault.file for fault in wrong.value.faults if not fault.warning] == ["工单.csv"]
    assert spec(pointed) == before


def test_too_little_for_a_chart_leaves_it_as_it_is_and_says_why(pointed: Installation) -> None:
    told = own_data.put(pointed, COURSE, LESSON, {"orders": orders(days=20, each=1)}, apply=False)
    codes = {one["title"]["en"]: one.get("code") for one in told["charts"]}
    assert "months" in codes.values()


def test_a_lesson_without_charts_is_refused(pointed: Installation) -> None:
    with pytest.raises(Refused):
        own_data.put(pointed, COURSE, "01-clean", {"orders": orders(days=3)}, apply=True)
    with pytest.raises(Refused):
        own_data.put(pointed, "no-such-course", LESSON, {}, apply=True)


@pytest.mark.parametrize(
    ("newest", "first"),
    [("2026-10-29", "2026-05"), ("2026-10-20", "2026-04"), ("2026-02-28", "2025-09"), ("2026-01-03", "2025-07")],
)
def test_only_whole_months_count(newest: str, first: str) -> None:
    assert Months.up_to(datetime.fromisoformat(newest), 6).period.startswith(first)


def test_a_first_month_that_is_not_whole_is_left_out(pointed: Installation) -> None:
    own_data.put(pointed, COURSE, LESSON, {"orders": orders(days=415)}, apply=True)  # since 10 September 2025
    assert stages(pointed)["comebacks"]["period"] == "2025-10 – 2026-10"
    own_data.put(pointed, COURSE, LESSON, {"orders": orders(days=424)}, apply=True)  # since the first
    assert stages(pointed)["comebacks"]["period"] == "2025-09 – 2026-10"


def test_replies_are_satisfied_from_nine_of_ten_four_of_five_or_yes() -> None:
    assert [own_charts._satisfied_from(highest) for highest in (10, 5, 1)] == [9, 4, 1]


def test_two_years_of_issues_become_the_stock_triangle(pointed: Installation) -> None:
    rng = random.Random(2)
    rows: list[Any] = [("出库日期", "配件编码", "数量", "单价")]
    for day in range(735):
        for _ in range(3):
            part = int(rng.paretovariate(0.9)) % 60
            rows.append((f"{NEWEST - timedelta(days=day):%Y-%m-%d}", f"P-{part}", 1 + (day % 2), 20 + part))
    rows.append((f"{NEWEST:%Y-%m-%d}", "P-1", -1, 21))
    shelf = table(("配件编码", "库存数量", "单价"), *[(f"Z-{place}", 4, 80) for place in range(8)])
    files = {"issues": ("出库.csv", table(*rows)), "stock": ("库存.csv", shelf)}
    own_data.put(pointed, COURSE, LESSON, files, apply=True)
    found = stages(pointed)["stock"]["found"]
    assert sum(one["old"] for one in found) == 32
    assert all(len(one["weekly"]) == 52 for one in found)
    assert stages(pointed)["stock"]["targets"]["turn"] == 6


def test_a_draft_stays_readable_whatever_a_label_looks_like(pointed: Installation) -> None:
    file = pointed.settings.courses / COURSE / f"{LESSON}.md"
    words = ["no", "2026-01-01", "1:30", "- x", "`x`", "a: b", "#7", "“引号”", "null"]
    made = spec(pointed)
    heat = made["stages"][0]
    for place, problem in enumerate(heat["problems"]):
        problem["text"] = {"zh": words[place], "en": words[-place - 1]}
    lesson_text.respecify(file, "own-store", made)
    assert spec(pointed)["stages"][0]["problems"] == heat["problems"]
    courses.load(pointed.settings.courses / COURSE)
