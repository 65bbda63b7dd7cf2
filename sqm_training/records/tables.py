"""The facts, a table per kind. Rows are added, never changed: triggers refuse UPDATE and DELETE.

Only `page_grant` is session state and may change. Every fact says when (`at`, UTC) and who (`by`, an
opaque person id, or the name of a process such as `worker`). People are named by internal ids alone, so
that a name can be erased without touching facts.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Utc(TypeDecorator[datetime]):
    """A moment. Goes in aware, is kept in UTC, comes out aware."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()


def _fact(name: str, *columns: Any) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        *columns,
        Column("at", Utc, nullable=False),
        Column("by", String(40), nullable=False),
    )


def _person() -> Column[str]:
    return Column("person", String(40), ForeignKey("person.id"), nullable=False, index=True)


# --- people -----------------------------------------------------------------------------------------

person = Table(
    "person",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("by", String(40), nullable=False),
)

employment = _fact(  # the whole roster line as it stood from `since`; the newest one counts
    "employment",
    _person(),
    Column("employee_no", String(40), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("pinyin", String(120), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("region", String(60), nullable=False),
    Column("store", String(20), nullable=False, index=True),
    Column("store_name", String(60), nullable=False),
    Column("team", String(60), nullable=False),
    Column("posts", JSON, nullable=False),
    Column("status", String(12), nullable=False),
    Column("since", Date, nullable=True),
)

access_right = _fact(  # roles given (granted) or taken away; store "*" is every store
    "access_right",
    _person(),
    Column("role", String(20), nullable=False),
    Column("store", String(20), nullable=False),
    Column("granted", Boolean, nullable=False),
)

code = _fact(  # one-time login codes, stored hashed
    "code",
    _person(),
    Column("digest", String(64), nullable=False, index=True),
    Column("expires_at", Utc, nullable=False),
)

code_try = _fact(  # each use of a code, right or wrong
    "code_try",
    _person(),
    Column("code", Integer, ForeignKey("code.id"), nullable=True),
    Column("right", Boolean, nullable=False),
)

preference = _fact(
    "preference",
    _person(),
    Column("key", String(20), nullable=False),
    Column("value", String(40), nullable=False),
)

page_grant = Table(
    "page_grant",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("page", String(40), nullable=False),
    Column("params", JSON, nullable=False),
    Column("issued_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("revoked_at", Utc, nullable=True),
)

# --- learning ---------------------------------------------------------------------------------------

course_version = _fact(
    "course_version",
    Column("course", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("course", "version"),
)

lesson_step = _fact(
    "lesson_step",
    _person(),
    Column("course", String(40), nullable=False),
    Column("lesson", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("step", Integer, nullable=False),
)

exercise_result = _fact(
    "exercise_result",
    _person(),
    Column("course", String(40), nullable=False),
    Column("lesson", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("exercise", String(60), nullable=False),
    Column("score", Float, nullable=False),
    Column("state", JSON, nullable=False),
)

practice_answer = _fact(
    "practice_answer",
    _person(),
    Column("item", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("fraction", Float, nullable=False),
)

item_report = _fact(  # somebody doubts an item met in practice, or in an attempt
    "item_report",
    _person(),
    Column("item", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("attempt", String(40), ForeignKey("attempt.id"), nullable=True),
    Column("text", Text, nullable=False),
    UniqueConstraint("person", "item", "version"),
)

assignment = _fact(
    "assignment",
    Column("kind", String(10), nullable=False),
    Column("target", String(60), nullable=False),
    Column("to_kind", String(10), nullable=False),
    Column("to_id", String(40), nullable=False),
    Column("due", Date, nullable=False),
    Column("note", Text, nullable=False),
)

assignment_withdrawal = _fact(
    "assignment_withdrawal",
    Column("assignment", Integer, ForeignKey("assignment.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
)

# --- assessment -------------------------------------------------------------------------------------

paper_version = _fact(
    "paper_version",
    Column("paper", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("pictures", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("paper", "version"),
)

sitting = _fact(  # a window of time in which a paper may be begun
    "sitting",
    Column("paper", String(60), nullable=False, index=True),
    Column("opens_at", Utc, nullable=False),
    Column("closes_at", Utc, nullable=False),
    Column("place", String(200), nullable=False),
    Column("note", Text, nullable=False),
)

invitation = _fact(
    "invitation",
    Column("sitting", Integer, ForeignKey("sitting.id"), nullable=False, index=True),
    Column("to_kind", String(10), nullable=False),  # person · post · store
    Column("to_id", String(40), nullable=False),
)

sitting_withdrawal = _fact(
    "sitting_withdrawal",
    Column("sitting", Integer, ForeignKey("sitting.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
)

accommodation = _fact(  # extra time granted before the start; the newest for person, paper and sitting counts
    "accommodation",
    _person(),
    Column("paper", String(60), nullable=False),
    Column("sitting", Integer, ForeignKey("sitting.id"), nullable=True),  # none: whenever the paper is sat
    Column("minutes", Integer, nullable=False),  # 0 takes it back
    Column("reason", Text, nullable=False),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", String(40), primary_key=True),
    _person(),
    Column("paper", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("draw", JSON, nullable=False),
    Column("deadline", Utc, nullable=False),  # as first set; steps move the one that stands
    Column("sitting", Integer, ForeignKey("sitting.id"), nullable=True, index=True),
    Column("at", Utc, nullable=False),
    Column("by", String(40), nullable=False),
    UniqueConstraint("person", "paper", "number"),  # two simultaneous starts give one attempt
)

attempt_step = _fact(
    "attempt_step",
    Column("attempt", String(40), ForeignKey("attempt.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),  # domain.attempt.Step
    Column("slot", String(8), nullable=True),
    Column("seq", Integer, nullable=True),
    Column("answer", JSON, nullable=True),
    Column("device", String(40), nullable=True),
    Column("late", Boolean, nullable=False, default=False),
    Column("detail", JSON, nullable=True),  # minutes, reason, seconds away, what was refused
    UniqueConstraint("attempt", "slot", "seq"),  # the same save sent twice is one fact
)

mark = _fact(
    "mark",
    Column("attempt", String(40), ForeignKey("attempt.id"), nullable=False, index=True),
    Column("slot", String(8), nullable=False),
    Column("points", Float, nullable=False),
    Column("source", String(8), nullable=False),  # machine · person
    Column("rubric", JSON, nullable=False),
    Column("comment", Text, nullable=False),
    Column("regrade", Integer, ForeignKey("regrade.id"), nullable=True),  # the correction it comes from
)

marking_claim = _fact(
    "marking_claim",
    Column("attempt", String(40), ForeignKey("attempt.id"), nullable=False, index=True),
    Column("slot", String(8), nullable=False),
)

angoff_rating = _fact(  # what a judge expects of the barely competent; a later one supersedes an earlier one
    "angoff_rating",
    Column("paper", String(60), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("judge", String(40), ForeignKey("person.id"), nullable=False),
    Column("item", String(60), nullable=False),
    Column("rating", Float, nullable=False),  # 0 to 100
)

regrade = _fact(  # somebody says that an item was drawn with something wrong in it
    "regrade",
    Column("item", String(60), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("correction", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("digest", String(64), nullable=False),  # of what it would have changed when it was proposed
    Column("counts", JSON, nullable=False),
)

regrade_decision = _fact(
    "regrade_decision",
    Column("regrade", Integer, ForeignKey("regrade.id"), nullable=False, unique=True),  # once and for all
    Column("kind", String(10), nullable=False),  # approve · reject · withdraw
    Column("lower", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("report", JSON, nullable=False),  # who and what was changed, as the approver saw it
)

observation = _fact(
    "observation",
    _person(),
    Column("practical", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("steps", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("vetoed", Boolean, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("note", Text, nullable=False),
)

# --- question bank -----------------------------------------------------------------------------------

item_version = _fact(  # each save of an item on the bank's page; the last save of a version counts
    "item_version",
    Column("item", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("save", Integer, nullable=False),
    Column("document", JSON, nullable=False),  # an item as far as it is written: a language, a key may lack
    Column("note", Text, nullable=False),
    UniqueConstraint("item", "version", "save"),  # two people who save at once do not overwrite each other
)

item_event = _fact(  # what was done with a version as it stood after a save; save 0 is the bank file's own
    "item_event",
    Column("item", String(60), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("save", Integer, nullable=False),
    Column("kind", String(8), nullable=False),  # submit · approve · pilot · reject · retire · restore
    Column("reason", Text, nullable=False),
)

# --- certificates and reviews -----------------------------------------------------------------------

certificate = _fact(
    "certificate",
    _person(),
    Column("number", String(40), nullable=False, unique=True),
    Column("post", String(40), nullable=False),
    Column("grade", String(4), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("terms", JSON, nullable=False),  # the rule as it stood, frozen with the award
    Column("basis", JSON, nullable=False),  # the clauses met, each with value and source
)

certificate_event = _fact(
    "certificate_event",
    Column("certificate", Integer, ForeignKey("certificate.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # suspend · resume · revoke
    Column("reason", Text, nullable=False),
)

kpi_import = _fact(
    "kpi_import",
    Column("file", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
)

kpi_figure = _fact(  # a later figure for the same subject, code and month supersedes an earlier one
    "kpi_figure",
    Column("subject_kind", String(8), nullable=False),  # person · store
    Column("subject", String(40), nullable=False, index=True),
    Column("code", String(12), nullable=False),
    Column("month", String(7), nullable=False),  # 2026-10
    Column("value", Float, nullable=False),
    Column("n", Integer, nullable=True),
    Column("kpi_import", Integer, ForeignKey("kpi_import.id"), nullable=False),
    Column("row", Integer, nullable=False),
)

# --- audit ------------------------------------------------------------------------------------------

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("by", String(40), nullable=False),
    Column("verb", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
)

APPEND_ONLY = tuple(table for table in metadata.sorted_tables if table.name != "page_grant")
