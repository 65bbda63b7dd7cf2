"""Items written on the bank's page, and what was done with them."""

import sqlalchemy as sa
from alembic import op

from sqm_training.records.append_only import guard

revision = "0004"
down_revision = "0003"

FACTS = ("item_version", "item_event")


def upgrade() -> None:
    _fact(
        "item_version",
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.UniqueConstraint("item", "version", "save"),
    )
    _fact(
        "item_event",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_item_event_item"), "item_event", ["item"], unique=False)
    for table in FACTS:
        guard(op.get_bind(), table)


def _fact(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("save", sa.Integer(), nullable=False),
        *parts,
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    raise RuntimeError("facts are not thrown away; restore a backup instead")
