"""The office's day at a desk: the trainer gives work and publishes; HR imports, exports and looks into figures."""

import io
from typing import Any

import pytest
from browser import nasty
from browser.conftest import Arrival
from browser.group import Group
from browser.visitor import Visitor
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Locator, expect
from sqlalchemy import func, select

from sqm_training.hub.demo import EVERYBODY
from sqm_training.locale import text
from sqm_training.records import attempts, people
from sqm_training.records.tables import assignment, code, course_version, employment, kpi_figure, kpi_import
from sqm_training.services import enrol, publish, report, review

pytestmark = pytest.mark.browser

SENTENCE = "前后花了十一分钟。"
BETTER = "前后一共花了十一分钟，一分钟都没有修车。"
WHY = "题干少了一个条件，抽到此题的都给满分"
LAB_OPENS = 90_000  # milliseconds; JupyterLab starts a server of its own


def count(group: Group, table: Any) -> int:
    (row,) = group.house.store.rows(select(func.count().label("n")).select_from(table))
    return int(row["n"])


# ---------------------------------------------------------------- the trainer


def test_a_course_is_given_to_a_post(group: Group, desk: Arrival, phone: Arrival) -> None:
    trainer = desk().log_in("TR01")
    trainer.open("assign")
    trainer.press(trainer.button("assign.new"))
    form = trainer.page.locator("form")
    form.get_by_label(trainer.say("assign.to_whom")).select_option("service_advisor")
    form.get_by_label(trainer.say("assign.note")).fill("开年前学完")
    trainer.press(trainer.button("assign.give", form))
    trainer.sees("assign.given")
    row = group.house.store.row(select(assignment).order_by(assignment.c.id.desc()))
    assert row
    assert (row["kind"], row["target"], row["to_kind"], row["to_id"]) == ("course", "5s", "post", "service_advisor")
    title = group.house.shelf.posts["service_advisor"].title.zh
    expect(trainer.page.locator(".sqm-table tbody tr").filter(has_text=title)).to_have_count(1)

    advisor = phone().log_in("SA-000123")
    given = advisor.page.locator("section").filter(has_text=advisor.say("home.assignments"))
    expect(given.get_by_role("link")).to_have_attribute("href", "/services/pages/learn?course=5s")


def test_a_lesson_is_changed_previewed_and_published(group: Group, desk: Arrival, phone: Arrival) -> None:
    trainer = desk().log_in("TR01")
    trainer.open("author")
    lab_is_open(trainer)
    newest, versions = publish.newest_course(group.house, "5s"), count(group, course_version)
    assert newest
    trainer.page.get_by_role("searchbox").fill(newest.course.title.zh)
    expect(trainer.page.locator("section.sqm-card")).to_have_count(1)

    lesson = group.settings.courses / "5s" / "01-sort.md"
    sound = lesson.read_text(encoding="utf-8")
    assert sound.count(SENTENCE) == 1
    publish_button = trainer.button("author.publish")
    expect(publish_button).to_be_disabled()

    lesson.write_text(sound.replace(SENTENCE, "<script>alert(1)</script>"), encoding="utf-8")
    trainer.press(trainer.button("author.refresh"))
    row = 1 + sound[: sound.index(SENTENCE)].count("\n")
    expect(trainer.page.locator(".sqm-faults")).to_contain_text(trainer.say("staff.row", row=row))
    expect(publish_button).to_be_disabled()

    lesson.write_text(sound.replace(SENTENCE, BETTER), encoding="utf-8")
    trainer.press(trainer.button("author.refresh"))
    trainer.sees("author.changed")
    trainer.press(trainer.page.locator(".sqm-lessons summary").first)
    with trainer.page.expect_popup() as opened:
        trainer.press(trainer.page.get_by_role("button", name=trainer.say("author.preview", title="")).first)
    draft = opened.value
    expect(draft.get_by_text(BETTER)).to_be_visible()
    expect(draft.get_by_text(trainer.say("common.preview_note"))).to_be_visible()

    learner = phone().log_in("00086")
    learner.open("courses/5s/01-sort")
    expect(learner.page.get_by_text(SENTENCE)).to_be_visible()

    trainer.press(publish_button)
    dialog = trainer.page.locator("dialog")
    dialog.get_by_label(trainer.say("author.note")).fill("说清楚十一分钟")
    trainer.press(trainer.button("author.publish", dialog))
    trainer.sees("author.done", version=2)
    newest = publish.newest_course(group.house, "5s")
    assert newest
    assert (newest.version, newest.by) == (2, group.person("TR01"))
    assert count(group, course_version) == versions + 1
    trainer.sees("author.same")

    learner.open("courses/5s/01-sort")
    expect(learner.page.get_by_text(BETTER)).to_be_visible()


def lab_is_open(trainer: Visitor) -> None:
    """JupyterLab opens beside the page, with the course in its file list."""
    with trainer.page.expect_popup() as opened:
        trainer.press(trainer.link("author.lab"))
    lab = opened.value
    expect(lab.locator(".jp-LabShell")).to_be_visible(timeout=LAB_OPENS)
    expect(lab.locator(".jp-DirListing-itemText").filter(has_text="5s")).to_be_visible()
    lab.close()


# ---------------------------------------------------------------- HR


def choose_file(office: Visitor, name: str, content: bytes) -> Locator:
    """Have a roster checked; the dialog that says what was found."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    office.press(office.button("people.import_roster"))
    dialog = office.page.locator("dialog")
    dialog.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    office.press(office.button("staff.try_file", dialog))
    found = office.page.locator("dialog").filter(has_text=name)
    expect(found).to_be_visible()
    return found


def test_a_faulty_roster_is_told_row_by_row_and_writes_nothing(group: Group, desk: Arrival) -> None:
    office = desk().log_in("HR01")
    office.open("people")
    file, before = nasty.workbook(nasty.FAULTY), count(group, employment)
    wanted = enrol.preview(group.house, "faulty.xlsx", file).faults
    assert {fault.row for fault in wanted if not fault.warning} == {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
    found = choose_file(office, "faulty.xlsx", file)
    lines = found.locator(".sqm-faults li")
    expect(lines).to_have_count(len(wanted))
    for fault in wanted:
        words = text(fault.code, "zh", **fault.params)
        expect(lines.filter(has_text=office.say("staff.row", row=fault.row)).filter(has_text=words)).not_to_have_count(
            0
        )
    expect(office.button("staff.import_now", found)).to_have_count(0)
    office.press(office.button("staff.cancel", found))
    assert count(group, employment) == before
    assert office.page.evaluate("window.PWNED") is None


def test_a_sound_roster_is_imported_and_a_newcomer_let_in(group: Group, desk: Arrival, phone: Arrival) -> None:
    office = desk().log_in("HR01")
    office.open("people")
    before = count(group, employment)
    found = choose_file(office, "roster.xlsx", nasty.workbook(nasty.NEWCOMERS))
    expect(found).to_contain_text(office.say("people.roster_summary", adds=2, changes=0, leaves=0, same=0))
    office.press(office.button("staff.import_now", found))
    office.sees("staff.imported")
    assert count(group, employment) == before + 2
    line = people.by_number(group.house.store, "T-0202")
    assert line
    assert (line["name"], line["posts"], line["team"]) == ("艾力·肉孜", ["technician"], "机电二组")

    office.page.get_by_role("searchbox").fill("ailirou")
    row = office.page.locator(".sqm-table tbody tr")
    expect(row).to_have_count(1)
    office.press(row.locator("button"))
    office.press(office.button("people.new_code"))
    office.press(office.button("people.new_code_yes"))
    slip = office.page.locator(".sqm-slip").inner_text()
    (issued,) = group.house.store.rows(select(code).where(code.c.person == line["person"]))
    assert issued["by"] == group.person("HR01")
    newcomer = phone().activate("T-0202", slip, "yi-hao-gongwei")
    expect(newcomer.page.locator("h1")).to_contain_text("艾力·肉孜")


def choice(office: Visitor, key: str) -> Locator:
    """The filter of that name."""
    return office.page.get_by_role("combobox", name=office.say(key), exact=True)


def test_people_are_found_filtered_and_exported(group: Group, desk: Arrival) -> None:
    office = desk().log_in("HR01")
    office.open("people")
    table = report.people(group.house, EVERYBODY)["rows"]
    here = [row for row in table if row["status"] != "left"]
    rows = office.page.locator(".sqm-table tbody tr")
    expect(rows).to_have_count(len(here))

    office.page.get_by_role("searchbox").fill("LIWEI")
    expect(rows).to_have_count(len([row for row in here if row["pinyin"] == "liwei"]))
    choice(office, "people.column.store").select_option("HZ001")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("HZ0042")
    office.page.get_by_role("searchbox").fill("")
    choice(office, "people.column.posts").select_option("technician")
    inside = [row for row in here if row["store"]["id"] == "HZ001" and "technician" in row["posts"]]
    expect(rows).to_have_count(len(inside))
    choice(office, "people.column.store").select_option("")
    choice(office, "people.column.posts").select_option("")
    valid = [row for row in here if row["certificate"]["state"] == "valid"]
    office.press(office.page.locator(".sqm-tile").filter(has_text=office.say("people.state.valid")))
    expect(rows).to_have_count(len(valid))

    sheet = exported(office, "people.export", n=len(valid))
    assert [cell.value for cell in sheet[1]][:2] == [
        office.say(f"people.column.{one}") for one in ("employee_no", "name")
    ]
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {row["employee_no"] for row in valid}, "as shown"
    no_formulas(sheet)


def test_a_review_figure_leads_to_its_file_and_row(group: Group, desk: Arrival) -> None:
    office = desk().log_in("HR01")
    office.open("review")
    period = choice(office, "review.period").input_value()
    table = review.table(group.house, EVERYBODY, period)["rows"]
    expect(office.page.locator(".sqm-table tbody tr")).to_have_count(len(table))
    sheet = exported(office, "review.export")
    assert sheet.max_row == len(table) + 1
    no_formulas(sheet)

    office.page.get_by_role("searchbox").fill("00086")
    office.press(office.page.locator(".sqm-table tbody tr button"))
    opened = review.of(group.house, group.person("00086"), period)
    part = next(part for part in opened["parts"] if part["months"])
    figure = office.page.locator("dialog .sqm-figure").filter(has_text=part["definition"]["title"]["zh"])
    office.press(figure.locator("summary"))
    for month in part["months"]:
        words = office.say("review.place", file=month["file"], row=month["row"])
        expect(figure.locator("tr").filter(has_text=month["month"])).to_contain_text(words)
        kept = group.house.store.rows(
            select(kpi_figure.c.value, kpi_import.c.file)
            .join(kpi_import)
            .where(kpi_figure.c.subject == group.person("00086"), kpi_figure.c.code == part["code"])
            .where(kpi_figure.c.month == month["month"], kpi_figure.c.row == month["row"])
        )
        assert [(row["value"], row["file"]) for row in kept] == [(month["value"], month["file"])]


# ---------------------------------------------------------------- a wrong item: one proposes, another approves


def test_an_item_at_fault_is_re_marked_by_two_people(group: Group, desk: Arrival, phone: Arrival) -> None:
    key, version, told = group.doubtful()
    trainer = desk().log_in("TR01")
    trainer.open("regrade")
    trainer.press(trainer.button("regrade.new"))
    trainer.page.get_by_role("searchbox").fill(key)
    found = trainer.page.locator(".sqm-row-button").filter(
        has_text=trainer.say("regrade.item_version", item=key, version=version)
    )
    expect(trainer.page.locator(".sqm-row-button")).to_have_count(1)
    trainer.press(found)
    trainer.press(trainer.page.locator("[data-focus=kind-full]"))
    expect(trainer.button("regrade.propose")).to_have_count(0)
    trainer.press(trainer.button("regrade.try"))
    expect(trainer.page.locator(".sqm-effect tbody tr")).to_have_count(len(told["people"]))
    trainer.press(trainer.button("regrade.propose"))
    trainer.sees("regrade.reason_missing")
    trainer.page.get_by_label(trainer.say("regrade.reason")).fill(WHY)
    trainer.press(trainer.button("regrade.propose"))
    trainer.sees("regrade.by_another")
    expect(trainer.button("regrade.approve")).to_have_count(0)

    office = phone().log_in("HR01")
    office.open("regrade")
    line = office.page.locator(".sqm-table tbody tr").filter(
        has_text=office.say("regrade.item_version", item=key, version=version)
    )
    office.press(line.locator("button"))
    sheet = exported(office, "regrade.export")
    assert sheet.max_row == 1 + sum(len(row["attempts"]) for row in told["people"])
    office.press(office.button("regrade.approve"))
    office.press(office.button("regrade.approve_yes", office.page.locator("dialog")))
    office.sees("regrade.state.approved")
    office.sees("regrade.done_title")
    for row in told["people"]:
        for sat in row["attempts"]:
            stands = attempts.marks(group.house.store, [sat["attempt"]])[sat["attempt"]][sat["slot"]]
            assert (stands["points"], stands["by"]) == (sat["points"]["of"], group.person("HR01"))


def exported(office: Visitor, key: str, **params: Any) -> Worksheet:
    with office.page.expect_download() as taken:
        office.press(office.button(key, **params))
    sheet = load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
    assert isinstance(sheet, Worksheet)
    return sheet


def no_formulas(sheet: Worksheet) -> None:
    assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
