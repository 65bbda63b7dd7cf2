"""Ratings of judges, from which a pass mark follows."""

import sqlalchemy as sa
from alembic import op

from sqm_training.records.append_only import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "angoff_rating",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("judge", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("rating", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["judge"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_angoff_rating_paper"), "angoff_rating", ["paper"], unique=False)
    guard(op.get_bind(), "angoff_rating")


def downgrade() -> None:
    raise RuntimeError("facts are not thrown away; restore a backup instead")
