"""Items people doubt."""

import sqlalchemy as sa
from alembic import op

from sqm_training.records.append_only import guard

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "item_report",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person", "item", "version"),
    )
    op.create_index(op.f("ix_item_report_person"), "item_report", ["person"], unique=False)
    guard(op.get_bind(), "item_report")


def downgrade() -> None:
    raise RuntimeError("facts are not thrown away; restore a backup instead")
