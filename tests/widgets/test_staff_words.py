"""Every word the staff's pages say stands in the catalogue sections each brings along."""

import re

import pytest
from widgets.test_words import sources

from sqm_training import locale
from sqm_training.widgets.assign import Assign
from sqm_training.widgets.author import Author
from sqm_training.widgets.bank import Bank
from sqm_training.widgets.invigilate import Invigilate
from sqm_training.widgets.mark import Mark
from sqm_training.widgets.observe import Observe
from sqm_training.widgets.people import People
from sqm_training.widgets.review import Review

PAGES = {one.front: one for one in (People, Review, Mark, Observe, Assign, Invigilate, Author, Bank)}
KINDS = "single multiple true_false order match numeric hotspot cloze short_text free_text dialogue task code"
STATUSES = "draft in_review pilot live retired"
DEEDS = "submit approve pilot reject retire restore"
SAID = re.compile(r'"((?:people|review|mark|observe|assign|invigilate|author|papers|bank|item|staff)(?:\.\w+)+)"')
STATES = {
    "people.state": "none ready valid expiring expired suspended revoked no_rule",
    "people.status": "active probation leave left",
    "people.attempt": "open paused submitted expired void",
    "people.kind": "add change leave",
    "people.preview": "kind who what",
    "import.header": "name pinyin phone region store store_name team posts status since access",
    "import.role": "learner assessor trainer approver manager hr auditor administrator",
    "staff.kind": "course paper practical grade",
    "staff.leaf": "done begun not_begun passed failed open being_marked not_published held not_held",
    "review.column": "kpi assessment certificate",
    "review.part": "assessment certificate",
    "review.figure": "month value n source",
    "observe.tick": "ok not_ok na",
    "assign.state": "not_begun begun finished",
    "assign.to": "post store person",
    "bank.kind": KINDS,
    "bank.kind_hint": KINDS,
    "bank.status": STATUSES,
    "bank.stands": STATUSES,
    "bank.other_stands": STATUSES,
    "bank.use": "exam practice",
    "bank.difficulty": "1 2 3",
    "bank.gap": "any zh en both",
    "bank.origin": "own changed file",
    "bank.from": "own changed file",
    "bank.do": DEEDS,
    "bank.done": DEEDS,
    "bank.event": f"{DEEDS} begun save",
    "bank.ask_why": "approve pilot reject retire restore",
    "bank.many": "submit retire competency",
    "bank.column": "item prompt kind competency difficulty status gap at row worth",
    "bank.doubt": "reports flags",
    "bank.reported_in": "exam practice",
    "bank.format": "gift aiken moodle_xml qti table xml",
    "bank.format_hint": "gift moodle_xml qti table",
    "bank.scoring": "right_minus_wrong wrong_is_zero all_or_nothing each_option",
    "bank.ask": "words choose number",
    "bank.box": "left top width height",
    "bank.mood": "calm worried cross pleased",
    "bank.span": "low high step",
    "bank": "left right add_left add_right",
    "bank.language": "zh en",
    "bank.fault": "missing no_key no_zh no_en too_few too_long number greater_than greater_than_equal less_than "
    "less_than_equal pattern unknown invalid lesson use same picture_large",
    "papers.tab": "courses papers",
    "papers.status": "draft live retired faulty",
    "papers.changed": "blueprint items none",
    "papers.short": "blueprint items",
    "papers.column": "paper post status questions points minutes pass_mark missing published",
    "papers.rule": "pass_mark each attempts release sittings public cap pilots",
    "papers.rule.counts": "best last",
    "papers.marks": "after_marking never",
    "papers.reasons": "after_marking after_passing never",
    "papers.sittings": "open scheduled",
    "papers.public": "allowed refused",
    "papers.marking": "machine person",
    "papers.proof": "overlap again exposure difficulty public",
    "papers": "without_zh without_en public_refused",
    "papers.field": "id title post grade minutes pass_mark each_competency from_points attempts limit cool_down_hours "
    "counts release marks reasons sittings public_items exposure_cap pilots sections slices section competencies kinds "
    "difficulty count points knock_out marking",
    "papers.fault": "taken",
    "invigilate": "extend pause resume reset story withdraw invite_more extend.all extend.for pause.all pause.for "
    "pause.hint pause.done resume.all resume.for resume.hint resume.done reset.for candidate invited note signs",
    "invigilate.column": "paper when place progress by",
    "invigilate.device": "phone tablet computer",
    "invigilate.form": "opens closes place note",
    "invigilate.form.kind": "post store person",
    "invigilate.group": "today upcoming past outside",
    "invigilate.empty": "today upcoming past",
    "invigilate.phase": "upcoming open past withdrawn",
    "invigilate.sign": "devices away drops refused",
    "invigilate.state": "not_begun open paused submitted expired void",
    "invigilate.step": "start device device.first answer.given answer.changed answer.cleared answer.sealed submit "
    "expire mark pause resume extend reset focus.away focus.back drop refuse.answer refuse.answer.sealed refuse.device "
    "refuse.submit refuse.pause refuse.resume refuse.extend refuse.reset",
    "invigilate.story": "all events answers paper deadline",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_key_that_is_said_is_in_the_catalogue(name: str) -> None:
    keys = {key for file in sources(name).values() for key in SAID.findall(file)}
    assert len(keys) > 5
    shared = set(locale.section("staff"))
    here = set(locale.section("common", "errors", *PAGES[name].sections))
    assert {key for key in keys if key not in here and key not in shared} == set()


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_its_word(name: str) -> None:
    known = locale.section(name.split(".")[0])
    assert {f"{name}.{state}" for state in STATES[name].split()} <= set(known)
