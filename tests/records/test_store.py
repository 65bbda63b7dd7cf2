"""Facts are only ever added, and the chain over them shows any tampering."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from sqm_training.records import store as stores
from sqm_training.records import tables
from sqm_training.records.audit import Anchor
from sqm_training.records.store import Store

NOW = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'records.sqlite'}", "key")
    store.migrate()
    for number in range(4):
        with store.write("p0", NOW) as ledger:
            ledger.add(tables.person, id=f"p{number}")
            ledger.log("person.add", f"p{number}")
    return store


def raw(store: Store, statement: str) -> None:
    """What somebody with the file in hand could do: without our triggers."""
    with store.engine.connect() as connection:
        for change in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{change}"))
        connection.execute(text(statement))
        connection.commit()


@pytest.mark.parametrize("table", tables.APPEND_ONLY, ids=lambda table: table.name)
def test_a_fact_can_not_be_changed_or_deleted(store: Store, table: Any) -> None:
    with store.engine.connect() as connection:
        triggers = connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type='trigger' AND tbl_name=:name"), {"name": table.name}
        ).scalar_one()
    assert triggers == 2


def test_changing_a_row_is_refused_by_the_store_itself(store: Store) -> None:
    for change in (update(tables.person).values(id="x"), delete(tables.person)):
        with pytest.raises(DBAPIError, match="append-only"), store.engine.connect() as connection:
            connection.execute(change)


def at_revision(path: Path, revision: str) -> Store:
    """A store as an older release left it."""
    store, config = Store(f"sqlite:///{path}", "key"), Config()
    config.set_main_option("script_location", str(Path(stores.__file__).parent / "migrations"))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    return store


def test_an_older_store_keeps_its_marks_and_who_guards_them(tmp_path: Path) -> None:
    store = at_revision(tmp_path / "older.sqlite", "0001")
    at = f"'{NOW:%Y-%m-%d %H:%M:%S.%f}', 'worker'"
    with store.engine.connect() as connection:
        for fact in (
            f"person (id, at, by) VALUES ('p0', {at})",
            "attempt (id, person, paper, version, number, draw, deadline, at, by)"
            f" VALUES ('a0', 'p0', 'x', 1, 1, '{{}}', '{NOW:%Y-%m-%d %H:%M:%S.%f}', {at})",
            "mark (attempt, slot, points, source, rubric, comment, at, by)"
            f" VALUES ('a0', 's01', 2.5, 'machine', '{{}}', '', {at})",
        ):
            connection.exec_driver_sql(f"INSERT INTO {fact}")
        connection.commit()
    store.migrate()
    (row,) = store.rows(select(tables.mark))
    assert (row["points"], row["at"], row["regrade"]) == (2.5, NOW, None)
    for change in (update(tables.mark).values(points=5), delete(tables.mark)):
        with pytest.raises(DBAPIError, match="append-only"), store.engine.connect() as connection:
            connection.execute(change)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with suppress(RuntimeError), store.write("p0", NOW) as ledger:
        ledger.add(tables.person, id="half")
        ledger.log("person.add", "half")
        raise RuntimeError
    assert store.row(select(tables.person).where(tables.person.c.id == "half")) is None
    assert store.verify() == []


def test_an_untouched_chain_is_whole(store: Store) -> None:
    assert store.verify() == []
    assert store.verify(store.anchor()) == []


def test_an_edited_event_is_named(store: Store) -> None:
    raw(store, "UPDATE audit SET subject='p9' WHERE seq=2")
    assert 2 in store.verify()


def test_a_deleted_event_is_noticed(store: Store) -> None:
    raw(store, "DELETE FROM audit WHERE seq=2")
    assert store.verify() == [3]


def test_a_cut_tail_is_noticed_with_an_anchor_kept_elsewhere(store: Store) -> None:
    anchor = store.anchor()
    raw(store, "DELETE FROM audit WHERE seq=4")
    assert store.verify() == []
    assert store.verify(anchor) == [4]


def test_a_chain_rewritten_without_the_key_is_noticed(store: Store, tmp_path: Path) -> None:
    forged = Store(f"sqlite:///{tmp_path / 'records.sqlite'}", "another key")
    assert len(forged.verify()) == 4
    assert store.verify(Anchor(4, "0" * 64)) == [4]
