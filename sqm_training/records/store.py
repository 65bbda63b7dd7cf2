"""The store: facts and their audit trail, written in one transaction. Only the records side opens it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Select, Table, create_engine, event, insert, text

from sqm_training.records import audit

BUSY_SECONDS = 10
Row = Mapping[str, Any]


class Reader(Protocol):
    """Where facts are read: the store as it stands, or as a writing transaction sees it.

    Who is writing reads through the transaction alone: a second connection could wait for the first.
    """

    def rows(self, query: Select[Any]) -> list[Row]:
        """All rows of a query."""

    def row(self, query: Select[Any]) -> Row | None:
        """The first row of a query, if any."""


class Ledger:
    """One writing transaction: by whom, when, and what is being added."""

    def __init__(self, connection: Connection, key: bytes, by: str, now: datetime) -> None:
        self.connection = connection
        self.by = by
        self.now = now
        self._key = key

    def add(self, table: Table, **values: Any) -> Any:
        """Add one fact; returns its key."""
        result = self.connection.execute(insert(table).values(at=self.now, by=self.by, **values))
        key = result.inserted_primary_key
        return key[0] if key is not None else None

    def add_many(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add many facts of one kind at once."""
        if rows:
            self.connection.execute(insert(table), [{"at": self.now, "by": self.by, **row} for row in rows])

    def log(self, verb: str, subject: str, **detail: Any) -> None:
        """The event these facts belong to. Names stay out of `detail`: internal ids only."""
        audit.append(self.connection, self._key, self.now, self.by, verb, subject, detail)

    def rows(self, query: Select[Any]) -> list[Row]:
        """All rows of a query, those just added among them."""
        return _rows(self.connection, query)

    def row(self, query: Select[Any]) -> Row | None:
        """The first row of a query, if any."""
        return next(iter(_rows(self.connection, query.limit(1))), None)


class Store:
    """A records database, SQLite or PostgreSQL. `audit_key` keys the chain and lives outside it."""

    def __init__(self, url: str, audit_key: str) -> None:
        self.engine = _engine(url)
        self._key = audit_key.encode()

    def migrate(self) -> None:
        """Bring the schema up to date; a step that fails leaves the former schema."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    @contextmanager
    def write(self, by: str, now: datetime) -> Iterator[Ledger]:
        """A writing transaction; all of it is kept or none."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # reading first, then writing, loses updates
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(81)"))  # the chain has one end
            yield Ledger(connection, self._key, by, now)
            connection.commit()

    def rows(self, query: Select[Any]) -> list[Row]:
        """All rows of a query."""
        with self.engine.connect() as connection:
            return _rows(connection, query)

    def row(self, query: Select[Any]) -> Row | None:
        """The first row of a query, if any."""
        with self.engine.connect() as connection:
            return next(iter(_rows(connection, query.limit(1))), None)

    def verify(self, anchor: audit.Anchor | None = None) -> list[int]:
        """Audit rows that do not fit the chain."""
        with self.engine.connect() as connection:
            return audit.verify(connection, self._key, anchor)

    def anchor(self) -> audit.Anchor:
        with self.engine.connect() as connection:
            return audit.head(connection)


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return cast("list[Row]", connection.execute(query).mappings().all())  # all at once is twice as fast


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connection)
    return engine


def _sqlite_connection(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged answer survives a power cut
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
