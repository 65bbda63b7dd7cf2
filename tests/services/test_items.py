"""Items are written as drafts, submitted whole, let through by a second person; exams and practice know only those."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from services.story import PAPER, Story, refused
from sqlalchemy import func, select

from sqm_training.errors import Faults
from sqm_training.records import tables
from sqm_training.services import bank, browse, items, learn, publish, report_item, sit
from sqm_training.services.bank import Place
from tests.domain.items import KINDS, raw

Write = Callable[..., Place]


def document(kind: str = "single", **changes: Any) -> dict[str, Any]:
    """An item as an author has it before them: nothing lacks."""
    whole = raw(kind, **changes)
    return {key: value for key, value in whole.items() if key not in ("id", "version", "author", "status")}


@pytest.fixture
def write(story: Story) -> Write:
    """`write(by="TR01", kind="single", …)`: a draft of that trainer's."""

    def written(by: str = "TR01", kind: str = "single", **changes: Any) -> Place:
        return items.save(story.house, story.who(by), None, document(kind, **changes), "", None)

    return written


def again(story: Story, place: Place, by: str = "TR01", **changes: Any) -> Place:
    before = bank.one(story.house, story.house.store, place.item).document
    return items.save(story.house, story.who(by), place.item, {**before, **changes}, "", place)


def do(story: Story, deed: Any, place: Place, by: str, reason: str = "") -> None:
    items.do(story.house, story.who(by), deed, place, reason)


def let_through(story: Story, place: Place, writer: str = "TR01", second: str = "TR02") -> None:
    do(story, "submit", place, writer)
    do(story, "approve", place, second)


def stands(story: Story, name: str) -> tuple[int, str] | None:
    item = bank.standing(story.house).get(name)
    return (item.version, item.status) if item else None


def columns(wrong: Faults) -> dict[str, str]:
    return {fault.column: fault.code for fault in wrong.faults}


# --- writing ------------------------------------------------------------------------------------------


def test_a_new_item_gets_an_id_of_its_own_and_is_a_draft_nobody_meets(story: Story, write: Write) -> None:
    first, second = write(), write()
    assert (first, second) == (Place("i-0001", 1, 1), Place("i-0002", 1, 1))
    assert bank.entries(story.house)["i-0001"].status == "draft"
    assert stands(story, "i-0001") is None


def test_every_save_is_kept_and_one_that_changes_nothing_is_not(story: Story, write: Write) -> None:
    place = again(story, write(), difficulty=3)
    assert place == Place("i-0001", 1, 2)
    assert again(story, place, difficulty=3) == place
    kept = story.house.store.rows(select(tables.item_version.c.document).order_by(tables.item_version.c.id))
    assert [row["document"]["difficulty"] for row in kept] == [2, 3]


def test_a_draft_may_lack_anything_but_its_kind(story: Story) -> None:
    begun = {"kind": "single", "prompt": {"zh": "先做什么？"}}
    bare = items.save(story.house, story.who("TR01"), None, begun, "", None)
    assert browse.listing(story.house, browse.Asked(gap="en"))["rows"][0]["id"] == bare.item
    with refused("request.invalid"):
        items.save(story.house, story.who("TR01"), None, {"kind": "riddle"}, "", None)


def test_two_who_write_at_once_do_not_overwrite_each_other(story: Story, write: Write) -> None:
    place = write()
    again(story, place, by="TR02", difficulty=1)
    with refused("bank.changed_meanwhile"):
        again(story, place, difficulty=3)


def test_who_made_up_the_id_version_status_or_author_is_not_heard(story: Story, write: Write) -> None:
    place = write()
    forged = document() | {"id": "safe-e01", "version": 9, "status": "live", "author": "somebody", "difficulty": 1}
    kept = items.save(story.house, story.who("TR01"), place.item, forged, "", place)
    assert not {"id", "version", "status", "author"} & set(bank.entries(story.house)[kept.item].document)


def test_what_is_no_json_everywhere_or_too_long_is_refused(story: Story) -> None:
    for stuffed in ({"kind": "numeric", "key": float("nan")}, {"kind": "single", "why": {"zh": "长" * 200_000}}):
        with refused("request.invalid"):
            items.save(story.house, story.who("TR01"), None, stuffed, "", None)


# --- submitting ---------------------------------------------------------------------------------------


def test_what_is_missing_is_told_all_at_once_and_at_its_field(story: Story) -> None:
    half = {
        "kind": "single",
        "use": "exam",
        "competency": "C9.9-99",
        "lesson": "5s/99-nowhere",
        "prompt": {"zh": "先做什么？"},
        "picture": {"file": "img/none.png", "alt": {"zh": "图"}},
        "options": [{"id": "a", "text": {"zh": "甲", "en": "A"}}],
    }
    place = items.save(story.house, story.who("TR01"), None, half, "", None)
    with pytest.raises(Faults) as wrong:
        do(story, "submit", place, "TR01")
    assert columns(wrong.value) == {
        "difficulty": "bank.fault.missing",
        "why": "bank.fault.missing",
        "key": "bank.fault.no_key",
        "prompt.en": "bank.fault.no_en",
        "picture.alt.en": "bank.fault.no_en",
        "options": "bank.fault.too_few",
        "competency": "content.item.competency_unknown",
        "lesson": "bank.fault.lesson",
        "picture.file": "content.picture.missing",
    }
    assert bank.entries(story.house)[place.item].status == "draft"


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_of_every_kind_goes_from_draft_to_live(story: Story, write: Write, kind: str) -> None:
    picture = items.picture(story.house, story.who("TR01"), b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    changes: dict[str, Any] = {}
    if kind == "hotspot":
        changes["picture"] = {"file": picture, "alt": {"zh": "工位", "en": "A bay"}}
    if kind == "task":
        exercise = document("task")["exercise"]
        things = [thing | {"picture": picture} for thing in exercise["things"]]
        changes["exercise"] = exercise | {"things": things}
    place = write(kind=kind, **changes)
    let_through(story, place)
    assert stands(story, place.item) == (1, "live")


def test_changed_while_in_review_it_is_a_draft_again(story: Story, write: Write) -> None:
    place = write()
    do(story, "submit", place, "TR01")
    later = again(story, place, difficulty=1)
    assert later == Place(place.item, 1, 2)
    assert bank.entries(story.house)[place.item].status == "draft"
    for outdated in ("approve", "reject"):
        with refused("bank.changed_meanwhile"):
            do(story, outdated, place, "TR02", "x")


# --- four eyes ----------------------------------------------------------------------------------------


def test_nobody_decides_on_a_version_they_wrote_any_save_of(story: Story, write: Write) -> None:
    place = again(story, write("TR01"), by="TR02", difficulty=1)
    do(story, "submit", place, "TR02")
    for who in ("TR01", "TR02"):
        for deed in ("approve", "pilot", "reject"):
            with refused("bank.own"):
                do(story, deed, place, who, "because")
    do(story, "approve", place, "HR01")
    assert stands(story, place.item) == (1, "live")


def test_who_sends_back_says_why_and_the_item_can_be_mended(story: Story, write: Write) -> None:
    place = write()
    do(story, "submit", place, "TR01")
    with refused("bank.reason"):
        do(story, "reject", place, "TR02", " ")
    do(story, "reject", place, "TR02", "选项 C 也对")
    (version,) = browse.sheet(story.house, story.who("TR01"), place.item, ["author"])["history"]
    assert (version["status"], version["events"][-1]["reason"], version["events"][-1]["by"]) == (
        "draft",
        "选项 C 也对",
        "周老师",
    )
    let_through(story, again(story, place, difficulty=1))


def test_a_trial_comes_before_or_instead_of_approval(story: Story, write: Write) -> None:
    place = write()
    do(story, "submit", place, "TR01")
    do(story, "pilot", place, "TR02")
    assert stands(story, place.item) == (1, "pilot")
    do(story, "approve", place, "TR02")
    assert stands(story, place.item) == (1, "live")


@pytest.mark.parametrize("deed", ["approve", "pilot", "reject", "restore"])
def test_a_draft_is_not_decided_on(story: Story, write: Write, deed: str) -> None:
    with refused(f"bank.not_{deed}"):
        do(story, deed, write(), "TR02", "x")


# --- versions -----------------------------------------------------------------------------------------


def test_a_live_version_stands_until_the_next_one_is_approved(story: Story, write: Write) -> None:
    place = write()
    let_through(story, place)
    better = again(story, place, difficulty=3)
    assert better == Place(place.item, 2, 1)
    assert stands(story, place.item) == (1, "live")
    let_through(story, better)
    assert stands(story, place.item) == (2, "live")


def test_an_item_of_a_file_is_written_anew_as_a_version_above_it(story: Story) -> None:
    begun = bank.one(story.house, story.house.store, "safe-e01")
    assert begun.at == Place("safe-e01", 1, 0)
    better = again(story, begun.at, difficulty=3)
    assert (better, stands(story, "safe-e01")) == (Place("safe-e01", 2, 1), (1, "live"))
    let_through(story, better)
    item = bank.standing(story.house)["safe-e01"]
    assert (item.version, item.difficulty, item.author) == (2, 3, story.who("TR01"))


def test_a_file_that_is_raised_above_outranks_what_was_written(story: Story) -> None:
    let_through(story, again(story, Place("safe-e01", 1, 0), difficulty=3))
    path = story.house.settings.assessments / "banks" / "safety.yaml"
    story.edit(path, lambda file: file[0].update(version=3, difficulty=1))
    item = bank.standing(story.house)["safe-e01"]
    assert (item.version, item.difficulty) == (3, 1)


def test_retired_it_is_drawn_no_more_and_an_older_version_does_not_come_back(story: Story, write: Write) -> None:
    place = write()
    let_through(story, place)
    second = again(story, place, difficulty=3)
    let_through(story, second)
    do(story, "retire", second, "TR01", "过时")
    assert stands(story, place.item) == (2, "retired")
    do(story, "restore", second, "TR02")
    assert stands(story, place.item) == (2, "live")


def test_an_item_of_a_file_can_be_retired_and_restored_too(story: Story) -> None:
    place = Place("safe-e01", 1, 0)
    do(story, "retire", place, "TR01")
    assert stands(story, "safe-e01") == (1, "retired")
    do(story, "restore", place, "TR02")
    assert stands(story, "safe-e01") == (1, "live")


def test_a_draft_thrown_away_leaves_the_live_version_and_its_number_is_not_used_again(
    story: Story, write: Write
) -> None:
    place = write()
    let_through(story, place)
    do(story, "retire", again(story, place, difficulty=3), "TR01")
    entry = bank.entries(story.house)[place.item]
    assert (entry.at, entry.status, stands(story, place.item)) == (place, "live", (1, "live"))
    assert again(story, place, difficulty=1) == Place(place.item, 3, 1)


def test_the_live_version_can_be_retired_while_another_is_being_written(story: Story, write: Write) -> None:
    place = write()
    let_through(story, place)
    draft = again(story, place, difficulty=3)
    do(story, "retire", place, "TR01")
    entry = bank.entries(story.house)[place.item]
    assert (entry.at, entry.status, stands(story, place.item)) == (draft, "draft", (1, "retired"))


# --- exams and practice -------------------------------------------------------------------------------


def pool(story: Story) -> set[str]:
    newest = publish.newest_paper(story.house, PAPER)
    assert newest
    return {item.id for slot in newest.paper.slots for item in slot.pool}


def test_a_paper_draws_an_own_item_once_it_is_live_and_not_before(story: Story, write: Write) -> None:
    place = write(competency="C3.3-06")
    do(story, "submit", place, "TR01")
    publish.paper(story.house, PAPER, "administrator")
    assert place.item not in pool(story)
    do(story, "approve", place, "TR02")
    publish.paper(story.house, PAPER, "administrator")
    assert place.item in pool(story)
    do(story, "retire", place, "TR01")
    publish.paper(story.house, PAPER, "administrator")
    assert place.item not in pool(story)


def test_a_sitting_goes_on_with_the_version_it_drew(story: Story, write: Write) -> None:
    key = sit.start(story.house, story.who("00086"), PAPER)
    drawn = sit.questions(story.house, story.row(key))
    _, item = next(pair for pair in drawn if pair[1].kind == "single")
    let_through(story, again(story, Place(item.id, item.version, 0), difficulty=3 if item.difficulty < 3 else 1))
    assert sit.questions(story.house, story.row(key)) == drawn


def test_practice_asks_an_own_item_once_it_is_live(story: Story, write: Write) -> None:
    place = write(use="practice")
    with refused("item.unknown"):
        learn.practice(story.house, [place.item])
    let_through(story, place)
    (view,) = learn.practice(story.house, [place.item])
    assert (view["item"], "key" in view, "WHY" in json.dumps(view)) == (place.item, False, False)
    assert learn.answer(story.house, story.who("00086"), place.item, "b")["right"]
    do(story, "retire", place, "TR01")
    assert learn.practice(story.house, [place.item]) == []


def test_an_item_that_served_in_exams_is_never_practised(story: Story) -> None:
    turned = again(story, Place("safe-e01", 1, 0), use="practice")
    with pytest.raises(Faults) as wrong:
        do(story, "submit", turned, "TR01")
    assert columns(wrong.value) == {"use": "bank.fault.use"}


def test_an_item_people_practised_is_never_examined(story: Story, write: Write) -> None:
    place = write(use="practice")
    let_through(story, place)
    turned = again(story, place, use="exam")
    do(story, "submit", turned, "TR01")  # nobody has answered it yet
    learn.answer(story.house, story.who("00086"), place.item, "b")
    with pytest.raises(Faults) as wrong:
        do(story, "approve", turned, "TR02")
    assert columns(wrong.value) == {"use": "bank.fault.use"}
    assert stands(story, place.item) == (1, "live")


# --- looking ------------------------------------------------------------------------------------------


def test_the_list_is_searched_in_both_languages_and_filtered(story: Story, write: Write) -> None:
    place = write(prompt={"zh": "更换制动液前先做什么？", "en": "What comes before changing brake fluid?"})
    write(kind="numeric", competency="C2.1-04")

    def found(**asked: Any) -> list[str]:
        return [row["id"] for row in browse.listing(story.house, browse.Asked(**asked))["rows"]]

    assert found(search="制动 液前") == found(search="ＢＲＡＫＥ fluid") == found(search=place.item) == [place.item]
    assert found(status="draft") == ["i-0001", "i-0002"]
    assert found(origin="own", kind="numeric") == found(origin="own", competency="C2.1") == ["i-0002"]
    assert found(status="live", competency="C2.1-04", origin="own") == []


def test_a_live_item_with_a_draft_is_found_as_both(story: Story, write: Write) -> None:
    place = write()
    let_through(story, place)
    again(story, place, difficulty=3)
    for status in ("live", "draft"):
        rows = browse.listing(story.house, browse.Asked(status=status, origin="own"))["rows"]
        assert [row["id"] for row in rows] == [place.item]
    assert rows[0]["stands"] == {"version": 1, "status": "live"}


def test_a_page_of_the_list_says_how_many_there_are_and_holds_no_key(story: Story) -> None:
    every = browse.listing(story.house, browse.Asked(sort="id"))
    assert (every["found"], len(every["rows"])) == (len(story.house.shelf.items), browse.AT_ONCE)
    last = browse.listing(story.house, browse.Asked(sort="id", page=3))
    assert len(last["rows"]) == every["found"] - 2 * browse.AT_ONCE
    assert not {"key", "why", "document"} & set(every["rows"][0])


def test_history_tells_who_changed_what_from_what_to_what(story: Story) -> None:
    options = bank.one(story.house, story.house.store, "safe-e01").document["options"]
    second = {**options[1], "text": {"zh": "新", "en": "new"}}
    again(story, Place("safe-e01", 1, 0), options=[options[0], second, *options[2:]])
    version, file = browse.sheet(story.house, story.who("TR02"), "safe-e01", [])["history"]
    assert (file["file"], version["saves"][0]["by"]) == (True, "陈老师")
    changed = {one["place"]: (one["before"], one["after"]) for one in version["saves"][0]["changes"]}
    assert changed["options.b.text.en"][1] == "new"
    assert set(changed) == {"options.b.text.zh", "options.b.text.en"}


def test_a_sheet_says_what_its_reader_may_do(story: Story, write: Write) -> None:
    place = write()
    every = ["author", "approve_items"]
    assert set(browse.sheet(story.house, story.who("TR01"), place.item, every)["may"]) == {"save", "submit", "retire"}
    do(story, "submit", place, "TR01")
    writer = browse.sheet(story.house, story.who("TR01"), place.item, every)["may"]
    second = browse.sheet(story.house, story.who("TR02"), place.item, every)["may"]
    assert (writer["approve"]["own"], second["approve"]["own"]) == (True, False)
    assert "approve" not in browse.sheet(story.house, story.who("TR02"), place.item, ["author"])["may"]


def test_nobody_looks_up_a_key_while_sitting_a_paper_that_may_ask_it(story: Story) -> None:
    key = sit.start(story.house, story.who("00086"), PAPER)
    with refused("bank.being_sat"):
        browse.sheet(story.house, story.who("00086"), "safe-e01", [])
    browse.sheet(story.house, story.who("TR01"), "safe-e01", [])
    sit.submit(story.house, story.who("00086"), key, "phone")
    assert browse.sheet(story.house, story.who("00086"), "safe-e01", [])["document"]["key"] == "d"


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_shows_what_is_written_however_little(story: Story, kind: str) -> None:
    whole = browse.preview(story.house, document(kind), 1, None, None)
    assert whole["view"]["kind"] == kind
    assert "WHY" not in json.dumps(whole["view"])
    bare = browse.preview(story.house, {"kind": kind, "prompt": {"zh": "请看"}}, 1, None, None)
    assert bare["faults"]
    if bare["view"]:
        assert bare["view"]["prompt"]["zh"] == "请看"


def test_a_preview_draws_other_values_with_another_seed_and_tells_the_answer(story: Story) -> None:
    written = document("numeric", prompt={"zh": "{n} 加一？", "en": "{n} plus one?"}, key="n + 1", tolerance=0)
    written["parameters"] = {"n": {"low": 1, "high": 1000}}
    seen = [browse.preview(story.house, written, seed, None, None) for seed in range(4)]
    assert len({one["view"]["prompt"]["zh"] for one in seen}) > 1
    for one in seen:
        assert one["told"]["key"] == one["values"]["n"] + 1
        right = browse.preview(story.house, written, seen.index(one), None, str(one["told"]["key"]))
        assert right["told"]["right"]


def test_a_program_keeps_every_space_it_was_written_with(story: Story) -> None:
    written = document("code")
    written["cells"][0]["reference"] = "    if x:\n        y = 1\n"
    place = items.save(story.house, story.who("TR01"), None, written, "", None)
    kept = bank.entries(story.house)[place.item].document
    assert kept["cells"][0]["reference"] == "    if x:\n        y = 1\n"


# --- what candidates said and showed -------------------------------------------------------------------


def test_a_doubt_is_shown_until_a_new_version_answers_it(story: Story, write: Write) -> None:
    place = write(use="practice")
    let_through(story, place)
    learn.answer(story.house, story.who("00086"), place.item, "b")
    report_item.practised(story.house, story.who("00086"), place.item, 1, "选项 C 也说得通")

    def doubted() -> list[str]:
        return browse.ids(story.house, browse.Asked(doubt="reports"))

    assert doubted() == [place.item]
    (said,) = browse.sheet(story.house, story.who("TR01"), place.item, [])["reports"]
    assert (said["text"], said["met"], "person" in said) == ("选项 C 也说得通", "practice", False)
    better = again(story, place, difficulty=1)
    assert doubted() == [place.item]
    let_through(story, better)
    assert doubted() == []


def test_figures_of_papers_stand_beside_the_items_for_those_who_may_see_them(story: Story) -> None:
    key = story.sat("00086")
    asked, item = next(pair for pair in sit.questions(story.house, story.row(key)) if pair[1].kind == "single")
    looked_for = browse.Asked(search=asked.item, sort="worth")
    (row,) = [one for one in browse.listing(story.house, looked_for, True)["rows"] if one["id"] == asked.item]
    assert (row["worth"]["n"], row["worth"]["facility"], row["worth"]["enough"]) == (1, 1.0, False)
    (figure,) = browse.sheet(story.house, story.who("TR01"), item.id, [], True)["worth"]
    assert (figure["paper"], figure["version"], figure["n"]) == (PAPER, item.version, 1)
    assert browse.listing(story.house, looked_for)["rows"][0]["worth"] is None
    assert browse.sheet(story.house, story.who("TR01"), item.id, [])["worth"] == []


# --- many at once -------------------------------------------------------------------------------------


def test_many_are_submitted_and_what_cannot_be_is_told(story: Story, write: Write) -> None:
    good, bad = write(), items.save(story.house, story.who("TR01"), None, {"kind": "single"}, "", None)
    tally = items.many(story.house, story.who("TR01"), [good.item, bad.item, "i-9999"], "submit")
    assert tally.done == [good.item]
    assert [(one["item"], one["code"]) for one in tally.left] == [
        (bad.item, "bank.faulty"),
        ("i-9999", "bank.unknown"),
    ]


def test_many_are_given_a_competency_and_what_is_live_stays_so_until_approved(story: Story, write: Write) -> None:
    draft, live = write(), write()
    let_through(story, live)
    tally = items.assign(story.house, story.who("TR01"), [draft.item, live.item], "C2.1-04")
    assert tally.done == [draft.item, live.item]
    assert bank.standing(story.house)[live.item].competency == "C3.3-01"
    assert {one.document["competency"] for one in bank.entries(story.house).values() if not one.file} == {"C2.1-04"}


# --- facts --------------------------------------------------------------------------------------------


def test_everything_done_is_in_the_chain_and_no_name_is(story: Story, write: Write) -> None:
    let_through(story, write())
    rows = story.house.store.rows(select(tables.audit).where(tables.audit.c.verb.startswith("item.")))
    assert [row["verb"] for row in rows] == ["item.save", "item.submit", "item.approve"]
    assert "老师" not in json.dumps([dict(row["detail"]) for row in rows], ensure_ascii=False)
    assert story.house.store.verify() == []


def test_a_thousand_items_are_listed_without_reading_them_again(story: Story) -> None:
    many = [(document(prompt={"zh": f"第{n}题", "en": f"number {n}"}), "") for n in range(1000)]
    with story.house.store.write("administrator", story.house.now()) as ledger:
        items.add(story.house, ledger, many)
    assert browse.listing(story.house, browse.Asked(search="第777题"))["found"] == 1
    first = bank.entries(story.house)
    assert browse.listing(story.house, browse.Asked(search="number 77"))["found"] == 11
    assert bank.entries(story.house) is first
    (count,) = story.house.store.rows(select(func.count().label("n")).select_from(tables.item_version))
    assert count["n"] == 1000
