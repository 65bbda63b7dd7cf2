"""A store of an earlier version keeps every fact when it is brought up to date."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, text

from sqm_training.records import attempts, migrations, tables
from sqm_training.records.store import Store

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
FIRST = "0001"
ATTEMPT = (
    "INSERT INTO attempt (id, person, paper, version, number, draw, deadline, at, by) "
    "VALUES ('{0}', 'p1', 'technician-L1', 1, {1}, '{{}}', '2026-03-01 09:40:00', '2026-03-01 09:00:00', 'p1')"
)
STEP = (
    "INSERT INTO attempt_step (attempt, kind, slot, seq, answer, device, late, at, by) "
    "VALUES ('{0}', '{1}', {2}, {3}, '\"a\"', 'phone', 0, '2026-03-01 09:{4}:00', 'p1')"
)


@pytest.fixture
def old(tmp_path: Path) -> Store:
    """A store of the first version: one attempt under way, one handed in, one whose time ran out."""
    store = Store(f"sqlite:///{tmp_path / 'records.sqlite'}", "key")
    config = Config()
    config.set_main_option("script_location", str(Path(next(iter(migrations.__path__)))))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST)
        connection.execute(insert(tables.person).values(id="p1", at=NINE, by="x"))
        for number, key in enumerate(("open", "done", "over"), 1):
            connection.execute(text(ATTEMPT.format(key, number)))
            connection.execute(text(STEP.format(key, "answer", "'s01'", 1, 10)))
        connection.execute(text(STEP.format("done", "submit", "NULL", "NULL", 20)))
        connection.execute(text(STEP.format("over", "expire", "NULL", "NULL", 41)))
        connection.commit()
    return store


def test_attempts_of_the_first_version_stand_as_they_stood(old: Store) -> None:
    old.migrate()
    rows = {row["id"]: row for row in attempts.of(old)["p1"]}
    assert {key: row["state"] for key, row in rows.items()} == {
        "open": "open",
        "done": "submitted",
        "over": "expired",
    }
    assert {key: row["closed_at"] for key, row in rows.items()} == {
        "open": None,
        "done": NINE + timedelta(minutes=20),
        "over": NINE + timedelta(minutes=40),
    }
    assert attempts.until(rows["open"], rows["open"]["shaping"], NINE) == NINE + timedelta(minutes=40)
    assert attempts.answers(old, "done")["s01"]["answer"] == "a"
