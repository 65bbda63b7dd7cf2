"""Sittings, invitations, extra time; what a step of an attempt says beyond its kind."""

import sqlalchemy as sa
from alembic import op

from sqm_training.records.append_only import guard

revision = "0003"
down_revision = "0002"

FACTS = ("sitting", "invitation", "sitting_withdrawal", "accommodation")


def upgrade() -> None:
    _fact(
        "sitting",
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        indexed="paper",
    )
    _fact(
        "invitation",
        sa.Column("sitting", sa.Integer(), sa.ForeignKey("sitting.id"), nullable=False),
        sa.Column("to_kind", sa.String(length=10), nullable=False),
        sa.Column("to_id", sa.String(length=40), nullable=False),
        indexed="sitting",
    )
    _fact(
        "sitting_withdrawal",
        sa.Column("sitting", sa.Integer(), sa.ForeignKey("sitting.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        indexed="sitting",
    )
    _fact(
        "accommodation",
        sa.Column("person", sa.String(length=40), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("sitting", sa.Integer(), sa.ForeignKey("sitting.id"), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        indexed="person",
    )
    op.execute("ALTER TABLE attempt ADD COLUMN sitting INTEGER REFERENCES sitting (id)")
    op.create_index(op.f("ix_attempt_sitting"), "attempt", ["sitting"], unique=False)
    op.add_column("attempt_step", sa.Column("detail", sa.JSON(), nullable=True))
    for table in FACTS:
        guard(op.get_bind(), table)


def _fact(name: str, *columns: sa.Column[object], indexed: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *columns,
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f(f"ix_{name}_{indexed}"), name, [indexed], unique=False)


def downgrade() -> None:
    raise RuntimeError("facts are not thrown away; restore a backup instead")
