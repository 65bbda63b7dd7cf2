"""Triggers that refuse to change or delete a fact, whoever asks."""

from sqlalchemy import Connection

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION sqm_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'facts are append-only: %', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql
"""


def guard(connection: Connection, table: str) -> None:
    """Make `table` append-only."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_POSTGRES_FUNCTION.replace("%", "%%"))
        connection.exec_driver_sql(
            f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION sqm_append_only()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f'CREATE TRIGGER "{table}_no_{change.lower()}" BEFORE {change} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'facts are append-only: {table}'); END"
        )
